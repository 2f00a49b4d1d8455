"""The interface as a whole: rooms, keys, the list of all acts, help, settings, devices, small and
poor terminals, early scans, a lost line. Much is done in one run, since opening a station takes
most of the time."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from linking_play import Play
from screen_person import ScreenPerson, station_of
from station_shown import LIMIT_S, ShownStation, bench_shown
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList

from procstation.config import CONFIG_NAME, parse_config
from procstation.devices import Presence, Rack
from procstation.keys import bind, key
from procstation.language import speak
from procstation.station import Station, open_station
from procstation.tui.bench_app import BenchApp
from procstation.tui.look import Look
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.devices import DevicesScreen
from procstation.tui.screens.help import HelpScreen
from procstation.tui.screens.labels import LabelsScreen
from procstation.tui.screens.search import SearchScreen
from procstation.tui.screens.settings import SettingsScreen
from procstation.tui.screens.too_small import TooSmallScreen
from procstation.tui.widgets.keys_bar import KeysBar

SCANNER, PAD = "sim://serial_scanner", "sim://feig"
CONFIG = f"""\
# What the head of the department wants kept.
[station]
name = "bench-7"

[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{SCANNER}"

[devices.pad]
kind = "rfid"
driver = "feig"
port = "{PAD}"
"""


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    yield
    bind({})
    speak("en")


class Person(ScreenPerson):
    """Presses keys and reads the screen."""

    def __init__(self, pilot: Pilot[Any], station: Station, rack: Rack, home: Path) -> None:
        super().__init__(pilot)
        self.station = station
        self.rack = rack
        self.file = home / CONFIG_NAME

    def line_of_keys(self) -> str:
        return str(self.screen.query_one(KeysBar).render_line(0).text)


@asynccontextmanager
async def at_bench(home: Path) -> AsyncIterator[Person]:
    (home / CONFIG_NAME).write_text(CONFIG, encoding="utf-8")
    config, rack = parse_config(CONFIG, CONFIG_NAME), Rack()
    app = BenchApp(
        lambda: open_station(home, config, f"sqlite:///{home / 'store.sqlite'}", rack),
        read_wedge=False,
    )
    async with app.run_test(size=(80, 24)) as pilot:
        station = await station_of(app, pilot)
        person = Person(pilot, station, rack, home)
        try:
            await person.until(
                lambda: all(one.presence is Presence.READY for one in station.devices())
            )
            yield person
        finally:
            await asyncio.to_thread(station.stop)


@pytest.mark.long
async def test_rooms_settings_devices_keys_and_the_list_of_acts(tmp_path: Path) -> None:
    async with at_bench(tmp_path) as person:
        app, station = person.pilot.app, person.station

        # The devices: one is tried, and what it reads does nothing at the bench.
        await person.press("f9")
        await person.until_on(DevicesScreen)
        assert "Serial or USB serial" in person.text()
        await person.press("t")
        lines = len(station.bench.state.lines)
        person.rack.play(SCANNER, "scan 9780000000019")
        await person.until_shown("✓ 9780000000019")
        assert "1 read" in person.text()
        assert len(station.bench.state.lines) == lines
        await person.press("x")
        await person.until_shown("39 37 38 30")
        await person.press("down", "t")
        await person.until_shown("The pad answers: no tag lies on it")
        await person.press("r")
        await person.until_shown("pad is started anew")
        await person.until(lambda: station.device_room.cards()[1].losses == 1)
        assert "last trouble" in person.text()

        # From room to room; a theme and a key are changed, and the file keeps what was written.
        await person.press("f10")
        await person.until_on(SettingsScreen)
        assert len(app.screen_stack) == 3
        table = person.screen.query_one("#settings", DataTable)
        await person.until(lambda: table.row_count > 20)
        person.screen.query_one("#wanted", Input).value = "display theme"
        await person.until(lambda: table.row_count == 1)
        await person.press("enter")
        await person.until(lambda: isinstance(person.screen.focused, OptionList))
        await person.press("down", "down", "enter")
        await person.until(lambda: app.theme == "light")
        text = person.file.read_text(encoding="utf-8")
        assert text.startswith("# What the head")
        assert 'theme = "light"' in text
        person.screen.query_one("#wanted", Input).value = "bench.skip"
        await person.until(lambda: table.row_count == 1)
        for wrong_or_right, said in (("a", "are both on 'a'"), ("ctrl+s", "✓ Saved")):
            await person.press("enter")
            await person.until(
                lambda: person.screen.query("#value") and person.screen.focused is not None
            )
            person.screen.query_one("#value", Input).value = wrong_or_right
            await person.press("enter")
            await person.until_shown(said)
        await person.until(lambda: key("bench.skip") == "Ctrl+S")
        assert list(tmp_path.glob("*.bak")) == []
        await person.press("f10")
        await person.until_on(BenchScreen)
        await person.until(lambda: "^S Skip" in person.line_of_keys())

        # All acts in one list, by their words; help on the room they lead to.
        await person.press("ctrl+p", *"queue")
        await person.until(
            lambda: (
                person.screen.query(OptionList)
                and "Labels"
                in str(person.screen.query_one(OptionList).get_option_at_index(0).prompt)
            )
        )
        await person.press("enter")
        await person.until_on(LabelsScreen)
        await person.press("f1")
        await person.until_on(HelpScreen)
        assert "print what waits" in person.text()
        assert "↑ ↓ move the mark" in person.text()
        await person.press("escape", "f3")
        await person.until_on(BenchScreen)

        # With the mouse: what the line of keys shows can be clicked.
        await person.pilot.click(KeysBar, offset=(person.line_of_keys().index("F2 Find") + 1, 0))
        await person.until_on(SearchScreen)
        await person.press("escape")

        # A window in which nothing can be read says so, and goes on when it is larger.
        await person.pilot.resize_terminal(39, 9)
        await person.until_on(TooSmallScreen)
        assert "at least 40 × 10" in person.text()
        await person.pilot.resize_terminal(40, 10)
        await person.until_on(BenchScreen)
        assert person.screen.query_one("#prompt").region.height >= 2
        assert not person.screen.query_one("#happened").display


async def test_what_is_scanned_while_the_station_opens_is_handed_over() -> None:
    shown: Any = ShownStation(Play())
    may_open = threading.Event()

    def open_it() -> Any:
        may_open.wait(LIMIT_S)
        return shown

    app = BenchApp(open_it)
    async with app.run_test() as pilot:
        typed = Key("q", "q")
        typed.time -= 1
        app.post_message(typed)
        for digit in "9780441478125":
            app.post_message(Key(digit, digit))
        app.post_message(Key("enter", "\r"))
        await pilot.pause()
        assert app.station is None
        may_open.set()
        await bench_shown(pilot)
        async with asyncio.timeout(LIMIT_S):
            while not shown.scans:
                await pilot.pause(0.01)
    assert shown.scans == ["keyboard: 9780441478125"]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGHUP on Windows")
async def test_a_lost_line_ends_the_interface_in_order() -> None:
    shown: Any = ShownStation(Play())
    before = signal.getsignal(signal.SIGHUP)
    app = BenchApp(lambda: shown, read_wedge=False)
    async with app.run_test() as pilot:
        await bench_shown(pilot)
        await pilot.press("ctrl+c")
        said = [one.message for one in app._notifications]
        assert said == ["Ctrl+Q ends the program; everything is saved."]
        os.kill(os.getpid(), signal.SIGHUP)
        async with asyncio.timeout(LIMIT_S):
            while app.is_running:
                await asyncio.sleep(0.01)
    assert app.return_value is None
    assert signal.getsignal(signal.SIGHUP) is before


async def test_a_poor_terminal_gets_ascii_and_nothing_moves() -> None:
    shown: Any = ShownStation(Play())
    app = BenchApp(
        lambda: shown,
        read_wedge=False,
        look=Look("no-colour", ascii_signs=True, ascii_letters=True),
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await bench_shown(pilot)
        rows = [strip.text for strip in app.screen._compositor.render_strips()]
    assert all(row.isascii() and len(row) == 80 for row in rows)
    assert any("> Take a book and scan" in row for row in rows)
    assert any(row.startswith("+-") for row in rows)
