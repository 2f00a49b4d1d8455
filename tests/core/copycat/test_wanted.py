import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.copycat.wanted import Wanted, normal_lccn, wanted
from procstation.errors import InputRefused
from procstation.items.check_digit import ean13


@pytest.mark.parametrize(
    ("text", "forms"),
    [
        ("0-441-47812-3", ("9780441478125", "0441478123")),
        ("978 0 441 47812 5", ("9780441478125", "0441478123")),
        ("316148410x", ("9783161484100", "316148410X")),
        ("9791032305690", ("9791032305690",)),
    ],
)
def test_an_isbn_is_wanted_with_13_digits_then_with_10(text: str, forms: tuple[str, ...]) -> None:
    assert wanted(text) == Wanted("isbn", forms)


def test_a_wrong_check_digit_is_refused_with_the_right_one() -> None:
    with pytest.raises(InputRefused, match="after 978044147812 comes 5, not 6"):
        wanted("9780441478126")


@pytest.mark.parametrize(
    ("text", "by"),
    [("0737-8831", "issn"), ("1984", "title"), ("The left hand", "title"), ("20024", "title")],
)
def test_what_it_is_is_told_by_its_form(text: str, by: str) -> None:
    assert wanted(text).by == by


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("n78-890351", "n78890351"),
        ("n78-89035", "n78089035"),
        ("n 78890351 ", "n78890351"),
        (" 85000002 ", "85000002"),
        ("85-2 ", "85000002"),
        ("2001-000002", "2001000002"),
        ("75-425165//r75", "75425165"),
        (" 79139101 /AC/r932", "79139101"),
    ],
)
def test_an_lccn_is_normalised_as_its_library_says(written: str, normal: str) -> None:
    """The examples of "The LCCN Namespace" of the Library of Congress."""
    assert normal_lccn(written) == normal


@pytest.mark.parametrize(
    ("text", "by"), [("", None), ("  ", "title"), ("x", "lccn"), ("0737-8832", "issn")]
)
def test_what_is_no_such_number_is_refused(text: str, by: object) -> None:
    with pytest.raises(InputRefused):
        wanted(text, by)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("Stresses in solids / A. Author", "Stresses in solids A. Author"),
        ("Roman : ein & Versuch", "Roman ein Versuch"),
        ("C++ -- 2nd", "C++ 2nd"),
        ("???", "???"),
    ],
)
def test_marks_that_stand_alone_are_no_words(typed: str, words: str) -> None:
    assert wanted(typed, "title").forms == (words,)


def test_an_author_goes_with_a_title_only() -> None:
    assert wanted("hand", author="Le Guin").text == "hand / Le Guin"
    with pytest.raises(InputRefused, match="author"):
        wanted("9780441478125", author="Le Guin")


@given(st.integers(0, 999_999_999))
def test_every_isbn_that_checks_is_taken_whatever_its_hyphens(serial: int) -> None:
    body = f"978{serial:09d}"
    number = body + ean13(body)
    written = f"{number[:3]}-{number[3:8]}-{number[8:12]}-{number[12]}"

    assert wanted(written).forms[0] == number
    assert len(wanted(written).forms[1]) == 10
