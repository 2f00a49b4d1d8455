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


NOBODY = SittingInfo()
HOUR = len("2026-11-21T14")


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
    groups: dict[tuple[int, str], list[str]] = {}
    for one in heard:
        groups.setdefault((one.sitting, one.at[:HOUR]), []).append(one.barcode)
    items: dict[tuple[str, str], set[str]] = {}
    firsts: dict[tuple[str, str], int] = {}
    known: set[str] = set()
    for (sitting, hour), barcodes in groups.items():
        info = sittings.get(sitting, NOBODY)
        key = (hour or info.started[:HOUR], info.who)
        new = set(barcodes) - known
        known |= new
        items.setdefault(key, set()).update(barcodes)
        firsts[key] = firsts.get(key, 0) + len(new)
    return tuple(
        Throughput(who, hour, len(items[hour, who]), firsts[hour, who])
        for hour, who in sorted(items)
    )
