import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from procstation.errors import StoreError
from procstation.store.connection import StoreConnection
from procstation.store.engine import Store, open_store
from procstation.store.engine_sqlite import SqliteStore
from procstation.store.history_tables import item_changes
from procstation.store.job_tables import job_runs
from procstation.store.migrations import HEAD
from procstation.store.open_item_tables import open_items
from procstation.store.outbox_tables import outbox
from procstation.store.sweep_tables import sweeps
from procstation.store.tables import metadata


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.sqlite"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    store = SqliteStore.open(path)
    yield store
    store.close()


def pragma(store: SqliteStore, name: str) -> object:
    with store.writing() as connection:
        return connection.cursor().execute(f"PRAGMA {name}").fetchone()[0]


def test_a_new_store_is_durable(store: SqliteStore) -> None:
    assert pragma(store, "journal_mode") == "wal"
    assert pragma(store, "synchronous") == 2
    assert pragma(store, "foreign_keys") == 1
    assert pragma(store, "busy_timeout") == 30_000


def test_the_migrations_make_the_tables(store: SqliteStore) -> None:
    engine = sa.create_engine(f"sqlite:///{store.path}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    parts = (item_changes, job_runs, open_items, outbox, sweeps)
    assert all(one.metadata is metadata for one in parts)
    # The full-text table is SQLite's own kind and not in the metadata.
    assert [one for one in differences if "title_words" not in str(one)] == []


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", "procstation.store:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_a_store_of_a_newer_version_is_refused_and_left_alone(path: Path) -> None:
    open_store(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"newer version \(revision 9999") as refused:
        open_store(f"sqlite:///{path}")

    assert "nothing was changed" in refused.value.do_next
    assert path.read_bytes() == before


def test_the_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE stamps (id)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="another program; it has the table 'stamps'"):
        open_store(f"sqlite:///{path}")

    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("store.sqlite", "is no store URL"),
        ("mysql://host/db", "'mysql' is not supported"),
        ("sqlite://", "in memory"),
        ("sqlite:////nonexistent-folder/store.sqlite", "does not exist"),
    ],
)
def test_urls_that_name_no_store_are_refused(url: str, what: str) -> None:
    with pytest.raises(StoreError, match=what):
        open_store(url)


def test_files_that_are_no_database_are_refused(path: Path) -> None:
    path.write_bytes(b"00127nam and so on")
    with pytest.raises(StoreError, match="no SQLite database"):
        open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="cannot be read"):
        open_store(f"sqlite:///{path.parent}")
    path.write_bytes(b"SQLite format 3\0" + b"damaged" * 100)
    with pytest.raises(StoreError):
        open_store(f"sqlite:///{path}")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write it")
def test_a_store_that_may_not_be_written_says_so(path: Path) -> None:
    open_store(f"sqlite:///{path}").close()
    path.chmod(0o444)
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(StoreError, match="may not be written"), store.writing() as connection:
        add_load(connection)
    store.close()


LAST_TO_CLOSE = (
    "import sys; from procstation.store.engine import open_store; open_store(sys.argv[1]).close()"
)


def test_opened_twice_here_it_is_still_locked_against_others(path: Path) -> None:
    """Another process that took itself for the last user would delete the log that is in use."""
    url = f"sqlite:///{path}"
    first, second = open_store(url), open_store(url)
    with first.writing() as connection:
        add_load(connection)
    log = path.with_name(path.name + "-wal")
    before = log.stat().st_ino

    subprocess.run([sys.executable, "-c", LAST_TO_CLOSE, url], check=True)

    assert log.stat().st_ino == before
    assert count(second) == 1
    first.close()
    second.close()


def test_an_empty_file_becomes_a_store(path: Path) -> None:
    path.touch()
    open_store(f"sqlite:///{path}").close()
    open_store(f"sqlite:///{path}").close()


def add_load(connection: StoreConnection, files: str = "[]") -> None:
    connection.cursor().execute(
        "INSERT INTO loads(loaded_at, files, profile) VALUES ('now', ?, 'koha')", (files,)
    )


def count(store: Store) -> int:
    return int(store.query("SELECT count(*) FROM loads", ())[0][0])


def test_what_is_left_by_an_exception_is_rolled_back(store: SqliteStore) -> None:
    def fail() -> None:
        with store.writing() as connection:
            add_load(connection)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with store.writing() as connection:
        add_load(connection)

    assert count(store) == 1


def test_a_full_disk_is_said_and_nothing_half_written_stays(store: SqliteStore) -> None:
    with store.writing() as connection:
        [pages] = connection.cursor().execute("PRAGMA page_count").fetchone()
        connection.cursor().execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with store.writing() as connection:
            add_load(connection)
            add_load(connection, "x" * 1_000_000)

    with pytest.raises(StoreError, match="disk is full") as full:
        fill()
    assert "Make room" in full.value.do_next
    assert count(store) == 0


def test_reading_connections_cannot_write(store: SqliteStore) -> None:
    with pytest.raises(StoreError, match="may not be written"), store.reading() as connection:
        add_load(connection)


def test_a_lock_of_another_program_is_said(store: SqliteStore, path: Path) -> None:
    with store.writing() as connection:
        connection.cursor().execute("PRAGMA busy_timeout = 10")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="keeps it locked"), store.writing():
        pass
    other.close()


def test_a_mistake_of_ours_is_no_trouble_of_the_store(store: SqliteStore) -> None:
    with pytest.raises(sqlite3.ProgrammingError):
        store.query("SELECT :missing", ())
