from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from procstation.catalog import Catalogue, Item, Title
from procstation.catalog.table_settings import TableSettings, read_table_settings
from procstation.errors import ConfigError, InputRefused, UsageError
from procstation.items import CallNumber, Scheme

Write = Callable[..., Path]
HEAD = "barcode,title,author,isbn,call number,location,status\n"


def _found(catalogue: Catalogue, barcode: str) -> tuple[Item, Title]:
    found = catalogue.by_barcode(barcode)
    assert found is not None
    return found


def test_rows_become_items_and_titles(catalogue: Catalogue, written: Write) -> None:
    text = HEAD + (
        '0001,"The dispossessed /","Le Guin, Ursula K.",0306406152,PS3562 .E42,Stacks,Available\n'
        '0002,The dispossessed,"Le Guin, Ursula K.",9780306406157,PS3562 .E42 c.2,Stacks,Lost\n'
        "0003,Another,,,,,\n"
    )
    report = catalogue.load([written(text.encode())])
    assert (report.records, report.items, report.added, report.rejected) == (3, 3, 2, [])
    assert report.profile == "table"
    first, title = _found(catalogue, "0001")
    assert (title.title, title.author) == ("The dispossessed", "Le Guin, Ursula K.")
    assert title.isbn == ("9780306406157",)
    assert first.call_number == CallNumber("PS3562 .E42", Scheme.LCC, "call number")
    assert (first.location, first.status) == ("Stacks", "")
    second, same = _found(catalogue, "0002")
    assert (second.status, same.id) == ("Lost", title.id)


@pytest.mark.parametrize(
    ("barcode", "reason"),
    [
        ("3.1234E+13", "rounded by a spreadsheet"),
        ('"3,1234E+13"', "rounded by a spreadsheet"),
        ("3E+13", "rounded by a spreadsheet"),
        ("#N/A", "error of a spreadsheet"),
        ("12345.5", "number with a fraction"),
    ],
)
def test_a_barcode_that_a_spreadsheet_spoiled_is_refused(
    barcode: str, reason: str, catalogue: Catalogue, written: Write
) -> None:
    path = written(f"barcode,title\n1000001,Good\n{barcode},Bad\n\n1000002,Good\n".encode())
    report = catalogue.load([path])
    assert report.records == 2
    (rejected,) = report.rejected
    assert reason in rejected.reason
    assert (rejected.record, rejected.offset) == (3, len("barcode,title\n1000001,Good\n"))


@pytest.mark.parametrize(
    ("written_as", "barcode"),
    [
        ("'00123456", "00123456"),
        ('"=""00123456"""', "00123456"),
        (" 00123456 ", "00123456"),
        ("1E12345", "1E12345"),
        ("3 1234 00087 5612", "31234000875612"),
    ],
)
def test_what_spreadsheets_put_around_a_barcode_is_taken_off(
    written_as: str, barcode: str, catalogue: Catalogue, written: Write
) -> None:
    catalogue.load([written(f"barcode,title\n{written_as},T\n".encode())])
    assert _found(catalogue, barcode)[1].title == "T"


def test_guards_before_formulas_are_taken_off_once(catalogue: Catalogue, written: Write) -> None:
    text = "barcode,title,author\n1,'=1984,''=x\n2,'Tis pity,'-minus\n"
    catalogue.load([written(text.encode())])
    assert [(_found(catalogue, code)[1].title, _found(catalogue, code)[1].author)
            for code in "12"] == [("=1984", "'=x"), ("'Tis pity", "-minus")]  # fmt: skip


def test_rows_without_a_barcode_wait_for_one_or_are_titles_only(
    catalogue: Catalogue, written: Write
) -> None:
    text = HEAD + ",Waits,,,PS1,Stacks,\n,Title only,,,,,\n,,,,PS2,,\n" + "x" * 70 + ",Long,,,,,\n"
    report = catalogue.load([written(text.encode())])
    assert (report.records, report.items, report.items_without_barcode) == (3, 0, 2)
    assert "neither a barcode nor a title" in report.rejected[0].reason
    assert "70 characters" in report.repaired[0].notes[0]
    assert catalogue.counts() == (3, 2)


