"""From a key to the terminal, on every screen, in a store of a million items.

    python benchmarks/key_to_paint.py [--items 1000000] [--keep FOLDER] [--page docs/performance.md]

The real interface on a real station: its outbox has 10,000 messages, 200 items are half done, 2,000
labels are queued, and a sweep of 20,000 has heard its shelves. On each screen keys are pressed one
by one, at moments that know nothing of frames, each when the one before has been painted and all is
still. The clock stops at the first bytes written to the terminal. Beside it stand the processor's
time of the thread that draws, from the key until all is still, which another program on the machine
does not change much; and the longest piece of it in which no other key would have been taken.

`--keep` makes the store in a folder, and finds it there the next time.
"""

import argparse
import asyncio
import random
import shutil
import sqlite3
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, thread_time

from make_store import BARCODES, SEED
from results_page import Table, as_markdown, write_table
from shift_hands import key_of
from sweep_store import made, walked
from textual import events
from textual.drivers.headless_driver import HeadlessDriver
from textual.keys import _character_to_key
from textual.worker import WorkerCancelled

from procstation.catalog import Catalogue
from procstation.cli.interface import loaded
from procstation.clock import utc_now
from procstation.config import parse_config
from procstation.devices import Presence, Rack, Scan
from procstation.linking import SetAside
from procstation.outbox import Outbox
from procstation.station import Station, open_station
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.files import read_scan_file
from procstation.sweeping.model import Scope
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules, Sweeps
from procstation.sweeping.uploads import Upload
from procstation.tui.app import BenchApp
from procstation.tui.screens.bench import BenchScreen

SIZE = (100, 30)
AIM_MS = 50.0
MESSAGES, HALF_DONE, LABELS, SWEPT = 10_000, 200, 2_000, 20_000
KEYS = 120
"""Keys pressed on each screen."""

STILL_S = 0.1
"""Nothing painted for so long: what the key led to has ended."""

NOTHING_S = 2.0
"""A key that has painted nothing by then changes nothing, like the one up from the first line."""

PATIENCE_S = 30.0
TICK_S = 0.002
CHANCE = random.Random(SEED)

CONFIGURATION = """
[station]
profile = "conversion"
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "sim://serial_scanner"
[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig"
[devices.spine]
kind = "printer"
driver = "zpl"
port = "sim://zpl"
stock = "roll-25x38"
[[barcodes.ranges]]
name = "synthetic"
prefix = "3999"
[systems.ils]
connector = "koha"
url = "http://127.0.0.1:9"
"""


@dataclass(frozen=True)
class Visit:
    """A screen, how one gets there from the bench, and the keys that are pressed in turn."""

    screen: str
    way: tuple[str, ...]
    keys: tuple[str, ...]


UP_AND_DOWN = ("down",) * 6 + ("up",) * 5 + ("pagedown", "pageup")

VISITS = (
    Visit("bench", (), ("u", "1")),
    Visit("search", ("go.find",), (*"ard bor", *("backspace",) * 7)),
    Visit("half done", ("bench.half_done",), UP_AND_DOWN),
    Visit("profiles", ("bench.profile",), UP_AND_DOWN[:11]),
    Visit("help", ("app.help",), UP_AND_DOWN),
    Visit("all acts", ("app.palette",), (*"label", *("backspace",) * 5)),
    Visit("labels", ("go.labels",), UP_AND_DOWN),
    Visit("sweeps", ("go.sweeps",), ("n", "escape")),
    Visit("sweep report", ("go.sweeps", "sweeps.report"), ("down", "up")),
    Visit("tags", ("go.tags",), ("n", "r")),
    Visit("outbox", ("go.outbox",), UP_AND_DOWN),
    Visit("outbox, settled too", ("go.outbox", "outbox.view"), UP_AND_DOWN),
    Visit("jobs", ("go.jobs",), (*"relocate", *("backspace",) * 8)),
    Visit("devices", ("go.devices",), UP_AND_DOWN),
    Visit("settings", ("go.settings",), UP_AND_DOWN),
)


@dataclass
class Timed:
    """What was found on one screen, in milliseconds: of each key, and of getting there."""

    screen: str
    painted: list[float] = field(default_factory=list[float])
    drawing: list[float] = field(default_factory=list[float])
    held: float = 0.0
    opened: float = 0.0


class Watch:
    """Sees when the interface writes to its terminal, and how long it is deaf meanwhile."""

    def __init__(self, app: BenchApp) -> None:
        self.app = app
        self.first_s = self.last_s = 0.0
        self.held_s = 0.0
        self._came = asyncio.Event()
        seen = self

        class Watching(HeadlessDriver):
            @property
            def is_headless(self) -> bool:
                return False

            def write(self, data: str) -> None:
                seen.wrote()

        app.driver_class = Watching

    def wrote(self) -> None:
        self.last_s = perf_counter()
        if not self._came.is_set():
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

    async def press(self, key: str) -> tuple[float, float] | None:
        """Press a key; return the seconds until it is painted, and those of drawing; None when it
        changes nothing that is shown."""
        character = key if len(key) == 1 else None
        name = _character_to_key(key) if len(key) == 1 else key
        driver = self.app._driver
        assert driver is not None
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

    async def still(self) -> None:
        """Wait until nothing is painted any more."""
        while (left := self.last_s + STILL_S - perf_counter()) > 0:
            await asyncio.sleep(left)


