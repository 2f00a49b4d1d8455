"""What stands out of order by radio, where hearing follows the shelf only roughly, and how surely.

A tag is heard over some width of the shelf, and loudest as the antenna passes it. So each tag gets
the moment about which it was heard, weighted by strength. Books that file beside each other should
have been heard about the same time: in shelf order, the median of the neighbours' moments says when
a book was to be heard, and the scatter about it how far such a moment can be trusted. What was
heard many scatters away from its neighbours stands elsewhere. The median does not mind the
wanderers themselves, nor which way somebody walked; it cannot see a handful larger than half its
width.
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from procstation.sweeping.model import Expected, Heard, Move

NEIGHBOURS = 7
"""On each side; so up to seven books that wandered together stand out."""

LEAST_BOOKS = 2 * NEIGHBOURS + 1

LEAST_SURE = 0.99
"""Below this a book is not named: sending people to books that stand right costs their trust."""

LEAST_BOOKS_AWAY = 4
"""No antenna tells a book from those beside it."""

UNHEARD_DBM = -70.0
"""For readers that do not tell the strength: all reports then weigh by their reads alone."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a tag was passed, in seconds or, without a clock, in reports."""

    barcode: str
    at: float


def moments_of(heard: Sequence[Heard]) -> list[Moment]:
    """Return when each tag was passed, in that order.

    Args:
        heard: All reports of one walk, several of a tag among them.
    """
    clock = all(one.at for one in heard)
    sums: dict[str, tuple[float, float]] = {}
    for one in heard:
        at = datetime.fromisoformat(one.at).timestamp() if clock else float(one.number)
        dbm = UNHEARD_DBM if one.strength_dbm is None else one.strength_dbm
        weight = one.reads * 10.0 ** (dbm / 10.0)
        weighted, weights = sums.get(one.barcode, (0.0, 0.0))
        sums[one.barcode] = weighted + weight * at, weights + weight
    moments = [Moment(barcode, total / weights) for barcode, (total, weights) in sums.items()]
    moments.sort(key=lambda one: one.at)
    return moments


def radio_moves(heard: Sequence[Heard], known: Mapping[str, Expected]) -> list[Move]:
    """Return the books that stand elsewhere than where they file, in shelf order.

    Args:
        heard: All reports of one walk.
        known: What the catalogue has of everything that belongs on these shelves, by barcode.
    """
    moments = [one for one in moments_of(heard) if _is_placed(known.get(one.barcode))]
    shelves: dict[str, list[Moment]] = {}
    for one in moments:
        shelves.setdefault(known[one.barcode].shelf, []).append(one)
    passing = [one.at for one in moments]
    moves: list[Move] = []
    for books in shelves.values():
        if len(books) < LEAST_BOOKS:
            continue
        books.sort(key=lambda one: (known[one.barcode].key or b"", one.at))
        away = _away(books, passing)
        moves += _moves(books, away, moments, passing)
    return moves


def _is_placed(item: Expected | None) -> bool:
    return item is not None and item.key is not None


def _away(books: Sequence[Moment], passing: Sequence[float]) -> dict[int, float]:
    """Return which books, in shelf order, were heard elsewhere than their neighbours, and how sure
    that is."""
    due = [_median_about(books, at) for at in range(len(books))]
    off = [abs(one.at - when) for one, when in zip(books, due, strict=True)]
    # Of a normal scatter, half lies within 0.6745 of its deviation; wanderers hardly move this.
    scatter = max(median(off) / 0.6745, 1e-9)
    away: dict[int, float] = {}
    for at, (one, when) in enumerate(zip(books, due, strict=True)):
        if abs(bisect_left(passing, one.at) - bisect_left(passing, when)) < LEAST_BOOKS_AWAY:
            continue
        sure = 1.0 - len(books) * math.erfc(off[at] / scatter / math.sqrt(2.0))
        if sure >= LEAST_SURE:
            away[at] = sure
    return away


def _median_about(books: Sequence[Moment], at: int) -> float:
    """Return when a book was to be heard by its neighbours; at an end, by going on from them."""
    first = max(0, min(at - NEIGHBOURS, len(books) - LEAST_BOOKS))
    about = books[first : first + LEAST_BOOKS]
    half = len(about) // 2
    beyond = at - first - half
    middle = median(one.at for place, one in enumerate(about) if first + place != at)
    if not beyond:
        return middle
    steps = (about[place + half].at - about[place].at for place in range(len(about) - half))
    return middle + beyond * median(steps) / half


def _moves(
    books: Sequence[Moment],
    away: Mapping[int, float],
    moments: Sequence[Moment],
    passing: Sequence[float],
) -> Iterable[Move]:
    left = ""
    rights = _next_in_place(books, away)
    for at, one in enumerate(books):
        if at in away:
            stood = bisect_left(passing, one.at)
            while moments[stood].barcode != one.barcode:
                stood += 1
            beside = (
                moments[stood - 1].barcode if stood else "",
                moments[stood + 1].barcode if stood + 1 < len(moments) else "",
            )
            yield Move(one.barcode, beside, (left, rights[at]), away[at])
        left = one.barcode


def _next_in_place(books: Sequence[Moment], away: Mapping[int, float]) -> list[str]:
    """Return, for each book, the next in shelf order that stands right."""
    rights: list[str] = []
    right = ""
    for at in range(len(books) - 1, -1, -1):
        rights.append(right)
        if at not in away:
            right = books[at].barcode
    rights.reverse()
    return rights
