"""What a store file says of itself, read without opening it as a store: nothing is migrated."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from procstation.errors import StoreError
from procstation.language import tr


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """A store file as it is.

    Attributes:
        revision: Of its tables; "" when it has none of ours.
        next_serials: Of each range of numbers: the first serial nobody has had.
        faults: What SQLite finds wrong with the file, one each; empty when it is sound.
        orphans: How many rows refer to rows that are gone.
    """

    revision: str
    next_serials: dict[str, int]
    faults: tuple[str, ...]
    orphans: int


def store_facts(path: Path) -> StoreFacts:
    """Look at a store file; takes about a second for 200 MB.

    Raises:
        StoreError: It cannot be read.
    """
    try:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA query_only = ON")
            tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master")}
            said = [text for (text,) in db.execute("PRAGMA quick_check(5)")]
            return StoreFacts(
                _revision(db) if "alembic_version" in tables else "",
                _next_serials(db) if "number_ranges" in tables else {},
                tuple(text for text in said if text != "ok"),
                sum(1 for _ in db.execute("PRAGMA foreign_key_check")),
            )
    except sqlite3.Error as error:
        raise StoreError(
            tr("The store {path} cannot be read: {error}.", path=path, error=error),
            tr("Put the last backup back with `procstation restore`."),
        ) from error


def _revision(db: sqlite3.Connection) -> str:
    row = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return "" if row is None else str(row[0])


def _next_serials(db: sqlite3.Connection) -> dict[str, int]:
    return dict(db.execute("SELECT name, next_serial FROM number_ranges"))
