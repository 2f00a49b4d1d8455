"""The parts of a call number, each with what it is, before anybody says which share a line."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from procstation.items.shelf_parts import LABEL_WORDS
from procstation.items.shelf_prefix import SHELVES
from procstation.language import mark


class PartKind(StrEnum):
    """What a part of a call number is."""

    PREFIX = "prefix"
    LETTERS = "letters"
    NUMBER = "number"
    CUTTER = "cutter"
    DATE = "date"
    VOLUME = "volume"
    COPY = "copy"
    BOOK = "book"
    WORD = "word"


IN_WORDS = {
    PartKind.PREFIX: mark("a shelf of its own"),
    PartKind.LETTERS: mark("the class letters"),
    PartKind.NUMBER: mark("the class number"),
    PartKind.CUTTER: mark("a cutter"),
    PartKind.DATE: mark("a date or an ordinal"),
    PartKind.VOLUME: mark("the volume or part"),
    PartKind.COPY: mark("the copy"),
    PartKind.BOOK: mark("the book within its series"),
    PartKind.WORD: mark("text broken at its spaces"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece that is never broken by rule.

    Attributes:
        glue: What stood between it and the part before, a blank or nothing.
    """

    kind: PartKind
    text: str
    glue: str = " "


@lru_cache(maxsize=8192)
def part_of(kind: PartKind, text: str, glue: str = " ") -> Part:
    """Return a part; call numbers share most of theirs, so they are kept."""
    return Part(kind, text, glue)


@dataclass(frozen=True, slots=True)
class Parts:
    """A call number taken apart.

    Attributes:
        remarks: What was left out or is unusual, in words.
    """

    parts: tuple[Part, ...]
    remarks: tuple[str, ...] = ()


_DATED = ("INDEX", "SUPPL", "SUPPLEMENT")
LABEL_PATTERN = rf"(?:{'|'.join(word for word in LABEL_WORDS if word not in _DATED)}|OP|V|C|T)\.?"
"""A label of a volume, part or copy; those that are followed by a year as often are not."""

YEAR_PATTERN = r"[(\[]?(?:1[4-9]|20)[0-9]{2}(?![0-9])"

_KINDS = (
    (
        PartKind.COPY,
        re.compile(r"(?:c\.\s?|(?:cop|copy|copies|ex)(?:\.\s?|\s))[0-9]", re.IGNORECASE),
    ),
    (
        PartKind.VOLUME,
        re.compile(
            rf"(?:(?:{'|'.join(LABEL_WORDS)})(?:\.\s?|\s)|(?:op|v|t)\.\s?)\w",
            re.IGNORECASE,
        ),
    ),
    (PartKind.DATE, re.compile(rf"{YEAR_PATTERN}|\.?[0-9]+\s?(?:st|nd|rd|th|d)\b")),
    (PartKind.CUTTER, re.compile(r"\.?[^\W\d_]{1,3}[0-9]|[0-9]+\.[A-Za-z]")),
)
_CLASS_NUMBER = re.compile(r"[0-9]{1,4}(?![0-9])(?:\.[0-9]+)?(?=$|[\s(:\"=+/-])")

_THREE_FIGURES = re.compile(r"[0-9]{3}(?:\.[0-9]+)?$")
"""Of Dewey: a J or an R before it is a shelf, not a class."""


@lru_cache(maxsize=4096)
def kind_of(text: str) -> PartKind:
    """Return what a part behind the class number is, by its look."""
    for kind, pattern in _KINDS:
        if pattern.match(text):
            return kind
    return PartKind.WORD


def kinds_of_lines(lines: tuple[str, ...]) -> tuple[PartKind, ...]:
    """Return what the lines of a label are, by their look: whoever made them is not asked."""
    kinds: list[PartKind] = []
    begun = False
    for at, line in enumerate(lines):
        following = lines[at + 1][:1] if at + 1 < len(lines) else ""
        shelf = line.upper() in SHELVES and _THREE_FIGURES.match("".join(lines[at + 1 : at + 2]))
        if not begun and line.isalpha() and len(line) <= 3 and following.isdecimal() and not shelf:
            kinds.append(PartKind.LETTERS)
            begun = True
        elif (not begun or kinds[-1] is PartKind.LETTERS) and _CLASS_NUMBER.match(line):
            kinds.append(PartKind.NUMBER)
            begun = True
        else:
            kind = kind_of(line)
            if kind is PartKind.WORD and not begun and at + 1 < len(lines):
                kind = PartKind.PREFIX
            kinds.append(kind)
    return tuple(kinds)
