"""A store on a PostgreSQL server: what only a server can do, or do wrong.

Not marked `postgres`: these run wherever there is a server, so that it is never forgotten.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from queue import Queue

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from stores import Stores

from procstation.catalog import Catalogue
from procstation.errors import InputRefused, StoreError
from procstation.store.connection import Scope
from procstation.store.engine import open_store, parsed_url, place_of
from procstation.store.engine_postgres import PostgresStore
from procstation.store.moving import TABLES
from procstation.store.rows import Words
from procstation.store.tables import metadata
from procstation.store.words_postgres import query_of, vector_of


@pytest.fixture
def url(postgres: Stores, tmp_path: Path) -> str:
    return postgres.new(tmp_path)


@pytest.fixture
def store(url: str) -> Iterator[PostgresStore]:
    with closing(PostgresStore.open(parsed_url(url))) as opened:
        yield opened


def add_load(store: PostgresStore, files: str = "[]", scope: Scope = Scope.WHOLE) -> None:
    with store.writing(scope) as connection:
        connection.cursor().execute(
            "INSERT INTO loads(loaded_at, files, profile) VALUES ('now', ?, 'koha')", (files,)
        )


def files(store: PostgresStore) -> list[str]:
    return [row[0] for row in store.query("SELECT files FROM loads ORDER BY id", ())]


def end_connections(url: str) -> None:
    """As a server does that is restarted."""
    with psycopg.connect(url, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_the_migrations_make_the_tables_in_a_bare_database(
    postgres: Stores, tmp_path: Path
) -> None:
    url = postgres.bare(tmp_path)
    open_store(url).close()
    engine = sa.create_engine(
        parsed_url(url).set(drivername="postgresql+psycopg"), poolclass=sa.NullPool
    )
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        differences = compare_metadata(context, metadata)
    assert [one for one in differences if "title_words" not in str(one)] == []


def test_what_is_left_by_an_exception_is_rolled_back(store: PostgresStore) -> None:
    def fail() -> None:
        with store.writing() as connection:
            connection.cursor().execute("DELETE FROM loads")
            raise ZeroDivisionError

    add_load(store, "kept")
    with pytest.raises(ZeroDivisionError):
        fail()
    assert files(store) == ["kept"]


def test_a_mistake_in_a_statement_shows_where_it_is_and_undoes_all(store: PostgresStore) -> None:
    def mistake() -> None:
        with store.writing() as connection:
            connection.cursor().execute("DELETE FROM loads")
            connection.cursor().execute("DELETE FROM stamps")

    add_load(store, "kept")
    with pytest.raises(psycopg.errors.UndefinedTable):
        mistake()
    add_load(store, "later")
    assert files(store) == ["kept", "later"]


def test_reading_sees_one_moment_and_cannot_write(store: PostgresStore) -> None:
    with store.reading() as connection:
        cursor = connection.cursor()
        assert cursor.execute("SELECT count(*) FROM loads").fetchone() == (0,)
        add_load(store)
        assert cursor.execute("SELECT count(*) FROM loads").fetchone() == (0,)
    with pytest.raises(StoreError, match="may not be written"), store.reading() as connection:
        connection.cursor().execute("DELETE FROM loads")


def test_a_connection_that_the_server_ended_is_made_again(store: PostgresStore, url: str) -> None:
    add_load(store, "before")
    end_connections(url)
    assert files(store) == ["before"]
    end_connections(url)
    add_load(store, "after")
    assert files(store) == ["before", "after"]


def test_a_connection_lost_in_the_middle_is_said_and_nothing_of_it_stays(
    store: PostgresStore, url: str
) -> None:
    def lose() -> None:
        with store.writing() as connection:
            connection.cursor().execute(
                "INSERT INTO loads(loaded_at, files, profile) VALUES ('now', 'torn', 'koha')"
            )
            end_connections(url)

    with pytest.raises(StoreError, match="does not answer"):
        lose()
    assert files(store) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("postgresql://anna:hidden@127.0.0.1:1/store", "does not answer"),
        ("postgresql://anna:hidden@127.0.0.1:port/store", "is no store URL"),
        ("postgres://anna:hidden@127.0.0.1:1/store?connect_timeout=2", "does not answer"),
    ],
)
def test_passwords_are_in_no_message(postgres: Stores, broken: str, said: str) -> None:
    with pytest.raises(StoreError, match=said) as refused:
        open_store(broken)
    assert "hidden" not in refused.value.what + refused.value.do_next


def test_the_place_of_a_store_hides_its_password() -> None:
    url = parsed_url("postgresql://anna:hidden@db.example/store")
    assert place_of(url) == "postgresql://anna:***@db.example/store"


def test_a_database_that_is_not_there_is_said(url: str) -> None:
    missing = parsed_url(url).set(database="nobody_made_it")
    with pytest.raises(StoreError, match="no such user or database"):
        open_store(missing.render_as_string(hide_password=False))


def test_the_database_of_another_program_is_refused(postgres: Stores, tmp_path: Path) -> None:
    url = postgres.bare(tmp_path)
    with psycopg.connect(url, autocommit=True) as other:
        other.execute("CREATE TABLE stamps(id INTEGER)")
    with pytest.raises(StoreError, match="another program; it has the table 'stamps'"):
        open_store(url)


def waits(act: Callable[[], None], allow: threading.Event) -> bool:
    """Whether an act on a thread of its own comes to its end only when it is allowed to."""
    ended = threading.Event()

    def work() -> None:
        act()
        ended.set()

    thread = threading.Thread(target=work)
    thread.start()
    waited = not ended.wait(0.3)
    allow.set()
    thread.join()
    return waited


@pytest.mark.parametrize(
    ("one", "other", "waited"),
    [
        (Scope.ITEMS, Scope.ITEMS, False),
        (Scope.ITEMS, Scope.NUMBERS, False),
        (Scope.NUMBERS, Scope.SWEEPS, False),
        (Scope.NUMBERS, Scope.NUMBERS, True),
        (Scope.OUTBOX, Scope.OUTBOX, True),
        (Scope.WHOLE, Scope.ITEMS, True),
        (Scope.SWEEPS, Scope.WHOLE, True),
    ],
)
def test_transactions_wait_for_each_other_only_where_they_must(
    store: PostgresStore, url: str, one: Scope, other: Scope, waited: bool
) -> None:
    held, allow = threading.Event(), threading.Event()

    def hold() -> None:
        with store.writing(one) as connection:
            # What is sent before an answer is wanted may still be under way.
            connection.cursor().execute("SELECT 1").fetchone()
            held.set()
            allow.wait(10)

    holder = threading.Thread(target=hold)
    with closing(open_store(url)) as second:
        holder.start()
        held.wait(10)
        found = waits(lambda: add_load(second, scope=other), allow)  # type: ignore[arg-type]
        holder.join()
    assert found is waited


def test_stations_hear_of_each_other_and_not_of_themselves(store: PostgresStore, url: str) -> None:
    heard: Queue[str] = Queue()
    store.news(heard.put)
    with closing(open_store(url)) as other:
        add_load(store, "our own")
        # Listening begins on a thread of its own: the first that is heard may be a later one.
        for _ in range(50):
            add_load(other, scope=Scope.SWEEPS)  # type: ignore[arg-type]
            if not heard.empty():
                break
            threading.Event().wait(0.05)
    assert heard.get(timeout=5) == "sweeps"


def test_a_lock_of_a_name_is_held_against_other_stations(store: PostgresStore, url: str) -> None:
    with closing(open_store(url)) as other, store.held("loading") as ours:
        with other.held("loading") as theirs:
            assert (ours, theirs) == (True, False)
        with other.held("something else") as theirs:
            assert theirs
    with store.held("loading") as again:
        assert again


def test_words_are_cut_apart_as_in_the_other_store() -> None:
    words = Words("e-mail für anfanger", "o'neil", "x.y")
    assert vector_of(words) == (
        "'e':1A 'mail':2A 'für':3A 'anfanger':4A 'o':6B 'neil':7B 'x':9C 'y':10C"
    )
    assert query_of(["e mail", "anf"], begun=True) == "'e' <-> 'mail' & 'anf':*"


@pytest.mark.postgres
@pytest.mark.parametrize("back", [False, True])
def test_everything_moves_there_and_back(postgres: Stores, tmp_path: Path, back: bool) -> None:
    from procstation.store.moving import copy_all  # noqa: PLC0415

    table = tmp_path / "items.csv"
    lines = (f"31234{n:09},Title é{n},QA{n} .A1\n" for n in range(2_500))
    table.write_text("barcode,title,call number\n" + "".join(lines))
    kinds = (postgres, Stores()) if back else (Stores(), postgres)
    urls = [kind.new(tmp_path) for kind in kinds]
    with closing(Catalogue.open(urls[0], now=lambda: "2026-03-01T10:00:00")) as catalogue:
        catalogue.load([table])
        title = catalogue.find("é7")[0].title
        catalogue.assign_barcode(title.id, "99", by="anna", at="2026-03-01T10:00:00")
    with closing(open_store(urls[0])) as old, closing(open_store(urls[1])) as new:
        moved = dict(copy_all(old, new))
        for one in TABLES:
            columns = ", ".join(f'"{column.name}"' for column in one.columns)
            sql = f"SELECT {columns} FROM {one.name}"
            assert sorted(old.query(sql, ()), key=str) == sorted(new.query(sql, ()), key=str)
        with pytest.raises(InputRefused, match="is not empty"):
            copy_all(old, new)
    assert (moved["titles"], moved["items"]) == (2_500, 2_501)
    with closing(Catalogue.open(urls[1])) as catalogue:
        assert [hit.title.title for hit in catalogue.find("é7")] == ["Title é7"]
        # New rows follow those that came.
        catalogue.load([table])
        catalogue.assign_barcode(title.id, "100", by="anna", at="2026-03-01T10:00:00")
        assert catalogue.counts() == (2_500, 2_502)


def test_a_code_with_a_nul_is_kept_with_the_sign_for_it(store: PostgresStore) -> None:
    add_load(store, "a\0b")
    assert files(store) == ["a␀b"]
