"""What the doctor says of a damaged store, a journal with a gap, and a clock that went back."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from stores import Stores

from procstation.catalog import Catalogue
from procstation.errors import JournalError, StoreError
from procstation.journal import Journal
from procstation.linking import UndoAsked
from procstation.station.journal_health import look_at_journal
from procstation.station.store_health import look_at_store

AT = "2026-11-22T10:00:00.000Z"
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    Catalogue.open(f"sqlite:///{path}").close()
    with closing(sqlite3.connect(path)) as db:
        db.executemany(
            "INSERT INTO titles (record_key, title) VALUES (?, ?)",
            [(str(number), "x" * 500) for number in range(200)],
        )
        db.commit()
    return path


def test_a_sound_store_is_read_through(store: Path) -> None:
    assert look_at_store(f"sqlite:///{store}").endswith("read through and sound")


def test_a_page_that_was_lost_is_found(store: Path) -> None:
    data = bytearray(store.read_bytes())
    middle = len(data) // 4096 // 2 * 4096
    data[middle : middle + 4096] = b"\0" * 4096
    store.write_bytes(data)
    with pytest.raises(StoreError, match=r"damaged|malformed") as found:
        look_at_store(f"sqlite:///{store}")
    assert found.value.do_next


def test_rows_that_refer_to_nothing_are_counted(store: Path) -> None:
    with closing(sqlite3.connect(store)) as db:
        db.execute("INSERT INTO items (title_id, barcode) VALUES (9999, '1')")
        db.commit()
    with pytest.raises(StoreError, match="1 rows refer to rows that are gone"):
        look_at_store(f"sqlite:///{store}")


def test_a_journal_with_a_gap_says_why(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    with closing(Journal(path)) as journal:
        journal.append("bench", [(AT, "operator", UndoAsked())])
        journal.turn_over("put back from a backup", 10)
        journal.append("bench", [(AT, "operator", UndoAsked())])
    said = look_at_journal(path, NOW)
    assert "2 entries in 2 files" in said
    assert "put back from a backup" in said


@pytest.mark.parametrize(("minutes", "sound"), [(0, True), (-1, True), (-3, False)])
def test_a_clock_behind_the_last_entry_is_told(tmp_path: Path, minutes: int, sound: bool) -> None:
    path = tmp_path / "journal.sqlite"
    with closing(Journal(path)) as journal:
        journal.append("bench", [(AT, "operator", UndoAsked())])
    now = NOW.replace(hour=9, minute=60 + minutes) if minutes else NOW
    if sound:
        look_at_journal(path, now)
    else:
        with pytest.raises(JournalError, match="the clock shows"):
            look_at_journal(path, now)


@pytest.mark.postgres
def test_the_store_of_a_server_is_checked(postgres: Stores, tmp_path: Path) -> None:
    psycopg = pytest.importorskip("psycopg")
    url = postgres.new(tmp_path)
    assert look_at_store(url).endswith("checked and sound")
    with psycopg.connect(url) as db:
        db.execute("INSERT INTO titles (record_key, title) VALUES ('1', 'Lost')")
    with pytest.raises(StoreError, match="1 titles cannot be found by their words"):
        look_at_store(url)
