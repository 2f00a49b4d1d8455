import io
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image

from procstation.labels import LabelData, LabelShelf, Symbology, lay_out, place
from procstation.labels.picture import picture_of, png_of


@pytest.mark.parametrize("dots_per_mm", [8, 300 / 25.4, 600 / 25.4])
def test_bars_are_the_dots_of_the_layout(
    shelf: LabelShelf, book: LabelData, dots_per_mm: float
) -> None:
    stock = shelf.stock("roll-51x25")
    layout = lay_out(shelf.template("barcode"), stock, book, shelf, dots_per_mm, Symbology.CODABAR)
    picture = picture_of(layout)
    (symbol,) = layout.symbols
    row = [picture.getpixel((x, symbol.y + 3)) for x in range(picture.width)]
    inked = {x for left, _, width, _ in symbol.rects() for x in range(left, left + width)}
    assert {x for x, pixel in enumerate(row) if pixel == 0} == inked


def test_a_png_says_how_large_it_is_and_holds_all_pages(shelf: LabelShelf, book: LabelData) -> None:
    stock, template = shelf.stock("ol1905"), shelf.template("barcode")
    numbers = [f"3023400051{number}" for number in range(1000, 1033)]
    layouts = [
        lay_out(
            template,
            stock,
            replace(book, barcode=number),
            shelf,
            300 / 25.4,
            Symbology.CODE128,
        )
        for number in numbers
    ]
    picture = Image.open(io.BytesIO(png_of(place(layouts, stock))))
    assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
    assert picture.size == (2550, 2 * 3300)
    code_128 = zxingcpp.barcode_formats_from_str("Code128")
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=code_128)
    assert sorted(result.text for result in found) == numbers


def test_text_is_drawn_where_it_was_laid_out(shelf: LabelShelf, book: LabelData) -> None:
    stock = shelf.stock("roll-25x38")
    layout = lay_out(shelf.template("spine"), stock, book, shelf, 24, Symbology.CODABAR)
    for run in layout.runs:
        box = (run.ink.left_mm, run.letters.top_mm, run.ink.right_mm, run.letters.bottom_mm)
        line = picture_of(layout).crop(tuple(round(edge * 24) for edge in box))
        ink = line.point(lambda pixel: not pixel).getbbox()
        assert ink is not None
        assert ink[2] - ink[0] >= 0.85 * line.width
        assert ink[3] == pytest.approx(line.height, abs=2)
