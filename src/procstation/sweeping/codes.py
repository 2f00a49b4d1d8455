"""What the codes of a scanner are: barcodes of items, or nothing that may or can be kept."""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import TYPE_CHECKING, NamedTuple

from procstation.items import BarcodeKind, BarcodeRange, classify, names_patron
from procstation.language import mark, tr
from procstation.sweeping.model import ScanRead, Unreadable

if TYPE_CHECKING:
    from procstation.store.sweep_rows import SweepRows

PATRON = mark("a patron's card; it is not kept")
_CODABAR_WITH_ENDS = re.compile(r"[A-DTNE*]([0-9$:/.+-]+)[A-DTNE*]", re.IGNORECASE)
"""What a scanner set to send them puts around a number; without the scanner's word for it, that is
known only by there being an item of the number between."""


class Settled(NamedTuple):
    """What codes were found to be. Those named in neither are barcodes as they stand.

    Attributes:
        barcodes: By code, the barcode it is.
        reasons: By code, why it is none.
    """

    barcodes: dict[str, str]
    reasons: dict[str, str]

    @property
    def are_as_they_stand(self) -> bool:
        """Whether all codes are barcodes as they stand."""
        return not self.barcodes and not self.reasons

    def barcode(self, code: str) -> str | None:
        """Return the barcode that a code is; None where it is none."""
        return None if code in self.reasons else self.barcodes.get(code, code)

    def refused(self, read: ScanRead) -> Unreadable:
        """Return a read that is no barcode, without what must not be kept."""
        reason = self.reasons[read.barcode]
        return Unreadable(read.line, "" if reason == PATRON else read.barcode, reason)


class Codes:
    """Settles what codes are, by the catalogue and by the ranges of this library."""

    def __init__(self, rows: "SweepRows", sweep_id: int, ranges: Sequence[BarcodeRange]) -> None:
        self._rows = rows
        self._sweep_id = sweep_id
        self._ranges = ranges

    def settle(self, codes: Iterable[str]) -> Settled:
        """Return what each of some codes is.

        A barcode of an item is one whatever its form; what the catalogue does not know is judged
        by its form.
        """
        settled = Settled({}, {})
        strange = self._strange(set(codes))
        if not strange:
            return settled
        variants = {code: list(self._variants(code)) for code in strange}
        asked = {one for those in variants.values() for one in those}
        known = asked - self._strange(asked)
        for code in strange:
            found = next((one for one in variants[code] if one in known), None)
            barcode, reason = self._judged(code) if found is None else (found, "")
            if reason:
                settled.reasons[code] = reason
            else:
                settled.barcodes[code] = barcode
        return settled

    def _strange(self, codes: Set[str]) -> Set[str]:
        """Return those of some codes that no item has, now or when the sweep opened."""
        left = self._rows.not_in_catalogue(codes)
        if left:
            left -= {row.barcode for row in self._rows.expected_with(self._sweep_id, left)}
        return left

    def _variants(self, code: str) -> Iterator[str]:
        """Yield what else a code could be the barcode of."""
        normal = classify(code, self._ranges).normal
        if normal:
            yield normal
            yield normal.upper()
        if ends := _CODABAR_WITH_ENDS.fullmatch(normal):
            yield ends[1]

    def _judged(self, code: str) -> tuple[str, str]:
        """Return the barcode a code is by its form, or the reason why it is none."""
        reading = classify(code, self._ranges)
        if names_patron(reading, self._ranges):
            return "", PATRON
        if reading.kind is BarcodeKind.COMMAND:
            return "", tr("a command barcode; it means something only at the shelf")
        if not reading.normal or (not reading.valid and reading.enforce == "reject"):
            return "", reading.reason
        return reading.normal, ""
