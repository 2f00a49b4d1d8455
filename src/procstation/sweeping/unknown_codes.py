"""What can be said of barcodes that are in no catalogue."""

from collections import Counter
from collections.abc import Collection, Sequence
from typing import NamedTuple

from procstation.items import BarcodeKind, BarcodeRange, classify
from procstation.language import tr

USUAL_SHARE = 0.01
"""Of the barcodes here; a form that fewer have is no form of this library."""
_HEAD = 5
"""Digits of a 14-digit number that name its library: the kind of holder and the institution."""


class _Form(NamedTuple):
    length: int
    digits: bool
    head: str


def said_of_unknown(
    unknown: Collection[str], known: Collection[str], ranges: Sequence[BarcodeRange]
) -> dict[str, str]:
    """Return for each barcode that is in no catalogue what its form tells.

    Args:
        known: The barcodes of this library that the sweep met or expected: they show the usual
            forms where no range says them.
    """
    forms = Counter(map(_form, known if unknown else ()))
    ours = {form for form, count in forms.items() if count >= USUAL_SHARE * len(known)}
    return {code: _said(code, ours, ranges) for code in unknown}


def _said(code: str, ours: set[_Form], ranges: Sequence[BarcodeRange]) -> str:
    reading = classify(code, ranges)
    if reading.kind in {BarcodeKind.ISBN, BarcodeKind.ISSN}:
        return tr(
            "not in the catalogue: {reason}, not the barcode of an item", reason=reading.reason
        )
    if reading.scheme and reading.scheme.startswith("range:"):
        known = tr("not in the catalogue, though it is a number of this library")
        return known if reading.valid else f"{known}; {reading.reason}"
    if (ranges or ours) and _form(code) not in ours:
        return tr("not in the catalogue: its form is another library's")
    if not reading.valid and reading.expected_check:
        return tr("not in the catalogue: {reason}", reason=reading.reason)
    return tr("not in the catalogue")


def _form(code: str) -> _Form:
    is_long = len(code) == 14 and code.isdigit()
    return _Form(len(code), code.isdigit(), code[:_HEAD] if is_long else "")
