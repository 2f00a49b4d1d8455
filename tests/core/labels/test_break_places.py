"""Where lines of scripts without blanks are broken, and where never."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.config import read_section
from procstation.labels import LabelShelf
from procstation.labels.break_places import syllables, unbroken
from procstation.labels.clusters import clusters
from procstation.labels.fit import Room, fit_words
from procstation.labels.template import TextSection


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("The left hand", "The| left| hand"),
        ("well-known A/B (1969)", "well-known| A/B| (1969)"),
        ("源氏物語", "源|氏|物|語"),
        # Closing marks stay with what they close, opening ones with what follows.
        ("「雪国」を読む。", "「雪|国」|を|読|む。"),
        # Small kana and the mark of length belong to the sound before them.
        ("コンピュータ", "コ|ン|ピュー|タ"),
        ("時々", "時々"),
        ("Linux入門 第3版", "Linux|入|門| 第|3|版"),
        ("￥100円", "￥100|円"),
        ("汉语（上）", "汉|语|（上）"),
        ("他说“好”", "他|说|“好”"),
        ("한국 문학", "한|국| 문|학"),
        ("がき", "が|き"),
        ("Война и", "Война| и"),
        ("བོད་ཡིག", "བོད་|ཡིག"),
        ("源⁠氏", "源⁠氏"),
        ("ab\u200bcd", "ab\u200b|cd"),
    ],
)
def test_a_paragraph_in_its_pieces(text: str, pieces: str) -> None:
    assert "|".join(unbroken(text)) == pieces


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        # Vowels written before their consonant, behind it, and above it.
        ("แม่น้ำ", "แม่|น้ำ"),
        ("โลกะ", "โล|กะ"),
        ("สินทร์", "สิ|น|ทร์"),
        # A Khmer consonant below another; a Burmese one that ends its syllable.
        ("ខ្មែរ", "ខ្មែ|រ"),
        ("မြန်မာ", "မြန်|မာ"),
        ("darkness", "darkness"),
        (" กข", " ก|ข"),
    ],
)
def test_a_run_without_blanks_in_its_syllables(text: str, parts: str) -> None:
    assert "|".join(syllables(text)) == parts


def test_a_letter_is_not_parted_from_what_is_joined_to_it() -> None:
    parted = "|".join(clusters("क्षि éx 한"))
    assert parted == "क्षि| |é|x| |한"


ANY = st.text(
    st.sampled_from("ab 1.,्́कि源。「ーャเกะ่‍하"),
    max_size=20,
)


@settings(max_examples=200)
@given(ANY)
def test_nothing_is_lost_and_no_mark_begins_a_piece(text: str) -> None:
    for parts in (list(unbroken(text)), list(clusters(text)), list(syllables(text))):
        assert "".join(parts) == text
        for before, part in pairwise(parts):
            marks = unicodedata.combining(part[0])
            assert not marks or before.endswith(" ") or not before


def room(width_mm: float, height_mm: float, **changes: object) -> Room:
    tables = {"sources": ["title"], "box": {}, "size_pt": 10, "min_size_pt": 8}
    section = read_section(tables | changes, TextSection, "test")
    return Room(width_mm, height_mm, LabelShelf().face("DejaVuSansCondensed"), section)


# Georgian and Armenian ship with the font; what fills a square among its signs is broken likewise.
SQUARES = "⚡" * 12


def test_a_line_of_squares_is_wrapped_and_shortened_between_them() -> None:
    wide = room(10, 60).face.width_mm(SQUARES, 10)
    fitted = fit_words(SQUARES, room(wide / 2 + 0.1, 12))
    assert fitted.lines == (SQUARES[:6], SQUARES[:6])
    assert fitted.rule == "wrap"
    short = fit_words(SQUARES, room(wide / 2, 4.5, max_lines=1, overflow="shorten"))
    (line,) = short.lines
    assert line.endswith("⚡…")
    assert 5 < len(line) < 12


def test_marks_are_not_cut_off_their_letter() -> None:
    text = "ẹ́" * 10
    for width_mm in (6.0, 6.5, 7.0, 7.5, 8.0):
        (line,) = fit_words(text, room(width_mm, 6, max_lines=1, overflow="shorten")).lines
        assert line.endswith("ẹ́…")
