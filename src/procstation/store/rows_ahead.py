"""The rows of a load: read ahead for many records, written in one go.

To ask a server for each record what it has of it would cost a round trip or more each time. So
what the next records may meet is fetched before them, kept as it changes, and what was new or
changed goes out together at the end of the transaction.
"""

from collections.abc import Collection, Iterable
from typing import Any

from procstation.store.connection import StoreConnection
from procstation.store.load_rows import LoadRows
from procstation.store.rows import Awaited, ItemRow, TitleRow, Words

_TITLE = ", ".join(f"t.{name}" for name in TitleRow._fields)
_ITEM = ", ".join(f"i.{name}" for name in ItemRow._fields)
_WORDS = ", ".join(f"w.{name}" for name in Words._fields)
_TITLES_BY_KEY = (
    f"SELECT {_TITLE}, {_WORDS} FROM {{each}} JOIN titles t ON t.record_key = j.value"  # noqa: S608
    " LEFT JOIN title_words w ON w.rowid = t.id"
)
_ITEMS_BY_BARCODE = f"SELECT {_ITEM} FROM {{each}} JOIN items i ON i.barcode = j.value"  # noqa: S608
_ITEMS_OF_TITLES = (
    f"SELECT {_ITEM} FROM {{each}} JOIN items i ON i.title_id = j.value ORDER BY i.id"  # noqa: S608
)