def test_rows_that_are_too_wide_are_refused(catalogue: Catalogue, written: Write) -> None:
    text = "barcode,title\n1000001,One\n1000002,Two, or three\n1000003,Three,,\n1000004\n"
    report = catalogue.load([written(text.encode())])
    assert report.records == 3
    assert "it has 3 cells, the first row has 2" in report.rejected[0].reason


def test_the_columns_of_koha_say_what_is_wrong_with_an_item(
    catalogue: Catalogue, written: Write
) -> None:
    text = "barcode,title,withdrawn,itemlost,onloan,damaged,notforloan\n" + "".join(
        f"{number},T,{flags}\n"
        for number, flags in enumerate(
            ["0,0,,0,0", "1,1,,0,0", "0,2,2026-01-01,0,0", "0,0,2026-01-01,0,0", "0,0,,0,-1",
             "0,0,0000-00-00,1,1"]
        )
    )  # fmt: skip
    catalogue.load([written(text.encode())])
    assert [_found(catalogue, str(number))[0].status for number in range(6)] == [
        "", "withdrawn", "lost", "on loan", "on order", "damaged",
    ]  # fmt: skip


def test_prefix_and_scheme_belong_to_the_call_number(catalogue: Catalogue, written: Write) -> None:
    text = "barcode;prefix;call number;class scheme\n1;Ref.;823 ABC;DEWEY\n2;;823 ABC;ALPHANUM\n"
    catalogue.load([written(text.encode())])
    assert _found(catalogue, "1")[0].call_number == CallNumber(
        "Ref. 823 ABC", Scheme.DEWEY, "call number"
    )
    number = _found(catalogue, "2")[0].call_number
    assert number is not None
    assert number.scheme is Scheme.OTHER


def test_loading_again_changes_nothing(catalogue: Catalogue, written: Write) -> None:
    path = written((HEAD + "1,One,A,,PS1,X,\n2,One,A,,PS2,X,\n3,Two,,,,,\n").encode())
    catalogue.load([path])
    report = catalogue.load([path])
    assert (report.added, report.updated, report.unchanged) == (0, 0, 2)


def test_a_table_of_titles_makes_no_items(catalogue: Catalogue, written: Write) -> None:
    text = "title,call number,isbn\nOne,PS3562 .E42,0306406152\nTwo,QA76 .B3,x\n"
    report = catalogue.load([written(text.encode())])
    assert (report.records, report.items, report.items_without_barcode) == (2, 0, 0)
    (title,) = catalogue.by_isbn("0306406152")
    assert title.call_number == CallNumber("PS3562 .E42", Scheme.LCC, "call number")
    assert report.repaired[0].notes == ("'x' is no ISBN; it was left out",)


def test_the_dump_of_a_handheld_is_no_catalogue(catalogue: Catalogue, written: Write) -> None:
    dump = b"36105041854022,10:20:30,12/05/2014\n36105001874697,10:20:31,12/05/2014\n"
    with pytest.raises(InputRefused, match="no column was recognised"):
        catalogue.load([written(dump)])
    report = catalogue.load([written(dump)], table=TableSettings(columns={"barcode": 1}))
    assert report.items == 2


@pytest.fixture
def full(build: Any) -> Any:
    """A record of Koha with one item."""
    return build(
        "001 7", "020 ## $a0306406152", "100 1# $aLe Guin, Ursula K.", "245 10 $aThe dispossessed",
        "260 ## $bHarper$c1974", "952 ## $aMAIN$bMAIN$cSTACKS$p1000001$oPS1", "999 ## $c7$d7",
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "barcode,call number\n1000001,PS1 B\n",
        "biblionumber,barcode,call number\n7,1000001,PS1 B\n",
        "barcode,title,call number\n1000001,Dispossessed,PS1 B\n",
    ],
)
def test_a_shelf_list_takes_nothing_from_a_full_record(
    text: str, full: Any, catalogue: Catalogue, written: Write
) -> None:
    catalogue.load([written(full)])
    _, before = _found(catalogue, "1000001")
    report = catalogue.load([written(text.encode())])
    item, after = _found(catalogue, "1000001")
    assert item.call_number is not None
    assert item.call_number.text == "PS1 B"
    assert after == before
    assert (report.added, report.moved) == (0, [])
    assert [hit.title.title for hit in catalogue.find("guin dispossessed", 5)] == [before.title]


