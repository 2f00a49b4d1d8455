"""A store in a PostgreSQL database, shared by stations.

Writing is read committed, after a lock that says what the transaction is about (`Scope`): what may
touch anything goes alone, transactions of single items go side by side, and an item is locked from
when it is read. Since every transaction takes its locks in the same order, none waits in a circle.

Statements are sent without waiting for the answer of the one before (pipeline mode) until rows are
wanted: a change that reads an item and writes it costs two round trips, whatever it writes.
"""

import logging
import os
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.pq import ConnStatus
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from procstation.credentials import secret
from procstation.errors import StoreError
from procstation.language import tr
from procstation.store.connection import Scope
from procstation.store.connection_postgres import (
    Driver,
    PostgresConnection,
    adapted,
    take_any_text,
)
from procstation.store.engine import News, place_of, revision_of, upgrade
from procstation.store.migrations import HEAD
from procstation.store.news_postgres import CHANNEL, NewsThread
from procstation.store.trouble_postgres import in_words

SECRET = "store"  # noqa: S105  (the name it is filed under)
CONNECT_TIMEOUT_S = 10
LOCK_TIMEOUT_MS = 30_000
"""How long a write waits for another station, which may be in the middle of a load."""
ANSWER_TIMEOUT_MS = 30_000
"""How long the network may keep back what was sent, before the connection counts as lost."""
APPLICATION = "procstation"

# Of a line that is lost psycopg warns besides raising; nobody is there to read it, and on a
# terminal it would stand across the screen.
logging.getLogger("psycopg").addHandler(logging.NullHandler())

_KEY = 0x70726F63
"""Of our advisory locks: `proc`."""
_LOCKS = {scope: number for number, scope in enumerate(Scope)}
_MIGRATING = len(_LOCKS)
_NAMED = 1 << 16
"""This bit is set in the numbers of locks that have names."""


_BEGIN_READING = b"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"


def _begin_writing(scope: Scope) -> bytes:
    whole = _LOCKS[Scope.WHOLE]
    if scope is Scope.WHOLE:
        return f"SELECT pg_advisory_xact_lock({_KEY}, {whole})".encode()
    shared = f"SELECT pg_advisory_xact_lock_shared({_KEY}, {whole})"
    if scope in {Scope.ITEMS, Scope.OPENING}:
        return shared.encode()
    return f"{shared}, pg_advisory_xact_lock({_KEY}, {_LOCKS[scope]})".encode()


class _Line:
    """One connection to the server, made again when it was lost."""

    def __init__(self, connect: Callable[[], Driver]) -> None:
        self.lock = threading.RLock()
        self._connect = connect
        self._driver = connect()

    def driver(self) -> Driver:
        if not _is_alive(self._driver):
            self._driver.close()
            self._driver = self._connect()
        return self._driver

    def pid(self) -> int:
        """The server's number of the connection."""
        return self._driver.info.backend_pid

    def close(self) -> None:
        with self.lock:
            self._driver.close()


