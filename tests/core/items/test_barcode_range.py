import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.config import RangeSection
from procstation.errors import ConfigError, InputRefused
from procstation.items import BarcodeKind, BarcodeRange, classify

BOOKS = BarcodeRange("books", prefix="31234")


def test_a_number_is_prefix_serial_and_check() -> None:
    assert BOOKS.barcode(12345) == "31234000123453"
    assert BarcodeRange("code39", "LIB-", 11, "mod43").barcode(123) == "LIB-0001236"
    assert BarcodeRange("plain", "B", 8, "none").barcode(45) == "B0000045"


@given(st.integers(0, 99_999_999))
def test_numbers_we_make_are_valid(serial: int) -> None:
    reading = classify(BOOKS.barcode(serial), [BOOKS])
    assert (reading.kind, reading.valid) == (BarcodeKind.ITEM, True)


@pytest.mark.parametrize("serial", [-1, 100_000_000])
def test_a_serial_without_room_is_refused(serial: int) -> None:
    with pytest.raises(InputRefused, match="'books'"):
        BOOKS.barcode(serial)


def test_a_range_is_read_from_the_configuration() -> None:
    section = RangeSection(name="cards", prefix="2", length=10, check="none", holder="patron")
    assert BarcodeRange.from_section(section) == BarcodeRange(
        "cards", "2", 10, "none", "warn", "patron"
    )


@pytest.mark.parametrize(
    ("prefix", "length", "check"), [("31234", 5, "none"), ("31234", 6, "luhn"), ("B", 10, "luhn")]
)
def test_contradictions_are_refused(prefix: str, length: int, check: str) -> None:
    with pytest.raises(ConfigError, match="'odd'"):
        BarcodeRange.from_section(
            RangeSection(name="odd", prefix=prefix, length=length, check=check)  # type: ignore[arg-type]
        )
