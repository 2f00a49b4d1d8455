"""Whether a layout would work, by its measures: edges, overlaps, quiet zones, height of bars."""

from itertools import combinations

from procstation.errors import InputRefused
from procstation.labels.box import Box
from procstation.labels.layout import Layout
from procstation.labels.symbol import MIN_HEIGHT_MM, MIN_HEIGHT_OF_LENGTH, Symbol


def check_layout(layout: Layout, margin_mm: float) -> None:
    """Check a layout before it is drawn.

    Args:
        margin_mm: Of the stock: nothing is inked so near an edge.

    Raises:
        InputRefused: With the first thing found wrong, and the numbers.
    """
    texts = [(repr(run.text), run) for run in layout.runs]
    bars = [(f"the symbol {symbol.reads!r}", layout.ink_of(symbol)) for symbol in layout.symbols]
    for what, box in [*((text, run.ink) for text, run in texts), *bars]:
        require_margin(what, box, layout, margin_mm)
    for symbol in layout.symbols:
        _require_height(symbol, layout)
        quiet = _with_quiet_zones(symbol, layout)
        if quiet.left_mm < 0 or quiet.right_mm > layout.width_mm:
            raise InputRefused(
                f"The quiet zones of {symbol.reads!r} need {quiet.width_mm:.1f} mm; the label is"
                f" {layout.width_mm:.1f} mm wide.",
                "Use a wider label.",
            )
    zones = [
        *((text, run.letters) for text, run in texts),
        *(
            (what, _with_quiet_zones(symbol, layout))
            for (what, _), symbol in zip(bars, layout.symbols, strict=True)
        ),
    ]
    for (what, box), (other, other_box) in combinations(zones, 2):
        if box.overlaps(other_box):
            raise InputRefused(
                f"{what} and {other} overlap, quiet zones included.",
                "Correct the boxes of the template.",
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
            f"{what[:1].upper()}{what[1:]} comes within {nearest_mm:.1f} mm of the label's edge;"
            f" the stock wants {margin_mm:.1f} mm.",
            "Use a larger label, or correct the template.",
        )


def _with_quiet_zones(symbol: Symbol, layout: Layout) -> Box:
    ink = layout.ink_of(symbol)
    quiet, dots = symbol.quiet, layout.dots_per_mm
    return Box(
        ink.left_mm - quiet.left / dots,
        ink.top_mm - quiet.above / dots,
        ink.right_mm + quiet.right / dots,
        ink.bottom_mm + quiet.below / dots,
    )


def _require_height(symbol: Symbol, layout: Layout) -> None:
    box = layout.ink_of(symbol)
    least_mm = max(MIN_HEIGHT_MM, MIN_HEIGHT_OF_LENGTH * box.width_mm)
    if box.height_mm < least_mm - 0.01:
        raise InputRefused(
            f"The bars of {symbol.reads!r} are {box.height_mm:.1f} mm high; {box.width_mm:.1f} mm"
            f" long ones need {least_mm:.1f} mm.",
            "Use a higher label, or correct the template.",
        )
