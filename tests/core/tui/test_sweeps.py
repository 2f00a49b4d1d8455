"""Sweeps from the bench: opened, walked, reported and closed by keys, on a real station."""

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from screen_person import ScreenPerson, station_of
from station_play import make_devices_quick
from sweep_play import SWEEP, barcode, make_home
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from procstation.config import parse_config
from procstation.devices import Presence, Rack
from procstation.errors import StoreError
from procstation.station import Station, open_station
from procstation.station.sweep_reports import SweepReports
from procstation.station.sweep_room import SweepRoom
from procstation.sweeping.placing import Placing
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.new_sweep import NewSweepScreen
from procstation.tui.screens.sweep import SweepAtBench
from procstation.tui.screens.sweep_files import SweepFilesScreen
from procstation.tui.screens.sweeps import SweepsScreen
from procstation.tui.widgets.keys_bar import KeysBar

SCANNER, CRADLE = "sim://serial_scanner", "sim://csp2"
CONFIG = f"""
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{SCANNER}"
options = {{ repeat_window_ms = 0 }}
[[barcodes.ranges]]
name = "books"
prefix = "31234"
check = "none"
"""
MEMORY = f"""
[devices.opn]
kind = "memory"
driver = "csp2"
port = "{CRADLE}"
"""
LIMIT_S = 20
SIZES = [(80, 24), pytest.param((160, 48), marks=pytest.mark.campaign)]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    make_devices_quick(monkeypatch)


class Person(ScreenPerson):
    """Hands at the scanner and on the keys, and eyes on whatever screen is on top."""

    def __init__(self, pilot: Pilot[Any], station: Station, rack: Rack, home: Path) -> None:
        super().__init__(pilot)
        self.station, self.rack, self.home = station, rack, home
        self.bells = 0
        pilot.app.bell = self._ring  # type: ignore[method-assign]

    def _ring(self) -> None:
        self.bells += 1

    def scan(self, code: str) -> None:
        self.rack.play(SCANNER, f"scan {code}")


@asynccontextmanager
async def at_bench(
    folder: Path, size: tuple[int, int] = (80, 24), more: str = ""
) -> AsyncIterator[Person]:
    rack = Rack()
    home = folder / "home"
    if not home.exists():
        make_home(home, 40)
    config = parse_config(CONFIG + more, "procstation.toml")

    def opened() -> Station:
        return open_station(home, config, f"sqlite:///{home / 'store.sqlite'}", rack)

    app = BenchApp(opened, read_wedge=False)
    async with app.run_test(size=size) as pilot:
        station = await station_of(app, pilot)
        person = Person(pilot, station, rack, home)
        try:
            await person.until(
                lambda: all(one.presence is Presence.READY for one in person.station.devices())
            )
            yield person
        finally:
            station.stop()


async def at_shelf(person: Person) -> SweepAtBench:
    """Go from the bench to the shelf, and return the screen."""
    await person.press("f4")
    await person.until_on(SweepsScreen)
    await person.until_shown("▸ Enter sweeps the marked one", SWEEP)
    await person.press("enter")
    await person.until_on(SweepAtBench)
    screen = person.pilot.app.screen
    assert isinstance(screen, SweepAtBench)
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_a_walk_from_the_bench_and_back(tmp_path: Path, size: tuple[int, int]) -> None:
    async with at_bench(tmp_path, size) as person:
        person.scan(barcode(1))
        await person.until_shown("QA2 .A1")
        await person.press("f4")
        await person.until_shown("Scans go to the bench.", f"{SWEEP} | open | ", "39")
        item = person.station.bench.state.now
        await person.press("enter")
        await person.until_on(SweepAtBench)
        await person.until_shown("scans go to the sweep, not to the bench", "0 of 39 found")
        person.scan(barcode(3))
        await person.until_shown("✓ right place", "1 of 39 found")
        rung = person.bells
        assert rung
        person.scan("99999")
        await person.until_shown("Not in the catalogue. Set it aside for the desk.")
        await person.until(lambda: person.bells == rung + 3)
        await person.press("f4")
        await person.until_on(SweepsScreen)
        await person.until_shown("▸ Enter sweeps the marked one", "        1 |")
        assert person.station.bench.state.now == item, "what is half done stays"
        await person.press("escape")
        await person.until_on(BenchScreen)
        said = person.station.bench.state.said
        person.scan(barcode(5))
        await person.until(lambda: person.station.bench.state.said > said)


