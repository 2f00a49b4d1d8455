"""Rows by the hundred thousand into tables of PostgreSQL."""

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg.rows import TupleRow


def copy_rows(
    driver: psycopg.Connection[TupleRow],
    table: str,
    columns: Iterable[str],
    rows: Iterable[tuple[Any, ...]],
) -> int:
    """Write rows by COPY; return how many they were."""
    quoted = ", ".join(f'"{column}"' for column in columns)
    count = 0
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY {table}({quoted}) FROM STDIN".encode()) as copy,
    ):
        for row in rows:
            copy.write_row(row)
            count += 1
    return count


def count_on(driver: psycopg.Connection[TupleRow], table: str) -> None:
    """Have the server's next number of a table, if it gives any, follow the highest there is."""
    numbers = driver.execute(
        "SELECT 1 FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'id' AND atthasdef",
        [table],
    ).fetchone()
    if numbers is not None:
        driver.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'),"  # noqa: S608
            f" greatest(coalesce(max(id), 0), 1), max(id) IS NOT NULL) FROM {table}".encode()
        )
