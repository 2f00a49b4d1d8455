"""Read and write which station has which item in work."""

from typing import NamedTuple

from procstation.store.connection import StoreConnection


class OpenItemRow(NamedTuple):
    """A row of `open_items`; times are ISO 8601."""

    item_id: int
    station: str
    since: str
    until: str


class OpenItemRows:
    """Items in work, within the transaction of a connection."""

    def __init__(self, connection: StoreConnection) -> None:
        self._cursor = connection.cursor()

    def take(self, row: OpenItemRow, *, from_others: bool) -> OpenItemRow | None:
        """Note that a station works on an item; return who does, when that is another one.

        One statement decides, so of two stations at the same moment one is told of the other.

        Args:
            from_others: Take it whoever has it.
        """
        taken = self._cursor.execute(
            "INSERT INTO open_items(item_id, station, since, until)"
            " VALUES (:item_id, :station, :since, :until)"
            " ON CONFLICT (item_id) DO UPDATE SET station = excluded.station,"
            " since = excluded.since, until = excluded.until"
            " WHERE open_items.station = excluded.station OR open_items.until < excluded.since"
            " OR :from_others = 1 RETURNING item_id",
            {**row._asdict(), "from_others": int(from_others)},
        ).fetchall()
        if taken:
            return None
        sql = "SELECT item_id, station, since, until FROM open_items WHERE item_id = ?"
        found = self._cursor.execute(sql, (row.item_id,)).fetchone()
        return None if found is None else OpenItemRow._make(found)

    def release(self, barcode: str, station: str) -> None:
        """Note that a station is done with an item."""
        self._cursor.execute(
            "DELETE FROM open_items WHERE station = ?"
            " AND item_id IN (SELECT id FROM items WHERE barcode = ?)",
            (station, barcode),
        )

    def release_all(self, station: str) -> None:
        """Note that a station works on nothing."""
        self._cursor.execute("DELETE FROM open_items WHERE station = ?", (station,))
