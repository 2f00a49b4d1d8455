"""What each symbology can carry, and what it says of what it cannot."""

from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.config import BarcodesSection
from procstation.errors import InputRefused
from procstation.labels import LabelData, LabelShelf, Symbology, lay_out
from procstation.labels.symbology import Encoded, can_carry, encode
from procstation.labels.template import SymbolSection

NUMBER = "30234000517861"


@pytest.mark.parametrize(
    ("text", "carriers"),
    [
        (NUMBER, {"codabar", "code39", "code39-mod43", "code128", "itf", "qr", "datamatrix"}),
        ("LIB-000123", {"code39", "code39-mod43", "code128", "qr", "datamatrix"}),
        ("lib 1", {"code128", "qr", "datamatrix"}),
        ("9780306406157", set(Symbology) - {"itf"}),
        ("0-306-40615-2", {"codabar", "code39", "code39-mod43", "code128", "ean13", "qr"}
         | {"datamatrix"}),
        ("a\x1d\x00", {"code128", "qr", "datamatrix"}),
        ("Bücher", set()),
        ("", set()),
    ],
)  # fmt: skip
def test_which_symbologies_carry_a_text(text: str, carriers: set[str]) -> None:
    assert {one for one in Symbology if can_carry(one, text) is None} == carriers


@pytest.mark.parametrize(
    ("symbology", "text", "reason"),
    [
        ("codabar", "A123", "LATIN CAPITAL LETTER A), which is in 'A123'"),
        ("codabar", "1", "no Codabar of less than 2 characters"),
        ("code39-mod43", "a", "Code 39 with mod 43 has no a (U+0061"),
        ("code128", "½", "VULGAR FRACTION ONE HALF"),
        ("ean13", NUMBER, "takes 13 digits, or an ISBN of 10; '30234000517861' has 14"),
        ("itf", "12-4", "ITF has no - (U+002D, HYPHEN-MINUS)"),
        ("itf", "3023400051786", "digits in pairs"),
        ("itf14", NUMBER, "ends in 1, its check digit is 7"),
        ("qr", "é", "LATIN SMALL LETTER E WITH ACUTE"),
        ("datamatrix", "", "there is nothing to encode"),
    ],
)
def test_why_not(symbology: str, text: str, reason: str) -> None:
    assert reason in str(can_carry(Symbology(symbology), text))


@pytest.mark.parametrize(
    ("symbology", "text", "below", "reads"),
    [
        ("codabar", NUMBER, NUMBER, "A30234000517861A"),
        ("code39", "LIB-000123", "LIB-000123", "LIB-000123"),
        # Sums of 92, 60 and 26: ISO/IEC 16388 annex A.
        ("code39-mod43", "LIB-000123", "LIB-000123", "LIB-0001236"),
        ("code39-mod43", "159AZ", "159AZ", "159AZH"),
        ("code39-mod43", "B0012345", "B0012345", "B0012345Q"),
        ("ean13", "0-306-40615-2 51299", "9780306406157 51299", "978030640615751299"),
        ("itf14", "9780306406157", "09780306406157", "09780306406157"),
        ("qr", "a b", "a b", "a b"),
    ],
)
def test_what_is_printed_below_and_what_is_read(
    symbology: str, text: str, below: str, reads: str
) -> None:
    assert encode(Symbology(symbology), text) == Encoded(Symbology(symbology), below, reads)


@given(st.sampled_from(Symbology), st.text())
def test_any_text_is_encoded_or_refused_with_the_reason(symbology: Symbology, text: str) -> None:
    if can_carry(symbology, text) is None:
        assert encode(symbology, text).symbology is symbology
    else:
        with pytest.raises(InputRefused):
            encode(symbology, text)


def test_below_the_bars_stands_what_is_in_them(shelf: LabelShelf, book: LabelData) -> None:
    book = replace(book, barcode="0-306-40615-2")
    stock, template = shelf.stock("roll-51x25"), shelf.template("barcode")
    ean = lay_out(template, stock, book, shelf, 300 / 25.4, Symbology.EAN13)
    assert [run.text for run in ean.runs] == ["The left hand of darkness", "9780306406157"]
    plain = lay_out(template, stock, book, shelf, 300 / 25.4, Symbology.CODE128)
    assert plain.runs[-1].text == "0-306-40615-2"
    assert ean.notes == plain.notes == ()


@pytest.mark.parametrize("symbology", Symbology)
def test_a_template_and_the_station_can_name_each(symbology: str) -> None:
    box = {"left_mm": 0, "right_mm": 0, "top_mm": 0, "bottom_mm": 0}
    section = msgspec.convert({"box": box, "symbology": str(symbology)}, SymbolSection)
    assert section.symbology == symbology
    assert msgspec.convert({"symbology": str(symbology)}, BarcodesSection).symbology == symbology
