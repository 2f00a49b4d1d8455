import re
import zlib
from base64 import a85decode
from itertools import pairwise

import pypdfium2
import pytest

from procstation.labels import LabelData, LabelShelf, Symbology, lay_out, place
from procstation.labels.pdf import pdf_of


def pdf(shelf: LabelShelf, data: LabelData, template: str, stock: str) -> bytes:
    layout = lay_out(
        shelf.template(template), shelf.stock(stock), data, shelf, 600 / 25.4, Symbology.CODABAR
    )
    return pdf_of(place([layout], shelf.stock(stock), {0}))


def content(data: bytes) -> str:
    """The drawing commands of the first page."""
    streams = re.findall(rb"ASCII85Decode[^>]*>>\s+stream\s+([!-u]+?)~>", data, re.DOTALL)
    texts = [zlib.decompress(a85decode(stream)) for stream in streams]
    return next(text for text in texts if b"BT" in text).decode("latin-1")


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
    bars = re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re", drawn)
    assert len(bars) == 64  # four in each of 16 characters
    dots = [(float(x) / 0.12, float(width) / 0.12) for x, _, width, _ in bars]
    assert all(abs(value - round(value)) < 0.01 for pair in dots for value in pair)
    assert {round(width) for _, width in dots} == {6, 15}
    for (left, width), (following, _) in pairwise(dots):
        assert following > left + width


def test_the_same_labels_give_the_same_bytes(shelf: LabelShelf, book: LabelData) -> None:
    assert pdf(shelf, book, "barcode", "ol1905") == pdf(shelf, book, "barcode", "ol1905")
