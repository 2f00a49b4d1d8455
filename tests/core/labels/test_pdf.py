import re
import zlib
from dataclasses import replace
from itertools import pairwise

import pypdfium2
import pytest
from PIL import ImageChops, ImageFilter, ImageOps

from procstation.labels import (
    Face,
    LabelData,
    LabelShelf,
    Layout,
    RollStock,
    Symbology,
    lay_out,
    place,
)
from procstation.labels.found_fonts import font_folders
from procstation.labels.pdf import pdf_of
from procstation.labels.pdf_picture import pdf_pictures
from procstation.labels.picture import picture_of
from procstation.labels.template import Turn
from procstation.labels.text_block import TextRun


def pdf(shelf: LabelShelf, data: LabelData, template: str, stock: str) -> bytes:
    layout = lay_out(
        shelf.template(template), shelf.stock(stock), data, shelf, 600 / 25.4, Symbology.CODABAR
    )
    return pdf_of(place([layout], shelf.stock(stock), {0}))


def content(data: bytes) -> str:
    """The drawing commands of the first page."""
    streams = re.findall(rb"/FlateDecode.*?stream\n(.*?)endstream", data, re.DOTALL)
    texts = [zlib.decompressobj().decompress(stream) for stream in streams]
    return next(text for text in texts if text.startswith(b"BT\n")).decode("ascii")


def test_pages_have_the_size_of_the_stock(shelf: LabelShelf, book: LabelData) -> None:
    document = pypdfium2.PdfDocument(pdf(shelf, book, "spine", "avery-l7651"))
    width, height = document[0].get_size()
    assert (width * 25.4 / 72, height * 25.4 / 72) == pytest.approx((210, 297), abs=0.01)
    document.close()


def test_text_can_be_searched_and_every_font_is_embedded(
    shelf: LabelShelf, book: LabelData
) -> None:
    data = pdf(shelf, book, "spine", "ol114")
    document = pypdfium2.PdfDocument(data)
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    assert text.split() == ["PS", "3562", ".E42", "L4", "1969", "c.2"]
    assert b"DejaVuSansCondensed-Bold" in data
    assert b"/FontFile2" in data
    assert b"Helvetica" not in data


def test_bars_are_whole_dots_of_the_printer(shelf: LabelShelf, book: LabelData) -> None:
    drawn = content(pdf(shelf, book, "barcode", "avery-5160"))
    matrix = re.search(r"q ([\d.]+) 0 0 -([\d.]+) 0 ([\d.]+) cm", drawn)
    assert matrix is not None
    assert [float(one) for one in matrix.groups()] == pytest.approx([0.12, 0.12, 792], abs=1e-4)
    bars = re.findall(r"^(\d+) (\d+) (\d+) (\d+) re$", drawn, re.MULTILINE)
    assert len(bars) == 64  # four in each of 16 characters
    dots = [(int(x), int(width)) for x, _, width, _ in bars]
    assert {width for _, width in dots} == {6, 15}
    for (left, width), (following, _) in pairwise(dots):
        assert following > left + width


def test_the_same_labels_give_the_same_bytes(shelf: LabelShelf, book: LabelData) -> None:
    assert pdf(shelf, book, "barcode", "ol1905") == pdf(shelf, book, "barcode", "ol1905")


TITLES = {
    "Hebrew and digits": "מלחמה ושלום (כרך 2), 1969",
    "Arabic": "ألف ليلة وليلة",
    "Latin with marks": "t͡sarʹ ẕ̣",
    "Devanagari": "हिन्दी साहित्य",
    "Thai": "ประวัติศาสตร์ไทย",
}


@pytest.mark.long
@pytest.mark.parametrize("turn", [0, 90, 270])
@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
def test_a_shaped_line_is_drawn_as_in_the_picture(
    shelf: LabelShelf, title: str, turn: Turn
) -> None:
    face = shelf.face("DejaVuSansCondensed")
    stock = RollStock(kind="roll", title="Square", label_width_mm=60, label_height_mm=60)
    x, y = {0: (5.0, 30.0), 90: (30.0, 5.0), 270: (30.0, 55.0)}[turn]
    run = TextRun(title, face, 16, x, y, face.width_mm(title, 16), "left", turn)
    layout = Layout(60, 60, 8, (run,), ())
    dots = picture_of(layout).convert("L")
    (label,) = pdf_pictures(pdf_of(place([layout], stock)), place([layout], stock))
    printed = label.resize(dots.size).point(lambda grey: 255 if grey > 127 else 0)
    apart = ImageChops.difference(
        dots.filter(ImageFilter.MinFilter(3)), printed.filter(ImageFilter.MinFilter(3))
    ).filter(ImageFilter.MinFilter(5))
    assert apart.getbbox() is None, "ink more than two dots away from where it is in the other"
    assert ImageOps.invert(dots).getbbox() is not None


def test_a_shaped_line_is_copied_in_reading_order(shelf: LabelShelf, book: LabelData) -> None:
    data = content(pdf(shelf, replace(book, title="שלום 2"), "barcode", "avery-5160"))
    assert "/ActualText <feff05e905dc05d505dd00200032>" in data


def test_fonts_are_embedded_by_the_glyph(shelf: LabelShelf, book: LabelData) -> None:
    data = pdf(shelf, replace(book, title="हिन्दी"), "barcode", "avery-5160")
    assert b"NotoSansDevanagari-Regular" in data
    assert len(data) < 20_000  # the two fonts have 900 kB


def test_outlines_of_opentype_fonts_are_embedded(shelf: LabelShelf) -> None:
    """CFF outlines, which are in no font that comes along: from the system, where it has one."""
    name = "NimbusSans-Regular.otf"
    found = (file for folder in font_folders() for file in folder.rglob(name))
    file = next(found, None)
    if file is None:
        pytest.skip(f"{name} is not installed")
    face = Face("NimbusSans", file.read_bytes())
    stock = RollStock(kind="roll", title="Square", label_width_mm=60, label_height_mm=60)
    run = TextRun("Škvorecký", face, 24, 5, 30, face.width_mm("Škvorecký", 24), "left")
    layout = Layout(60, 60, 8, (run,), ())
    data = pdf_of(place([layout], stock))
    assert b"/FontFile3" in data
    (label,) = pdf_pictures(data, place([layout], stock))
    ink = label.point(lambda grey: 255 * (grey < 128)).getbbox()
    dots = picture_of(layout).point(lambda dot: not dot).getbbox()
    assert ink is not None
    assert dots is not None
    assert [edge / 6 for edge in ink] == pytest.approx([edge / 8 for edge in dots], abs=0.4)
