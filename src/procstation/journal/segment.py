"""One file of the journal: its tables, where it begins, and its entries.

The journal of a station is a row of such files. The newest is open; the others are closed, and are
never written again. Each says by number and digest which entry it goes on from.
"""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from procstation.errors import JournalError
from procstation.journal.entry import Checkpoint, Stored
from procstation.language import tr

SCHEMA_VERSION = 2

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

SEGMENTS_AND_PEOPLE = """
ALTER TABLE entry ADD COLUMN by TEXT NOT NULL DEFAULT '';
CREATE TABLE segment (
    number INTEGER NOT NULL,
    after INTEGER NOT NULL,
    digest BLOB NOT NULL,
    gap TEXT NOT NULL
);
INSERT INTO segment VALUES (1, 0, x'', '');
"""
"""What came with format 2. A file of format 1 is the first of its journal."""

INSERT_ENTRY = (
    "INSERT INTO entry (seq, at, source, stream, body, digest, by) VALUES (?, ?, ?, ?, ?, ?, ?)"
)


OF_ALL = "SELECT * FROM entry WHERE seq > ? ORDER BY seq"
OF_STREAM = "SELECT * FROM entry WHERE seq > ? AND stream = ? ORDER BY seq"
"""A closed file is never written: one of format 1 keeps having no column for people."""


@dataclass(frozen=True, slots=True)
class Opening:
    """Where a file of the journal begins.

    Attributes:
        number: Of the file, from 1.
        after: Its first entry has the next number.
        digest: Of the last entry of the file before; "" in the first file.
        gap: Why entries are missing between the file before and this one; "" when none are.
    """

    number: int = 1
    after: int = 0
    digest: bytes = b""
    gap: str = ""


def connect(path: Path) -> tuple[sqlite3.Connection, Opening]:
    """Open a file of the journal to write, making it when it is not there.

    Raises:
        JournalError: It was written by a newer version.
        sqlite3.Error: It cannot be opened, or is no journal.
    """
    with ExitStack() as unusable:
        db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        unusable.callback(db.close)
        make_durable(db)
        version = version_of(db, path)
        if version < SCHEMA_VERSION:
            steps = SEGMENTS_AND_PEOPLE if version else SCHEMA + SEGMENTS_AND_PEOPLE
            db.executescript(
                f"BEGIN IMMEDIATE; {steps} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
            )
        opening = _opening(db)
        unusable.pop_all()
    return db, opening


def make_durable(db: sqlite3.Connection) -> None:
    """Have what is committed outlive a power cut."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    # macOS: fsync alone leaves the bytes in the drive's cache.
    db.execute("PRAGMA fullfsync = ON")
    db.execute("PRAGMA checkpoint_fullfsync = ON")


def version_of(db: sqlite3.Connection, path: Path) -> int:
    """Return the format of a file; 0 for a new one.

    Raises:
        JournalError: It was written by a newer version.
    """
    version = int(db.execute("PRAGMA user_version").fetchone()[0])
    if version > SCHEMA_VERSION:
        raise JournalError(
            tr(
                "The journal {path} was written by a newer procstation (format"
                " {version}, this program knows {schema_version}).",
                path=path,
                version=version,
                schema_version=SCHEMA_VERSION,
            ),
            tr("Start the newer version; nothing was changed."),
        )
    return version


def opening_of(path: Path) -> Opening:
    """Return where a file begins.

    Raises:
        JournalError: It cannot be read.
    """
    with reading(path) as db:
        if version_of(db, path) < SCHEMA_VERSION:
            return Opening()
        return _opening(db)


def _opening(db: sqlite3.Connection) -> Opening:
    number, after, digest, gap = db.execute("SELECT * FROM segment").fetchone()
    return Opening(number, after, bytes(digest), gap)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that only reads, of its own: a long replay must not hold up the writer.

    Raises:
        JournalError: Also from within: the file cannot be read.
    """
    try:
        with closing(sqlite3.connect(path)) as db:
            db.execute("PRAGMA query_only = ON")
            yield db
    except sqlite3.Error as error:
        raise unreadable(path, error) from error


def stored_in(path: Path, after: int, stream: str = "") -> Iterator[Stored]:
    """Yield the entries of one file in order, those up to number `after` left out.

    Args:
        stream: Of this one only; "" for all.

    Raises:
        JournalError: The file cannot be read.
    """
    query, values = (OF_STREAM, (after, stream)) if stream else (OF_ALL, (after,))
    with reading(path) as db:
        for seq, at, source, name, body, digest, *by in db.execute(query, values):
            # What was changed by hand may have become text.
            kept = body.encode() if isinstance(body, str) else body
            yield Stored(seq, at, source, name, kept, bytes(digest), *by)


