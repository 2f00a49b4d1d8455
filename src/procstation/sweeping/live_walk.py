"""The walk along the shelf, book by book: which of them is out of order, said at once.

The report finds the fewest moves when all is heard. Here only what was read before is known, and
one book must not be blamed for another.
"""

from typing import NamedTuple

FAR = 60
"""So many expected books ahead is no gap on a shelf but another shelf."""

NEAR = 8
"""A book that jumped farther ahead, when the next one does not, was itself the wanderer."""

ANEW_AFTER = 3
"""So many books in order among themselves are no wanderers: the person went elsewhere."""


class Walk(NamedTuple):
    """How far a walk has come.

    Attributes:
        last, before: Positions in shelf order of the last books in their place; -1 for none.
        strays: Positions of the last books that were not, as far as they follow one another.
    """

    last: int = -1
    before: int = -1
    strays: tuple[int, ...] = ()


class Step(NamedTuple):
    """What one more book is to a walk.

    Attributes:
        astray: The position of the book out of order: this one's, or of the one before it; None
            when all is in order.
        anew: The walk goes on from another place.
    """

    walk: Walk
    astray: int | None = None
    anew: bool = False


def go_on(walk: Walk, position: int) -> Step:
    """Take the next book, by its position in shelf order."""
    if walk.last < 0 or 0 <= position - walk.last <= FAR:
        return Step(Walk(position, walk.last))
    if walk.last - walk.before > NEAR and 0 <= position - walk.before <= NEAR and walk.before >= 0:
        return Step(Walk(position, walk.before), walk.last)
    follows = bool(walk.strays) and 0 <= position - walk.strays[-1] <= FAR
    strays = (*walk.strays, position) if follows else (position,)
    if len(strays) >= ANEW_AFTER:
        return Step(Walk(position, walk.strays[-1]), anew=True)
    return Step(walk._replace(strays=strays), position)
