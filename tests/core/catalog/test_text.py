import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.catalog.text import (
    call_number_key,
    clean,
    folded,
    normal_barcode,
    without_end_marks,
)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("The left hand of darkness /", "The left hand of darkness"),
        ("Le Guin, Ursula K.,", "Le Guin, Ursula K."),
        ("Félice, Philippe de.", "Félice, Philippe de"),
        ("Wiley & Sons, Inc.,", "Wiley & Sons, Inc."),
        ("U.S.", "U.S."),
        ("Gag (Tel Aviv, Israel).", "Gag (Tel Aviv, Israel)"),
        ("and then ...", "and then ..."),
        ("New York :", "New York"),
        ("", ""),
    ],
)
def test_punctuation_of_isbd_is_taken_off(written: str, shown: str) -> None:
    assert without_end_marks(written) == shown


def test_text_is_composed_and_visible() -> None:
    assert clean("Zoe\u0308") == "Zoë"
    assert clean("\x98The\x9c  left\x1b hand\u200f\n of") == "The left hand of"


@given(st.text(max_size=40))
def test_clean_text_is_one_visible_line(text: str) -> None:
    result = clean(text)
    assert not any(unicodedata.category(one) == "Cc" for one in result)
    assert result == result.strip()
    assert clean(result) == result


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ōe, Kenzaburō", "oe, kenzaburo"),
        ("ÉTRANGER", "étranger"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Søren", "soren"),
        ("biṭʼon", "biton"),
        ("גַּג", "גג"),
        ("Ёлка", "елка"),
    ],
)
def test_words_are_found_without_case_and_accents(one: str, other: str) -> None:
    assert folded(one) == folded(other)


def test_ideographs_are_words_of_their_own() -> None:
    assert folded("紅樓夢 (1)").split() == ["紅", "樓", "夢", "(1)"]
    assert folded("한국어") == "한국어"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("PS 3562 .E42 L4 1969", "PS3562E42L41969"),
        ("PS3562.E42 L4 1969", "PS3562E42L41969"),
        ("813.54 LEG", "813.54LEG"),
        ("qa76.73.P22", "QA76.73P22"),
    ],
)
def test_call_numbers_are_searched_without_blanks(text: str, key: str) -> None:
    assert call_number_key(text) == key


@pytest.mark.parametrize(
    ("written", "barcode"),
    [
        (" 3 1234 00087 5612 ", "31234000875612"),
        ("'0012345", "0012345"),
        ("D03982244W ", "D03982244W"),
        ("HATG-8299-00001", "HATG-8299-00001"),
        ("ABC 12", "ABC 12"),
    ],
)
def test_barcodes_are_as_a_scanner_reads_them(written: str, barcode: str) -> None:
    assert normal_barcode(written) == barcode
