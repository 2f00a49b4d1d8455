"""Which symbologies can carry a text, and how wide a label each of them needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from procstation.errors import InputRefused
from procstation.labels.symbol import least_width_mm
from procstation.labels.symbology import Symbology, can_carry, encode

DOTS_PER_MM = {203: 8.0, 300: 300 / 25.4, 600: 600 / 25.4}
"""Of label and office printers, by the dpi they are sold by."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One symbology, for one text.

    Attributes:
        reason: Why it cannot carry the text; None when it can.
        below: What is printed below the symbol.
        reads: What a reader gives for it.
        least_mm: Width of the narrowest label, quiet zones included, by dpi.
    """

    symbology: Symbology
    reason: str | None
    below: str = ""
    reads: str = ""
    least_mm: Mapping[int, float] = field(default_factory=dict)


def carriers_of(text: str) -> list[Carrier]:
    """Return what every symbology makes of a text."""
    return [_carrier(symbology, text) for symbology in Symbology]


def _carrier(symbology: Symbology, text: str) -> Carrier:
    reason = can_carry(symbology, text)
    if reason is not None:
        return Carrier(symbology, reason)
    encoded = encode(symbology, text)
    try:
        least_mm = {dpi: least_width_mm(encoded, dots) for dpi, dots in DOTS_PER_MM.items()}
    except InputRefused as refusal:
        return Carrier(symbology, refusal.what)
    return Carrier(symbology, None, encoded.text, encoded.reads, least_mm)
