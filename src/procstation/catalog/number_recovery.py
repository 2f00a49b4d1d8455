"""After a store was put back from a backup: no number is given out that was since."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from procstation.catalog.numbers import Asked
from procstation.config import RangeSection
from procstation.items import BarcodeRange

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore


def go_behind(
    store: "CatalogueStore",
    sections: Sequence[RangeSection],
    next_serials: Mapping[str, int],
    barcodes: Iterable[str],
    asked: Asked,
) -> dict[str, int]:
    """Move each range behind all that is known to be given out, and end all blocks; what was left
    of them may be on books by now.

    Args:
        next_serials: Of ranges, as another store has them.
        barcodes: Numbers that were given out.

    Returns:
        Of each range that numbers were leased from: the first serial that is leased from now on.
    """
    from procstation.store.number_rows import EventRow  # noqa: PLC0415  (SQLAlchemy: 250 ms)

    behind = dict(next_serials)
    known = {one.name: BarcodeRange.from_section(one) for one in sections if one.first is not None}
    for barcode in barcodes:
        for name, form in known.items():
            serial = form.serial_of(barcode)
            if serial is not None:
                behind[name] = max(behind.get(name, 0), serial + 1)
    found: dict[str, int] = {}
    with store.numbering() as (_, rows):
        for name in sorted({*rows.range_names(), *behind}):
            begun = rows.range_of(name)
            if begun is None:
                rows.begin_range(name, behind[name], "")
            else:
                behind[name] = max(begun.next_serial, behind.get(name, 0))
                rows.set_range(name, behind[name], begun.form)
            found[name] = behind[name]
            for block in rows.leases(name):
                if block.next_serial <= block.last_serial:
                    rows.put_lease(block._replace(next_serial=block.last_serial + 1))
                    ends = (block.next_serial, block.last_serial)
                    rows.note(EventRow(asked.at, "closed", name, *ends, block.station, asked.by))
    return found
