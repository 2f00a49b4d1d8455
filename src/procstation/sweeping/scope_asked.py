"""The scope of a sweep, as a person says it: a location, two call numbers, a list in a file."""

from dataclasses import dataclass
from pathlib import Path

from procstation.catalog.file_beginning import read_whole
from procstation.errors import InputRefused, UsageError
from procstation.items import CallNumber, Scheme, guess_scheme
from procstation.language import tr
from procstation.sweeping.files import MOST_BYTES, read_scan_file
from procstation.sweeping.model import Scope

SOURCE = "sweep"
"""What a call number that was typed says it comes from."""


@dataclass(frozen=True, slots=True)
class ScopeAsked:
    """What a sweep shall be about; all of it left out is every item with a barcode.

    Attributes:
        first, last: The call numbers of the ends of a range, both included.
        list_file: A file with the barcodes, as a scanner drops it: one a line, CSV, XLSX.
        scheme: Of the call numbers; "" has it guessed.
    """

    library: str = ""
    location: str = ""
    first: str = ""
    last: str = ""
    list_file: str = ""
    scheme: str = ""

    def scope(self) -> Scope:
        """Return it.

        Raises:
            UsageError: A list and something else were given.
            InputRefused: The list cannot be read, or holds no barcode.
        """
        by_place = Scope(self.library, self.location, *self._ends())
        if not self.list_file:
            return by_place
        if by_place != Scope():
            raise UsageError(
                tr("A list says itself what the sweep is about."), tr("Leave out all but the list.")
            )
        return Scope(barcodes=_listed(Path(self.list_file)))

    def _ends(self) -> tuple[CallNumber | None, CallNumber | None]:
        given = [self.first.strip(), self.last.strip()]
        by = (
            Scheme(self.scheme)
            if self.scheme
            else next((guess_scheme(one)[0] for one in given if one), None)
        )
        start, end = (CallNumber(one, by, SOURCE) if one and by else None for one in given)
        return start, end


def _listed(file: Path) -> tuple[str, ...]:
    read = read_scan_file(read_bytes(file))
    if not read.reads:
        raise InputRefused(
            tr("{file} holds no barcode.", file=file),
            tr("Name a file with a column of barcodes, or one a line."),
        )
    return tuple(dict.fromkeys(one.barcode for one in read.reads))


def read_bytes(file: Path) -> bytes:
    """Return what a file holds that a scanner dropped.

    Raises:
        InputRefused: It cannot be read, or is longer than such files are.
    """
    return read_whole(file, MOST_BYTES)
