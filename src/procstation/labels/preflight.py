"""Whether a layout would work, by its measures: edges, overlaps, quiet zones, size of bars."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, combinations, product

from procstation.config import BarcodesSection
from procstation.errors import InputRefused
from procstation.labels.box import Box
from procstation.labels.layout import Layout
from procstation.labels.symbol import Symbol
from procstation.labels.symbology import KINDS
from procstation.language import tr

MIN_HEIGHT_MM = 5.0
MIN_HEIGHT_OF_LENGTH = 0.15
"""Bars are as high as the larger of both, so that a hand-held scanner crosses all of them."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the printers and scanners of a station do well; a label beyond is warned of.

    Attributes:
        bar_mm, square_mm: Least width of a narrow bar, and of a square of QR or Data Matrix.
        bar_height_mm: Least height of bars.
        bar_dots: Least dots of a narrow bar or square, by the dpi from which it holds.
    """

    bar_mm: float
    square_mm: float
    bar_height_mm: float
    bar_dots: Sequence[tuple[int, int]]

    @classmethod
    def of(cls, section: BarcodesSection) -> "Limits":
        dots = sorted((one.dpi, one.dots) for one in section.bar_dots)
        return cls(section.bar_mm, section.square_mm, section.bar_height_mm, dots)

    def dots_at(self, dpi: float) -> int:
        """Return the least dots of a narrow bar at a resolution."""
        return next((dots for least, dots in reversed(self.bar_dots) if dpi > least - 1), 1)


USUAL_LIMITS = Limits.of(BarcodesSection())
"""Where the configuration says nothing else."""


def check_layout(layout: Layout, margin_mm: float) -> None:
    """Check a layout before it is drawn.

    Args:
        margin_mm: Of the stock: nothing is inked so near an edge.

    Raises:
        InputRefused: With the first thing found wrong, and the numbers.
    """
    texts = [(repr(run.text), run) for run in layout.runs]
    bars = [
        (tr("the symbol {reads!r}", reads=symbol.reads), layout.ink_of(symbol))
        for symbol in layout.symbols
    ]
    ruled = [(tr("a ruled line"), layout.box_of(line)) for line in layout.lines]
    for what, box in [*((text, run.ink) for text, run in texts), *bars, *ruled]:
        require_margin(what, box, layout, margin_mm)
    for symbol in layout.symbols:
        _require_height(symbol, layout)
        _require_quiet_zones(symbol, layout)
    zones = [
        *((text, run.letters) for text, run in texts),
        *(
            (what, _with_quiet_zones(symbol, layout))
            for (what, _), symbol in zip(bars, layout.symbols, strict=True)
        ),
    ]
    for (what, box), (other, other_box) in chain(combinations(zones, 2), product(zones, ruled)):
        if box.overlaps(other_box):
            raise InputRefused(
                tr("{what} and {other} overlap, quiet zones included.", what=what, other=other),
                tr("Correct the boxes of the template."),
            )


def warnings_of(layout: Layout, limits: Limits) -> tuple[str, ...]:
    """Return what is within the standards, but more than printer or scanners here may do."""
    return tuple(
        f"{symbol.reads!r}: {warning}"
        for symbol in layout.symbols
        for warning in _warnings(symbol, layout, limits)
    )


def require_margin(what: str, box: Box, layout: Layout, margin_mm: float) -> None:
    """Check that something keeps away from the edges.

    Raises:
        InputRefused: It does not, with the numbers.
    """
    nearest_mm = min(
        box.left_mm,
        box.top_mm,
        layout.width_mm - box.right_mm,
        layout.height_mm - box.bottom_mm,
    )
    if nearest_mm < margin_mm - 0.01:
        raise InputRefused(
            tr(
                "{what} comes within {nearest_mm:.1f} mm of the label's"
                " edge; the stock wants {margin_mm:.1f} mm.",
                what=what[:1].upper() + what[1:],
                nearest_mm=nearest_mm,
                margin_mm=margin_mm,
            ),
            tr("Use a larger label, or correct the template."),
        )


def _warnings(symbol: Symbol, layout: Layout, limits: Limits) -> list[str]:
    squares = KINDS[symbol.symbology].squares
    least_mm = limits.square_mm if squares else limits.bar_mm
    dpi = layout.dots_per_mm * 25.4
    narrow_mm = symbol.narrow / layout.dots_per_mm
    height_mm = symbol.height / layout.dots_per_mm
    found = []
    if narrow_mm < least_mm - 0.001:
        sizes = {"narrow_mm": narrow_mm, "least_mm": least_mm}
        found.append(
            tr("a square of {narrow_mm:.3f} mm; scanners here want {least_mm:g} mm", **sizes)
            if squares
            else tr(
                "a narrow bar of {narrow_mm:.3f} mm; scanners here want {least_mm:g} mm", **sizes
            )
        )
    if symbol.narrow < (dots := limits.dots_at(dpi)):
        printed = {"narrow": symbol.narrow, "dpi": dpi, "dots": dots}
        found.append(
            tr("a square of {narrow} dots; at {dpi:.0f} dpi {dots} print well", **printed)
            if squares
            else tr("a narrow bar of {narrow} dots; at {dpi:.0f} dpi {dots} print well", **printed)
        )
    if not squares and height_mm < limits.bar_height_mm - 0.01:
        found.append(
            tr(
                "bars {height_mm:.1f} mm high; scanners here want {bar_height_mm:g} mm",
                height_mm=height_mm,
                bar_height_mm=limits.bar_height_mm,
            )
        )
    return found


def _with_quiet_zones(symbol: Symbol, layout: Layout) -> Box:
    ink = layout.ink_of(symbol)
    quiet, dots = symbol.quiet, layout.dots_per_mm
    return Box(
        ink.left_mm - quiet.left / dots,
        ink.top_mm - quiet.above / dots,
        ink.right_mm + quiet.right / dots,
        ink.bottom_mm + quiet.below / dots,
    )


def _require_quiet_zones(symbol: Symbol, layout: Layout) -> None:
    quiet = _with_quiet_zones(symbol, layout)
    for what, near_mm, far_mm, has_mm in (
        ("wide", quiet.left_mm, quiet.right_mm, layout.width_mm),
        ("high", quiet.top_mm, quiet.bottom_mm, layout.height_mm),
    ):
        if near_mm < 0 or far_mm > has_mm:
            raise InputRefused(
                tr(
                    "The quiet zones of {reads!r} need {far_mm:.1f} mm; the label"
                    " is {has_mm:.1f} mm {what}.",
                    reads=symbol.reads,
                    far_mm=far_mm - near_mm,
                    has_mm=has_mm,
                    what=what,
                ),
                tr("Use a larger label, or correct the template."),
            )


def _require_height(symbol: Symbol, layout: Layout) -> None:
    if KINDS[symbol.symbology].squares:
        return
    box = layout.ink_of(symbol)
    least_mm = max(MIN_HEIGHT_MM, MIN_HEIGHT_OF_LENGTH * box.width_mm)
    if box.height_mm < least_mm - 0.01:
        raise InputRefused(
            tr(
                "The bars of {reads!r} are {height_mm:.1f} mm high;"
                " {width_mm:.1f} mm long ones need {least_mm:.1f} mm.",
                reads=symbol.reads,
                height_mm=box.height_mm,
                width_mm=box.width_mm,
                least_mm=least_mm,
            ),
            tr("Use a higher label, or correct the template."),
        )
