"""Read what an export writes, and remember what was exported."""

from collections.abc import Mapping
from typing import Any

from procstation.store.connection import StoreConnection, Value
from procstation.store.rows import ItemRow, TitleRow

_TITLES = f"SELECT {', '.join(TitleRow._fields)} FROM titles"  # noqa: S608
_ITEMS = f"SELECT {', '.join(ItemRow._fields)} FROM items"  # noqa: S608
_ACT = ("exported_at", "file", "profile", "changed", "report")
_LATEST = 50
"""Loads that are looked at for a profile."""


class ExportRows:
    """Titles, items and acts of exporting, within the transaction of a connection."""

    def __init__(self, connection: StoreConnection) -> None:
        self._cursor = connection.cursor()

    def _titles(self, behind: str, *values: Value) -> list[TitleRow]:
        rows = self._cursor.execute(f"{_TITLES} {behind}", values).fetchall()
        return list(map(TitleRow._make, rows))

    def _items(self, condition: str, *values: Value) -> list[ItemRow]:
        sql = f"{_ITEMS} WHERE {condition} ORDER BY title_id, id"
        return list(map(ItemRow._make, self._cursor.execute(sql, values).fetchall()))

    def titles_after(self, title_id: int, most: int) -> list[TitleRow]:
        """Titles by number, beginning behind one."""
        return self._titles("WHERE id > ? ORDER BY id LIMIT ?", title_id, most)

    def title(self, title_id: int) -> TitleRow:
        return self._titles("WHERE id = ?", title_id)[0]

    def titles_numbered(self, control_number: str) -> list[TitleRow]:
        """Titles with the library system's number of a record."""
        return self._titles("WHERE control_number = ? ORDER BY id", control_number)

    def last_seen(self, barcode: str) -> str:
        """When the item of a barcode was last seen, in ISO 8601; "" where nobody knows."""
        sql = "SELECT seen_at FROM last_seen WHERE barcode = ?"
        return next((row[0] for row in self._cursor.execute(sql, (barcode,))), "")

    def last_title(self) -> int:
        """The highest number of a title, at least 1."""
        return self._cursor.execute("SELECT max(id) FROM titles").fetchone()[0] or 1

    def items_between(self, first: int, last: int) -> list[ItemRow]:
        """The items of titles with numbers in a range, both ends included, title by title."""
        return self._items("title_id BETWEEN ? AND ?", first, last)

    def changed_items(self) -> list[ItemRow]:
        """Items with changes of the bench that have not come back, title by title."""
        return self._items("bench_edits <> ''")

    def profiles_loaded(self) -> list[str]:
        """The profiles of the latest loads, the last one first; several joined by ", "."""
        sql = "SELECT profile FROM loads ORDER BY id DESC LIMIT ?"
        return [row[0] for row in self._cursor.execute(sql, (_LATEST,))]

    def marks(self, profile: str) -> dict[int, str]:
        """By the number of an item, the digest of what was last exported of it by a profile."""
        sql = "SELECT item_id, digest FROM exported_items WHERE profile = ?"
        return dict(self._cursor.execute(sql, (profile,)).fetchall())

    def add_export(self, act: Mapping[str, Any], profile: str, marks: Mapping[int, str]) -> None:
        """Store an act of exporting and what was exported of items the bench had changed.

        Args:
            act: Values of a row of `exports`.
        """
        self._cursor.execute(
            f"INSERT INTO exports({', '.join(_ACT)})"  # noqa: S608
            f" VALUES ({', '.join(f':{name}' for name in _ACT)})",
            {**act, "profile": profile},
        )
        self._cursor.executemany(
            "INSERT INTO exported_items(profile, item_id, digest) VALUES (?, ?, ?)"
            " ON CONFLICT (profile, item_id) DO UPDATE SET digest = excluded.digest",
            [(profile, item_id, digest) for item_id, digest in marks.items()],
        )
