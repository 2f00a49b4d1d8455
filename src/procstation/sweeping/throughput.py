"""Who read how much in which hour."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from procstation.sweeping.model import Heard


@dataclass(frozen=True, slots=True)
class SittingInfo:
    """Who swept with what.

    Attributes:
        started: ISO 8601 in UTC; stands for reads of a device that knows no time.
    """

    who: str = ""
    device: str = ""
    started: str = ""


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


def throughput_of(
    heard: Iterable[Heard], sittings: Mapping[int, SittingInfo]
) -> tuple[Throughput, ...]:
    """Return what was read by person and hour, by hour and name."""
    counts: dict[tuple[str, str], set[str]] = {}
    firsts: dict[tuple[str, str], int] = {}
    known: set[str] = set()
    unknown = SittingInfo()
    for one in heard:
        info = sittings.get(one.sitting, unknown)
        key = ((one.at or info.started)[: len("2026-11-21T14")], info.who)
        counts.setdefault(key, set()).add(one.barcode)
        if one.barcode not in known:
            known.add(one.barcode)
            firsts[key] = firsts.get(key, 0) + 1
    return tuple(
        Throughput(who, hour, len(counts[hour, who]), firsts.get((hour, who), 0))
        for hour, who in sorted(counts)
    )
