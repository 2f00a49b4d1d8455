"""Each database of a station is set so that what was committed outlives a power cut."""

from contextlib import closing
from pathlib import Path

from procstation.journal import Journal
from procstation.printing import PRINT_FILE, PrintFile
from procstation.store.engine import open_store

FULL, WAL, ON = 2, "wal", 1


def test_every_file_syncs_each_commit(tmp_path: Path) -> None:
    wanted = {"journal_mode": WAL, "synchronous": FULL, "fullfsync": ON}
    labels = PrintFile(tmp_path / PRINT_FILE)
    with (
        closing(Journal(tmp_path / "journal.sqlite")) as journal,
        closing(open_store(f"sqlite:///{tmp_path / 'store.sqlite'}")) as store,
        closing(labels),
    ):
        for name, value in wanted.items():
            question = f"PRAGMA {name}"
            assert journal._db.execute(question).fetchone() == (value,)
            assert labels.rows(question) == [(value,)]
            assert store.query(question, ()) == [(value,)]
