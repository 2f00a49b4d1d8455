"""Shelf keys of Dewey Decimal call numbers, and of the fiction and biography beside them."""

import re
from collections.abc import Callable

from procstation.items.shelf_parts import PARTS_DEWEY, PLAIN, SHELF, WORDS_END, part_maker
from procstation.items.shelf_prefix import COLLECTIONS, MOST_WORDS, SHELVES, shelf_name
from procstation.items.shelf_rules import ShelfRules
from procstation.items.shelf_text import filed

_CUT = "[/'’′]*"
"""A slash or prime says where a number may be shortened (MARC 21, 082 $a); it is no part of it."""

DEWEY_HEAD = re.compile(
    rf"\s*([0-9]{{1,3}})(?![0-9]){_CUT}(?:\.({_CUT}[0-9](?:{_CUT}[0-9])*)?{_CUT})?"
)

_PREFIX = re.compile(
    rf"\s*((?:[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*[.:]?\s+){{1,{MOST_WORDS}}}|[A-Z]{{1,4}})"
    r"(?=[0-9]{3}(?![0-9-]))"
)
_SHELVES = "|".join(sorted(SHELVES, key=len, reverse=True))
_COLLECTION = re.compile(rf"\s*((?:\[?(?:{_SHELVES})\]?[.:]?\s+(?=\S))+|\[?(?:{_SHELVES})\]?\s*$)")
_SIGNS = str.maketrans("", "", "/'’′")

_LONGEST_MARK = 64
"""Letters: what follows a Dewey number is the author, be it `K56`, `SIL` or `PARKER`."""


def dewey_keys(rules: ShelfRules) -> Callable[[str], str | None]:
    """Return the function from a call number to its key, or None for what is not Dewey."""
    part = part_maker(rules, _LONGEST_MARK)
    head_of, parts_of = DEWEY_HEAD.match, PARTS_DEWEY.findall

    def key(text: str) -> str | None:
        text = filed(text)
        shelf, number, at = PLAIN, "", 0
        head = head_of(text)
        if head is None:
            words = prefix_of(text)
            if words is None:
                return None
            at = words.end()
            if rules.prefix_shelves:
                shelf = SHELF + shelf_name(words[1].split()) + WORDS_END
            head = head_of(text, at)
        if head is not None:
            number = head[1].zfill(3) + (head[2] or "").translate(_SIGNS)
            at = head.end()
        return "".join((shelf, number, *map(part, parts_of(text, at))))

    return key


def prefix_of(text: str) -> re.Match[str] | None:
    """Match the words before a class number, or those that stand for one (FIC, J BIO); capitals."""
    words = _PREFIX.match(text)
    if words is not None:
        return words
    words = _COLLECTION.match(text)
    if words is None or COLLECTIONS.isdisjoint(shelf_name(words[1].split()).split()):
        return None
    return words
