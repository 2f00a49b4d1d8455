"""A barcode symbol on a label, as rectangles of whole printer dots."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from procstation.errors import InputRefused
from procstation.labels import codabar, code39, code128
from procstation.labels.symbology import Encoded, Symbology

Rectangle = tuple[int, int, int, int]
"""Left, top, width and height, in dots."""

QUIET_MODULES = 10
"""Modules left white on either side; all three standards ask for ten."""

MIN_HEIGHT_MM = 5.0
MIN_HEIGHT_OF_LENGTH = 0.15
"""A symbol is as high as the larger of both, so that a hand-held scanner crosses all of it."""

MIN_RATIO_SMALL = 2.25
SMALL_MODULE_MM = 0.508
"""Wide to narrow is at least 2.25 where the narrow bar is under 0.508 mm, else 2."""


@dataclass(frozen=True, slots=True)
class Quiet:
    """What is to be left white around a symbol, in dots."""

    left: int
    right: int
    above: int = 0
    below: int = 0


@dataclass(frozen=True, slots=True)
class Symbol:
    """Bars or squares on a label, in dots from its top left.

    Attributes:
        reads: What a reader gives for it: Codabar with its start and stop.
        marks: What is inked, from the symbol's own top left; no two overlap.
        narrow: Dots of a narrow bar, or of a square.
        x, y, width, height: Of what is inked, without quiet zones.
    """

    symbology: Symbology
    reads: str
    marks: tuple[Rectangle, ...]
    narrow: int
    quiet: Quiet
    x: int
    y: int
    width: int
    height: int

    def rects(self) -> Iterator[Rectangle]:
        """Yield what is inked, in dots from the label's top left."""
        for left, top, width, height in self.marks:
            yield self.x + left, self.y + top, width, height


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a symbol goes, and how wide its bars may be.

    Attributes:
        left, top, width, height: The room, in dots from the label's top left, quiet zones included.
        dots_per_mm: Of the printer.
        module_mm: Narrow bar aimed at; `min_module_mm` is the least that is accepted.
        ratio: Wide to narrow aimed at.
    """

    left: int
    top: int
    width: int
    height: int
    dots_per_mm: float
    module_mm: float
    min_module_mm: float
    ratio: float


def symbol_in(encoded: Encoded, wanted: Wanted) -> Symbol:
    """Return the widest symbol that has room, in the middle of it.

    Raises:
        InputRefused: There is no room for bars of the least width, with the sum.
    """
    narrow, widths = _widths_in_dots(encoded, wanted)
    width = sum(widths)
    return Symbol(
        encoded.symbology,
        encoded.reads,
        _bars(widths, wanted.height),
        narrow,
        Quiet(QUIET_MODULES * narrow, QUIET_MODULES * narrow),
        wanted.left + (wanted.width - width) // 2,
        wanted.top,
        width,
        wanted.height,
    )


def _bars(widths: Sequence[int], height: int) -> tuple[Rectangle, ...]:
    """Return every other width, from the first, as a bar."""
    marks: list[Rectangle] = []
    at = 0
    for index, width in enumerate(widths):
        if index % 2 == 0:
            marks.append((at, 0, width, height))
        at += width
    return tuple(marks)


def _widths_in_dots(encoded: Encoded, wanted: Wanted) -> tuple[int, tuple[int, ...]]:
    """Return the dots of a narrow bar, and all widths, of the widest symbol that has room."""
    symbology, reads = encoded.symbology, encoded.reads
    largest = max(1, round(wanted.module_mm * wanted.dots_per_mm))
    smallest = max(1, math.ceil(wanted.min_module_mm * wanted.dots_per_mm - 1e-6))
    widths: tuple[int, ...] = ()
    for narrow in range(max(largest, smallest), smallest - 1, -1):
        for wide in _wide_bars(narrow, wanted):
            widths = _widths(symbology, reads, narrow, wide)
            if sum(widths) + 2 * QUIET_MODULES * narrow <= wanted.width:
                return narrow, widths
            if symbology is Symbology.CODE128:
                break
    needed_mm = (sum(widths) + 2 * QUIET_MODULES * smallest) / wanted.dots_per_mm
    raise InputRefused(
        f"{symbology.spoken} of {len(reads)} characters needs {needed_mm:.1f} mm with quiet zones"
        f" (narrow bar {smallest / wanted.dots_per_mm:.3f} mm,"
        f" {wanted.dots_per_mm * 25.4:.0f} dpi); there are"
        f" {wanted.width / wanted.dots_per_mm:.1f} mm.",
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
