"""What a printer or a file is sent, and how that is turned back into pictures to be checked."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PIL import Image

from procstation.errors import UsageError, did_you_mean
from procstation.labels import (
    LabelShelf,
    Page,
    pdf_of,
    pdf_pictures,
    picture_of,
    png_of,
    svg_of,
    zpl_of,
    zpl_pictures,
)

STAND_IN_FONT = "DejaVuSansCondensed"
"""For the printer's own font, where its commands are drawn to be checked."""


@dataclass(frozen=True, slots=True)
class Language:
    """One way to draw pages.

    Attributes:
        render: The bytes to send.
        pictures: Each label of these bytes as a picture, in the order of the pages.
        takes_sheets: False for the language of roll printers.
    """

    render: Callable[[Sequence[Page]], bytes]
    pictures: Callable[[bytes, Sequence[Page], LabelShelf], Iterable[Image.Image]]
    takes_sheets: bool = True


def _of_pdf(data: bytes, pages: Sequence[Page], _: LabelShelf) -> Iterable[Image.Image]:
    return pdf_pictures(data, pages)


def _of_zpl(data: bytes, _: Sequence[Page], shelf: LabelShelf) -> Iterable[Image.Image]:
    return zpl_pictures(data, shelf.face(STAND_IN_FONT))


def _of_layouts(_: bytes, pages: Sequence[Page], __: LabelShelf) -> Iterable[Image.Image]:
    return (picture_of(label.layout) for page in pages for label in page.labels)


LANGUAGES = {
    "pdf": Language(pdf_of, _of_pdf),
    "zpl": Language(zpl_of, _of_zpl, takes_sheets=False),
    "png": Language(png_of, _of_layouts),
    "svg": Language(svg_of, _of_layouts),
}


def language_named(name: str) -> Language:
    """Return a language.

    Raises:
        UsageError: There is none of that name.
    """
    if name not in LANGUAGES:
        raise UsageError(f"Labels cannot be drawn as {name!r}.", did_you_mean(name, LANGUAGES))
    return LANGUAGES[name]
