"""Passes: each walk along the shelves with a device, told apart within what was heard."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from procstation.sweeping.model import Heard

LOOKED_AHEAD = 5
AGAIN_OF_THESE = 3
"""A scanner has begun anew where so many of the next five books were heard in this pass already. A
single book scanned twice begins nothing."""


@dataclass(frozen=True, slots=True)
class Pass:
    """One walk: a sitting, or the part of it between two beginnings.

    Attributes:
        heard: In the order of hearing, each barcode once.
        ordered: That order is the order on the shelf.
        reports: Of radio, all that was reported, a tag as often as it was.
    """

    sitting: int
    ordered: bool
    heard: tuple[Heard, ...]
    reports: tuple[Heard, ...] = ()


def by_sitting(heard: Iterable[Heard]) -> dict[int, list[Heard]]:
    """Return what was heard in each sitting, in the order of hearing."""
    sittings: defaultdict[int, list[Heard]] = defaultdict(list)
    for one in heard:
        sittings[one.sitting].append(one)
    return sittings


def passes_of(heard: Iterable[Heard]) -> list[Pass]:
    """Tell the passes apart, in the order in which they ended.

    A person with a scanner who goes back to the beginning of a bay begins a new pass. Radio says a
    tag again and again, so a sitting with a wand or an antenna is one pass, whatever it repeats.
    """
    passes: list[Pass] = []
    for sitting, told in by_sitting(heard).items():
        for ordered in (True, False):
            said = [one for one in told if one.ordered is ordered]
            said.sort(key=_number)
            if said and ordered:
                passes += [Pass(sitting, ordered, tuple(one)) for one in _rounds(said)]
            elif said:
                passes.append(Pass(sitting, ordered, tuple(_strongest(said)), tuple(said)))
    passes.sort(key=lambda one: one.heard[-1].number)
    return passes


_number = attrgetter("number")


def _rounds(said: Sequence[Heard]) -> list[list[Heard]]:
    rounds: list[list[Heard]] = [[]]
    seen: set[str] = set()
    for at, one in enumerate(said):
        if one.barcode in seen:
            ahead = said[at : at + LOOKED_AHEAD]
            if sum(other.barcode in seen for other in ahead) < AGAIN_OF_THESE:
                continue
            rounds.append([])
            seen = set()
        seen.add(one.barcode)
        rounds[-1].append(one)
    return rounds


def _strongest(said: Sequence[Heard]) -> list[Heard]:
    """Return of each tag the report nearest to it."""
    best: dict[str, Heard] = {}
    for one in said:
        known = best.get(one.barcode)
        if known is None or loudness(one) > loudness(known):
            best[one.barcode] = one
    return sorted(best.values(), key=_number)


def loudness(one: Heard) -> tuple[float, int]:
    """Return what sorts reports of one tag: strength where the reader says it, then reads."""
    return (one.strength_dbm if one.strength_dbm is not None else -999.0, one.reads)
