"""Where books were heard, or have their place, by what stands beside them."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, compress

from procstation.sweeping.bays import Bay
from procstation.sweeping.books import Books
from procstation.sweeping.model import Grade, Verdict
from procstation.sweeping.reads import Reads

NEARBY = 20
"""Reports on each side of one, among which its neighbours are looked for."""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where something was heard last, or where it should have been heard.

    Attributes:
        position: In shelf order, of what stands beside it.
        number: Of the report; 0 of what nobody heard.
        between: The barcodes heard before and after it in the same sitting, or those that stand
            beside its place; "" at an end.
    """

    position: int
    number: int
    place: str
    at: str
    between: tuple[str, str]


def heard_at(books: Books, reads: Reads, named: Iterable[int]) -> dict[int, Whereabouts]:
    """Return where some books were heard, by their strongest report of the last sitting."""
    wanted = bytearray(len(books))
    for book in named:
        wanted[book] = 1
    best: dict[int, int] = {}
    for at in compress(range(len(reads)), map(wanted.__getitem__, reads.books)):
        book = reads.books[at]
        known = best.get(book)
        if (
            known is None
            or reads.sitting(known) != reads.sitting(at)
            or reads.is_ordered(at)
            or reads.loudness(at) > reads.loudness(known)
        ):
            best[book] = at
    return {book: _about(books, reads, at) for book, at in best.items()}


def _about(books: Books, reads: Reads, at: int) -> Whereabouts:
    said = reads.sittings[reads.sitting(at)]
    place = bisect_left(said, at)
    nearby = said[max(0, place - NEARBY) : place][::-1], said[place + 1 : place + 1 + NEARBY]
    own = reads.books[at]
    before, after = ([one for it in side if (one := reads.books[it]) != own] for side in nearby)
    # Of several, since any one of them may be a wanderer itself.
    beside = sorted(one for one in (*before[:3], *after[:2]) if one < books.on_shelf)
    position = beside[len(beside) // 2] if beside else books.on_shelf
    between = (
        books.barcode(before[0]) if before else "",
        books.barcode(after[0]) if after else "",
    )
    return Whereabouts(position, reads.number(at), reads.place(at), reads.time(at), between)


def homes_of(
    books: Books,
    bays: Sequence[Bay],
    verdicts: Sequence[tuple[int, Verdict]],
    moved: Iterable[int],
) -> dict[str, Whereabouts]:
    """Return the places of those to be looked for, between books that were heard in theirs.

    Args:
        verdicts: Each with the position of its book.
    """
    absent = bytearray(len(books))
    for at in chain((at for at, _ in verdicts), moved):
        absent[at] = 1
    homes: dict[str, Whereabouts] = {}
    number = 0
    for at, one in verdicts:
        if one.grade is Grade.CANNOT_TELL:
            continue
        while bays[number].end <= at:
            number += 1
        start, end = books.shelf_about(at)
        beside = absent.rfind(0, start, at), absent.find(0, at + 1, end)
        left, right = map(books.barcode, beside)
        homes[one.barcode] = Whereabouts(at, 0, bays[number].place, "", (left, right))
    return homes
