"""Pictures of the screens, kept in `pictures/`: whatever moves on a screen shows as a diff.

After a change that is meant to be seen: `python -m pytest --draw-pictures tests/core/tui`.
"""

import csv
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from memory_system import MemorySystem
from screen_person import ScreenPerson, station_of
from screen_picture import DRAW, picture, require_same
from sweep_play import live_sweeps
from textual.pilot import Pilot
from textual.widgets import Input

from procstation.catalog import Catalogue
from procstation.config import parse_config
from procstation.devices import Presence, Rack
from procstation.ils import ItemField
from procstation.station import Station, open_station
from procstation.sweeping.model import Scope
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.half_done import HalfDoneScreen
from procstation.tui.screens.help import HelpScreen
from procstation.tui.screens.profiles import ProfilesScreen
from procstation.tui.screens.reason import ReasonScreen
from procstation.tui.screens.sweep_report import SweepReportScreen

PICTURES = Path(__file__).with_name("pictures")
SCANNER, PAD = "sim://serial_scanner", "sim://feig"
CONFIG = f"""
[station]
name = "bench-7"
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{SCANNER}"
options = {{ repeat_window_ms = 0 }}
[devices.pad]
kind = "rfid"
driver = "feig"
port = "{PAD}"
[devices.spine]
kind = "printer"
driver = "zpl"
port = "sim://zpl?dots_per_mm=12#spine"
stock = "roll-25x38"
templates = ["spine"]
[devices.barcode]
kind = "printer"
driver = "zpl"
port = "sim://zpl?dots_per_mm=12#barcode"
stock = "roll-51x25"
templates = ["barcode"]
[[barcodes.ranges]]
name = "books"
prefix = "31234"
check = "none"
first = 87561
[tags]
owner = "US-InU"
[systems.koha]
connector = "koha"
url = "https://koha.invalid"
"""
NOW = "2026-03-02T10:00:00.000Z"
HEADER = ("barcode", "title", "author", "isbn", "call number", "library", "location", "status")
BOOKS = (
    ("31234000000101", "The left hand of darkness", "Le Guin, Ursula K.", "9780441478125",
     "PS3562.E42 L4 1969"),
    ("31234000000102", "The dispossessed : an ambiguous utopia", "Le Guin, Ursula K.",
     "9780061054884", "PS3562.E42 D5 1974"),
    ("31234000000103", "ノルウェイの森", "村上, 春樹", "9784062035156", "PL856.U673 N6 1987"),
    ("31234000000104", "Die Blechtrommel : Roman in drei Büchern", "Grass, Günter",
     "9783423118217", "PT2613.R338 B55 1993"),
    ("31234000000105", "Kalevala", "Lönnrot, Elias", "9789510234488", "PH324.A2 1999 v.2"),
    ("31234000000106", "A dictionary of the older Scottish tongue from the twelfth century to the"
     " end of the seventeenth", "Craigie, William A.", "9780080284842", "PE2116.C7 1983 v.11"),
)  # fmt: skip
ROOMS = {
    "f3": "▸ Nothing waits.",
    "f4": "stacks",
    "f5": "▸ Lay an item on the pad",
    "f6": "≠ conflict",
    "f8": "▸ Enter says what it would do.",
    "f9": "▸ t tries",
    "f11": "when:",
}
"""Of each room's key, what is seen there in the smallest window."""

FIRST, SECOND, THIRD = (book[0] for book in BOOKS[:3])
SWEEP = "stacks"
LOOK_S = 0.05


class Tour(ScreenPerson):
    """One running interface, from screen to screen."""

    def __init__(
        self, pilot: Pilot[Any], station: Station, rack: Rack, system: MemorySystem, *, draw: bool
    ) -> None:
        super().__init__(pilot)
        self.station, self.rack, self.system = station, rack, system
        self._draw = draw
        self._wrong: list[str] = []

    def text(self) -> str:
        return picture(self.pilot.app)

    async def keep(self, name: str) -> None:
        """Compare what is shown with the picture of that name, once nothing moves any more."""
        await self.until(lambda: self.station.bench.is_calm)
        drawn = ""
        while drawn != (drawn := picture(self.pilot.app)):
            await self.pilot.pause(LOOK_S)
        try:
            require_same(PICTURES / f"{name}.txt", drawn, draw=self._draw)
        except AssertionError as differs:
            self._wrong.append(str(differs))

    def end(self) -> None:
        """Fail with all that differs."""
        assert not self._wrong, "\n\n".join(self._wrong)


@pytest.fixture(autouse=True)
def stable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Input, "cursor_blink", False)
    monkeypatch.setenv("TZ", "UTC")
    if hasattr(time, "tzset"):
        time.tzset()


def make_home(home: Path) -> None:
    """Make a store with the books, and open a sweep of them all."""
    home.mkdir()
    table = home / "items.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *((*book, "MAIN", "STACKS", "") for book in BOOKS)])
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}", now=lambda: NOW)
    assert catalogue.load([table], alone=True).items == len(BOOKS)
    live_sweeps(catalogue).open(SWEEP, Scope())
    catalogue.close()