def keep_store(folder: Path, items: int) -> Path:
    """Make a home with all that the screens show, unless it is there; return a copy of it."""
    kept = folder / f"home-{items}"
    if not kept.exists():
        making = folder / f"making-{items}"
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(parents=True)
        made(making / "store.sqlite", items)
        _fill(making, items)
        making.rename(kept)
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(kept, home)
    return home


def _fill(home: Path, items: int) -> None:
    barcodes = [BARCODES.barcode(one) for one in range(1, min(items, SWEPT) + 1)]
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    outbox = Outbox(catalogue.store, "bench-1", utc_now)
    outbox.pause("ils", "it is measured")
    outbox.post_seen(dict.fromkeys(barcodes[:MESSAGES], utc_now()), "sweep/1")
    sweeps = Sweeps(catalogue.store, HouseRules(Statuses({}), Placing()))
    sweeps.open("shelf", Scope(barcodes=tuple(barcodes)))
    heard = walked(barcodes, random.Random(SEED))
    sweeps.add("shelf", Upload("walk.txt", heard, read_scan_file(heard)))
    catalogue.close()
    station = _open(home, Rack())
    try:
        station.labels.add(barcodes[:LABELS], "spine")
        for barcode in barcodes[:HALF_DONE]:
            station.scanned("scanner", Scan(barcode, barcode.encode()))
            assert station.bench.wait_until_calm(PATIENCE_S)
            station.bench.post(SetAside())
        assert station.bench.wait_until_calm(PATIENCE_S)
    finally:
        station.stop()
    with sqlite3.connect(home / "store.sqlite") as store:
        # As a store that was worked with for a while: a second half of the messages is settled.
        store.execute("UPDATE outbox SET state = 'done' WHERE id % 2")


def _open(home: Path, rack: Rack) -> Station:
    url = f"sqlite:///{home / 'store.sqlite'}"
    return open_station(home, parse_config(CONFIGURATION, "benchmark"), url, rack)


async def visit_all(home: Path, keys: int) -> list[Timed]:
    """Go from screen to screen, and press keys there."""
    app = BenchApp(lambda: loaded(_open(home, Rack())), read_wedge=False)
    watch = Watch(app)
    running = asyncio.create_task(app.run_async(size=SIZE))
    while (station := app.station) is None or any(
        one.presence is not Presence.READY for one in station.devices() if one.kind != "system"
    ):
        await asyncio.sleep(TICK_S)
    listening = asyncio.create_task(watch.listen())
    barcode = BARCODES.barcode(SWEPT // 2)
    station.scanned("scanner", Scan(barcode, barcode.encode()))
    await asyncio.to_thread(station.bench.wait_until_calm, PATIENCE_S)
    await watch.still()
    found = [await _visit(watch, visit, keys) for visit in VISITS]
    listening.cancel()
    app.exit()
    await running
    await asyncio.to_thread(station.stop)
    return found


async def _visit(watch: Watch, visit: Visit, keys: int) -> Timed:
    timed = Timed(visit.screen)
    app = watch.app
    for act in visit.way:
        await watch.still()
        key = key_of(app, act)
        drawing = thread_time()
        await watch.press(key)
        with suppress(WorkerCancelled):
            # One that reads takes the place of one that has begun to.
            await app.workers.wait_for_complete()
        await watch.still()
        timed.opened += (thread_time() - drawing) * 1000
    watch.held_s = 0.0
    for number in range(keys):
        await asyncio.sleep(CHANCE.uniform(0, 0.02))
        seconds = await watch.press(visit.keys[number % len(visit.keys)])
        if seconds is not None:
            timed.painted.append(seconds[0] * 1000)
            timed.drawing.append(seconds[1] * 1000)
    timed.held = watch.held_s * 1000
    while not isinstance(app.screen, BenchScreen):
        await watch.press("escape")
        await watch.still()
    return timed


def table_of(found: list[Timed], items: int) -> Table:
    rows = [
        (
            one.screen,
            str(len(one.painted)),
            f"{_of(one.painted, 0.5):.1f}",
            f"{_of(one.painted, 0.99):.1f}",
            f"{_of(one.drawing, 0.5):.1f}",
            f"{_of(one.drawing, 0.99):.1f}",
            f"{one.held:.1f}",
            f"{one.opened:.0f}",
        )
        for one in found
        if one.painted
    ]
    heads = (
        "screen",
        "keys",
        "painted p50 ms",
        "p99 ms",
        "drawing p50 ms",
        "p99 ms",
        "deaf at most ms",
        "opened, ms of drawing",
    )
    notes = (f"The store had {items:,} items.",)
    return Table(heads, tuple(rows), notes)


def _of(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def measure(folder: Path, items: int, keys: int) -> list[Timed]:
    """Visit every screen of a station on a store of so many items."""
    home = keep_store(folder, items)
    try:
        return asyncio.run(visit_all(home, keys))
    finally:
        shutil.rmtree(home)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--keys", type=int, default=KEYS)
    parser.add_argument("--keep", type=Path, help="where the store is kept")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(options.keep or Path(folder), options.items, options.keys)
    table = table_of(found, options.items)
    print(as_markdown(table))
    if options.page:
        write_table(options.page, "key_to_paint", table)
    slow = [one.screen for one in found if one.painted and _of(one.drawing, 0.99) > AIM_MS]
    if slow:
        print(f"over {AIM_MS:.0f} ms of drawing: {', '.join(slow)}", file=sys.stderr)
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main())
