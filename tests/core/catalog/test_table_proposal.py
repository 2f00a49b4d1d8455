from collections.abc import Iterator

import pytest

from procstation.catalog.table import Row
from procstation.catalog.table_proposal import propose
from procstation.catalog.table_settings import TableSettings
from procstation.errors import UsageError


class _Table:
    described = "a table"
    guards_formulas = True

    def __init__(self, *rows: tuple[str, ...]) -> None:
        self._rows = rows

    def rows(self) -> Iterator[Row]:
        return (Row(number, number, cells) for number, cells in enumerate(self._rows, start=1))


ITEMS = (
    ("36105041854022", "The left hand of darkness", "PS3562.E42 L4 1969", "0306406152", "1969"),
    ("36105001874697", "A wizard of Earthsea", "PS3562.E42 W5 1968", "9780306406157", "1968"),
    ("36105004284639", "The dispossessed : a novel", "PS3562.E42 D5 1974", "", "1974"),
)


def _fields(table: _Table, **said: object) -> dict[str, int]:
    proposal = propose(table, TableSettings(**said))  # type: ignore[arg-type]
    return {field: column.number for field, column in proposal.by_field.items()}


@pytest.mark.parametrize(
    "headings",
    [
        "Barcode;Title;Call number;ISBN;Year",
        "Code-barres;Titre;Cote;ISBN-13;Année",
        "Mediennummer;Titel;Signatur;ISBN;Erscheinungsjahr",
        "Código de barras;Título;Signatura;ISBN;Año",
        "Штрихкод;Название;Шифр;ISBN;Год",
        "itemBarcode;mainTitle;itemCallNumber;isbn13;pubYear",
        "Item Barcode*;Title (245);Call No.;ISBN;date",
    ],
)
def test_headings_are_known_in_several_languages(headings: str) -> None:
    table = _Table(tuple(headings.split(";")), *ITEMS)
    assert _fields(table) == {
        "barcode": 1, "title": 2, "call_number": 3, "isbn": 4, "date": 5,
    }  # fmt: skip


def test_values_speak_where_there_is_no_heading() -> None:
    proposal = propose(_Table(*ITEMS), TableSettings())
    assert not proposal.header
    assert {field: column.number for field, column in proposal.by_field.items()} == {
        "barcode": 1, "title": 2, "call_number": 3, "isbn": 4, "date": 5,
    }  # fmt: skip
    why = {column.field: column.why for column in proposal.columns}
    assert why["barcode"] == "100% are item barcodes with a right check digit"
    assert why["call_number"] == "100% look like lcc"


def test_values_speak_where_a_heading_is_not_known() -> None:
    table = _Table(("id", "text", "x", "y", "z"), *ITEMS)
    assert _fields(table) == {"barcode": 1, "call_number": 3, "isbn": 4}


def test_values_decide_between_two_columns_of_a_name() -> None:
    table = _Table(
        ("Item ID", "Item number", "Title"),
        *((row[0], str(number), row[1]) for number, row in enumerate(ITEMS, start=1)),
    )
    assert _fields(table) == {"barcode": 1, "system_id": 2, "title": 3}


def test_a_price_is_no_barcode_and_a_date_within_a_name_is_no_year() -> None:
    table = _Table(
        ("barcode", "price", "dateaccessioned", "date last seen", "Title"),
        *((row[0], "29.50", "2014-05-07", "2014-05-08", row[1]) for row in ITEMS),
    )
    assert _fields(table) == {"barcode": 1, "title": 5}


def test_no_two_columns_hold_the_same() -> None:
    table = _Table(("barcode", "barcode", "title"), *((row[0], row[0], row[1]) for row in ITEMS))
    assert _fields(table) == {"barcode": 1, "title": 3}


def test_people_correct_it_by_name_by_number_and_by_none() -> None:
    table = _Table(("Barcode", "Title", "Notes", "ISBN", "x"), *ITEMS)
    said = {"title": "notes", "author": "2", "isbn": "", "volume": 5}
    assert _fields(table, columns=said) == {"barcode": 1, "title": 3, "author": 2, "volume": 5}


def test_a_column_that_is_not_there_is_refused_with_the_nearest() -> None:
    table = _Table(("Barcode", "Title"), ("1", "x"))
    with pytest.raises(UsageError, match="no column 'Titel' for title") as refused:
        propose(table, TableSettings(columns={"title": "Titel"}))
    assert "'Title'" in refused.value.do_next
    with pytest.raises(UsageError, match="no column '9'"):
        propose(table, TableSettings(columns={"title": 9}))
    twice = _Table(("x", "x"), ("1", "2"))
    with pytest.raises(UsageError, match="columns 1 and 2"):
        propose(twice, TableSettings(columns={"title": "x"}))


def test_whether_there_are_headings_can_be_said() -> None:
    table = _Table(("Barcode", "Title"), ("1", "x"))
    assert not propose(table, TableSettings(header=False)).header
    assert propose(_Table(*ITEMS), TableSettings(header=True)).columns[1].name == ITEMS[0][1]


def test_an_empty_table_has_no_columns() -> None:
    assert propose(_Table(), TableSettings()).columns == ()


def test_what_a_report_writes_above_its_headings_is_passed_over() -> None:
    table = _Table(
        ("Shelf list of the main library",), ("Date:", "2026-03-01"), ("Barcode", "Title"),
        *((row[0], row[1]) for row in ITEMS),
    )  # fmt: skip
    proposal = propose(table, TableSettings())
    assert (proposal.header, proposal.above) == (True, 3)
    assert [column.name for column in proposal.columns] == ["Barcode", "Title"]
