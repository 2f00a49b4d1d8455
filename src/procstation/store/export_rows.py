"""Read what an export writes, and remember what was exported."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from procstation.store.engine import driver_connection
from procstation.store.rows import ItemRow, TitleRow
from procstation.store.tables import exported_items, exports, items, loads, titles

_TITLE = tuple(titles.c[name] for name in TitleRow._fields)
_ITEM = tuple(items.c[name] for name in ItemRow._fields)
_LATEST = 50
"""Loads that are looked at for a profile."""


class ExportRows:
    """Titles, items and acts of exporting, within the transaction of a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._driver = driver_connection(connection)

    def _titles(self, *conditions: sa.ColumnElement[bool], most: int) -> list[TitleRow]:
        wanted = sa.select(*_TITLE).where(*conditions).order_by(titles.c.id).limit(most)
        return [TitleRow._make(row) for row in self._connection.execute(wanted)]

    def titles_after(self, title_id: int, most: int) -> list[TitleRow]:
        """Titles by number, beginning behind one."""
        return self._titles(titles.c.id > title_id, most=most)

    def title(self, title_id: int) -> TitleRow:
        return self._titles(titles.c.id == title_id, most=1)[0]

    def titles_numbered(self, control_number: str) -> list[TitleRow]:
        """Titles with the library system's number of a record."""
        return self._titles(titles.c.control_number == control_number, most=-1)

    def last_seen(self, barcode: str) -> str:
        """When the item of a barcode was last seen, in ISO 8601; "" where nobody knows."""
        sql = "SELECT seen_at FROM last_seen WHERE barcode = ?"
        return next((row[0] for row in self._driver.execute(sql, (barcode,))), "")

    def last_title(self) -> int:
        """The highest number of a title, at least 1."""
        return self._connection.scalar(sa.select(sa.func.max(titles.c.id))) or 1

    def items_between(self, first: int, last: int) -> list[ItemRow]:
        """The items of titles with numbers in a range, both ends included, title by title."""
        return self._items(items.c.title_id.between(first, last))

    def changed_items(self) -> list[ItemRow]:
        """Items with changes of the bench that have not come back, title by title."""
        return self._items(items.c.bench_edits != "")

    def _items(self, condition: sa.ColumnElement[bool]) -> list[ItemRow]:
        wanted = sa.select(*_ITEM).where(condition).order_by(items.c.title_id, items.c.id)
        return [ItemRow._make(row) for row in self._connection.execute(wanted)]

    def profiles_loaded(self) -> list[str]:
        """The profiles of the latest loads, the last one first; several joined by ", "."""
        latest = sa.select(loads.c.profile).order_by(loads.c.id.desc()).limit(_LATEST)
        return list(self._connection.scalars(latest))

    def marks(self, profile: str) -> dict[int, str]:
        """By the number of an item, the digest of what was last exported of it by a profile."""
        kept = sa.select(exported_items.c.item_id, exported_items.c.digest)
        rows = self._connection.execute(kept.where(exported_items.c.profile == profile))
        return {row.item_id: row.digest for row in rows}

    def add_export(self, act: Mapping[str, Any], profile: str, marks: Mapping[int, str]) -> None:
        """Store an act of exporting and what was exported of items the bench had changed.

        Args:
            act: Values of a row of `exports`.
        """
        self._connection.execute(sa.insert(exports).values(**act, profile=profile))
        replace = sa.insert(exported_items).prefix_with("OR REPLACE")
        rows = [
            {"profile": profile, "item_id": item_id, "digest": digest}
            for item_id, digest in marks.items()
        ]
        if rows:
            self._connection.execute(replace, rows)
