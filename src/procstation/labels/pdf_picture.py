"""Read back the PDF that was written: each label of it as a picture, at a density bars need."""

import threading
from collections.abc import Iterator, Sequence

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from procstation.errors import InputRefused
from procstation.labels.fonts import MM_PER_PT
from procstation.labels.layout import Layout
from procstation.labels.pages import Page
from procstation.labels.readback import INK_ONLY, PIXELS_PER_MODULE, Density
from procstation.labels.symbology import KINDS

PLAIN_PIXELS_PER_MM = 6.0
"""For labels without bars."""

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
