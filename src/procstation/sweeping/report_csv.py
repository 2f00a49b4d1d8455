"""A report as one table of everything found, comma-separated: a row for each book and list."""

import csv
from collections.abc import Iterator
from pathlib import Path

from procstation.catalog.export_table import guarded
from procstation.sweeping.lists import Entry, lists_of
from procstation.sweeping.report import SweepReport

COLUMNS = (
    "list", "barcode", "call_number", "volume", "copy", "title", "author", "location", "status",
    "why", "probability", "reason", "place", "found_after", "found_before", "belongs_after",
    "belongs_before",
)  # fmt: skip


def rows_of(report: SweepReport) -> Iterator[tuple[str, ...]]:
    """Yield the rows: those of the five lists, then what cannot be told."""
    for work in lists_of(report):
        for entry in work.entries:
            yield (work.kind.value, *cells_of(entry))
    for one in report.verdicts:
        if one.barcode in report.homes:
            continue
        item = report.items[one.barcode]
        entry = Entry(
            one.barcode,
            one.grade.value,
            item.call_number,
            item.volume,
            item.copy,
            item.title,
            item.author,
            item.location,
            item.status,
            reason=one.reason,
        )
        yield (one.grade.value, *cells_of(entry))


def cells_of(entry: Entry) -> tuple[str, ...]:
    """Return the cells of a book, in the order of `COLUMNS` without the first."""
    return (
        entry.barcode,
        entry.call_number,
        entry.volume,
        entry.copy,
        entry.title,
        entry.author,
        entry.location,
        entry.status,
        entry.why,
        "" if entry.probability is None else f"{entry.probability:.3f}",
        entry.reason,
        entry.where,
        entry.left,
        entry.right,
        entry.to_left,
        entry.to_right,
    )


def write_csv(report: SweepReport, path: Path) -> None:
    """Write RFC 4180 in UTF-8, with a mark at the start by which Excel knows that it is."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        for row in rows_of(report):
            writer.writerow(map(guarded, row))
