"""The history at the plain bench, and a supervisor's word there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from job_items import FIRST, SECOND, make_store

from procstation.config import parse_config
from procstation.devices import Rack
from procstation.people import hashed_pin
from procstation.plain import PlainBench
from procstation.station import open_station

PEOPLE = f"""
[[people]]
name = "sue"
pin = "{hashed_pin("0815")}"
supervisor = true
"""


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
    config = parse_config(PEOPLE, "procstation.toml")
    station = open_station(tmp_path, config, f"sqlite:///{store}", Rack())
    out: list[str] = []
    yield Lines(PlainBench(station, out.append), out)
    station.stop()


def test_a_list_is_done_and_undone_only_when_a_supervisor_agrees(
    lines: Lines, tmp_path: Path
) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{FIRST}\n{SECOND}\n", encoding="utf-8")
    lines(f"/job relocate {listed} location=REF")
    assert "a supervisor has to agree. sue: write /agree" in lines("/job do")
    assert "Nobody here has that name and PIN" in lines("/agree sue 4711")
    lines("/agree sue 0815")
    assert "Run 1: 2 items changed." in lines("/job do")
    said = lines(f"/history {FIRST}")
    assert "sue, bench-1  location: STACKS → REF (job 1) [change:1]" in said

    assert "2 items get back what they were before" in lines("/history undo job:1")
    assert "has to agree" in lines("/history do")
    lines("/agree sue 0815")
    assert "2 items are as before." in lines("/history do")
    assert "Nothing was chosen" in lines("/history do")


def test_one_change_is_undone_by_whoever_works(lines: Lines) -> None:
    lines("/profile relocate")
    lines("/say location REF")
    lines(FIRST)
    assert "location: REF → STACKS" in lines("/history undo change:1")
    assert "location: REF → STACKS" in lines("/history do")
    assert "has no entry" in lines("/history undo nothing")
    assert "Nothing was done that fits" in lines("/history 31234999999999")
