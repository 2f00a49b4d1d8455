"""Read and write sweeps, row by row, on the driver's own cursor."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import chain
from typing import Any, NamedTuple

from procstation.store.connection import Listed, StoreConnection

AT_ONCE = 10_000
"""Rows read or codes looked up in one piece."""


class SweepRow(NamedTuple):
    """A row of `sweeps`; `id` is 0 before it is stored."""

    id: int
    name: str
    state: str
    opened_at: str
    opened_by: str
    closed_at: str | None
    scope: str
    buckets: str
    warnings: str


class ExpectedRow(NamedTuple):
    """A row of `sweep_expected`."""

    barcode: str
    bucket: str
    title: str
    author: str
    call_number: str
    scheme: str
    library: str
    location: str
    volume: str
    copy: str
    status: str


FiledRow = tuple[bytes, str, str, str, str]
"""What of a row of `sweep_expected` says where an item stands: what sorts it, then its barcode,
call number, library and location."""
Filed = Callable[[str, str, str, str, str, str], bytes]


class SittingRow(NamedTuple):
    """A row of `sweep_sittings`; `id` is 0 before it is stored."""

    id: int
    sweep_id: int
    kind: str
    person: str
    device: str
    begun_at: str
    ended_at: str | None
    file: str
    digest: str
    size: int
    through: int
    read: int
    unreadable: str


class HeardRow(NamedTuple):
    """A row of `sweep_heard`; `id` is 0 before it is stored."""

    id: int
    barcode: str
    sitting_id: int
    place: str
    at: str
    strength_dbm: float | None
    reads: int
    ordered: int


HeardValues = tuple[int, str, int, str, str, float | None, int, int]
"""The same as it comes from the driver."""

NewHeard = tuple[int, str, int, str, str, float | None, int, int]
"""The number of the sweep, then the columns of `HeardRow` from `barcode` on."""


class Among(NamedTuple):
    """Which items: by their library and location, or by a list of barcodes or of item numbers."""

    library: str = ""
    location: str = ""
    barcodes: Sequence[str] | None = None
    item_ids: Sequence[int] | None = None

    def condition(self, connection: StoreConnection) -> str:
        parts = ["i.barcode IS NOT NULL"]
        if self.library:
            parts.append("i.library = :library")
        if self.location:
            parts.append("i.location = :location")
        for column, name, kind in (("barcode", "barcodes", "text"), ("id", "item_ids", "bigint")):
            if getattr(self, name) is not None:
                listed = connection.each(name, "j", kind)
                parts.append(f"i.{column} IN (SELECT j.value FROM {listed})")  # noqa: S608
        return " AND ".join(parts)

    def values(self, connection: StoreConnection) -> dict[str, Listed]:
        return {
            "library": self.library,
            "location": self.location,
            "barcodes": connection.listed(self.barcodes or ()),
            "item_ids": connection.listed(self.item_ids or ()),
        }


_SWEEP = ", ".join(SweepRow._fields)
_SITTING = ", ".join(SittingRow._fields)
_EXPECTED = ", ".join(ExpectedRow._fields)
_HEARD = ", ".join(HeardRow._fields)
_NEW_HEARD = (
    "INSERT INTO sweep_heard(sweep_id, barcode, sitting_id, place, at, strength_dbm, reads,"
    " ordered) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)


def _new(table: str, fields: Sequence[str]) -> str:
    marks = ", ".join(f":{name}" for name in fields)
    return f"INSERT INTO {table}({', '.join(fields)}) VALUES ({marks}) RETURNING id"  # noqa: S608


class SweepRows:
    """The sweeps of a store, within the transaction of a connection."""

    def __init__(self, connection: StoreConnection) -> None:
        self._connection = connection
        self._cursor = connection.cursor()

    def _all(self, sql: str, *values: str | int) -> list[tuple[Any, ...]]:
        return self._cursor.execute(sql, values).fetchall()

    def _insert(self, sql: str, values: Mapping[str, Any]) -> int:
        [(row_id,)] = self._cursor.execute(sql, values).fetchall()
        return int(row_id)

    def _sorted(self, barcodes: Collection[str]) -> Listed:
        """Barcodes as a parameter, in order: neighbours share a page of the index."""
        return self._connection.listed(sorted(barcodes))

    def sweeps(self) -> list[SweepRow]:
        """All sweeps, the latest first."""
        sql = f"SELECT {_SWEEP} FROM sweeps ORDER BY id DESC"  # noqa: S608
        return [SweepRow._make(row) for row in self._all(sql)]

    def sweep(self, name: str) -> SweepRow | None:
        sql = f"SELECT {_SWEEP} FROM sweeps WHERE name = ?"  # noqa: S608
        return next(map(SweepRow._make, self._all(sql, name)), None)

    def sweep_name(self, sweep_id: int) -> str:
        [(name,)] = self._all("SELECT name FROM sweeps WHERE id = ?", sweep_id)
        return str(name)

    def add_sweep(self, row: SweepRow) -> int:
        """Store a new sweep and return its number."""
        return self._insert(_new("sweeps", SweepRow._fields[1:]), row._asdict())

    def set_buckets(self, sweep_id: int, buckets: str) -> None:
        self._cursor.execute("UPDATE sweeps SET buckets = ? WHERE id = ?", (buckets, sweep_id))

    def set_state(self, sweep_id: int, state: str, closed_at: str | None) -> None:
        self._cursor.execute(
            "UPDATE sweeps SET state = ?, closed_at = ? WHERE id = ?", (state, closed_at, sweep_id)
        )

    def remove_sweep(self, sweep_id: int) -> None:
        """Remove a sweep with all that it expected, heard and concluded."""
        self._cursor.execute("DELETE FROM sweep_expected WHERE sweep_id = ?", (sweep_id,))
        self._cursor.execute("DELETE FROM sweep_heard WHERE sweep_id = ?", (sweep_id,))
        self._cursor.execute("DELETE FROM sweeps WHERE id = ?", (sweep_id,))

    def statuses(self, among: Among) -> dict[str, int]:
        """How many of some items have each status."""
        condition = among.condition(self._connection)
        sql = f"SELECT i.status, count(*) FROM items i WHERE {condition} GROUP BY 1"  # noqa: S608
        return dict(self._cursor.execute(sql, among.values(self._connection)).fetchall())

    def without_barcode(self, among: Among) -> int:
        condition = among.condition(self._connection).replace("IS NOT NULL", "IS NULL", 1)
        sql = f"SELECT count(*) FROM items i WHERE {condition}"  # noqa: S608
        [count] = self._cursor.execute(sql, among.values(self._connection)).fetchone()
        return int(count)

    def known_values(self, column: str) -> list[str]:
        """The libraries or locations that items have; `column` is `library` or `location`."""
        sql = f"SELECT DISTINCT {column} FROM items WHERE {column} <> '' ORDER BY 1"  # noqa: S608
        return [row[0] for row in self._all(sql)]

    def call_numbers(self, among: Among) -> Iterator[tuple[int, str, str, str]]:
        """Number, barcode, call number and scheme of some items, by number."""
        sql = (
            "SELECT i.id, i.barcode, i.call_number, i.scheme FROM items i"  # noqa: S608
            f" WHERE {among.condition(self._connection)} ORDER BY i.id"
        )
        yield from self._pieces(sql, among.values(self._connection))

    def claimed_twice(self, among: Among) -> list[str]:
        """Barcodes of some items that files give to a further title as well."""
        sql = (
            "SELECT DISTINCT c.barcode FROM barcode_claims c CROSS JOIN items i"  # noqa: S608
            " WHERE i.barcode = c.barcode AND c.dropped_by IS NULL"
            f" AND {among.condition(self._connection)} ORDER BY 1"
        )
        return [row[0] for row in self._cursor.execute(sql, among.values(self._connection))]

    def roomy(self) -> AbstractContextManager[None]:
        """Keep more of the store in memory, so that indexes are not read back for each row."""
        return self._connection.roomy()

    def freeze(self, sweep_id: int, among: Among, buckets: Mapping[str, str]) -> dict[str, int]:
        """Copy items into the expected list of a sweep; return how many are in each bucket.

        Args:
            buckets: The bucket of each status that items have.
        """
        bucket_of = "CREATE TEMP TABLE bucket_of(status TEXT PRIMARY KEY, bucket TEXT NOT NULL)"
        self._cursor.execute(bucket_of)
        self._cursor.executemany("INSERT INTO bucket_of VALUES (?, ?)", buckets.items())
        with self.roomy():
            self._cursor.execute(
                "INSERT INTO sweep_expected(sweep_id, barcode, bucket, title, author, call_number,"  # noqa: S608
                " scheme, library, location, volume, copy, status)"
                " SELECT :sweep_id, i.barcode, b.bucket, t.title, t.author,"
                " i.call_number, i.scheme, i.library, i.location, i.volume, i.copy, i.status"
                " FROM items i CROSS JOIN titles t CROSS JOIN bucket_of b"
                " WHERE t.id = i.title_id AND b.status = i.status"
                f" AND {among.condition(self._connection)} ORDER BY i.id",
                {**among.values(self._connection), "sweep_id": sweep_id},
            )
            self._cursor.execute("DROP TABLE bucket_of")
            return dict(
                self._all(
                    "SELECT bucket, count(*) FROM sweep_expected WHERE sweep_id = ? GROUP BY 1",
                    sweep_id,
                )
            )

    def expected(self, sweep_id: int) -> Iterator[ExpectedRow]:
        """The expected list of a sweep, in the order in which the items came into the store."""
        sql = f"SELECT {_EXPECTED} FROM sweep_expected WHERE sweep_id = :sweep ORDER BY id"  # noqa: S608
        return map(ExpectedRow._make, self._pieces(sql, {"sweep": sweep_id}))

    def filed(self, sweep_id: int, bucket: str, filed: Filed) -> Iterator[list[FiledRow]]:
        """The expected items of one bucket in the order of what `filed` returns, in pieces.

        Args:
            filed: Returns what sorts an item, of its barcode, call number, scheme, location, volume
                and copy.
        """
        return self._connection.in_order(
            filed,
            ("barcode", "call_number", "scheme", "location", "volume", "copy"),
            ("barcode", "call_number", "library", "location"),
            "FROM sweep_expected WHERE sweep_id = :sweep AND bucket = :bucket",
            {"sweep": sweep_id, "bucket": bucket},
        )

    def expected_elsewhere(self, sweep_id: int, bucket: str) -> Iterator[ExpectedRow]:
        """The expected items of all other buckets."""
        sql = (
            f"SELECT {_EXPECTED} FROM sweep_expected"  # noqa: S608
            " WHERE sweep_id = :sweep AND bucket <> :bucket ORDER BY id"
        )
        return map(ExpectedRow._make, self._pieces(sql, {"sweep": sweep_id, "bucket": bucket}))

    def expected_with(self, sweep_id: int, barcodes: Collection[str]) -> Iterator[ExpectedRow]:
        """The items among some barcodes that a sweep expects."""
        sql = (
            f"SELECT {_EXPECTED} FROM {self._connection.each('barcodes', 'j')}"  # noqa: S608
            " CROSS JOIN sweep_expected e WHERE e.sweep_id = :sweep AND e.barcode = j.value"
        )
        values = {"sweep": sweep_id, "barcodes": self._sorted(barcodes)}
        return map(ExpectedRow._make, self._pieces(sql, values))

    def call_numbers_with(self, sweep_id: int, barcodes: Collection[str]) -> dict[str, str]:
        """The call numbers of the items among some barcodes: as frozen, or else as they are now."""
        sql = (
            "SELECT j.value, coalesce(e.call_number, i.call_number)"  # noqa: S608
            f" FROM {self._connection.each('barcodes', 'j')}"
            " LEFT JOIN sweep_expected e ON e.sweep_id = :sweep AND e.barcode = j.value"
            " LEFT JOIN items i ON e.id IS NULL AND i.barcode = j.value"
        )
        values = {"sweep": sweep_id, "barcodes": self._sorted(barcodes)}
        rows = self._cursor.execute(sql, values)
        return {barcode: call_number for barcode, call_number in rows if call_number}

    def sittings(self, sweep_id: int) -> list[SittingRow]:
        sql = f"SELECT {_SITTING} FROM sweep_sittings WHERE sweep_id = ? ORDER BY id"  # noqa: S608
        return [SittingRow._make(row) for row in self._all(sql, sweep_id)]

    def sitting(self, sitting_id: int) -> SittingRow | None:
        sql = f"SELECT {_SITTING} FROM sweep_sittings WHERE id = ?"  # noqa: S608
        return next(map(SittingRow._make, self._all(sql, sitting_id)), None)

    def add_sitting(self, row: SittingRow) -> int:
        """Store a new sitting and return its number."""
        return self._insert(_new("sweep_sittings", SittingRow._fields[1:]), row._asdict())

    def note_sitting(self, row: SittingRow) -> None:
        """Note how far a sitting has come."""
        self._cursor.execute(
            "UPDATE sweep_sittings SET ended_at = ?, through = ?, read = ?, unreadable = ?"
            " WHERE id = ?",
            (row.ended_at, row.through, row.read, row.unreadable, row.id),
        )

    def in_catalogue(self, barcodes: Collection[str]) -> set[str]:
        """Those of some codes that are the barcode of an item."""
        sql = (
            f"SELECT i.barcode FROM {self._connection.each('codes', 'j')} CROSS JOIN items i"  # noqa: S608
            " WHERE i.barcode = j.value"
        )
        return {row[0] for row in self._cursor.execute(sql, {"codes": self._sorted(barcodes)})}

    def not_in_catalogue(self, codes: Collection[str]) -> set[str]:
        """Those of some codes that are no barcode of an item.

        None with a NUL is: it would be cut off or altered there.
        """
        odd = {one for one in codes if "\0" in one}
        sql = (
            f"SELECT j.value FROM {self._connection.each('codes', 'j')}"  # noqa: S608
            " WHERE NOT EXISTS (SELECT 1 FROM items i WHERE i.barcode = j.value)"
        )
        values = {"codes": self._sorted(set(codes) - odd)}
        return odd | {row[0] for row in self._cursor.execute(sql, values)}

    def heard_barcodes(self, sweep_id: int) -> set[str]:
        """The codes that a sweep has heard."""
        sql = "SELECT barcode FROM sweep_heard WHERE sweep_id = :sweep"
        return {row[0] for row in self._pieces(sql, {"sweep": sweep_id})}

    def times_heard(self, sweep_id: int) -> dict[str, str]:
        """When each code was heard last, where that is known."""
        sql = "SELECT barcode, max(at) FROM sweep_heard WHERE sweep_id = ? AND at <> '' GROUP BY 1"
        return dict(self._all(sql, sweep_id))

    def add_heard(self, rows: Iterable[NewHeard]) -> None:
        self._cursor.executemany(_NEW_HEARD, rows)

    def add_codes(self, sweep_id: int, sitting_id: int, barcodes: Sequence[str]) -> None:
        """Add what was heard in order, each once, and of which nothing else is known.

        One statement for all of it takes a third of the time of one for each.
        """
        self._cursor.execute(
            "INSERT INTO sweep_heard(sweep_id, sitting_id, barcode)"  # noqa: S608
            f" SELECT :sweep, :sitting, j.value FROM {self._connection.each('codes', 'j')}"
            " ORDER BY j.key",
            {
                "sweep": sweep_id,
                "sitting": sitting_id,
                "codes": self._connection.listed(barcodes),
            },
        )

    def heard(self, sweep_id: int) -> Iterator[HeardRow]:
        """What a sweep heard, in the order of hearing."""
        return map(HeardRow._make, chain.from_iterable(self.heard_in_pieces(sweep_id)))

    def heard_in_pieces(self, sweep_id: int) -> Iterator[list[HeardValues]]:
        """The same in pieces."""
        sql = f"SELECT {_HEARD} FROM sweep_heard WHERE sweep_id = :sweep ORDER BY id"  # noqa: S608
        return self._lists(sql, {"sweep": sweep_id})

    def counts(self, sweep_id: int, bucket: str) -> tuple[int, int]:
        """How many different items a sweep has heard, and how many of one bucket."""
        [(heard, of_bucket)] = self._all(
            "SELECT count(*), count(e.id) FROM"
            " (SELECT DISTINCT sweep_id, barcode FROM sweep_heard WHERE sweep_id = ?) h"
            " LEFT JOIN sweep_expected e ON e.sweep_id = h.sweep_id AND e.barcode = h.barcode"
            " AND e.bucket = ?",
            sweep_id,
            bucket,
        )
        return heard, of_bucket

    def items_with(self, barcodes: Collection[str]) -> list[ExpectedRow]:
        """Those of some codes that are items, as the catalogue has them now; in no bucket."""
        sql = (
            "SELECT i.barcode, '', t.title, t.author, i.call_number, i.scheme, i.library,"  # noqa: S608
            " i.location, i.volume, i.copy, i.status"
            f" FROM {self._connection.each('codes', 'j')} CROSS JOIN items i CROSS JOIN titles t"
            " WHERE i.barcode = j.value AND t.id = i.title_id"
        )
        rows = self._cursor.execute(sql, {"codes": self._sorted(barcodes)}).fetchall()
        return [ExpectedRow._make(row) for row in rows]

    def _pieces(self, sql: str, values: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        for rows in self._lists(sql, values):
            yield from rows

    def _lists(self, sql: str, values: Mapping[str, Any]) -> Iterator[list[tuple[Any, ...]]]:
        cursor = self._connection.cursor()
        cursor.arraysize = AT_ONCE
        cursor.execute(sql, values)
        while rows := cursor.fetchmany():
            yield rows
