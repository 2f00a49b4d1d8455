"""Labels that lie turned on a roll, or beside each other: sent so, checked as they are read."""

from dataclasses import replace
from itertools import product

import pytest
import zxingcpp
from PIL import Image, ImageChops

from procstation.errors import InputRefused
from procstation.items import CallNumber, Scheme
from procstation.labels import (
    LabelData,
    LabelShelf,
    Layout,
    Page,
    Registration,
    RollStock,
    Symbology,
    lay_out,
    place,
)
from procstation.labels.calibration import calibration_page
from procstation.labels.fed import fed, labels_of
from procstation.labels.picture import picture_of
from procstation.labels.raster import raster_pictures
from procstation.labels.zpl_picture import zpl_pictures
from procstation.printing.drawing import DRAWINGS

SHELF = LabelShelf()
FACE = SHELF.face("DejaVuSansCondensed")
DPMM = 300 / 25.4
DATA = LabelData("31234000120004", CallNumber("QA76 .C5", Scheme.LCC, "952$o"), "Left to right")
QUARTER = {
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}


def roll(**changes: object) -> RollStock:
    facts = {"kind": "roll", "title": "", "label_width_mm": 54.0, "label_height_mm": 25.0}
    return RollStock(**(facts | changes))  # type: ignore[arg-type]


def laid_out(stock: RollStock, data: LabelData = DATA) -> Layout:
    template = SHELF.template("barcode")
    return lay_out(template, stock, data, SHELF, DPMM, Symbology.CODABAR)


def sent(language: str, pages: list[Page]) -> list[Image.Image]:
    """What comes out of the printer, row by row."""
    data = DRAWINGS[language].render(pages)
    return [*(raster_pictures(data) if language == "raster" else zpl_pictures(data, FACE))]


def black(picture: Image.Image) -> int:
    return picture.convert("L").histogram()[0]


def test_fourteen_digits_fit_a_narrow_roll_that_is_read_along_the_feed() -> None:
    stock = SHELF.stock("dymo-30336")
    pages = place([laid_out(stock)], stock)  # type: ignore[arg-type]
    (picture,) = sent("raster", pages)
    assert picture.size == (295, 637)  # 25 and 54 mm of 300 dpi.
    (read,) = zxingcpp.read_barcodes(
        picture.convert("L").transpose(Image.Transpose.ROTATE_90), try_rotate=False
    )
    assert read.text == "A31234000120004A"
    assert DRAWINGS["raster"].faults(DRAWINGS["raster"].render(pages), pages, SHELF, 1.5) == {}
    with pytest.raises(InputRefused, match="there are 25"):
        laid_out(SHELF.stock("dymo-30336-upright"))  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "turn"), [*product(["raster", "zpl"], [90, 180, 270])])
def test_what_is_sent_is_the_upright_label_turned(language: str, turn: int) -> None:
    stock = roll(turn=turn)
    layout = laid_out(stock)
    pages = place([layout], stock)
    (picture,) = sent(language, pages)
    upright = picture_of(layout)
    assert picture.size == upright.transpose(QUARTER[turn]).size
    wanted = upright.transpose(QUARTER[turn])
    # Each glyph begins on a whole dot, from the other side: there may be one between.
    bars = [one for symbol in fed(pages[0]).symbols for one in symbol.rects()]
    for x, y, width, height in bars:
        assert black(picture.crop((x, y, x + width, y + height))) == width * height
    assert black(ImageChops.logical_xor(picture, wanted).point(lambda one: not one)) < 0.2 * black(
        wanted
    )
    drawing = DRAWINGS[language]
    assert drawing.faults(drawing.render(pages), pages, SHELF, stock.margin_mm) == {}


@pytest.mark.parametrize(("language", "turn"), [*product(["raster", "zpl"], [0, 90, 180, 270])])
def test_labels_beside_each_other_are_checked_one_by_one(language: str, turn: int) -> None:
    stock = roll(turn=turn, across=2, pitch_mm=60.0)
    numbers = ["31234000120004", "31234000120012", "31234000120020"]
    layouts = [laid_out(stock, replace(DATA, barcode=one)) for one in numbers]
    pages = place(layouts, stock)
    assert [[label.cell for label in page.labels] for page in pages] == [[0, 1], [0]]
    across = round((60 + stock.lies_mm[0]) * DPMM)
    assert [abs(one.width - across) <= 1 for one in sent(language, pages)] == [True, True]
    drawing = DRAWINGS[language]
    data = drawing.render(pages)
    assert drawing.faults(data, pages, SHELF, stock.margin_mm) == {}
    swapped = replace(layouts[1], symbols=layouts[2].symbols)
    others = place([layouts[0], swapped, layouts[2]], stock)
    (fault,) = drawing.faults(data, others, SHELF, stock.margin_mm).items()
    assert fault[0] == 1
    assert "A31234000120020A" in fault[1].what


def test_an_error_of_the_printer_is_made_up_for_as_the_label_is_read() -> None:
    stock = roll(turn=90)
    layout = laid_out(stock)
    pages = place([layout], stock, registration=Registration(1.0, 0.0))
    (picture,) = sent("raster", pages)
    (at_rest,) = sent("raster", place([layout], stock))
    before, after = (one.point(lambda dot: not dot).getbbox() for one in (at_rest, picture))
    assert before is not None
    assert after is not None
    # To the right on a label that reads downwards is down.
    assert [new - old for old, new in zip(before, after, strict=True)] == [0, 12, 0, 12]
    (as_it_lies,) = labels_of(picture, pages[0])
    assert as_it_lies.tobytes() == picture_of(layout).tobytes()


def test_the_test_page_of_a_turned_row_is_turned_and_has_every_label() -> None:
    stock = roll(turn=90, across=2, pitch_mm=27.0)
    page = calibration_page(stock, FACE, 8.0)
    (picture,) = sent("raster", [page])
    assert picture.size == (8 * 52, 8 * 54)
    assert [run.text for run in page.labels[0].layout.runs] == ["1", "2"]
