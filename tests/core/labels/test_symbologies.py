"""Our elements against two other libraries' and against the widths standards give."""

import re
from itertools import groupby

import pytest
import zxingcpp
from barcode import get_barcode_class
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.graphics.barcode.code39 import Standard39
from reportlab.graphics.barcode.code128 import Code128
from reportlab.graphics.barcode.common import Codabar

from procstation.labels import codabar, code39, code128
from procstation.labels.codabar import codabar_elements
from procstation.labels.code39 import code39_elements
from procstation.labels.code128 import code128_codes, code128_elements

TEXTS = {
    "codabar": st.text(sorted(codabar.CHARACTERS), min_size=1, max_size=20),
    "code39": st.text(sorted(code39.CHARACTERS), min_size=1, max_size=20),
    "code128": st.text(sorted(code128.CHARACTERS), min_size=1, max_size=20)
    | st.from_regex(r"[A-Z]{0,3}[0-9]{1,14}[A-Z]{0,2}", fullmatch=True)
    | st.from_regex(r"[\0-\x20a-c0-3]{1,20}", fullmatch=True),
}


def reportlab_elements(widget: object) -> str:
    """Reportlab's own notation: capitals are wide, or A to D modules."""
    widget.validate()
    widget.encode()
    widget.decompose()
    return widget.decomposed


def two_widths(notation: str) -> tuple[int, ...]:
    return tuple(2 if element.isupper() else 1 for element in notation)


def zxing_runs(text: str, symbology: str) -> tuple[int, ...]:
    format_ = zxingcpp.barcode_format_from_str(symbology)
    image = zxingcpp.create_barcode(text, format_).to_image(scale=1, add_quiet_zones=False)
    row = bytes(image)[: image.shape[1]].strip(b"\xff")
    return tuple(len(list(run)) for _, run in groupby(row))


@settings(max_examples=100, deadline=None)
@given(TEXTS["codabar"], st.sampled_from("ABCD"), st.sampled_from("ABCD"))
def test_codabar_is_as_others_draw_it(text: str, start: str, stop: str) -> None:
    elements = codabar_elements(start + text + stop)
    widget = Codabar(value=start + text + stop, checksum=0)
    assert elements == two_widths(reportlab_elements(widget))
    assert elements == zxing_runs(start + text + stop, "Codabar")


@settings(max_examples=100, deadline=None)
@given(TEXTS["code39"])
def test_code_39_is_as_others_draw_it(text: str) -> None:
    elements = code39_elements(text)
    assert elements == two_widths(reportlab_elements(Standard39(value=text, checksum=0, stop=1)))
    assert elements == zxing_runs(text, "Code39")


@settings(max_examples=100, deadline=None)
@given(st.text("0123456789", min_size=1, max_size=10).map(lambda half: half + half))
def test_code_128_digits_are_as_reportlab_draws_them(digits: str) -> None:
    """Pairs of digits leave no choice of code set; other texts may differ and both be right."""
    notation = reportlab_elements(Code128(value=digits))
    assert code128_elements(digits) == tuple("abcd".index(one.lower()) + 1 for one in notation)


@settings(max_examples=150, deadline=None)
@given(TEXTS["code128"])
def test_code_128_reads_as_what_was_encoded(text: str) -> None:
    modules = [10, *code128_elements(text), 10]
    row = bytes(value for at, run in enumerate(modules) for value in [(255, 0)[at % 2]] * (3 * run))
    picture = memoryview(row * 40).cast("B", (40, len(row)))
    code_128 = zxingcpp.barcode_formats_from_str("Code128")
    plain = zxingcpp.TextMode.Plain
    found = zxingcpp.read_barcodes(picture, formats=code_128, text_mode=plain)
    assert [result.text for result in found] == [text]


@settings(max_examples=150, deadline=None)
@given(TEXTS["code128"])
def test_code_128_is_no_longer_than_others_make_it(text: str) -> None:
    format_ = zxingcpp.barcode_format_from_str("Code128")
    image = zxingcpp.create_barcode(text, format_).to_image(scale=1, add_quiet_zones=False)
    assert sum(code128_elements(text)) <= image.shape[1]


