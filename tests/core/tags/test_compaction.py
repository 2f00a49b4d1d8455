"""Compaction. Values from the test material of dp2 (Apache-2.0) and lainuri."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.tags import compaction
from procstation.tags.compaction import FIVE_BIT, INTEGER, NUMERIC, OCTETS, SEVEN_BIT, SIX_BIT, UTF8
from procstation.tags.isil import decode_isil, encode_isil

PUBLISHED = [
    (INTEGER, "256", "0100"),
    (INTEGER, "123456789012", "1CBE991A14"),
    (NUMERIC, "410", "410F"),
    (NUMERIC, "1203", "1203"),
    (FIVE_BIT, "JPN", "541C"),
    (SIX_BIT, "ABC123456", "0420F1CB3D35DA"),
    (SIX_BIT, "QA268.L55", "441CB6E2E335D6"),
    (SIX_BIT, "K825.6=76/Z780", "2F8CB5BB6F77DAF6B7E308"),
    (SEVEN_BIT, "abcdefgh123", "C38B1E4CB9B3E862C99F"),
    (OCTETS, "BA", "4241"),
    (UTF8, "å", "C3A5"),
]


@pytest.mark.parametrize(("scheme", "text", "value"), PUBLISHED)
def test_published_values(scheme: int, text: str, value: str) -> None:
    assert compaction.encode(scheme, text).hex().upper() == value
    assert compaction.decode(scheme, bytes.fromhex(value)) == text


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("12", INTEGER),
        ("1", OCTETS),
        ("0302", NUMERIC),
        ("1234567890123456789", INTEGER),
        ("12345678901234567890", NUMERIC),
        ("JPN", FIVE_BIT),
        ("JP", OCTETS),
        ("FIC ROW", SIX_BIT),
        ("A12 ", OCTETS),
        ("A b c d ", SEVEN_BIT),
        ("short a", OCTETS),
        ("Ångström", OCTETS),
        ("Łódź", UTF8),
        ("12²", OCTETS),
        ("", OCTETS),
    ],
)
def test_the_first_scheme_that_applies_is_chosen(text: str, scheme: int) -> None:
    assert compaction.choose(text) == scheme


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40))
def test_any_text_comes_back(text: str) -> None:
    scheme = compaction.choose(text)
    assert compaction.decode(scheme, compaction.encode(scheme, text)) == text


@given(st.integers(0, 9), st.binary(max_size=40))
def test_any_value_gives_text_or_a_reason(scheme: int, value: bytes) -> None:
    try:
        text = compaction.decode(scheme, value)
    except ValueError as error:
        text = str(error)
    assert len(text) <= 3 * len(value) + 40


def test_an_integer_longer_than_python_prints_is_a_reason() -> None:
    with pytest.raises(ValueError, match="an integer of 2040 bytes"):
        compaction.decode(INTEGER, b"\xff" * 2040)


@pytest.mark.corpus
def test_corpus_values(corpus: Path) -> None:
    schemes = {
        "integer": INTEGER,
        "numeric": NUMERIC,
        "5-bit": FIVE_BIT,
        "6-bit": SIX_BIT,
        "7-bit": SEVEN_BIT,
    }
    with (corpus / "rfid" / "compaction-a.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 20
    for row in rows:
        value = bytes.fromhex(row["hex"])
        if row["scheme"] == "isil":
            assert (decode_isil(value), encode_isil(row["text"])) == (row["text"], value)
        else:
            scheme = schemes[row["scheme"]]
            assert compaction.decode(scheme, value) == row["text"]
            assert compaction.encode(scheme, row["text"]) == value