@pytest.mark.long
async def test_a_new_sweep_says_what_it_would_expect_before_it_opens(tmp_path: Path) -> None:
    async with at_bench(tmp_path) as person:
        await person.press("f4")
        await person.until_shown("▸ Enter sweeps the marked one")
        await person.press("w")
        person.pilot.app.screen.query_one("#value", Input).value = "ann"
        await person.press("enter")
        await person.until_shown("Swept by ann.")
        await person.press("n")
        await person.until_on(NewSweepScreen)
        await person.press("enter")
        await person.until_shown("✗ The sweep has no name.")
        for field, value in {"name": "few", "first": "QA3 .A1", "last": "QA9 .A1"}.items():
            person.pilot.app.screen.query_one(f"#{field}", Input).value = value
        await person.press("enter")
        await person.until_shown("QA3 .A1 to QA9 .A1: 6 items expected on the shelf, of 7.")
        assert [one.sweep.name for one in person.station.sweeps.listed()] == [SWEEP]
        person.pilot.app.screen.query_one("#last", Input).value = "QA4 .A1"
        await person.until_shown("▸ Enter says what it would expect.")
        await person.press("enter")
        await person.until_shown("2 items expected on the shelf, of 2.", "▸ Enter opens it.")
        await person.press("enter")
        await person.until_on(SweepsScreen)
        await person.until_shown("Sweep few is open.", "few | open |         2 |")
        await person.press("enter")
        await person.until_on(SweepAtBench)
        await person.until_shown("0 of 2 found")


async def test_what_takes_long_is_left_and_ends_soon_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reckoning, ended = threading.Event(), threading.Event()
    usual = Placing.filed

    def filed(placing: Placing, *values: str) -> bytes:
        # Every item is sorted by this; here none is before somebody has left.
        reckoning.set()
        assert may_go_on.wait(LIMIT_S)
        return usual(placing, *values)

    may_go_on = threading.Event()
    read = SweepReports.read_while

    def read_while(reports: SweepReports, *args: Any) -> Any:
        found = read(reports, *args)
        if found is None:
            ended.set()
        return found

    async with at_bench(tmp_path) as person:
        await person.press("f4")
        await person.until_shown("▸ Enter sweeps the marked one")
        with monkeypatch.context() as patch:
            patch.setattr(Placing, "filed", filed)
            patch.setattr(SweepReports, "read_while", read_while)
            await person.press("r")
            await person.until_shown("Reckoning… Esc leaves it.")
            await person.until(reckoning.is_set)
            # The bench reads on meanwhile.
            person.scan(barcode(5))
            await person.until(lambda: person.station.bench.state.now is not None)
            await person.press("escape")
            assert isinstance(person.pilot.app.screen, SweepsScreen)
            may_go_on.set()
            await person.until(ended.is_set)

        # A sweep that is being opened can be left as well: it is ended as soon as it is open.
        opening, may_open = threading.Event(), threading.Event()
        begin = SweepRoom.begin

        def slow_begin(room: SweepRoom, *args: Any) -> Any:
            opening.set()
            assert may_open.wait(LIMIT_S)
            return begin(room, *args)

        with monkeypatch.context() as patch:
            patch.setattr(SweepRoom, "begin", slow_begin)
            await person.press("enter")
            await person.until_shown(f"Opening {SWEEP}… Esc leaves it.")
            await person.until(opening.is_set)
            await person.press("escape")
            await person.until_on(BenchScreen)
            may_open.set()
            await person.until(lambda: not person.pilot.app.workers)
        said = person.station.bench.state.said
        person.scan(barcode(7))
        await person.until(lambda: person.station.bench.state.said > said)
        assert isinstance(person.pilot.app.screen, BenchScreen)
        await at_shelf(person)


@pytest.mark.campaign
async def test_a_report_is_seen_and_written_from_the_shelf_and_from_the_list(
    tmp_path: Path,
) -> None:
    async with at_bench(tmp_path) as person:
        screen = await at_shelf(person)
        for number in (*range(1, 4), 10, *range(4, 10), *range(11, 40), 5):
            person.scan(barcode(number))
        await person.until_shown("38 of 39 found")
        await person.press("r")
        await person.until_shown(f"Sweep {SWEEP}: 38 of 39 found (97%)")
        await person.press("escape")
        assert person.pilot.app.screen is screen
        await person.press("f4")
        await person.until_shown("▸ Enter sweeps the marked one")
        await person.press("r")
        await person.until_shown(f"Sweep {SWEEP}: 38 of 39 found (97%)", "1  out of order")
        lists = person.pilot.app.screen.query_one("#report-lists", OptionList)
        names = [str(one.prompt).split("  ")[-1] for one in lists.options]
        lists.highlighted = names.index("out of order")
        await person.until_shown(f"{barcode(10)} | QA11 .A1", "put it between")
        for key, ending in {"c": "csv", "h": "html", "j": "json", "x": "xlsx", "p": "pdf"}.items():
            await person.press(key)
            path = person.home / "reports" / f"{SWEEP}.{ending}"
            await person.until_shown(f"✓ Written to {path}")
            assert path.stat().st_size > 100


