"""Where a paragraph may be broken: at blanks, and between characters of scripts that write none.

Of the Unicode Line Breaking Algorithm (UAX 14) what titles need. Scripts whose words only a
dictionary tells apart (its class SA: Thai, Lao, Khmer, Burmese) are broken between syllables, and
only where a run of them is wider than the line.
"""

import re
import unicodedata
from collections.abc import Iterator

from procstation.labels.clusters import clusters

_NOT_FIRST = frozenset(("Pe", "Pf", "Po", "Pd", "Lm"))
"""Categories of what closes, ends a clause, or lengthens the sound before it."""

_SMALL_KANA = frozenset("ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶ")

_NOT_LAST = frozenset(("Ps", "Pi", "Sc"))
"""Categories of what opens, and of signs before an amount."""

_QUOTES = frozenset("\"'")
"""They open or close; one cannot see which."""

_BREAK_BEHIND = frozenset("\u200b་")
"""A blank of no width, and the point between the syllables of Tibetan."""

_NO_BREAK_BEHIND = frozenset("\u2060\ufeff")

_BY_DICTIONARY = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1950-\u19ff\u1a20-\u1aaf\ua9e0-\ua9ff\uaa60-\uaadf]"
)

_VOWELS_BEFORE = frozenset("เแโใไເແໂໃໄ")
"""Of Thai and Lao: written before the consonant that is said first."""

_VOWELS_BEHIND = frozenset("ฯะาำๅๆຯະາຳໆ")
"""Of Thai and Lao: letters that belong to what stands before them, and its repetition."""

_KILLERS = frozenset("\u103a\u0e4c\u0ecc")
"""Of Burmese, Thai and Lao: above a consonant that ends its syllable, or is not said."""


def unbroken(text: str) -> Iterator[str]:
    """Yield a paragraph in the pieces that lines are made of, each with the blank before it."""
    for number, word in enumerate(text.split(" ")):
        blank = " " if number else ""
        if word.isascii():
            yield blank + word
            continue
        piece, before = blank, ""
        for cluster in clusters(word):
            if before and _may_break(before, cluster):
                yield piece
                piece = ""
            piece += cluster
            before = cluster
        yield piece


def syllables(piece: str) -> Iterator[str]:
    """Yield a piece in smaller ones where its script is one of those without blanks."""
    part, before = "", ""
    for cluster in clusters(piece):
        if before and _may_break_syllables(before, cluster):
            yield part
            part = ""
        part += cluster
        before = cluster if cluster != " " else ""
    yield part


def _may_break(before: str, after: str) -> bool:
    if before[-1] in _BREAK_BEHIND:
        return True
    if not (_is_square(before[0]) or _is_square(after[0])):
        return False
    if before[-1] in _NO_BREAK_BEHIND or {before[0], after[0]} & _QUOTES:
        return False
    return (
        unicodedata.category(before[0]) not in _NOT_LAST
        and unicodedata.category(after[0]) not in _NOT_FIRST
        and after[0] not in _SMALL_KANA
    )


def _is_square(character: str) -> bool:
    """Say whether it fills a square, as Han, kana and Hangul do (class ID, H2 and H3)."""
    return unicodedata.east_asian_width(character) in ("W", "F")


def _may_break_syllables(before: str, after: str) -> bool:
    return (
        _BY_DICTIONARY.match(before) is not None
        and _BY_DICTIONARY.match(after) is not None
        and before[0] not in _VOWELS_BEFORE
        and after[0] not in _VOWELS_BEHIND
        and _KILLERS.isdisjoint(after)
    )
