"""Shelf keys of Universal Decimal Classification numbers.

The signs file in the order of the UDC's own tables: `+` and `/` before the number alone, then `:`,
`=`, `(0…)`, `(1/9)`, `(=…)`, quotation marks, letters, hyphen, apostrophe, and further digits last.
Points only group digits. What follows the first space is filed like the rest of an LC number.
"""

import re
from collections.abc import Callable

from procstation.items.shelf_parts import PARTS, PLAIN, part_maker
from procstation.items.shelf_rules import ShelfRules
from procstation.items.shelf_text import filed

UDC = re.compile(r"""\s*([0-9][0-9.]*(?:[+/:=("'*-][^\s]*)?)(?=\s|$)""")

_END = "\x12"
_SIGNS = str.maketrans(
    {
        "+": "\x10",
        "/": "\x11",
        ":": "\x13",
        "=": "\x14",
        '"': "\x18",
        "*": "\x19",
        "-": "\x1a",
        "'": "\x1b",
    }
    | {".": "", ")": "", "[": "", "]": ""}
)
_BRACKETS = {"(0": "\x15", "(=": "\x17"}
_BRACKET = re.compile(r"\((?:0|=)?")


def udc_keys(rules: ShelfRules) -> Callable[[str], str | None]:
    """Return the function from a call number to its key, or None for what is no UDC number."""
    part = part_maker(rules, longest_mark=64)

    def key(text: str) -> str | None:
        text = filed(text)
        head = UDC.match(text)
        if head is None:
            return None
        number = _BRACKET.sub(lambda found: _BRACKETS.get(found[0], "\x16"), head[1])
        return "".join(
            (PLAIN, number.translate(_SIGNS), _END, *map(part, PARTS.findall(text, head.end())))
        )

    return key
