"""Entries a second into the journal, one to a commit and several, beside what the disk allows."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from time import perf_counter

from make_store import BARCODES, percentiles
from results_page import Table
from workplace import Workplace

from procstation.clock import utc_now
from procstation.journal import Journal
from procstation.linking import Scanned

BATCHES = (1, 10, 100)
PAGE = bytes(4096)


def measure(place: Workplace) -> Table:
    """Return entries a second and the time of a commit, for each size of a commit."""
    commits = place.effort.commits
    rows = [_row("a page appended and synced: the disk", 1, _synced_pages(place, commits))]
    rows.append(_row("a row inserted by SQLite alone", 1, _inserted_rows(place, commits)))
    for batch in BATCHES:
        many = max(commits // batch, 1)
        rows.append(_row("the journal", batch, _journaled(place, many, batch)))
    columns = ("what", "in one commit", "commits", "entries/s", "p50 ms a commit", "p99 ms")
    return Table(columns, tuple(rows))


def _synced_pages(place: Workplace, count: int) -> list[float]:
    sync = getattr(os, "fdatasync", os.fsync)
    with (place.new_folder() / "pages").open("wb", buffering=0) as file:

        def commit(_: int) -> None:
            file.write(PAGE)
            sync(file.fileno())

        return _timed(commit, count)


def _inserted_rows(place: Workplace, count: int) -> list[float]:
    path: Path = place.new_folder() / "rows.sqlite"
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        db.execute("CREATE TABLE entry (seq INTEGER PRIMARY KEY, body BLOB)")
        return _timed(
            lambda number: db.execute("INSERT INTO entry VALUES (?, ?)", (number, bytes(100))),
            count,
        )


def _journaled(place: Workplace, count: int, batch: int) -> list[float]:
    with closing(Journal(place.new_folder() / "journal.sqlite")) as journal:

        def commit(number: int) -> None:
            scans = (
                Scanned(BARCODES.barcode(number * batch + one), "item") for one in range(batch)
            )
            journal.append("bench", [(utc_now(), "scanner", scan) for scan in scans])

        return _timed(commit, count)


def _timed(commit: Callable[[int], object], count: int) -> list[float]:
    taken = []
    for number in range(1, count + 1):
        begun = perf_counter()
        commit(number)
        taken.append(perf_counter() - begun)
    return taken


def _row(what: str, batch: int, seconds: list[float]) -> tuple[str, ...]:
    found = percentiles(seconds)
    entries = len(seconds) * batch / sum(seconds)
    return (
        what,
        str(batch),
        f"{len(seconds):,}",
        f"{entries:,.0f}",
        f"{found['p50_ms']:.2f}",
        f"{found['p99_ms']:.2f}",
    )
