"""Where the books stand by all that was heard, and the moves that put the shelf right."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from procstation.sweeping.model import Expected, Move
from procstation.sweeping.order import Standing, repair
from procstation.sweeping.passes import Pass
from procstation.sweeping.radio_order import radio_moves

HEAP_FROM = 20
HEAP_SHARE = 0.5
"""Of so many books at least, with so large a share out of order, the order is not that of a shelf:
a cart was scanned, or a file sorted by number."""


@dataclass(frozen=True, slots=True)
class Disorder:
    """What is out of order.

    Attributes:
        moves: In shelf order, the order in which they are to be made.
        undecided: Barcodes of books nobody can place.
        heaps: Sittings with a pass that was not in the order of a shelf at all.
    """

    moves: tuple[Move, ...]
    undecided: tuple[str, ...]
    heaps: tuple[int, ...]


def disorder_of(passes: Sequence[Pass], known: Mapping[str, Expected]) -> Disorder:
    """Return what stands out of order by all passes.

    Each pass is looked at by itself: a book not heard in the second pass stands nowhere in it. Of a
    book heard in several the last counts, since it may have been put right in between; but what a
    scanner said of its place counts before what radio did.

    Args:
        known: What the catalogue has of everything that belongs on these shelves, by barcode.
    """
    walks = sorted(passes, key=lambda one: one.ordered)
    is_one = len(walks) == 1
    told = () if is_one else enumerate(walks)
    last = {one.barcode: number for number, it in told for one in it.heard}
    moves: list[Move] = []
    undecided: dict[str, None] = {}
    staying: list[Standing] = []
    heaps: dict[int, None] = {}
    for number, walk in enumerate(walks):
        standing = [
            Standing(one.barcode, item.key, item.shelf)
            for one in walk.heard
            if (item := known.get(one.barcode)) is not None
        ]
        here = repair(standing).moves if walk.ordered else radio_moves(walk.reports, known)
        undecided.update((one.barcode, None) for one in standing if one.key is None)
        if len(standing) >= HEAP_FROM and len(here) > HEAP_SHARE * len(standing):
            heaps[walk.sitting] = None
            continue
        if is_one:
            moves += here
            continue
        moves += [move for move in here if last[move.barcode] == number]
        leaving = {move.barcode for move in here}
        staying += [
            one
            for one in standing
            if one.key is not None and one.barcode not in leaving and last[one.barcode] == number
        ]
    if not is_one:
        moves = _between(moves, staying, known)
    return Disorder(tuple(moves), tuple(undecided), tuple(heaps))


def _between(
    moves: Sequence[Move], staying: Sequence[Standing], known: Mapping[str, Expected]
) -> list[Move]:
    """Return the moves of several passes with their new neighbours out of all passes."""
    shelves: dict[str, list[tuple[bytes, str]]] = {}
    for one in staying:
        shelves.setdefault(one.shelf, []).append((one.key or b"", one.barcode))
    for books in shelves.values():
        books.sort()
    told: list[Move] = []
    before: tuple[str, int] = ("", -1)
    left = ""
    for move in sorted(moves, key=lambda one: _filed(known[one.barcode])):
        item = known[move.barcode]
        books = shelves.get(item.shelf, [])
        gap = bisect_right(books, item.key or b"", key=lambda one: one[0])
        if (item.shelf, gap) != before:
            left = books[gap - 1][1] if gap else ""
        right = books[gap][1] if gap < len(books) else ""
        told.append(Move(move.barcode, move.found_between, (left, right), move.sure))
        before, left = (item.shelf, gap), move.barcode
    return told


def _filed(item: Expected) -> tuple[str, bytes]:
    return item.shelf, item.key or b""
