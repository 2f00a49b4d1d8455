"""What follows the class number in a shelf key: cutters, dates, volumes, words.

A key is text that sorts by plain comparison. Each part begins with a control character that says
what it is. These are lower than anything inside a part, so a part that ends sorts before one that
goes on; among themselves they give the order at one place: nothing, date or ordinal, volume or
word, work letters, cutter.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from procstation.items.shelf_rules import ShelfRules

WORDS_END, VOLUME_EARLY, NUMBER, TEXT, WORK, CUTTER, WORK_LATE, HALF = "\1\2\3\4\5\6\7\x08"

PLAIN, SHELF, UNDECIDED = "012"
"""What a key begins with: no prefix, a prefix that is a shelf of its own, no call number."""

LABELS = {
    "BAND": "BD",
    "COPY": "C",
    "COPIES": "C",
    "DISCS": "DISC",
    "DISK": "DISC",
    "DISKS": "DISC",
    "NOS": "NO",
    "NUMBER": "NO",
    "NUMBERS": "NO",
    "NR": "NO",
    "PART": "PT",
    "PARTS": "PT",
    "PTS": "PT",
    "SUPPLEMENT": "SUPPL",
    "TOM": "T",
    "TOME": "T",
    "VOL": "V",
    "VOLS": "V",
    "VOLUME": "V",
    "VOLUMES": "V",
}
"""Other spellings of the labels of volumes, parts and copies."""

_MORE_LABELS = "BD BOX CARTON DISC ED FASC HEFT INDEX ISSUE LEVEL NO PT REEL SER SUPPL"
LABEL_WORDS = sorted({*LABELS, *_MORE_LABELS.split()}, key=len, reverse=True)
"""Labels that are known without a dot; a single letter (`v`, `c`, `t`) needs one."""

_RUN = r"[0-9]++(?:[-/][0-9]++)*+"
_NO_MORE = r"(?![A-Z0-9]|\.[0-9])"
_KNOWN = f"(?:{'|'.join(LABEL_WORDS)})"
_VALUE = rf"(?:{_RUN}(?:[A-Z]{{1,2}}{_NO_MORE})?|[IVXL]+\b(?!\.))"

_PATTERN = rf"""[\s.]*+(
    [A-Z]{{1,3}}+[0-9]++(?:[A-Z]+%s{_NO_MORE})?                  # .A101m
  | {_RUN}(?:\s?(?:ST|ND|RD|TH)\b|[A-Z]{{1,2}}{_NO_MORE})?       # 1990 1972q 15th 1979-83
  | (?:[A-Z]+\.\s?|\b{_KNOWN}\s){_VALUE}                         # v.3 no. 10 copy 2
  | [^\W\d_]+                                                    # words and bare work marks
)"""
PARTS = re.compile(_PATTERN % "", re.VERBOSE)
PARTS_DEWEY = re.compile(_PATTERN % "[0-9]{0,2}", re.VERBOSE)
"""Dewey work letters may count editions: `Sa72h2`. In LCC that would be a second cutter."""

_CUTTER = re.compile(r"([A-Z]{1,3})([0-9]+)([A-Z]*)([0-9]*)")
_NUMBER = re.compile(r"([0-9]+)((?:[-/][0-9]+)*)\s?([A-Z]*)")
_LABELLED = re.compile(rf"([A-Z]+)(?:\.\s?|\s)(?:{_NUMBER.pattern}|([IVXL]+))")
_GLUED_LABELS = ("VOL", "NOS", "PTS")
_ORDINALS = ("ST", "ND", "RD", "TH")
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}


def whole(digits: str) -> str:
    """Return digits so that they compare as a whole number: their count goes first."""
    significant = digits.lstrip("0")
    return chr(0x30 + min(len(significant), 70)) + significant


@lru_cache(maxsize=32)
def part_maker(rules: ShelfRules, longest_mark: int) -> Callable[[str], str]:
    """Return the function from one part, in capitals, to its piece of the key.

    The same dates, cutters and volumes come again and again, so the last 65,536 are remembered.

    Args:
        longest_mark: Letters. A word of up to so many is a cutter without digits, not free text.
    """
    volume_mark = VOLUME_EARLY if rules.volumes_before_dates else TEXT
    work_mark = WORK if rules.work_letters_first else WORK_LATE

    @lru_cache(maxsize=1 << 16)
    def part(text: str) -> str:
        if cutter := _CUTTER.fullmatch(text):
            letters, digits, work, edition = cutter.groups()
            if letters in _GLUED_LABELS and not work:
                return labelled(letters, whole(digits))
            key = CUTTER + letters + digits
            if work == "X" and rules.half_x:
                return key + HALF
            return key + (work_mark + work if work else "") + (whole(edition) if edition else "")
        if text[0] in "0123456789" and (number := _NUMBER.fullmatch(text)):
            return NUMBER + value(number[1], number[2], number[3])
        if label := _LABELLED.fullmatch(text):
            word, digits, more, letters, roman = label.groups()
            if roman is None:
                return labelled(word, value(digits, more, letters))
            if rules.roman_volumes:
                return labelled(word, whole(str(_arabic(roman))))
            return TEXT + LABELS.get(word, word) + TEXT + roman
        if len(text) <= longest_mark and text not in LABEL_WORDS:
            return CUTTER + text
        return TEXT + LABELS.get(text, text)

    def labelled(word: str, number: str) -> str:
        return volume_mark + (LABELS.get(word, word) if rules.labels_count else "") + " " + number

    return part


def value(digits: str, more: str, letters: str) -> str:
    """Return the key of `1979-83a`: the first number, then its letters or the end of its range."""
    if letters in _ORDINALS or (letters == "D" and len(digits) < 4):
        letters = ""
    return whole(digits) + letters + "".join("-" + whole(end) for end in re.split("[-/]", more)[1:])


def _arabic(roman: str) -> int:
    values = [_ROMAN[letter] for letter in roman]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))
