import io

import pytest
from PIL import Image

from procstation.errors import InputRefused
from procstation.labels import LabelData, LabelShelf, Layout, Symbology, lay_out, place
from procstation.labels.picture import picture_of
from procstation.labels.raster import raster_of, raster_pictures

TWO_LABELS = bytes.fromhex("50340A 312031 0A 80  50340A 392032 0A 8080 0000".replace(" ", ""))
"""One black dot; and 9 × 2 dots, black at both ends of the first row."""


@pytest.fixture
def layout(shelf: LabelShelf, book: LabelData) -> Layout:
    template, stock = shelf.template("barcode"), shelf.stock("roll-51x25")
    return lay_out(template, stock, book, shelf, 8, Symbology.CODE128)


def test_rows_are_padded_and_black_is_1() -> None:
    first, second = raster_pictures(TWO_LABELS)
    assert (first.size, second.size) == ((1, 1), (9, 2))
    assert first.getpixel((0, 0)) == 0
    black = [(x, y) for y in range(2) for x in range(9) if not second.getpixel((x, y))]
    assert black == [(0, 0), (8, 0)]


def test_what_is_sent_is_the_picture_of_each_label(shelf: LabelShelf, layout: Layout) -> None:
    data = raster_of(place([layout, layout], shelf.stock("roll-51x25")))
    first, second = raster_pictures(data)
    assert first.tobytes() == second.tobytes() == picture_of(layout).tobytes()


def test_another_reader_of_pbm_agrees(shelf: LabelShelf, layout: Layout) -> None:
    data = raster_of(place([layout], shelf.stock("roll-51x25")))
    picture = Image.open(io.BytesIO(data))
    assert (picture.format, picture.size) == ("PPM", (layout.width_dots, layout.height_dots))
    assert picture.tobytes() == picture_of(layout).tobytes()


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (TWO_LABELS[:-1], "ends 1 bytes too early"),
        (TWO_LABELS + b"\n", "no picture begins at byte 19"),
        (b"P5\n1 1\n\x80", "no picture begins at byte 0"),
        (b"P4\n0 1\n", "no picture begins at byte 0"),
    ],
)
def test_what_is_no_row_of_pictures_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(InputRefused, match=why):
        list(raster_pictures(data))
