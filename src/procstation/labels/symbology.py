"""The kinds of barcode symbols, and which of them can carry a text."""

from dataclasses import dataclass
from enum import StrEnum

from procstation.errors import InputRefused
from procstation.labels import codabar, code39, code128
from procstation.labels.fonts import named


class Symbology(StrEnum):
    CODABAR = "codabar"
    CODE39 = "code39"
    CODE128 = "code128"

    @property
    def spoken(self) -> str:
        return {"codabar": "Codabar", "code39": "Code 39", "code128": "Code 128"}[self]


CHARACTERS = {
    Symbology.CODABAR: codabar.CHARACTERS,
    Symbology.CODE39: code39.CHARACTERS,
    Symbology.CODE128: code128.CHARACTERS,
}


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text that a symbology can carry.

    Attributes:
        text: What to print below the symbol.
        reads: What a reader will give for it.
    """

    symbology: Symbology
    text: str
    reads: str


def encode(symbology: Symbology, text: str, start: str = "A", stop: str = "A") -> Encoded:
    """Return what a reader will give for a text, after checking its characters.

    Raises:
        InputRefused: There is nothing to encode, or the symbology lacks a character.
    """
    if not text:
        raise InputRefused("The item has no barcode.", "Give it one, then print its label.")
    for character in text:
        if character not in CHARACTERS[symbology]:
            raise InputRefused(
                f"{symbology.spoken} has no {named(character)}, which is in {text!r}.",
                "Choose another symbology under [barcodes], or correct the barcode.",
            )
    return Encoded(symbology, text, start + text + stop if symbology is Symbology.CODABAR else text)
