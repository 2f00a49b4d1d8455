"""Numbers for new barcodes: leased in blocks, so that no two stations can give out the same."""

from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from procstation.config import BarcodesSection, RangeSection
from procstation.errors import ConfigError, InputRefused, did_you_mean
from procstation.items import BarcodeRange, last_serial, require_apart
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows
    from procstation.store.number_rows import LeaseRow, NumberRows

FREE = ""
"""The station of a block that nobody has."""


class Asked(NamedTuple):
    """Who wants numbers, when, and how blocks are dealt with.

    Attributes:
        by: The person, for the trace; "" when nobody is named.
        block: Numbers a station takes at once for the bench: a morning's work without the
            others' store.
        keep_days: Days until the unused rest of another's block may be taken; 0 never.
    """

    station: str
    at: str
    by: str = ""
    block: int = 50
    keep_days: int = 0


def range_to_lease(section: BarcodesSection, name: str = "") -> RangeSection:
    """Return the range that new item barcodes come from: the one named, or the first that can.

    Raises:
        ConfigError: There is no such range, or none that may be leased; or two have numbers in
            common.
    """
    require_apart(section.ranges)
    usable = [
        one
        for one in section.ranges
        if one.holder == "item" and one.first is not None and not one.preprinted
    ]
    if name:
        for one in usable:
            if one.name == name:
                return one
        raise ConfigError(
            tr("No range {name!r} of item barcodes has a first number.", name=name),
            did_you_mean(name, [one.name for one in usable]),
        )
    if not usable:
        raise ConfigError(
            tr("The configuration has no range of item barcodes with a first number."),
            tr(
                "Fill in Numbers in `procstation setup`, or add [[barcodes.ranges]] with name,"
                " prefix, length, first and last."
            ),
        )
    return usable[0]


def lease(
    rows: "CatalogRows", numbers: "NumberRows", section: RangeSection, count: int, asked: Asked
) -> list[str]:
    """Lease numbers and give them all out; numbers that items have already are passed over.

    Raises:
        InputRefused: The range has not as many left. None was leased.
    """
    known = BarcodeRange.from_section(section)
    barcodes: list[str] = []
    while len(barcodes) < count:
        block = take_block(numbers, section, count - len(barcodes), asked)
        if block is None:
            raise InputRefused(
                tr(
                    "Range {name!r} has {count} numbers left, {wanted} were asked for.",
                    name=section.name,
                    count=len(barcodes),
                    wanted=count,
                ),
                tr("Lease fewer, or add a range to the configuration."),
            )
        numbers.put_lease(block._replace(next_serial=block.last_serial + 1, used_at=asked.at))
        trace(numbers, "given out", section, block, asked)
        serials = range(block.first_serial, block.last_serial + 1)
        barcodes += [one for one in map(known.barcode, serials) if is_free(rows, one)]
    return barcodes


def next_number(
    rows: "CatalogRows", numbers: "NumberRows", section: RangeSection, asked: Asked
) -> str:
    """Give out the next number of the station's block; a used-up block is followed by a new one.

    Raises:
        InputRefused: The range is used up.
    """
    known = BarcodeRange.from_section(section)
    while True:
        block = _block_of(numbers, section, asked)
        serials = _left_in(block, section)
        free = next((one for one in serials if is_free(rows, known.barcode(one))), None)
        used_to = (serials.stop - 1 if free is None else free) + 1
        numbers.put_lease(block._replace(next_serial=used_to, used_at=asked.at))
        if free is not None:
            return known.barcode(free)


def coming_numbers(
    rows: "CatalogRows", numbers: "NumberRows", section: RangeSection, count: int, asked: Asked
) -> list[str]:
    """Return what `next_number` gives next, fewer where the station's block ends.

    Raises:
        InputRefused: The range is used up.
    """
    known = BarcodeRange.from_section(section)
    serials = _left_in(_block_of(numbers, section, asked), section)
    free = (one for one in map(known.barcode, serials) if is_free(rows, one))
    return list(islice(free, count))


def _block_of(numbers: "NumberRows", section: RangeSection, asked: Asked) -> "LeaseRow":
    """Return the block a station takes from, a new one where it has none left."""
    block = numbers.open_lease(section.name, asked.station, last_serial(section))
    if block is None:
        block = take_block(numbers, section, asked.block, asked)
    if block is None:
        raise InputRefused(
            tr(
                "Range {name!r} is used up: {last} was its last number.",
                name=section.name,
                last=section.last,
            ),
            tr("Add a range to the configuration."),
        )
    require_same_form(numbers, section)
    return block


