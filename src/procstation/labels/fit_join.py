"""Join neighbouring lines of a spine where there are too many, those that belong together first."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from procstation.items import PartKind

_STATEMENTS = (PartKind.VOLUME, PartKind.COPY, PartKind.DATE)
_ORDER = (
    ("join-class", (PartKind.LETTERS,), (PartKind.NUMBER,)),
    ("join-cutters", (PartKind.CUTTER,), (PartKind.CUTTER,)),
    ("join-date", (PartKind.CUTTER,), (PartKind.DATE,)),
    ("join-statements", _STATEMENTS, _STATEMENTS),
    ("join-prefixes", (PartKind.PREFIX,), (PartKind.PREFIX,)),
    ("join-any", tuple(PartKind), tuple(PartKind)),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A line on its way.

    Attributes:
        first: What it begins with.
        last: What it ends with.
        is_continued: It was broken off the line before, so it is never joined to it again.
    """

    text: str
    first: PartKind
    last: PartKind
    is_continued: bool = False


def joined(
    pieces: list[Piece], too_wide: Callable[[str], bool], width_em: Callable[[str], float]
) -> tuple[str, str, str, list[Piece]] | None:
    """Join one pair: of the first rule that finds any, the narrowest.

    Returns:
        The rule, the two lines, and all lines as they are now; None when no two fit a line.
    """
    for rule, firsts, seconds in _ORDER:
        pairs: list[tuple[float, int, str]] = []
        for at, (one, other) in enumerate(pairwise(pieces)):
            if one.last in firsts and other.first in seconds and not other.is_continued:
                text = one.text + _glue(one, other) + other.text
                if not too_wide(text):
                    pairs.append((width_em(text), at, text))
        if pairs:
            _, at, text = min(pairs)
            one, other = pieces[at : at + 2]
            line = Piece(text, one.first, other.last, one.is_continued)
            return rule, one.text, other.text, [*pieces[:at], line, *pieces[at + 2 :]]
    return None


def _glue(one: Piece, other: Piece) -> str:
    """`PS3562`, but `Y 4.` of a government document."""
    is_class = one.last is PartKind.LETTERS and other.first is PartKind.NUMBER
    return "" if is_class and other.text[-1] not in ".:" else " "
