from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.errors import StoreError, UsageError
from procstation.labels import LabelShelf, SheetStock
from procstation.printing import PrintFile, Sheet, SheetPositions, read_cell

CELLS = st.frozensets(st.integers(0, 100))
FRESH = count()


@pytest.fixture
def file(tmp_path: Path) -> Iterator[PrintFile]:
    opened = PrintFile(tmp_path / "labels.sqlite")
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


def test_a_printer_nobody_has_printed_on_has_a_fresh_sheet(file: PrintFile) -> None:
    assert SheetPositions(file).current("laser", "ol114") == Sheet(1)
    assert SheetPositions(file).known() == []


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 9999), CELLS, CELLS, st.text(min_size=1, max_size=20), st.text(max_size=20))
def test_what_is_kept_is_what_the_next_run_finds(
    folder: Path,
    number: int,
    used: frozenset[int],
    spoiled: frozenset[int],
    printer: str,
    name: str,
) -> None:
    sheet = Sheet(number, used, spoiled, name)
    path = folder / f"{next(FRESH)}.sqlite"
    first, second = PrintFile(path), PrintFile(path)
    SheetPositions(first).keep(printer, "ol114", sheet)
    assert SheetPositions(second).current(printer, "ol114") == sheet
    first.close()
    second.close()


def test_printers_and_stocks_are_kept_apart(file: PrintFile) -> None:
    positions = SheetPositions(file)
    positions.keep("a/b", "ol114", Sheet(2))
    positions.keep("a", "ol28", Sheet(3))
    numbers = [
        positions.current(*pair).number
        for pair in (("a/b", "ol114"), ("a", "ol28"), ("a", "ol114"))
    ]
    assert numbers == [2, 3, 1]


def test_a_cell_is_either_used_or_spoiled_or_free() -> None:
    sheet = Sheet(1, frozenset({0})).with_spoiled(frozenset({1, 2}))
    assert (sheet.used, sheet.spoiled, sheet.taken) == ({0}, {1, 2}, {0, 1, 2})
    assert sheet.with_used(frozenset({1})) == Sheet(1, frozenset({0, 1}), frozenset({2}))
    assert sheet.with_spoiled(frozenset({0})) == Sheet(1, frozenset(), frozenset({0, 1, 2}))
    assert sheet.with_free(frozenset({0, 2})) == Sheet(1, frozenset(), frozenset({1}))


def test_a_sheet_laid_aside_is_put_in_again_by_name_or_number(file: PrintFile) -> None:
    positions = SheetPositions(file)
    positions.keep("laser", "ol114", Sheet(1, frozenset({0}), name="blue"))
    positions.keep("laser", "ol114", Sheet(2, frozenset({1})))
    assert positions.next_number("laser", "ol114") == 3
    assert positions.put_in("laser", "ol114", "blue").used == {0}
    assert positions.current("laser", "ol114").number == 1
    assert positions.put_in("laser", "ol114", "2").used == {1}
    assert [(one.sheet.number, one.is_in) for one in positions.known()] == [(2, True), (1, False)]
    with pytest.raises(UsageError, match="is called 'blau'") as refused:
        positions.put_in("laser", "ol114", "blau")
    assert "blue" in refused.value.do_next


def test_a_transaction_that_is_broken_off_changes_nothing(file: PrintFile) -> None:
    positions = SheetPositions(file)
    positions.keep("laser", "ol114", Sheet(1, frozenset({0})))

    def broken_off() -> None:
        with positions.together():
            positions.keep("laser", "ol114", Sheet(2))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert positions.current("laser", "ol114") == Sheet(1, frozenset({0}))


def test_a_damaged_file_is_named_and_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "labels.sqlite").write_bytes(b"no database at all" * 100)
    with pytest.raises(StoreError, match=r"labels\.sqlite"):
        SheetPositions(PrintFile(tmp_path / "labels.sqlite")).current("laser", "ol114")


def test_a_file_of_a_newer_version_is_left_alone(file: PrintFile, tmp_path: Path) -> None:
    file.change("DELETE FROM sheet")
    file.rows("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer version"):
        SheetPositions(PrintFile(tmp_path / "labels.sqlite")).known()


@pytest.mark.parametrize(
    ("text", "cell"), [("1", 0), ("40", 39), ("1,1", 0), ("3,2", 17), ("5, 8", 39)]
)
def test_a_place_is_a_number_or_row_and_column(text: str, cell: int) -> None:
    stock = LabelShelf().stock("ol114")
    assert isinstance(stock, SheetStock)
    assert read_cell(text, stock, "ol114") == cell


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0", "no label 0"),
        ("41", "no label 41"),
        ("6,1", "row 6, column 1"),
        ("0,1", "row 0, column 1"),
        ("x", "no place"),
        ("1,2,3", "no place"),
        ("", "no place"),
        ("-1", "no place"),
    ],
)
def test_a_place_that_a_sheet_does_not_have(text: str, said: str) -> None:
    stock = LabelShelf().stock("ol114")
    assert isinstance(stock, SheetStock)
    with pytest.raises(UsageError, match=said):
        read_cell(text, stock, "ol114")
