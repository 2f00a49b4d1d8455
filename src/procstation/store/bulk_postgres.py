"""The quick way to fill an empty PostgreSQL store: COPY, then the indexes."""

from collections.abc import Iterable

import psycopg
from psycopg.rows import TupleRow

from procstation.store.bulk_rows import SOME_ITEMS, SOME_TITLES
from procstation.store.copying_postgres import copy_rows, count_on
from procstation.store.words_postgres import copy_words

_FILLED = ("titles", "items", "title_numbers", "title_words")
_COUNTED = ("titles", "items")
"""Tables whose rows get numbers here, which the next number of the server has to follow."""


class PostgresBulkRows:
    """See `BulkRows`."""

    def __init__(self, driver: psycopg.Connection[TupleRow]) -> None:
        self._driver = driver
        self._indexes = driver.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisprimary",
            [list(_FILLED)],
        ).fetchall()
        for name, _ in self._indexes:
            driver.execute(f"DROP INDEX {name}".encode())
        driver.execute(
            "CREATE TEMP TABLE set_aside(id BIGSERIAL PRIMARY KEY, record BYTEA NOT NULL)"
            " ON COMMIT DROP"
        )
        driver.execute("CREATE TEMP TABLE numbers(number TEXT, title_id BIGINT) ON COMMIT DROP")

    def add(
        self,
        titles: Iterable[tuple[str | int, ...]],
        words: Iterable[tuple[str | int, ...]],
        numbers: Iterable[tuple[str, int]],
        items: Iterable[tuple[str | int | None, ...]],
    ) -> None:
        copy_rows(self._driver, "titles", SOME_TITLES, titles)
        copy_rows(self._driver, "items", SOME_ITEMS, items)
        copy_rows(self._driver, "numbers", ("number", "title_id"), numbers)
        copy_words(self._driver, words)

    def set_aside(self, records: Iterable[bytes]) -> None:
        copy_rows(self._driver, "set_aside", ("record",), ((one,) for one in records))

    def build_indexes(self) -> None:
        self._driver.execute(
            "INSERT INTO title_numbers(number, title_id) SELECT DISTINCT number, title_id"
            " FROM numbers ORDER BY number, title_id"
        )
        for _, sql in self._indexes:
            self._driver.execute(sql.encode())
        for table in _COUNTED:
            count_on(self._driver, table)

    def next_set_aside(self, behind: int) -> tuple[int, bytes] | None:
        row = self._driver.execute(
            "SELECT id, record FROM set_aside WHERE id > %s ORDER BY id LIMIT 1", [behind]
        ).fetchone()
        return None if row is None else (row[0], row[1])

    def close(self) -> None:
        """Nothing to do: the end of the transaction drops what was set aside."""
