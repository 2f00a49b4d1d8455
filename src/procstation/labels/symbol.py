"""A barcode symbol in whole printer dots: which characters, how wide, with what quiet zones."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from procstation.errors import InputRefused
from procstation.labels import codabar, code39, code128
from procstation.labels.fonts import named

QUIET_MODULES = 10
"""Modules left white on either side; all three standards ask for ten."""

MIN_HEIGHT_MM = 5.0
MIN_HEIGHT_OF_LENGTH = 0.15
"""A symbol is as high as the larger of both, so that a hand-held scanner crosses all of it."""

MIN_RATIO_SMALL = 2.25
SMALL_MODULE_MM = 0.508
"""Wide to narrow is at least 2.25 where the narrow bar is under 0.508 mm, else 2."""


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
class Symbol:
    """Bars on a label, in dots from its top left.

    Attributes:
        reads: What a reader gives for it: Codabar with its start and stop.
        widths: Bar, space, bar, …, in dots.
        narrow: Dots of a narrow bar.
        x, y, height: Of the bars, without quiet zones, in dots.
    """

    symbology: Symbology
    reads: str
    widths: tuple[int, ...]
    narrow: int
    x: int
    y: int
    height: int

    @property
    def width(self) -> int:
        return sum(self.widths)

    @property
    def quiet(self) -> int:
        """Dots to leave white on either side."""
        return QUIET_MODULES * self.narrow

    def bars(self) -> Iterator[tuple[int, int]]:
        """Yield left and width of each bar, in dots from the label's left."""
        at = self.x
        for index, width in enumerate(self.widths):
            if index % 2 == 0:
                yield at, width
            at += width


@dataclass(frozen=True, slots=True)
class Wanted:
    """How wide a symbol may be.

    Attributes:
        room: Dots across, quiet zones included.
        dots_per_mm: Of the printer.
        module_mm: Narrow bar aimed at; `min_module_mm` is the least that is accepted.
        ratio: Wide to narrow aimed at.
    """

    room: int
    dots_per_mm: float
    module_mm: float
    min_module_mm: float
    ratio: float


def encode(symbology: Symbology, text: str, start: str = "A", stop: str = "A") -> str:
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
    return start + text + stop if symbology is Symbology.CODABAR else text


def widths_in_dots(symbology: Symbology, reads: str, wanted: Wanted) -> tuple[int, tuple[int, ...]]:
    """Return the dots of a narrow bar, and all widths, of the widest symbol that has room.

    Raises:
        InputRefused: There is no room for bars of the least width, with the sum.
    """
    largest = max(1, round(wanted.module_mm * wanted.dots_per_mm))
    smallest = max(1, math.ceil(wanted.min_module_mm * wanted.dots_per_mm - 1e-6))
    widths: tuple[int, ...] = ()
    for narrow in range(max(largest, smallest), smallest - 1, -1):
        for wide in _wide_bars(narrow, wanted):
            widths = _widths(symbology, reads, narrow, wide)
            if sum(widths) + 2 * QUIET_MODULES * narrow <= wanted.room:
                return narrow, widths
            if symbology is Symbology.CODE128:
                break
    needed_mm = (sum(widths) + 2 * QUIET_MODULES * smallest) / wanted.dots_per_mm
    raise InputRefused(
        f"{symbology.spoken} of {len(reads)} characters needs {needed_mm:.1f} mm with quiet zones"
        f" (narrow bar {smallest / wanted.dots_per_mm:.3f} mm,"
        f" {wanted.dots_per_mm * 25.4:.0f} dpi); there are"
        f" {wanted.room / wanted.dots_per_mm:.1f} mm.",
        "Use a wider label, a printer of more dpi, or Code 128.",
    )


def _wide_bars(narrow: int, wanted: Wanted) -> list[int]:
    """Return the wide bars allowed beside a narrow one: the ratio aimed at, then slimmer ones."""
    small = narrow / wanted.dots_per_mm < SMALL_MODULE_MM
    least = math.ceil(narrow * (MIN_RATIO_SMALL if small else 2.0))
    aim = min(max(round(narrow * wanted.ratio), least), 3 * narrow)
    return list(range(aim, least - 1, -1))


def _widths(symbology: Symbology, reads: str, narrow: int, wide: int) -> tuple[int, ...]:
    if symbology is Symbology.CODE128:
        return tuple(modules * narrow for modules in code128.code128_elements(reads))
    two_widths = (
        codabar.codabar_elements if symbology is Symbology.CODABAR else (code39.code39_elements)
    )
    return tuple(narrow if element == 1 else wide for element in two_widths(reads))
