"""Which codes name a patron, and so must never be kept."""

from collections.abc import Sequence

from procstation.items.barcode import BarcodeKind, BarcodeReading, classify
from procstation.items.barcode_range import BarcodeRange

PATRON_LENGTH = 14
"""Digits of the usual patron number, type 2 ahead and a Luhn digit behind."""


def names_patron(reading: BarcodeReading, ranges: Sequence[BarcodeRange]) -> bool:
    """Say whether a code is a patron's number, or has one within it.

    Two scans run into one, without the suffix between them, are one code that names nothing, and
    must not be kept for it.
    """
    if reading.kind is BarcodeKind.PATRON:
        return True
    code = reading.normal
    if reading.kind is not BarcodeKind.UNKNOWN or len(code) <= PATRON_LENGTH or not code.isdigit():
        return False
    windows = (code[at : at + PATRON_LENGTH] for at in range(len(code) - PATRON_LENGTH + 1))
    found = (classify(window, ranges) for window in windows)
    return any(one.kind is BarcodeKind.PATRON and one.valid for one in found)
