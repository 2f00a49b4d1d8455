"""Read and write how far ranges of numbers are leased, and to whom."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from procstation.store.tables import items, number_events, number_leases, number_ranges

FREE = ""
"""The station of a block that nobody has."""


class RangeRow(NamedTuple):
    """How far a range is leased: from `next_serial` on nobody has had a number."""

    next_serial: int
    form: str


class LeaseRow(NamedTuple):
    """A block of serials, both ends included; those from `next_serial` on are not given out."""

    id: int
    first_serial: int
    last_serial: int
    next_serial: int
    station: str
    leased_at: str
    used_at: str


class EventRow(NamedTuple):
    """What became of a block."""

    at: str
    act: str
    range_name: str
    first_serial: int
    last_serial: int
    station: str
    said_by: str


_LEASE = [number_leases.c[name] for name in LeaseRow._fields]
_EVENT = [number_events.c[name] for name in EventRow._fields]


class NumberRows:
    """Ranges and leases, within the transaction of a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def range_of(self, name: str) -> RangeRow | None:
        """How far a range is leased, None when it was not begun; others wait for the row."""
        row = self._connection.execute(
            sa.select(number_ranges.c.next_serial, number_ranges.c.form)
            .where(number_ranges.c.name == name)
            .with_for_update()
        ).first()
        return None if row is None else RangeRow._make(row)

    def range_names(self) -> list[str]:
        """The ranges that numbers were leased from."""
        return list(
            self._connection.scalars(sa.select(number_ranges.c.name).order_by(number_ranges.c.name))
        )

    def begin_range(self, name: str, next_serial: int, form: str) -> None:
        """Begin a range that nobody has leased from."""
        self._connection.execute(
            sa.insert(number_ranges).values(name=name, next_serial=next_serial, form=form)
        )

    def set_range(self, name: str, next_serial: int, form: str) -> None:
        """Note how far a range is leased, and what its numbers look like."""
        self._connection.execute(
            sa.update(number_ranges)
            .where(number_ranges.c.name == name)
            .values(next_serial=next_serial, form=form)
        )

    def add_lease(self, range_name: str, station: str, block: range, *, at: str) -> LeaseRow:
        """Give a block of serials, none of them given out yet, to a station."""
        row = LeaseRow(0, block.start, block.stop - 1, block.start, station, at, "")
        added = self._connection.execute(
            sa.insert(number_leases).values(**_values(row), range_name=range_name)
        )
        key = added.inserted_primary_key
        assert key is not None, "the table has a number of its own for each row"
        return row._replace(id=int(key[0]))

    def put_lease(self, row: LeaseRow) -> None:
        """Write a block as it is now."""
        self._connection.execute(
            sa.update(number_leases).where(number_leases.c.id == row.id).values(**_values(row))
        )

    def open_lease(self, range_name: str, station: str, last: int) -> LeaseRow | None:
        """The oldest block of a station that still has serials up to `last`."""
        found = self._connection.execute(
            sa.select(*_LEASE)
            .where(number_leases.c.range_name == range_name, number_leases.c.station == station)
            .where(number_leases.c.next_serial <= number_leases.c.last_serial)
            .where(number_leases.c.next_serial <= last)
            .order_by(number_leases.c.id)
            .limit(1)
        ).first()
        return None if found is None else LeaseRow._make(found)

    def leases(self, range_name: str) -> list[LeaseRow]:
        """All blocks of a range, in the order of their serials."""
        found = self._connection.execute(
            sa.select(*_LEASE)
            .where(number_leases.c.range_name == range_name)
            .order_by(number_leases.c.first_serial)
        )
        return [LeaseRow._make(row) for row in found]

    def note(self, event: EventRow) -> None:
        """Keep what became of a block."""
        self._connection.execute(sa.insert(number_events).values(**event._asdict()))

    def events(self, range_name: str) -> list[EventRow]:
        """What became of the blocks of a range, the latest first."""
        found = self._connection.execute(
            sa.select(*_EVENT)
            .where(number_events.c.range_name == range_name)
            .order_by(number_events.c.id.desc())
        )
        return [EventRow._make(row) for row in found]

    def barcodes_between(self, first: str, last: str) -> list[str]:
        """Barcodes of items from one to another, both included and of the same length."""
        found = self._connection.scalars(
            sa.select(items.c.barcode)
            .where(items.c.barcode >= first, items.c.barcode <= last)
            .where(sa.func.length(items.c.barcode) == len(first))
            .order_by(items.c.barcode)
        )
        return [barcode for barcode in found if barcode is not None]


def _values(row: LeaseRow) -> dict[str, object]:
    values = row._asdict()
    del values["id"]
    return values
