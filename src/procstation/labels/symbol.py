"""A barcode symbol on a label, as rectangles of whole printer dots."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from procstation.errors import InputRefused
from procstation.labels.elements import elements_of
from procstation.labels.itf import BEARER_MODULES
from procstation.labels.matrix import blocks_of, grid_of
from procstation.labels.symbology import KINDS, Encoded, Symbology
from procstation.language import tr

Rectangle = tuple[int, int, int, int]
"""Left, top, width and height, in dots."""

MIN_RATIO_SMALL = 2.25
SMALL_MODULE_MM = 0.508
"""Wide to narrow is at least 2.25 where the narrow bar is under 0.508 mm, else 2."""

MIN_MODULE_MM = 0.165
"""Few printers and few hand-held scanners can do finer bars."""

DRAWN_TOGETHER = 16
"""Elements: two characters of Codabar with the gaps behind them, or somewhat more of Code 128. An
even number, so that each group begins with a bar."""

DRAWN_FIRST = 4 * DRAWN_TOGETHER
"""Elements at the beginning, with which most numbers of a library begin."""

ENDLESS = 1_000_000
"""Dots: more than any label has."""


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
        text: What it carries, as it is to be printed below.
        reads: What a reader gives for it: Codabar with its start and stop.
        marks: What is inked, from the symbol's own top left; no two overlap.
        narrow: Dots of a narrow bar, or of a square.
        x, y, width, height: Of what is inked, without quiet zones.
    """

    symbology: Symbology
    text: str
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

    def bands(self) -> Iterator[tuple[int, int, bytes]]:
        """Yield its rows, equal ones together: top, height, and bits of one, 1 inked, padded."""
        row_bytes = (self.width + 7) // 8
        tops = {(top, top + height) for _, top, _, height in self.marks}
        edges = sorted({edge for both in tops for edge in both} | {0, self.height})
        bands = {band: bytearray(b"0" * 8 * row_bytes) for band in edges}
        across = {(top, end): edges[edges.index(top) : edges.index(end)] for top, end in tops}
        for left, top, width, height in self.marks:
            for band in across[top, top + height]:
                bands[band][left : left + width] = b"1" * width
        for band, below in pairwise(edges):
            yield band, below - band, int(bands[band], 2).to_bytes(row_bytes, "big")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where a symbol goes, and how wide its bars may be.

    Attributes:
        left, top, width, height: The room, in dots from the label's top left, quiet zones included.
        dots_per_mm: Of the printer.
        module_mm: Narrow bar or square aimed at; None for what the symbology usually has.
        min_module_mm: The least that is accepted.
        ratio: Wide to narrow aimed at.
    """

    left: int
    top: int
    width: int
    height: int
    dots_per_mm: float
    module_mm: float | None
    min_module_mm: float
    ratio: float

    def modules(self, usual_mm: float) -> range:
        """Return the dots a narrow bar may have, the one aimed at first."""
        aim_mm = self.module_mm if self.module_mm is not None else usual_mm
        largest = max(1, round(aim_mm * self.dots_per_mm))
        smallest = max(1, math.ceil(self.min_module_mm * self.dots_per_mm - 1e-6))
        return range(max(largest, smallest), smallest - 1, -1)


def symbol_in(encoded: Encoded, wanted: Wanted) -> Symbol:
    """Return the largest symbol that has room, in the middle of it.

    Bars are as high as the room. Of ITF two run along its top and bottom as well.

    Raises:
        InputRefused: There is no room for bars or squares of the least width, with the sum.
    """
    return (_squares if KINDS[encoded.symbology].squares else _bars)(encoded, wanted)


def least_width_mm(encoded: Encoded, dots_per_mm: float) -> float:
    """Return how wide a label has to be at a resolution, quiet zones included, in millimetres."""
    room = Wanted(0, 0, ENDLESS, ENDLESS, dots_per_mm, MIN_MODULE_MM, MIN_MODULE_MM, ratio=2.0)
    symbol = symbol_in(encoded, room)
    return (symbol.quiet.left + symbol.width + symbol.quiet.right) / dots_per_mm


def _bars(encoded: Encoded, wanted: Wanted) -> Symbol:
    kind = KINDS[encoded.symbology]
    elements = elements_of(encoded)
    narrow, wide, width = _sizes_in_dots(encoded, elements, wanted)
    height = wanted.height
    is_itf = encoded.symbology in (Symbology.ITF, Symbology.ITF14)
    bearer = BEARER_MODULES * narrow if is_itf else 0
    marks: list[Rectangle] = []
    at = 0
    begins = range(DRAWN_FIRST, len(elements), DRAWN_TOGETHER)
    for first, last in pairwise((0, *begins, len(elements))):
        bars, at = _bars_from(at, elements[first:last], narrow, wide, bearer, height - 2 * bearer)
        marks += bars
    if bearer:
        marks += [(0, 0, width, bearer), (0, height - bearer, width, bearer)]
    left, right = (modules * narrow for modules in kind.quiet)
    return Symbol(
        encoded.symbology,
        encoded.text,
        encoded.reads,
        tuple(marks),
        narrow,
        _quiet(left, right),
        wanted.left + left + (wanted.width - left - width - right) // 2,
        wanted.top,
        width,
        height,
    )


@lru_cache(maxsize=64)
def _quiet(left: int, right: int) -> Quiet:
    return Quiet(left, right)


@lru_cache(maxsize=1 << 13)
def _bars_from(
    at: int, elements: tuple[int, ...], narrow: int, wide: int, top: int, height: int
) -> tuple[tuple[Rectangle, ...], int]:
    """Return the bars of some elements and where the next one begins.

    They are kept, since the symbols of a job begin alike and share most of their characters.
    """
    bars = []
    for number, element in enumerate(elements):
        width = wide if element == 2 else element * narrow
        if number % 2 == 0:
            bars.append((at, top, width, height))
        at += width
    return tuple(bars), at


def _squares(encoded: Encoded, wanted: Wanted) -> Symbol:
    kind = KINDS[encoded.symbology]
    grid = grid_of(encoded.symbology, encoded.text)
    across, down = len(grid[0]), len(grid)
    margin = sum(kind.quiet)
    for dots in wanted.modules(kind.module_mm):
        if (across + margin) * dots <= wanted.width and (down + margin) * dots <= wanted.height:
            quiet = kind.quiet[0] * dots
            return Symbol(
                encoded.symbology,
                encoded.text,
                encoded.reads,
                tuple((x * dots, y * dots, w * dots, h * dots) for x, y, w, h in blocks_of(grid)),
                dots,
                Quiet(quiet, quiet, quiet, quiet),
                wanted.left + (wanted.width - across * dots) // 2,
                wanted.top + (wanted.height - down * dots) // 2,
                across * dots,
                down * dots,
            )
    smallest = wanted.modules(kind.module_mm)[-1]
    needed_mm = [(count + margin) * smallest / wanted.dots_per_mm for count in (across, down)]
    raise InputRefused(
        tr(
            "{spoken} of {count} characters needs {wide_mm:.1f} by"
            " {high_mm:.1f} mm with quiet zones ({of_module}); there are"
            " {width:.1f} by {height:.1f} mm.",
            spoken=kind.spoken,
            count=len(encoded.text),
            wide_mm=needed_mm[0],
            high_mm=needed_mm[1],
            of_module=tr(
                "square {dots:.3f} mm, {dpi:.0f} dpi",
                dots=smallest / wanted.dots_per_mm,
                dpi=wanted.dots_per_mm * 25.4,
            ),
            width=wanted.width / wanted.dots_per_mm,
            height=wanted.height / wanted.dots_per_mm,
        ),
        tr("Use a larger label, or a printer of more dpi."),
    )


def _sizes_in_dots(
    encoded: Encoded, elements: tuple[int, ...], wanted: Wanted
) -> tuple[int, int, int]:
    """Return the dots of a bar of one and of two, and of all, of the widest symbol with room."""
    twos = elements.count(2)
    others = sum(elements) - 2 * twos
    fits, narrow, wide, needed = _tried(encoded.symbology, twos, others, wanted)
    kind = KINDS[encoded.symbology]
    if fits:
        return narrow, wide, needed - sum(kind.quiet) * narrow
    raise InputRefused(
        tr(
            "{spoken} of {count} characters needs {needed:.1f} mm with quiet"
            " zones ({of_module}); there are {width:.1f} mm.",
            spoken=kind.spoken,
            count=len(encoded.reads),
            needed=needed / wanted.dots_per_mm,
            of_module=tr(
                "narrow bar {dots:.3f} mm, {dpi:.0f} dpi",
                dots=narrow / wanted.dots_per_mm,
                dpi=wanted.dots_per_mm * 25.4,
            ),
            width=wanted.width / wanted.dots_per_mm,
        ),
        tr("Use a wider label, a printer of more dpi, or a symbology that takes less room."),
    )


@lru_cache(maxsize=1 << 12)
def _tried(
    symbology: Symbology, twos: int, others: int, wanted: Wanted
) -> tuple[bool, int, int, int]:
    """Return the widest bars that have room, or the least there may be.

    Args:
        twos, others: Modules of the elements of two, and of all else. Numbers of one length have
            few such sums, so these are kept.

    Returns:
        Whether they have room; dots of a bar of one and of two, and of all with quiet zones.
    """
    kind = KINDS[symbology]
    modules = others + sum(kind.quiet)
    narrow = wide = needed = 0
    for narrow in wanted.modules(kind.module_mm):
        for wide in _wide_bars(narrow, wanted) if kind.two_widths else (2 * narrow,):
            needed = wide * twos + narrow * modules
            if needed <= wanted.width:
                return True, narrow, wide, needed
    return False, narrow, wide, needed


def _wide_bars(narrow: int, wanted: Wanted) -> list[int]:
    """Return the wide bars allowed beside a narrow one: the ratio aimed at, then slimmer ones."""
    small = narrow / wanted.dots_per_mm < SMALL_MODULE_MM
    least = math.ceil(narrow * (MIN_RATIO_SMALL if small else 2.0))
    aim = min(max(round(narrow * wanted.ratio), least), 3 * narrow)
    return list(range(aim, least - 1, -1))
