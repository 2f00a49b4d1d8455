"""Barcodes heard at two places in one walk: two books that carry the same number."""

from array import array
from collections.abc import Sequence

from procstation.sweeping.books import Books
from procstation.sweeping.reads import Reads

BESIDE = 25
"""Reports on each side that say where on the shelf something was heard. The middle one of them all
is of the shelf, also beside a cart, or where a few books stand that belong elsewhere."""

FAR_APART = 100
"""Items, in shelf order: more than a person reaches, or an antenna hears, from one place."""

STRAY_DB = 10.0
"""A report so much weaker than another of the same tag came through the shelf."""


def heard_twice(books: Books, reads: Reads) -> list[int]:
    """Return the books heard far apart within one sitting, in the order of hearing.

    Between two sittings a book may have been carried from one place to another; and who sweeps a
    bay twice hears every book twice at the same place. A number of the publisher is on many books;
    what is no item of ours has no place of its own.
    """
    found: dict[int, None] = {}
    for said in reads.sittings.values():
        heard = array("i", map(reads.books.__getitem__, said))
        for book, places in _again(heard, len(books)).items():
            if books.bucket(book) is None:
                continue
            if _far_apart(book, _nearby(places, said, reads), heard, books.on_shelf):
                found[book] = None
    return list(found)


def _again(heard: Sequence[int], count: int) -> dict[int, list[int]]:
    """Return where those books were heard that were heard more than once."""
    first = array("i", [-1]) * count
    where: dict[int, list[int]] = {}
    for at, book in enumerate(heard):
        if first[book] < 0:
            first[book] = at
        else:
            where.setdefault(book, [first[book]]).append(at)
    return where


def _nearby(places: Sequence[int], said: Sequence[int], reads: Reads) -> list[int]:
    strengths = [reads.strength_dbm(said[at]) for at in places]
    loudest = max((one for one in strengths if one is not None), default=None)
    return [
        at
        for at, strength in zip(places, strengths, strict=True)
        if loudest is None or strength is None or strength > loudest - STRAY_DB
    ]


def _far_apart(book: int, places: Sequence[int], heard: Sequence[int], on_shelf: int) -> bool:
    spots = []
    for at in places:
        beside = sorted(
            one for one in heard[max(0, at - BESIDE) : at + BESIDE + 1] if book != one < on_shelf
        )
        if beside:
            spots.append(beside[len(beside) // 2])
    return len(spots) > 1 and max(spots) - min(spots) > FAR_APART
