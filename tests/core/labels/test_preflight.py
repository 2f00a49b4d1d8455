"""Each fault is made on purpose, and found."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from procstation.errors import InputRefused
from procstation.labels import (
    USUAL_LIMITS,
    LabelData,
    LabelShelf,
    Layout,
    Limits,
    Symbology,
    check_layout,
    lay_out,
    place,
    warnings_of,
)
from procstation.labels.pdf import pdf_of
from procstation.labels.pdf_picture import pdf_pictures
from procstation.labels.picture import picture_of
from procstation.labels.readback import check_picture

SYMBOLOGIES = list(Symbology)

OTHERS = {Symbology.EAN13: "9780306406157 51299", Symbology.ITF14: "9780306406157"}
"""What symbologies carry that have no room for a number of 14 digits, or want their own check."""


@pytest.fixture
def layout(shelf: LabelShelf, book: LabelData) -> Layout:
    return barcode_label(shelf, book, Symbology.CODABAR)


def barcode_label(
    shelf: LabelShelf, book: LabelData, symbology: Symbology, stock: str = "avery-5160"
) -> Layout:
    template = shelf.template("barcode")
    return lay_out(template, shelf.stock(stock), book, shelf, 600 / 25.4, symbology)


@pytest.mark.parametrize("symbology", SYMBOLOGIES)
@pytest.mark.parametrize("stock", ["avery-5160", "avery-l7160", "roll-76x25"])
def test_good_labels_pass_in_the_pdf_and_as_a_picture(
    shelf: LabelShelf, book: LabelData, symbology: Symbology, stock: str
) -> None:
    book = replace(book, barcode=OTHERS.get(symbology, book.barcode))
    layout = barcode_label(shelf, book, symbology, stock)
    check_layout(layout, 1)
    check_picture(layout, picture_of(layout), 1)
    pages = place([layout] * 4, shelf.stock(stock), {1})
    pictures = list(pdf_pictures(pdf_of(pages), pages))
    assert len(pictures) == 4
    for picture in pictures:
        check_picture(layout, picture, 1)


def test_text_near_the_edge(layout: Layout) -> None:
    run = replace(layout.runs[0], left_mm=0.4)
    with pytest.raises(InputRefused, match=r"within 0\.4 mm of the label's edge.*wants 1\.0 mm"):
        check_layout(replace(layout, runs=(run,)), 1)


def test_bars_in_the_margin(layout: Layout) -> None:
    symbol = replace(layout.symbols[0], x=10)
    with pytest.raises(InputRefused, match=r"A30234000517861A.* within 0\.4 mm"):
        check_layout(replace(layout, symbols=(symbol,)), 1)


def test_quiet_zone_over_the_edge(layout: Layout) -> None:
    symbol = replace(layout.symbols[0], x=40)
    with pytest.raises(InputRefused, match=r"quiet zones .* need 50\.3 mm; the label is 66\.7 mm"):
        check_layout(replace(layout, symbols=(symbol,)), 1)


def test_text_in_a_quiet_zone(layout: Layout) -> None:
    bars = layout.ink_of(layout.symbols[0])
    run = replace(layout.runs[1], left_mm=bars.right_mm + 1, width_mm=3, baseline_mm=12)
    with pytest.raises(InputRefused, match=r"'30234000517861' and the symbol .* overlap"):
        check_layout(replace(layout, runs=(run,)), 1)


def test_two_texts_on_each_other(layout: Layout) -> None:
    runs = (layout.runs[1], replace(layout.runs[1], text="other"))
    with pytest.raises(InputRefused, match="'30234000517861' and 'other' overlap"):
        check_layout(replace(layout, runs=runs), 1)


def test_a_ruled_line_in_a_quiet_zone(layout: Layout) -> None:
    """The quiet zone is 60 dots wide: a line 59 dots from the bars is in it, one 61 dots is not."""
    symbol = layout.symbols[0]
    beside = (symbol.x - 63, symbol.y, 2, symbol.height)
    check_layout(replace(layout, lines=(beside,)), 1)
    within = (symbol.x - 61, symbol.y, 2, symbol.height)
    with pytest.raises(InputRefused, match=r"A30234000517861A.* and a ruled line overlap"):
        check_layout(replace(layout, lines=(within,)), 1)


def test_a_ruled_line_in_the_margin(layout: Layout) -> None:
    with pytest.raises(InputRefused, match=r"A ruled line comes within 0\.8 mm"):
        check_layout(replace(layout, lines=((20, 30, 2, 100),)), 1)


def test_bars_too_low_for_a_hand_held_scanner(layout: Layout) -> None:
    """EN 798: 5 mm or 15 % of the length, whichever is more; here 45.2 mm, so 6.8."""
    symbol = replace(layout.symbols[0], height=round(6 * 600 / 25.4))
    with pytest.raises(InputRefused, match=r"6\.0 mm high; 45\.2 mm long ones need 6\.8 mm"):
        check_layout(replace(layout, symbols=(symbol,)), 1)


def limits(bar_mm: float = 0, square_mm: float = 0, height_mm: float = 0, dots: int = 1) -> Limits:
    return Limits(bar_mm, square_mm, height_mm, [(203, 1), (600, dots)])


def test_a_14_digit_codabar_on_38_mm_is_warned_of(shelf: LabelShelf, book: LabelData) -> None:
    """At 203 dpi it is refused; 300 dpi leave bars of two dots, 0.169 mm."""
    stock, template = shelf.stock("roll-38x25"), shelf.template("barcode")
    with pytest.raises(InputRefused, match=r"needs 49\.5 mm"):
        lay_out(template, stock, book, shelf, 8, Symbology.CODABAR)
    fine = lay_out(template, stock, book, shelf, 300 / 25.4, Symbology.CODABAR)
    check_layout(fine, 1)
    assert warnings_of(fine, USUAL_LIMITS) == (
        "'A30234000517861A': a narrow bar of 0.169 mm; scanners here want 0.19 mm",
    )
    assert warnings_of(fine, limits()) == ()


def test_what_printers_and_scanners_here_do_badly(layout: Layout) -> None:
    """Bars of 6 dots, 0.254 mm, at 600 dpi, 15.03 mm high."""
    assert warnings_of(layout, USUAL_LIMITS) == ()
    assert warnings_of(layout, limits(bar_mm=0.254, height_mm=15, dots=6)) == ()
    assert warnings_of(layout, limits(bar_mm=0.3)) == (
        "'A30234000517861A': a narrow bar of 0.254 mm; scanners here want 0.3 mm",
    )
    assert warnings_of(layout, limits(dots=7)) == (
        "'A30234000517861A': a narrow bar of 6 dots; at 600 dpi 7 print well",
    )
    assert warnings_of(layout, limits(height_mm=20)) == (
        "'A30234000517861A': bars 15.0 mm high; scanners here want 20 mm",
    )


def test_dots_by_resolution() -> None:
    assert [USUAL_LIMITS.dots_at(dpi) for dpi in (150, 8 * 25.4, 300, 600.0, 1200)] == [
        1,
        2,
        2,
        4,
        4,
    ]


def test_squares_have_limits_of_their_own(shelf: LabelShelf, book: LabelData) -> None:
    label = barcode_label(shelf, book, Symbology.QR)
    assert warnings_of(label, limits(bar_mm=1, height_mm=100)) == ()
    (warning,) = warnings_of(label, limits(square_mm=1))
    assert "a square of 0.508 mm; scanners here want 1 mm" in warning


def test_squares_want_room_above_and_below(shelf: LabelShelf, book: LabelData) -> None:
    label = barcode_label(shelf, book, Symbology.QR)
    high = replace(label.symbols[0], y=40)
    with pytest.raises(InputRefused, match=r"quiet zones .* need 14\.7 mm; .* 25\.4 mm high"):
        check_layout(replace(label, runs=(), symbols=(high,)), 1)


def test_a_blank_label(layout: Layout) -> None:
    with pytest.raises(InputRefused, match="blank"):
        check_picture(layout, Image.new("1", (600, 240), 1), 1)


def test_bars_of_another_number(shelf: LabelShelf, book: LabelData, layout: Layout) -> None:
    other = barcode_label(shelf, replace(book, barcode="30234000517879"), Symbology.CODABAR)
    with pytest.raises(InputRefused, match=r"A30234000517861A.* read as 'A30234000517879A'"):
        check_picture(layout, picture_of(other), 1)


def paint(picture: Image.Image, box: Sequence[float], ink: int) -> Image.Image:
    ImageDraw.Draw(picture).rectangle(tuple(box), fill=ink)
    return picture


def test_bars_with_a_scratch(layout: Layout) -> None:
    symbol = layout.symbols[0]
    middle = symbol.x + symbol.width // 2
    box = (middle, symbol.y, middle + 8 * symbol.narrow, symbol.y + symbol.height)
    with pytest.raises(InputRefused, match="read as nothing"):
        check_picture(layout, paint(picture_of(layout), box, 1), 1)


def test_ink_in_the_margin_of_the_picture(layout: Layout) -> None:
    with pytest.raises(InputRefused, match="What is drawn"):
        check_picture(layout, paint(picture_of(layout), (3, 100, 9, 110), 0), 1)


def test_ink_outside_the_labels_of_a_sheet(shelf: LabelShelf, layout: Layout) -> None:
    pages = place([layout] * 2, shelf.stock("avery-5160"))
    drawn = pdf_of(pages)
    only_first = [replace(pages[0], labels=pages[0].labels[:1])]
    with pytest.raises(InputRefused, match="outside the labels of the sheet"):
        list(pdf_pictures(drawn, only_first))
