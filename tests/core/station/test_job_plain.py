"""Jobs at the plain bench: values said, lists planned, done and undone, line by line."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from job_items import FIRST, LOANED, SECOND, make_store

from procstation.config import parse_config
from procstation.devices import Rack
from procstation.plain import PlainBench
from procstation.station import open_station


class Lines:
    def __init__(self, bench: PlainBench, out: list[str]) -> None:
        self._bench = bench
        self._out = out

    def __call__(self, text: str) -> str:
        """Write a line, and return what comes of it."""
        self._out.clear()
        self._bench.take(text)
        return "\n".join(self._out)


@pytest.fixture
def lines(tmp_path: Path) -> Iterator[Lines]:
    store = make_store(tmp_path)
    config = parse_config("", "procstation.toml")
    station = open_station(tmp_path, config, f"sqlite:///{store}", Rack())
    out: list[str] = []
    yield Lines(PlainBench(station, out.append), out)
    station.stop()


def test_what_the_job_asks_for_is_said_and_shown(lines: Lines) -> None:
    assert "next: Say the location for the whole cart" in lines("/profile relocate")
    assert "From now on, location: Main stacks." in lines("/say location Main stacks")
    assert "cart: location: Main stacks" in lines("/status")
    assert "does not ask for 'due'" in lines("/say due 1 June")
    said = lines(FIRST)
    assert "location: STACKS → Main stacks" in said
    assert "next: Lay the book on the pad." in said


def test_a_list_is_planned_done_and_undone(lines: Lines, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{FIRST}\n{SECOND}\n{LOANED}\n", encoding="utf-8")
    plan = lines(f"/job withdraw {listed}")
    assert "job: Withdraw: 2 items: STACKS 2." in plan
    assert f"job: ✗ {LOANED}: its status is on loan." in plan
    assert "Run 1: 2 items changed." in lines("/job do")
    assert "No job was planned" in lines("/job do")
    assert "run: 1 " in lines("/job")
    assert "job: 2 items are as before." in lines("/job undo 1")
    assert "was undone" in lines("/job undo 1")


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("/job withdraw", "Which items are meant?"),
        ("/job withdraw nowhere.txt", "cannot be read"),
        ("/job relocate nowhere.txt REF", "cannot be read"),
        ("/job undo", "Which run"),
        ("/job undo 9", "There is no run 9"),
        ("/say", "asks for no values"),
    ],
)
def test_what_cannot_be_is_said_in_words(lines: Lines, line: str, what: str) -> None:
    assert what in lines(line)
