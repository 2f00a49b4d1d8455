"""The moves of a report made on the shelves as they stand, and what is out of order then."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence, Set

from library_sim.world import World

from procstation.sweeping.model import Expected, Move

CARTS = "carts"
Shelves = dict[str, list[str]]
"""By shelf, the numbers that are on its books, as they stand."""


def as_it_stands(world: World, heard: Set[str]) -> Shelves:
    """Return the books on the shelves, and those on carts that were heard.

    Books with the number of another are left out: they are in need of a label, not of a place.
    """
    shelves = {
        shelf: [book for book in books if book not in world.label]
        for shelf, books in world.shelves.items()
    }
    return {**shelves, CARTS: sorted(world.on_cart & heard)}


def as_heard(world: World, heard: Set[str]) -> Shelves:
    """Return the numbers heard on the shelves, each where a walk along them meets it first."""
    seen: set[str] = set()
    shelves: Shelves = {}
    for shelf in sorted(world.shelves):
        numbers = dict.fromkeys(map(world.heard_as, world.shelves[shelf]))
        shelves[shelf] = [one for one in numbers if one in heard and one not in seen]
        seen.update(numbers)
    return shelves


def rid_of(shelves: Shelves, taken_off: Set[str]) -> Shelves:
    """Return the shelves without what does not belong there."""
    return {
        shelf: [one for one in books if one not in taken_off] for shelf, books in shelves.items()
    }


def make(moves: Iterable[Move], shelves: Shelves, known: Mapping[str, Expected]) -> None:
    """Make moves in their order, as a person with the list would.

    A book is put behind the one it belongs behind, and past those between the two that file before
    it: the sweep may not have heard them.
    """
    for move in moves:
        left, right = move.belongs_between
        item = known[move.barcode]
        target = shelves[item.shelf]
        source = next((it for it in _likely(move, item, shelves) if move.barcode in it), None)
        if source is None or any(one and one not in target for one in (left, right)):
            continue
        source.remove(move.barcode)
        key = item.key or b""
        if left:
            at = target.index(left) + 1
            while (
                at < len(target) and target[at] != right and _files_before(target[at], key, known)
            ):
                at += 1
        else:
            at = target.index(right) if right else len(target)
            while at and not _files_before(target[at - 1], key, known):
                at -= 1
        target.insert(at, move.barcode)


def _likely(move: Move, item: Expected, shelves: Shelves) -> Iterable[list[str]]:
    """Return where a book may be, beginning with where it was heard."""
    yield from (
        books for books in shelves.values() if any(it in books for it in move.found_between)
    )
    yield shelves[item.shelf]
    yield from shelves.values()


def _files_before(barcode: str, key: bytes, known: Mapping[str, Expected]) -> bool:
    one = known.get(barcode)
    return one is None or one.key is None or one.key <= key


def out_of_order(shelves: Shelves, known: Mapping[str, Expected]) -> int:
    """Return the fewest books that have to be moved until every shelf is in order."""
    moves = 0
    for shelf, books in shelves.items():
        items = [known[one] for one in books if one in known and known[one].key is not None]
        own = [one.key or b"" for one in items if one.shelf == shelf]
        moves += len(items) - longest(own)
    return moves


def longest(keys: Sequence[bytes]) -> int:
    """Return how many are in a longest run that nowhere descends.

    By a tree of greatest lengths over the ranks of the keys (Fenwick), which has nothing in common
    with the way the repair is found.
    """
    ranks = sorted(set(keys))
    tree = [0] * (len(ranks) + 1)
    best = 0
    for key in keys:
        rank = bisect_left(ranks, key) + 1
        length, at = 0, rank
        while at:
            length = max(length, tree[at])
            at &= at - 1
        length += 1
        best = max(best, length)
        at = rank
        while at < len(tree):
            tree[at] = max(tree[at], length)
            at += at & -at
    return best
