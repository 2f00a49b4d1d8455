"""The kinds of barcode symbols: what each can carry, and what is white around it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from procstation.errors import InputRefused
from procstation.items.check_digit import mod_43
from procstation.labels import codabar, code39, code128, matrix
from procstation.labels.ean import CHARACTERS as EAN_CHARACTERS
from procstation.labels.ean import ean_digits, why_no_ean
from procstation.labels.fonts import named
from procstation.labels.itf import CHARACTERS as DIGITS
from procstation.labels.itf import why_no_itf, why_no_itf14
from procstation.language import tr


class Symbology(StrEnum):
    CODABAR = "codabar"
    CODE39 = "code39"
    CODE39_MOD43 = "code39-mod43"
    CODE128 = "code128"
    EAN13 = "ean13"
    ITF = "itf"
    ITF14 = "itf14"
    QR = "qr"
    DATAMATRIX = "datamatrix"

    @property
    def spoken(self) -> str:
        return KINDS[self].spoken


@dataclass(frozen=True, slots=True)
class Kind:
    """What holds for all symbols of a symbology.

    Attributes:
        characters: That a text may have.
        quiet: Modules left white on the left and on the right, and of squares on all four sides.
        module_mm: Width of a narrow bar or a square aimed at.
        two_widths: Bars are narrow or wide; else they are 1 to 4 modules.
        squares: No bars.
        why_not: Says what else is against a text of these characters.
    """

    spoken: str
    characters: frozenset[str]
    quiet: tuple[int, int] = (10, 10)
    module_mm: float = 0.25
    two_widths: bool = False
    squares: bool = False
    why_not: Callable[[str], str | None] | None = None


KINDS = {
    Symbology.CODABAR: Kind(
        "Codabar", codabar.CHARACTERS, two_widths=True, why_not=codabar.why_no_codabar
    ),
    Symbology.CODE39: Kind("Code 39", code39.CHARACTERS, two_widths=True),
    Symbology.CODE39_MOD43: Kind("Code 39 with mod 43", code39.CHARACTERS, two_widths=True),
    Symbology.CODE128: Kind("Code 128", code128.CHARACTERS),
    Symbology.EAN13: Kind(
        "EAN-13", EAN_CHARACTERS, quiet=(11, 7), module_mm=0.33, why_not=why_no_ean
    ),
    Symbology.ITF: Kind("ITF", DIGITS, two_widths=True, why_not=why_no_itf),
    Symbology.ITF14: Kind("ITF-14", DIGITS, two_widths=True, why_not=why_no_itf14),
    Symbology.QR: Kind("QR", matrix.CHARACTERS, quiet=(4, 4), module_mm=0.5, squares=True),
    Symbology.DATAMATRIX: Kind(
        "Data Matrix", matrix.CHARACTERS, quiet=(2, 2), module_mm=0.5, squares=True
    ),
}
"""Quiet zones are those of the standards; of Data Matrix one square more than the least."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text that a symbology can carry.

    Attributes:
        text: What to print below the symbol.
        reads: What a reader will give for it: Codabar with its start and stop, Code 39 with its
            check character, an add-on right after its EAN-13.
    """

    symbology: Symbology
    text: str
    reads: str


def can_carry(symbology: Symbology, text: str) -> str | None:
    """Return why a symbology cannot carry a text, None when it can, room on the label aside."""
    if not text:
        return tr("there is nothing to encode")
    kind = KINDS[symbology]
    if not kind.characters.issuperset(text):
        lacking = next(one for one in text if one not in kind.characters)
        return tr(
            "{symbology} has no {character}, which is in {text!r}",
            symbology=kind.spoken,
            character=named(lacking),
            text=text,
        )
    return kind.why_not(text) if kind.why_not else None


def encode(symbology: Symbology, text: str, start: str = "A", stop: str = "A") -> Encoded:
    """Return what to print below the symbol of a text, and what a reader will give for it.

    Args:
        start, stop: Of Codabar.

    Raises:
        InputRefused: There is nothing to encode, or the symbology cannot carry it.
    """
    if not text:
        raise InputRefused(tr("The item has no barcode."), tr("Give it one, then print its label."))
    reason = can_carry(symbology, text)
    if reason is not None:
        raise InputRefused(
            f"{reason[0].upper()}{reason[1:]}.",
            tr("Choose another symbology under [barcodes], or correct the barcode."),
        )
    match symbology:
        case Symbology.CODABAR:
            return Encoded(symbology, text, start + text + stop)
        case Symbology.CODE39_MOD43:
            return Encoded(symbology, text, text + mod_43(text))
        case Symbology.EAN13:
            number, addon = ean_digits(text)
            return Encoded(symbology, f"{number} {addon}".rstrip(), number + addon)
        case Symbology.ITF14:
            return Encoded(symbology, text.zfill(14), text.zfill(14))
        case _:
            return Encoded(symbology, text, text)
