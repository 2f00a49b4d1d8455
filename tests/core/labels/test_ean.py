"""EAN-13 and its add-ons against three other libraries' and against the standard's own words."""

from itertools import groupby

import pytest
import zxingcpp
from barcode import get_barcode_class
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics.barcode.eanbc import Ean5BarcodeWidget, Ean13BarcodeWidget

from procstation.labels.ean import ean_digits, ean_elements, why_no_ean

ISBN = "9780306406157"
DIGITS_12 = st.text("0123456789", min_size=12, max_size=12)


def modules(elements: tuple[int, ...]) -> str:
    return "".join("10"[at % 2] * width for at, width in enumerate(elements))


def reportlab_modules(widget: object, height: float) -> str:
    """The bars of a reportlab widget of modules one unit wide, those of the digits and guards."""
    bars = {
        round(shape.x + at)
        for shape in widget.draw().contents
        if getattr(shape, "height", 0) >= height and shape.fillColor is not None
        for at in range(round(shape.width))
    }
    first, last = min(bars), max(bars)
    return "".join("1" if at in bars else "0" for at in range(first, last + 1))


@settings(max_examples=100, deadline=None)
@given(DIGITS_12)
def test_the_main_symbol_is_as_others_draw_it(body: str) -> None:
    other = get_barcode_class("ean13")(body)
    number = other.get_fullcode()
    assert modules(ean_elements(number, "")) == other.build()[0]
    format_ = zxingcpp.barcode_format_from_str("EAN13")
    image = zxingcpp.create_barcode(number, format_).to_image(scale=1, add_quiet_zones=False)
    row = bytes(image)[: image.shape[1]].strip(b"\xff")
    assert ean_elements(number, "") == tuple(len(list(run)) for _, run in groupby(row))


@pytest.mark.parametrize("number", [ISBN, "4006381333931", "0012345678905"])
def test_the_main_symbol_is_as_reportlab_draws_it(number: str) -> None:
    widget = Ean13BarcodeWidget(number[:12], barWidth=1, barHeight=50, humanReadable=0)
    assert reportlab_modules(widget, 40) == modules(ean_elements(number, ""))


@settings(max_examples=100, deadline=None)
@given(st.text("0123456789", min_size=5, max_size=5))
def test_an_add_on_of_five_is_as_reportlab_draws_it(addon: str) -> None:
    widget = Ean5BarcodeWidget(addon, barWidth=1, barHeight=50, humanReadable=0)
    whole = modules(ean_elements(ISBN, addon))
    assert whole[95:104] == "000000000"
    assert whole[104:] == reportlab_modules(widget, 30)


@pytest.mark.parametrize(
    ("addon", "pattern"),
    [
        # ISO/IEC 15420: digits of set A or B by the number modulo 4; 1011 before, 01 between.
        ("04", "1011" + "0001101" + "01" + "0100011"),
        ("05", "1011" + "0001101" + "01" + "0111001"),
        ("06", "1011" + "0100111" + "01" + "0101111"),
        ("07", "1011" + "0100111" + "01" + "0010001"),
    ],
)
def test_an_add_on_of_two(addon: str, pattern: str) -> None:
    assert modules(ean_elements(ISBN, addon))[104:] == pattern


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("9780306406157", ("9780306406157", "")),
        ("978-0-306-40615-7", ("9780306406157", "")),
        ("0-306-40615-2", ("9780306406157", "")),
        ("080442957X", ("9780804429573", "")),
        ("080442957x 05", ("9780804429573", "05")),
        ("9770317847001 51299", ("9770317847001", "51299")),
    ],
)
def test_what_is_written_as_an_ean(text: str, digits: tuple[str, str]) -> None:
    assert why_no_ean(text) is None
    assert ean_digits(text) == digits


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("9780306406158", "ends in 8, its check character is 7"),
        ("0306406153", "ends in 3, its check character is 2"),
        ("978030640615", "takes 13 digits, or an ISBN of 10; '978030640615' has 12"),
        ("97803064X6157", "is not a number"),
        ("978030640615X", "an X that is not the end of an ISBN of 10"),
        ("9780306406157 512", "an add-on of 2 or 5 digits"),
        ("9780306406157-05", "has 15"),
        (" 9780306406157", "is not a number"),
    ],
)
def test_what_is_not(text: str, reason: str) -> None:
    assert reason in str(why_no_ean(text))
