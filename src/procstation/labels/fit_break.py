"""Break a line that is too wide at the gentlest places that do: blanks, points, signs, words."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from procstation.labels.clusters import clusters

Width = Callable[[str], float]
"""Of a text, in sizes."""

_LETTER = r"[^\W\d_]"
_PLACES = (
    # Not behind `v.` or `no.`, which say nothing without their number.
    ("break-space", re.compile(rf"(?<=\s)(?<!{_LETTER}\.\s)")),
    ("break-bracket", re.compile(r"(?<=\S)(?=[(\[\"])")),
    ("break-point", re.compile(rf"(?<=\d)(?=\.{_LETTER})")),
    ("break-point", re.compile(rf"(?<=\d)(?=\.\w)|(?<={_LETTER}\.)(?={_LETTER})")),
    ("break-sign", re.compile(r"(?<=[/:;,+=&)\]–-])(?=.)")),
    ("break-letters", re.compile(rf"(?<=\d)(?={_LETTER})|(?<={_LETTER}{{3}})(?=\d)")),
    ("break-space", re.compile(r"(?<=\s)")),
)
_SHORTEST = 3
"""Characters. What a cut would leave shorter says nothing any more: the label is too narrow."""

_HALVINGS = 6
"""Of the width in which even lines are looked for: to a sixty-fourth of it."""


@dataclass(frozen=True, slots=True)
class Broken:
    """The lines made of one.

    Attributes:
        glues: What stood before each line: a blank or nothing.
        rule: The harshest that was needed; "" for a line left whole.
    """

    lines: tuple[str, ...]
    glues: tuple[str, ...]
    rule: str


def broken(line: str, limit_em: float, width_em: Width) -> Broken:
    """Break a line; together the pieces have every character of it but blanks.

    A piece stays too wide where nothing could be done without tearing it to shreds.
    """
    if width_em(line) <= limit_em:
        return Broken((line,), (" ",), "")
    found = list(_at_places(line, limit_em, width_em, 0))
    pieces = [(text.strip(), level) for text, level in found]
    after = [" ", *(" " if text[-1:].isspace() else "" for text, _ in found[:-1])]
    return Broken(tuple(text for text, _ in pieces), tuple(after), _rule(pieces))


def _rule(pieces: list[tuple[str, int]]) -> str:
    if len(pieces) == 1:
        return ""
    harshest = max(level for _, level in pieces)
    if harshest < len(_PLACES):
        return _PLACES[harshest][0]
    cut = "".join(text for text, level in pieces if level == harshest)
    return "break-digits" if cut.strip(".").isdecimal() else "break-word"


def _at_places(
    text: str, limit_em: float, width_em: Width, level: int
) -> Iterator[tuple[str, int]]:
    """Yield lines, with the blanks behind them and the level at which each was broken off."""
    if level == len(_PLACES):
        for piece in _cut(text, limit_em, width_em):
            yield piece, level
        return
    run: list[str] = []
    pieces = [piece for piece in _PLACES[level][1].split(text) if piece]
    for piece in pieces:
        if width_em(piece.strip()) <= limit_em:
            run.append(piece)
            continue
        yield from ((line, level) for line in _even(run, limit_em, width_em))
        run = []
        yield from _at_places(piece, limit_em, width_em, level + 1)
    yield from ((line, level) for line in _even(run, limit_em, width_em))


def _even(pieces: list[str], limit_em: float, width_em: Width) -> list[str]:
    """Put pieces on as few lines as hold them, and those as even as can be."""
    lines = _packed(pieces, limit_em, width_em)
    if len(lines) < 2:
        return lines
    narrow_em, wide_em = 0.0, limit_em
    for _ in range(_HALVINGS):
        middle_em = (narrow_em + wide_em) / 2
        tried = _packed(pieces, middle_em, width_em)
        if len(tried) > len(lines):
            narrow_em = middle_em
        else:
            lines, wide_em = tried, middle_em
    return lines


def _packed(pieces: list[str], limit_em: float, width_em: Width) -> list[str]:
    lines: list[str] = []
    for piece in pieces:
        if lines and width_em((lines[-1] + piece).strip()) <= limit_em:
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines


def _cut(text: str, limit_em: float, width_em: Width) -> list[str]:
    """Cut into as few pieces as fit, as even as can be: `.27420 | 94933`."""
    whole = list(clusters(text))
    fewest = max(2, ceil(width_em(text.strip()) / limit_em))
    for count in range(fewest, len(whole) // _SHORTEST + 1):
        ends = [round(len(whole) * at / count) for at in range(count + 1)]
        pieces = ["".join(whole[begin:end]) for begin, end in pairwise(ends)]
        if all(width_em(piece.strip()) <= limit_em for piece in pieces):
            return pieces
    return [text]
