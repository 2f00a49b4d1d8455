"""Interleaved 2 of 5 against other libraries', and the rules that keep a number itself."""

from itertools import groupby

import pytest
import zxingcpp
from barcode import get_barcode_class
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics.barcode.common import I2of5

from procstation.labels.itf import itf_elements, why_no_itf, why_no_itf14

PAIRS = st.integers(3, 10).flatmap(
    lambda pairs: st.text("0123456789", min_size=2 * pairs, max_size=2 * pairs)
)


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(PAIRS)
def test_itf_is_as_others_draw_it(digits: str) -> None:
    elements = itf_elements(digits)
    drawn = get_barcode_class("itf")(digits, narrow=1, wide=2).build()[0]
    assert elements == tuple(len(list(run)) for _, run in groupby(drawn))
    widget = I2of5(value=digits, checksum=0, bearers=0)
    widget.validate()
    widget.encode()
    widget.decompose()
    assert elements == tuple(2 if one.isupper() else 1 for one in widget.decomposed)
    format_ = zxingcpp.barcode_format_from_str("ITF")
    image = zxingcpp.create_barcode(digits, format_).to_image(scale=1, add_quiet_zones=False)
    row = bytes(image)[: image.shape[1]].strip(b"\xff")
    assert elements == tuple(1 if len(list(run)) == 1 else 2 for _, run in groupby(row))


def test_a_gtin_of_14_digits_has_a_check_digit() -> None:
    """GS1 General Specifications, GTIN-14 of the EAN-13 9780306406157 and of a case of them."""
    assert why_no_itf14("09780306406157") is None
    assert why_no_itf14("19780306406154") is None
    assert why_no_itf14("19780306406157") == "'19780306406157' ends in 7, its check digit is 4"


@pytest.mark.parametrize("gtin", ["96385074", "036000291452", "4006381333931"])
def test_shorter_gtins_go_into_one_of_14(gtin: str) -> None:
    assert why_no_itf14(gtin) is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("123", "digits in pairs; '123' has 3"),
        ("3023400051786", "with a 0 in front it would be another number"),
        ("1234", "no ITF of less than 6 digits"),
    ],
)
def test_an_odd_or_a_short_number_is_not_padded(text: str, reason: str) -> None:
    assert reason in str(why_no_itf(text))


def test_other_lengths_are_no_gtin() -> None:
    assert "a GTIN of 8, 12, 13 or 14 digits" in str(why_no_itf14("1234567890"))
