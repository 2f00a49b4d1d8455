"""Join neighbouring lines of a spine where there are too many, those that belong together first."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from procstation.items import PartKind

LAST_RULE = "join-any"
"""Even what had to be broken is put together again for it, where there is the width."""

_STATEMENTS = (PartKind.VOLUME, PartKind.COPY, PartKind.DATE)
_ORDER = (
    ("join-class", (PartKind.LETTERS,), (PartKind.NUMBER,)),
    ("join-cutters", (PartKind.CUTTER,), (PartKind.CUTTER,)),
    ("join-date", (PartKind.CUTTER,), (PartKind.DATE,)),
    ("join-statements", _STATEMENTS, _STATEMENTS),
    ("join-prefixes", (PartKind.PREFIX,), (PartKind.PREFIX,)),
    (LAST_RULE, tuple(PartKind), tuple(PartKind)),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A line on its way.

    Attributes:
        first: What it begins with.
        last: What it ends with.
        glue: What stood between it and the line before, of which it was broken off; None for a
            line that always was one.
    """

    text: str
    first: PartKind
    last: PartKind
    glue: str | None = None


def joined(
    pieces: list[Piece], limit_em: float, width_em: Callable[[str], float]
) -> tuple[str, Piece, Piece, list[Piece]] | None:
    """Join one pair: of the first rule that finds any, the narrowest.

    Returns:
        The rule, the two lines, and all lines as they are now; None when no two fit a line.
    """
    pairs = [
        (width_em(text), at, text)
        for at, (one, other) in enumerate(pairwise(pieces))
        if width_em(text := one.text + _glue(one, other) + other.text) <= limit_em
    ]
    for rule, firsts, seconds in _ORDER:
        fitting = [
            pair
            for pair in pairs
            if pieces[pair[1]].last in firsts
            and pieces[pair[1] + 1].first in seconds
            and (pieces[pair[1] + 1].glue is None or rule == LAST_RULE)
        ]
        if fitting:
            _, at, text = min(fitting)
            one, other = pieces[at : at + 2]
            line = Piece(text, one.first, other.last, one.glue)
            return rule, one, other, [*pieces[:at], line, *pieces[at + 2 :]]
    return None


def _glue(one: Piece, other: Piece) -> str:
    """`PS3562`, but `Y 4.` of a government document."""
    if other.glue is not None:
        return other.glue
    is_class = one.last is PartKind.LETTERS and other.first is PartKind.NUMBER
    return "" if is_class and other.text[-1] not in ".:" else " "
