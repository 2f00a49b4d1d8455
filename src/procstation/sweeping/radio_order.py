"""What stands out of order by radio, where hearing follows the shelf only roughly, and how surely.

A tag is heard over some width of the shelf, and loudest as the antenna passes it. So each tag gets
the moment about which it was heard, weighted by strength. Books that file beside each other should
have been heard about the same time: in shelf order, the median of the neighbours' moments says when
a book was to be heard, and the scatter about it how far such a moment can be trusted. What was
heard many scatters away from its neighbours stands elsewhere. The median does not mind the
wanderers themselves, nor which way somebody walked, nor where he began anew; it cannot see a
handful larger than half its width.

Books that stand on another shelf than their own have no neighbours of their own to go by: what
counts is that nearly all that was heard about them is of that shelf.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from statistics import median
from typing import NamedTuple

from procstation.sweeping.model import Heard, Move

NEIGHBOURS = 12
"""On each side; so up to twelve books that wandered together stand out."""

LEAST_BOOKS = 15
"""Of a shelf in one walk; fewer say nothing of each other."""

LEAST_SURE = 0.99
"""Below this a book is not named: sending people to books that stand right costs their trust."""

STRANGERS_BESIDE, OF_ANOTHER = 7, 5
"""Of so many tags heard before a book and after it, so many have to be of another shelf, and of
one, that it is a stranger there."""

STRAY_DB = 10.0
"""A tag so much weaker than those about it was heard through a shelf or a wall."""

LEAST_BOOKS_AWAY = 4
"""No antenna tells a book from those beside it."""

UNHEARD_DBM = -70.0
"""For readers that do not tell the strength: all reports then weigh by their reads alone."""


FAINT_SHARE = 0.2
"""A tag read so much less often than those about it was at the edge of what the antenna hears."""


class Filed(NamedTuple):
    """Where a book belongs.

    Attributes:
        rank: What sorts the books of a shelf; negative where nobody can place it.
    """

    rank: float
    shelf: str


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


def radio_moves(heard: Sequence[Heard], known: Mapping[str, Filed]) -> list[Move]:
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
    amid = set()
    if len(shelves) > 1:
        loudest = _loudest(heard)
        amid = {
            barcode
            for barcode, about in _strangers(moments, known)
            if not _is_weak(barcode, about, loudest)
        }
    for books in shelves.values():
        books.sort(key=lambda one: (known[one.barcode].rank, one.at))
        places = [at for at, one in enumerate(books) if one.barcode not in amid]
        away = dict.fromkeys(set(range(len(books))).difference(places), LEAST_SURE)
        if len(places) >= LEAST_BOOKS:
            found = _away([books[at] for at in places], passing)
            away.update((places[at], sure) for at, sure in found.items())
        moves += _moves(books, away, moments, passing)
    return moves


def _loudest(heard: Sequence[Heard]) -> Mapping[str, float]:
    """Return of each tag its strength at its strongest, where the reader tells it."""
    loudest: dict[str, float] = {}
    for one in heard:
        if one.strength_dbm is not None:
            loudest[one.barcode] = max(one.strength_dbm, loudest.get(one.barcode, -math.inf))
    return loudest


def _strangers(
    moments: Sequence[Moment], known: Mapping[str, Filed]
) -> Iterable[tuple[str, list[str]]]:
    """Yield the books heard amid another shelf, each with those heard about it."""
    shelves = [known[one.barcode].shelf for one in moments]
    for at, book in enumerate(moments):
        before = slice(max(0, at - STRANGERS_BESIDE), at)
        after = slice(at + 1, at + 1 + STRANGERS_BESIDE)
        if shelves[at] in shelves[before] and shelves[at] in shelves[after]:
            continue
        (left, left_count), (right, right_count) = _most(shelves[before]), _most(shelves[after])
        if left != right or left == shelves[at] or min(left_count, right_count) < OF_ANOTHER:
            continue
        yield book.barcode, [one.barcode for one in (*moments[before], *moments[after])]


def _is_weak(barcode: str, about: Sequence[str], loudest: Mapping[str, float]) -> bool:
    """Say whether a tag was heard through a shelf or a wall, by the strength of those about it."""
    strengths = [loudest[one] for one in about if one in loudest]
    return bool(strengths) and loudest.get(barcode, -math.inf) < median(strengths) - STRAY_DB


def strays_of(heard: Sequence[Heard], known: Mapping[str, Filed]) -> list[str]:
    """Return the books heard amid another shelf, and too weakly or too seldom to stand there.

    Args:
        heard: All reports of one walk.
        known: All that the catalogue has of what was heard, by barcode.
    """
    moments = [one for one in moments_of(heard) if one.barcode in known]
    loudest = _loudest(heard)
    reads: Counter[str] = Counter()
    for one in heard:
        reads[one.barcode] += one.reads
    return [
        barcode
        for barcode, about in _strangers(moments, known)
        if _is_weak(barcode, about, loudest)
        or reads[barcode] < FAINT_SHARE * median(reads[one] for one in about)
    ]


def _most(shelves: Sequence[str]) -> tuple[str, int]:
    return Counter(shelves).most_common(1)[0] if shelves else ("", 0)


def _is_placed(book: Filed | None) -> bool:
    return book is not None and book.rank >= 0


def _away(books: Sequence[Moment], passing: Sequence[float]) -> dict[int, float]:
    """Return which books, in shelf order, were heard elsewhere than their neighbours, and how sure
    that is."""
    due = [_median_about(books, at) for at in range(len(books))]
    off = [abs(one.at - when) for one, when in zip(books, due, strict=True)]
    # Of a normal scatter, half lies within 0.6745 of its deviation; wanderers hardly move this.
    scatter = max(median(off) / 0.6745, 1e-9)

    def sure_of(at: int, when: float) -> float:
        if abs(bisect_left(passing, books[at].at) - bisect_left(passing, when)) < LEAST_BOOKS_AWAY:
            return 0.0
        away = abs(books[at].at - when) / scatter
        return 1.0 - len(books) * math.erfc(away / math.sqrt(2.0))

    doubted = {at: sure for at, when in enumerate(due) if (sure := sure_of(at, when)) >= LEAST_SURE}
    # Beside a handful that is gone, or where a walk was broken off, a book has one side to go by.
    return {
        at: sure
        for at, sure in doubted.items()
        if all(sure_of(at, when) >= LEAST_SURE for when in _going_on(books, at, doubted))
    }


def _median_about(books: Sequence[Moment], at: int) -> float:
    """Return when a book was to be heard by its neighbours; at an end, by going on from them."""
    half = min(NEIGHBOURS, (len(books) - 1) // 2)
    first = max(0, min(at - half, len(books) - 2 * half - 1))
    about = [one.at for one in books[first : first + 2 * half + 1]]
    middle = median(about[: at - first] + about[at - first + 1 :])
    return middle + _steps(about, at - first - half)


def _going_on(books: Sequence[Moment], at: int, doubted: Mapping[int, float]) -> Iterable[float]:
    """Yield when a book was to be heard by going on from its neighbours on either side."""
    before = (place for place in range(at - 1, -1, -1) if place not in doubted)
    after = (place for place in range(at + 1, len(books)) if place not in doubted)
    for side in (before, after):
        places = sorted(islice(side, NEIGHBOURS))
        if len(places) < 2:
            continue
        about = [books[place].at for place in places]
        beyond = round(at - sum(places) / len(places))
        yield median(about) + _steps(about, beyond)


def _steps(about: Sequence[float], count: int) -> float:
    """Return how long so many books take at the pace of some."""
    if not count:
        return 0.0
    half = len(about) // 2
    return count * median(about[at + half] - about[at] for at in range(len(about) - half)) / half


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
