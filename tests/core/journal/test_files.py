"""A journal of several files: closed, cut off while being closed, archived, damaged, mended."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from procstation.errors import InputRefused, JournalError
from procstation.journal import (
    Checkpoint,
    Journal,
    JournalReader,
    Limits,
    archive_closed,
    mend,
)

AT = "2026-11-21T10:00:00.000Z"


class Note(msgspec.Struct, frozen=True, tag="note"):
    text: str


NOTES: msgspec.json.Decoder[Note] = msgspec.json.Decoder(Note)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with closing(Journal(path)) as journal:
        yield journal


def append(journal: Journal, *texts: str, at: str = AT) -> list[int]:
    return journal.append("bench", [(at, "scanner", Note(text)) for text in texts])


def texts(path: Path, after: int = 0, archive: Path | None = None) -> list[str]:
    found = JournalReader(path, archive).entries("bench", NOTES, after)
    return [one.entry.text for one in found]


def test_a_new_file_goes_on_where_the_old_one_ended(journal: Journal, path: Path) -> None:
    append(journal, "one", "two")
    journal.save_checkpoint("bench", Checkpoint(2, b"state"))
    assert journal.turn_over()
    assert append(journal, "three") == [3]
    assert [file.name for file in journal.files()] == ["journal-0001.sqlite", "journal.sqlite"]
    assert texts(path) == ["one", "two", "three"]
    assert texts(path, after=2) == ["three"]
    assert [one.seq for one in journal.stored(after=1)] == [2, 3]
    assert journal.checkpoints("bench") == [Checkpoint(2, b"state")]
    assert journal.examine().entries == 3
    assert journal.verify() is None


def test_reopened_it_goes_on_in_the_newest_file(journal: Journal, path: Path) -> None:
    append(journal, "one")
    journal.turn_over()
    journal.close()
    with closing(Journal(path)) as again:
        assert again.last_seq == 1
        assert append(again, "two") == [2]
        assert again.turn_over()
        assert not again.turn_over()
        assert [file.name for file in again.files()][:2] == [
            "journal-0001.sqlite",
            "journal-0002.sqlite",
        ]
        assert again.verify() is None


def test_a_file_is_closed_when_it_is_large_or_old(path: Path) -> None:
    with closing(Journal(path, Limits(40_000, timedelta(days=30)))) as journal:
        append(journal, "one")
        assert not journal.turn_over_if_due("2026-12-21T09:59:59.000Z", 1)
        assert journal.turn_over_if_due("2026-12-21T10:00:00.000Z", 1)
        append(journal, "x" * 40_000)
        # Something newer than the caller knows of: its state would not be that at the end.
        assert not journal.turn_over_if_due(AT, 1)
        assert journal.turn_over_if_due(AT, 2)
        assert journal.verify() is None


def test_while_somebody_reads_it_the_file_stays(journal: Journal, path: Path) -> None:
    append(journal, "one")
    with closing(sqlite3.connect(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM entry").fetchone()
        with pytest.raises(JournalError, match="could not be closed"):
            journal.turn_over()
        assert append(journal, "two") == [2]
    assert journal.turn_over()
    assert texts(path) == ["one", "two"]
    assert journal.verify() is None


@pytest.mark.parametrize("step", [1, 2])
def test_cut_off_while_a_file_is_closed_it_is_taken_back_or_finished(
    journal: Journal, path: Path, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    append(journal, "one")
    renames = 0
    rename = Path.rename

    class Killed(BaseException):
        pass

    def dying(self: Path, target: Path) -> Path:
        nonlocal renames
        renames += 1
        if renames == step:
            raise Killed
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", dying)
    with pytest.raises(Killed):
        journal.turn_over()
    monkeypatch.undo()
    with closing(Journal(path)) as again:
        assert append(again, "two") == [2]
        assert len(again.files()) == step
        assert again.verify() is None
    assert texts(path) == ["one", "two"]
    assert sorted(file.name for file in path.parent.iterdir() if "next" in file.name) == []


def test_who_was_signed_in_is_part_of_the_chain(journal: Journal, path: Path) -> None:
    journal.append("bench", [(AT, "scanner", Note("hers"))], by="anna")
    append(journal, "nobody's")
    [first, second] = journal.entries("bench", NOTES)
    assert (first.by, second.by) == ("anna", "")
    journal.close()
    with closing(sqlite3.connect(path)) as other:
        other.execute("DROP TRIGGER entry_is_never_changed")
        other.execute("UPDATE entry SET by = 'berta' WHERE seq = 1")
        other.commit()
    broken = JournalReader(path).verify()
    assert broken is not None
    assert broken.seq == 1


FORMAT_1 = """
CREATE TABLE entry (seq INTEGER PRIMARY KEY, at TEXT NOT NULL, source TEXT NOT NULL,
  stream TEXT NOT NULL, body BLOB NOT NULL, digest BLOB NOT NULL);
CREATE INDEX entry_stream ON entry (stream, seq);
CREATE TABLE checkpoint (stream TEXT NOT NULL, seq INTEGER NOT NULL, state BLOB NOT NULL,
  PRIMARY KEY (stream, seq));
INSERT INTO entry VALUES (1, '2026-11-21T10:00:00.000Z', 'scanner', 'bench',
  CAST('{"type":"note","text":"one"}' AS BLOB), x'806e532a8d427f0287a0b57ceabd8c2c');
