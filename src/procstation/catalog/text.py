"""Text out of records: cleaned for people, folded for search."""

import re
import unicodedata
from functools import lru_cache

_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe]+")
"""Control characters, MARC's marks of what is not sorted, and marks of direction and width."""
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
"""No part of any title, but able to garble a terminal or to turn what is read around. The marks of
MARC (C1) and the single marks of direction are common and harmless."""
_SPACES = re.compile(r"\s+")
_SPACED_DIGITS = re.compile(r"\d[\d ]+\d")
_END_MARKS = ",/;:=" + "".join(char for char in map(chr, range(0x3001)) if char.isspace())
_ABBREVIATIONS = frozenset(
    (
        *("bros", "cie", "co", "corp", "dept", "dr", "ed", "esq", "etc", "inc", "jr", "ltd"),
        *("mr", "mrs", "ms", "no", "nr", "pr", "pub", "sr", "st", "univ", "vol"),
    )
)
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]+")
"""Accents and vowel points: left out where a word means the same without."""
_WITHOUT_BLANKS = re.compile(
    "([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])"
)
"""Kana and ideographs; Thai and Lao, Burmese, Khmer."""
_LETTERS = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i",
        "ʻ": None, "ʼ": None, "ʹ": None, "ʺ": None, "·": None,
        "ـ": None,
    }
)  # fmt: skip
"""Letters that Unicode does not take apart, signs of transliteration, the Arabic stretch."""
_KEY_DROPPED = re.compile(r"\s+|\.(?!\d)|(?<!\d)\.")


def clean(text: str) -> str:
    """Return text as people should see it: composed, on one line, nothing invisible in it.

    Composed (NFC), since many files come decomposed and printers set accents beside letters.
    """
    if text.isascii() and text.isprintable():
        return (_SPACES.sub(" ", text) if "  " in text else text).strip()
    seen = _UNSEEN.sub("", _SPACES.sub(" ", text))
    return _SPACES.sub(" ", unicodedata.normalize("NFC", seen)).strip()


def has_control_characters(text: str) -> bool:
    """Whether `clean` takes something out of a text that has no business to be in it."""
    return not text.isprintable() and _CONTROL.search(text) is not None


def normal_barcode(text: str) -> str:
    """Return a barcode as a scanner reads it: no blanks around or between digits.

    The apostrophe that spreadsheets put before numbers is taken off; hyphens may be part of it.
    """
    code = clean(text).lstrip("'")
    return code.replace(" ", "") if " " in code and _SPACED_DIGITS.fullmatch(code) else code


def without_end_marks(text: str) -> str:
    """Take off the punctuation that ISBD puts at the end of an element.

    A full stop stays behind an initial and a common abbreviation ("Le Guin, Ursula K.").
    """
    text = text.rstrip(_END_MARKS)
    if not text.endswith("."):
        return text
    begin = end = len(text) - 1
    while begin and text[begin - 1].isalnum():
        begin -= 1
    word, before = text[begin:end], text[max(begin - 1, 0) : begin]
    is_word = len(word) > 1 and before not in {".", "_"}
    stands_alone = not word and before not in {"", ".", "_"}
    if (is_word and word.lower() not in _ABBREVIATIONS) or stands_alone:
        return text[:-1].rstrip(_END_MARKS)
    return text


def folded(text: str) -> str:
    """Return the words of a text as they are searched: no case, no accents.

    The characters of languages that write no blanks are set apart, so that any of them may be the
    first of a word.
    """
    if text.isascii():
        return text.lower()
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()))
    composed = unicodedata.normalize("NFKC", bare).translate(_LETTERS)
    return _WITHOUT_BLANKS.sub(r" \1 ", composed)


@lru_cache(maxsize=64)
def call_number_key(text: str) -> str:
    """Return a call number as its beginning is searched: no blanks, no stops but decimal ones.

    `PS 3562 .E42 L4` and `PS3562.E42L4` are one. Remembers a few: the items of a title mostly have
    the number of the title.
    """
    return _KEY_DROPPED.sub("", text).upper()


_PIECE_DIGITS = 3


def pieces(text: str) -> int:
    """How many pieces a field says an item has; 0 when it is no number of at most three digits."""
    text = text.strip()
    plain = text.isascii() and text.isdecimal() and len(text) <= _PIECE_DIGITS
    return int(text) if plain else 0