@pytest.mark.long
async def test_closing_asks_first_and_can_be_taken_back(tmp_path: Path) -> None:
    async with at_bench(tmp_path) as person:
        await person.press("f4")
        await person.until_shown("▸ Enter sweeps the marked one")
        await person.press("c")
        await person.until_shown(f"▸ Close {SWEEP}, 0 of 39 found?")
        assert not person.station.sweeps.listed()[0].sweep.closed_at
        await person.press("c")
        await person.until_shown(f"Sweep {SWEEP} is closed.", f"{SWEEP} | closed")
        await person.press("enter")
        await person.until_shown(f"✗ Sweep '{SWEEP}' was closed")
        await person.press("o")
        await person.until_shown(f"Sweep {SWEEP} is open again.")


@pytest.mark.long
async def test_a_store_that_does_not_answer_is_said_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with at_bench(tmp_path) as person:
        await at_shelf(person)

        def refuse(*_: object) -> int:
            raise StoreError("The store does not answer.", "Wait for it.")

        with monkeypatch.context() as patch:
            patch.setattr("procstation.sweeping.live_records.LiveSweeps.hear", refuse)
            person.scan(barcode(3))
            await person.until_shown("TROUBLE", "The store does not answer.")
            await person.press("f4")
            await person.until_shown("✗ The store does not answer. Wait for it.")
        await person.press("escape", "f4")
        await person.until_shown("▸ Enter sweeps the marked one", "        1 |")


@pytest.mark.campaign
async def test_a_memory_scanner_is_read_verified_and_cleared(tmp_path: Path) -> None:
    async with at_bench(tmp_path, more=MEMORY) as person:
        await person.press("f4")
        await person.until_shown("▸ Enter sweeps the marked one")
        await person.press("m")
        await person.until_on(SweepFilesScreen)
        await person.until_shown("▸ Put opn into its cradle")
        await person.press("f")
        await person.until_shown("0 codes fetched", "it is empty now")
        for number in (3, 4, 4):
            person.rack.play(CRADLE, f"scan {barcode(number)}")
        await person.press("k")
        await person.until_shown("3 codes fetched, 3 of them new", "it still keeps them")
        await person.press("f")
        await person.until_shown("3 codes fetched, 0 of them new")
        await person.press("escape")
        await person.until_on(SweepsScreen)
        await person.until_shown("        2 |")


@pytest.mark.campaign
async def test_files_are_taken_while_a_folder_is_watched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procstation.sweeping.drop_folder.STABLE_S", 0.0)
    monkeypatch.setattr("procstation.tui.screens.sweep_files.LOOK_S", 0.01)
    folder = tmp_path / "dropped"
    async with at_bench(tmp_path) as person:
        await person.press("f4")
        await person.until_shown("▸ Enter sweeps the marked one")
        await person.press("m")
        await person.until_shown("No memory scanner is configured")
        for exists in (False, True):
            await person.press("w")
            person.pilot.app.screen.query_one("#value", Input).value = str(folder)
            await person.press("enter")
            if not exists:
                await person.until_shown(f"✗ There is no folder {folder}.")
                folder.mkdir()
        await person.until_shown(f"Watching {folder} while this page is shown")
        (folder / "scans.txt").write_text(f"{barcode(3)}\n{barcode(4)}\n")
        await person.until_shown("scans.txt: 2 read, 2 new, 0 repeated")
        await person.press("w")
        await person.until_shown("▸ w watches a folder")
        await person.press("escape")
        await person.until_shown("        2 |")


@pytest.mark.long
async def test_the_way_back_help_and_all_acts_are_shown_whole_at_80_columns(
    tmp_path: Path,
) -> None:
    async with at_bench(tmp_path) as person:
        for open_screen, words in ((None, "? Help ^P All"), (at_shelf, "Esc End ? Help ^P All")):
            if open_screen is not None:
                await open_screen(person)
            await person.pilot.pause()
            line = person.pilot.app.screen.query_one(KeysBar).render_line(0).text
            assert line.rstrip().endswith(words)
            assert len(line) <= 80
