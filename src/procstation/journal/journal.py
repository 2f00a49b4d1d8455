"""An append-only row of files, each entry on disk before `append` returns.

SQLite in WAL mode with `synchronous = FULL`: one sync a commit, whatever the number of entries in
it. Every entry carries a digest over itself and the digest before it, so that a changed, lost or
reordered entry shows. The files are the station's own and no part of the shared store: a slow or
absent store must never cost a scan.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec

from procstation.errors import JournalError
from procstation.journal.entry import Checkpoint, digest_of
from procstation.journal.reader import JournalReader
from procstation.journal.segment import (
    INSERT_ENTRY,
    Opening,
    beside,
    checkpoints_of,
    closed_files,
    closed_name,
    connect,
    last_in,
    last_of,
    next_name,
    prepare,
    streams_of,
)
from procstation.language import tr

KEPT_CHECKPOINTS = 3


@dataclass(frozen=True, slots=True)
class Limits:
    """When a file of the journal is closed and the next begun.

    Attributes:
        size: Bytes.
        age: From its first entry on; None for however old.
    """

    size: int
    age: timedelta | None = None


class Journal(JournalReader):
    """One station's journal. May be used from several threads; writes are one after another.

    Args:
        limits: When `turn_over_if_due` begins a new file; None never.
    """

    def __init__(self, path: Path, limits: Limits | None = None) -> None:
        """Open the journal, making it when it is not there.

        Raises:
            JournalError: It cannot be opened, is no journal, or is from a newer version.
        """
        super().__init__(path)
        self.who: Callable[[], str] = lambda: ""
        """Who is signed in, for entries of which nobody said it; "" when nobody is."""
        self._limits = limits
        self._lock = threading.Lock()
        try:
            _settle(path)
            self._open()
        except (sqlite3.Error, OSError) as error:
            raise _unusable(path, error) from error

    def _open(self) -> None:
        db, opening = connect(self.path)
        try:
            last = last_of(db)
        except sqlite3.Error:
            db.close()
            raise
        self._db, self._opening = db, opening
        self._seq, self._digest = last or (opening.after, opening.digest)
        self._is_open = True

    def _reopen(self) -> None:
        """Open the file again, when it could not be after a new one was to begin.

        Raises:
            JournalError: The disk is still full or gone.
        """
        if self._is_open:
            return
        try:
            _settle(self.path)
            self._open()
        except (sqlite3.Error, OSError) as error:
            raise _unusable(self.path, error) from error

    @property
    def last_seq(self) -> int:
        """The number of the newest entry; 0 in a new journal."""
        return self._seq

    def append(
        self, stream: str, entries: Iterable[tuple[str, str, msgspec.Struct]], by: str | None = None
    ) -> list[int]:
        """Make entries durable, all or none, and return their numbers.

        Args:
            stream: Which job they belong to, e.g. `bench`.
            entries: Of each: when (ISO 8601, UTC), the source, and what happened.
            by: Who was signed in, "" when nobody was; None for who is now.

        Raises:
            JournalError: The disk is full or gone. Nothing was recorded; try again.
        """
        person = self.who() if by is None else by
        with self._lock:
            self._reopen()
            rows = []
            seq, digest = self._seq, self._digest
            for at, source, entry in entries:
                seq += 1
                body = msgspec.json.encode(entry)
                digest = digest_of(digest, seq, at, source, stream, body, person)
                rows.append((seq, at, source, stream, body, digest, person))
            self._write(INSERT_ENTRY, rows)
            self._seq, self._digest = seq, digest
            return [row[0] for row in rows]

    def save_checkpoint(self, stream: str, checkpoint: Checkpoint) -> None:
        """Keep the state after an entry, so that the next start need not replay what led to it.

        Raises:
            JournalError: As `append`.
        """
        with self._lock:
            self._reopen()
            self._write(
                "INSERT OR REPLACE INTO checkpoint VALUES (?, ?, ?)",
                [(stream, checkpoint.seq, checkpoint.state)],
            )
            self._write(
                "DELETE FROM checkpoint WHERE stream = ? AND seq NOT IN (SELECT seq FROM checkpoint"
                " WHERE stream = ? ORDER BY seq DESC LIMIT ?)",
                [(stream, stream, KEPT_CHECKPOINTS)],
            )

    def checkpoints(self, stream: str) -> list[Checkpoint]:
        """Return the checkpoints of a stream, newest first."""
        with self._lock:
            return checkpoints_of(self._db, stream)

    def turn_over_if_due(self, at: str, seq: int) -> bool:
        """Begin a new file when this one is as large or as old as it may be.

        Args:
            at: The time, ISO 8601.
            seq: The last entry the caller knows of, with its checkpoint kept. With a newer one
                nothing is done: the new file is to begin with the state its first entry meets.

        Raises:
            JournalError: As `turn_over`.
        """
        with self._lock:
            self._reopen()
            try:
                is_due = seq == self._seq and self._is_due(at)
            except sqlite3.Error as error:
                raise _unusable(self.path, error) from error
            return is_due and self._turn_over("", 0)

    def turn_over(self, gap: str = "", skip: int = 0) -> bool:
        """Close the file and go on in a new one; False when there is nothing in it yet.

        Args:
            gap: Why numbers are left out, for those who look through the journal later.
            skip: How many are.

        Raises:
            JournalError: Somebody reads it just now, or the disk is full. It goes on in this file.
        """
        with self._lock:
            self._reopen()
            return self._turn_over(gap, skip)

    def close(self) -> None:
        """Close the file. Harmless when done twice."""
        with self._lock:
            self._db.close()

    def _is_due(self, at: str) -> bool:
        if self._limits is None:
            return False
        [[pages]] = self._db.execute("PRAGMA page_count").fetchall()
        [[page_size]] = self._db.execute("PRAGMA page_size").fetchall()
        if pages * page_size >= self._limits.size:
            return True
        first = self._db.execute("SELECT at FROM entry ORDER BY seq LIMIT 1").fetchone()
        if self._limits.age is None or first is None:
            return False
        return datetime.fromisoformat(at) - datetime.fromisoformat(first[0]) >= self._limits.age

    def _turn_over(self, gap: str, skip: int) -> bool:
        if self._seq == self._opening.after:
            return False
        follows = Opening(self._opening.number + 1, self._seq + skip, self._digest, gap)
        try:
            self._db.execute("PRAGMA busy_timeout = 0")
            carried = [
                (stream, checkpoints_of(self._db, stream)[0]) for stream in streams_of(self._db)
            ]
            prepare(next_name(self.path), follows, carried)
            # The closed file is one file then; SQLite refuses while another connection reads it.
            self._db.execute("PRAGMA journal_mode = DELETE")
            self._db.close()
            self.path.rename(closed_name(self.path, self._opening.number))
            next_name(self.path).rename(self.path)
            sync_folder(self.path.parent)
        except (sqlite3.Error, OSError) as error:
            self._stay()
            raise JournalError(
                tr(
                    "The journal {path} could not be closed to begin a new file: {error}.",
                    path=self.path,
                    error=error,
                ),
                tr("It goes on in this file. Make room on the disk, and end what reads it."),
            ) from error
        try:
            self._open()
        except sqlite3.Error as error:
            self._is_open = False
            raise _unusable(self.path, error) from error
        return True

    def _stay(self) -> None:
        """Go on in the file there is; if that cannot be opened now, the next write does."""
        self._is_open = False
        closed = closed_name(self.path, self._opening.number)
        with suppress(sqlite3.Error, OSError):
            if not self.path.exists() and closed.exists():
                closed.rename(self.path)
            self._db.close()
            _settle(self.path)
            self._open()

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(statement, rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                # If even that fails, the next write begins with it.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
            raise JournalError(
                tr(
                    "{count} entries could not be written to {path}: {error}.",
                    count=len(rows),
                    path=self.path,
                    error=error,
                ),
                tr(
                    "Make room on the disk; what was scanned is held and written"
                    " as soon as it can be."
                ),
            ) from error


def sync_folder(folder: Path) -> None:
    """Have the names in a folder outlive a power cut, where the system can be asked to."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _settle(path: Path) -> None:
    """Finish, or take back, the beginning of a new file that was cut off."""
    prepared, closed = next_name(path), closed_files(path)
    if path.exists():
        # Nothing was appended to it: that is done only under its final name.
        for leftover in (prepared, *beside(prepared)):
            leftover.unlink(missing_ok=True)
    elif prepared.exists():
        prepared.rename(path)
    elif closed:
        number, newest = max(closed.items())
        last, digest = last_in(newest)
        lost = f"{path.name} was gone when the journal was opened; its entries are missing"
        prepare(prepared, Opening(number + 1, last + LOST, digest, lost), [])
        prepared.rename(path)


LOST = 1_000_000
"""Numbers left out where nobody knows how many were used: items are named by them, and none may be
named as another was."""


def _unusable(path: Path, error: sqlite3.Error | OSError) -> JournalError:
    return JournalError(
        tr("The journal {path} cannot be opened: {error}.", path=path, error=error),
        tr(
            "Check that the folder may be written and the file is a procstation"
            " journal; a damaged one is set aside by `procstation journal mend`,"
            " which goes on in a new one."
        ),
    )
