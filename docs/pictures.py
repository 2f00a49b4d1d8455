"""Play the demo and export pictures of the running program, for the README and the documentation.

    python docs/pictures.py [NAME…]

Some seconds of simulated devices; run it anew after changes to the screens. The clock is the
script's own and the books are the demo's, so that a picture changes only when its screen does. A
new screen gets a line in `SCREENS`.
"""

import asyncio
import html
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from unittest import mock

from textual.pilot import Pilot

from procstation.cli.main import status_of
from procstation.config import CONFIG_NAME, read_config
from procstation.demo import cart_of, prepare_demo
from procstation.devices import Rack
from procstation.linking import BenchState, StepName, StepState
from procstation.setup.room import SetUpRoom
from procstation.station import Station, open_station
from procstation.training import Classroom, open_classroom, read_lesson
from procstation.tui.app import StationApp
from procstation.tui.demo import DemoApp
from procstation.tui.set_up import SetUpApp
from procstation.tui.training import BenchLessonApp

FOLDER = Path(__file__).with_name("pictures")
COLUMNS, ROWS = 96, 30
PATIENCE_S = 60.0
LOOK_EVERY_S = 0.05

FONTS = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace'
"""Of the reader's own machine: a picture that fetches a font is shown without it by most sites."""

BEGUN = datetime(2026, 3, 2, 14, 2, tzinfo=UTC)
BETWEEN = timedelta(seconds=3)
"""From one act of the person to the next."""

ADDED = """
[sound]
on = false

[[barcodes.ranges]]
name = "reserve"
prefix = "31235"
length = 14
check = "luhn"

[devices.laser]
kind = "printer"
driver = "pdf"
port = "{home}/labels"
stock = "avery-l7160"
templates = ["pocket"]
"""
"""To the demo's configuration."""

BOOKS = ("31234000000032", "31234000000065", "31234000000099", "31234000000123", "31234000000156")

BEFORE = (
    f"label print {' '.join(BOOKS)} --template pocket --printer laser --start 4",
    f"label queue add {' '.join(BOOKS[:4])} --template spine",
    "sweep open stacks-2026",
    "sweep add stacks-2026 {scans}",
)
"""What was done before the station opens: for queue, sheets, sweeps and report."""


SHOWN_ON = {"TZ": "UTC", "LANG": "C.UTF-8", "TERM": "xterm-256color", "COLORTERM": "truecolor"}
"""The machine and the terminal, whatever this is run on."""


