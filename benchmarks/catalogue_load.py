"""Loading a file of MARC records, against pymarc and against bare SQLite, side by side in one run.

    python benchmarks/catalogue_load.py                       # 100,000 synthetic records
    python benchmarks/catalogue_load.py --records 1000000 --page docs/performance.md
    python benchmarks/catalogue_load.py --file YOUR.mrc       # for instance the Library of
                                                              # Congress' books in pymarc's sources

- `load` is the command `procstation catalog load` into a new store, start to end; its memory is
  that of all its processes together (Linux only: elsewhere it is left out).
- `pymarc, read` reads the file with pymarc's MARCReader; `pymarc, load` makes the same store out of
  what pymarc reads, in one process. Both are measured on a sample, and extrapolated, where the file
  has more records than that; the table says so.
- `floor` inserts the rows of that store, ready in memory, into a new SQLite file: without indexes,
  and with the indexes and the full-text words made last.
- Look-ups are by barcodes and by three words of titles that the store holds, one after the other.
"""

import argparse
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pymarc
from make_records import write
from results_page import Table, as_markdown, write_table

from procstation.catalog import Catalogue
from procstation.catalog.extract import extract
from procstation.catalog.load import OpenedFile
from procstation.catalog.load_bulk import load_in_bulk
from procstation.catalog.load_report import FileProfile
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.marc_source import MarcSource
from procstation.catalog.profile import profile_named
from procstation.catalog.source import Refused, Taken
from procstation.store.catalogue_store import CatalogueStore
from procstation.store.load_rows import LoadRow

SAMPLE = 50_000
LOOK_UPS = 20_000
SEARCHES = 500
MB = 1 << 20


Spent = tuple[float, float]
"""Seconds by the clock, and of all processors together: the second is of use on a busy machine."""


def clocks() -> Spent:
    times = os.times()
    return time.perf_counter(), sum(times[:4])


def since(began: Spent) -> Spent:
    now = clocks()
    return now[0] - began[0], now[1] - began[1]


def timed(act: Callable[[], int]) -> tuple[float, float, int]:
    began = clocks()
    count = act()
    return *since(began), count


def load_by_command(file: Path, home: Path) -> tuple[float, float, int]:
    """Seconds, of clock and processors, and the most bytes that all processes had at once."""
    command = [sys.executable, "-m", "procstation.cli.main", "--home", str(home)]
    began = clocks()
    process = subprocess.Popen([*command, "catalog", "load", str(file)], stdout=subprocess.DEVNULL)
    most = 0
    while process.poll() is None:
        most = max(most, memory_of(process.pid))
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"the load failed with status {process.returncode}")
    return *since(began), most


def memory_of(pid: int) -> int:
    """Bytes that a process and its children hold; pages that they share count once."""
    total = 0
    for one in [pid, *children(pid)]:
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))
    return total


def children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            yield from map(int, task.read_text().split())
        except OSError:
            continue


class PymarcSource:
    """The same as `MarcSource`, by pymarc."""

    def __init__(self, path: Path, most: int) -> None:
        self._path = path
        self._most = most

    def profile(self, asked: str) -> FileProfile:
        return FileProfile(str(self._path), asked, "")

    def read(self, profile: str) -> Iterator[Taken | Refused]:
        rules = profile_named(profile)
        with self._path.open("rb") as file:
            for number, record in enumerate(pymarc.MARCReader(file), start=1):
                if number > self._most:
                    return
                if record is None:
                    yield Refused(number, 0, "pymarc cannot read it")
                else:
                    yield Taken(number, 0, extract(as_ours(record), rules))


def as_ours(record: pymarc.Record) -> MarcRecord:
    fields = tuple(
        Field(one.tag, data=one.data or "")
        if one.is_control_field()
        else Field(
            one.tag,
            "".join(one.indicators),
            tuple((part.code, part.value) for part in one.subfields),
        )
        for one in record.fields
    )
    return MarcRecord(str(record.leader), fields)


def pymarc_reads(file: Path, most: int) -> int:
    with file.open("rb") as stream:
        count = 0
        for _ in pymarc.MARCReader(stream):
            count += 1
            if count == most:
                break
    return count


def pymarc_loads(file: Path, most: int, profile: str, folder: Path) -> int:
    store = CatalogueStore.open(f"sqlite:///{folder / 'pymarc.sqlite'}")
    source = PymarcSource(file, most)
    opened = OpenedFile(file, source, source.profile(profile), file.stat().st_size, 0)
    with store.filling() as filling:
        assert filling is not None
        bulk, rows = filling
        load = rows.begin_load(LoadRow(0, "", "[]", profile, "{}", "running", "[]", "{}"))
        report = load_in_bulk(bulk, rows, load, [opened], None)
    store.close()
    return report.records


