"""Whether a label would work: what is inked, where, and whether its bars can be read.

The pictures that are looked at are made from the very bytes that will be sent.
"""

import math
import threading
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from procstation.errors import InputRefused
from procstation.labels.layout import Box, Layout
from procstation.labels.pages import Page
from procstation.labels.symbol import MIN_HEIGHT_MM, MIN_HEIGHT_OF_LENGTH, Symbol, Symbology

PIXELS_PER_MODULE = 3
"""Below that, readers begin to miss symbols, and now and then misread one."""

PLAIN_PIXELS_PER_MM = 6.0
"""For labels without bars."""

INK_ONLY = [255] * 128 + [0] * 128
"""Turns ink white and paper black, since `getbbox` looks for what is not black."""

MARGIN_SLACK_MM = 0.3
"""A pixel that is partly inked may reach over the edge of what is drawn."""

FORMATS = {
    Symbology.CODABAR: zxingcpp.barcode_formats_from_str("Codabar"),
    Symbology.CODE39: zxingcpp.barcode_formats_from_str("Code39Std"),
    Symbology.CODE128: zxingcpp.barcode_formats_from_str("Code128"),
}

_PDFIUM = threading.Lock()
"""PDFium works for one thread at a time."""


def check_layout(layout: Layout, margin_mm: float) -> None:
    """Check a layout by its measures: edges, overlaps, quiet zones, height of bars.

    Args:
        margin_mm: Of the stock: nothing is inked so near an edge.

    Raises:
        InputRefused: With the first thing found wrong, and the numbers.
    """
    texts = [(repr(run.text), run) for run in layout.runs]
    bars = [(f"the symbol {symbol.reads!r}", layout.ink_of(symbol)) for symbol in layout.symbols]
    for what, box in [*((text, run.ink) for text, run in texts), *bars]:
        _require_margin(what, box, layout, margin_mm)
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


def check_picture(layout: Layout, picture: Image.Image, margin_mm: float) -> None:
    """Check a label as it was drawn: something is there, nothing near the edge, all bars read.

    Args:
        picture: The label alone, edge to edge, at any resolution.

    Raises:
        InputRefused: With what is wrong.
    """
    grey = picture.convert("L")
    ink = grey.point(INK_ONLY).getbbox()
    if ink is None:
        raise InputRefused("The label is blank.", "Correct the template.")
    pixels_per_mm = grey.width / layout.width_mm
    box = Box(*(edge / pixels_per_mm for edge in ink))
    _require_margin("what is drawn", box, layout, margin_mm - MARGIN_SLACK_MM)
    for symbol in layout.symbols:
        _require_readable(symbol, layout, grey, pixels_per_mm)


def pdf_pictures(pdf: bytes, pages: Sequence[Page]) -> Iterator[Image.Image]:
    """Render a PDF and yield each label of it, alone, in the order of the pages.

    Raises:
        InputRefused: A page has something on it outside its labels.
    """
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            for index, page in enumerate(pages):
                density = max(_density(label.layout) for label in page.labels)
                scale: Any = density * 25.4 / 72  # PDFium takes a float; the binding declares int.
                whole = document[index].render(scale=scale, grayscale=True).to_pil()
                yield from _cut(whole.convert("L"), page, density)
        finally:
            document.close()


def _cut(whole: Image.Image, page: Page, density: float) -> Iterator[Image.Image]:
    for label in page.labels:
        edges = (
            label.left_mm,
            label.top_mm,
            label.left_mm + label.layout.width_mm,
            label.top_mm + label.layout.height_mm,
        )
        left, top, right, bottom = (round(edge * density) for edge in edges)
        cell = (left, top, right, bottom)
        yield whole.crop(cell)
        whole.paste(255, cell)
    if whole.point(INK_ONLY).getbbox():
        raise InputRefused(
            "Something is drawn outside the labels of the sheet.", "Correct the template."
        )


def _density(layout: Layout) -> float:
    """Return the pixels per millimetre at which the finest symbol can be read for certain."""
    needed = [PIXELS_PER_MODULE * layout.dots_per_mm / symbol.narrow for symbol in layout.symbols]
    return max([PLAIN_PIXELS_PER_MM, *needed])


def _require_margin(what: str, box: Box, layout: Layout, margin_mm: float) -> None:
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
    quiet_mm = symbol.quiet / layout.dots_per_mm
    return Box(ink.left_mm - quiet_mm, ink.top_mm, ink.right_mm + quiet_mm, ink.bottom_mm)


def _require_height(symbol: Symbol, layout: Layout) -> None:
    box = layout.ink_of(symbol)
    least_mm = max(MIN_HEIGHT_MM, MIN_HEIGHT_OF_LENGTH * box.width_mm)
    if box.height_mm < least_mm - 0.01:
        raise InputRefused(
            f"The bars of {symbol.reads!r} are {box.height_mm:.1f} mm high; {box.width_mm:.1f} mm"
            f" long ones need {least_mm:.1f} mm.",
            "Use a higher label, or correct the template.",
        )


def _require_readable(
    symbol: Symbol, layout: Layout, picture: Image.Image, pixels_per_mm: float
) -> None:
    scale = pixels_per_mm / layout.dots_per_mm
    strip = picture.crop(
        (
            round((symbol.x - symbol.quiet) * scale),
            round(symbol.y * scale),
            round((symbol.x + symbol.width + symbol.quiet) * scale),
            round((symbol.y + symbol.height) * scale),
        )
    )
    # A picture of printer dots may have two pixels to the narrow bar. Half a pixel may be missing:
    # grey edges, doubled, are worse to read than pixels a little too few.
    enlarge = math.ceil((PIXELS_PER_MODULE - 0.5) / (symbol.narrow * scale))
    if enlarge > 1:
        strip = strip.resize((strip.width * enlarge, strip.height), Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(
        strip, formats=FORMATS[symbol.symbology], try_rotate=False, try_invert=False
    )
    if [result.text for result in found] != [symbol.reads]:
        read = ", ".join(repr(result.text) for result in found) or "nothing"
        raise InputRefused(
            f"The bars of {symbol.reads!r} read as {read}.",
            "Use a wider label, a printer of more dpi, or another symbology.",
        )
