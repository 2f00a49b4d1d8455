"""A connection to a PostgreSQL store as rows are read and written over it."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.rows import TupleRow
from psycopg.types.string import StrDumper, StrDumperUnknown

from procstation.store.bulk_postgres import PostgresBulkRows
from procstation.store.connection import WHOLE_NUMBERS, Value, Values
from procstation.store.copying_postgres import copy_rows, count_on
from procstation.store.words_postgres import PostgresWords

AT_ONCE = 10_000
"""Rows that are handed on in one piece."""
_PARAMETER = re.compile(r"%|\?|(?<![:\w]):([a-z_]\w*)")
NUL, SIGN_OF_NUL = "\0", "\u2400"
"""PostgreSQL keeps no NUL in a text; a code that a scanner garbled is kept with the sign for it."""

Driver = psycopg.Connection[TupleRow]


class _Text(StrDumperUnknown):
    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace(NUL, SIGN_OF_NUL) if NUL in obj else obj)


class _TextOfList(StrDumper):
    def dump(self, obj: str) -> Any:
        return super().dump(obj.replace(NUL, SIGN_OF_NUL) if NUL in obj else obj)


def take_any_text(driver: Driver) -> None:
    """Have a connection take texts that PostgreSQL would refuse."""
    driver.adapters.register_dumper(str, _TextOfList)
    driver.adapters.register_dumper(str, _Text)


@lru_cache(maxsize=512)
def adapted(sql: str) -> bytes:
    """Return a statement with its parameters as psycopg names them.

    In bytes: psycopg lets type checkers refuse texts that were put together.
    """

    def renamed(found: re.Match[str]) -> str:
        if found[0] == "%":
            return "%%"
        return "%s" if found[0] == "?" else f"%({found[1]})s"

    return _PARAMETER.sub(renamed, sql).encode()


class PostgresCursor:
    """See `Cursor`."""

    def __init__(self, cursor: psycopg.Cursor[TupleRow], pipeline: psycopg.Pipeline | None) -> None:
        self._cursor = cursor
        self._pipeline = pipeline
        self.arraysize = AT_ONCE

    @property
    def rowcount(self) -> int:
        if self._pipeline is not None:
            # Nothing is known of it before the server has answered.
            self._pipeline.sync()
        return self._cursor.rowcount

    def execute(self, sql: str, parameters: Values = (), /) -> "PostgresCursor":
        self._cursor.execute(adapted(sql), parameters)
        return self

    def executemany(self, sql: str, parameters: Iterable[Values], /) -> "PostgresCursor":
        self._cursor.executemany(adapted(sql), parameters)
        return self

    def fetchone(self) -> TupleRow | None:
        return self._cursor.fetchone()

    def fetchmany(self, size: int = 0, /) -> list[TupleRow]:
        return self._cursor.fetchmany(size or self.arraysize)

    def fetchall(self) -> list[TupleRow]:
        return self._cursor.fetchall()

    def __iter__(self) -> Iterator[TupleRow]:
        return iter(self._cursor.fetchall())


class PostgresConnection:
    """See `StoreConnection`."""

    def __init__(
        self, driver: Driver, pipeline: psycopg.Pipeline | None, *, locks_items: bool = False
    ) -> None:
        self._driver = driver
        self._pipeline = pipeline
        self.for_change = " FOR UPDATE" if locks_items else ""
        self.words = PostgresWords(driver, self.cursor())

    def cursor(self) -> PostgresCursor:
        return PostgresCursor(self._driver.cursor(), self._pipeline)

    def bulk(self) -> PostgresBulkRows:
        return PostgresBulkRows(self._driver)

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        copy_rows(self._driver, table, columns, rows)
        count_on(self._driver, table)

    def next_numbers(self, table: str, count: int, behind: int) -> list[int]:
        del behind
        rows = self.cursor().execute(
            "SELECT nextval(pg_get_serial_sequence(?, 'id')) FROM generate_series(1, ?)",
            (table, count),
        )
        return [row[0] for row in rows.fetchall()]

    def insert_all(
        self, table: str, columns: Sequence[str], rows: Collection[tuple[Any, ...]]
    ) -> None:
        """COPY cannot be sent ahead of answers; arrays can."""
        kinds = ("bigint" if name in WHOLE_NUMBERS else "text" for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        self.cursor().execute(
            f"INSERT INTO {table}({names})"  # noqa: S608
            f" SELECT * FROM unnest({', '.join(f'?::{kind}[]' for kind in kinds)})",
            [list(column) for column in zip(*rows, strict=True)],
        )

    def each(self, name: str, alias: str, kind: str = "text") -> str:
        return f"unnest(:{name}::{kind}[]) WITH ORDINALITY AS {alias}(value, key)"

    def listed(self, values: Collection[str] | Collection[int]) -> list[Any]:
        return list(values)

    def damage(self) -> list[str]:
        """The server keeps its own rules; whether its pages can be read shows when they are."""
        cursor = self.cursor()
        rules = cursor.execute(
            "SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE NOT convalidated"
        )
        said = [f"rule {name} of {table} was never checked" for table, name in rules.fetchall()]
        indexes = cursor.execute(
            "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
        )
        return said + [f"index {name} is unfinished" for (name,) in indexes.fetchall()]

    def roomy(self) -> AbstractContextManager[None]:
        """The memory of a server is not ours to give."""
        return nullcontext()

    def in_order(
        self,
        key: Callable[..., bytes],
        arguments: Sequence[str],
        columns: Sequence[str],
        source: str,
        values: Mapping[str, Value],
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Sorted here, in memory: the server knows no Python."""
        cursor = self._driver.cursor()
        wanted = ", ".join((*arguments, *columns))
        cursor.execute(adapted(f"SELECT {wanted} {source} ORDER BY id"), values)
        width = len(arguments)
        rows = [(key(*row[:width]), *row[width:]) for row in cursor.fetchall()]
        rows.sort(key=lambda row: row[0])
        for start in range(0, len(rows), AT_ONCE):
            yield rows[start : start + AT_ONCE]
