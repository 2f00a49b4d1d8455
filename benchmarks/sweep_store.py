"""Sweeps in a large store: opening, adding an upload, the report; beside the bare join.

    python benchmarks/sweep_store.py                            # 1,000,000 items, made first
    python benchmarks/sweep_store.py --store OLD.sqlite --page docs/performance.md

- `open` freezes the expected list: the items of one location, 70 of 100.
- `upload` adds a file of so many lines: read, looked up, matched and committed. `bare join` is the
  floor: the same lines put into a temporary table of SQLite and joined with the items by barcode,
  nothing kept.
- `report` is the whole of `Sweeps.report`, that of shelves heard once along, where two items in a
  hundred are not there and one stands elsewhere. More than half of it is the shelf keys, the
  sorting and the reading of the rows.

Opening and report are each in a process of their own.

Rates are by the processor's time, since the clock's is that of all who use the machine. Memory is
the most the process has had by then, that of Python and the uploads included (Linux and macOS).
"""

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

from make_store import BARCODES, records
from results_page import Table, as_markdown, write_table
from workplace import Workplace

from procstation.catalog import Catalogue
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.files import read_scan_file
from procstation.sweeping.model import Scope
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules, Sweeps
from procstation.sweeping.uploads import Upload

NAME = "benchmark"
SEED = 6
PLACES = "UPDATE items SET location = CASE WHEN id % 10 < 3 THEN 'ANNEX' ELSE 'STACKS' END"
Result = TypeVar("Result")
Row = tuple[str, str, str, str, str]


def peak_mb() -> str:
    status = Path("/proc/self/status")
    if status.exists():
        # What `resource` says on Linux is that of the process that began this one, if it had more.
        [peak] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return f"{int(peak.split()[1]) / (1 << 10):,.0f}"
    try:
        import resource  # noqa: PLC0415  (not on Windows)
    except ImportError:
        return "?"
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{most / (1 << 20):,.0f}"


def measured(what: str, count: int, act: Callable[[], Result]) -> tuple[Row, Result]:
    wall, processor = time.perf_counter(), time.process_time()
    result = act()
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    rate = f"{count / max(processor, 1e-6):,.0f}"
    return (what, f"{wall:.2f}", f"{processor:.2f}", rate, peak_mb()), result


def made(path: Path, items: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        marc = Path(folder) / "synthetic.mrc"
        with marc.open("wb") as file:
            file.writelines(records(items))
        catalogue = Catalogue.open(f"sqlite:///{path}")
        catalogue.load([marc], alone=True)
        catalogue.close()


def bare_join(path: Path, data: bytes) -> int:
    store = sqlite3.connect(path)
    store.execute("PRAGMA cache_size = -65536")
    store.execute("CREATE TEMP TABLE upload(line INTEGER PRIMARY KEY, barcode TEXT)")
    lines = ((line,) for line in data.decode().splitlines())
    store.executemany("INSERT INTO upload(barcode) VALUES (?)", lines)
    [(found,)] = store.execute(
        "SELECT count(i.id) FROM upload u LEFT JOIN items i ON i.barcode = u.barcode"
    ).fetchall()
    store.close()
    return int(found)


def walked(barcodes: list[str], chance: random.Random) -> bytes:
    """Return what is heard along shelves: some items are not there, some stand elsewhere."""
    count = len(barcodes)
    there = [one for one in barcodes if chance.random() > 0.02]
    for at in chance.sample(range(len(there)), count // 100):
        there.insert(max(at + chance.randrange(-500, 500), 0), there.pop(at))
    return "".join(f"{one}\n" for one in there).encode()


def sweeps_in(catalogue: Catalogue) -> Sweeps:
    return Sweeps(catalogue.store, HouseRules(Statuses({}), Placing()))


def opening(path: Path, count: int) -> tuple[Row, int]:
    catalogue = Catalogue.open(f"sqlite:///{path}")
    sweeps = sweeps_in(catalogue)
    row, opened = measured("open", count, lambda: sweeps.open(NAME, Scope(location="STACKS")))
    catalogue.close()
    return row, opened.expected


def walk(path: Path) -> int:
    """Add what is heard along the shelves of a sweep; return how many items it expects."""
    catalogue = Catalogue.open(f"sqlite:///{path}")
    sweeps = sweeps_in(catalogue)
    expected = sorted(sweeps.expected(NAME), key=lambda one: one.key or b"")
    data = walked([one.barcode for one in expected], random.Random(SEED))
    sweeps.add(NAME, Upload("walk.txt", data, read_scan_file(data)))
    catalogue.close()
    return len(expected)


def report(path: Path, expected: int) -> Row:
    catalogue = Catalogue.open(f"sqlite:///{path}")
    row, found = measured("report", expected, lambda: sweeps_in(catalogue).report(NAME))
    catalogue.close()
    assert found.expected == expected
    return row


def measure(place: Workplace) -> Table:
    """Return times in a copy of the store that all measurements share."""
    path = place.new_folder() / "store.sqlite"
    with place.catalogue() as catalogue:
        source = sqlite3.connect(catalogue.store.place)
        target = sqlite3.connect(path)
        source.backup(target)
        source.close()
        target.close()
    return run(path, [5_000, 500_000])


def apart(act: Callable[..., Result], *arguments: object) -> Result:
    """Do something in a process of its own, so that its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(act, *arguments).result()


def run(path: Path, uploads: list[int]) -> Table:
    with sqlite3.connect(path) as store:
        store.execute(PLACES)
    store.close()
    catalogue = Catalogue.open(f"sqlite:///{path}")
    items = catalogue.counts()[1]
    sweeps = sweeps_in(catalogue)
    if any(one.name == NAME for one in sweeps.sweeps()):
        sweeps.delete(NAME)
    chance = random.Random(SEED)
    barcodes = [BARCODES.barcode(number) for number in range(1, items + 1)]
    scope = Scope(location="STACKS")
    row, expected = apart(opening, path, items * 7 // 10)
    rows = [row]
    for lines in sorted({min(lines, items) for lines in uploads}):
        data = "".join(f"{one}\n" for one in chance.sample(barcodes, lines)).encode()

        def add(data: bytes = data) -> int:
            return sweeps.add(NAME, Upload(f"{len(data)}.txt", data, read_scan_file(data))).read

        row, read = measured(f"upload of {lines:,} lines", lines, add)
        rows.append(row)

        def join(data: bytes = data) -> int:
            return bare_join(path, data)

        row, joined = measured("bare join of them", lines, join)
        rows.append(row)
        assert read == joined
    sweeps.delete(NAME)
    sweeps.open(NAME, scope)
    assert apart(walk, path) == expected
    rows.append(apart(report, path, expected))
    sweeps.delete(NAME)
    catalogue.close()
    notes = (f"A store of {items:,} items; {expected:,} of them are expected.",)
    columns = ("what", "s", "s of processor", "a second of it", "MB at most")
    return Table(columns, tuple(rows), notes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--store", type=Path, help="a store made by make_store.py")
    parser.add_argument("--uploads", type=int, nargs="*", default=[5_000, 500_000])
    parser.add_argument("--page", type=Path, help="put the table into this page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.store or Path(folder) / "store.sqlite"
        if options.store is None:
            made(path, options.items)
        table = run(path, options.uploads)
    print(as_markdown(table))
    if options.page:
        write_table(options.page, "sweep_store_large", table)


if __name__ == "__main__":
    main()
