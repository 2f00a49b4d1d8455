"""Spine lines of Dewey Decimal call numbers, and of the fiction and biography beside them."""

import re

from procstation.items.shelf_dewey import prefix_of
from procstation.items.spine_rest import rest_lines

_NUMBER = re.compile(r"[0-9]{1,3}(?![0-9])[0-9./'’′]*")
_CLASS_WITH_CUTS = re.compile(r"(?<![^\s(])[0-9]{3}(?=[./'’′])(?:[./'’′]*[0-9])*[/'’′]*")
"""A number with at least one sign in it. `1987/1988` has four digits first and is none."""

_CUTS = str.maketrans("", "", "/'’′")


def dewey_lines(text: str) -> tuple[list[str], list[str]] | None:
    """Break into prefix words, number, cutter or author, date, volume, copy.

    Slashes and primes in the number are left out: they say where it may be shortened.

    Returns:
        The lines and what there is to say; None when there is neither a number nor a prefix that
        stands for one.
    """
    reasons: list[str] = []
    whole = _CLASS_WITH_CUTS.sub(lambda number: number[0].translate(_CUTS), text)
    if whole != text:
        reasons.append("the signs that say where the number may be shortened were left out")
    words: list[str] = []
    rest = whole
    if _NUMBER.match(whole) is None:
        prefix = prefix_of(whole.upper())
        if prefix is None:
            return None
        words, rest = whole[: prefix.end()].split(), whole[prefix.end() :]
        reasons.append(f"{' '.join(words)} is a shelf of its own and goes on top")
    number = _NUMBER.match(rest)
    if number is None:
        return [*words, *rest_lines(rest, cutters=False)], reasons
    return [*words, number[0], *rest_lines(rest[number.end() :], cutters=False)], reasons
