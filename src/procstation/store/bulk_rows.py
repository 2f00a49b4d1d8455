"""The quick way to fill an empty store: rows first, indexes last, in one transaction.

In a rollback journal nothing is written for pages that were not there before, so the rows go to
their place at once; a crash takes the file back to its old length.
"""

from collections.abc import Iterable

from sqlalchemy.engine import Connection

from procstation.store.engine import driver_connection
from procstation.store.rows import ItemRow, TitleRow

CACHE_KIB = 48 * 1024
_WORDS_IN_MEMORY = 32 << 20
"""Bytes of words that the full-text index collects before it writes; 1 MB as it comes."""

_SOME_TITLES = (*TitleRow._fields[:-2], "load_id", "added_by")
_SOME_ITEMS = (*ItemRow._fields[:14], "parts", "load_id", "added_by")


def _insert(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table}({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


class BulkRows:
    """An empty store that is being filled; see `Store.alone`."""

    def __init__(self, connection: Connection) -> None:
        self._cursor = driver_connection(connection).cursor()
        self._cursor.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self._indexes = self._cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            " AND tbl_name IN ('titles', 'items', 'title_numbers')"
        ).fetchall()
        for name, _ in self._indexes:
            self._cursor.execute(f"DROP INDEX {name}")
        self._cursor.execute(
            "CREATE TEMP TABLE set_aside(id INTEGER PRIMARY KEY, record BLOB NOT NULL)"
        )
        self._cursor.execute("CREATE TEMP TABLE numbers(number TEXT, title_id INTEGER)")
        self._words_option("hashsize", _WORDS_IN_MEMORY)

    def add(
        self,
        titles: Iterable[tuple[str | int, ...]],
        words: Iterable[tuple[str | int, ...]],
        numbers: Iterable[tuple[str, int]],
        items: Iterable[tuple[str | int | None, ...]],
    ) -> None:
        """Add rows; words and numbers are with the number of their title.

        Args:
            titles: As `TitleRow`.
            items: As `ItemRow` without what only the bench writes.
        """
        self._cursor.executemany(_insert("titles", _SOME_TITLES), titles)
        self._cursor.executemany(_insert("items", _SOME_ITEMS), items)
        self._cursor.executemany("INSERT INTO temp.numbers VALUES (?, ?)", numbers)
        self._cursor.executemany(
            "INSERT INTO title_words(rowid, title, author, other) VALUES (?, ?, ?, ?)", words
        )

    def set_aside(self, records: Iterable[bytes]) -> None:
        """Keep records for later, out of memory."""
        self._cursor.executemany(
            "INSERT INTO temp.set_aside(record) VALUES (?)", ((one,) for one in records)
        )

    def build_indexes(self) -> None:
        self._cursor.execute(
            "INSERT OR IGNORE INTO title_numbers(number, title_id)"
            " SELECT number, title_id FROM temp.numbers ORDER BY number, title_id"
        )
        self._cursor.execute("DROP TABLE temp.numbers")
        for _, sql in self._indexes:
            self._cursor.execute(sql)
        self._words_option("hashsize", 1 << 20)

    def next_set_aside(self, behind: int) -> tuple[int, bytes] | None:
        """The first record behind a number among those set aside, with its own number."""
        row: tuple[int, bytes] | None = self._cursor.execute(
            "SELECT id, record FROM temp.set_aside WHERE id > ? ORDER BY id", (behind,)
        ).fetchone()
        return row

    def close(self) -> None:
        self._cursor.execute("DROP TABLE IF EXISTS temp.set_aside")
        self._cursor.execute("DROP TABLE IF EXISTS temp.numbers")

    def _words_option(self, name: str, value: int) -> None:
        self._cursor.execute(
            "INSERT INTO title_words(title_words, rank) VALUES (?, ?)", (name, value)
        )
