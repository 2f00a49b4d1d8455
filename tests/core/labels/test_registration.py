"""A printer's error made up for, in every language, and still checked as the label will lie."""

import pytest

from procstation.errors import InputRefused
from procstation.items import CallNumber, Scheme
from procstation.labels import (
    LabelData,
    LabelShelf,
    Layout,
    Registration,
    Symbology,
    check_registration,
    lay_out,
    place,
)
from procstation.labels.pdf_picture import pdf_pictures
from procstation.labels.picture import pictures_of
from procstation.labels.zpl_picture import zpl_pictures
from procstation.printing.drawing import DRAWINGS

SHELF = LabelShelf()
MOVED = Registration(0.75, -0.5)
DATA = LabelData("31234000120000", CallNumber("QA76 .C5", Scheme.LCC, "952$o"), "A title")


def laid_out(stock: str, dots_per_mm: float) -> Layout:
    template = SHELF.template("barcode")
    return lay_out(template, SHELF.stock(stock), DATA, SHELF, dots_per_mm, Symbology.CODABAR)


@pytest.mark.parametrize("language", ["pdf", "zpl", "raster"])
def test_a_label_of_a_roll_is_drawn_elsewhere_and_checked_as_it_will_lie(language: str) -> None:
    stock = SHELF.stock("roll-51x25")
    layout = laid_out("roll-51x25", 8.0)
    drawing = DRAWINGS[language]
    true = drawing.render(place([layout], stock))
    pages = place([layout], stock, registration=MOVED)
    data = drawing.render(pages)
    assert data != true
    assert drawing.faults(data, pages, SHELF, stock.margin_mm) == {}
    (as_it_lies,) = drawing.pictures(data, pages, SHELF)
    (as_wanted,) = drawing.pictures(true, place([layout], stock), SHELF)
    # Text of the printer's own font may be rounded by a dot.
    assert as_it_lies.size == as_wanted.size
    ink, wanted = (
        one.convert("L").point(lambda grey: 255 * (grey < 128)).getbbox()
        for one in (as_it_lies, as_wanted)
    )
    assert ink is not None
    assert wanted is not None
    assert max(abs(one - other) for one, other in zip(ink, wanted, strict=True)) <= 1


def test_what_the_printer_draws_is_moved_by_whole_dots() -> None:
    stock = SHELF.stock("roll-51x25")
    layout = laid_out("roll-51x25", 8.0)
    face = SHELF.face("DejaVuSansCondensed")
    boxes = []
    for registration in (Registration(), MOVED):
        pages = place([layout], stock, registration=registration)
        (picture,) = zpl_pictures(DRAWINGS["zpl"].render(pages), face)
        box = picture.point(lambda pixel: not pixel).getbbox()
        assert box is not None
        boxes.append(box)
    assert [new - old for old, new in zip(*boxes, strict=True)] == [6, -4, 6, -4]


def test_on_a_sheet_places_are_moved_and_stretched_and_labels_are_not() -> None:
    stock = SHELF.stock("avery-5160")
    layout = laid_out("avery-5160", 600 / 25.4)
    registration = Registration(1.0, -0.5, 1.01)
    true, moved = (
        place([layout] * 30, stock, registration=one)[0].labels
        for one in (Registration(), registration)
    )
    last, there = true[-1], moved[-1]
    assert there.left_mm == pytest.approx(last.left_mm * 1.01 + 1.0)
    assert there.top_mm == pytest.approx(last.top_mm * 1.01 - 0.5)
    pages = place([layout] * 30, stock, registration=registration)
    data = DRAWINGS["pdf"].render(pages)
    assert len(list(pdf_pictures(data, pages))) == 30
    assert DRAWINGS["pdf"].faults(data, pages, SHELF, stock.margin_mm) == {}
    (sheet,) = pictures_of(pages)
    assert sheet.size == (5100, 6600)


@pytest.mark.parametrize(
    ("stock", "registration", "said"),
    [
        ("roll-51x25", Registration(right_mm=-3), "left, 2.00 mm of label 1"),
        ("roll-51x25", Registration(down_mm=1.5), "down, 0.50 mm of label 1"),
        ("avery-5160", Registration(down_mm=-20), "up"),
        ("avery-5160", Registration(stretch=1.5), "stretch of 1.5"),
        ("avery-5160", Registration(right_mm=float("nan")), "nan is no measure"),
    ],
)
def test_what_would_leave_the_page_is_refused(
    stock: str, registration: Registration, said: str
) -> None:
    with pytest.raises(InputRefused, match=said):
        check_registration(registration, SHELF.stock(stock))


def test_every_stock_may_be_moved_a_little() -> None:
    for name in SHELF.stock_names:
        stock = SHELF.stock(name)
        check_registration(Registration(), stock)
        check_registration(Registration(stock.margin_mm, -stock.margin_mm), stock)
