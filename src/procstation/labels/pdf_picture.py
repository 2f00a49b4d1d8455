"""Read back the PDF that was written: each label of it as a picture, at a density bars need."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageChops

from procstation.errors import InputRefused
from procstation.labels.fonts import MM_PER_PT
from procstation.labels.layout import Layout
from procstation.labels.pages import Page
from procstation.labels.readback import PIXELS_PER_MODULE, Density
from procstation.labels.symbology import KINDS
from procstation.language import tr

PLAIN_PIXELS_PER_MM = 6.0
"""For labels without bars."""

LEAST_PIXELS_PER_MM = 4.0
"""Along bars, which are fine enough across. A pixel is smaller than the slack at the edges."""

INK_ONLY = [255] * 128 + [0] * 128
"""Turns what is inked by half or more white, and all else black."""

_PDFIUM = threading.Lock()
"""PDFium works for one thread at a time."""


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
            with _rendered(document, index, page, density) as bitmap:
                yield from _cut(bitmap, page, density)
    finally:
        with _PDFIUM:
            document.close()


@contextmanager
def _rendered(
    document: pypdfium2.PdfDocument, index: int, page: Page, density: Density
) -> Iterator[pypdfium2.PdfBitmap]:
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
        drawn.close()
    try:
        yield bitmap
    finally:
        with _PDFIUM:
            bitmap.close()


def _cut(bitmap: pypdfium2.PdfBitmap, page: Page, density: Density) -> Iterator[Image.Image]:
    """Cut the labels out, and see that nothing is left of the page."""
    across, down = density
    whole: Image.Image = bitmap.to_pil()  # On the memory of the bitmap.
    for label in page.labels:
        cell = (
            round(label.left_mm * across),
            round(label.top_mm * down),
            round((label.left_mm + label.layout.width_mm) * across),
            round((label.top_mm + label.layout.height_mm) * down),
        )
        yield _crop(whole, cell)
        left, top, right, bottom = cell
        with _PDFIUM:
            bitmap.fill_rect((255, 255, 255, 255), left, top, right - left, bottom - top)
    # To look at every pixel closely takes long, and hardly ever is there one to look at.
    if ImageChops.invert(whole).getbbox() and whole.point(INK_ONLY).getbbox():
        raise InputRefused(
            tr("Something is drawn outside the labels of the sheet."), tr("Correct the template.")
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
    across = down = LEAST_PIXELS_PER_MM if layout.symbols else PLAIN_PIXELS_PER_MM
    for symbol in layout.symbols:
        needed = PIXELS_PER_MODULE * layout.dots_per_mm / symbol.narrow
        across = max(across, needed)
        if KINDS[symbol.symbology].squares:
            down = max(down, needed)
    return across, down
