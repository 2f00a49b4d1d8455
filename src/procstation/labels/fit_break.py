"""Break a line that is too wide at the gentlest places that do: blanks, points, signs, words."""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

TooWide = Callable[[str], bool]

_LETTER = r"[^\W\d_]"
_PLACES = (
    # Not behind `v.` or `no.`, which say nothing without their number.
    ("break-space", re.compile(rf"(?<=\s)(?<!{_LETTER}\.\s)")),
    ("break-bracket", re.compile(r"(?<=\S)(?=[(\[\"])")),
    ("break-point", re.compile(rf"(?<=\d)(?=\.\w)|(?<={_LETTER}\.)(?={_LETTER})")),
    ("break-sign", re.compile(r"(?<=[/:;,+=&)\]–-])(?=.)")),
    ("break-letters", re.compile(rf"(?<=\d)(?={_LETTER})")),
    ("break-space", re.compile(r"(?<=\s)")),
)
_SHORTEST = 3
"""Characters. What a cut would leave shorter says nothing any more: the label is too narrow."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The lines made of one.

    Attributes:
        rule: The harshest that was needed; "" for a line left whole.
    """

    lines: tuple[str, ...]
    rule: str


def broken(line: str, too_wide: TooWide) -> Broken:
    """Break a line; together the pieces have every character of it but blanks.

    A piece stays too wide where nothing could be done without tearing it to shreds.
    """
    pieces = list(_at_places(line, too_wide, 0))
    harshest = max(level for _, level in pieces)
    return Broken(tuple(text for text, _ in pieces), _rule(line, pieces, harshest))


def _rule(line: str, pieces: list[tuple[str, int]], harshest: int) -> str:
    if len(pieces) == 1:
        return ""
    if harshest < len(_PLACES):
        return _PLACES[harshest][0]
    cut = "".join(text for text, level in pieces if level == harshest)
    return "break-digits" if cut.strip(".").isdecimal() else "break-word"


def _at_places(text: str, too_wide: TooWide, level: int) -> Iterator[tuple[str, int]]:
    """Yield lines, each with the level at which it was broken off; full ones, from the first on."""
    if level == len(_PLACES):
        for piece in _cut(text, too_wide):
            yield piece, level
        return
    pieces = [piece for piece in _PLACES[level][1].split(text) if piece]
    if len(pieces) == 1:
        yield from _at_places(text, too_wide, level + 1)
        return
    line = ""
    for piece in pieces:
        if line and too_wide((line + piece).strip()):
            yield line.strip(), level
            line = ""
        line += piece
        if too_wide(line.strip()):
            *full, (last, _) = _at_places(line.strip(), too_wide, level + 1)
            yield from full
            line = last + line[len(line.rstrip()) :]
    if line.strip():
        yield line.strip(), level


def _cut(text: str, too_wide: TooWide) -> list[str]:
    """Cut into as few pieces as fit, as even as can be: `3620.4000 | 0091` not `…0009 | 1`."""
    clusters = _clusters(text)
    for count in range(2, len(clusters) // _SHORTEST + 1):
        ends = [round(len(clusters) * at / count) for at in range(count + 1)]
        pieces = ["".join(clusters[begin:end]) for begin, end in pairwise(ends)]
        if not any(map(too_wide, pieces)):
            return pieces
    return [text]


def _clusters(text: str) -> list[str]:
    """Characters, each with the marks that are set upon it."""
    clusters: list[str] = []
    for character in text:
        if clusters and unicodedata.category(character)[0] == "M":
            clusters[-1] += character
        else:
            clusters.append(character)
    return clusters
