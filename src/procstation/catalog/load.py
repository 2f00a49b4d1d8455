"""Load files of records into the store, as one act."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from procstation.catalog.load_report import (
    LoadReport,
    Progress,
    RejectedRecord,
    RepairedRecord,
)
from procstation.catalog.merge import Merge
from procstation.catalog.source import Refused, Source, Taken
from procstation.catalog.sources import open_source
from procstation.catalog.table_settings import TableSettings
from procstation.errors import InputRefused

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows

EVERY = 500
"""Records between two reports of progress."""


def open_files(
    files: Sequence[Path], table: TableSettings | None = None
) -> list[tuple[Path, Source]]:
    """Look at all files before any is read.

    Args:
        table: What was said of the columns of tables.

    Raises:
        InputRefused: One of them is nothing we read, or none was named.
        UsageError: Columns were named, and one of them is no table or has no such column.
    """
    if not files:
        raise InputRefused("No file was named.", "Name the files to load.")
    return [(path, open_source(path, table)) for path in files]


def load(
    rows: "CatalogRows",
    files: Sequence[tuple[Path, Source]],
    profile: str,
    loaded_at: str,
    progress: Progress | None,
) -> LoadReport:
    """Read all files and merge them into the store, within the caller's transaction.

    Raises:
        InputRefused: Nothing could be read.
        UsageError: There is no such profile.
    """
    report = LoadReport()
    names = [str(path) for path, _ in files]
    load_id = rows.begin_load(loaded_at, json.dumps(names, ensure_ascii=False), profile)
    merge = Merge(rows, load_id, report)
    sizes = [path.stat().st_size for path, _ in files]
    for number, (path, source) in enumerate(files):
        choice = source.profile(profile)
        report.profiles.append(choice)
        before = sum(sizes[:number])
        read = _load_file(str(path), source.read(choice.profile), merge, report)
        for offset in read:
            if progress is not None and report.records % EVERY == 0:
                progress(report.records, (before + offset) / max(sum(sizes), 1))
    if report.records == 0:
        raise _nothing_read(names, report)
    merge.finish()
    report.profile = ", ".join(dict.fromkeys(one.profile for one in report.profiles))
    rows.end_load(load_id, report.profile, json.dumps(asdict(report), ensure_ascii=False))
    return report


def _load_file(
    name: str, records: Iterable[Taken | Refused], merge: Merge, report: LoadReport
) -> Iterator[int]:
    """Merge the records of a file; yields the offset of each."""
    for found in records:
        where = (name, found.offset, found.number)
        if isinstance(found, Refused):
            report.rejected.append(RejectedRecord(*where, found.reason))
            continue
        if found.notes:
            report.repaired.append(RepairedRecord(*where, found.notes))
        report.records += 1
        merge.take(found.extracted)
        yield found.offset


def _nothing_read(names: list[str], report: LoadReport) -> InputRefused:
    if not report.rejected:
        return InputRefused(
            f"{', '.join(names)} holds no record.",
            "Export the records again, then load that file.",
        )
    first = report.rejected[0]
    count = len(report.rejected)
    return InputRefused(
        f"None of {count} records could be read; the first, at byte {first.offset} of "
        f"{first.file}: {first.reason}."
        if count > 1
        else f"The record at byte {first.offset} of {first.file} could not be read: "
        f"{first.reason}.",
        "Export the file again; nothing was changed.",
    )
