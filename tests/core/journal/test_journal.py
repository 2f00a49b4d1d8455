"""The journal: durable, ordered, chained, and never half written."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.errors import JournalError
from procstation.journal import Broken, Checkpoint, Journal, Recorded

AT = "2026-11-21T10:00:00.000Z"


class Note(msgspec.Struct, frozen=True, tag="note"):
    text: str


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with closing(Journal(tmp_path / "journal.sqlite")) as journal:
        yield journal


NOTES: msgspec.json.Decoder[Note] = msgspec.json.Decoder(Note)


def append(journal: Journal, *texts: str, stream: str = "bench") -> list[int]:
    return journal.append(stream, [(AT, "scanner", Note(text)) for text in texts])


def test_entries_come_back_in_order_with_when_and_where(journal: Journal) -> None:
    assert append(journal, "one", "two") == [1, 2]
    assert list(journal.entries("bench", NOTES)) == [
        Recorded(1, AT, "scanner", Note("one")),
        Recorded(2, AT, "scanner", Note("two")),
    ]


def test_streams_are_apart_and_numbered_together(journal: Journal) -> None:
    append(journal, "a")
    append(journal, "b", stream="sweep")
    append(journal, "c")
    assert [one.seq for one in journal.entries("bench", NOTES)] == [1, 3]
    assert [one.entry.text for one in journal.entries("bench", NOTES, after=1)] == ["c"]


def test_reopened_it_goes_on_where_it_was(journal: Journal, tmp_path: Path) -> None:
    append(journal, "one")
    journal.close()
    with closing(Journal(tmp_path / "journal.sqlite")) as again:
        assert again.last_seq == 1
        assert append(again, "two") == [2]
        assert again.verify() is None


def test_another_process_sees_an_entry_as_soon_as_append_returned(
    journal: Journal, tmp_path: Path
) -> None:
    append(journal, "one")
    other = sqlite3.connect(tmp_path / "journal.sqlite")
    assert other.execute("SELECT count(*) FROM entry").fetchone() == (1,)
    other.close()


def test_an_entry_cannot_be_changed_or_removed(journal: Journal, tmp_path: Path) -> None:
    append(journal, "one")
    other = sqlite3.connect(tmp_path / "journal.sqlite")
    for statement in ("UPDATE entry SET source = 'x'", "DELETE FROM entry"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            other.execute(statement)
    other.close()


@pytest.mark.parametrize(
    ("harm", "broken"),
    [
        ("UPDATE entry SET body = '{}' WHERE seq = 2", 2),
        ("UPDATE entry SET at = 'later' WHERE seq = 1", 1),
        ("DELETE FROM entry WHERE seq = 2", 2),
    ],
)
def test_verify_names_the_first_entry_that_was_harmed(
    journal: Journal, tmp_path: Path, harm: str, broken: int
) -> None:
    append(journal, "one", "two", "three")
    journal.close()
    other = sqlite3.connect(tmp_path / "journal.sqlite")
    other.execute("DROP TRIGGER entry_is_never_changed")
    other.execute("DROP TRIGGER entry_is_never_removed")
    other.execute(harm)
    other.commit()
    other.close()
    with closing(Journal(tmp_path / "journal.sqlite")) as again:
        found = again.verify()
    assert isinstance(found, Broken)
    assert found.seq == broken


def test_a_full_disk_records_nothing_and_the_next_try_succeeds(journal: Journal) -> None:
    append(journal, "one")
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalError, match="full") as failure:
        append(journal, "x" * 50_000)
    assert "Make room" in failure.value.do_next
    journal._db.execute("PRAGMA max_page_count = 1000000")
    assert append(journal, "two") == [2]
    assert journal.verify() is None
    assert [one.entry.text for one in journal.entries("bench", NOTES)] == ["one", "two"]


def test_a_batch_is_recorded_whole_or_not_at_all(journal: Journal) -> None:
    pages = journal._db.execute("PRAGMA page_count").fetchone()[0]
    journal._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(JournalError):
        append(journal, "small", "x" * 50_000)
    assert list(journal.entries("bench", NOTES)) == []


def test_a_newer_journal_is_refused_and_left_alone(journal: Journal, tmp_path: Path) -> None:
    journal._db.execute("PRAGMA user_version = 99")
    journal.close()
    before = (tmp_path / "journal.sqlite").read_bytes()
    with pytest.raises(JournalError, match="newer procstation"):
        Journal(tmp_path / "journal.sqlite")
    assert (tmp_path / "journal.sqlite").read_bytes() == before


def test_a_file_that_is_no_journal_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "journal.sqlite").write_text("no database at all, but long enough to be read" * 20)
    with pytest.raises(JournalError, match="cannot be opened"):
        Journal(tmp_path / "journal.sqlite")


def test_an_entry_from_another_version_is_named(journal: Journal) -> None:
    append(journal, "one")

    class Number(msgspec.Struct, frozen=True, tag="number"):
        value: int

    with pytest.raises(JournalError, match="Entry 1"):
        list(journal.entries("bench", msgspec.json.Decoder(Number)))


def test_checkpoints_come_newest_first_and_old_ones_go(journal: Journal) -> None:
    for seq in range(1, 7):
        journal.save_checkpoint("bench", Checkpoint(seq, str(seq).encode()))
    journal.save_checkpoint("sweep", Checkpoint(1, b"other"))
    assert [one.seq for one in journal.checkpoints("bench")] == [6, 5, 4]
    assert journal.checkpoints("sweep") == [Checkpoint(1, b"other")]


@settings(max_examples=25, deadline=None)
@given(batches=st.lists(st.lists(st.text(max_size=20), max_size=4), max_size=6))
def test_whatever_was_appended_comes_back(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[str]]
) -> None:
    journal = Journal(tmp_path_factory.mktemp("journal") / "journal.sqlite")
    for batch in batches:
        append(journal, *batch)
    texts = [one.entry.text for one in journal.entries("bench", NOTES)]
    assert texts == [text for batch in batches for text in batch]
    assert journal.verify() is None
    journal.close()


def test_all_streams_are_shown_as_they_lie_there(journal: Journal) -> None:
    append(journal, "a")
    append(journal, "b", stream="sweep")
    assert [(one.seq, one.stream, one.body) for one in journal.stored()] == [
        (1, "bench", b'{"type":"note","text":"a"}'),
        (2, "sweep", b'{"type":"note","text":"b"}'),
    ]
    assert [one.seq for one in journal.stored(after=1)] == [2]


def test_a_file_damaged_in_the_middle_is_told_in_words(journal: Journal, tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    append(journal, *("x" * 200 for _ in range(100)))
    journal.close()
    harmed = bytearray(path.read_bytes())
    # The pages of the entries follow the schema and the first roots; page 8 is one of them.
    harmed[7 * 4096 : 8 * 4096] = b"\xff" * 4096
    path.write_bytes(harmed)
    with closing(Journal(path)) as again:
        broken = again.verify()
        with pytest.raises(JournalError, match="malformed") as failure:
            list(again.entries("bench", NOTES))
    assert broken is not None
    assert 1 < broken.seq < 100
    assert "malformed" in broken.reason
    assert "journal export" in failure.value.do_next
