"""Pages drawn in each language, and turned back into pictures to be checked.

Importing this loads the libraries that draw and read; it takes half a second.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PIL import Image

from procstation.errors import InputRefused
from procstation.labels import LabelShelf, Layout, Page
from procstation.labels.pdf import pdf_of
from procstation.labels.picture import picture_of, png_of
from procstation.labels.raster import raster_of, raster_pictures
from procstation.labels.readback import check_picture, pdf_pictures
from procstation.labels.svg import svg_of
from procstation.labels.zpl import zpl_of
from procstation.labels.zpl_picture import zpl_pictures

STAND_IN_FONT = "DejaVuSansCondensed"
"""For the printer's own font, where its commands are drawn to be checked."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One way to draw pages.

    Attributes:
        render: The bytes to send.
        pictures: Each label of these bytes as a picture, in the order of the pages.
    """

    render: Callable[[Sequence[Page]], bytes]
    pictures: Callable[[bytes, Sequence[Page], LabelShelf], Iterable[Image.Image]]

    def faults(
        self, data: bytes, pages: Sequence[Page], shelf: LabelShelf, margin_mm: float
    ) -> dict[int, InputRefused]:
        """Return what is wrong with labels as they were drawn, by their numbers."""
        layouts = {label.number: label.layout for page in pages for label in page.labels}
        pictures = self.pictures(data, pages, shelf)
        checked = zip(layouts.items(), pictures, strict=True)
        faults = ((number, _fault(layout, one, margin_mm)) for (number, layout), one in checked)
        return {number: fault for number, fault in faults if fault is not None}


def _fault(layout: Layout, picture: Image.Image, margin_mm: float) -> InputRefused | None:
    try:
        check_picture(layout, picture, margin_mm)
    except InputRefused as refusal:
        return refusal
    return None


def _of_pdf(data: bytes, pages: Sequence[Page], _: LabelShelf) -> Iterable[Image.Image]:
    return pdf_pictures(data, pages)


def _of_zpl(data: bytes, _: Sequence[Page], shelf: LabelShelf) -> Iterable[Image.Image]:
    return zpl_pictures(data, shelf.face(STAND_IN_FONT))


def _of_raster(data: bytes, _: Sequence[Page], __: LabelShelf) -> Iterable[Image.Image]:
    return raster_pictures(data)


def _of_layouts(_: bytes, pages: Sequence[Page], __: LabelShelf) -> Iterable[Image.Image]:
    return (picture_of(label.layout) for page in pages for label in page.labels)


DRAWINGS = {
    "pdf": Drawing(pdf_of, _of_pdf),
    "png": Drawing(png_of, _of_layouts),
    "raster": Drawing(raster_of, _of_raster),
    "svg": Drawing(svg_of, _of_layouts),
    "zpl": Drawing(zpl_of, _of_zpl),
}
