"""What the codes of a scanner are: barcodes of items, or nothing that may or can be kept."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from procstation.items import BarcodeKind, BarcodeRange, classify, names_patron
from procstation.sweeping.model import ScanRead, Unreadable

if TYPE_CHECKING:
    from procstation.store.sweep_rows import SweepRows

PATRON = "a patron's card; it is not kept"
_CODABAR_WITH_ENDS = re.compile(r"[A-DTNE*]([0-9$:/.+-]+)[A-DTNE*]", re.IGNORECASE)
"""What a scanner set to send them puts around a number; without the scanner's word for it, that is
known only by there being an item of the number between."""


class Settled(NamedTuple):
    """What a code was found to be: a barcode, or the reason why it is none."""

    barcode: str
    reason: str = ""


class Codes:
    """Settles what codes are, by the catalogue and by the ranges of this library."""

    def __init__(self, rows: "SweepRows", sweep_id: int, ranges: Sequence[BarcodeRange]) -> None:
        self._rows = rows
        self._sweep_id = sweep_id
        self._ranges = ranges

    def settle(self, codes: Iterable[str]) -> dict[str, Settled]:
        """Return what each of some codes is.

        A barcode of an item is one whatever its form; what the catalogue does not know is judged
        by its form.
        """
        asked = list(dict.fromkeys(codes))
        known = self._known(asked)
        settled = {code: Settled(code) for code in known}
        strange = [code for code in asked if code not in known]
        if not strange:
            return settled
        variants = {code: list(self._variants(code)) for code in strange}
        known = self._known([one for those in variants.values() for one in those])
        for code in strange:
            found = next((one for one in variants[code] if one in known), None)
            settled[code] = self._judged(code) if found is None else Settled(found)
        return settled

    def _known(self, codes: Sequence[str]) -> set[str]:
        known = self._rows.in_catalogue(codes)
        left = [code for code in codes if code not in known]
        if left:
            known |= {row.barcode for row in self._rows.expected_with(self._sweep_id, left)}
        return known

    def _variants(self, code: str) -> Iterator[str]:
        """Yield what else a code could be the barcode of."""
        normal = classify(code, self._ranges).normal
        if normal:
            yield normal
            yield normal.upper()
        if ends := _CODABAR_WITH_ENDS.fullmatch(normal):
            yield ends[1]

    def _judged(self, code: str) -> Settled:
        reading = classify(code, self._ranges)
        if names_patron(reading, self._ranges):
            return Settled("", PATRON)
        if reading.kind is BarcodeKind.COMMAND:
            return Settled("", "a command barcode; it means something only at the shelf")
        if not reading.normal:
            return Settled("", reading.reason)
        if not reading.valid and reading.enforce == "reject":
            return Settled("", reading.reason)
        return Settled(reading.normal)


def refused(read: ScanRead, settled: Settled) -> Unreadable:
    """Return a read that is no barcode of an item, without what must not be kept."""
    text = "" if settled.reason == PATRON else read.barcode
    return Unreadable(read.line, text, settled.reason)
