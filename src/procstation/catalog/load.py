"""Load files of records into the store, as one act."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from procstation.catalog.extract import extract, tags_wanted
from procstation.catalog.load_report import (
    AUTO,
    FileProfile,
    LoadReport,
    Progress,
    RejectedRecord,
    RepairedRecord,
)
from procstation.catalog.marc_file import Found, check_marc, records_in
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.merge import Merge
from procstation.catalog.profile import Profile, profile_named, profiles
from procstation.catalog.profile_choice import choose_profile
from procstation.errors import InputRefused

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows

EVERY = 500
"""Records between two reports of progress."""

_OTHER_RECORDS = {"z": "an authority record", "q": "a community record", "w": "a classification"}
"""By leader/06: MARC records that are no titles."""


def check_files(files: Sequence[Path], profile: str) -> None:
    """Look at all files before any is read.

    Raises:
        InputRefused: One of them is no MARC, or none was named.
        UsageError: There is no such profile.
    """
    if not files:
        raise InputRefused("No file was named.", "Name the files to load.")
    if profile != AUTO:
        profile_named(profile)
    for path in files:
        check_marc(path)


def load(
    rows: "CatalogRows",
    files: Sequence[Path],
    profile: str,
    loaded_at: str,
    progress: Progress | None,
) -> LoadReport:
    """Read all files and merge them into the store, within the caller's transaction.

    Raises:
        InputRefused: Nothing could be read.
    """
    report = LoadReport()
    names = [str(path) for path in files]
    load_id = rows.begin_load(loaded_at, json.dumps(names, ensure_ascii=False), profile)
    merge = Merge(rows, load_id, report)
    sizes = [path.stat().st_size for path in files]
    for number, path in enumerate(files):
        choice = _profile_for(path, profile)
        report.profiles.append(choice)
        before = sum(sizes[:number])
        read = _load_file(path, profile_named(choice.profile), merge, report)
        for offset in read:
            if progress is not None and report.records % EVERY == 0:
                progress(report.records, (before + offset) / max(sum(sizes), 1))
    if report.records == 0:
        raise _nothing_read(names, report)
    merge.finish()
    report.profile = ", ".join(dict.fromkeys(one.profile for one in report.profiles))
    rows.end_load(load_id, report.profile, json.dumps(asdict(report), ensure_ascii=False))
    return report


def _load_file(path: Path, profile: Profile, merge: Merge, report: LoadReport) -> Iterator[int]:
    """Merge the records of a file; yields the offset of each."""
    name = str(path)
    for found in records_in(path, tags_wanted(profile)):
        where = (name, found.offset, found.number)
        if not isinstance(found, Found):
            report.rejected.append(RejectedRecord(*where, found.reason))
            continue
        other = _OTHER_RECORDS.get(found.record.leader[6])
        if other is not None:
            report.rejected.append(RejectedRecord(*where, f"it is {other}, no title"))
            continue
        extracted = extract(found.record, profile)
        notes = found.notes + extracted.notes
        if notes:
            report.repaired.append(RepairedRecord(*where, notes))
        report.records += 1
        merge.take(extracted)
        yield found.offset


def _profile_for(path: Path, profile: str) -> FileProfile:
    if profile != AUTO:
        return FileProfile(str(path), profile, "it was asked for")
    known = profiles()
    wanted = frozenset[str]().union(*(one.tags for one in known.values()))
    choice = choose_profile(_readable(records_in(path, wanted)), known)
    return FileProfile(str(path), choice.name, choice.why)


def _readable(records: Iterable[object]) -> Iterator[MarcRecord]:
    return (found.record for found in records if isinstance(found, Found))


def _nothing_read(names: list[str], report: LoadReport) -> InputRefused:
    if not report.rejected:
        return InputRefused(
            f"{', '.join(names)} holds no MARC record.",
            "Export the records as MARC 21 (.mrc) or MARCXML, then load that file.",
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
