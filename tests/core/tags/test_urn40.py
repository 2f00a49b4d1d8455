"""URN Code 40. Words and the split of long numbers as in dp2's tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.tags import urn40


@pytest.mark.parametrize(
    ("text", "lead_bytes"),
    [
        ("123456789", "FB"),
        ("12345678", "C6"),
        ("000387624", "C0"),
        ("CN-0000001-ZG.000387624", "150C"),
        ("aaaaa", "FC"),
        ("Åse", "FD"),
        ("中", "FE"),
    ],
)
def test_which_escape_begins(text: str, lead_bytes: str) -> None:
    coded = urn40.encode(text)
    assert coded.hex().upper().startswith(lead_bytes)
    assert len(coded) % 2 == 0
    assert urn40.decode(coded) == text


def test_a_long_number_after_a_prefix() -> None:
    assert urn40.has_long_number(urn40.encode("CN-0000001-ZG.387624000"))
    assert not urn40.has_long_number(urn40.encode("CN-0000001-ZG.000387624"))
    assert urn40.has_long_number(urn40.encode("é中a123456789"))


def test_a_plain_writing_of_a_long_number_is_read_as_well() -> None:
    plain = bytes.fromhex("C6E2 DA1D ED58")  # 123 456 789
    assert urn40.decode(plain) == "123456789"
    assert urn40.encode("123456789") != plain


def test_leading_zeros_of_a_long_number_are_counted() -> None:
    assert urn40.decode(bytes.fromhex("FB10 0000 0007")) == "0000000007"


def test_padding_and_spaces() -> None:
    assert urn40.decode(bytes.fromhex("19E9 F871")) == "DE290"
    # A run that ends within a word before an escape is padded; within the text 0 is a space.
    assert urn40.decode(urn40.encode("ABaCD")) == "ABaCD"
    spaced = (1600 * 1 + 0 + 2 + 1).to_bytes(2, "big")
    assert urn40.decode(spaced) == "A B"
    word_then_space = (1600 * 1 + 40 * 2 + 1).to_bytes(2, "big") + spaced
    assert urn40.decode(word_then_space) == "AB A B"
    assert urn40.decode(bytes(4)) == ""


@pytest.mark.parametrize(
    "data",
    ["FF00", "FA01", "14", "FB", "FB2102DD", "FB00FFFFFFFF", "FC80", "FD4141", "FEE4B8", "FC"],
)
def test_bytes_that_are_none(data: str) -> None:
    with pytest.raises(ValueError, match=r"no word|no escape|no number|not UTF-8"):
        urn40.decode(bytes.fromhex(data))


def test_a_character_beyond_three_bytes_is_refused() -> None:
    with pytest.raises(InputRefused, match="cannot hold"):
        urn40.encode("A😀")


TEXT = st.text(
    st.sampled_from("ABZ-.:0189")
    | st.characters(exclude_categories=["Cc", "Cs"], max_codepoint=0xFFFF),
    max_size=40,
)


@given(TEXT | st.from_regex(r"[A-Z]{1,3}[0-9]{0,40}[A-Z0-9.]{0,5}", fullmatch=True))
def test_any_text_comes_back(text: str) -> None:
    assert urn40.decode(urn40.encode(text)) == text


@given(st.binary(max_size=40) | st.binary(max_size=20).map(lambda rest: b"\xfb" + rest))
def test_any_bytes_give_text_or_a_reason(data: bytes) -> None:
    try:
        text = urn40.decode(data)
    except ValueError as error:
        text = str(error)
    else:
        urn40.has_long_number(data)
    assert len(text) <= 6 * len(data) + 60
