"""Load files of records into the store: as one act that can be stopped, gone on with and undone."""

import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from procstation.catalog.load_findings import Findings, as_json
from procstation.catalog.load_report import FileProfile, LoadReport, Progress
from procstation.catalog.load_updates import examples
from procstation.catalog.load_workers import read_prepared, workers_for
from procstation.catalog.merge import Merge
from procstation.catalog.prepared import Prepared
from procstation.catalog.source import Refused, Source
from procstation.catalog.sources import open_source
from procstation.catalog.table_settings import TableSettings
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.store.rows import Awaited

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore
    from procstation.store.load_rows import LoadRows

BATCH = 250
"""Records that are read before the next transaction."""

AHEAD = 100
"""Records that are looked up together."""

LONGEST_S = 0.04
"""Seconds after which a transaction ends at the next record, so that the bench need not wait."""

PAUSE_S = 0.01
"""Seconds between two transactions in which others can write: who waits does not get the lock by
turns, but by trying."""


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that was looked at, and will be read by a profile."""

    path: Path
    source: Source
    choice: FileProfile
    size: int
    modified_ns: int

    @property
    def fingerprint(self) -> list[str | int]:
        """What tells whether it is still the file that it was."""
        return [str(self.path.absolute()), self.choice.profile, self.size, self.modified_ns]


def open_files(
    files: Sequence[Path], profile: str, table: TableSettings | None
) -> list[OpenedFile]:
    """Look at all files, and choose their profiles, before any is read.

    Raises:
        InputRefused: One of them is nothing we read, or none was named.
        UsageError: There is no such profile.
    """
    if not files:
        raise InputRefused(tr("No file was named."), tr("Name the files to load."))
    sources = [open_source(path, table) for path in files]
    opened = []
    for path, source in zip(files, sources, strict=True):
        state = path.stat()
        choice = source.profile(profile)
        opened.append(OpenedFile(path, source, choice, state.st_size, state.st_mtime_ns))
    return opened


class Reading:
    """The records of some files in turn, and how far they are read."""

    def __init__(self, files: Sequence[OpenedFile], progress: Progress | None) -> None:
        self._files = files
        self._progress = progress
        self._all = max(sum(one.size for one in files), 1)

    def batches(
        self, findings: Findings, size: int
    ) -> Iterator[tuple[OpenedFile, list[Prepared | Refused]]]:
        """Yield what lies behind the place that `findings` has come to; the taker moves it on."""
        before = sum(one.size for one in self._files[: findings.file])
        for number, file in enumerate(self._files[findings.file :], start=findings.file):
            if number != findings.file:
                findings.file, findings.record = number, 0
            workers = workers_for(file.source, file.path)
            records = read_prepared(file.source, file.path, file.choice.profile, workers)
            with closing(records):
                done = findings.record
                behind = (one for one in records if one.number > done)
                while batch := list(islice(behind, size)):
                    yield file, batch
                    if self._progress is not None:
                        share = (before + batch[-1].offset) / self._all
                        self._progress(findings.records, share)
            before += file.size


def load_in_batches(
    store: "CatalogueStore",
    load_id: int,
    files: Sequence[OpenedFile],
    findings: Findings,
    progress: Progress | None,
) -> LoadReport:
    """Merge all records in short transactions, each of which also says how far the load has come.

    Raises:
        InputRefused: A file cannot be read further.
    """
    for file, batch in Reading(files, progress).batches(findings, BATCH):
        done = 0
        while done < len(batch):
            with store.merging() as rows:
                some = batch[done : done + AHEAD]
                end = time.perf_counter() + LONGEST_S
                rows.look_ahead([_awaited(one) for one in some if isinstance(one, Prepared)])
                merge = Merge(rows, load_id, findings)
                done += _merge_some(some, str(file.path), merge, findings, end)
                findings.save(rows, load_id)
            time.sleep(PAUSE_S)
    with store.loading() as rows:
        rows.drop_old_claims(load_id)
        return finish(rows, load_id, files, findings)


def _awaited(record: Prepared) -> Awaited:
    return Awaited(record.key, tuple(item[0] for item in record.items))  # type: ignore[misc]


def _merge_some(
    batch: Sequence[Prepared | Refused], file: str, merge: Merge, findings: Findings, end: float
) -> int:
    """Merge records until there are no more or the time of a transaction is over; how many."""
    done = 0
    for found in batch:
        done += 1
        findings.record = found.number
        note(found, file, findings)
        if isinstance(found, Prepared):
            merge.take(found)
        if time.perf_counter() > end:
            break
    return done


def note(found: Prepared | Refused, file: str, findings: Findings) -> None:
    """Count a record."""
    if isinstance(found, Refused):
        findings.reject(file, found)
        return
    findings.records += 1
    if found.notes:
        findings.repair(file, found.offset, found.number, found.notes)


def finish(
    rows: "LoadRows", load_id: int, files: Sequence[OpenedFile], findings: Findings
) -> LoadReport:
    """Complete a load of which all is in the store; returns its report."""
    report = findings.report(rows, load_id)
    report.profiles = [one.choice for one in files]
    report.profile = joined_profiles(files)
    report.updates = examples(rows, load_id)
    rows.end_load(load_id, "done", as_json(report))
    return report


def joined_profiles(files: Sequence[OpenedFile]) -> str:
    return ", ".join(dict.fromkeys(one.choice.profile for one in files))


def nothing_read(files: Sequence[OpenedFile], report: LoadReport) -> InputRefused:
    """The error for files of which no record could be read."""
    if not report.rejected:
        names = ", ".join(str(one.path) for one in files)
        return InputRefused(
            tr("{names} holds no record.", names=names),
            tr("Export the records as MARC 21 (.mrc) or MARCXML, then load that file."),
        )
    first = report.rejected[0]
    count = len(report.rejected)
    return InputRefused(
        tr(
            "None of {count} records could be read; the first, at byte {offset}"
            " of {file}: {reason}.",
            count=count,
            offset=first.offset,
            file=first.file,
            reason=first.reason,
        )
        if count > 1
        else tr(
            "The record at byte {offset} of {file} could not be read: {reason}.",
            offset=first.offset,
            file=first.file,
            reason=first.reason,
        ),
        tr("Export the file again; nothing was changed."),
    )


def sources_of(files: Sequence[OpenedFile]) -> str:
    """What the files are, in JSON, to know them again."""
    return json.dumps([one.fingerprint for one in files], ensure_ascii=False)


def names_of(files: Sequence[OpenedFile]) -> str:
    return json.dumps([os.fspath(one.path) for one in files], ensure_ascii=False)
