"""Who read how much in which hour."""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from procstation.sweeping.reads import HOUR, Reads


@dataclass(frozen=True, slots=True)
class SittingInfo:
    """Who swept with what.

    Attributes:
        started: ISO 8601 in UTC; stands for reads of a device that knows no time.
    """

    who: str = ""
    device: str = ""
    started: str = ""


NOBODY = SittingInfo()


@dataclass(frozen=True, slots=True)
class Throughput:
    """What one person read in one hour.

    Attributes:
        hour: `2026-11-21T14` in UTC, "" where nobody knows.
        items: Barcodes heard, each once.
        first: Of them, those nobody had heard before in the sweep.
    """

    who: str
    hour: str
    items: int
    first: int


def throughput_of(reads: Reads, sittings: Mapping[int, SittingInfo]) -> tuple[Throughput, ...]:
    """Return what was read by person and hour, by hour and name."""
    count = max(reads.books, default=-1) + 1
    known = bytearray(count)
    groups: dict[tuple[str, str], list[Sequence[int]]] = {}
    firsts: Counter[tuple[str, str]] = Counter()
    for sitting, hour, heard in reads.by_hour():
        info = sittings.get(sitting, NOBODY)
        key = (hour or info.started[:HOUR], info.who)
        groups.setdefault(key, []).append(heard)
        for book in heard:
            if not known[book]:
                known[book] = 1
                firsts[key] += 1
    # Of each book, the last of the groups that it was counted in.
    counted = array("i", bytes(4 * count))
    items: Counter[tuple[str, str]] = Counter()
    for number, key in enumerate(sorted(groups), 1):
        for book in chain.from_iterable(groups[key]):
            if counted[book] != number:
                counted[book] = number
                items[key] += 1
    return tuple(Throughput(who, hour, items[hour, who], firsts[hour, who]) for hour, who in items)