def last_in(path: Path) -> tuple[int, bytes]:
    """Return number and digest of the last entry of a file, or of the one it goes on from.

    Raises:
        JournalError: The file cannot be read.
    """
    opening = opening_of(path)
    with reading(path) as db:
        return last_of(db) or (opening.after, opening.digest)


def last_of(db: sqlite3.Connection) -> tuple[int, bytes] | None:
    """Return number and digest of the last entry of an open file; None when it has none."""
    row = db.execute("SELECT seq, digest FROM entry ORDER BY seq DESC LIMIT 1").fetchone()
    return None if row is None else (int(row[0]), bytes(row[1]))


def checkpoints_of(db: sqlite3.Connection, stream: str) -> list[Checkpoint]:
    """Return the checkpoints of a stream in an open file, newest first."""
    rows = db.execute(
        "SELECT seq, state FROM checkpoint WHERE stream = ? ORDER BY seq DESC", (stream,)
    ).fetchall()
    return [Checkpoint(seq, bytes(state)) for seq, state in rows]


def streams_of(db: sqlite3.Connection) -> list[str]:
    """Return the streams that have a checkpoint in an open file."""
    return [name for (name,) in db.execute("SELECT DISTINCT stream FROM checkpoint")]


def prepare(
    path: Path,
    opening: Opening,
    checkpoints: Iterable[tuple[str, Checkpoint]],
    entries: Iterable[Stored] = (),
) -> None:
    """Make a whole file of the journal, on disk and with nothing of SQLite's beside it.

    Raises:
        sqlite3.Error: It cannot be written.
    """
    for leftover in (path, *beside(path)):
        leftover.unlink(missing_ok=True)
    db, _ = connect(path)
    with closing(db):
        db.execute("BEGIN IMMEDIATE")
        db.execute(
            "UPDATE segment SET number = ?, after = ?, digest = ?, gap = ?",
            (opening.number, opening.after, opening.digest, opening.gap),
        )
        db.executemany(INSERT_ENTRY, map(row_of, entries))
        db.executemany(
            "INSERT INTO checkpoint VALUES (?, ?, ?)",
            ((stream, one.seq, one.state) for stream, one in checkpoints),
        )
        db.execute("COMMIT")
        db.execute("PRAGMA journal_mode = DELETE")


def row_of(one: Stored) -> tuple[object, ...]:
    """Return what `INSERT_ENTRY` takes."""
    return (one.seq, one.at, one.source, one.stream, one.body, one.digest, one.by)


def closed_name(path: Path, number: int) -> Path:
    """Return what a file of the journal at `path` is called once it is closed."""
    return path.with_name(f"{path.stem}-{number:04d}{path.suffix}")


def next_name(path: Path) -> Path:
    """Return where the file that is to follow is prepared."""
    return path.with_name(f"{path.stem}-next{path.suffix}")


def closed_files(path: Path, archive: Path | None = None) -> dict[int, Path]:
    """Return the closed files of the journal at `path` by number, oldest first.

    Args:
        archive: A further folder they may lie in.

    Raises:
        JournalError: A folder cannot be read.
    """
    name = re.compile(rf"{re.escape(path.stem)}-(\d{{4,}}){re.escape(path.suffix)}")
    found: dict[int, Path] = {}
    for folder in (archive, path.parent):
        try:
            files = list(folder.iterdir()) if folder is not None else []
        except OSError as error:
            raise JournalError(
                tr(
                    "The folder {folder} cannot be read: {strerror}.",
                    folder=folder,
                    strerror=error.strerror or error,
                ),
                tr("Check the folder and its permissions."),
            ) from error
        for file in files:
            if match := name.fullmatch(file.name):
                found[int(match[1])] = file
    return dict(sorted(found.items()))


def beside(path: Path) -> tuple[Path, Path]:
    """Return the names of the two files that SQLite keeps beside a file."""
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def unreadable(path: Path, error: sqlite3.Error) -> JournalError:
    return JournalError(
        tr("The journal {path} cannot be read: {error}.", path=path, error=error),
        tr(
            "See `procstation journal verify`; what it still reads can be kept"
            " with `procstation journal export`, and `procstation journal mend`"
            " goes on behind it."
        ),
    )
