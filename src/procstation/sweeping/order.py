"""Which books stand out of order, and the fewest moves that put a shelf right.

Out of order is what is not on a longest ordered run: the most books that can stay where they are.
So one wandering book is one error, where comparing each with its neighbour would name the innocent
ones beside it as well. No shorter list of moves can exist, since every book that stays is on an
ordered run.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from procstation.sweeping.model import Move

STRANGERS_AT_MOST = 3
"""So many books of another shelf in a row are strangers; more are taken for a shelf of their own
that begins there."""


class Standing(NamedTuple):
    """A book where it was heard.

    Attributes:
        key: Shelf key; None where nobody can place it.
        shelf: The shelf it belongs to.
    """

    barcode: str
    key: bytes | None
    shelf: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """What puts a shelf right.

    Attributes:
        moves: In the order in which they are to be made, by shelf and along it.
        staying: How many books stand right.
        undecided: Barcodes of books that nobody can place; they hinder no other.
    """

    moves: tuple[Move, ...]
    staying: int
    undecided: tuple[str, ...]

    @property
    def acts(self) -> list[tuple[Move, ...]]:
        """Return the moves by handfuls: books that stand together and belong together."""
        handfuls: list[list[Move]] = []
        for move in self.moves:
            last = handfuls[-1][-1] if handfuls else None
            if last and last.belongs_between[0] != "" and _follows(last, move):
                handfuls[-1].append(move)
            else:
                handfuls.append([move])
        return [tuple(handful) for handful in handfuls]


def _follows(last: Move, move: Move) -> bool:
    beside = move.found_between[0] == last.barcode
    return beside and move.belongs_between[0] == last.barcode


def repair(standing: Sequence[Standing]) -> Repair:
    """Return the fewest moves that put books in order.

    Args:
        standing: The books in the order in which they stand, each once.

    A book of another shelf among those of one is moved, as are books out of order on their own.
    Where several runs are longest, the one whose books file earliest stays.
    """
    undecided = tuple(one.barcode for one in standing if one.key is None)
    placed = [one for one in standing if one.key is not None] if undecided else standing
    strangers = _strangers(placed)
    by_shelf: dict[str, list[int]] = {}
    for at, one in enumerate(placed):
        by_shelf.setdefault(one.shelf, []).append(at)
    moves: list[Move] = []
    for at_shelf in by_shelf.values():
        at_home = [at for at in at_shelf if at not in strangers]
        run = longest_run([_key(placed[at]) for at in at_home])
        stays = {at_home[index] for index in run}
        moves += _moves(placed, [at for at in at_shelf if at not in stays], sorted(stays))
    return Repair(tuple(moves), len(placed) - len(moves), undecided)


def longest_run(keys: Sequence[bytes]) -> list[int]:
    """Return where the members of a longest non-decreasing run are, ascending.

    Patience sorting: O(n log n), and nearly O(n) on a shelf that is nearly in order.
    """
    tails: list[bytes] = []
    tail_at: list[int] = []
    before = [-1] * len(keys)
    for at, key in enumerate(keys):
        if not tails or key >= tails[-1]:
            if tail_at:
                before[at] = tail_at[-1]
            tails.append(key)
            tail_at.append(at)
            continue
        pile = bisect_right(tails, key)
        tails[pile] = key
        tail_at[pile] = at
        if pile:
            before[at] = tail_at[pile - 1]
    run: list[int] = []
    at = tail_at[-1] if tail_at else -1
    while at >= 0:
        run.append(at)
        at = before[at]
    run.reverse()
    return run


def _key(one: Standing) -> bytes:
    assert one.key is not None
    return one.key


def _strangers(placed: Sequence[Standing]) -> set[int]:
    """Return where books stand that are on a shelf of others: a few, with the same shelf on both
    sides, or on one side at an end, in greater number."""
    stretches: list[tuple[str, int, int]] = []
    start = 0
    for shelf, books in groupby(placed, key=lambda one: one.shelf):
        count = sum(1 for _ in books)
        stretches.append((shelf, start, count))
        start += count
    if len(stretches) == 1:
        return set()
    strangers: set[int] = set()
    for number, (_, first, count) in enumerate(stretches):
        if count > STRANGERS_AT_MOST:
            continue
        left = stretches[number - 1] if number else None
        right = stretches[number + 1] if number + 1 < len(stretches) else None
        if _is_amid(count, left, right):
            strangers.update(range(first, first + count))
    return strangers


def _is_amid(
    count: int, left: tuple[str, int, int] | None, right: tuple[str, int, int] | None
) -> bool:
    if left is None or right is None:
        return False
    return left[0] == right[0] and left[2] + right[2] > 2 * count


def _moves(placed: Sequence[Standing], leaving: list[int], staying: list[int]) -> Iterable[Move]:
    """Return the moves of one shelf, along it. Those that stay are in order of key."""
    keys = [_key(placed[at]) for at in staying]
    leaving.sort(key=lambda at: (_key(placed[at]), at))
    gap_before, left = -1, ""
    for at in leaving:
        gap = bisect_right(keys, _key(placed[at]))
        if gap != gap_before:
            left = placed[staying[gap - 1]].barcode if gap else ""
        right = placed[staying[gap]].barcode if gap < len(staying) else ""
        one = placed[at]
        beside = (
            placed[at - 1].barcode if at else "",
            placed[at + 1].barcode if at + 1 < len(placed) else "",
        )
        yield Move(one.barcode, beside, (left, right))
        gap_before, left = gap, one.barcode