def test_a_table_may_be_corrected_and_the_correction_kept(
    catalogue: Catalogue, written: Write, tmp_path: Path
) -> None:
    path = written(b"Nr;Was;Notiz\n1000001;Ein Buch;x\n1000002;Noch eins;y\n")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text('delimiter = ";"\n[columns]\nbarcode = 1\ntitle = "Notiz"\n', "utf-8")
    settings = read_table_settings(mapping).mapped(["title=Was"])
    catalogue.load([path], table=settings)
    assert _found(catalogue, "1000002")[1].title == "Noch eins"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("[columns]\nbarcod = 1\n", "'barcod' is no field"),
        ("[column]\nbarcode = 1\n", "no key 'column'"),
        ("columns = 7\n", "columns"),
        ("[columns\n", "no valid TOML"),
    ],
)
def test_a_wrong_mapping_file_is_refused(text: str, what: str, tmp_path: Path) -> None:
    path = tmp_path / "mapping.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=what):
        read_table_settings(path)


def test_a_wrong_pair_is_refused() -> None:
    with pytest.raises(UsageError, match="maps no column"):
        TableSettings().mapped(["barcode"])
    with pytest.raises(UsageError, match="'barkode' is no field"):
        TableSettings().mapped(["barkode=1"])


def test_a_table_that_tells_nothing_is_refused_and_nothing_is_kept(
    catalogue: Catalogue, written: Write
) -> None:
    path = written(b"red,blue\ngreen,brown\n")
    with pytest.raises(InputRefused, match="no column was recognised") as refused:
        catalogue.load([path])
    assert "--map barcode=COLUMN" in refused.value.do_next
    with pytest.raises(UsageError, match="'koha'"):
        catalogue.load([written(b"barcode,title\n1,2\n")], "koha")
    with pytest.raises(UsageError, match="no table"):
        catalogue.load([written(b'{"fields": []}')], table=TableSettings())
    assert catalogue.counts() == (0, 0)


def test_a_workbook_loads_as_the_same_table(catalogue: Catalogue, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Barcode", "Title"), (31234000875612, "One"), ("'007", "'=Two"), (3.5, "Bad")):
        sheet.append(row)
    path = tmp_path / "items.xlsx"
    book.save(path)
    report = catalogue.load([path])
    assert (report.records, report.items) == (2, 2)
    assert _found(catalogue, "31234000875612")[1].title == "One"
    assert _found(catalogue, "007")[1].title == "'=Two"
    assert (report.rejected[0].record, report.rejected[0].offset) == (4, 4)


@pytest.mark.long
@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "items", "titles"),
    [
        ("shelflists/laurentian-fre.csv", 756, 500),
        ("shelflists/uva-stacks.csv", 258, 200),
        ("shelflists/uva-stacks.xlsx", 258, 200),
        ("marc-items/koha-sample-a-items.csv", 465, 199),
    ],
)
def test_real_tables_load(
    corpus: Path, name: str, items: int, titles: int, catalogue: Catalogue
) -> None:
    report = catalogue.load([corpus / name])
    assert (report.records, report.items, report.rejected) == (items, items, [])
    assert report.added == titles


@pytest.mark.corpus
def test_items_and_records_of_koha_come_together(corpus: Path, catalogue: Catalogue) -> None:
    catalogue.load([corpus / "marc-items" / "koha-sample-a.xml"])
    report = catalogue.load([corpus / "marc-items" / "koha-sample-a-items.csv"])
    assert (report.added, report.items) == (0, 465)
    item, title = _found(catalogue, "3999900000018")
    assert title.title
    assert (item.library, item.system_id) == ("CPL", "12")