class PostgresStore:
    """See `Store`."""

    is_shared = True
    room: Path | None = None

    def __init__(self, url: URL) -> None:
        self._url = url
        self.place = place_of(url)
        self._news: NewsThread | None = None
        with self._translated():
            self._reader = _Line(self._connect)
            self._writer = _Line(self._connect)

    @classmethod
    def open(cls, url: URL) -> "PostgresStore":
        """Open the store in a database. Raises as `open_store`."""
        store = cls(url)
        try:
            store._bring_up_to_date()
        except BaseException:
            store.close()
            raise
        return store

    def close(self) -> None:
        if self._news is not None:
            self._news.stop()
        self._writer.close()
        self._reader.close()

    @property
    def database(self) -> str:
        [(version,)] = self.query("SHOW server_version", ())
        return f"PostgreSQL {version}"

    @contextmanager
    def reading(self) -> Iterator[PostgresConnection]:
        with self._reader.lock, self._translated():
            driver = self._reader.driver()
            with _transaction(driver, _BEGIN_READING) as pipeline:
                yield PostgresConnection(driver, pipeline)

    @contextmanager
    def reading_beside(self) -> Iterator[PostgresConnection]:
        with self._translated():
            driver = self._connect()
            try:
                with _transaction(driver, _BEGIN_READING) as pipeline:
                    yield PostgresConnection(driver, pipeline)
            finally:
                driver.close()

    @contextmanager
    def writing(self, scope: Scope = Scope.WHOLE) -> Iterator[PostgresConnection]:
        with self._writer.lock, self._translated():
            driver = self._writer.driver()
            locks = scope in {Scope.ITEMS, Scope.OUTBOX}
            with _transaction(driver, b"BEGIN", _begin_writing(scope)) as pipeline:
                yield PostgresConnection(driver, pipeline, locks_items=locks)
                driver.execute("SELECT pg_notify(%s, %s)", (CHANNEL, scope.value))

    @contextmanager
    def alone(self) -> Iterator[PostgresConnection | None]:
        """See `Store.alone`; who opens the store meanwhile waits for what is not there yet."""
        with self._writer.lock, self._reader.lock, self._translated():
            driver = self._writer.driver()
            others = driver.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND application_name = %s AND pid <> ALL(%s)",
                (APPLICATION, [driver.info.backend_pid, self._reader.pid()]),
            ).fetchone()
            if others != (0,):
                yield None
                return
            # COPY cannot be sent ahead of answers: no pipeline here.
            driver.execute("BEGIN")
            try:
                driver.execute(_begin_writing(Scope.WHOLE))
                yield PostgresConnection(driver, None)
                driver.execute("SELECT pg_notify(%s, %s)", (CHANNEL, Scope.WHOLE.value))
                driver.execute("COMMIT")
            except BaseException:
                _roll_back(driver)
                raise

    def copy(self, path: Path) -> None:
        from procstation.store.engine_sqlite import SqliteStore  # noqa: PLC0415
        from procstation.store.moving import copy_all  # noqa: PLC0415

        target = SqliteStore.open(path)
        try:
            copy_all(self, target)
        finally:
            target.close()

    def query(self, sql: str, parameters: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        with self._reader.lock, self._translated():
            statement = adapted(sql)
            try:
                return self._reader.driver().execute(statement, parameters).fetchall()
            except psycopg.OperationalError:
                if not self._reader.driver().closed and _is_alive(self._reader.driver()):
                    raise
                return self._reader.driver().execute(statement, parameters).fetchall()

    @contextmanager
    def held(self, name: str) -> Iterator[bool]:
        """See `Store.held`; the server lets go of it when the connection ends, however it ends."""
        with self._translated():
            driver = self._connect_beside()
        try:
            with self._translated():
                key = zlib.crc32(name.encode()) >> 1 | _NAMED
                row = driver.execute("SELECT pg_try_advisory_lock(%s, %s)", (_KEY, key)).fetchone()
            yield row == (True,)
        finally:
            # A connection that is closed is only on its way to be: whoever asks at once would be
            # told that somebody still holds it.
            with suppress(psycopg.Error):
                driver.execute("SELECT pg_advisory_unlock_all()")
            driver.close()

    def news(self, take: News) -> None:
        assert self._news is None, "one is told, and tells the others"
        self._news = NewsThread(self._connect_beside, take, self._writer.pid)
        self._news.start()

    def _connect_beside(self) -> Driver:
        """For what reads and writes no rows: `alone` does not count it."""
        return self._connect(f"{APPLICATION}, beside")

    def _connect(self, application: str = APPLICATION) -> Driver:
        url = self._url
        given: dict[str, Any] = dict(url.translate_connect_args(username="user", database="dbname"))
        given |= {
            name: value if isinstance(value, str) else ",".join(value)
            for name, value in url.query.items()
        }
        if not given.get("password") and "PGPASSWORD" not in os.environ:
            kept = secret(SECRET)
            given["password"] = kept.reveal() if kept is not None else None
        driver = psycopg.connect(
            **{
                "connect_timeout": CONNECT_TIMEOUT_S,
                "tcp_user_timeout": ANSWER_TIMEOUT_MS,
                "application_name": application,
                **given,
            },
            autocommit=True,
        )
        driver.execute(f"SET lock_timeout = {LOCK_TIMEOUT_MS}".encode())
        take_any_text(driver)
        return driver

    def _bring_up_to_date(self) -> None:
        engine = sa.create_engine(
            "postgresql+psycopg://", creator=self._connect_for_migrations, poolclass=NullPool
        )
        with self._translated(), engine.connect() as connection:
            if _encoding(connection) != "UTF8":
                raise StoreError(
                    tr("The database of {place} is not in Unicode.", place=self.place),
                    tr("Make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."),
                )
            if revision_of(connection, self.place) == HEAD:
                return
            connection.rollback()
            with connection.begin():
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_KEY}, {_MIGRATING})")
                # Another station may have done it while this one waited for the lock.
                if revision_of(connection, self.place) != HEAD:
                    upgrade(connection)

    def _connect_for_migrations(self) -> Driver:
        driver = self._connect_beside()
        # SQLAlchemy begins and ends transactions as the driver does.
        driver.autocommit = False
        return driver

    @contextmanager
    def _translated(self) -> Iterator[None]:
        """Turn what SQLAlchemy or psycopg raise into words."""
        try:
            yield
        except psycopg.Error as error:
            raise in_words(self.place, error) from error
        except DBAPIError as error:
            if not isinstance(error.orig, psycopg.Error):
                raise
            raise in_words(self.place, error.orig) from error


def _is_alive(driver: Driver) -> bool:
    """Whether a connection is still there, as far as can be told without asking the server."""
    if driver.closed:
        return False
    try:
        # What a server that ends has to say comes before the end of the line.
        for _ in range(2):
            if not select([driver.fileno()], [], [], 0)[0]:
                return True
            driver.pgconn.consume_input()
    except psycopg.OperationalError:
        return False
    return not driver.broken and driver.pgconn.status == ConnStatus.OK


@contextmanager
def _transaction(driver: Driver, *begin: bytes) -> Iterator[psycopg.Pipeline]:
    try:
        with driver.pipeline() as pipeline:
            for statement in begin:
                driver.execute(statement)
            yield pipeline
            driver.execute("COMMIT")
    except BaseException:
        _roll_back(driver)
        raise


def _roll_back(driver: Driver) -> None:
    if not driver.closed:
        with suppress(psycopg.OperationalError):
            # Of a line that is lost the server rolls back by itself.
            driver.rollback()


def _encoding(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SHOW server_encoding").scalar())
