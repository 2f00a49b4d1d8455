"""Passes: each walk along the shelves with a device, told apart within what was heard."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from procstation.sweeping.reads import Reads

LOOKED_AHEAD = 5
AGAIN_OF_THESE = 3
"""A scanner has begun anew where so many of the next five books were heard in this pass already. A
single book scanned twice begins nothing."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One walk: a sitting, or the part of it between two beginnings.

    Attributes:
        heard: Reads in the order of hearing, one of each book.
        ordered: That order is the order on the shelf.
        reports: Of radio, all reads, a tag as often as it was reported.
    """

    sitting: int
    ordered: bool
    heard: Sequence[int]
    reports: Sequence[int] = ()


def passes_of(reads: Reads) -> list[Pass]:
    """Tell the passes apart, in the order in which they ended.

    A person with a scanner who goes back to the beginning of a bay begins a new pass. Radio says a
    tag again and again, so a sitting with a wand or an antenna is one pass, whatever it repeats.
    """
    passes: list[Pass] = []
    for sitting, told in reads.sittings.items():
        said = array("i", filter(reads.is_ordered, told))
        if said:
            passes += [Pass(sitting, True, one) for one in _rounds(said, reads)]
        if len(said) < len(told):
            reports = array("i", (at for at in told if not reads.is_ordered(at)))
            passes.append(Pass(sitting, False, _strongest(reports, reads), reports))
    passes.sort(key=lambda one: one.heard[-1])
    return passes


def _rounds(said: Sequence[int], reads: Reads) -> list["array[int]"]:
    books = reads.books
    # Of each book, the round it was heard in last.
    seen = array("i", bytes(4 * (max(map(books.__getitem__, said)) + 1)))
    rounds = [array("i")]
    for place, at in enumerate(said):
        number = len(rounds)
        if seen[books[at]] == number:
            ahead = said[place : place + LOOKED_AHEAD]
            if sum(seen[books[other]] == number for other in ahead) < AGAIN_OF_THESE:
                continue
            rounds.append(array("i"))
            number += 1
        seen[books[at]] = number
        rounds[-1].append(at)
    return rounds


def _strongest(reports: Sequence[int], reads: Reads) -> "array[int]":
    """Return of each tag the report nearest to it."""
    best: dict[int, int] = {}
    for at in reports:
        book = reads.books[at]
        known = best.get(book)
        if known is None or reads.loudness(at) > reads.loudness(known):
            best[book] = at
    return array("i", sorted(best.values()))
