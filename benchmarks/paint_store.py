"""A home with all that the screens show, on a store of a million items."""

import random
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from make_store import BARCODES, SEED
from sweep_store import made, walked

from procstation.catalog import Catalogue
from procstation.clock import utc_now
from procstation.config import Config, parse_config
from procstation.devices import Rack, Scan
from procstation.linking import SetAside
from procstation.outbox import Outbox
from procstation.people import hashed_pin
from procstation.station import Station, open_station
from procstation.store.history_rows import ItemChangeRow
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.files import read_scan_file
from procstation.sweeping.model import Scope
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules, Sweeps
from procstation.sweeping.uploads import Upload

MESSAGES, HALF_DONE, LABELS, SWEPT, CHANGES = 10_000, 200, 2_000, 20_000, 100_000
SMALL_SWEEPS, SMALL, RUNS = 40, 20, 30
PATIENCE_S = 30.0

CONFIGURATION = """
[station]
name = "bench-1"
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
[devices.laser]
kind = "printer"
driver = "pdf"
port = '{pages}'
stock = "avery-5160"
[[barcodes.ranges]]
name = "synthetic"
prefix = "3999"
[systems.ils]
connector = "koha"
url = "http://127.0.0.1:9"
[[people]]
name = "anna"
pin = "{pin}"
[[people]]
name = "sue"
pin = "{pin}"
supervisor = true
"""


def book_of(items: int) -> str:
    """Return the barcode of a book that is on the shelves swept, and that nobody has half done."""
    return BARCODES.barcode(min(items, SWEPT) * 3 // 4)


def keep_home(folder: Path, items: int) -> Path:
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


def open_home(home: Path, rack: Rack) -> Station:
    pages = home / "pages"
    pages.mkdir(exist_ok=True)
    text = CONFIGURATION.format(pages=pages, pin=hashed_pin("4711"))
    config: Config = parse_config(text, "benchmark")
    return open_station(home, config, f"sqlite:///{home / 'store.sqlite'}", rack)


def _fill(home: Path, items: int) -> None:
    barcodes = [BARCODES.barcode(one) for one in range(1, min(items, SWEPT) + 1)]
    _note_changes(home / "store.sqlite", barcodes)
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    outbox = Outbox(catalogue.store, "bench-1", utc_now)
    outbox.pause("ils", "it is measured")
    outbox.post_seen(dict.fromkeys(barcodes[:MESSAGES], utc_now()), "sweep/1")
    _sweep(Sweeps(catalogue.store, HouseRules(Statuses({}), Placing())), barcodes)
    catalogue.close()
    station = open_home(home, Rack())
    try:
        station.labels.add(barcodes[:LABELS], "spine")
        for barcode in barcodes[:HALF_DONE]:
            station.scanned("scanner", Scan(barcode, barcode.encode()))
            assert station.bench.wait_until_calm(PATIENCE_S)
            station.bench.post(SetAside())
        assert station.bench.wait_until_calm(PATIENCE_S)
        for first in range(0, min(RUNS * SMALL, len(barcodes)), SMALL):
            some = barcodes[first : first + SMALL]
            station.jobs.run(station.jobs.plan("relocate", some, {"location": "REF"}))
    finally:
        station.stop()
    with sqlite3.connect(home / "store.sqlite") as store:
        # As a store that was worked with for a while: a second half of the messages is settled.
        store.execute("UPDATE outbox SET state = 'done' WHERE id % 2")
    store.close()


def _sweep(sweeps: Sweeps, barcodes: list[str]) -> None:
    for number in range(SMALL_SWEEPS):
        some = barcodes[number * SMALL :][:SMALL]
        if some:
            sweeps.open(f"shelf {number + 1}", Scope(barcodes=tuple(some)))
    sweeps.open("shelf", Scope(barcodes=tuple(barcodes)))
    heard = walked(barcodes, random.Random(SEED))
    sweeps.add("shelf", Upload("walk.txt", heard, read_scan_file(heard)))


def _note_changes(path: Path, barcodes: list[str]) -> None:
    columns = ItemChangeRow._fields[1:]
    with sqlite3.connect(path) as store:
        store.executemany(
            f"INSERT INTO item_changes({', '.join(columns)})"
            f" VALUES ({', '.join('?' * len(columns))})",
            (row[1:] for row in _changes(barcodes)),
        )
    store.close()


def _changes(barcodes: list[str]) -> Iterator[ItemChangeRow]:
    """Yield what benches changed over some years, the oldest first."""
    begun = datetime(2023, 1, 2, 8, 0, tzinfo=UTC)
    for number in range(CHANGES):
        at = (begun + timedelta(minutes=10 * number)).isoformat()
        who = "anna" if number % 50 == 0 else ""
        barcode = barcodes[number % len(barcodes)]
        before, after = '{"location": "STACKS"}', '{"location": "REF"}'
        yield ItemChangeRow(
            *(0, at, who, "bench-1", "relocate", "changed"),
            *(number % len(barcodes) + 1, barcode, before, after),
        )
