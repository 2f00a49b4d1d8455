"""The words of titles in SQLite's own full-text table (FTS5)."""

import sqlite3
from collections.abc import Collection, Iterable, Sequence

from procstation.store.rows import Words

CANDIDATES = 1_000
"""To weigh every title that has `the` and `of` would take longer than anyone waits; of those that
have all the words, so many are weighed."""
_FIND = f"""
SELECT id FROM (
  SELECT rowid AS id, bm25(title_words, 10.0, 6.0, 2.0) AS weight FROM title_words
  WHERE title_words MATCH ? LIMIT {CANDIDATES})
ORDER BY weight, id LIMIT ?
"""  # noqa: S608  (a number of ours)


class SqliteWords:
    """See `WordIndex`."""

    def __init__(self, driver: sqlite3.Connection) -> None:
        self._cursor = driver.cursor()

    def add(self, title_id: int, words: Words) -> None:
        self._cursor.execute(
            "INSERT INTO title_words(rowid, title, author, other) VALUES (?, ?, ?, ?)",
            (title_id, *words),
        )

    def change(self, title_id: int, words: Words) -> None:
        self._cursor.execute(
            "UPDATE title_words SET title = ?, author = ?, other = ? WHERE rowid = ?",
            (*words, title_id),
        )

    def fill(self, rows: Iterable[tuple[int, str, str, str]]) -> None:
        # By a cursor of its own: one keeps the statement of many until it goes, and the connection
        # with it, which then does not take its log away when it is closed.
        self._cursor.connection.executemany(
            "INSERT INTO title_words(rowid, title, author, other) VALUES (?, ?, ?, ?)", rows
        )

    def add_all(self, rows: Collection[tuple[int, str, str, str]]) -> None:
        self.fill(rows)

    def find(self, phrases: Sequence[str], most: int, *, begun: bool) -> list[int]:
        query = " ".join(f'"{phrase}"' for phrase in phrases) + (" *" if begun else "")
        return [row[0] for row in self._cursor.execute(_FIND, (query, most))]
