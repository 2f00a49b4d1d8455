"""Open a store by its URL: an SQLite file of one machine, or a PostgreSQL database that stations
share."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from procstation.errors import StoreError
from procstation.language import mark, tr, tr_marked
from procstation.store.connection import Scope, StoreConnection
from procstation.store.migrations import HEAD

NEXT_URL = mark(
    "Give it as sqlite:///FOLDER/store.sqlite, or as"
    " postgresql://USER@HOST/DATABASE; the password of the latter comes from the"
    " keyring or the environment."
)

News = Callable[[str], None]
"""Is called with what another station changed: a value of `Scope`."""


class Store(Protocol):
    """An open store. May be used from any thread."""

    @property
    def place(self) -> str:
        """Where it is, for people: a path, or a URL without its password."""
        ...

    @property
    def database(self) -> str:
        """Which database it is, with its version: "SQLite 3.40.1"."""
        ...

    @property
    def is_shared(self) -> bool:
        """Whether stations on several machines may have it open."""
        ...

    @property
    def room(self) -> Path | None:
        """A folder with room for a copy; None for that of temporary files."""
        ...

    def close(self) -> None: ...

    def reading(self) -> AbstractContextManager[StoreConnection]:
        """A connection that sees what was committed when it was entered."""
        ...

    def reading_beside(self) -> AbstractContextManager[StoreConnection]:
        """The same on a connection of its own, for what takes long: others read on meanwhile."""
        ...

    def writing(self, scope: Scope = Scope.WHOLE) -> AbstractContextManager[StoreConnection]:
        """A transaction, on disk when it is left; rolled back when an exception leaves it."""
        ...

    def alone(self) -> AbstractContextManager[StoreConnection | None]:
        """A transaction with the store to itself; None when others have it open."""
        ...

    def copy(self, path: Path) -> None:
        """Write the store as it is now to a new file, an SQLite store."""
        ...

    def query(self, sql: str, parameters: tuple[str | int, ...]) -> list[tuple[Any, ...]]:
        """Run one prepared statement: the short path of a scan."""
        ...

    def held(self, name: str) -> AbstractContextManager[bool]:
        """Hold a lock of that name against all others; False where another one has it."""
        ...

    def news(self, take: News) -> None:
        """Have `take` called, on a thread of its own, when another station changes something.

        Only stations of a PostgreSQL store hear of each other. Ends with `close`.
        """
        ...


def open_store(url: str) -> Store:
    """Open the store at a SQLAlchemy URL; a missing file is made, an older store migrated.

    Raises:
        StoreError: It is no store, was written by a newer version, or cannot be read or
            written. Nothing was changed.
    """
    parsed = parsed_url(url)
    # Each imports what the other has no use for; psycopg alone takes 160 ms.
    if parsed.get_backend_name() == "sqlite":
        from procstation.store.engine_sqlite import SqliteStore  # noqa: PLC0415

        return SqliteStore.open(_file_of(parsed))
    from procstation.store.engine_postgres import PostgresStore  # noqa: PLC0415

    return PostgresStore.open(parsed)


def parsed_url(url: str) -> URL:
    """Return the URL of a store in its parts.

    Raises:
        StoreError: It is no URL, or that of no store.
    """
    # As other programs write it.
    if url.startswith("postgres://"):
        url = "postgresql" + url.removeprefix("postgres")
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # A port that is no number is a ValueError.
        raise StoreError(
            tr("{masked!r} is no store URL.", masked=_masked(url)), tr_marked(NEXT_URL)
        ) from error
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise StoreError(
            tr(
                "A store on {kind!r} is not supported.",
                kind=parsed.get_backend_name(),
            ),
            tr_marked(NEXT_URL),
        )
    return parsed


def file_of(url: str) -> Path | None:
    """Return the file a store URL names; None for that of a server.

    Raises:
        StoreError: It is no URL of a store, or names no file.
    """
    parsed = parsed_url(url)
    return None if parsed.get_backend_name() != "sqlite" else _file_of(parsed)


def _file_of(url: URL) -> Path:
    if not url.database or url.database == ":memory:":
        raise StoreError(
            tr("A store in memory would not outlive the command."), tr_marked(NEXT_URL)
        )
    return Path(url.database)


def place_of(url: URL) -> str:
    """Return a store's URL as it may be shown: without the password."""
    return url.render_as_string(hide_password=True)


def sql_of(statement: sa.sql.expression.ClauseElement) -> str:
    """Return a statement as SQL with `:name` parameters, in what the databases share."""
    return str(statement.compile(dialect=sqlite_dialect.dialect(paramstyle="named")))


def revision_of(connection: Connection, place: str) -> str | None:
    """Return the revision of a store, None for one that is new.

    Raises:
        StoreError: It is another program's database, or of a revision this version lacks.
    """
    tables = sa.inspect(connection).get_table_names()
    if not tables:
        return None
    if "alembic_version" not in tables or "loads" not in tables:
        raise StoreError(
            tr(
                "{place} is a database of another program; it has the table {table!r}.",
                place=place,
                table=tables[0],
            ),
            tr("Name the store's own file or database, or one that does not exist yet."),
        )
    revision = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    if not isinstance(revision, str) or revision > HEAD:
        raise StoreError(
            tr(
                "The store {place} was written by a newer version (revision"
                " {revision}, this version knows {head}).",
                place=place,
                revision=revision,
                head=HEAD,
            ),
            tr("Install that version; nothing was changed."),
        )
    return revision


def upgrade(connection: Connection) -> None:
    """Bring a store to the newest revision, within the caller's transaction."""
    from alembic import command  # noqa: PLC0415  (150 ms, and a store is rarely migrated)
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "procstation.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _masked(url: str) -> str:
    """Hide what may be a password in what is no URL."""
    scheme, mark, rest = url.partition("://")
    if not mark or "@" not in rest:
        return url
    return f"{scheme}://***@{rest.rpartition('@')[2]}"
