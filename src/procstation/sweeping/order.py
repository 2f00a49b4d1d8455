"""Which books stand out of order, and the fewest moves that put a shelf right.

Out of order is what is not on a longest ordered run: the most books that can stay where they are.
So one wandering book is one error, where comparing each with its neighbour would name the innocent
ones beside it as well. No shorter list of moves can exist, since every book that stays is on an
ordered run.
"""

import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, compress, groupby
from typing import NamedTuple

STRANGERS_AT_MOST = 3
"""So many books of another shelf in a row are strangers; more are taken for a shelf of their own
that begins there."""


NOBODY = -1
"""In place of a neighbour, at an end."""


class Step(NamedTuple):
    """A `Move`, of books by number; `NOBODY` at an end."""

    book: int
    found_between: tuple[int, int]
    belongs_between: tuple[int, int]
    sure: float = 1.0


class Standing(NamedTuple):
    """Books in the order in which they stand, in columns.

    Attributes:
        books: Their numbers.
        ranks: What sorts the books of one shelf; negative where nobody can place one.
        shelves: What tells the shelves apart on which they belong; empty for all of one.
    """

    books: Sequence[int]
    ranks: Sequence[float]
    shelves: Sequence[int] = ()

    def only(self, wanted: Iterable[bool]) -> "Standing":
        """Return some of the books, as they stand."""
        marks = bytearray(wanted)
        return Standing(
            array("i", compress(self.books, marks)),
            array("d", compress(self.ranks, marks)),
            array("i", compress(self.shelves, marks)),
        )


@dataclass(frozen=True, slots=True)
class Repair:
    """What puts a shelf right.

    Attributes:
        moves: In the order in which they are to be made, by shelf and along it.
        staying: How many books stand right.
        undecided: Books that nobody can place; they hinder no other.
    """

    moves: tuple[Step, ...]
    staying: int
    undecided: tuple[int, ...]

    @property
    def acts(self) -> list[tuple[Step, ...]]:
        """Return the moves by handfuls: books that stand together and belong together."""
        handfuls: list[list[Step]] = []
        for move in self.moves:
            last = handfuls[-1][-1] if handfuls else None
            if last and _follows(last, move):
                handfuls[-1].append(move)
            else:
                handfuls.append([move])
        return [tuple(handful) for handful in handfuls]


def _follows(last: Step, move: Step) -> bool:
    beside = move.found_between[0] == last.book
    return beside and move.belongs_between[0] == last.book


def repair(standing: Standing) -> Repair:
    """Return the fewest moves that put books in order.

    Args:
        standing: Each book once.

    A book of another shelf among those of one is moved, as are books out of order on their own.
    Where several runs are longest, the one whose books file earliest stays.
    """
    placed = standing
    undecided: tuple[int, ...] = ()
    if standing.ranks and min(standing.ranks) < 0:
        placed = standing.only(rank >= 0 for rank in standing.ranks)
        lacking = standing.only(rank < 0 for rank in standing.ranks)
        undecided = tuple(lacking.books)
    moves: list[Step] = []
    for at_home, strangers in _shelves(placed):
        run = longest_run(array("d", map(placed.ranks.__getitem__, at_home)))
        if strangers or len(run) < len(at_home):
            stays = array("i", map(at_home.__getitem__, run))
            leaving = [*strangers, *_not_in(run, at_home)]
            moves += _moves(placed, leaving, stays)
    return Repair(tuple(moves), len(placed.books) - len(moves), undecided)


def longest_run(ranks: Sequence[float]) -> "array[int]":
    """Return where the members of a longest non-decreasing run are, ascending.

    Patience sorting: O(n log n), and nearly O(n) on a shelf that is nearly in order.
    """
    # The lowest last rank of a run of each length, and where it is.
    tails, tail_at = array("d"), array("i")
    before = array("i", [-1]) * len(ranks)
    highest, last = -math.inf, -1
    for at, rank in enumerate(ranks):
        if rank >= highest:
            before[at] = last
            tails.append(rank)
            tail_at.append(at)
            highest, last = rank, at
            continue
        pile = bisect_right(tails, rank)
        tails[pile] = rank
        tail_at[pile] = at
        if pile:
            before[at] = tail_at[pile - 1]
        if pile == len(tails) - 1:
            highest, last = rank, at
    run = array("i")
    while last >= 0:
        run.append(last)
        last = before[last]
    run.reverse()
    return run


def _not_in(run: Sequence[int], at_home: Sequence[int]) -> Iterator[int]:
    """Yield what stands at home and is not in a run of it."""
    expected = 0
    for at in chain(run, (len(at_home),)):
        if at > expected:
            yield from at_home[expected:at]
        expected = at + 1


def _shelves(placed: Standing) -> Iterable[tuple[Sequence[int], list[int]]]:
    """Return, shelf by shelf, where its books stand among their own, and where among others."""
    if len(set(placed.shelves)) <= 1:
        return [(range(len(placed.books)), [])]
    strangers = _strangers(placed.shelves)
    shelves: dict[int, tuple[array[int], list[int]]] = {}
    for at, shelf in enumerate(placed.shelves):
        at_home, amid = shelves.setdefault(shelf, (array("i"), []))
        (amid if at in strangers else at_home).append(at)
    return shelves.values()


def _strangers(shelves: Sequence[int]) -> set[int]:
    """Return where books stand that are on a shelf of others: a few, with the same shelf on both
    sides, and more of it than of them."""
    stretches: list[_Stretch] = []
    start = 0
    for shelf, books in groupby(shelves):
        end = start + sum(1 for _ in books)
        stretches.append(_Stretch(shelf, range(start, end), end - start))
        start = end
    strangers: set[int] = set()
    # Single books first: what they part is then whole again, and more than the next few.
    for few in range(1, STRANGERS_AT_MOST + 1):
        whole: list[_Stretch] = []
        for stretch in stretches:
            if len(whole) > 1 and _is_amid(few, whole[-2], whole[-1], stretch):
                strangers.update(whole.pop().at)
                before = whole.pop()
                # What others stood among is a shelf, and no stranger itself.
                whole.append(_Stretch(before.shelf, range(0), before.books + stretch.books))
            else:
                whole.append(stretch)
        stretches = whole
    return strangers


class _Stretch(NamedTuple):
    """Books of one shelf in a row; `at` is where, unless strangers stood among them."""

    shelf: int
    at: range
    books: int


def _is_amid(few: int, left: _Stretch, some: _Stretch, right: _Stretch) -> bool:
    alike = left.shelf == right.shelf
    return alike and some.books == len(some.at) == few < left.books + right.books


def _moves(placed: Standing, leaving: list[int], staying: Sequence[int]) -> Iterable[Step]:
    """Return the moves of one shelf, along it. Those that stay are in order of rank."""
    rank = placed.ranks.__getitem__
    books = placed.books
    leaving.sort(key=lambda at: (rank(at), at))
    gap_before, left = -1, NOBODY
    for at in leaving:
        gap = bisect_right(staying, rank(at), key=rank)
        if gap != gap_before:
            left = books[staying[gap - 1]] if gap else NOBODY
        right = books[staying[gap]] if gap < len(staying) else NOBODY
        beside = (
            books[at - 1] if at else NOBODY,
            books[at + 1] if at + 1 < len(books) else NOBODY,
        )
        yield Step(books[at], beside, (left, right))
        gap_before, left = gap, books[at]