class Clock:
    """The time on the wall, which goes on when the person acts."""

    def __init__(self) -> None:
        self._now = BEGUN

    def pass_on(self) -> None:
        self._now += BETWEEN

    def now(self) -> str:
        return self._now.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Player:
    """Hands at the demo's keys, that wait until the station has done its part."""

    def __init__(self, app: StationApp[Any], pilot: Pilot[Any], clock: Clock, folder: Path) -> None:
        self._app = app
        self._pilot = pilot
        self._clock = clock
        self._folder = folder

    async def press(self, key: str, until: Callable[[BenchState], bool]) -> None:
        """Press a key, and wait until the bench stands as wanted."""
        await self.keys(key)
        await self.wait(lambda station: until(station.bench.state))

    async def keys(self, *keys: str) -> None:
        """Press keys, and let the screen follow."""
        self._clock.pass_on()
        await self._pilot.press(*keys)
        await self._pilot.pause()

    async def type(self, text: str) -> None:
        """Type a text into what has the focus."""
        await self.keys(*("space" if one == " " else one for one in text))

    async def wait(self, until: Callable[[Station], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self._app.station is None or not until(self._app.station):
                await self._pilot.pause(LOOK_EVERY_S)
        await self._pilot.pause()

    async def shows(self, text: str) -> None:
        """Wait until the screen shows a text."""
        async with asyncio.timeout(PATIENCE_S):
            while text not in self._shown():
                await self._pilot.pause(LOOK_EVERY_S)

    async def hides(self, text: str) -> None:
        """Wait until the screen does not show a text any more."""
        async with asyncio.timeout(PATIENCE_S):
            while text in self._shown():
                await self._pilot.pause(LOOK_EVERY_S)

    def _shown(self) -> str:
        drawn = re.sub(r"<[^>]+>", "", self._app.export_screenshot(simplify=True))
        return html.unescape(drawn).replace("\xa0", " ")

    def picture(self, name: str) -> None:
        """Export what the screen shows to a file of that name."""
        drawn = self._app.export_screenshot(title="procstation demo", simplify=True)
        drawn = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", drawn)
        drawn = re.sub(r"font-family:\s*[^;]*;", f"font-family: {FONTS};", drawn)
        drawn = re.sub(r"terminal-\d+", "terminal", drawn)
        # No line is longer than its place, so none has to be cut.
        drawn = re.sub(r'(?s)<clipPath id="terminal-line-\d+">.*?</clipPath>', "", drawn)
        drawn = re.sub(r' clip-path="url\(#terminal-line-\d+\)"', "", drawn)
        drawn = re.sub(r"\n\s*", "\n", drawn)
        (self._folder / f"{name}.svg").write_text(drawn, encoding="utf-8")


def at(step: StepName, state: StepState | None = None) -> Callable[[BenchState], bool]:
    """Whether the item in work stands at a step."""

    def stands(bench: BenchState) -> bool:
        now = bench.now.step if bench.now is not None else None
        return now is not None and now.name == step and (state is None or now.state == state)

    return stands


async def work(player: Player) -> None:
    """One book released, one torn and set aside, one waiting for its label to be confirmed."""
    await player.wait(
        lambda station: all(device.presence == "ready" for device in station.devices())
    )
    player.picture("bench-empty")
    await player.press("b", at(StepName.TAG, StepState.ASKING))
    player.picture("bench-tag")
    await player.press("l", at(StepName.CONFIRM))
    await player.press("c", lambda bench: bench.now is None)
    player.picture("bench-released")
    await player.press("t", lambda bench: not bench.on_pad)
    await player.press("b", at(StepName.TAG, StepState.ASKING))
    await player.press("x", at(StepName.TAG))
    # Torn, and the pad has told that the book is gone.
    await player.press(
        "l", lambda bench: bench.now is not None and bench.now.attempts > 0 and not bench.on_pad
    )
    await player.press("a", lambda bench: bool(bench.aside))
    await player.press("b", at(StepName.TAG, StepState.ASKING))
    await player.press("l", at(StepName.CONFIRM))
    player.picture("bench")


@dataclass(frozen=True, slots=True)
class Screen:
    """A picture, and how to come to it from the bench.

    Attributes:
        keys: To press, one after another.
        shows: What must be seen before the picture is taken.
        typed: What is typed then.
        leave: Keys that lead back to the bench.
    """

    name: str
    keys: tuple[str, ...]
    shows: str
    typed: str = ""
    leave: tuple[str, ...] = ("escape",)


SCREENS = (
    Screen("half-done", ("h",), "Half-done items"),
    Screen("search", ("f2",), "Cervantes", typed="quixote", leave=("escape", "escape")),
    Screen("profiles", ("p",), "New acquisitions, preprinted"),
    Screen("skip", ("s",), "Why is the step"),
    Screen("labels", ("f3",), "spines · roll-25x38"),
    Screen("sheets", ("f3", "t"), "of 21 free", leave=("escape", "escape")),
    Screen("sweeps", ("f4",), "stacks-2026"),
    Screen("sweep-new", ("f4", "n"), "A new sweep", leave=("escape", "escape")),
    Screen("sweep-report", ("f4", "r"), "Moby Dick", leave=("escape", "escape")),
    Screen("tags", ("f5",), "conforms"),
    Screen("jobs", ("f8",), "relocate"),
    Screen("devices", ("f9",), "serial"),
    Screen("settings", ("f10",), "station"),
    Screen("history", ("f11",), "nobody was signed in"),
    Screen("palette", ("ctrl+p",), "Resume: take"),
    Screen("help", ("f1",), "Keys of this screen"),
)


def words(picture: str) -> list[str]:
    """Return what a picture says, without numbers: they are of the day it was taken."""
    said = html.unescape(re.sub(r"<[^>]+>", " ", picture.partition("<g")[2]))
    return re.sub(r"\d+", "0", said.replace("\xa0", " ")).split()


async def look(player: Player, screen: Screen) -> None:
    """Take the picture of one screen and come back to the bench."""
    for key in screen.keys:
        await player.keys(key)
    if screen.typed:
        await player.type(screen.typed)
    await player.shows(screen.shows)
    player.picture(screen.name)
    for key in screen.leave:
        await player.keys(key)
    await player.shows("your hands")


async def question(player: Player) -> None:
    """Another book is scanned in mid-item."""
    await player.press("o", lambda bench: bench.question is not None)
    await player.shows("1")
    player.picture("question")


def made(home: Path) -> tuple[Any, str]:
    """Return the demo's configuration, with more in it, and its store, with work in it."""
    _, store_url = prepare_demo(home)
    file = home / CONFIG_NAME
    added = ADDED.format(home=home.as_posix())
    file.write_text(file.read_text(encoding="utf-8") + added, encoding="utf-8")
    (home / "labels").mkdir()
    scans = home / "scans.txt"
    scans.write_text("\n".join([*BOOKS[:3], BOOKS[4], "31234000000999"]), encoding="utf-8")
    for line in BEFORE:
        words = line.format(scans=scans.as_posix()).split()
        with redirect_stdout(StringIO()), redirect_stderr(StringIO()) as told:
            if status_of(["--home", str(home), *words]):
                raise RuntimeError(f"{line}: {told.getvalue()}")
    return read_config(home), store_url


async def play(home: Path, folder: Path, wanted: tuple[str, ...]) -> None:
    """Take all pictures of the demo, or those named and what has to be done before them."""
    rack, clock = Rack(), Clock()
    config, store_url = made(home)
    app = DemoApp(
        lambda: open_station(home, config, store_url, rack, clock.now),
        lambda station: cart_of(station, rack),
        read_wedge=False,
    )
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        player = Player(app, pilot, clock, folder)
        await work(player)
        for screen in SCREENS:
            if not wanted or screen.name in wanted:
                await look(player, screen)
        await question(player)
    if app.station is not None:
        app.station.stop()


async def set_up(home: Path, folder: Path) -> None:
    """The first screen of set-up, and one where something is filled in."""
    for step, shows in (("welcome", "not set up yet"), ("numbers", "31234")):
        app = SetUpApp(lambda: SetUpRoom(home, Rack(), Clock().now), read_wedge=False, first=step)
        async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
            player = Player(app, pilot, Clock(), folder)
            if step == "numbers":
                await player.shows("Prefix")
                await player.keys("tab")
                await player.type("31234")
            await player.shows(shows)
            player.picture(f"set-up-{step}")


async def lesson(home: Path, folder: Path) -> None:
    """The first lesson, at its first step."""
    rooms: list[Classroom] = []

    def open_room() -> Classroom:
        rooms.append(open_classroom(home, read_lesson("first-cart", home)))
        return rooms[-1]

    app = BenchLessonApp(open_room, read_wedge=False)
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        player = Player(app, pilot, Clock(), folder)
        await player.shows("pad")
        await player.wait(
            lambda station: all(device.presence == "ready" for device in station.devices())
        )
        player.picture("lesson")
    for room in rooms:
        room.station.stop()
        room.closing.close()


def main(folder: Path = FOLDER, wanted: tuple[str, ...] = ()) -> None:
    """Take pictures into a folder."""
    with mock.patch.dict(os.environ, SHOWN_ON):
        time.tzset()
        # Some screens show where the home is.
        home = Path(tempfile.gettempdir()) / "bench-1"
        for taken in (
            lambda: play(home, folder, wanted),
            lambda: set_up(home, folder),
            lambda: lesson(home, folder),
        ):
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            asyncio.run(taken())
        shutil.rmtree(home)


if __name__ == "__main__":
    main(wanted=tuple(sys.argv[1:]))
