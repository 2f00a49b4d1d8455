"""From a key to the terminal, on every screen, in a store of a million items.

    python benchmarks/key_to_paint.py [--items 1000000] [--keep FOLDER] [--page docs/performance.md]

The real interface on a real station: its outbox has 10,000 messages, its history 100,000 changes,
200 items are half done, 2,000 labels are queued, and a sweep of 20,000 has heard its shelves. Keys
are pressed one by one, at moments that know nothing of frames, each when the one before has been
painted and all is still. The clock stops at the first bytes written to the terminal; of a key that
opens or leaves a screen, at the first of that screen. Beside it stand the processor's time of the
thread that draws, from the key until all is still, which another program on the machine does not
change much; and the longest piece of it in which no other key would have been taken.

`--keep` makes the store in a folder, and finds it there the next time.
"""

import argparse
import asyncio
import random
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

from make_store import SEED
from paint_store import PATIENCE_S, book_of, keep_home, open_home
from paint_visits import SET_UP_VISITS, VISITS, Visit, Work
from painted import NOT_TEXT
from results_page import Table, as_markdown, write_table
from shift_hands import key_of
from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.keys import _character_to_key
from textual.worker import WorkerCancelled

from procstation.cli.interface import loaded
from procstation.devices import Presence, Rack, Scan
from procstation.setup.room import SetUpRoom
from procstation.tui.app import StationApp
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.set_up import SetUpApp

SIZE = (100, 30)
AIM_MS = 50.0
KEYS, OPENINGS = 100, 20
"""Keys of each kind pressed on each screen, and how often each is opened and left."""

STILL_S = 0.1
"""Nothing painted for so long: what the key led to has ended."""

NOTHING_S = 2.0
"""A key that has painted nothing by then changes nothing, like the one up from the first line."""

TICK_S = 0.002
SCANNER, PAD = "sim://serial_scanner", "sim://feig"
OPEN, LEAVE = "open", "leave"
CHANCE = random.Random(SEED)


@dataclass
class Timed:
    """What was found of one kind of key on one screen, in milliseconds."""

    screen: str
    kind: str
    painted: list[float] = field(default_factory=list[float])
    drawing: list[float] = field(default_factory=list[float])
    held: float = 0.0

    def note(self, seconds: tuple[float, float] | None) -> None:
        if seconds is not None:
            self.painted.append(seconds[0] * 1000)
            self.drawing.append(seconds[1] * 1000)


