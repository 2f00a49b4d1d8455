"""An append-only file of entries, each on disk before `append` returns.

SQLite in WAL mode with `synchronous = FULL`: one sync a commit, whatever the number of entries in
it. Every entry carries a digest over itself and the digest before it, so that a changed, lost or
reordered entry shows. The file is the station's own and no part of the shared store: a slow or
absent store must never cost a scan.
"""

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from procstation.errors import JournalError

SCHEMA_VERSION = 1

SCHEMA = """
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    source TEXT NOT NULL,
    stream TEXT NOT NULL,
    body BLOB NOT NULL,
    digest BLOB NOT NULL
);
CREATE INDEX entry_stream ON entry (stream, seq);
CREATE TRIGGER entry_is_never_changed BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER entry_is_never_removed BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TABLE checkpoint (
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    state BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
);
"""

DIGEST_BYTES = 16
KEPT_CHECKPOINTS = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Recorded(Generic[T]):
    """One entry of the journal.

    Attributes:
        seq: Its number, rising by one; the first is 1.
        at: When, ISO 8601 in UTC.
        source: Which device, `operator`, or `station`.
        entry: What happened.
    """

    seq: int
    at: str
    source: str
    entry: T


@dataclass(frozen=True, slots=True)
class Stored:
    """One entry as it lies in the file, of whatever stream.

    Attributes:
        body: What happened, as JSON.
        digest: 16 bytes over the digest of the entry before and all of the above.
    """

    seq: int
    at: str
    source: str
    stream: str
    body: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state a stream had after entry `seq`, encoded: saves replaying all before it."""

    seq: int
    state: bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry whose digest does not fit."""

    seq: int
    reason: str


