"""The quick way to fill an empty SQLite store.

In a rollback journal nothing is written for pages that were not there before, so the rows go to
their place at once; a crash takes the file back to its old length.
"""

import sqlite3
from collections.abc import Iterable

from procstation.store.bulk_rows import SOME_ITEMS, SOME_TITLES

CACHE_KIB = 48 * 1024
_WORDS_IN_MEMORY = 32 << 20
"""Bytes of words that the full-text index collects before it writes; 1 MB as it comes."""


def _insert(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO {table}({', '.join(columns)}) VALUES ({marks})"  # noqa: S608


class SqliteBulkRows:
    """See `BulkRows`."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._cursor = driver.cursor()
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
        self._cursor.executemany(_insert("titles", SOME_TITLES), titles)
        self._cursor.executemany(_insert("items", SOME_ITEMS), items)
        self._cursor.executemany("INSERT INTO temp.numbers VALUES (?, ?)", numbers)
        self._cursor.executemany(
            "INSERT INTO title_words(rowid, title, author, other) VALUES (?, ?, ?, ?)", words
        )

    def set_aside(self, records: Iterable[bytes]) -> None:
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