def test_code_128_of_a_library_number() -> None:
    """ISO/IEC 15417 worked through by hand for 30234000517861: check character 9."""
    assert code128_codes("30234000517861") == [105, 30, 23, 40, 0, 51, 78, 61, 9]
    assert sum(code128_elements("30234000517861")) == 112


@settings(max_examples=50, deadline=None)
@given(st.from_regex(r"[0-8][0-9]{3}([0-9]{2}){0,5}", fullmatch=True))
def test_code_128_is_as_python_barcode_draws_it(digits: str) -> None:
    drawn = get_barcode_class("code128")(digits).build()[0]
    assert code128_elements(digits) == tuple(len(list(run)) for _, run in groupby(drawn))


@settings(max_examples=50, deadline=None)
@given(TEXTS["code39"].filter(lambda text: text == text.upper()))
def test_code_39_is_as_python_barcode_draws_it(text: str) -> None:
    drawn = get_barcode_class("code39")(text, add_checksum=False).build()[0]
    runs = tuple(len(list(run)) for _, run in groupby(drawn))
    assert code39_elements(text) == tuple(1 if run == min(runs) else 2 for run in runs)


@settings(max_examples=50, deadline=None)
@given(TEXTS["codabar"])
def test_codabar_is_as_python_barcode_draws_it(text: str) -> None:
    drawn = get_barcode_class("codabar")(f"B{text}C").build()[0]
    runs = tuple(len(list(run)) for _, run in groupby(drawn))
    assert codabar_elements(f"B{text}C") == tuple(1 if run == min(runs) else 2 for run in runs)


def test_code_128_keeps_a_leading_99() -> None:
    """python-barcode 0.16.1 takes these two digits for a change of code set."""
    assert code128_codes("99123456")[:3] == [105, 99, 12]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("12", [105, 12]),
        ("1234", [105, 12, 34]),
        ("12345", [105, 12, 34, 100, 21]),
        ("123", [104, 17, 18, 19]),
        ("A1234", [104, 33, 99, 12, 34]),
        ("A12345", [104, 33, 17, 99, 23, 45]),
        ("A1234B", [104, 33, 17, 18, 19, 20, 34]),
        ("A123456B", [104, 33, 99, 12, 34, 56, 100, 34]),
        ("1234B", [105, 12, 34, 100, 34]),
        ("\t", [103, 73]),
        ("\tA12", [103, 73, 33, 17, 18]),
        ("a\tb", [104, 65, 98, 73, 66]),
        ("\ta\t", [103, 73, 98, 65, 73]),
        ("ab\t\t\tb", [104, 65, 66, 101, 73, 73, 73, 98, 66]),
        ("99\x7f", [104, 25, 25, 95]),
    ],
)
def test_code_128_changes_sets_where_that_is_shorter(text: str, codes: list[int]) -> None:
    assert code128_codes(text)[:-1] == codes


@pytest.mark.parametrize(("wide", "modules"), [(2, 161), (2.5, 178), (3, 195)])
def test_length_of_a_14_digit_codabar(wide: float, modules: int) -> None:
    elements = codabar_elements("A30234000517861A")
    assert sum(wide if element == 2 else 1 for element in elements) == modules


@pytest.mark.parametrize(("wide", "modules"), [(2, 207), (2.5, 231), (3, 255)])
def test_length_of_a_14_digit_code_39(wide: float, modules: int) -> None:
    elements = code39_elements("30234000517861")
    assert sum(wide if element == 2 else 1 for element in elements) == modules


def test_every_codabar_character_has_four_bars_and_three_spaces() -> None:
    assert {len(pattern) for pattern in codabar.PATTERNS.values()} == {7}
    assert len(set(codabar.PATTERNS.values())) == 20
    assert re.fullmatch(r"[0-9$+\-./:]{16}", "".join(sorted(codabar.CHARACTERS)))
