"""The file of a station's printing: queue, sheets, registrations; each change whole or not at all.

SQLite with `synchronous = FULL`: what a transaction did is on the disk when it ends, and one that
a crash cuts off never was. So a label and the cell it goes on cannot disagree.
"""

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from procstation.errors import StoreError
from procstation.language import tr

PRINT_FILE = "labels.sqlite"
"""Its name in a station's home."""

SCHEMA_VERSION = 1

PATIENCE_S = 5.0
"""For another program that writes; each writes for some milliseconds."""

SCHEMA = """
CREATE TABLE sheet (
    printer TEXT NOT NULL,
    stock TEXT NOT NULL,
    number INTEGER NOT NULL,
    name TEXT NOT NULL,
    used TEXT NOT NULL,
    spoiled TEXT NOT NULL,
    PRIMARY KEY (printer, stock, number)
) WITHOUT ROWID;
CREATE TABLE in_printer (
    printer TEXT NOT NULL,
    stock TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (printer, stock)
) WITHOUT ROWID;
CREATE TABLE registration (
    printer TEXT NOT NULL,
    stock TEXT NOT NULL,
    right_mm REAL NOT NULL,
    down_mm REAL NOT NULL,
    stretch REAL NOT NULL,
    PRIMARY KEY (printer, stock)
) WITHOUT ROWID;
CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE label (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job INTEGER NOT NULL REFERENCES job (id),
    number INTEGER NOT NULL,
    place INTEGER NOT NULL,
    barcode TEXT NOT NULL,
    request BLOB NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    printer TEXT NOT NULL DEFAULT '',
    stock TEXT NOT NULL DEFAULT '',
    sheet INTEGER,
    cell INTEGER,
    at TEXT NOT NULL,
    UNIQUE (job, number)
);
CREATE INDEX label_state ON label (state, place);
CREATE INDEX label_barcode ON label (barcode);
"""


class PrintFile:
    """May be used from any thread; several programs may have it open.

    Args:
        path: Made when first needed; None keeps all in memory, for this run only.

    Raises:
        StoreError: From any method, when the file cannot be read or written.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._opened: sqlite3.Connection | None = None
        self._depth = 0

    def close(self) -> None:
        with self._lock:
            if self._opened is not None:
                self._opened.close()
                self._opened = None

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return what a query finds."""
        with self._lock, self._told():
            return self._db().execute(sql, values).fetchall()

    def change(self, sql: str, *values: object) -> int:
        """Change rows, in the transaction that is open or in one of its own.

        Returns:
            The number of the row that was added last.
        """
        with self.together():
            return self._db().execute(sql, values).lastrowid or 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all changes on this thread one transaction, on the disk when it is left."""
        with self._lock, self._told():
            if self._depth:
                yield
                return
            db = self._db()
            db.execute("BEGIN IMMEDIATE")
            self._depth = 1
            try:
                yield
                db.execute("COMMIT")
            finally:
                self._depth = 0
                if db.in_transaction:
                    db.execute("ROLLBACK")

    def _db(self) -> sqlite3.Connection:
        if self._opened is None:
            with ExitStack() as unusable:
                target = ":memory:" if self.path is None else str(self.path)
                if self.path is not None:
                    self.path.parent.mkdir(parents=True, exist_ok=True)
                db = sqlite3.connect(
                    target, timeout=PATIENCE_S, isolation_level=None, check_same_thread=False
                )
                unusable.callback(db.close)
                self._begin(db)
                unusable.pop_all()
            self._opened = db
            # One in memory goes with its last user; Python minds a connection that nobody closes.
            weakref.finalize(self, db.close)
        return self._opened

    def _begin(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        # macOS: fsync alone leaves the bytes in the drive's cache.
        db.execute("PRAGMA fullfsync = ON")
        db.execute("BEGIN IMMEDIATE")
        [(version,)] = db.execute("PRAGMA user_version")
        if version == 0:
            for statement in SCHEMA.split(";\n"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        db.execute("COMMIT")
        if version > SCHEMA_VERSION:
            raise StoreError(
                tr("{path} was written by a newer version of procstation.", path=self.path),
                tr("Install that version."),
            )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                tr(
                    "{path}, which keeps the queue and the sheets, cannot be used: {error}.",
                    path=self.path,
                    error=error,
                ),
                tr(
                    "Make room on the disk or correct its permissions, then try"
                    " again. If it is damaged, move it away: the queue is then"
                    " empty and every sheet fresh."
                ),
            ) from error
