"""A reader over LLRP, from the bytes of its reports to the report of the sweep."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from station_play import LIMIT_S, make_devices_quick
from sweep_play import SWEEP, barcode, live_sweeps, make_home, open_catalogue

from procstation.config import parse_config
from procstation.devices import Presence, Rack
from procstation.station.sweep_build import open_sweep_station
from procstation.sweeping.live_inputs import PassAsked

WAND = "sim://llrp"
CONFIG = f"""
[devices.wand]
kind = "uhf"
driver = "llrp"
port = "{WAND}"
"""
ITEMS = 30
LOST = barcode(5)
"""The catalogue has it lost; it stands there all the same."""

AWAY = barcode(12)
TRADE = "3005FB63AC1F3841EC880467"
NO_LIBRARY_PC = 0x4000
"""8 words, and the numbering system of EPCglobal: as house formats with a number are written."""


def epc_of(code: str) -> str:
    """The header of a house format, the number, a version."""
    return f"19E9F871{int(code):016X}00000001"


@pytest.mark.long
def test_tags_that_a_reader_reports_are_in_the_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    make_home(tmp_path, ITEMS)
    catalogue = open_catalogue(tmp_path)
    sweeps = live_sweeps(catalogue)
    rack = Rack()
    changed = threading.Condition()

    def tell() -> None:
        with changed:
            changed.notify_all()

    def until(reached: Callable[[], bool]) -> None:
        with changed:
            assert changed.wait_for(reached, LIMIT_S), (station.state.said, station.devices())

    def heard() -> int:
        return len(station.state.heard)

    station = open_sweep_station(
        tmp_path,
        parse_config(CONFIG, "procstation.toml"),
        catalogue,
        sweeps,
        SWEEP,
        rack,
        person="ann",
    )
    try:
        station.listen(tell, lambda _: None)
        until(lambda: station.devices()[0].presence is Presence.READY)
        there = [one for one in map(barcode, range(ITEMS)) if one != AWAY]
        for walk in range(2):
            reads = station.state.reads
            with rack.working_on(WAND) as reader:
                for code in there:
                    reader.shelf.lay(epc_of(code), pc=NO_LIBRARY_PC)  # type: ignore[attr-defined]
                if walk == 0:
                    reader.shelf.lay(TRADE, pc=0x3000)  # type: ignore[attr-defined]
            until(lambda: heard() == len(there))
            until(lambda reads=reads: station.state.reads >= reads + 10 * ITEMS)  # type: ignore[misc]
            with rack.working_on(WAND) as reader:
                reader.shelf.clear()  # type: ignore[attr-defined]
            station.post(PassAsked())
    finally:
        station.stop()

    assert station.state.found == ITEMS - 2
    report = sweeps.report(SWEEP)
    assert (report.expected, report.found) == (ITEMS - 1, ITEMS - 2)
    assert [one.barcode for one in report.verdicts] == [AWAY]
    assert report.wrong_status == (LOST,)
    assert not report.unknown, "a tag of a shop is no book"
    [sitting] = sweeps.progress(SWEEP).sittings
    assert (sitting.kind, sitting.person) == ("live", "ann")
    assert sitting.read == station.state.reads, "each read is counted once"
    catalogue.close()
