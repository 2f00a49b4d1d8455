"""A journal whose disk fails while one file is closed and the next begun."""

import sqlite3
from pathlib import Path

import pytest

from procstation.errors import JournalError
from procstation.journal import Journal
from procstation.journal import journal as journal_module
from procstation.linking import INPUTS, Scanned

AT = "2026-11-22T10:00:00.000Z"


def scanned(journal: Journal, code: str) -> None:
    journal.append("bench", [(AT, "scanner", Scanned(code, "item"))])


@pytest.mark.parametrize("fails", ["next file", "rename", "opening"])
def test_it_says_so_and_goes_on_when_the_disk_is_good_again(
    fails: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    scanned(journal, "1")

    def fail(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    with monkeypatch.context() as disk:
        disk.setattr(journal_module, "connect", fail)
        if fails == "next file":
            disk.setattr(journal_module, "prepare", fail)
        elif fails == "rename":
            disk.setattr(journal_module, "sync_folder", fail)
        with pytest.raises(JournalError):
            journal.turn_over()
        with pytest.raises(JournalError):
            scanned(journal, "not yet")
    scanned(journal, "2")
    assert [
        one.entry.code for one in journal.entries("bench", INPUTS) if isinstance(one.entry, Scanned)
    ] == ["1", "2"]
    assert journal.verify() is None
    journal.close()
