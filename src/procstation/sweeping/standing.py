"""Where the books stand by all that was heard, and the moves that put the shelf right."""

from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from procstation.sweeping.books import Books
from procstation.sweeping.order import NOBODY, Standing, Step, repair
from procstation.sweeping.passes import Pass
from procstation.sweeping.radio_order import Filed, radio_moves, strays_of
from procstation.sweeping.reads import Reads

HEAP_FROM = 20
HEAP_SHARE = 0.5
"""Of so many books at least, with so large a share out of order, the order is not that of a shelf:
a cart was scanned, or a file sorted by number."""


@dataclass(frozen=True, slots=True)
class Disorder:
    """What is out of order; books by number.

    Attributes:
        moves: In shelf order, the order in which they are to be made.
        undecided: Books nobody can place.
        heaps: Sittings with a pass that was not in the order of a shelf at all.
        strays: Books that radio heard amid another shelf, too faintly to stand there.
    """

    moves: tuple[Step, ...]
    undecided: tuple[int, ...]
    heaps: tuple[int, ...]
    strays: tuple[int, ...]


def disorder_of(
    passes: Sequence[Pass], books: Books, reads: Reads, apart: Collection[int]
) -> Disorder:
    """Return what stands out of order by all passes.

    Each pass is looked at by itself: a book not heard in the second pass stands nowhere in it. Of a
    book heard in several the last counts, since it may have been put right in between; but what a
    scanner said of its place counts before what radio did.

    Args:
        apart: Books that do not belong on these shelves: what is taken off need not be put in
            order there.
    """
    walks = sorted(passes, key=lambda one: one.ordered)
    belongs = _belonging(books, apart)
    heard = [_heard(walk, reads, belongs) for walk in walks]
    last = array("i", [NOBODY]) * len(belongs)
    for number, those in enumerate(heard):
        for book in those:
            last[book] = number
    moves: list[Step] = []
    undecided: dict[int, None] = {}
    staying: defaultdict[int, array[int]] = defaultdict(lambda: array("i"))
    heaps: dict[int, None] = {}
    strays: dict[int, None] = {}
    for number, (walk, those) in enumerate(zip(walks, heard, strict=True)):
        if walk.ordered:
            here = repair(_standing(books, those)).moves
        else:
            here, faint = _by_radio(walk, books, reads, belongs)
            strays.update(dict.fromkeys(faint))
        undecided.update((one, None) for one in those if books.ranks[one] < 0)
        if len(those) >= HEAP_FROM and len(here) > HEAP_SHARE * len(those):
            heaps[walk.sitting] = None
            continue
        moves += [move for move in here if last[move.book] == number]
        if len(walks) > 1:
            leaving = {move.book for move in here}
            for one in those:
                if last[one] == number and books.ranks[one] >= 0 and one not in leaving:
                    staying[books.shelves[one]].append(one)
    if len(walks) > 1:
        moves = _between(moves, staying, books)
    return Disorder(tuple(moves), tuple(undecided), tuple(heaps), tuple(strays))


def _belonging(books: Books, apart: Collection[int]) -> bytearray:
    """Return by number whether a book of the catalogue belongs on these shelves."""
    belongs = bytearray(b"\1") * len(books)
    for one in books.not_expected():
        belongs[one] = books.bucket(one) is not None
    for one in apart:
        belongs[one] = 0
    return belongs


def _heard(walk: Pass, reads: Reads, belongs: bytearray) -> "array[int]":
    return array("i", filter(belongs.__getitem__, map(reads.books.__getitem__, walk.heard)))


def _standing(books: Books, heard: Sequence[int]) -> Standing:
    ranks = array("d", map(books.ranks.__getitem__, heard))
    return Standing(heard, ranks, array("i", map(books.shelves.__getitem__, heard)))


def _by_radio(
    walk: Pass, books: Books, reads: Reads, belongs: bytearray
) -> tuple[tuple[Step, ...], list[int]]:
    """Return the moves and the strays of one walk."""
    heard = [one for at in walk.heard if books.bucket(one := reads.books[at]) is not None]
    numbers = {books.barcode(one): one for one in heard} | {"": NOBODY}
    known = {books.barcode(one): Filed(books.ranks[one], books.shelf(one)) for one in heard}
    reports = list(map(reads.heard, walk.reports))
    at_home = {barcode: it for barcode, it in known.items() if belongs[numbers[barcode]]}
    moves = tuple(
        Step(numbers[one.barcode], _both(numbers, one.found_between),
             _both(numbers, one.belongs_between), one.sure)
        for one in radio_moves(reports, at_home)
    )  # fmt: skip
    return moves, [numbers[one] for one in strays_of(reports, known)]


def _both(numbers: Mapping[str, int], neighbours: tuple[str, str]) -> tuple[int, int]:
    left, right = neighbours
    return numbers[left], numbers[right]


def _between(
    moves: Sequence[Step], staying: Mapping[int, Iterable[int]], books: Books
) -> list[Step]:
    """Return the moves of several passes with their new neighbours out of all passes."""
    rank = books.ranks.__getitem__
    in_order = {
        shelf: array("i", sorted(sorted(those), key=rank)) for shelf, those in staying.items()
    }
    told: list[Step] = []
    before, left = (NOBODY, NOBODY), NOBODY
    for move in sorted(moves, key=lambda one: (books.shelf(one.book), rank(one.book))):
        shelf = books.shelves[move.book]
        those = in_order.get(shelf, array("i"))
        gap = bisect_right(those, rank(move.book), key=rank)
        if (shelf, gap) != before:
            left = those[gap - 1] if gap else NOBODY
        right = those[gap] if gap < len(those) else NOBODY
        told.append(move._replace(belongs_between=(left, right)))
        before, left = (shelf, gap), move.book
    return told
