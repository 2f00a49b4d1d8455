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
            if last and _follows(last, move):
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
    moves: list[Move] = []
    for at_home, strangers in _shelves(placed):
        run = longest_run([placed[at].key or b"" for at in at_home])
        stays = list(map(at_home.__getitem__, run))
        if strangers or len(stays) < len(at_home):
            leaving = [*strangers, *set(at_home).difference(stays)]
            moves += _moves(placed, leaving, stays)
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


def _shelves(placed: Sequence[Standing]) -> Iterable[tuple[Sequence[int], list[int]]]:
    """Return, shelf by shelf, where its books stand among their own, and where among others."""
    if len({one.shelf for one in placed}) == 1:
        return [(range(len(placed)), [])]
    strangers = _strangers(placed)
    shelves: dict[str, tuple[list[int], list[int]]] = {}
    for at, one in enumerate(placed):
        shelves.setdefault(one.shelf, ([], []))[at in strangers].append(at)
    return shelves.values()


def _strangers(placed: Sequence[Standing]) -> set[int]:
    """Return where books stand that are on a shelf of others: a few, with the same shelf on both
    sides, and more of it than of them."""
    stretches: list[_Stretch] = []
    start = 0
    for shelf, books in groupby(placed, key=lambda one: one.shelf):
        end = start + len(list(books))
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

    shelf: str
    at: range
    books: int


def _is_amid(few: int, left: _Stretch, some: _Stretch, right: _Stretch) -> bool:
    alike = left.shelf == right.shelf
    return alike and some.books == len(some.at) == few < left.books + right.books


def _moves(
    placed: Sequence[Standing], leaving: list[int], staying: Sequence[int]
) -> Iterable[Move]:
    """Return the moves of one shelf, along it. Those that stay are in order of key."""

    def key(at: int) -> bytes:
        return placed[at].key or b""

    leaving.sort(key=lambda at: (key(at), at))
    gap_before, left = -1, ""
    for at in leaving:
        gap = bisect_right(staying, key(at), key=key)
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