PRAGMA user_version = 1;
"""
"""As version 0.1 wrote it."""


def test_a_journal_of_the_first_format_is_read_and_gone_on_with(path: Path) -> None:
    with closing(sqlite3.connect(path)) as old:
        old.executescript(FORMAT_1)
    assert JournalReader(path).verify() is None
    assert texts(path) == ["one"]
    with closing(Journal(path)) as journal:
        append(journal, "two")
        assert journal.verify() is None
    assert texts(path) == ["one", "two"]


def test_the_files_must_be_those_of_one_journal(journal: Journal, path: Path) -> None:
    for text in ("one", "two", "three"):
        append(journal, text)
        journal.turn_over()
    journal.close()
    second = path.with_name("journal-0002.sqlite")
    kept = second.read_bytes()
    second.unlink()
    broken = JournalReader(path).verify()
    assert broken is not None
    assert "file 2 of the journal is missing" in broken.reason
    second.write_bytes(kept)
    assert JournalReader(path).verify() is None
    with closing(sqlite3.connect(second)) as other:
        other.execute("UPDATE segment SET digest = x'00'")
        other.commit()
    broken = JournalReader(path).verify()
    assert broken is not None
    assert "does not go on" in broken.reason


def test_archived_files_are_left_out_or_looked_for_elsewhere(
    journal: Journal, path: Path, tmp_path: Path
) -> None:
    append(journal, "one", "two")
    journal.save_checkpoint("bench", Checkpoint(2, b"state"))
    journal.turn_over()
    append(journal, "three")
    archive = tmp_path / "archive"
    assert archive_closed(path, archive) == [archive / "journal-0001.sqlite"]
    reader = JournalReader(path)
    assert reader.verify() is None
    assert (reader.examine().first, reader.examine().entries) == (3, 1)
    assert reader.beginning("bench") == Checkpoint(2, b"state")
    assert texts(path, after=2) == ["three"]
    with pytest.raises(JournalError, match="up to 2 are archived"):
        texts(path)
    assert texts(path, archive=archive) == ["one", "two", "three"]
    assert JournalReader(path, archive).beginning("bench") is None


def test_what_the_next_start_needs_is_not_archived(
    journal: Journal, path: Path, tmp_path: Path
) -> None:
    append(journal, "one")
    journal.turn_over()
    with pytest.raises(InputRefused, match="next start needs journal-0001"):
        archive_closed(path, tmp_path / "archive")
    assert texts(path) == ["one"]


def damage(path: Path, page: int) -> None:
    harmed = bytearray(path.read_bytes())
    harmed[page * 4096 : (page + 1) * 4096] = b"\xff" * 4096
    path.write_bytes(harmed)


def test_behind_a_damaged_page_it_goes_on_with_numbers_nothing_had(
    journal: Journal, path: Path
) -> None:
    append(journal, *("x" * 200 for _ in range(100)))
    journal.save_checkpoint("bench", Checkpoint(3, b"state"))
    journal.close()
    # The last pages are those of the newest entries.
    damage(path, path.stat().st_size // 4096 - 4)
    before = path.read_bytes()
    mended = mend(path, AT)
    assert 0 < mended.kept < 100
    assert mended.goes_on > 100
    assert mended.set_aside.read_bytes() == before
    with closing(Journal(path)) as again:
        assert append(again, "new") == [mended.goes_on]
        found = again.examine()
    assert found.broken is None
    assert found.entries == mended.kept + 1
    assert mended.set_aside.name in found.gaps[0]
    assert texts(path)[-1] == "new"
    with pytest.raises(InputRefused, match="not damaged"):
        mend(path, AT)


def test_a_file_that_is_no_database_any_more_is_set_aside(journal: Journal, path: Path) -> None:
    append(journal, "one")
    journal.turn_over()
    append(journal, "two")
    journal.close()
    path.write_bytes(b"\0" * 8192)
    with pytest.raises(JournalError, match="cannot be opened") as refused:
        Journal(path)
    assert "journal mend" in refused.value.do_next
    mended = mend(path, AT)
    assert mended.kept == 1
    with closing(Journal(path)) as again:
        assert append(again, "three") == [mended.goes_on]
        assert again.verify() is None
    assert texts(path) == ["one", "three"]


def test_a_damaged_closed_file_is_left_and_a_copy_asked_for(journal: Journal, path: Path) -> None:
    append(journal, "one", "two")
    journal.turn_over()
    append(journal, "three")
    journal.close()
    with closing(sqlite3.connect(path.with_name("journal-0001.sqlite"))) as other:
        other.execute("DROP TRIGGER entry_is_never_changed")
        other.execute("UPDATE entry SET source = 'x' WHERE seq = 2")
        other.commit()
    with pytest.raises(InputRefused, match="closed file of the journal is damaged, at entry 2"):
        mend(path, AT)


def test_when_the_newest_file_is_gone_no_number_comes_twice(journal: Journal, path: Path) -> None:
    append(journal, "one")
    journal.turn_over()
    append(journal, "lost")
    journal.close()
    path.unlink()
    with closing(Journal(path)) as again:
        [number] = append(again, "new")
        found = again.examine()
    assert number > 1_000_000
    assert found.broken is None
    assert "was gone" in found.gaps[0]
    assert texts(path) == ["one", "new"]


def test_the_settings_that_outlive_a_power_cut(journal: Journal) -> None:
    found = {
        name: journal._db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "fullfsync", "checkpoint_fullfsync")
    }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "fullfsync": 1,
        "checkpoint_fullfsync": 1,
    }
