import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from procstation.catalog import xlsx_table
from procstation.catalog.sources import open_source, open_table
from procstation.catalog.table_settings import TableSettings
from procstation.catalog.xlsx_table import XlsxTable
from procstation.errors import InputRefused, UsageError

Write = Callable[..., Path]


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., Path]:
    """Save rows as the first sheet of a workbook; a cell may be a value and its format."""

    def _saved(*rows: tuple[Any, ...], others: tuple[str, ...] = ()) -> Path:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(number, column)
                if isinstance(value, tuple):
                    cell.value, cell.number_format = value
                else:
                    cell.value = value
        for name in others:
            book.create_sheet(name).append((name, "x"))
        path = tmp_path / "table.xlsx"
        book.save(path)
        return path

    return _saved


def _cells(path: Path, **said: str) -> list[tuple[str, ...]]:
    return [row.cells for row in XlsxTable(path, TableSettings(**said)).rows()]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("31234000875612", "31234000875612"),
        (31234000875612, "31234000875612"),
        (31234000875612.0, "31234000875612"),
        ((875612, "00000000000000"), "00000000875612"),
        ((875612, "0"), "875612"),
        ("00875612", "00875612"),
        (12.5, "12.5"),
        (312340008756121234, "3.12340008756121E+17"),
        (True, "TRUE"),
        (datetime(2014, 5, 7), "2014-05-07"),  # noqa: DTZ001
        (date(2014, 5, 7), "2014-05-07"),
        (datetime(2014, 5, 7, 9, 15), "2014-05-07 09:15:00"),  # noqa: DTZ001
    ],
)
def test_cells_are_text_as_people_see_it(
    value: object, text: str, saved: Callable[..., Path]
) -> None:
    assert _cells(saved((value, "x"))) == [(text, "x")]


def test_rows_keep_their_numbers_and_blank_ones_are_left_out(saved: Callable[..., Path]) -> None:
    path = saved(("barcode", "title"), (None, None), (" ", ""), ("1", None), (None, "T"))
    rows = list(XlsxTable(path, TableSettings()).rows())
    assert [(row.number, row.offset) for row in rows] == [(1, 1), (4, 4), (5, 5)]


def test_a_sheet_is_chosen_by_its_name(saved: Callable[..., Path]) -> None:
    path = saved(("first", 1), others=("Items", "More"))
    assert _cells(path) == [("first", "1")]
    assert _cells(path, sheet="Items") == [("Items", "x")]
    assert "2 other sheets" in XlsxTable(path, TableSettings()).described
    with pytest.raises(UsageError, match="no sheet 'Item'") as refused:
        XlsxTable(path, TableSettings(sheet="Item"))
    assert "'Items'" in refused.value.do_next


def test_formulas_give_their_last_value_and_are_not_run(saved: Callable[..., Path]) -> None:
    assert _cells(saved(("=1+1", "x"))) == [("", "x")]


def test_a_name_without_its_ending_does_not_matter(saved: Callable[..., Path]) -> None:
    path = saved(("barcode", "title"), ("1000001", "T"))
    renamed = path.rename(path.with_name("upload"))
    assert open_source(renamed).profile("auto").profile == "table"


@pytest.mark.parametrize("kept", [200, 3000, -200])
def test_a_damaged_workbook_is_refused_in_words(saved: Callable[..., Path], kept: int) -> None:
    path = saved(*((f"1{number:06}", f"Title {number}") for number in range(200)))
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(InputRefused, match="is no workbook, or a damaged one"):
        list(open_table(path).read("table"))


@pytest.mark.parametrize(("at", "value"), [(6, 99), (8, 1)])
def test_a_workbook_that_nobody_can_unpack_is_refused_in_words(
    saved: Callable[..., Path], at: int, value: int
) -> None:
    path = saved(("1", "Title"))
    data = bytearray(path.read_bytes())
    # The version needed, or the bit that says it is encrypted, of the first file in the directory.
    data[data.index(b"PK\x01\x02") + at] = value
    path.write_bytes(data)
    with pytest.raises(InputRefused, match="is no workbook, or a damaged one"):
        list(open_table(path).read("table"))


def test_another_office_document_is_refused(written: Write) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "<document/>")
    with pytest.raises(InputRefused, match="no workbook"):
        open_source(written(data.getvalue(), name="letter.docx"))


def test_a_password_and_a_plain_archive_are_named(written: Write) -> None:
    with pytest.raises(InputRefused, match="password-protected Office document"):
        open_source(written(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), name="a.xlsx"))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as parts:
        parts.writestr("records.mrc", "x")
    with pytest.raises(InputRefused, match="a ZIP archive"):
        open_source(written(data.getvalue()))


def _with_part(path: Path, name: str, content: bytes) -> None:
    with zipfile.ZipFile(path) as parts:
        kept = [(one, parts.read(one)) for one in parts.namelist() if one != name]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as parts:
        for one, data in [*kept, (name, content)]:
            parts.writestr(one, data)


def test_a_workbook_that_would_fill_the_memory_is_refused(saved: Callable[..., Path]) -> None:
    path = saved(("barcode", "title"))
    _with_part(path, "xl/sharedStrings.xml", b"<sst>" + b" " * (4 << 20) + b"</sst>")
    with pytest.raises(InputRefused, match="would unpack to 4 MB"):
        XlsxTable(path, TableSettings())


def test_entities_are_refused(saved: Callable[..., Path]) -> None:
    path = saved(("barcode", "title"))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet/>'
    _with_part(path, "xl/worksheets/sheet1.xml", bomb)
    with pytest.raises(InputRefused, match="declares a document type"):
        XlsxTable(path, TableSettings())


def test_a_row_number_without_bound_is_refused(
    saved: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx_table, "MAX_ROWS", 1000)
    path = saved(("barcode", "title"))
    _with_part(
        path,
        "xl/worksheets/sheet1.xml",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        b'<row r="99999999999"><c r="A99999999999"><v>1</v></c></row></sheetData></worksheet>',
    )
    with pytest.raises(InputRefused, match="more than 1,000 rows"):
        list(XlsxTable(path, TableSettings()).rows())