@asynccontextmanager
async def tour(
    folder: Path, patch: pytest.MonkeyPatch, size: tuple[int, int], *, draw: bool
) -> AsyncIterator[Tour]:
    rack, home = Rack(), folder / "home"
    make_home(home)
    system = MemorySystem()
    for number, (barcode, title, _, _, call_number) in enumerate(BOOKS):
        system.add(f"{number}", title, barcode=barcode, call_number=call_number, location="STACKS")
    patch.setattr("procstation.station.system_desk.open_system", lambda *_: system)
    config = parse_config(CONFIG, "procstation.toml")

    def opened() -> Station:
        url = f"sqlite:///{home / 'store.sqlite'}"
        return open_station(home, config, url, rack, lambda: NOW)

    app = BenchApp(opened, read_wedge=False)
    async with app.run_test(size=size) as pilot:
        station = await station_of(app, pilot)
        shown = Tour(pilot, station, rack, system, draw=draw)
        try:
            await shown.until(
                lambda: all(
                    one.presence is Presence.READY
                    for one in shown.station.devices()
                    if one.kind != "system"
                )
            )
            yield shown
        finally:
            station.stop()
    shown.end()


@pytest.fixture
def draw(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption(DRAW))


async def test_the_bench_and_its_dialogs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw: bool
) -> None:
    async with tour(tmp_path, monkeypatch, (80, 24), draw=draw) as shown:
        await shown.until_shown("● koha")
        await shown.keep("bench_free")
        await shown.press("question_mark")
        await shown.until_on(HelpScreen)
        await shown.keep("help")
        await shown.press("escape", "p")
        await shown.until_on(ProfilesScreen)
        await shown.keep("profiles")
        await shown.press("escape", "f2")
        await shown.press(*"guin")
        await shown.until_shown("2 found.")
        await shown.keep("search")
        await shown.press("down", "enter")
        await shown.until_shown("▸ Lay the book on the pad.")
        await shown.keep("bench_item")
        shown.rack.play(SCANNER, f"scan {THIRD}")
        await shown.until_shown("is in work")
        await shown.keep("bench_question")
        await shown.press("1", "s")
        await shown.until_on(ReasonScreen)
        await shown.keep("reason")
        await shown.press("escape", "a")
        await shown.until(lambda: shown.station.bench.state.now is None)
        await shown.keep("bench_half_done")
        await shown.press("h")
        await shown.until_on(HalfDoneScreen)
        await shown.keep("half_done")


@pytest.mark.long
async def test_the_other_screens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw: bool
) -> None:
    async with tour(tmp_path, monkeypatch, (80, 24), draw=draw) as shown:
        await other_screens(shown, "")


@pytest.mark.long
async def test_the_smallest_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw: bool
) -> None:
    async with tour(tmp_path, monkeypatch, (40, 10), draw=draw) as shown:
        conflict(shown)
        await shown.until_shown("! koha 1 needs you F6 ● ● ● ●")
        await shown.keep("bench_small")
        await shown.press("question_mark")
        await shown.until_shown("The bench", "Esc back")
        await shown.keep("help_small")
        await shown.press("escape")
        for key, shows in ROOMS.items():
            await shown.press(key)
            await shown.until_shown(shows, "Esc Back")
            await shown.press("escape")
        await shown.press("f10")
        await shown.until_shown("▸ Enter changes it.", "[sound]")
        await shown.keep("settings_small")


@pytest.mark.campaign
async def test_a_large_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draw: bool
) -> None:
    async with tour(tmp_path, monkeypatch, (160, 48), draw=draw) as shown:
        shown.rack.play(SCANNER, "scan 9780441478125")
        await shown.until_shown("▸ Lay the book on the pad.")
        await shown.keep("bench_item_wide")
        await other_screens(shown, "_wide")


async def other_screens(shown: Tour, wide: str) -> None:
    """Go through the screens beside the bench; on a large terminal through some."""
    await shown.press("f3")
    shown.station.labels.add([FIRST, SECOND, THIRD], "spine")
    shown.station.labels.changed()
    await shown.until_shown("▸ 3 labels wait", "L4")
    await shown.keep(f"labels{wide}")
    await shown.press("escape", "f4")
    await shown.until_shown("▸ Enter sweeps the marked one")
    await shown.keep(f"sweeps{wide}")
    await shown.press("enter")
    await shown.until_shown("0 of 6 found")
    shown.rack.play(SCANNER, f"scan {FIRST}")
    await shown.until_shown("1 of 6 found")
    await shown.keep(f"sweep{wide}")
    await shown.press("r")
    await shown.until_on(SweepReportScreen)
    await shown.until_shown("out of order")
    await shown.keep(f"report{wide}")
    await shown.press("escape", "f4")
    await shown.until_shown("▸ Enter sweeps the marked one")
    await shown.press("escape")
    if not wide:
        shown.rack.play(PAD, "lay E00401105B6C7D8E")
        await shown.press("f5")
        await shown.until_shown("E004")
        await shown.keep("tags")
        await shown.press("escape")
    await shown.press("f8")
    await shown.press(*"withdraw", "tab", "tab", *FIRST, "enter")
    await shown.until_shown("▸ Enter does it.")
    await shown.keep(f"jobs{wide}")
    await shown.press("escape")
    conflict(shown)
    await shown.until_shown("koha 1 needs you")
    await shown.press("f6")
    await shown.until_shown("≠ conflict", "▸ For each field")
    await shown.keep(f"outbox{wide}")


def conflict(shown: Tour) -> None:
    """Change an item here that the system has changed as well."""
    catalogue, desk = shown.station._catalogue, shown.station.system
    assert desk is not None
    held = catalogue.by_barcode(SECOND)
    assert held is not None
    there = shown.system.items["1"]
    moved = {**there.values, ItemField.LOCATION: "CAGE"}
    shown.system.items["1"] = replace(there, values=moved)
    catalogue.save_item(replace(held[0], location="REF"), held[0], by="bench-7", at=NOW)
    desk.outbox.post([held[0].id], "act 1")
    desk.news()
