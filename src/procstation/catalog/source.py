"""What a file is to a load, whatever its format: records, taken or refused, each accounted for."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from procstation.catalog.extract import Extracted
from procstation.catalog.load_report import FileProfile


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that was read.

    Attributes:
        number: Counted from 1.
        offset: In bytes, of its first byte in the file.
        notes: What was repaired, left out, or looks wrong; none for a good record.
    """

    number: int
    offset: int
    extracted: Extracted
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """What stands where a record should be, and why it is none."""

    number: int
    offset: int
    reason: str


class Source(Protocol):
    """One file of one format."""

    def profile(self, asked: str) -> FileProfile:
        """Return the profile to read it by, and why: the one asked for, or by evidence.

        Raises:
            UsageError: There is no such profile, or it is none for this format.
        """
        ...

    def read(self, profile: str) -> Iterator[Taken | Refused]:
        """Yield all that the file holds, in its order, with bounded memory.

        Raises:
            InputRefused: The file as a whole cannot be read further; nothing of it may be kept.
        """
        ...
