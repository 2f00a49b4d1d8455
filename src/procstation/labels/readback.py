"""Labels as they were drawn, looked at: what is inked, and what the bars read as.

The pictures are made from the very bytes that will be sent.
"""

import math
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import zxingcpp
from PIL import Image

from procstation.errors import InputRefused
from procstation.labels.box import Box
from procstation.labels.layout import Layout
from procstation.labels.pages import Page
from procstation.labels.preflight import require_margin
from procstation.labels.symbol import Symbol
from procstation.labels.symbology import KINDS, Symbology

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
    Symbology.CODE39_MOD43: zxingcpp.barcode_formats_from_str("Code39Std"),
    Symbology.CODE128: zxingcpp.barcode_formats_from_str("Code128"),
    Symbology.EAN13: zxingcpp.barcode_formats_from_str("EAN13"),
    Symbology.ITF: zxingcpp.barcode_formats_from_str("ITF"),
    Symbology.ITF14: zxingcpp.barcode_formats_from_str("ITF"),
    Symbology.QR: zxingcpp.barcode_formats_from_str("QRCode"),
    Symbology.DATAMATRIX: zxingcpp.barcode_formats_from_str("DataMatrix"),
}

_PDFIUM = threading.Lock()
"""PDFium works for one thread at a time."""


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
    require_margin("what is drawn", box, layout, margin_mm - MARGIN_SLACK_MM)
    for symbol in layout.symbols:
        _require_readable(symbol, layout, grey, pixels_per_mm)


def pdf_pictures(pdf: bytes, pages: Sequence[Page]) -> Iterator[Image.Image]:
    """Render a PDF and yield each label of it, alone, in the order of the pages.

    Raises:
        InputRefused: A page has something on it outside its labels.
    """
    for index, page in enumerate(pages):
        density = max(_density(label.layout) for label in page.labels)
        yield from _cut(_rendered(pdf, index, density), page, density)


def _rendered(pdf: bytes, index: int, pixels_per_mm: float) -> Image.Image:
    scale: Any = pixels_per_mm * 25.4 / 72  # PDFium takes a float; the binding declares int.
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            page = document[index]
            bitmap = page.render(scale=scale, grayscale=True)
            picture: Image.Image = bitmap.to_pil().convert("L")
            bitmap.close()
            page.close()
        finally:
            document.close()
    return picture


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


def _require_readable(
    symbol: Symbol, layout: Layout, picture: Image.Image, pixels_per_mm: float
) -> None:
    scale = pixels_per_mm / layout.dots_per_mm
    strip = picture.crop(
        (
            round((symbol.x - symbol.quiet.left) * scale),
            round((symbol.y - symbol.quiet.above) * scale),
            round((symbol.x + symbol.width + symbol.quiet.right) * scale),
            round((symbol.y + symbol.height + symbol.quiet.below) * scale),
        )
    )
    # A picture of printer dots may have two pixels to the narrow bar. Half a pixel may be missing:
    # grey edges, doubled, are worse to read than pixels a little too few.
    enlarge = math.ceil((PIXELS_PER_MODULE - 0.5) / (symbol.narrow * scale))
    if enlarge > 1:
        down = enlarge if KINDS[symbol.symbology].squares else 1
        size = (strip.width * enlarge, strip.height * down)
        strip = strip.resize(size, Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(
        strip,
        formats=FORMATS[symbol.symbology],
        try_rotate=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=zxingcpp.EanAddOnSymbol.Read,
    )
    if [result.text for result in found] != [symbol.reads]:
        read = ", ".join(repr(result.text) for result in found) or "nothing"
        raise InputRefused(
            f"The bars of {symbol.reads!r} read as {read}.",
            "Use a wider label, a printer of more dpi, or another symbology.",
        )
