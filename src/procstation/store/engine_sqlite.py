"""A store in an SQLite file: one writing connection, one that only reads.

SQLite before 3.51.3 can corrupt a file when two connections of one process write and checkpoint at
once, so all writes of a process go through one connection; the other is `query_only`.
"""

import json
import os
import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy import event
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from procstation.errors import StoreError
from procstation.language import mark, tr, tr_marked
from procstation.store.bulk_sqlite import SqliteBulkRows
from procstation.store.connection import Scope, Value
from procstation.store.engine import News, revision_of, upgrade
from procstation.store.migrations import HEAD
from procstation.store.words_sqlite import SqliteWords

BUSY_TIMEOUT_MS = 30_000
"""How long a write waits for another process, which may be in the middle of a load."""
USUAL_CACHE_KIB = 2_000
ROOMY_CACHE_KIB = 64 * 1024
AT_ONCE = 10_000
"""Rows that are read in one piece."""

_WORDS = (
    ("disk is full", mark("The disk is full"), mark("Make room on that disk, then do it again.")),
    (
        "readonly",
        mark("It may not be written"),
        mark("Give write permission on the file and its folder."),
    ),
    (
        "locked",
        mark("Another program keeps it locked"),
        mark("End that program or wait for it, then try again."),
    ),
    ("malformed", mark("It is damaged"), mark("Put the last good copy of the file back.")),
    ("not a database", mark("It is no SQLite database"), mark("Name the store's own file.")),
    ("unable to open", mark("It cannot be opened"), mark("Check the folder and its permissions.")),
    ("disk i/o", mark("The disk reports an error"), mark("Check the disk, then try again.")),
)
"""What SQLite says, what happened, what to do."""

_OUR_MISTAKES = (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.IntegrityError)
"""Nothing is wrong with the store: these must show where they come from."""


class SqliteConnection:
    """See `StoreConnection`."""

    for_change = ""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._driver = driver
        self.words = SqliteWords(driver)

    def cursor(self) -> sqlite3.Cursor:
        return self._driver.cursor()

    def bulk(self) -> SqliteBulkRows:
        return SqliteBulkRows(self._driver)

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        self._driver.executemany(f"INSERT INTO {table}({names}) VALUES ({marks})", rows)  # noqa: S608

    def next_numbers(self, table: str, count: int, behind: int) -> list[int]:
        sql = f"SELECT max(coalesce(max(id), 0), ?) + 1 FROM {table}"  # noqa: S608
        [(first,)] = self._driver.execute(sql, (behind,))
        return list(range(first, first + count))

    def insert_all(
        self, table: str, columns: Sequence[str], rows: Collection[tuple[Any, ...]]
    ) -> None:
        self.fill(table, columns, rows)

    def each(self, name: str, alias: str, kind: str = "text") -> str:
        del kind
        return f"json_each(:{name}) AS {alias}"

    def listed(self, values: Collection[str] | Collection[int]) -> str:
        return json.dumps(list(values))

    def damage(self) -> list[str]:
        said = [row[0] for row in self._driver.execute("PRAGMA integrity_check") if row[0] != "ok"]
        for table, row_id, parent, _ in self._driver.execute("PRAGMA foreign_key_check"):
            said.append(
                tr(
                    "row {row_id} of {table} refers to what is not in {parent}",
                    row_id=row_id,
                    table=table,
                    parent=parent,
                )
            )
        return said

    @contextmanager
    def roomy(self) -> Iterator[None]:
        self._driver.execute(f"PRAGMA cache_size = -{ROOMY_CACHE_KIB}")
        try:
            yield
        finally:
            self._driver.execute(f"PRAGMA cache_size = -{USUAL_CACHE_KIB}")

    def in_order(
        self,
        key: Callable[..., bytes],
        arguments: Sequence[str],
        columns: Sequence[str],
        source: str,
        values: Mapping[str, Value],
    ) -> Iterator[list[tuple[Any, ...]]]:
        """SQLite sorts them on disk: that takes no memory, and no longer than sorting them here."""
        self._driver.create_function("in_order", len(arguments), key, deterministic=True)
        cursor = self._driver.cursor()
        cursor.execute(
            f"SELECT in_order({', '.join(arguments)}), {', '.join(columns)} {source}"
            " ORDER BY 1, id",
            values,
        )
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