def floor(store: Path, folder: Path) -> tuple[Spent, Spent]:
    """What it takes for the rows alone, and for the rows with indexes and words."""
    source = sqlite3.connect(store)
    schema = source.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL"
        " AND tbl_name IN ('titles', 'items', 'title_numbers', 'title_words')"
    ).fetchall()
    tables = {name: source.execute(f"SELECT * FROM {name}").fetchall()
              for name in ("titles", "items", "title_numbers")}  # fmt: skip
    words = source.execute("SELECT rowid, title, author, other FROM title_words").fetchall()
    source.close()
    target = sqlite3.connect(folder / "floor.sqlite", isolation_level=None)
    target.execute("PRAGMA journal_mode = OFF")
    target.execute("PRAGMA synchronous = OFF")
    began = clocks()
    target.execute("BEGIN")
    for kind, name, sql in schema:
        if kind == "table" and name in {*tables, "title_words"}:
            target.execute(sql)
    for name, rows in tables.items():
        marks = ", ".join("?" * len(rows[0]))
        target.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
    bare = since(began)
    target.executemany(
        "INSERT INTO title_words(rowid, title, author, other) VALUES (?, ?, ?, ?)", words
    )
    for kind, _, sql in schema:
        if kind == "index":
            target.execute(sql)
    target.execute("COMMIT")
    whole = since(began)
    target.close()
    return bare, whole


def look_ups(store: Path) -> Iterator[tuple[str, list[float]]]:
    connection = sqlite3.connect(store)
    chance = random.Random(5)
    (titles,) = connection.execute("SELECT max(id) FROM titles").fetchone()
    (items,) = connection.execute("SELECT max(id) FROM items").fetchone()
    barcodes = [
        row[0]
        for number in chance.sample(range(1, items + 1), min(LOOK_UPS, items))
        for row in connection.execute("SELECT barcode FROM items WHERE id = ?", (number,))
        if row[0]
    ]
    queries = []
    while len(queries) < SEARCHES:
        row = connection.execute(
            "SELECT title || ' ' || author FROM title_words WHERE rowid = ?",
            (chance.randint(1, titles),),
        ).fetchone()
        said = [word for word in row[0].split() if word.isalpha()] if row else []
        if len(said) >= 3:
            queries.append(" ".join(chance.sample(said, 3)))
    connection.close()
    catalogue = Catalogue.open(f"sqlite:///{store}")
    yield "by barcode", each(catalogue.by_barcode, barcodes)
    yield "by three words", each(catalogue.find, queries)
    catalogue.close()


def each(look_up: Callable[[str], object], texts: Iterable[str]) -> list[float]:
    """Milliseconds of each look-up, in order of size."""
    taken = []
    for text in texts:
        began = time.perf_counter()
        assert look_up(text), text
        taken.append((time.perf_counter() - began) * 1000)
    return sorted(taken)


def measure(file: Path, folder: Path) -> tuple[Table, Table]:
    """Return what the load takes beside others, and what look-ups take in its store."""
    profile = MarcSource(file).profile("auto").profile
    home = folder / "home"
    seconds, load_cpu, memory = load_by_command(file, home)
    store = home / "store.sqlite"
    connection = sqlite3.connect(store)
    records, items = (
        connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        for name in ("titles", "items")
    )
    connection.close()

    def row(name: str, spent: float, cpu: float) -> tuple[str, ...]:
        rate, times = records / spent, spent / seconds
        return name, f"{spent:,.1f}", f"{cpu:,.1f}", f"{rate:,.0f}", f"{times:.2f}"

    rows = [row("load", seconds, load_cpu)]
    sampled = "" if records <= SAMPLE else f" (extrapolated from {SAMPLE:,})"
    for name, act in (
        ("pymarc, load, one process", lambda: pymarc_loads(file, SAMPLE, profile, folder)),
        ("pymarc, read, one process", lambda: pymarc_reads(file, SAMPLE)),
    ):
        spent, cpu, count = timed(act)
        rows.append(row(name + sampled, spent * records / count, cpu * records / count))
    bare, whole = floor(store, folder)
    rows.append(row("floor: rows, indexes, full text", *whole))
    rows.append(row("floor: rows alone", *bare))
    size = f"{records:,} titles, {items:,} items, {file.stat().st_size / MB:,.0f} MB of MARC 21."
    peak = f"Peak memory of all processes of the load: {memory / MB:,.0f} MB." if memory else ""
    load = Table(
        ("", "s", "CPU s", "records/s", "its time ÷ that of the load"),
        tuple(rows),
        tuple(filter(None, (size, peak))),
    )
    found = tuple(
        (name, f"{taken[len(taken) // 2]:.3f}", f"{taken[len(taken) * 99 // 100]:.3f}")
        for name, taken in look_ups(store)
    )
    return load, Table(("look-up", "p50 ms", "p99 ms"), found, (size,))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--file", type=Path, help="instead of synthetic records")
    parser.add_argument("--page", type=Path, help="write the tables there, as run.py does")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = asked.file
        if file is None:
            file = folder / "synthetic.mrc"
            write(file, asked.records)
        load, look_up = measure(file, folder)
    for place, table in (("catalogue_load", load), ("catalogue_look_up", look_up)):
        print(as_markdown(table), end="\n\n")
        if asked.page is not None:
            write_table(asked.page, place, table)


if __name__ == "__main__":
    main()