class Journal:
    """One station's journal. May be used from several threads; writes are one after another."""

    def __init__(self, path: Path) -> None:
        """Open the journal, making it when it is not there.

        Raises:
            JournalError: It cannot be opened, is no journal, or is from a newer version.
        """
        self.path = path
        self._lock = threading.Lock()
        with ExitStack() as unusable:
            try:
                self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
                unusable.callback(self._db.close)
                last = self._begin()
            except sqlite3.Error as error:
                raise _unusable(path, error) from error
            unusable.pop_all()
        self._seq, self._digest = last or (0, b"")

    @property
    def last_seq(self) -> int:
        """The number of the newest entry; 0 in a new journal."""
        return self._seq

    def append(self, stream: str, entries: Iterable[tuple[str, str, msgspec.Struct]]) -> list[int]:
        """Make entries durable, all or none, and return their numbers.

        Args:
            stream: Which job they belong to, e.g. `bench`.
            entries: Of each: when (ISO 8601, UTC), the source, and what happened.

        Raises:
            JournalError: The disk is full or gone. Nothing was recorded; try again.
        """
        with self._lock:
            rows = []
            seq, digest = self._seq, self._digest
            for at, source, entry in entries:
                seq += 1
                body = msgspec.json.encode(entry)
                digest = _digest(digest, seq, at, source, stream, body)
                rows.append((seq, at, source, stream, body, digest))
            self._write("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", rows)
            self._seq, self._digest = seq, digest
            return [row[0] for row in rows]

    def entries(
        self, stream: str, decoder: "msgspec.json.Decoder[T]", after: int = 0
    ) -> Iterator[Recorded[T]]:
        """Yield the entries of a stream in order, those up to number `after` left out.

        Args:
            decoder: For what was appended, e.g. of a union of tagged structures.

        Raises:
            JournalError: The file cannot be read, or an entry cannot be decoded.
        """
        rows = self._read(
            "SELECT seq, at, source, body FROM entry WHERE stream = ? AND seq > ? ORDER BY seq",
            (stream, after),
        )
        for seq, at, source, body in rows:
            yield Recorded(seq, at, source, self._decode(decoder, seq, body))

    def stored(self, after: int = 0) -> Iterator[Stored]:
        """Yield the entries of all streams in order, those up to number `after` left out.

        Raises:
            JournalError: The file cannot be read.
        """
        rows = self._read(
            "SELECT seq, at, source, stream, CAST(body AS BLOB), digest FROM entry WHERE seq > ?"
            " ORDER BY seq",
            (after,),
        )
        for row in rows:
            yield Stored(*row)

    def save_checkpoint(self, stream: str, checkpoint: Checkpoint) -> None:
        """Keep the state after an entry, so that the next start need not replay what led to it.

        Raises:
            JournalError: As `append`.
        """
        with self._lock:
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
            rows = self._db.execute(
                "SELECT seq, state FROM checkpoint WHERE stream = ? ORDER BY seq DESC", (stream,)
            ).fetchall()
        return [Checkpoint(seq, bytes(state)) for seq, state in rows]

    def verify(self) -> Broken | None:
        """Check every entry against the chain of digests; None when all of them hold."""
        digest, expected = b"", 1
        try:
            for one in self.stored():
                if one.seq != expected:
                    return Broken(expected, f"entry {expected} is missing")
                digest = _digest(digest, one.seq, one.at, one.source, one.stream, one.body)
                if digest != one.digest:
                    return Broken(one.seq, f"entry {one.seq} or the one before it was changed")
                expected += 1
        except JournalError as error:
            return Broken(expected, f"entry {expected} cannot be read: {error.__cause__}")
        return None

    def close(self) -> None:
        """Close the file. Harmless when done twice."""
        with self._lock:
            self._db.close()

    def _read(self, sql: str, parameters: tuple[object, ...]) -> Iterator[tuple[Any, ...]]:
        try:
            # A connection of its own: a long replay must not hold up the writer.
            with closing(sqlite3.connect(self.path)) as reader:
                reader.execute("PRAGMA query_only = ON")
                yield from reader.execute(sql, parameters)
        except sqlite3.Error as error:
            raise JournalError(
                f"The journal {self.path} cannot be read: {error}.",
                "See `procstation journal verify`; what it still reads can be kept with"
                " `procstation journal export`.",
            ) from error

    def _decode(self, decoder: "msgspec.json.Decoder[T]", seq: int, body: bytes) -> T:
        try:
            return decoder.decode(body)
        except msgspec.DecodeError as error:
            raise JournalError(
                f"Entry {seq} of {self.path} cannot be read: {error}.",
                "Start the version that wrote it, or see `procstation journal verify`.",
            ) from error

    def _begin(self) -> tuple[int, bytes] | None:
        """Set the file up, making its tables when it is new; return its last number and digest."""
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = FULL")
        # macOS: fsync alone leaves the bytes in the drive's cache.
        self._db.execute("PRAGMA fullfsync = ON")
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if version > SCHEMA_VERSION:
            raise JournalError(
                f"The journal {self.path} was written by a newer procstation (format {version},"
                f" this program knows {SCHEMA_VERSION}).",
                "Start the newer version; nothing was changed.",
            )
        if version == 0:
            self._db.executescript(
                f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
        last = self._db.execute("SELECT seq, digest FROM entry ORDER BY seq DESC LIMIT 1")
        found: tuple[int, bytes] | None = last.fetchone()
        return found

    def _write(self, statement: str, rows: Sequence[tuple[object, ...]]) -> None:
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._db.executemany(statement, rows)
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise JournalError(
                f"{len(rows)} entries could not be written to {self.path}: {error}.",
                "Make room on the disk; what was scanned is held and written as soon as it can be.",
            ) from error


def _digest(before: bytes, seq: int, at: str, source: str, stream: str, body: bytes) -> bytes:
    head = f"{seq}\0{at}\0{source}\0{stream}\0".encode()
    return hashlib.sha256(before + head + body).digest()[:DIGEST_BYTES]


def _unusable(path: Path, error: sqlite3.Error) -> JournalError:
    return JournalError(
        f"The journal {path} cannot be opened: {error}.",
        "Check that the folder may be written and the file is a procstation journal; a damaged one"
        " may be moved away, and a new one is begun.",
    )
