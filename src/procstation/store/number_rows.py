"""Read and write how far ranges of numbers are leased, and to whom."""

from typing import NamedTuple

from procstation.store.connection import StoreConnection

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


_LEASE = ", ".join(LeaseRow._fields)
_EVENT = ", ".join(EventRow._fields)


class NumberRows:
    """Ranges and leases, within the transaction of a connection."""

    def __init__(self, connection: StoreConnection) -> None:
        self._cursor = connection.cursor()

    def range_of(self, name: str) -> RangeRow | None:
        """How far a range is leased, None when it was not begun."""
        sql = "SELECT next_serial, form FROM number_ranges WHERE name = ?"
        row = self._cursor.execute(sql, (name,)).fetchone()
        return None if row is None else RangeRow._make(row)

    def range_names(self) -> list[str]:
        """The ranges that numbers were leased from."""
        sql = "SELECT name FROM number_ranges ORDER BY name"
        return [row[0] for row in self._cursor.execute(sql).fetchall()]

    def begin_range(self, name: str, next_serial: int, form: str) -> None:
        """Begin a range that nobody has leased from."""
        self._cursor.execute(
            "INSERT INTO number_ranges(name, next_serial, form) VALUES (?, ?, ?)",
            (name, next_serial, form),
        )

    def set_range(self, name: str, next_serial: int, form: str) -> None:
        """Note how far a range is leased, and what its numbers look like."""
        self._cursor.execute(
            "UPDATE number_ranges SET next_serial = ?, form = ? WHERE name = ?",
            (next_serial, form, name),
        )

    def add_lease(self, range_name: str, station: str, block: range, *, at: str) -> LeaseRow:
        """Give a block of serials, none of them given out yet, to a station."""
        row = LeaseRow(0, block.start, block.stop - 1, block.start, station, at, "")
        names = (*LeaseRow._fields[1:], "range_name")
        [(number,)] = self._cursor.execute(
            f"INSERT INTO number_leases({', '.join(names)})"  # noqa: S608
            f" VALUES ({', '.join('?' for _ in names)}) RETURNING id",
            (*row[1:], range_name),
        ).fetchall()
        return row._replace(id=int(number))

    def put_lease(self, row: LeaseRow) -> None:
        """Write a block as it is now."""
        sets = ", ".join(f"{name} = :{name}" for name in LeaseRow._fields[1:])
        self._cursor.execute(
            f"UPDATE number_leases SET {sets} WHERE id = :id",  # noqa: S608
            row._asdict(),
        )

    def open_lease(self, range_name: str, station: str, last: int) -> LeaseRow | None:
        """The oldest block of a station that still has serials up to `last`."""
        row = self._cursor.execute(
            f"SELECT {_LEASE} FROM number_leases WHERE range_name = ? AND station = ?"  # noqa: S608
            " AND next_serial <= last_serial AND next_serial <= ? ORDER BY id LIMIT 1",
            (range_name, station, last),
        ).fetchone()
        return None if row is None else LeaseRow._make(row)

    def leases(self, range_name: str) -> list[LeaseRow]:
        """All blocks of a range, in the order of their serials."""
        sql = f"SELECT {_LEASE} FROM number_leases WHERE range_name = ? ORDER BY first_serial"  # noqa: S608
        return [LeaseRow._make(row) for row in self._cursor.execute(sql, (range_name,)).fetchall()]

    def note(self, event: EventRow) -> None:
        """Keep what became of a block."""
        marks = ", ".join("?" for _ in event)
        self._cursor.execute(f"INSERT INTO number_events({_EVENT}) VALUES ({marks})", event)  # noqa: S608

    def events(self, range_name: str) -> list[EventRow]:
        """What became of the blocks of a range, the latest first."""
        sql = f"SELECT {_EVENT} FROM number_events WHERE range_name = ? ORDER BY id DESC"  # noqa: S608
        return [EventRow._make(row) for row in self._cursor.execute(sql, (range_name,)).fetchall()]

    def barcodes_between(self, first: str, last: str) -> list[str]:
        """Barcodes of items from one to another, both included and of the same length."""
        sql = (
            "SELECT barcode FROM items WHERE barcode >= ? AND barcode <= ?"
            " AND length(barcode) = ? ORDER BY barcode"
        )
        return [row[0] for row in self._cursor.execute(sql, (first, last, len(first))).fetchall()]
