"""Going on behind a damaged file of the journal: nothing of it is overwritten."""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from procstation.errors import InputRefused, JournalError
from procstation.journal.entry import Checkpoint, Stored
from procstation.journal.journal import sync_folder
from procstation.journal.reader import JournalReader
from procstation.journal.segment import (
    Opening,
    beside,
    checkpoints_of,
    closed_files,
    closed_name,
    last_in,
    next_name,
    opening_of,
    prepare,
    reading,
    stored_in,
    streams_of,
)
from procstation.language import tr

LEAST_ENTRY = 64
"""Bytes of an entry, at least: so many numbers can the part that is lost have used."""


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of a damaged journal.

    Attributes:
        kept: Number of the last entry that holds.
        reason: What was wrong behind it.
        set_aside: Where the damaged file is now.
        goes_on: Number of the next entry.
    """

    kept: int
    reason: str
    set_aside: Path
    goes_on: int


def mend(path: Path, at: str) -> Mended:
    """Set the damaged newest file aside, keep what holds of it, and begin a new file behind that.

    Nobody may have the journal open.

    Args:
        at: The time, for those who look through the journal later.

    Raises:
        InputRefused: Nothing is damaged, or a closed file is.
        JournalError: It cannot be written. The journal is as it was.
    """
    broken = JournalReader(path).verify()
    if broken is None:
        raise InputRefused(
            tr("The journal {path} is not damaged.", path=path), tr("Nothing was done.")
        )
    opening = _opening_of_damaged(path, broken.seq)
    lost = sum(file.stat().st_size for file in (path, *beside(path)) if file.exists())
    held = closed_name(path, opening.number)
    damaged = _free(path.with_name(f"{held.stem}.damaged{path.suffix}"))
    part = path.with_name(f"{path.stem}-part{path.suffix}")
    try:
        prepare(part, opening, _checkpoints(path, broken.seq), _proven(path, opening))
        kept, digest = last_in(part)
        after = kept + lost // LEAST_ENTRY + 1
        gap = f"at {at} {broken.reason}; the damaged file is kept as {damaged.name}"
        follows = Opening(opening.number + 1, after, digest, gap)
        prepare(next_name(path), follows, _newest(part))
        # From here on names are changed only. Cut off, the damaged file is there and is mended
        # again, or the new one is, and opening the journal does the last step.
        part.replace(held)
        for old, new in zip((*beside(path), path), (*beside(damaged), damaged), strict=True):
            if old.exists():
                old.rename(new)
        next_name(path).rename(path)
        sync_folder(path.parent)
    except (sqlite3.Error, OSError) as error:
        raise JournalError(
            tr("The journal {path} could not be mended: {error}.", path=path, error=error),
            tr("Make room on the disk, then do it again; nothing was overwritten."),
        ) from error
    return Mended(kept, broken.reason, damaged, after + 1)


def _opening_of_damaged(path: Path, broken: int) -> Opening:
    """Return where the damaged file begins, as well as that can be known.

    Raises:
        InputRefused: It is not the newest file that is damaged.
    """
    try:
        opening = opening_of(path)
    except JournalError:
        closed = closed_files(path)
        if not closed:
            return Opening()
        number, newest = max(closed.items())
        last, digest = last_in(newest)
        opening = Opening(number + 1, last, digest)
    if broken <= opening.after:
        raise InputRefused(
            tr("A closed file of the journal is damaged, at entry {broken}.", broken=broken),
            tr("Put a copy of that file back, from the archive or from a backup."),
        )
    return opening


def _proven(path: Path, opening: Opening) -> Iterator[Stored]:
    """Yield the entries that hold, from the first of the file."""
    digest, expected = opening.digest, opening.after + 1
    try:
        for one in stored_in(path, 0):
            if one.seq != expected or not one.follows(digest):
                return
            yield one
            digest, expected = one.digest, one.seq + 1
    except JournalError:
        # As far as it can be read.
        return


def _checkpoints(path: Path, broken: int) -> list[tuple[str, Checkpoint]]:
    """Return the states that are kept in the damaged file of entries that hold."""
    try:
        with reading(path) as db:
            return [
                (stream, one)
                for stream in streams_of(db)
                for one in checkpoints_of(db, stream)
                if one.seq < broken
            ]
    except JournalError:
        # They save time and nothing else.
        return []


def _newest(path: Path) -> list[tuple[str, Checkpoint]]:
    with reading(path) as db:
        return [(stream, checkpoints_of(db, stream)[0]) for stream in streams_of(db)]


def _free(path: Path) -> Path:
    """Return a name like this one that nothing has."""
    if not path.exists():
        return path
    number = 2
    while (other := path.with_name(f"{path.stem}-{number}{path.suffix}")).exists():
        number += 1
    return other