class RowsAhead(LoadRows):
    """See the module. `write` is called before the transaction ends."""

    def __init__(self, connection: StoreConnection) -> None:
        super().__init__(connection)
        self._titles: dict[int, TitleRow] = {}
        self._of_key: dict[str, int | None] = {}
        self._words: dict[int, Words] = {}
        self._items: dict[int, ItemRow] = {}
        self._of_barcode: dict[str, int | None] = {}
        self._of_title: dict[int, dict[int, None]] = {}
        self._free: dict[str, list[int]] = {"titles": [], "items": []}
        self._last = {"titles": 0, "items": 0}
        self._new_titles: dict[int, None] = {}
        self._new_items: dict[int, None] = {}
        self._changed_items: dict[int, None] = {}
        self._seen: dict[str, dict[int, None]] = {"titles": {}, "items": {}}
        self._seen_by = 0

    def look_ahead(self, records: Collection[Awaited]) -> None:
        """Fetch what the store has of the next records."""
        self.write()
        keys = {one.key for one in records}
        barcodes = {code for one in records for code in one.barcodes if code is not None}
        self._of_key.update(dict.fromkeys(keys))
        self._of_barcode.update(dict.fromkeys(barcodes))
        titles = self._listed(
            _TITLES_BY_KEY,
            keys,
        )
        width = len(TitleRow._fields)
        for row in titles:
            title = TitleRow._make(row[:width])
            self._keep_title(title, Words._make(text or "" for text in row[width:]))
        items = self._listed(_ITEMS_BY_BARCODE, barcodes)
        for row in items:
            self._keep_item(ItemRow._make(row))
        self._look_at_others(records)
        self._take_numbers(records)

    def _look_at_others(self, records: Iterable[Awaited]) -> None:
        """Fetch all items of the titles of which one is to be known otherwise than by barcode."""
        wanted = [
            title_id
            for one in records
            if (title_id := self._of_key[one.key]) is not None
            and any(code is None or self._of_barcode[code] is None for code in one.barcodes)
        ]
        for title_id in wanted:
            self._of_title[title_id] = {}
        others = self._listed(
            _ITEMS_OF_TITLES,
            wanted,
            "bigint",
        )
        for row in others:
            self._keep_item(ItemRow._make(row))

    def _take_numbers(self, records: Collection[Awaited]) -> None:
        """Have numbers ready for what will surely be new."""
        new_titles = {one.key for one in records if self._of_key[one.key] is None}
        new_items = [
            code
            for one in records
            for code in one.barcodes
            if (one.key in new_titles if code is None else self._of_barcode[code] is None)
        ]
        self._free["titles"] = self._numbers("titles", len(new_titles))
        self._free["items"] = self._numbers("items", len(new_items))

    def _numbers(self, table: str, count: int) -> list[int]:
        if not count:
            return []
        numbers = self._connection.next_numbers(table, count, self._last[table])
        self._last[table] = numbers[-1]
        return numbers[::-1]

    def _number(self, table: str) -> int:
        free = self._free[table] or self._numbers(table, 1)
        return free.pop()

    def _listed(
        self, sql: str, values: Collection[str] | Collection[int], kind: str = "text"
    ) -> list[tuple[Any, ...]]:
        if not values:
            return []
        wanted = sql.format(each=self._connection.each("values", "j", kind))
        return self._all(wanted, values=self._connection.listed(values))  # type: ignore[arg-type]

    def _keep_title(self, row: TitleRow, words: Words) -> None:
        self._titles[row.id] = row
        self._words[row.id] = words
        self._of_key[row.record_key] = row.id

    def _keep_item(self, row: ItemRow) -> None:
        had = self._items.get(row.id)
        if had is not None:
            if had.barcode is not None and self._of_barcode.get(had.barcode) == row.id:
                self._of_barcode[had.barcode] = None
            self._of_title.get(had.title_id, {}).pop(row.id, None)
        self._items[row.id] = row
        if row.barcode is not None:
            self._of_barcode[row.barcode] = row.id
        if row.title_id in self._of_title:
            self._of_title[row.title_id][row.id] = None

    def title(self, title_id: int) -> TitleRow | None:
        return self._titles.get(title_id) or super().title(title_id)

    def title_with_key(self, record_key: str) -> TitleRow | None:
        if record_key not in self._of_key:
            return super().title_with_key(record_key)
        title_id = self._of_key[record_key]
        return None if title_id is None else self._titles[title_id]

    def words(self, title_id: int) -> Words:
        return self._words.get(title_id) or super().words(title_id)

    def item_with_barcode(self, barcode: str) -> ItemRow | None:
        if barcode not in self._of_barcode:
            return super().item_with_barcode(barcode)
        item_id = self._of_barcode[barcode]
        return None if item_id is None else self._items[item_id]

    def items_of(self, title_id: int) -> list[ItemRow]:
        if title_id not in self._of_title:
            self.write()
            return super().items_of(title_id)
        return [self._items[item_id] for item_id in sorted(self._of_title[title_id])]

    def add_title(self, row: TitleRow, words: Words) -> int:
        row = row._replace(id=self._number("titles"))
        self._keep_title(row, words)
        self._of_title[row.id] = {}
        self._new_titles[row.id] = None
        return row.id

    def change_title(self, row: TitleRow, words: Words) -> None:
        self._keep_title(row, words)
        if row.id not in self._new_titles:
            super().change_title(row, words)

    def see_title(self, title_id: int, load_id: int) -> None:
        self._see("titles", title_id, load_id)
        if title_id in self._titles:
            self._titles[title_id] = self._titles[title_id]._replace(load_id=load_id)

    def add_item(self, row: ItemRow) -> int:
        row = row._replace(id=self._number("items"))
        self._keep_item(row)
        self._new_items[row.id] = None
        return row.id

    def change_item(self, row: ItemRow) -> None:
        self._keep_item(row)
        if row.id not in self._new_items:
            # What takes a barcode that another one gave up is written behind that one.
            self._changed_items.pop(row.id, None)
            self._changed_items[row.id] = None

    def see_item(self, item_id: int, load_id: int) -> None:
        self._see("items", item_id, load_id)
        if item_id in self._items:
            self._items[item_id] = self._items[item_id]._replace(load_id=load_id)

    def _see(self, table: str, row_id: int, load_id: int) -> None:
        assert self._seen_by in {0, load_id}, "these are the rows of one load"
        self._seen_by = load_id
        self._seen[table][row_id] = None

    def claim_barcode(self, barcode: str, title_id: int, load_id: int) -> None:
        self._write_titles()
        super().claim_barcode(barcode, title_id, load_id)

    def write(self) -> None:
        """Write what is new or changed."""
        self._write_titles()
        self._write_items()
        for table, ids in self._seen.items():
            if ids:
                wanted = self._connection.each("ids", "j", "bigint")
                self._cursor.execute(
                    f"UPDATE {table} SET load_id = :load"  # noqa: S608
                    f" WHERE id IN (SELECT j.value FROM {wanted})",
                    {"load": self._seen_by, "ids": self._connection.listed(list(ids))},
                )
                ids.clear()

    def _write_titles(self) -> None:
        rows = [self._titles[title_id] for title_id in self._new_titles]
        self._new_titles.clear()
        self._insert_all("titles", TitleRow._fields, rows)
        words = [(row.id, self._words[row.id]) for row in rows]
        self._connection.words.add_all([(n, w.title, w.author, w.other) for n, w in words])
        numbers = [
            (number, row.id) for row in rows for number in {*row.isbn.split(), *row.issn.split()}
        ]
        self._insert_all("title_numbers", ("number", "title_id"), numbers)

    def _write_items(self) -> None:
        """Items refer to titles, so these are written first."""
        self._write_titles()
        changed = [self._items[item_id] for item_id in self._changed_items]
        self._changed_items.clear()
        for row in changed:
            super().change_item(row)
        rows = [self._items[item_id] for item_id in self._new_items]
        self._new_items.clear()
        self._insert_all("items", ItemRow._fields, rows)

    def _insert_all(
        self, table: str, columns: tuple[str, ...], rows: Collection[tuple[Any, ...]]
    ) -> None:
        if rows:
            self._connection.insert_all(table, columns, rows)
