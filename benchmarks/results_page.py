"""The page of results: each measurement has its place between two markers."""

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

PACKAGES = ("procstation", "textual", "sqlalchemy")


@dataclass(frozen=True, slots=True)
class Table:
    """What one measurement has found.

    Attributes:
        columns: Their heads.
        rows: A cell for each column.
        notes: What a reader has to know of this very run, a sentence each.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()


def write_table(page: Path, name: str, table: Table) -> None:
    """Put a table in its place on the page, with the date and the machine.

    Raises:
        ValueError: The page has no such place.
    """
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    text = page.read_text(encoding="utf-8")
    if begin not in text or end not in text:
        raise ValueError(f"{page} has no place for {name}: it lacks {begin} and {end}.")
    before, _, rest = text.partition(begin)
    _, _, after = rest.partition(end)
    page.write_text(f"{before}{begin}\n{as_markdown(table)}\n{end}{after}", encoding="utf-8")


def as_markdown(table: Table) -> str:
    """Return the table, and under it when and on what it was measured."""
    lines = [_row(table.columns), _row(["---"] * len(table.columns))]
    lines += [_row(row) for row in table.rows]
    lines += ["", *table.notes, f"Measured {_now()} on {machine()}."]
    return "\n".join(lines)


def machine() -> str:
    """Return what the figures depend on."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores{load}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}"
    )


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
