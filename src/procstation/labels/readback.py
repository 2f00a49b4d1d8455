"""Labels as they were drawn, looked at: what is inked, and what the bars read as.

The pictures are made from the very bytes that will be sent.
"""

import math
import threading
from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp
from PIL import Image

from procstation.errors import InputRefused
from procstation.labels.box import Box
from procstation.labels.elements import EAN_DIGITS
from procstation.labels.fonts import MM_PER_PT
from procstation.labels.layout import Layout
from procstation.labels.pages import Page
from procstation.labels.preflight import require_margin
from procstation.labels.symbol import Symbol
from procstation.labels.symbology import KINDS, Symbology

PIXELS_PER_MODULE = 3
"""Below that, readers begin to miss symbols, and now and then misread one."""

ROWS_READ = 20
"""Of a symbol whose rows are all alike; each is the mean of several."""

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

Density = tuple[float, float]
"""Pixels per millimetre, across and down."""

ADDON, NO_ADDON = zxingcpp.EanAddOnSymbol.Require, zxingcpp.EanAddOnSymbol.Ignore
"""Asked to read an add-on where there is one, zxing at times gives the EAN-13 alone as well."""

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
    across, down = grey.width / layout.width_mm, grey.height / layout.height_mm
    left, top, right, bottom = ink
    box = Box(left / across, top / down, right / across, bottom / down)
    require_margin("what is drawn", box, layout, margin_mm - MARGIN_SLACK_MM)
    for symbol in layout.symbols:
        _require_readable(symbol, layout, grey, (across, down))


def pdf_pictures(pdf: bytes, pages: Sequence[Page]) -> Iterator[Image.Image]:
    """Render a PDF and yield each label of it, alone, in the order of the pages.

    Bars get as many pixels across as it takes to read them, and fewer down, where all rows are
    alike.

    Raises:
        InputRefused: A page has something on it outside its labels.
    """
    with _PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
    try:
        for index, page in enumerate(pages):
            densities = [_density(label.layout) for label in page.labels]
            density = max(across for across, _ in densities), max(down for _, down in densities)
            yield from _cut(_rendered(document, index, page, density), page, density)
    finally:
        with _PDFIUM:
            document.close()


def _rendered(
    document: pypdfium2.PdfDocument, index: int, page: Page, density: Density
) -> Image.Image:
    """Render one page in grey; PDFium's binding has no function for two scales."""
    across, down = density
    width, height = round(page.width_mm * across), round(page.height_mm * down)
    to_pixels = pdfium.FS_MATRIX(across * MM_PER_PT, 0, 0, down * MM_PER_PT, 0, 0)
    with _PDFIUM:
        drawn = document[index]
        bitmap = pypdfium2.PdfBitmap.new_native(width, height, pdfium.FPDFBitmap_Gray)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        whole = pdfium.FS_RECTF(0, 0, width, height)
        pdfium.FPDF_RenderPageBitmapWithMatrix(
            bitmap.raw, drawn.raw, to_pixels, whole, pdfium.FPDF_GRAYSCALE
        )
        picture: Image.Image = bitmap.to_pil().copy()
        bitmap.close()
        drawn.close()
    return picture


def _cut(whole: Image.Image, page: Page, density: Density) -> Iterator[Image.Image]:
    across, down = density
    for label in page.labels:
        cell = (
            round(label.left_mm * across),
            round(label.top_mm * down),
            round((label.left_mm + label.layout.width_mm) * across),
            round((label.top_mm + label.layout.height_mm) * down),
        )
        yield _crop(whole, cell)
        whole.paste(255, cell)
    if whole.point(INK_ONLY).getbbox():
        raise InputRefused(
            "Something is drawn outside the labels of the sheet.", "Correct the template."
        )


def _crop(whole: Image.Image, cell: tuple[int, int, int, int]) -> Image.Image:
    """Cut a cell out; what of it lies beside the page is white."""
    left, top, right, bottom = cell
    if left >= 0 and top >= 0 and right <= whole.width and bottom <= whole.height:
        return whole.crop(cell)
    paper = Image.new(whole.mode, (right - left, bottom - top), 255)
    paper.paste(whole, (-left, -top))
    return paper


def _density(layout: Layout) -> Density:
    """Return the pixels per millimetre at which the finest symbol can be read for certain."""
    across = down = PLAIN_PIXELS_PER_MM
    for symbol in layout.symbols:
        needed = PIXELS_PER_MODULE * layout.dots_per_mm / symbol.narrow
        across = max(across, needed)
        if KINDS[symbol.symbology].squares:
            down = max(down, needed)
    return across, down


def _require_readable(
    symbol: Symbol, layout: Layout, picture: Image.Image, density: Density
) -> None:
    scale, down = (one / layout.dots_per_mm for one in density)
    strip = picture.crop(
        (
            round((symbol.x - symbol.quiet.left) * scale),
            round((symbol.y - symbol.quiet.above) * down),
            round((symbol.x + symbol.width + symbol.quiet.right) * scale),
            round((symbol.y + symbol.height + symbol.quiet.below) * down),
        )
    )
    # More pixels than are needed, and rows of a symbol that has but one, only take time.
    across = max(1, int(symbol.narrow * scale / PIXELS_PER_MODULE))
    squares = KINDS[symbol.symbology].squares
    strip = strip.reduce((across, across if squares else max(1, strip.height // ROWS_READ)))
    scale /= across
    # A picture of printer dots may have two pixels to the narrow bar. Half a pixel may be missing:
    # grey edges, doubled, are worse to read than pixels a little too few.
    enlarge = math.ceil((PIXELS_PER_MODULE - 0.5) / (symbol.narrow * scale))
    if enlarge > 1:
        size = (strip.width * enlarge, strip.height * (enlarge if squares else 1))
        strip = strip.resize(size, Image.Resampling.NEAREST)
    found = zxingcpp.read_barcodes(
        strip,
        formats=FORMATS[symbol.symbology],
        try_rotate=False,
        try_invert=False,
        text_mode=zxingcpp.TextMode.Plain,
        ean_add_on_symbol=ADDON if len(symbol.reads) > EAN_DIGITS else NO_ADDON,
    )
    if [result.text for result in found] != [symbol.reads]:
        read = ", ".join(repr(result.text) for result in found) or "nothing"
        raise InputRefused(
            f"The bars of {symbol.reads!r} read as {read}.",
            "Use a wider label, a printer of more dpi, or another symbology.",
        )
