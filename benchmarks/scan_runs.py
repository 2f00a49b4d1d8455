"""Scans into one process, each timed until what it leads to is there. Begun by `scan_to_screen.py`.

    python benchmarks/scan_runs.py interface STORE_URL HOME ITEMS SCANS

Prints the seconds as a JSON list. The scans come at moments that know nothing of the screen's
frames, and each item is undone before the next is scanned, so that the bench does not fill up.
"""

import asyncio
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, sleep

from bare_program import BareProgram
from make_store import BARCODES, SEED
from painted import COLUMNS, PATIENCE_S, ROWS, watch
from textual.message import Message
from textual.widgets import Static

from procstation.cli.interface import loaded
from procstation.config import parse_config
from procstation.devices import Presence, Rack, Scan
from procstation.linking import BenchState, Chose, UndoAsked
from procstation.station import Station, open_station
from procstation.tui.bench_app import BenchApp

PAUSES_S = (0.02, 0.06)
"""From a screen that shows all to the next scan, at random: up to a few frames."""

LOOK_EVERY_S = 0.02
CHANCE = random.Random(SEED)

CONFIGURATION = """\
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
[devices.printer]
kind = "printer"
driver = "zpl"
port = "sim://zpl"
[[barcodes.ranges]]
name = "synthetic"
prefix = "3999"
"""

IDLE, ITEM_SHOWN = "Take a book: scan its barcode", "Lay the book on the pad."
"""What the bench asks for when no item is in work, and when it shows the one that was scanned."""


def with_interface(store_url: str, home: Path, barcodes: list[str]) -> list[float]:
    """Seconds from a scan until the bench has painted its item."""
    app = BenchApp(lambda: loaded(_station(store_url, home)), read_wedge=False)
    return asyncio.run(_scan_into(app, barcodes))


def unsettled_interface(store_url: str, home: Path, barcodes: list[str]) -> list[float]:
    """The same, with the garbage collector looking through all that was loaded."""
    app = BenchApp(lambda: _station(store_url, home), read_wedge=False)
    return asyncio.run(_scan_into(app, barcodes))


async def _scan_into(app: BenchApp, barcodes: list[str]) -> list[float]:
    screen = watch(app)
    screen.expect(IDLE)
    running = asyncio.create_task(app.run_async(size=(COLUMNS, ROWS)))
    await screen.painted()
    while (station := app.station) is None:
        await asyncio.sleep(LOOK_EVERY_S)
    await asyncio.to_thread(_wait_until_ready, station)
    taken = []
    for barcode in barcodes:
        await asyncio.sleep(_pause_s())
        screen.expect(ITEM_SHOWN, barcode)
        begun = await asyncio.to_thread(_scan, station, barcode)
        taken.append(await screen.painted() - begun)
        screen.expect(IDLE)
        await asyncio.to_thread(_undo, station)
        await screen.painted()
    app.exit()
    await running
    station.stop()
    return taken


def without_interface(store_url: str, home: Path, barcodes: list[str]) -> list[float]:
    """Seconds from a scan until the station's state has its item, with no face at all."""
    station = _station(store_url, home)
    _wait_until_ready(station)
    shown_at: list[float] = []

    def changed() -> None:
        if not shown_at and _shows_item(station.bench.state):
            shown_at.append(perf_counter())

    taken = []
    for barcode in barcodes:
        sleep(_pause_s())
        shown_at.clear()
        station.listen(changed, lambda _: None)
        begun = _scan(station, barcode)
        assert station.bench.wait_until_calm(PATIENCE_S)
        taken.append(shown_at[0] - begun)
        _undo(station)
    station.stop()
    return taken


def bare_program(store_url: str, home: Path, barcodes: list[str]) -> list[float]:
    """Seconds from a message of another thread until a program of one `Static` has painted it."""
    del store_url, home
    return asyncio.run(_bare_program(barcodes))


class Told(Message):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class ToldProgram(BareProgram):
    """The least that shows a text told by another thread."""

    def on_told(self, event: Told) -> None:
        self.query_one(Static).update(event.text)


async def _bare_program(barcodes: list[str]) -> list[float]:
    app = ToldProgram()
    screen = watch(app)
    screen.expect("bare")
    running = asyncio.create_task(app.run_async(size=(COLUMNS, ROWS)))
    await screen.painted()
    taken = []
    for barcode in barcodes:
        await asyncio.sleep(_pause_s())
        screen.expect(barcode)
        begun = perf_counter()
        await asyncio.to_thread(app.post_message, Told(barcode))
        taken.append(await screen.painted() - begun)
    app.exit()
    await running
    return taken


RUNS: dict[str, Callable[[str, Path, list[str]], list[float]]] = {
    "interface": with_interface,
    "unsettled": unsettled_interface,
    "station": without_interface,
    "bare": bare_program,
}


def _station(store_url: str, home: Path) -> Station:
    return open_station(home, parse_config(CONFIGURATION, "benchmark"), store_url, Rack())


def _pause_s() -> float:
    return CHANCE.uniform(*PAUSES_S)


def _scan(station: Station, barcode: str) -> float:
    begun = perf_counter()
    station.scanned("scanner", Scan(barcode, barcode.encode()))
    return begun


def _shows_item(state: BenchState) -> bool:
    return state.now is not None and state.now.title is not None and state.now.awaiting is None


def _undo(station: Station) -> None:
    for entry in (UndoAsked(), Chose(1)):
        station.bench.post(entry)
        assert station.bench.wait_until_calm(PATIENCE_S)
    assert station.bench.state.now is None


def _wait_until_ready(station: Station) -> None:
    while any(device.presence is not Presence.READY for device in station.devices()):
        sleep(LOOK_EVERY_S)


def main(run: str, store_url: str, home: str, items: str, scans: str) -> None:
    numbers = CHANCE.sample(range(1, int(items) + 1), int(scans))
    barcodes = [BARCODES.barcode(number) for number in numbers]
    print(json.dumps(RUNS[run](store_url, Path(home), barcodes)))


if __name__ == "__main__":
    main(*sys.argv[1:])
