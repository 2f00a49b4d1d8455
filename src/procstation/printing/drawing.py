"""Pages drawn in each language, and turned back into pictures to be checked.

Importing this loads the reader of symbols, and drawing in a language what that takes: the first
label of a job waits for no more than it needs.
"""

# ruff: noqa: PLC0415

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from PIL import Image

from procstation.errors import InputRefused
from procstation.labels import LabelShelf, Layout, Page
from procstation.labels.fed import labels_of
from procstation.labels.picture import picture_of, png_of
from procstation.labels.raster import raster_of, raster_pictures
from procstation.labels.readback import check_picture

STAND_IN_FONT = "DejaVuSansCondensed"
"""For the printer's own font, where its commands are drawn to be checked."""

PICTURES_AHEAD = 64
"""Labels drawn and not yet looked at; more would only take memory."""


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
        """Return what is wrong with labels as they were drawn, by their numbers.

        Labels are looked at in threads, while the next ones are still being turned into pictures;
        the library that reads symbols lets others run meanwhile.
        """
        layouts = {label.number: label.layout for page in pages for label in page.labels}
        pictures = self.pictures(data, pages, shelf)
        faults: dict[int, InputRefused] = {}
        waiting: deque[tuple[int, Future[InputRefused | None]]] = deque()

        def settle(most: int) -> None:
            while len(waiting) > most:
                number, looked_at = waiting.popleft()
                fault = looked_at.result()
                if fault is not None:
                    faults[number] = fault

        with ThreadPoolExecutor(os.cpu_count(), "labels-check") as threads:
            for (number, layout), picture in zip(layouts.items(), pictures, strict=True):
                settle(PICTURES_AHEAD)
                waiting.append((number, threads.submit(_fault, layout, picture, margin_mm)))
            settle(0)
        return faults


def _fault(layout: Layout, picture: Image.Image, margin_mm: float) -> InputRefused | None:
    try:
        check_picture(layout, picture, margin_mm)
    except InputRefused as refusal:
        return refusal
    return None


def _pdf(pages: Sequence[Page]) -> bytes:
    from procstation.labels.pdf import pdf_of

    return pdf_of(pages)


def _svg(pages: Sequence[Page]) -> bytes:
    from procstation.labels.svg import svg_of

    return svg_of(pages)


def _zpl(pages: Sequence[Page]) -> bytes:
    from procstation.labels.zpl import zpl_of

    return zpl_of(pages)


def _of_pdf(data: bytes, pages: Sequence[Page], _: LabelShelf) -> Iterable[Image.Image]:
    from procstation.labels.pdf_picture import pdf_pictures

    return pdf_pictures(data, pages)


def _of_zpl(data: bytes, pages: Sequence[Page], shelf: LabelShelf) -> Iterable[Image.Image]:
    from procstation.labels.zpl_picture import zpl_pictures

    return _of_rows(zpl_pictures(data, shelf.face(STAND_IN_FONT)), pages)


def _of_raster(data: bytes, pages: Sequence[Page], _: LabelShelf) -> Iterable[Image.Image]:
    return _of_rows(raster_pictures(data), pages)


def _of_rows(pictures: Iterable[Image.Image], pages: Sequence[Page]) -> Iterator[Image.Image]:
    for picture, page in zip(pictures, pages, strict=True):
        yield from labels_of(picture, page)


def _of_layouts(_: bytes, pages: Sequence[Page], __: LabelShelf) -> Iterable[Image.Image]:
    return (picture_of(label.layout) for page in pages for label in page.labels)


DRAWINGS = {
    "pdf": Drawing(_pdf, _of_pdf),
    "png": Drawing(png_of, _of_layouts),
    "raster": Drawing(raster_of, _of_raster),
    "svg": Drawing(_svg, _of_layouts),
    "zpl": Drawing(_zpl, _of_zpl),
}
