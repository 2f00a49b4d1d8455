"""What follows the class number on a spine label: cutters, dates, volumes, copies, words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from procstation.items.spine_parts import (
    LABEL_PATTERN,
    YEAR_PATTERN,
    Part,
    PartKind,
    kind_of,
    part_of,
)

_BEFORE_LABEL = re.compile(r"(?<=[0-9])(?=[A-Za-z]{1,4}\.[0-9])")
"""`R5c.1`: the copy was written onto the cutter."""

_CUTTERS = re.compile(r"\.?(?:[A-Za-z]{1,3}[0-9]|[0-9]+\.[A-Za-z])")
_BEFORE_CUTTER = re.compile(r"(?<=[A-Za-z0-9])(?=\.[A-Za-z])|(?<=[0-9])(?=[A-Z]{1,3}[0-9])")
_BEFORE_ANY_CUTTER = re.compile(_BEFORE_CUTTER.pattern, re.IGNORECASE)
"""Where all is in small letters. Else these are work marks: `.M163c3`."""

_STRAY_POINT = re.compile(r"(?<![A-Za-z])\.\s+(?=[A-Za-z]{1,3}[0-9])")

_YEAR = re.compile(YEAR_PATTERN)
_STATEMENT = re.compile(r"\([^()]*\)[.,:;]*|[^\s:(]+:?|\S")
_LABEL = re.compile(LABEL_PATTERN, re.IGNORECASE)
_ABBREVIATION = re.compile(r"[^\W\d_]+\.")
_MONTH = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec|Spr|Sum|Fall|Aut|Win)[a-z]*+(?![\w])",
    re.IGNORECASE,
)
"""Months and seasons of issues, as far as a year follows: `July-Aug 2013`."""

_AND = ("&", "+")
"""`& suppl.`"""

_ORDINAL_ENDS = ("st", "nd", "rd", "th")


def rest_parts(text: str, *, cutters: bool) -> list[Part]:
    """Break at spaces, but keep a label with its number: `v. 4`, `no. 105`, `copy 2`.

    Args:
        cutters: The rules of LCC: break between cutters that were written together, `.P6T44`, and
            keep any word with the number behind it, unless that is a year.
    """
    joined: list[tuple[str, str]] = []
    for piece, glue in _pieces(text, cutters=cutters):
        if joined and _belongs_to(joined[-1][0], piece, words=cutters):
            joined[-1] = (f"{joined[-1][0]} {piece}", joined[-1][1])
        else:
            joined.append((piece, glue))
    parts = [part_of(kind_of(piece), piece, glue) for piece, glue in joined]
    for at, year in enumerate(parts[1:]):
        if year.kind is PartKind.DATE and _MONTH.match(parts[at].text):
            parts[at] = replace(parts[at], kind=PartKind.DATE)
    return parts


def enumeration(text: str) -> list[tuple[str, str]]:
    """Break a statement of volumes, parts or dates: behind colons and at spaces.

    What stands in parentheses stays together, and so does a label with its number.

    Returns:
        Lines, each with what stood before it.
    """
    joined: list[tuple[str, str]] = []
    for piece in _STATEMENT.finditer(text):
        spaced = text[: piece.start()][-1:].isspace()
        if spaced and joined and _belongs_to(joined[-1][0], piece[0], words=True):
            joined[-1] = (f"{joined[-1][0]} {piece[0]}", joined[-1][1])
        else:
            joined.append((piece[0], " " if spaced or not joined else ""))
    return joined


def join_stray_points(text: str) -> str:
    """Put a point that stands alone onto the cutter behind it: `9.59. C66` is `9.59 .C66`."""
    return _STRAY_POINT.sub(" .", text)


def _pieces(text: str, *, cutters: bool) -> Iterator[tuple[str, str]]:
    """Yield pieces, each with what stood before it."""
    spaced = text[:1].isspace()
    for chunk in text.split():
        glue = " " if spaced else ""
        for piece in _parted(chunk, cutters=cutters):
            yield piece, glue
            glue = ""
        spaced = True


@lru_cache(maxsize=8192)
def _parted(chunk: str, *, cutters: bool) -> tuple[str, ...]:
    """Return what was written without a space; cutters and dates are in many call numbers."""
    labelled = _BEFORE_LABEL.split(chunk)
    if not cutters:
        return tuple(labelled)
    return tuple(piece for one in labelled for piece in _cutters(one))


def _cutters(chunk: str) -> tuple[str, ...]:
    if not _CUTTERS.match(chunk):
        return (chunk,)
    before = _BEFORE_ANY_CUTTER if chunk.islower() else _BEFORE_CUTTER
    return tuple(before.split(chunk))


def _belongs_to(line: str, chunk: str, *, words: bool) -> bool:
    if line in _AND:
        return True
    if not chunk[0].isdecimal():
        return line.isdecimal() and chunk.lower() in _ORDINAL_ENDS
    if _LABEL.fullmatch(line):
        return len(line) > 1 or not _YEAR.match(chunk)
    label = _ABBREVIATION.fullmatch(line) or (words and len(line) > 2 and line.isalpha())
    return bool(label) and not _YEAR.match(chunk)
