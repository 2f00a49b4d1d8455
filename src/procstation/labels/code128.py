"""Code 128 (ISO/IEC 15417): ASCII, in the fewest symbol characters that three sets allow."""

from itertools import groupby
from typing import Any

CHARACTERS = frozenset(map(chr, range(128)))

SETS = "CBA"
"""In the order preferred where two ways are of one length."""

STARTS = {"A": 103, "B": 104, "C": 105}
SWITCHES = {"A": 101, "B": 100, "C": 99}
SHIFT = 98
"""The next character, and no other, is of set B in set A, and of set A in set B."""

SHIFTED = {"A": "B", "B": "A"}
FINAL_BAR = "11"

_Rest = tuple[tuple[int, ...], Any] | None
"""Codes, and those after them."""

_Way = tuple[int, int, _Rest]
"""Symbol characters, changes of set, and the codes themselves."""


def code128_elements(text: str) -> tuple[int, ...]:
    """Return the elements of a symbol: bar, space, bar, …, in modules of 1 to 4.

    The patterns are python-barcode's; its encoder is not used, since it loses a leading `99` of
    all-digit texts.

    Args:
        text: Every character is one of `CHARACTERS`.
    """
    from barcode.charsets import code128  # noqa: PLC0415 - loaded with the first symbol

    modules = "".join(code128.CODES[code] for code in code128_codes(text))
    modules += code128.STOP + FINAL_BAR
    return tuple(len(list(run)) for _, run in groupby(modules))


def code128_codes(text: str) -> list[int]:
    """Return the symbol characters of a text: start, data, check; without the stop.

    No other choice of code sets is shorter. Of equally short ones the one with fewer changes is
    taken.
    """
    ways = _ways(text)
    start = min(SETS, key=lambda one: ways[one][:2])
    codes = [STARTS[start]]
    rest = ways[start][2]
    while rest is not None:
        codes += rest[0]
        rest = rest[1]
    check = codes[0] + sum(place * code for place, code in enumerate(codes))
    return [*codes, check % 103]


def _ways(text: str) -> dict[str, _Way]:
    """Return the shortest way to write a text, by the set it is begun in.

    Worked out from the end: `after` is the same for what follows a character, `beyond` for what
    follows a pair.
    """
    after: dict[str, _Way] = dict.fromkeys(SETS, (0, 0, None))
    beyond = after
    for at in range(len(text) - 1, -1, -1):
        plain: dict[str, _Way] = {}
        pair = text[at : at + 2]
        if len(pair) == 2 and pair.isdigit():
            plain["C"] = _put((int(pair),), beyond["C"])
        for one in SHIFTED:
            if (code := _code(text[at], one)) is not None:
                plain[one] = _put((code,), after[one])
        for one, other in SHIFTED.items():
            if one not in plain and (code := _code(text[at], other)) is not None:
                plain[one] = _put((SHIFT, code), after[one])
        beyond, after = after, {one: _best(one, plain) for one in SETS}
    return after


def _best(one: str, plain: dict[str, _Way]) -> _Way:
    """Return the shortest of going on in a set, and of changing to another first."""
    changed = [_put((SWITCHES[to],), plain[to], 1) for to in SETS if to != one and to in plain]
    ways = [plain[one], *changed] if one in plain else changed
    return min(ways, key=lambda way: way[:2])


def _put(codes: tuple[int, ...], way: _Way, changes: int = 0) -> _Way:
    return len(codes) + way[0], changes + way[1], (codes, way[2])


def _code(character: str, one: str) -> int | None:
    """Return the value of a character in set A or B, None where the set lacks it."""
    code = ord(character)
    if code < 32:
        return code + 64 if one == "A" else None
    return code - 32 if code < 96 or one == "B" else None