def _left_in(block: "LeaseRow", section: RangeSection) -> range:
    end = min(block.last_serial, last_serial(section))
    return range(max(block.next_serial, section.first or 0), end + 1)


def take_block(
    numbers: "NumberRows", section: RangeSection, wanted: int, asked: Asked
) -> "LeaseRow | None":
    """Give a station a block of at most so many serials; None when the range has none left.

    What was given back is taken first, then what other stations have left for too long, then what
    nobody has had.

    Raises:
        InputRefused: The range is not what it was.
    """
    begun = require_same_form(numbers, section)
    first, last = section.first or 0, last_serial(section)
    if asked.keep_days:
        expire(numbers, section, asked)
    for free in numbers.leases(section.name):
        if free.station == FREE and first <= free.next_serial <= min(free.last_serial, last):
            block = _part_of(numbers, section, free, wanted, asked)
            trace(numbers, "leased", section, block, asked)
            return block
    start = max(first, begun)
    stop = min(start + wanted, last + 1)
    if stop <= start:
        return None
    numbers.set_range(section.name, stop, form_of(section))
    block = numbers.add_lease(section.name, asked.station, range(start, stop), at=asked.at)
    trace(numbers, "leased", section, block, asked)
    return block


def expire(numbers: "NumberRows", section: RangeSection, asked: Asked) -> int:
    """Take back what other stations left unused for too long; return how many numbers."""
    oldest = _time(asked.at) - timedelta(days=asked.keep_days)
    count = 0
    for one in numbers.leases(section.name):
        unused_since = _time(one.used_at or one.leased_at)
        if one.station not in (FREE, asked.station) and unused_since <= oldest:
            count += give_back(numbers, section, one, "expired", asked)
    return count


def give_back(
    numbers: "NumberRows", section: RangeSection, block: "LeaseRow", act: str, asked: Asked
) -> int:
    """Take the unused rest of a block from its station; return how many numbers that is."""
    count = block.last_serial - block.next_serial + 1
    if count <= 0:
        return 0
    rest = range(block.next_serial, block.last_serial + 1)
    if block.next_serial == block.first_serial:
        numbers.put_lease(block._replace(station=FREE))
    else:
        numbers.put_lease(block._replace(last_serial=block.next_serial - 1))
        numbers.add_lease(section.name, FREE, rest, at=asked.at)
    trace(numbers, act, section, block._replace(first_serial=rest.start), asked)
    return count


def require_same_form(numbers: "NumberRows", section: RangeSection) -> int:
    """Return the first serial nobody has had, beginning the range when that was not done.

    Raises:
        InputRefused: Its numbers looked different when others were leased.
    """
    form, found = form_of(section), numbers.range_of(section.name)
    if found is None:
        numbers.begin_range(section.name, section.first or 0, form)
        return section.first or 0
    if found.form not in ("", form):
        raise InputRefused(
            tr(
                "Numbers of range {name!r} were leased as {form}, and now it is {now}.",
                name=section.name,
                form=found.form,
                now=form,
            ),
            tr("Give the changed range a name of its own; the old one may stay without `first`."),
        )
    return found.next_serial


def form_of(section: RangeSection) -> str:
    """Return what the numbers of a range look like, in words."""
    check = "no check" if section.check == "none" else f"check {section.check}"
    return f"prefix {section.prefix}, {section.length} characters, {check}"


def trace(
    numbers: "NumberRows", act: str, section: RangeSection, block: "LeaseRow", asked: Asked
) -> None:
    """Keep what became of a block."""
    from procstation.store.number_rows import EventRow  # noqa: PLC0415  (SQLAlchemy: 250 ms)

    ends = (block.first_serial, block.last_serial)
    numbers.note(
        EventRow(asked.at, act, section.name, *ends, block.station or asked.station, asked.by)
    )


def is_free(rows: "CatalogRows", barcode: str) -> bool:
    """Say whether no item has a barcode."""
    return rows.item_with_barcode(barcode) is None


def _part_of(
    numbers: "NumberRows", section: RangeSection, free: "LeaseRow", wanted: int, asked: Asked
) -> "LeaseRow":
    """Give the beginning of a free block to a station."""
    end = min(free.next_serial + wanted - 1, free.last_serial, last_serial(section))
    block = free._replace(last_serial=end, station=asked.station, leased_at=asked.at, used_at="")
    numbers.put_lease(block)
    if end < free.last_serial:
        numbers.add_lease(section.name, FREE, range(end + 1, free.last_serial + 1), at=asked.at)
    return block


def _time(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
