"""How far ranges of numbers are used, who holds what, and what is wrong with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from procstation.catalog.numbers import FREE, form_of
from procstation.config import RangeSection
from procstation.items import BarcodeRange, last_serial
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.store.number_rows import NumberRows

MOST_SKIPPED = 50
"""Stretches that are told; a roll with more was hardly used in order."""


@dataclass(frozen=True, slots=True)
class Held:
    """A block with numbers left.

    Attributes:
        station: Who holds it; "" for one that was given back.
        first, last: The serials that are left, both ends included.
        since: When it was leased, or used last.
    """

    station: str
    first: int
    last: int
    since: str

    @property
    def left(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class RangeUse:
    """How far a range is used.

    Attributes:
        first, last: Its serials, both ends included.
        given_out: How many numbers were given out; of a roll, how many items have one.
        left: How many are left: in blocks, given back, or never had by anybody.
        held: The blocks with numbers left.
        skipped: Of a roll: stretches of serials that no item has although a later one was used.
        trouble: What is wrong, one sentence each.
    """

    section: RangeSection
    first: int
    last: int
    given_out: int
    left: int
    held: tuple[Held, ...] = ()
    skipped: tuple[tuple[int, int], ...] = ()
    trouble: tuple[str, ...] = ()


def range_use(numbers: "NumberRows", section: RangeSection) -> RangeUse:
    """Return how far a range with a first number is used."""
    return _roll_use(numbers, section) if section.preprinted else _leased_use(numbers, section)


def numbers_left(numbers: "NumberRows", section: RangeSection, station: str) -> int:
    """Return how many numbers a station can still get from a range without anybody's help."""
    use = _leased_use(numbers, section)
    return use.left - sum(one.left for one in use.held if one.station not in (FREE, station))


def _leased_use(numbers: "NumberRows", section: RangeSection) -> RangeUse:
    first, last = section.first or 0, last_serial(section)
    begun = numbers.range_of(section.name)
    leases = numbers.leases(section.name)
    held = tuple(
        Held(one.station, max(one.next_serial, first), min(one.last_serial, last), since)
        for one in leases
        if max(one.next_serial, first) <= min(one.last_serial, last)
        for since in (one.used_at or one.leased_at,)
    )
    next_serial = first if begun is None else max(first, begun.next_serial)
    trouble = []
    highest = max((one.last_serial for one in leases), default=first)
    if highest > last:
        trouble.append(
            tr(
                "serials up to {highest} were leased, and the range ends at"
                " {last}: what is beyond is not given out any more",
                highest=highest,
                last=last,
            )
        )
    if begun is not None and begun.form not in ("", form_of(section)):
        trouble.append(
            tr(
                "its numbers were leased as {form}, and now it is {form_of}",
                form=begun.form,
                form_of=form_of(section),
            )
        )
    return RangeUse(
        section,
        first,
        last,
        given_out=sum(one.next_serial - one.first_serial for one in leases),
        left=max(0, last + 1 - next_serial) + sum(one.left for one in held),
        held=held,
        trouble=tuple(trouble),
    )


def _roll_use(numbers: "NumberRows", section: RangeSection) -> RangeUse:
    first, last = section.first or 0, last_serial(section)
    known = BarcodeRange.from_section(section)
    found = numbers.barcodes_between(known.barcode(first), known.barcode(last))
    used = sorted({serial for one in found if (serial := known.serial_of(one)) is not None})
    highest = used[-1] if used else first - 1
    return RangeUse(
        section,
        first,
        last,
        given_out=len(used),
        left=last - highest,
        skipped=tuple(_gaps([first - 1, *used]))[:MOST_SKIPPED],
    )


def _gaps(serials: Iterable[int]) -> Iterable[tuple[int, int]]:
    for before, after in pairwise(serials):
        if after > before + 1:
            yield before + 1, after - 1
