import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.errors import StoreError
from procstation.printing import Sheet, SheetPositions
from procstation.printing.sheets import write_durably

CELLS = st.frozensets(st.integers(0, 100))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sheets")


def test_a_printer_nobody_has_printed_on_has_a_fresh_sheet(tmp_path: Path) -> None:
    assert SheetPositions(tmp_path / "none").current("laser", "ol114") == Sheet(1)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 9999), CELLS, CELLS, st.text(min_size=1, max_size=20))
def test_what_is_kept_is_what_the_next_run_finds(
    folder: Path, number: int, used: frozenset[int], spoiled: frozenset[int], printer: str
) -> None:
    sheet = Sheet(number, used, spoiled)
    SheetPositions(folder).keep(printer, "ol114", sheet)
    assert SheetPositions(folder).current(printer, "ol114") == sheet


def test_printers_and_stocks_are_kept_apart(tmp_path: Path) -> None:
    positions = SheetPositions(tmp_path)
    positions.keep("a/b", "ol114", Sheet(2))
    positions.keep("a", "ol28", Sheet(3))
    numbers = [
        positions.current(*pair).number
        for pair in (("a/b", "ol114"), ("a", "ol28"), ("a", "ol114"))
    ]
    assert numbers == [2, 3, 1]


def test_a_cell_found_to_be_printed_is_no_longer_spoiled() -> None:
    sheet = Sheet(1, frozenset({0})).with_spoiled(frozenset({1, 2}))
    assert (sheet.used, sheet.spoiled, sheet.taken) == ({0}, {1, 2}, {0, 1, 2})
    assert sheet.with_used(frozenset({1})) == Sheet(1, frozenset({0, 1}), frozenset({2}))


@pytest.mark.parametrize("text", ["", "{", '{"number": "one"}', "[]"])
def test_a_damaged_file_is_named_and_not_guessed_at(tmp_path: Path, text: str) -> None:
    (tmp_path / "laser@ol114.json").write_text(text)
    with pytest.raises(StoreError, match=r"laser@ol114\.json") as refused:
        SheetPositions(tmp_path).current("laser", "ol114")
    assert "--start" in refused.value.do_next


def test_a_disk_that_is_full_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    positions = SheetPositions(tmp_path)
    positions.keep("laser", "ol114", Sheet(7))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device"):
        positions.keep("laser", "ol114", Sheet(8))
    assert positions.current("laser", "ol114") == Sheet(7)
    assert [path.name for path in tmp_path.iterdir()] == ["laser@ol114.json"]


def test_a_file_is_on_the_disk_before_it_takes_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noting_fsync(number: int) -> None:
        done.append("fsync")
        fsync(number)

    def noting_replace(self: Path, target: Path) -> Path:
        done.append("replace")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", noting_fsync)
    monkeypatch.setattr(Path, "replace", noting_replace)
    write_durably(tmp_path / "x", b"1")
    assert done[:2] == ["fsync", "replace"]
