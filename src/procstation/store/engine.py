"""Open a store: one file, one writing connection, one that only reads.

SQLite before 3.51.3 can corrupt a file when two connections of one process write and checkpoint at
once, so all writes of a process go through one connection; the other is `query_only`.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import URL, Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from procstation.errors import StoreError
from procstation.store.migrations import HEAD

BUSY_TIMEOUT_MS = 30_000
"""How long a write waits for another process, which may be in the middle of a load."""


_WORDS = (
    ("disk is full", "The disk is full", "Make room on that disk, then do it again."),
    ("readonly", "It may not be written", "Give write permission on the file and its folder."),
    (
        "locked",
        "Another program keeps it locked",
        "End that program or wait for it, then try again.",
    ),
    ("malformed", "It is damaged", "Put the last good copy of the file back."),
    ("not a database", "It is no SQLite database", "Name the store's own file."),
    ("unable to open", "It cannot be opened", "Check the folder and its permissions."),
    ("disk i/o", "The disk reports an error", "Check the disk, then try again."),
)
"""What SQLite says, what happened, what to do."""

_OUR_MISTAKES = (sqlite3.ProgrammingError, sqlite3.InterfaceError, sqlite3.IntegrityError)
"""Nothing is wrong with the store: these must show where they come from."""


class Store:
    """An open store. `reading` and `writing` may be used from any thread."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self.path = path
        self._engine = engine
        self._read_lock = threading.RLock()
        self._write_lock = threading.RLock()
        with translated(path):
            self._writer = engine.connect().execution_options(store_writes=True)
            self._reader = engine.connect()

    @classmethod
    def open(cls, url: str) -> "Store":
        """Open the store at a SQLAlchemy URL; a missing file is made, an older one migrated.

        Raises:
            StoreError: It is no store, was written by a newer version, or cannot be read or
                written. Nothing was changed.
        """
        path = path_of(url)
        _check_file(path)
        engine = _engine_for(path)
        revision = _revision_of(engine, path)
        if revision != HEAD:
            _migrate(engine, path, revision)
        store = cls(engine, path)
        store._use_wal()
        return store

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
    def reading(self) -> Iterator[Connection]:
        """A connection that sees what was committed when it was entered."""
        with self._read_lock, translated(self.path), self._reader.begin():
            yield self._reader

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, on disk when it is left; rolled back when an exception leaves it."""
        with self._write_lock, translated(self.path), self._writer.begin():
            yield self._writer

    @contextmanager
    def alone(self) -> Iterator[Connection | None]:
        """A transaction with the store to itself: nobody can read meanwhile, nor open it.

        None when another connection has it open. Until the transaction is left the file has a
        rollback journal: on disk or not at all, as with `writing`.
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
                    yield self._writer
            finally:
                self._writer.execution_options(store_excludes=False)
                driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
                driver.execute("PRAGMA cache_size = -2000")
                self._reader = self._engine.connect()
                self._use_wal()

    def copy(self, path: Path) -> None:
        """Write the store as it is now to a new file."""
        with self._read_lock, translated(self.path):
            target = sqlite3.connect(path)
            try:
                driver_connection(self._reader).backup(target)
            finally:
                target.close()

    def query(self, sql: str, parameters: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        """Run one prepared statement on the driver's own cursor: the short path of a scan."""
        with self._read_lock, translated(self.path):
            return list(driver_connection(self._reader).execute(sql, parameters))


def driver_connection(connection: Connection) -> sqlite3.Connection:
    """Return the sqlite3 connection under a SQLAlchemy one, in the same transaction."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def sql_of(statement: sa.sql.expression.ClauseElement) -> str:
    """Return a statement as SQL for the driver's own cursor, with `:name` parameters."""
    return str(statement.compile(dialect=sqlite_dialect.dialect(paramstyle="named")))


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


def path_of(url: str) -> Path:
    """Return the file a store URL names.

    Raises:
        StoreError: It is no URL, or not that of an SQLite file.
    """
    next_step = "Give it as sqlite:///FOLDER/store.sqlite."
    try:
        parsed: URL = make_url(url)
    except ArgumentError as error:
        raise StoreError(f"{url!r} is no store URL.", next_step) from error
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(f"A store on {parsed.get_backend_name()!r} is not supported.", next_step)
    if not parsed.database or parsed.database == ":memory:":
        raise StoreError("A store in memory would not outlive the command.", next_step)
    return Path(parsed.database)


def _check_file(path: Path) -> None:
    """Check what can be told without opening the file.

    That is left to SQLite: on POSIX, closing a file ends all locks this process holds on it, those
    of a store that is open already included, and another process then deletes its log.
    """
    if not path.exists():
        if not path.parent.is_dir():
            raise StoreError(
                f"The folder {path.parent} of the store does not exist.",
                "Make the folder, or name another store.",
            )
    elif path.is_dir() or not os.access(path, os.R_OK):
        why = "it is a folder" if path.is_dir() else "no permission"
        raise StoreError(
            f"The store {path} cannot be read: {why}.", "Check the path and its permissions."
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
    """Return the revision of the store, None for one that is new.

    Raises:
        StoreError: It is another program's database, or of a revision this version lacks.
    """
    if not path.exists() or path.stat().st_size == 0:
        return None
    with translated(path), engine.connect() as connection:
        tables = sa.inspect(connection).get_table_names()
        if not tables:
            return None
        if "alembic_version" not in tables or "loads" not in tables:
            raise StoreError(
                f"{path} is a database of another program; it has the table {tables[0]!r}.",
                "Name the store's own file, or one that does not exist yet.",
            )
        revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if not isinstance(revision, str) or revision > HEAD:
        raise StoreError(
            f"The store {path} was written by a newer version (revision {revision}, "
            f"this version knows {HEAD}).",
            "Install that version; nothing was changed.",
        )
    return revision


def _migrate(engine: Engine, path: Path, found: str | None) -> None:
    from alembic import command  # noqa: PLC0415  (150 ms, and a store is rarely migrated)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "procstation.store:migrations")
    config.set_main_option("path_separator", "os")
    with translated(path), engine.connect() as connection:
        driver_connection(connection).execute("PRAGMA journal_mode = WAL")
        # A table that is written anew is dropped once; what refers to it must not go with it.
        driver_connection(connection).execute("PRAGMA foreign_keys = OFF")
        writer = connection.execution_options(store_writes=True)
        with writer.begin():
            # Another process may have done it while this one waited for the lock.
            if found is not None or not sa.inspect(writer).get_table_names():
                config.attributes["connection"] = writer
                command.upgrade(config, "head")


def _in_words(path: Path, said: str) -> StoreError:
    for part, happened, do_next in _WORDS:
        if part in said.lower():
            return StoreError(f"{happened}: the store {path} ({said}).", do_next)
    return StoreError(
        f"The store {path} reports: {said}.",
        "Run `procstation doctor`; the last step was not saved.",
    )
