"""A connection to a store as rows are read and written over it, whatever database it is.

Statements are written once, in the SQL that SQLite and PostgreSQL share, with `?` or `:name` for
parameters. What they do not share is asked of the connection: a list as a table, the words of
titles, rows in an order that Python knows.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import Enum
from typing import Any, Protocol

from procstation.store.bulk_rows import BulkRows
from procstation.store.rows import Words

Value = str | int | float | bytes | None
Values = Sequence[Any] | Mapping[str, Any]
Listed = str | list[str] | list[int]
"""A list as a parameter, for `StoreConnection.each`."""


WHOLE_NUMBERS = frozenset({"id", "title_id", "load_id", "added_by", "parts"})
"""Columns of titles and items; all others hold text."""


class Scope(Enum):
    """What a writing transaction is about: transactions of different items need not wait.

    An SQLite store has one writer at a time, whatever it is about.
    """

    WHOLE = "catalogue"
    """Anything: nobody else writes meanwhile."""
    ITEMS = "items"
    """One item, and what belongs to it; an item that is read is locked until the end."""
    OUTBOX = "outbox"
    """Messages of the outbox, and the items they are about."""
    OPENING = "opening"
    """Which station has which item in work."""
    NUMBERS = "numbers"
    """Ranges and leases. Items are only read."""
    SWEEPS = "sweeps"
    """What sweeps expect and hear. Items are only read."""


class Cursor(Protocol):
    """What rows need of the driver's own cursor: `sqlite3.Cursor` is one."""

    arraysize: int

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, parameters: Any = ..., /) -> "Cursor": ...
    def executemany(self, sql: str, parameters: Iterable[Any], /) -> "Cursor": ...
    def fetchone(self) -> Any: ...
    def fetchmany(self, size: int = ..., /) -> list[Any]: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class WordIndex(Protocol):
    """The words that find a title; folded by the caller."""

    def add(self, title_id: int, words: Words) -> None: ...
    def change(self, title_id: int, words: Words) -> None: ...
    def fill(self, rows: Iterable[tuple[int, str, str, str]]) -> None:
        """Add the words of many titles, each with its number; only within `Store.alone`."""
        ...

    def add_all(self, rows: Collection[tuple[int, str, str, str]]) -> None:
        """Add the words of several titles, each with its number."""
        ...

    def find(self, phrases: Sequence[str], most: int, *, begun: bool) -> list[int]:
        """The titles that have all the phrases, the best first.

        Args:
            phrases: Words that follow each other, with one blank between.
            begun: The last word may be the beginning of one.
        """
        ...


class StoreConnection(Protocol):
    """Within a transaction that somebody else begins and ends."""

    @property
    def for_change(self) -> str:
        """What is put behind a SELECT of rows that may be changed in this transaction."""
        ...

    @property
    def words(self) -> WordIndex: ...

    def cursor(self) -> Cursor: ...

    def bulk(self) -> BulkRows:
        """What fills an empty store; only within `Store.alone`, and closed before that is left."""
        ...

    def fill(self, table: str, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Add many rows to an empty table; only within `Store.alone`."""
        ...

    def next_numbers(self, table: str, count: int, behind: int) -> list[int]:
        """Take the next numbers of a table, for rows that will be added in this transaction.

        Args:
            behind: The last one that was taken in it.
        """
        ...

    def insert_all(
        self, table: str, columns: Sequence[str], rows: Collection[tuple[Any, ...]]
    ) -> None:
        """Add rows, at least one, in one go; columns of `WHOLE_NUMBERS` hold numbers."""
        ...

    def each(self, name: str, alias: str, kind: str = "text") -> str:
        """SQL of the list in parameter `:name`, as a table with the columns `key` and `value`.

        Args:
            kind: `text` or `bigint`.
        """
        ...

    def listed(self, values: Collection[str] | Collection[int]) -> Listed:
        """A list as the parameter that `each` names."""
        ...

    def damage(self) -> list[str]:
        """What the database itself finds wrong, in its own words; reads all there is."""
        ...

    def roomy(self) -> AbstractContextManager[None]:
        """Keep more of the store in memory, while hundreds of thousands of rows are written."""
        ...

    def in_order(
        self,
        key: Callable[..., bytes],
        arguments: Sequence[str],
        columns: Sequence[str],
        source: str,
        values: Mapping[str, Value],
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Rows in the order of what `key` returns for some columns, in pieces.

        Args:
            columns: What a row has behind its key.
            source: SQL from FROM on, of a table with a column `id`, which decides among equal keys.
        """
        ...
