"""The numbers of a station: leased, given back, looked at; each act whole, on disk, and traced."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from procstation.catalog import numbers
from procstation.catalog.number_use import RangeUse, numbers_left, range_use
from procstation.catalog.numbers import FREE, Asked, range_to_lease
from procstation.config import BarcodesSection, RangeSection
from procstation.errors import InputRefused
from procstation.items import BarcodeRange, require_apart
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore
    from procstation.store.number_rows import EventRow, LeaseRow, NumberRows


class Taken(NamedTuple):
    """A number for a new item, and how many are left for this station."""

    barcode: str
    left: int


class NumberDesk:
    """What one station may do with numbers. May be used from any thread.

    Args:
        station: Who leases.
        now: The time, ISO 8601.

    Raises:
        StoreError: From any method, when the store cannot be read or written.
        ConfigError: From any method, when ranges do not go together.
    """

    def __init__(
        self,
        store: "CatalogueStore",
        section: BarcodesSection,
        station: str,
        now: Callable[[], str],
    ) -> None:
        self._store = store
        self._section = section
        self._station = station
        self._now = now

    def take(self) -> Taken:
        """Return the next number of the station's block, taking a further block when it is used up.

        Raises:
            InputRefused: The range is used up, or is not what it was.
        """
        section = range_to_lease(self._section)
        with self._store.numbering() as (rows, leases):
            barcode = numbers.next_number(rows, leases, section, self._asked())
            return Taken(barcode, numbers_left(leases, section, self._station))

    def coming(self, count: int) -> list[str]:
        """Return the numbers that `take` gives next, fewer where the block ends; a station without
        a block gets one.

        Raises:
            InputRefused: The range is used up, or is not what it was.
        """
        section = range_to_lease(self._section)
        with self._store.numbering() as (rows, leases):
            return numbers.coming_numbers(rows, leases, section, count, self._asked())

    def lease(self, count: int, name: str = "", *, station: str = "", by: str = "") -> list[str]:
        """Lease numbers and give them all out.

        Args:
            name: Of the range; "" for the first that can.
            station: For another one.

        Raises:
            InputRefused: The range has not as many left. None was leased.
        """
        section = range_to_lease(self._section, name)
        with self._store.numbering() as (rows, leases):
            return numbers.lease(rows, leases, section, count, self._asked(by, station))

    def lease_block(
        self, count: int, name: str = "", *, station: str, by: str = ""
    ) -> tuple[int, int]:
        """Hand a block of new serials to a station with a store of its own; return its ends.

        Raises:
            InputRefused: The range has no such block left. Nothing was leased.
        """
        section = range_to_lease(self._section, name)
        with self._store.numbering() as (_, leases):
            asked = self._asked(by, station)
            block = numbers.take_block(leases, section, count, asked)
            if block is None or block.last_serial - block.first_serial + 1 < count:
                raise InputRefused(
                    tr(
                        "Range {name!r} has no {count} numbers in a row left.",
                        name=section.name,
                        count=count,
                    ),
                    tr("Lease fewer, or add a range to the configuration."),
                )
            # That station alone knows what it uses: here all of them are gone.
            leases.put_lease(block._replace(next_serial=block.last_serial + 1))
            numbers.trace(leases, "given out", section, block, asked)
            return block.first_serial, block.last_serial

    def return_rest(self, name: str = "", *, station: str = "", by: str = "") -> int:
        """Give back what a station left of its blocks; return how many numbers."""
        section = range_to_lease(self._section, name)
        asked, holder = self._asked(by), station or self._station
        with self._store.numbering() as (_, leases):
            return sum(
                numbers.give_back(leases, section, one, "returned", asked)
                for one in leases.leases(section.name)
                if one.station == holder
            )

    def return_numbers(self, first: str, last: str, *, by: str = "") -> int:
        """Give back numbers that were given out and never used; return how many.

        Args:
            first, last: Barcodes, both ends included.

        Raises:
            InputRefused: They are of no one range, were never given out, or an item has one.
        """
        section, low, high = self._stretch(first, last)
        asked = self._asked(by)
        with self._store.numbering() as (_, leases):
            _require_unused(leases, section, low, high)
            for one in leases.leases(section.name):
                if one.first_serial <= high and low <= one.last_serial:
                    _cut(leases, section, one, low, high, asked)
        return high - low + 1

    def expire(self, name: str = "", *, by: str = "") -> int:
        """Take back what other stations left unused for too long; return how many numbers.

        Raises:
            InputRefused: The configuration says that nothing expires.
        """
        section, asked = range_to_lease(self._section, name), self._asked(by)
        if not asked.keep_days:
            raise InputRefused(
                tr("Blocks do not expire here."),
                tr("Set [barcodes].lease_days to a number of days."),
            )
        with self._store.numbering() as (_, leases):
            return numbers.expire(leases, section, asked)

    def uses(self) -> list[RangeUse]:
        """Return how far each range with a first number is used."""
        require_apart(self._section.ranges)
        with self._store.numbering() as (_, leases):
            return [range_use(leases, one) for one in self._section.ranges if one.first is not None]

    def events(self, name: str) -> "list[EventRow]":
        """Return what became of the blocks of a range, the latest first."""
        with self._store.numbering() as (_, leases):
            return leases.events(name)

    def _asked(self, by: str = "", station: str = "") -> Asked:
        return Asked(
            station or self._station,
            self._now(),
            by,
            self._section.block,
            self._section.lease_days,
        )

    def _stretch(self, first: str, last: str) -> tuple[RangeSection, int, int]:
        for section in self._section.ranges:
            known = BarcodeRange.from_section(section)
            low, high = known.serial_of(first), known.serial_of(last)
            if section.first is None or section.preprinted or low is None or high is None:
                continue
            if known.barcode(low) == first and known.barcode(high) == last and low <= high:
                return section, low, high
        raise InputRefused(
            tr(
                "{first} and {last} are not the ends of a stretch of one range.",
                first=first,
                last=last,
            ),
            tr("Give two numbers of one range that is leased from, the lower one first."),
        )


def _require_unused(leases: "NumberRows", section: RangeSection, low: int, high: int) -> None:
    known = BarcodeRange.from_section(section)
    taken = leases.barcodes_between(known.barcode(low), known.barcode(high))
    if taken:
        raise InputRefused(
            tr(
                "{taken} is the number of an item, as are {count} others.",
                taken=taken[0],
                count=len(taken) - 1,
            ),
            tr("Give back only what is on no book; nothing was given back."),
        )
    covered = sum(
        max(0, min(high, one.last_serial) - max(low, one.first_serial) + 1)
        for one in leases.leases(section.name)
        if one.station != FREE
    )
    if covered < high - low + 1:
        raise InputRefused(
            tr(
                "Of these {high} numbers only {covered} are leased.",
                high=high - low + 1,
                covered=covered,
            ),
            tr("See `procstation barcode ranges`; nothing was given back."),
        )


def _cut(
    leases: "NumberRows",
    section: RangeSection,
    block: "LeaseRow",
    low: int,
    high: int,
    asked: Asked,
) -> None:
    """Take the serials from `low` to `high` out of a block, and make them free."""
    first, last = max(low, block.first_serial), min(high, block.last_serial)
    free = block._replace(
        first_serial=first, last_serial=last, next_serial=first, station=FREE, used_at=""
    )
    if first > block.first_serial:
        before = block._replace(last_serial=first - 1, next_serial=min(block.next_serial, first))
        leases.put_lease(before)
        leases.add_lease(section.name, FREE, range(first, last + 1), at=asked.at)
    else:
        leases.put_lease(free)
    if last < block.last_serial:
        rest = range(last + 1, block.last_serial + 1)
        added = leases.add_lease(section.name, block.station, rest, at=block.leased_at)
        leases.put_lease(
            added._replace(next_serial=max(block.next_serial, last + 1), used_at=block.used_at)
        )
    numbers.trace(leases, "returned", section, free._replace(station=block.station), asked)
