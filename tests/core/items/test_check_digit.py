import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.items import check_digit


@pytest.mark.parametrize(
    ("body", "check"),
    [
        ("3023400051786", "1"),  # New Jersey union catalogue
        ("3319100010586", "4"),  # Dynix
        ("2123400000123", "0"),
        ("3123400012345", "3"),
        ("3999999999999", "6"),
        ("2000000000000", "6"),
        ("3555500001234", "6"),  # printed in a manual as …9
        ("3999000019214", "3"),
    ],
)
def test_luhn_of_library_numbers(body: str, check: str) -> None:
    assert check_digit.luhn(body) == check


@pytest.mark.parametrize(
    ("body", "check"),
    [("159AZ", "H"), ("LIB-000123", "6"), ("B0012345", "Q"), ("30234000517861", "/")],
)
def test_mod_43(body: str, check: str) -> None:
    assert check_digit.mod_43(body) == check


def test_codabar_mod_16_counts_start_and_stop() -> None:
    assert check_digit.codabar_mod_16("A30234000517861A") == "8"


@pytest.mark.parametrize(
    ("body", "check"), [("978030640615", "7"), ("978080442957", "3"), ("977031784700", "1")]
)
def test_ean13(body: str, check: str) -> None:
    assert check_digit.ean13(body) == check


@pytest.mark.parametrize(("body", "check"), [("030640615", "2"), ("080442957", "X")])
def test_isbn10(body: str, check: str) -> None:
    assert check_digit.isbn10(body) == check


@pytest.mark.parametrize(("body", "check"), [("0317847", "1"), ("2434561", "X")])
def test_issn(body: str, check: str) -> None:
    assert check_digit.issn(body) == check


@pytest.mark.parametrize("body", ["", "12a4", "１２３", "12 4"])
def test_luhn_refuses_what_is_not_digits(body: str) -> None:
    with pytest.raises(InputRefused, match="Luhn"):
        check_digit.luhn(body)


def test_a_wrong_length_is_refused() -> None:
    with pytest.raises(InputRefused, match="12 digits"):
        check_digit.ean13("9780306406157")


def test_mod_43_refuses_small_letters() -> None:
    with pytest.raises(InputRefused, match="Code 39"):
        check_digit.mod_43("lib")


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(0, 12), st.integers(1, 9))
def test_luhn_sees_any_single_wrong_digit(body: str, place: int, step: int) -> None:
    wrong = body[:place] + str((int(body[place]) + step) % 10) + body[place + 1 :]
    assert check_digit.luhn(wrong) != check_digit.luhn(body)


@given(st.text("0123456789", min_size=9, max_size=9), st.integers(0, 7))
def test_isbn10_sees_two_digits_swapped(body: str, place: int) -> None:
    swapped = body[:place] + body[place + 1] + body[place] + body[place + 2 :]
    same = body[place] == body[place + 1]
    assert (check_digit.isbn10(swapped) == check_digit.isbn10(body)) is same
