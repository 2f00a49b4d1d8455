"""The sweep at the shelf, driven by a scanner and keys, on a real station."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from screen_person import ScreenPerson, station_of
from station_play import make_devices_quick
from sweep_play import SWEEP, barcode, live_sweeps, make_home, open_catalogue
from textual.pilot import Pilot
from textual.widgets import Input

from procstation.config import parse_config
from procstation.devices import Presence, Rack
from procstation.station.sweep_build import open_sweep_station
from procstation.station.sweep_station import SweepStation
from procstation.sweeping.live_inputs import Echo, TagsHeard
from procstation.sweeping.live_state import LiveOutcome
from procstation.tui.screens.sweep import SweepScreen
from procstation.tui.sweep import SweepApp

SCANNER = "sim://serial_scanner"
CONFIG = f"""
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{SCANNER}"
options = {{ repeat_window_ms = 0 }}
"""
LOST = barcode(5)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    make_devices_quick(monkeypatch)


class Walker(ScreenPerson):
    """Hands on the scanner and the keys, eyes on the screen, ears for the bell."""

    def __init__(self, pilot: Pilot[Any], station: SweepStation, rack: Rack) -> None:
        super().__init__(pilot)
        self.station, self._rack = station, rack
        self.bells = 0
        pilot.app.bell = self._ring  # type: ignore[method-assign]

    def _ring(self) -> None:
        self.bells += 1

    def scan(self, code: str) -> None:
        self._rack.play(SCANNER, f"scan {code}")


@asynccontextmanager
async def at_shelf(folder: Path, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Walker]:
    rack = Rack()
    home = folder / "home"
    if not home.exists():
        make_home(home, 40)
    catalogue = open_catalogue(home)
    config = parse_config(CONFIG, "procstation.toml")

    def opened() -> SweepStation:
        return open_sweep_station(home, config, catalogue, live_sweeps(catalogue), SWEEP, rack)

    app = SweepApp(opened, read_wedge=False)
    async with app.run_test(size=size) as pilot:
        station = await station_of(app, pilot)
        walker = Walker(pilot, station, rack)
        try:
            await walker.until(
                lambda: all(one.presence is Presence.READY for one in walker.station.devices())
            )
            assert isinstance(app.screen, SweepScreen)
            yield walker
        finally:
            station.stop()
            catalogue.close()


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_every_outcome_is_shown_in_words_and_heard(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with at_shelf(tmp_path, size) as walker:
        await walker.until_shown("Scan the marker of the bay, or the first book.", "0 of 39 found")
        walker.scan("%PS-BAY-7")
        await walker.until_shown("Bay 7, pass 1.")
        for number in (1, 2):
            walker.scan(barcode(number))
        await walker.until_shown("✓ right place", "bay 7: 2 of 2", "2 of 39 found (5%)")
        before = walker.bells
        walker.scan(barcode(0))
        await walker.until_shown("This book belongs between the end of the shelf and QA2 .A1.")
        await walker.until(lambda: walker.bells == before + 2)
        walker.scan(LOST)
        await walker.until_shown("Pull it: the catalogue has it lost (MISSING).", "pull (1)")
        await walker.pilot.press("p")
        await walker.until_shown("pull (0)")
        walker.scan("99999")
        await walker.until_shown("Not in the catalogue. Set it aside for the desk.")


async def test_keys_say_conditions_and_bays(tmp_path: Path) -> None:
    async with at_shelf(tmp_path) as walker:
        walker.scan(barcode(1))
        await walker.until_shown("✓ right place")
        await walker.pilot.press("d", "l")
        await walker.until_shown("Noted: damaged, relabel.")
        walker.scan("%PS-CONDITION-OK")
        await walker.until_shown("Nothing is the matter with it any more.")
        await walker.pilot.press("b")
        await walker.until(lambda: bool(walker.pilot.app.screen.query("#value")))
        walker.pilot.app.screen.query_one("#value", Input).value = "12"
        await walker.pilot.press("enter")
        await walker.until_shown("bay 12")
        await walker.pilot.press("a")
        await walker.until_shown("Once more along bay 12.")


async def test_a_bay_heard_badly_is_asked_for_again(tmp_path: Path) -> None:
    async with at_shelf(tmp_path) as walker:
        for number in (*range(6, 10), *range(22, 26)):
            walker.scan(barcode(number))
        await walker.until_shown("8 of 20")
        await walker.pilot.press("e")
        await walker.until_shown("Go along the stretch from QA7 .A1 to QA26 .A1 once more")


async def test_what_is_missed_is_looked_for_with_its_signal(tmp_path: Path) -> None:
    async with at_shelf(tmp_path) as walker:
        wanted = barcode(7)
        for turn in range(2):
            for number in range(40):
                if barcode(number) != wanted:
                    walker.scan(barcode(number))
            await walker.until(lambda turn=turn: walker.station.state.reads == 39 * (turn + 1))  # type: ignore[misc]
        await walker.pilot.press("f")
        await walker.until_shown("Look for QA8 .A1 Title 7", "look for (1)", "after QA7 .A1")
        for strength in (-70.0, -40.0):
            walker.station.post(TagsHeard((Echo(wanted, 1, strength),)))
        await walker.until_shown("-40 dBm", "Near: QA8 .A1")
        walker.scan(wanted)
        await walker.until_shown("★ found again", "All of them are found.")
        await walker.pilot.press("f")
        await walker.until(lambda: walker.station.state.finding is None)


async def test_a_sweep_goes_on_where_it_was_left(tmp_path: Path) -> None:
    async with at_shelf(tmp_path) as walker:
        walker.scan(barcode(1))
        await walker.until_shown("1 of 39 found")
    async with at_shelf(tmp_path) as walker:
        await walker.until_shown("1 of 39 found")
        walker.scan(barcode(1))
        await walker.until_shown("heard already")
        assert walker.station.state.now is not None
        assert walker.station.state.now.outcome is LiveOutcome.AGAIN