class Watch:
    """Sees when the interface writes to its terminal, and how long it is deaf meanwhile."""

    def __init__(self, app: StationApp[Any]) -> None:
        self.app = app
        self.first_s = self.last_s = 0.0
        self.held_s = 0.0
        self._counts: Callable[[], bool] = lambda: True
        self._came = asyncio.Event()
        seen = self

        class Watching(HeadlessDriver):
            @property
            def is_headless(self) -> bool:
                return False

            def write(self, data: str) -> None:
                seen.wrote(data)

        app.driver_class = Watching

    def wrote(self, data: str) -> None:
        """Take what is written; what only turns the terminal to something paints nothing."""
        if not NOT_TEXT.sub("", data):
            return
        self.last_s = perf_counter()
        if not self._came.is_set() and self._counts():
            self.first_s = self.last_s
            self._came.set()

    async def listen(self) -> None:
        """Note, without end, for how long of the processor's time no key would be heard."""
        before = thread_time()
        while True:
            await asyncio.sleep(TICK_S)
            now = thread_time()
            self.held_s = max(self.held_s, now - before)
            before = now

    async def press(
        self, key: str, counts: Callable[[], bool] = lambda: True
    ) -> tuple[float, float] | None:
        """Press a key; return the seconds until it is painted, and those of drawing; None when it
        changes nothing that is shown.

        Args:
            counts: Whether what is painted is what the key is for.
        """
        character = key if len(key) == 1 else None
        name = _character_to_key(key) if len(key) == 1 else key
        driver = self.app._driver
        assert driver is not None
        self._counts = counts
        self._came.clear()
        drawing, begun = thread_time(), perf_counter()
        driver.process_message(events.Key(name, character))
        try:
            async with asyncio.timeout(NOTHING_S):
                await self._came.wait()
        except TimeoutError:
            return None
        await self.still()
        return self.first_s - begun, thread_time() - drawing

    async def turn(self, key: str) -> tuple[float, float] | None:
        """Press a key that leads to another screen, and wait until that is complete."""
        before = self.app.screen
        seconds = await self.press(key, lambda: self.app.screen is not before)
        await self.complete()
        return seconds

    async def complete(self) -> None:
        """Wait until the workers of a screen have ended, and what they read is painted."""
        with suppress(WorkerCancelled):
            # One that reads takes the place of one that has begun to.
            await self.app.workers.wait_for_complete()
        await self.still()

    async def still(self) -> None:
        """Wait until nothing is painted any more."""
        while (left := self.last_s + STILL_S - perf_counter()) > 0:
            await asyncio.sleep(left)

    async def until_at(self, shown: str) -> None:
        """Wait for a screen.

        Raises:
            RuntimeError: Another one is there.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                while type(self.app.screen).__name__ != shown:
                    await asyncio.sleep(TICK_S)
        except TimeoutError:
            raise RuntimeError(f"{self.app.screen} is there, and not {shown}.") from None
        await self.complete()


class Visitor:
    """Goes from screen to screen, and presses keys there."""

    def __init__(self, watch: Watch, rack: Rack, keys: int, barcode: str = "") -> None:
        self.watch, self.app = watch, watch.app
        self._rack = rack
        self._barcode = barcode
        self._keys = keys
        self._openings = min(keys, OPENINGS)

    async def visit(self, visit: Visit) -> list[Timed]:
        """Go from the bench to a screen, press keys there, and come back."""
        if visit.hands == "book":
            await self._scan()
        elif visit.hands == "tags":
            for number in (1, 2):
                self._rack.play(PAD, f"lay e00401000000000{number}")
        found = await self.go_to(visit)
        while not isinstance(self.app.screen, BenchScreen):
            await self.watch.turn("escape")
        if visit.hands == "tags":
            self._rack.play(PAD, "lift")
        return found

    async def go_to(self, visit: Visit) -> list[Timed]:
        """Go to a screen, and press keys there."""
        for act in visit.way[:-1]:
            await self._go(act)
        found = await self._open_and_leave(visit) if visit.is_opened else []
        for act in visit.way[-1:]:
            await self._go(act)
        await self.watch.until_at(visit.shown)
        if visit.hands == "read":
            await self._scan()
        return [*found, *[await self._work(visit.screen, one) for one in visit.work]]

    async def _open_and_leave(self, visit: Visit) -> list[Timed]:
        opened, left = Timed(visit.screen, OPEN), Timed(visit.screen, LEAVE)
        for _ in range(self._openings):
            key = self._key(visit.way[-1])
            for timed, one in ((opened, key), (left, "escape")):
                self.watch.held_s = 0.0
                await asyncio.sleep(CHANCE.uniform(0, 0.02))
                timed.note(await self.watch.turn(one))
                timed.held = max(timed.held, self.watch.held_s * 1000)
        return [opened, left]

    async def _work(self, screen: str, work: Work) -> Timed:
        """Press the keys of one kind."""
        for key in work.first:
            await self.watch.press(key)
            await self.watch.complete()
        timed = Timed(screen, work.kind)
        self.watch.held_s = 0.0
        for number in range(self._keys):
            await asyncio.sleep(CHANCE.uniform(0, 0.02))
            timed.note(await self.watch.press(work.keys[number % len(work.keys)]))
        timed.held = self.watch.held_s * 1000
        return timed

    async def _scan(self) -> None:
        self._rack.play(SCANNER, f"scan {self._barcode}")
        await asyncio.sleep(STILL_S)
        await self.watch.still()

    async def _go(self, act: str) -> None:
        await self.watch.press(self._key(act))
        await self.watch.complete()

    def _key(self, act: str) -> str:
        return key_of(self.app, act) if "." in act else act


async def visit_all(
    home: Path, keys: int, barcode: str, visits: Sequence[Visit] = VISITS
) -> list[Timed]:
    """Visit the screens of a station.

    Args:
        barcode: Of the book that is scanned where a book is wanted.
    """
    rack = Rack()
    app = BenchApp(lambda: loaded(open_home(home, rack)), read_wedge=False)
    watch = Watch(app)
    running = asyncio.create_task(app.run_async(size=SIZE))
    while (station := app.station) is None or any(
        one.presence is not Presence.READY
        for one in station.devices()
        if one.kind not in ("system", "person")
    ):
        await asyncio.sleep(TICK_S)
    listening = asyncio.create_task(watch.listen())
    station.scanned("scanner", Scan(barcode, barcode.encode()))
    await asyncio.to_thread(station.bench.wait_until_calm, PATIENCE_S)
    await watch.still()
    visitor = Visitor(watch, rack, keys, barcode)
    found = [timed for visit in visits for timed in await visitor.visit(visit)]
    listening.cancel()
    app.exit()
    await running
    await asyncio.to_thread(station.stop)
    return found


async def visit_set_up(home: Path, keys: int) -> list[Timed]:
    """Visit every step of the set-up of a new station."""
    rack = Rack()
    app = SetUpApp(lambda: SetUpRoom(home, rack, lambda: datetime.now(UTC)), read_wedge=False)
    watch = Watch(app)
    running = asyncio.create_task(app.run_async(size=SIZE))
    while app.station is None:
        await asyncio.sleep(TICK_S)
    listening = asyncio.create_task(watch.listen())
    visitor = Visitor(watch, rack, keys)
    found = [timed for visit in SET_UP_VISITS for timed in await visitor.go_to(visit)]
    listening.cancel()
    app.exit()
    await running
    return found


def table_of(found: list[Timed], items: int) -> Table:
    rows = [
        (
            one.screen,
            one.kind,
            str(len(one.painted)),
            f"{_of(one.painted, 0.5):.1f}",
            f"{_of(one.painted, 0.99):.1f}",
            f"{_of(one.drawing, 0.5):.1f}",
            f"{_of(one.drawing, 0.99):.1f}",
            f"{one.held:.1f}",
        )
        for one in found
        if one.painted
    ]
    heads = (
        "screen",
        "keys that",
        "keys",
        "painted p50 ms",
        "p99 ms",
        "drawing p50 ms",
        "p99 ms",
        "deaf at most ms",
    )
    notes = (f"The store had {items:,} items.",)
    return Table(heads, tuple(rows), notes)


def _of(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(folder: Path, items: int, keys: int, screens: Sequence[str] = ()) -> list[Timed]:
    """Visit every screen of a station on a store of so many items, and those of the set-up.

    Args:
        screens: Only these, of the station.
    """
    home = keep_home(folder, items)
    visits = [one for one in VISITS if one.screen in screens or not screens]
    try:
        found = asyncio.run(visit_all(home, keys, book_of(items), visits))
    finally:
        shutil.rmtree(home)
    if screens:
        return found
    home.mkdir()
    try:
        return found + asyncio.run(visit_set_up(home, keys))
    finally:
        shutil.rmtree(home)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--keys", type=int, default=KEYS)
    parser.add_argument(
        "--screens", nargs="*", default=(), help="only these, as the table has them"
    )
    parser.add_argument("--keep", type=Path, help="where the store is kept")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(options.keep or Path(folder), options.items, options.keys, options.screens)
    table = table_of(found, options.items)
    print(as_markdown(table))
    if options.page:
        write_table(options.page, "key_to_paint", table)
    slow = [
        f"{one.screen}, {one.kind}"
        for one in found
        if one.painted and _of(one.painted, 0.99) > AIM_MS
    ]
    if slow:
        print(f"p99 over {AIM_MS:.0f} ms until painted: {'; '.join(slow)}", file=sys.stderr)
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