class SqliteStore:
    """See `Store`."""

    is_shared = False

    def __init__(self, engine: Engine, path: Path) -> None:
        self.path = path
        self._engine = engine
        self._read_lock = threading.RLock()
        self._write_lock = threading.RLock()
        with translated(path):
            self._writer = engine.connect().execution_options(store_writes=True)
            self._reader = engine.connect()
            self._connect()

    @classmethod
    def open(cls, path: Path) -> "SqliteStore":
        """Open the store in a file. Raises as `open_store`."""
        _check_file(path)
        engine = _engine_for(path)
        revision = _revision_of(engine, path)
        if revision != HEAD:
            _migrate(engine, path, revision)
        store = cls(engine, path)
        store._use_wal()
        return store

    @property
    def place(self) -> str:
        return str(self.path)

    @property
    def database(self) -> str:
        return f"SQLite {sqlite3.sqlite_version}"

    @property
    def room(self) -> Path:
        return self.path.parent

    def _connect(self) -> None:
        self._writing = SqliteConnection(driver_connection(self._writer))
        self._reading = SqliteConnection(driver_connection(self._reader))

    def _use_wal(self) -> None:
        """Let reading and writing go on side by side; a load that was killed may have left off."""
        with translated(self.path):
            driver_connection(self._writer).execute("PRAGMA journal_mode = WAL")
            driver_connection(self._reader).execute("PRAGMA query_only = ON")

    def close(self) -> None:
        with self._write_lock, self._read_lock:
            self._reader.close()
            self._writer.close()
            self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[SqliteConnection]:
        with self._read_lock, translated(self.path), self._reader.begin():
            yield self._reading

    @contextmanager
    def reading_beside(self) -> Iterator[SqliteConnection]:
        with translated(self.path), self._engine.connect() as beside:
            driver = driver_connection(beside)
            driver.execute("PRAGMA query_only = ON")
            with beside.begin():
                yield SqliteConnection(driver)

    @contextmanager
    def writing(self, scope: Scope = Scope.WHOLE) -> Iterator[SqliteConnection]:
        del scope
        with self._write_lock, translated(self.path), self._writer.begin():
            yield self._writing

    @contextmanager
    def alone(self) -> Iterator[SqliteConnection | None]:
        """See `Store.alone`; nobody can open the store meanwhile.

        Until the transaction is left the file has a rollback journal: on disk or not at all, as
        with `writing`.
        """
        with self._write_lock, self._read_lock, translated(self.path):
            driver = driver_connection(self._writer)
            self._reader.close()
            try:
                driver.execute("PRAGMA busy_timeout = 0")
                if not _leaves_wal(driver):
                    yield None
                    return
                self._writer.execution_options(store_writes=True, store_excludes=True)
                with self._writer.begin():
                    yield self._writing
            finally:
                self._writer.execution_options(store_excludes=False)
                driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
                driver.execute(f"PRAGMA cache_size = -{USUAL_CACHE_KIB}")
                self._reader = self._engine.connect()
                self._connect()
                self._use_wal()

    def copy(self, path: Path) -> None:
        with self._read_lock, translated(self.path):
            target = sqlite3.connect(path)
            try:
                driver_connection(self._reader).backup(target)
            finally:
                target.close()

    def query(self, sql: str, parameters: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        with self._read_lock, translated(self.path):
            return list(driver_connection(self._reader).execute(sql, parameters))

    @contextmanager
    def held(self, name: str) -> Iterator[bool]:
        lock = FileLock(f"{self.path}.{name}.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()

    def news(self, take: News) -> None:
        """Nobody tells: another process that writes the file has no line to this one."""


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """Return the sqlite3 connection under a SQLAlchemy one, in the same transaction."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what SQLAlchemy or SQLite raise about the store at `path` into words."""
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, _OUR_MISTAKES):
            raise
        raise _in_words(path, str(error.orig)) from error
    except sqlite3.Error as error:
        if isinstance(error, _OUR_MISTAKES):
            raise
        raise _in_words(path, str(error)) from error


def _check_file(path: Path) -> None:
    """Check what can be told without opening the file.

    That is left to SQLite: on POSIX, closing a file ends all locks this process holds on it, those
    of a store that is open already included, and another process then deletes its log.
    """
    if not path.exists():
        if not path.parent.is_dir():
            raise StoreError(
                tr("The folder {parent} of the store does not exist.", parent=path.parent),
                tr("Make the folder, or name another store."),
            )
    elif path.is_dir() or not os.access(path, os.R_OK):
        why = tr("it is a folder") if path.is_dir() else tr("no permission")
        raise StoreError(
            tr("The store {path} cannot be read: {why}.", path=path, why=why),
            tr("Check the path and its permissions."),
        )


def _engine_for(path: Path) -> Engine:
    engine = sa.create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        connect_args={"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000},
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    # The driver would begin transactions by its own rules; `_on_begin` says when.
    connection.isolation_level = None
    connection.execute("PRAGMA synchronous = FULL")
    # macOS: fsync alone leaves the bytes in the drive's cache.
    connection.execute("PRAGMA fullfsync = ON")
    connection.execute("PRAGMA foreign_keys = ON")


def _on_begin(connection: Connection) -> None:
    # A write transaction that begins as a read one can fail at its first write, without waiting.
    options = connection.get_execution_options()
    if options.get("store_excludes", False):
        connection.exec_driver_sql("BEGIN EXCLUSIVE")
    else:
        writes = options.get("store_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _leaves_wal(driver: sqlite3.Connection) -> bool:
    """Go over to a rollback journal, which SQLite does only for the one connection there is."""
    try:
        mode = driver.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            return False
        raise
    return bool(mode == "delete")


def _revision_of(engine: Engine, path: Path) -> str | None:
    if not path.exists() or path.stat().st_size == 0:
        return None
    with translated(path), engine.connect() as connection:
        return revision_of(connection, str(path))


def _migrate(engine: Engine, path: Path, found: str | None) -> None:
    with translated(path), engine.connect() as connection:
        driver_connection(connection).execute("PRAGMA journal_mode = WAL")
        # A table that is written anew is dropped once; what refers to it must not go with it.
        driver_connection(connection).execute("PRAGMA foreign_keys = OFF")
        writer = connection.execution_options(store_writes=True)
        with writer.begin():
            # Another process may have done it while this one waited for the lock.
            if found is not None or not sa.inspect(writer).get_table_names():
                upgrade(writer)


def _in_words(path: Path, said: str) -> StoreError:
    for part, happened, do_next in _WORDS:
        if part in said.lower():
            return StoreError(
                tr(
                    "{happened}: the store {path} ({said}).",
                    happened=tr_marked(happened),
                    path=path,
                    said=said,
                ),
                tr_marked(do_next),
            )
    return StoreError(
        tr("The store {path} reports: {said}.", path=path, said=said),
        tr("Run `procstation doctor`; the last step was not saved."),
    )
