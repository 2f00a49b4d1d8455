"""Shelf keys of Library of Congress and National Library of Medicine call numbers."""

import re
from collections.abc import Callable

from procstation.items.shelf_parts import PARTS, PLAIN, SHELF, WORDS_END, part_maker
from procstation.items.shelf_prefix import shelf_name, words_before
from procstation.items.shelf_rules import ShelfRules
from procstation.items.shelf_text import filed

LCC_HEAD = re.compile(
    r"\s*([A-Z]{1,3})[\s']*([0-9]{1,4})(?![0-9])(?:\s?\.([0-9]++)(?!(?:ST|ND|RD|TH)\b))?"
)
"""Class letters, class number, its decimals; in capitals. Some loads put `'` between the parts."""

NLM_HEAD = re.compile(
    r"\s*(Q[S-Z]|W[A-Z]?)\s*([0-9]{1,4})(?![0-9])(?:\.([0-9]+))?|\s*(W[A-Z]{2})(?=\s|$)"
)
"""The classes NLM added to those of LC. Its 19th century schedule (`WCA`) has letters only."""


_LONGEST_MARK = 3
"""Letters: `PZ7.C3315 Su` is a mark of the author's title, `extra` is a word."""


def lcc_keys(rules: ShelfRules) -> Callable[[str], str | None]:
    """Return the function from a call number to its key, or None for what has no LC class."""
    part = part_maker(rules, _LONGEST_MARK)
    head_of, parts_of = LCC_HEAD.match, PARTS.findall

    def key(text: str) -> str | None:
        text = filed(text)
        shelf = PLAIN
        head = head_of(text)
        if head is None:
            before = words_before(text, LCC_HEAD)
            if before is None:
                return None
            words, text = before
            head = head_of(text)
            assert head is not None
            if rules.prefix_shelves:
                shelf = SHELF + shelf_name(words) + WORDS_END
        letters, number, decimals = head.groups("")
        return "".join(
            (shelf, letters, number.zfill(4), decimals, *map(part, parts_of(text, head.end())))
        )

    return key


def nlm_keys(rules: ShelfRules) -> Callable[[str], str | None]:
    """As `lcc_keys`. LC classes file among NLM's, which were made to fit in there."""
    part = part_maker(rules, _LONGEST_MARK)
    lcc_key = lcc_keys(rules)

    def key(text: str) -> str | None:
        known = lcc_key(text)
        if known is not None:
            return known
        text = filed(text)
        head = NLM_HEAD.match(text)
        if head is None:
            return None
        return "".join((PLAIN, head[4], *map(part, PARTS.findall(text, head.end()))))

    return key
