import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.catalog import Catalogue
from procstation.catalog.brief_record import Numbered
from procstation.catalog.export_table import CsvExport, XlsxExport, guarded
from procstation.catalog.records import Item, Title
from procstation.items import CallNumber, Scheme

ITEM = Item(
    id=1,
    title_id=1,
    barcode="00012345678905",
    call_number=CallNumber("QA76.73 .C15", Scheme.LCC, "952$o"),
    library="MAIN",
    location="STACKS",
    volume="v.1, no. 2",
    copy="2",
    item_type="BK",
    status="on loan",
    system_id="12",
)
TITLE = Title(
    0, "7", 'He said "no", twice', "Le Guin, Ursula K.", "Ace", "1969",
    isbn=("9780306406157", "9780670026623"),
)  # fmt: skip


def rows(title: Title, *items: Item, place: str = "001") -> list[dict[str, str]]:
    out = io.BytesIO()
    table = CsvExport(out, place)
    table.add(Numbered(title, place, title.control_number, own=True), items)
    table.finish()
    return list(csv.DictReader(io.StringIO(out.getvalue().decode(), newline="")))


def test_a_row_says_all_of_an_item() -> None:
    assert rows(TITLE, ITEM) == [
        {
            "barcode": "00012345678905", "call_number": "QA76.73 .C15", "scheme": "lcc",
            "library": "MAIN", "location": "STACKS", "volume": "v.1, no. 2", "copy": "2",
            "item_type": "BK", "status": "on loan", "itemnumber": "12", "pieces": "",
            "title": 'He said "no", twice', "author": "Le Guin, Ursula K.", "publisher": "Ace",
            "date": "1969", "isbn": "9780306406157; 9780670026623", "issn": "",
                "last_seen": "",
            "control_number": "7",
        }
    ]  # fmt: skip


def test_the_heading_says_which_number_of_a_record_it_is() -> None:
    assert rows(TITLE, ITEM, place="999$c")[0]["biblionumber"] == "7"
    assert "7" not in rows(TITLE, ITEM, place="901$c")[0].values()


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+44", "'+44"),
        ("-1", "'-1"),
        ("@me", "'@me"),
        ("'=x", "''=x"),
        ("'Tis pity", "'Tis pity"),
        ("a=b", "a=b"),
    ],
)
def test_no_cell_of_a_text_is_a_formula(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert rows(TITLE, replace(ITEM, volume=text))[0]["volume"] == cell


@given(texts=st.lists(st.text("='+-@ a", max_size=6), min_size=2, max_size=2, unique=True))
def test_guarding_keeps_texts_apart(texts: list[str]) -> None:
    cells = [guarded(text) for text in texts]

    assert cells[0] != cells[1]
    assert all(cell[:1] not in tuple("=+-@") for cell in cells)


def test_all_cells_of_a_workbook_are_text() -> None:
    out = io.BytesIO()
    table = XlsxExport(out, "001")
    table.add(Numbered(TITLE, "001", "7", own=True), [replace(ITEM, volume="=1+1")])
    table.finish()
    with zipfile.ZipFile(out) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")

    assert sheet.count(b"<c ") == sheet.count(b't="inlineStr"') == 2 * len(table.columns)
    assert b"<f>" not in sheet
    assert b"=1+1" in sheet
    assert b"00012345678905" in sheet


def test_a_cell_too_long_for_a_workbook_is_refused_by_name() -> None:
    table = XlsxExport(io.BytesIO(), "001")
    long = replace(TITLE, title="x" * 40_000)

    assert table.add(Numbered(long, "001", "7", own=True), [ITEM]) == []
    table.close()
    (refused,) = table.report.refused
    assert (refused.barcode, refused.reason) == (
        "00012345678905",
        "its title has 40000 characters, a cell holds 32767",
    )


NASTY = (
    "=cmd|' /C calc'!A0", "'=x", "+44 and more", "'Tis pity", 'a,b;"c"\td', "-1", "@ home",
    "ספר האהבה", "Zoë à la mode", "007", "1E5", "3.1E+13", "#N/A of x",
)  # fmt: skip


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_table_comes_back(
    form: str, build: Any, written: Callable[..., Path], new_catalogue: Any, tmp_path: Path
) -> None:
    records = [
        build(
            f"245 10 $a{text}",
            "100 1# $aLe Guin, Ursula K.",
            "020 ## $a9780306406157",
            "260 ## $bAce$c1969",
            f"952 ## $aMAIN$bMAIN$cSTACKS$oQA{number}.5$2lcc$p000{number:05}$h{text}$t-{number}",
            f"952 ## $aMAIN$bMAIN$p9{number:07}$q2026-04-01$yBK$9{number}",
            f"999 ## $c{number}$d{number}",
        )
        for number, text in enumerate(NASTY, start=1)
    ]
    first, second = new_catalogue(), new_catalogue()
    first.load([written(*records)])
    out = tmp_path / f"out.{form}"
    report = first.export(out, form)
    loaded = second.load([out])

    assert (report.records, report.items, report.refused) == (26, 26, [])
    assert (loaded.records, loaded.items, loaded.rejected) == (26, 26, [])
    assert said(second) == said(first)
    again = first.load([out])
    assert (again.added, again.moved) == (0, [])


@pytest.mark.long
@pytest.mark.corpus
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_real_items_come_back_from_a_table(
    form: str, corpus: Path, new_catalogue: Any, tmp_path: Path
) -> None:
    first, second = new_catalogue(), new_catalogue()
    first.load([corpus / "marc-items" / "koha-sample-a-952.mrc"])
    out = tmp_path / f"out.{form}"
    first.export(out, form)
    report = second.load([out])

    assert (report.items, report.rejected) == (465, [])
    assert said(second) == said(first)


def said(catalogue: Catalogue) -> dict[str | None, tuple[Item, Title]]:
    """All items with their titles: but for store numbers, and for what a table does not say."""
    found = {}
    # A server's numbers have gaps: a load takes some ahead.
    known = (catalogue.title(title_id) for title_id in count(1))
    for title in islice((one for one in known if one is not None), catalogue.counts()[0]):
        plain = replace(title, id=0, medium="", call_number=None)
        for item in catalogue.items_of(title.id):
            number = item.call_number and replace(item.call_number, source="")
            found[item.barcode] = (replace(item, id=0, title_id=0, call_number=number), plain)
    return found
