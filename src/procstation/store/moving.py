"""Everything of one store into another, empty one, of whatever database each is."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Table

from procstation.errors import InputRefused, StoreError
from procstation.language import tr
from procstation.store.connection import StoreConnection
from procstation.store.engine import Store
from procstation.store.history_tables import item_changes
from procstation.store.job_tables import job_runs
from procstation.store.open_item_tables import open_items
from procstation.store.outbox_tables import outbox
from procstation.store.rows import Words
from procstation.store.sweep_tables import sweeps
from procstation.store.tables import metadata

AT_ONCE = 2_000
"""Rows read in one piece."""
WORDS = "title_words"
"""The full-text table: its own kind in each database, and not among `tables`."""

TABLES: tuple[Table, ...] = tuple(metadata.sorted_tables)
"""Each behind those it refers to."""
assert {item_changes, job_runs, open_items, outbox, sweeps} <= set(TABLES), (
    "each part of the store puts its tables there"
)

Told = Callable[[str, int], None]
"""Is called with a table and how many of its rows are written."""


class TableCount(NamedTuple):
    """How many rows a table has."""

    table: str
    rows: int


def copy_all(source: Store, target: Store, told: Told | None = None) -> list[TableCount]:
    """Write all rows of a store into an empty one, in one transaction; count them in both.

    Raises:
        InputRefused: There is something in the target.
        StoreError: Others have the target open, or the counts differ. The target is as it was.
    """
    with source.reading() as old, target.alone() as new:
        if new is None:
            raise StoreError(
                tr("Another program has the store {place} open.", place=target.place),
                tr("End what works with it, then do it again."),
            )
        for one in counts(new):
            if one.rows:
                raise InputRefused(
                    tr(
                        "The store {place} is not empty: {table} has {rows:,} rows.",
                        place=target.place,
                        table=one.table,
                        rows=one.rows,
                    ),
                    tr("Name a store that is not there yet, or an empty database."),
                )
        for table in TABLES:
            columns = [column.name for column in table.columns]
            new.fill(table.name, columns, _told(_rows_of(old, table), table.name, told))
        new.words.fill(_told(_words_of(old), WORDS, told))
        before, after = counts(old), counts(new)
        for was, now in zip(before, after, strict=True):
            if was != now:
                raise StoreError(
                    tr(
                        "Of {rows:,} rows of {table}, {came:,} came to {place}.",
                        rows=was.rows,
                        table=was.table,
                        came=now.rows,
                        place=target.place,
                    ),
                    tr("Nothing was moved. Run `procstation store check` on both."),
                )
    return after


def counts(connection: StoreConnection) -> list[TableCount]:
    """Count the rows of each table."""
    cursor = connection.cursor()
    names = (*(table.name for table in TABLES), WORDS)
    return [
        TableCount(name, int(cursor.execute(f"SELECT count(*) FROM {name}").fetchone()[0]))  # noqa: S608
        for name in names
    ]


def _rows_of(connection: StoreConnection, table: Table) -> Iterator[tuple[Any, ...]]:
    columns = [column.name for column in table.columns]
    key = [column.name for column in table.primary_key.columns]
    places = [columns.index(name) for name in key]
    for rows in _pieces(connection, table.name, columns, key, places):
        yield from rows


def _words_of(connection: StoreConnection) -> Iterator[tuple[int, str, str, str]]:
    for rows in _pieces(connection, WORDS, ["rowid", *Words._fields], ["rowid"], [0]):
        yield from rows


def _pieces(
    connection: StoreConnection,
    table: str,
    columns: list[str],
    key: list[str],
    places: list[int],
) -> Iterator[list[tuple[Any, ...]]]:
    """All rows by their key, each piece behind the last row of the one before."""
    cursor = connection.cursor()
    wanted = ", ".join(map(_quoted, columns))
    order = ", ".join(map(_quoted, key))
    behind, values = "", list[Any]()
    while True:
        sql = f"SELECT {wanted} FROM {table} {behind} ORDER BY {order} LIMIT ?"  # noqa: S608
        rows = cursor.execute(sql, (*values, AT_ONCE)).fetchall()
        yield rows
        if len(rows) < AT_ONCE:
            return
        behind = f"WHERE ({order}) > ({', '.join('?' * len(key))})"
        values = [rows[-1][place] for place in places]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _told(
    rows: Iterator[tuple[Any, ...]], table: str, told: Told | None
) -> Iterator[tuple[Any, ...]]:
    count = 0
    for count, row in enumerate(rows, start=1):
        yield row
        if told is not None and count % AT_ONCE == 0:
            told(table, count)
    if told is not None:
        told(table, count)
