"""Read and write titles, items and tags, row by row, on the driver's own cursor.

The statements are written with SQLAlchemy Core and compiled once: a load runs them by the hundred
thousand, and the look-up of a scan waits for one.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from procstation.store.connection import StoreConnection
from procstation.store.engine import sql_of
from procstation.store.history_rows import ItemChangeRow, note_change
from procstation.store.rows import ItemRow, TagRow, TitleRow, Words
from procstation.store.tables import barcode_claims, items, tags, title_numbers, titles

_TITLE = tuple(titles.c[name] for name in TitleRow._fields)
_ITEM = tuple(items.c[name] for name in ItemRow._fields)
_TAG = tuple(tags.c[name] for name in TagRow._fields)


RETURNING_ID = " RETURNING id"


def _select(columns: tuple[sa.ColumnElement[Any], ...], *keys: sa.Column[Any]) -> str:
    wanted = sa.select(*columns)
    for key in keys:
        wanted = wanted.where(key == sa.bindparam(key.name))
    return sql_of(wanted)


def _insert(table: sa.Table, fields: tuple[str, ...]) -> str:
    return sql_of(sa.insert(table).values({name: sa.bindparam(name) for name in fields}))


def _update(table: sa.Table, fields: tuple[str, ...]) -> str:
    # The primary key has a name of its own: `id` is among the values as well.
    values: dict[str, Any] = {name: sa.bindparam(name) for name in fields}
    return sql_of(sa.update(table).where(table.c.id == sa.bindparam("row_id")).values(values))


ITEM_AND_TITLE = sql_of(
    sa.select(*_ITEM, *_TITLE)
    .join_from(items, titles, items.c.title_id == titles.c.id)
    .where(items.c.barcode == sa.bindparam("barcode"))
).replace(":barcode", "?")
"""The look-up of a scan: the item with a barcode, then its title; one parameter."""
_TITLE_BY_ID = _select(_TITLE, titles.c.id)
_TITLE_BY_KEY = _select(_TITLE, titles.c.record_key)
_TITLES_BY_NUMBER = sql_of(
    sa.select(*_TITLE)
    .join_from(titles, title_numbers, titles.c.id == title_numbers.c.title_id)
    .where(title_numbers.c.number == sa.bindparam("number"))
    .order_by(titles.c.id)
)
_TITLES_BY_CONTROL_NUMBER = _select(_TITLE, titles.c.control_number)
_TITLES_BY_CALL_NUMBER = (
    sql_of(
        sa.union(
            *(
                sa.select(column.label("title_id"), table.c.call_number_key.label("key"))
                .where(table.c.call_number_key >= sa.bindparam("first"))
                .where(table.c.call_number_key < sa.bindparam("end"))
                for table, column in ((items, items.c.title_id), (titles, titles.c.id))
            )
        ).order_by("key", "title_id")
    )
    + " LIMIT :most"
)
_HAS_TAG = sa.exists().where(tags.c.barcode == items.c.barcode)
_SHELF_COUNTS = sql_of(
    sa.select(
        items.c.library,
        items.c.location,
        sa.func.count(),
        sa.func.count(sa.case((_HAS_TAG, items.c.id))),
    )
    .where(items.c.barcode.is_not(None))
    .group_by(items.c.library, items.c.location)
    .order_by(items.c.library, items.c.location)
)
_ITEM_BY_ID = _select(_ITEM, items.c.id)
_ITEM_BY_BARCODE = _select(_ITEM, items.c.barcode)
_ITEMS_OF_TITLE = sql_of(
    sa.select(*_ITEM).where(items.c.title_id == sa.bindparam("title_id")).order_by(items.c.id)
)
_NEW_TITLE = _insert(titles, TitleRow._fields[1:]) + RETURNING_ID
_NEW_ITEM = _insert(items, ItemRow._fields[1:]) + RETURNING_ID
_NEW_TAG = _insert(tags, TagRow._fields) + (
    " ON CONFLICT (uid) DO UPDATE SET barcode = excluded.barcode, model = excluded.model,"
    " written_at = excluded.written_at, written_by = excluded.written_by"
)
_CHANGE_TITLE = _update(titles, TitleRow._fields[1:])
_CHANGE_ITEM = _update(items, ItemRow._fields[1:])
_CLAIMANTS = sql_of(
    sa.select(*_TITLE)
    .join_from(titles, barcode_claims, titles.c.id == barcode_claims.c.title_id)
    .where(barcode_claims.c.barcode == sa.bindparam("barcode"))
    .where(barcode_claims.c.dropped_by.is_(None))
    .order_by(titles.c.id)
)


class CatalogRows:
    """The titles, items and tags of a store, within the transaction of a connection."""

    def __init__(self, connection: StoreConnection) -> None:
        self._connection = connection
        self._cursor = connection.cursor()

    def _all(self, sql: str, **values: str | int | None) -> list[tuple[Any, ...]]:
        return self._cursor.execute(sql, values).fetchall()

    def _insert(self, sql: str, values: dict[str, Any]) -> int:
        [(row_id,)] = self._cursor.execute(sql, values).fetchall()
        return int(row_id)

    def title(self, title_id: int) -> TitleRow | None:
        return next(map(TitleRow._make, self._all(_TITLE_BY_ID, id=title_id)), None)

    def title_with_key(self, record_key: str) -> TitleRow | None:
        return next(map(TitleRow._make, self._all(_TITLE_BY_KEY, record_key=record_key)), None)

    def titles_with_number(self, number: str) -> list[TitleRow]:
        """The titles with an ISBN or ISSN."""
        return [TitleRow._make(row) for row in self._all(_TITLES_BY_NUMBER, number=number)]

    def titles_with_control_number(self, control_number: str) -> list[TitleRow]:
        rows = self._all(_TITLES_BY_CONTROL_NUMBER, control_number=control_number)
        return [TitleRow._make(row) for row in rows]

    def title_ids_by_call_number(self, beginning: str, most: int) -> list[int]:
        """Titles whose call number key, or that of an item, begins so; in order of the key."""
        end = beginning + "\U0010ffff"
        rows = self._all(_TITLES_BY_CALL_NUMBER, first=beginning, end=end, most=most)
        return list(dict.fromkeys(row[0] for row in rows))

    def title_ids_by_words(
        self, phrases: Sequence[str], most: int, *, begun: bool = False
    ) -> list[int]:
        """Titles that have all the phrases, the best first; see `WordIndex.find`."""
        return self._connection.words.find(phrases, most, begun=begun)

    def words(self, title_id: int) -> Words:
        sql = "SELECT title, author, other FROM title_words WHERE rowid = :id"
        return next(map(Words._make, self._all(sql, id=title_id)), Words("", "", ""))

    def item(self, item_id: int) -> ItemRow | None:
        sql = _ITEM_BY_ID + self._connection.for_change
        return next(map(ItemRow._make, self._all(sql, id=item_id)), None)

    def item_with_barcode(self, barcode: str) -> ItemRow | None:
        sql = _ITEM_BY_BARCODE + self._connection.for_change
        return next(map(ItemRow._make, self._all(sql, barcode=barcode)), None)

    def items_of(self, title_id: int) -> list[ItemRow]:
        return [ItemRow._make(row) for row in self._all(_ITEMS_OF_TITLE, title_id=title_id)]

    def counts(self) -> tuple[int, int]:
        """How many titles and how many items there are."""
        titles_and_items = "SELECT (SELECT count(*) FROM titles), (SELECT count(*) FROM items)"
        [(title_count, item_count)] = self._all(titles_and_items)
        return title_count, item_count

    def shelf_counts(self) -> list[tuple[str, str, int, int]]:
        """Of each library and location: its items with a barcode, those of them with a tag."""
        return [tuple(row) for row in self._all(_SHELF_COUNTS)]

    def add_title(self, row: TitleRow, words: Words) -> int:
        """Store a new title and return its number."""
        title_id = self._insert(_NEW_TITLE, row._asdict())
        self._connection.words.add(title_id, words)
        self._add_numbers(title_id, row)
        return title_id

    def change_title(self, row: TitleRow, words: Words) -> None:
        self._cursor.execute(_CHANGE_TITLE, {**row._asdict(), "row_id": row.id})
        self._connection.words.change(row.id, words)
        self._cursor.execute("DELETE FROM title_numbers WHERE title_id = ?", (row.id,))
        self._add_numbers(row.id, row)

    def _add_numbers(self, title_id: int, row: TitleRow) -> None:
        for number in {*row.isbn.split(), *row.issn.split()}:
            self._cursor.execute(
                "INSERT INTO title_numbers(number, title_id) VALUES (?, ?)", (number, title_id)
            )

    def see_title(self, title_id: int, load_id: int) -> None:
        """Note that a load named a title and changed nothing of it."""
        self._cursor.execute("UPDATE titles SET load_id = ? WHERE id = ?", (load_id, title_id))

    def add_item(self, row: ItemRow) -> int:
        """Store a new item and return its number."""
        return self._insert(_NEW_ITEM, row._asdict())

    def change_item(self, row: ItemRow) -> None:
        self._cursor.execute(_CHANGE_ITEM, {**row._asdict(), "row_id": row.id})

    def note(self, row: ItemChangeRow) -> None:
        """Add to the history what is done to an item."""
        note_change(self._connection, row)

    def remove_title(self, title_id: int) -> None:
        """Remove a title with its items, numbers and words."""
        self._cursor.execute("DELETE FROM title_words WHERE rowid = ?", (title_id,))
        self._cursor.execute("DELETE FROM titles WHERE id = ?", (title_id,))

    def remove_item(self, item_id: int) -> None:
        self._cursor.execute("DELETE FROM items WHERE id = ?", (item_id,))

    def see_item(self, item_id: int, load_id: int) -> None:
        """Note that a load named an item and changed nothing of it."""
        self._cursor.execute("UPDATE items SET load_id = ? WHERE id = ?", (load_id, item_id))

    def claim_barcode(self, barcode: str, title_id: int, load_id: int) -> None:
        """Note that a file gives a barcode to a further title."""
        self._cursor.execute(
            "INSERT INTO barcode_claims(barcode, title_id, load_id) VALUES (?, ?, ?)"
            " ON CONFLICT (barcode, title_id) DO UPDATE"
            " SET load_id = excluded.load_id, dropped_by = NULL",
            (barcode, title_id, load_id),
        )

    def claimants(self, barcode: str) -> list[TitleRow]:
        """The further titles that files give a barcode to."""
        return [TitleRow._make(row) for row in self._all(_CLAIMANTS, barcode=barcode)]

    def put_tag(self, row: TagRow) -> None:
        """Store what a tag was written with; a tag written before is written over."""
        self._cursor.execute(_NEW_TAG, row._asdict())

    def tags_of(self, barcode: str) -> list[TagRow]:
        """The tags of an item, the latest written first."""
        newest_first = sa.select(*_TAG).where(tags.c.barcode == sa.bindparam("barcode"))
        sql = sql_of(newest_first.order_by(tags.c.written_at.desc(), tags.c.uid))
        return [TagRow._make(row) for row in self._all(sql, barcode=barcode)]

    def tag(self, uid: str) -> TagRow | None:
        return next(map(TagRow._make, self._all(_select(_TAG, tags.c.uid), uid=uid)), None)

    def remove_tag(self, uid: str) -> None:
        self._cursor.execute("DELETE FROM tags WHERE uid = ?", (uid,))
