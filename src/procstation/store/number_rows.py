"""Read and write how far ranges of numbers are leased, and to whom."""

from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from procstation.store.tables import number_leases, number_ranges


class LeaseRow(NamedTuple):
    """The unused part of a block: serial numbers from `next_serial` to `last_serial`."""

    id: int
    next_serial: int
    last_serial: int


class NumberRows:
    """Ranges and leases, within the transaction of a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def next_serial(self, range_name: str) -> int | None:
        """The first serial of a range that nobody has, or None when none was leased yet."""
        wanted = sa.select(number_ranges.c.next_serial).where(number_ranges.c.name == range_name)
        serial: int | None = self._connection.scalar(wanted)
        return serial

    def add_lease(
        self, range_name: str, station: str, block: range, *, used_to: int, at: str
    ) -> None:
        """Give a block of serials to a station; those before `used_to` are given out already.

        Must run in one writing transaction with the `next_serial` that the block begins from.
        """
        mine = number_ranges.c.name == range_name
        changed = self._connection.execute(
            sa.update(number_ranges).where(mine).values(next_serial=block.stop)
        )
        if changed.rowcount == 0:
            self._connection.execute(
                sa.insert(number_ranges).values(name=range_name, next_serial=block.stop)
            )
        self._connection.execute(
            sa.insert(number_leases).values(
                range_name=range_name,
                first_serial=block.start,
                last_serial=block.stop - 1,
                next_serial=used_to,
                station=station,
                leased_at=at,
            )
        )

    def open_lease(self, range_name: str, station: str) -> LeaseRow | None:
        """The oldest block of a station that still has serials."""
        row = self._connection.execute(
            sa.select(number_leases.c.id, number_leases.c.next_serial, number_leases.c.last_serial)
            .where(number_leases.c.range_name == range_name, number_leases.c.station == station)
            .where(number_leases.c.next_serial <= number_leases.c.last_serial)
            .order_by(number_leases.c.id)
            .limit(1)
        ).first()
        return None if row is None else LeaseRow._make(row)

    def use_lease(self, lease_id: int, used_to: int) -> None:
        """Note that the serials of a block before `used_to` are given out."""
        self._connection.execute(
            sa.update(number_leases)
            .where(number_leases.c.id == lease_id)
            .values(next_serial=used_to)
        )
