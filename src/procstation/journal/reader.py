"""Reading a journal, file after file, whether a station writes it meanwhile or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from procstation.errors import JournalError
from procstation.journal.backwards import ALL_ENTRIES, Among, backwards_in, numbers_in
from procstation.journal.entry import Checkpoint, Recorded, Stored
from procstation.journal.segment import (
    Opening,
    checkpoints_of,
    closed_files,
    last_in,
    opening_of,
    reading,
    stored_in,
)
from procstation.language import tr

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry whose digest does not fit."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What became of looking at every entry.

    Attributes:
        entries: How many were read.
        first: Number of the first that should be here: 1, unless files are archived elsewhere.
        files: How many files it lies in.
        gaps: Of each place where entries are missing and somebody said why: the reason.
        broken: The first entry that does not hold; None when all do.
    """

    entries: int
    first: int
    files: int
    gaps: tuple[str, ...]
    broken: Broken | None


class JournalReader:
    """The journal at a path, as it is now.

    Args:
        path: Of the newest file; the closed ones lie beside it.
        archive: A further folder of closed files.
    """

    def __init__(self, path: Path, archive: Path | None = None) -> None:
        self.path = path
        self._archive = archive

    @property
    def last_seq(self) -> int:
        """The number of the newest entry; 0 in a new journal."""
        return last_in(self.path)[0]

    def files(self) -> list[Path]:
        """Return the files of the journal, oldest first."""
        return list(self._files())

    def entries(
        self, stream: str, decoder: "msgspec.json.Decoder[T]", after: int = 0
    ) -> Iterator[Recorded[T]]:
        """Yield the entries of a stream in order, those up to number `after` left out.

        Args:
            decoder: For what was appended, e.g. of a union of tagged structures.

        Raises:
            JournalError: A file cannot be read or is archived, or an entry cannot be decoded.
        """
        files = self._files_behind(after)
        begins = opening_of(files[0]).after
        if begins > after:
            raise JournalError(
                tr(
                    "The entries up to {begins} are archived and not at {parent}.",
                    begins=begins,
                    parent=self.path.parent,
                ),
                tr("Copy the archived files back, or name their folder with --archive."),
            )
        for file in files:
            for one in stored_in(file, after, stream):
                entry = self._decode(decoder, one.seq, one.body)
                yield Recorded(one.seq, one.at, one.source, entry, one.by)

    def stored(self, after: int = 0) -> Iterator[Stored]:
        """Yield the entries of all streams that are here, in order, those up to `after` left out.

        Raises:
            JournalError: A file cannot be read.
        """
        for file in self._files_behind(after):
            yield from stored_in(file, after)

    def backwards(
        self, stream: str, before: int, most: int, among: Among = ALL_ENTRIES
    ) -> list[Stored]:
        """Return entries of a stream with numbers below `before`, newest first: some of those that
        are here, as files are read no further back than needed.

        Raises:
            JournalError: A file cannot be read.
        """
        found: list[Stored] = []
        for file in reversed(self.files()):
            if opening_of(file).after + 1 >= before:
                continue
            found += backwards_in(file, stream, before, most - len(found), among)
            if len(found) >= most:
                break
        return found

    def about(self, stream: str, text: str) -> set[int]:
        """Return the numbers of the things in work (`item` of an entry) whose entries name a text,
        and of the entries themselves.

        Raises:
            JournalError: A file cannot be read.
        """
        numbers: set[int] = set()
        for file in self.files():
            numbers |= numbers_in(file, stream, text)
        return numbers

    def beginning(self, stream: str) -> Checkpoint | None:
        """Return from where a stream can be replayed: None from its first entry, else from what its
        state was when the oldest file that is here was begun.

        Raises:
            JournalError: A file cannot be read, or that state was not kept.
        """
        oldest = self._files_behind(0)[0]
        opening = opening_of(oldest)
        if opening.number == 1:
            return None
        with reading(oldest) as db:
            known = [one for one in checkpoints_of(db, stream) if one.seq <= opening.after]
        if not known:
            raise JournalError(
                tr(
                    "{oldest} does not say how {stream!r} stood when it was begun.",
                    oldest=oldest,
                    stream=stream,
                ),
                tr("Copy the archived files back, or name their folder with --archive."),
            )
        return known[0]

    def verify(self) -> Broken | None:
        """Check every entry against the chain of digests; None when all of them hold."""
        return self.examine().broken

    def examine(self) -> Examined:
        """Check every entry of every file against the chain of digests, and the files too."""
        state = _Chain()
        broken: Broken | None = None
        for file in self._files():
            broken = state.take(file)
            if broken is not None:
                break
        return Examined(state.entries, state.first, state.files, tuple(state.gaps), broken)

    def _files(self) -> Iterator[Path]:
        """The files, oldest first; one that is closed meanwhile is found under its new name."""
        number = 0
        while True:
            closed = closed_files(self.path, self._archive)
            number = next((one for one in closed if one > number), 0)
            if not number:
                break
            yield closed[number]
        if self.path.exists():
            yield self.path

    def _files_behind(self, after: int) -> list[Path]:
        """The files that may have entries with numbers above `after`, oldest first."""
        needed: list[Path] = []
        for file in reversed(self.files()):
            needed.insert(0, file)
            if opening_of(file).after <= after:
                break
        return needed

    def _decode(self, decoder: "msgspec.json.Decoder[T]", seq: int, body: bytes) -> T:
        try:
            return decoder.decode(body)
        except msgspec.DecodeError as error:
            raise JournalError(
                tr(
                    "Entry {seq} of {path} cannot be read: {error}.",
                    seq=seq,
                    path=self.path,
                    error=error,
                ),
                tr("Start the version that wrote it, or see `procstation journal verify`."),
            ) from error


class _Chain:
    """The chain of digests, as far as it was followed."""

    def __init__(self) -> None:
        self.entries = self.files = 0
        self.first = 1
        self.gaps: list[str] = []
        self._before: Opening | None = None
        self._digest, self._expected = b"", 1

    def take(self, file: Path) -> Broken | None:
        """Follow it through a file."""
        self.files += 1
        try:
            broken = self._join(opening_of(file), file.name)
            if broken is not None:
                return broken
            for one in stored_in(file, 0):
                if one.seq != self._expected:
                    return Broken(self._expected, f"entry {self._expected} is missing")
                if not one.follows(self._digest):
                    return Broken(one.seq, f"entry {one.seq} or the one before it was changed")
                self.entries += 1
                self._digest, self._expected = one.digest, one.seq + 1
        except JournalError as error:
            why = error.__cause__ or error.what
            return Broken(
                self._expected, f"entry {self._expected} cannot be read from {file.name}: {why}"
            )
        return None

    def _join(self, opening: Opening, name: str) -> Broken | None:
        before, self._before = self._before, opening
        if before is None:
            self.first = self._expected = opening.after + 1
            self._digest = opening.digest
            return None
        if opening.number != before.number + 1:
            return Broken(self._expected, f"file {before.number + 1} of the journal is missing")
        fits = opening.digest == self._digest
        if not fits or (opening.after + 1 != self._expected and not opening.gap):
            return Broken(self._expected, f"{name} does not go on where the file before it ends")
        if opening.gap:
            self.gaps.append(opening.gap)
        self._expected = opening.after + 1
        return None
