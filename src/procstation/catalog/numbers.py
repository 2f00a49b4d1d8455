"""Numbers for new barcodes: leased in blocks, so that no two stations can give out the same."""

from typing import TYPE_CHECKING

from procstation.config import BarcodesSection, RangeSection
from procstation.errors import ConfigError, InputRefused, did_you_mean
from procstation.items import BarcodeRange

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows
    from procstation.store.number_rows import NumberRows

BLOCK = 50
"""Numbers a station takes at once for the bench: a morning's work without the others' store."""


def range_to_lease(section: BarcodesSection, name: str = "") -> RangeSection:
    """Return the range that new item barcodes come from: the one named, or the first that can.

    Raises:
        ConfigError: There is no such range, or none that may be leased.
    """
    usable = [one for one in section.ranges if one.holder == "item" and one.first is not None]
    if name:
        for one in usable:
            if one.name == name:
                return one
        raise ConfigError(
            f"No range {name!r} of item barcodes has a first number.",
            did_you_mean(name, [one.name for one in usable]),
        )
    if not usable:
        raise ConfigError(
            "The configuration has no range of item barcodes with a first number.",
            "Add [[barcodes.ranges]] with name, prefix, length, first and last.",
        )
    return usable[0]


def lease(
    rows: "CatalogRows",
    numbers: "NumberRows",
    section: RangeSection,
    station: str,
    count: int,
    at: str,
) -> list[str]:
    """Lease numbers and give them all out; numbers that items have already are passed over.

    Raises:
        InputRefused: The range has not as many left. None was leased.
    """
    known = BarcodeRange.from_section(section)
    start = _next(numbers, section)
    barcodes: list[str] = []
    serial = start
    while len(barcodes) < count:
        if serial > _last(section):
            raise InputRefused(
                f"Range {section.name!r} has {len(barcodes)} numbers left, {count} were asked for.",
                "Lease fewer, or add a range to the configuration.",
            )
        barcode = known.barcode(serial)
        if rows.item_with_barcode(barcode) is None:
            barcodes.append(barcode)
        serial += 1
    block = range(start, serial)
    numbers.add_lease(section.name, station, block, used_to=serial, at=at)
    return barcodes


def next_number(
    rows: "CatalogRows", numbers: "NumberRows", section: RangeSection, station: str, at: str
) -> str:
    """Give out the next number of the station's block; a used-up block is followed by a new one.

    Raises:
        InputRefused: The range is used up.
    """
    known = BarcodeRange.from_section(section)
    while True:
        block = numbers.open_lease(section.name, station)
        if block is None:
            start = _next(numbers, section)
            stop = min(start + BLOCK, _last(section) + 1)
            if stop <= start:
                raise InputRefused(
                    f"Range {section.name!r} is used up: {section.last} was its last number.",
                    "Add a range to the configuration.",
                )
            numbers.add_lease(section.name, station, range(start, stop), used_to=start, at=at)
            continue
        for serial in range(block.next_serial, block.last_serial + 1):
            barcode = known.barcode(serial)
            if rows.item_with_barcode(barcode) is None:
                numbers.use_lease(block.id, serial + 1)
                return barcode
        numbers.use_lease(block.id, block.last_serial + 1)


def _next(numbers: "NumberRows", section: RangeSection) -> int:
    first = section.first or 0
    return max(first, numbers.next_serial(section.name) or first)


def _last(section: RangeSection) -> int:
    width = section.length - len(section.prefix) - (section.check != "none")
    largest = int("9" * width)
    return largest if section.last is None else min(section.last, largest)
