"""The compact coding of an ISIL on ISO 28560-2 tags: three alphabets with shifts and latches."""

import re
from enum import StrEnum
from itertools import pairwise

from procstation.errors import InputRefused
from procstation.language import tr

LONGEST = 16
"""Characters of an ISIL (ISO 15511)."""

UPPER, LOWER, NUMERIC = range(3)
BITS = (5, 5, 4)
"""Bits of one symbol in each alphabet."""

SYMBOLS = (
    "-ABCDEFGHIJKLMNOPQRSTUVWXYZ:",
    "-abcdefghijklmnopqrstuvwxyz/",
    "0123456789-:",
)
"""Symbols by value; the values after them change the alphabet."""


class _Change(StrEnum):
    LATCH = "for all that follows"
    SHIFT = "for one character"


CHANGES: tuple[dict[int, tuple[_Change, int]], ...] = (
    {
        28: (_Change.LATCH, LOWER),
        29: (_Change.SHIFT, LOWER),
        30: (_Change.LATCH, NUMERIC),
        31: (_Change.SHIFT, NUMERIC),
    },
    {
        28: (_Change.LATCH, UPPER),
        29: (_Change.SHIFT, UPPER),
        30: (_Change.LATCH, NUMERIC),
        31: (_Change.SHIFT, NUMERIC),
    },
    {
        12: (_Change.LATCH, UPPER),
        13: (_Change.SHIFT, UPPER),
        14: (_Change.LATCH, LOWER),
        15: (_Change.SHIFT, LOWER),
    },
)
_CODE_OF = tuple({change: code for code, change in table.items()} for table in CHANGES)


_SHAPE = re.compile(r"[A-Za-z]{1,4}-[A-Za-z0-9:/-]{1,14}")


def looks_like_isil(text: str) -> bool:
    """Whether a text has a prefix, a hyphen and a unit, within 16 characters."""
    return len(text) <= LONGEST and _SHAPE.fullmatch(text) is not None


def encode_isil(isil: str) -> bytes:
    """Return the coded ISIL; unused bits at the end are ones.

    Raises:
        InputRefused: Longer than 16 characters, or a character no alphabet has.
    """
    if not 0 < len(isil) <= LONGEST:
        raise InputRefused(
            tr("The ISIL {isil!r} has {count} characters.", isil=isil, count=len(isil)),
            tr(
                "Give 1 to {longest}, as the ISIL register of your country lists it.",
                longest=LONGEST,
            ),
        )
    bits: list[str] = []
    alphabet = UPPER
    for character, following in pairwise((*isil, "")):
        if character in SYMBOLS[alphabet]:
            used = alphabet
        else:
            used = _home_of(character, isil)
            shift = not following or following in SYMBOLS[alphabet]
            change = _Change.SHIFT if shift else _Change.LATCH
            bits.append(_bits(alphabet, _CODE_OF[alphabet][change, used]))
            alphabet = alphabet if shift else used
        bits.append(_bits(used, SYMBOLS[used].index(character)))
    text = "".join(bits)
    text += "1" * (-len(text) % 8)
    return int(text, 2).to_bytes(len(text) // 8, "big")


def decode_isil(value: bytes) -> str:
    """Return the ISIL of any bytes; filling that looks like a change at the end is ignored."""
    number = int.from_bytes(value, "big")
    left = len(value) * 8
    alphabet = used = UPPER
    result: list[str] = []
    while left >= BITS[used]:
        left -= BITS[used]
        code = number >> left & (1 << BITS[used]) - 1
        symbols = SYMBOLS[used]
        if code < len(symbols):
            result.append(symbols[code])
            used = alphabet
        else:
            kind, used = CHANGES[used][code]
            if kind is _Change.LATCH:
                alphabet = used
    return "".join(result)


def _home_of(character: str, isil: str) -> int:
    for alphabet, symbols in enumerate(SYMBOLS):
        if character in symbols:
            return alphabet
    raise InputRefused(
        tr(
            "The ISIL {isil!r} has the character {character!r}, which ISO 28560-2 cannot code.",
            isil=isil,
            character=character,
        ),
        tr("Use letters A to Z, digits, hyphen, slash and colon, or element 23 for another code."),
    )


def _bits(alphabet: int, code: int) -> str:
    return format(code, f"0{BITS[alphabet]}b")
