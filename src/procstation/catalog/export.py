"""Write the catalogue, or what the bench did to it, to a file: the way back to a library system."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, nullcontext
from dataclasses import asdict
from hashlib import blake2b
from itertools import groupby
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, BinaryIO, Protocol

from procstation.catalog.brief_record import Numbered, numbered
from procstation.catalog.export_marc import Iso2709Export, MarcExport, MarcXmlExport
from procstation.catalog.export_report import ExportReport
from procstation.catalog.export_table import TABLE, CsvExport, XlsxExport
from procstation.catalog.load_report import AUTO
from procstation.catalog.profile import Profile, profile_named, profiles
from procstation.catalog.profile_choice import PLAIN
from procstation.catalog.records import Item
from procstation.catalog.stored import item_from, title_from
from procstation.catalog.whole_file import written_whole
from procstation.errors import UsageError, did_you_mean
from procstation.language import tr
from procstation.store.rows import ItemRow, TitleRow

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore
    from procstation.store.export_rows import ExportRows

EVERY = 500
"""Titles between two reports of progress, and in memory at once."""

_MARC = {"mrc": Iso2709Export, "xml": MarcXmlExport}
_TABLES = {"csv": CsvExport, "xlsx": XlsxExport}
FORMATS = (*_MARC, *_TABLES)

Progress = Callable[[int, float], None]
"""Told the records written so far and the share of all titles, 0 to 1."""
Marks = dict[int, str]
"""By the number of an item, a digest of what was exported of it."""


class Export(Protocol):
    """A file of one format on its way."""

    report: ExportReport

    def add(self, of: Numbered, items: Sequence[Item]) -> list[Item]:
        """Write a title with items; returns the items that were written."""
        ...

    def finish(self) -> None:
        """Write what stands behind the last record."""
        ...

    def close(self) -> None:
        """Let go of what an export that was broken off still holds."""
        ...


def format_of(name: str) -> str:
    """The format of a file, by its ending.

    Raises:
        UsageError: Nothing is exported to a file of that ending.
    """
    ending = PurePath(name).suffix.lower().removeprefix(".")
    if ending not in FORMATS:
        raise UsageError(
            tr(
                "Nothing is exported to a file ending in {suffix!r}: {name}.",
                suffix=PurePath(name).suffix,
                name=name,
            ),
            did_you_mean(f".{ending}", [f".{known}" for known in FORMATS]),
        )
    return ending


def export_act(
    store: "CatalogueStore",
    out: Path | BinaryIO,
    form: str,
    profile: str,
    changed: bool,
    at: str,
    progress: Progress | None,
) -> ExportReport:
    """Export, and remember it: see `Catalogue.export`."""
    name = str(out) if isinstance(out, Path) else "-"
    opened = written_whole(out) if isinstance(out, Path) else nullcontext(out)
    with opened as file, store.exporting() as rows:
        entered = at[:10].replace("-", "")
        report, marks = export(
            rows, file, form, profile, entered, changed=changed, progress=progress
        )
    act = {
        "exported_at": at,
        "file": name,
        "changed": int(changed),
        "report": json.dumps(asdict(report), ensure_ascii=False),
    }
    # Only now, when all is on disk: what is not remembered is exported once more, not lost.
    with store.exported() as rows:
        rows.add_export(act, report.profile, marks)
    return report


def choose_profile(rows: "ExportRows", asked: str) -> str:
    """The profile that was asked for, else the one of the latest load that has one for items."""
    known = profiles()
    if asked != AUTO:
        profile_named(asked)
        return asked
    for loaded in rows.profiles_loaded():
        for name in loaded.split(", "):
            if name in known and known[name].items:
                return name
    return PLAIN


def export(
    rows: "ExportRows",
    out: BinaryIO,
    form: str,
    asked: str,
    entered: str,
    *,
    changed: bool,
    progress: Progress | None,
) -> tuple[ExportReport, Marks]:
    """Write titles and items; returns as well what to remember of those the bench changed.

    Args:
        form: One of FORMATS.
        asked: Name of a profile, or `auto`; to a table it says only which number of a record.
        entered: The day, as YYYYMMDD; records say when they were made.
        changed: Only items the bench has changed since they were last exported so.

    Raises:
        UsageError: There is no such profile.
        InputRefused: There is more than the format holds.
    """
    name = choose_profile(rows, asked)
    profile = profile_named(name)
    if form in _MARC:
        file: Export = _MARC[form](out, name, profile, entered, rows.last_seen)
    else:
        name, file = TABLE, _TABLES[form](out, profile.record_key[0], rows.last_seen)
    with closing(file):
        before = rows.marks(name) if changed else None
        marks = _add_all(rows, file, profile, before, progress)
        file.finish()
    return file.report, marks


def _add_all(
    rows: "ExportRows",
    file: Export,
    profile: Profile,
    before: Marks | None,
    progress: Progress | None,
) -> Marks:
    """Add all titles and items, or with `before` only items that are new against it."""
    marks: Marks = {}
    last = rows.last_title()
    for count, (row, item_rows) in enumerate(_titles(rows, before), start=1):
        of = numbered(title_from(row), row.record_key, profile)
        items = list(map(item_from, item_rows))
        if isinstance(file, MarcExport) and _is_taken(rows, row, of, profile):
            reason = tr(
                "another title has the number {number} in {place} as well",
                number=of.number,
                place=of.place,
            )
            file.refuse(of.title, items, reason)
            continue
        written = {item.id for item in file.add(of, items)}
        for item in item_rows:
            if item.id in written and item.bench_edits:
                marks[item.id] = digest_of(item)
        if progress is not None and count % EVERY == 0:
            progress(file.report.records, row.id / last)
    return marks


def digest_of(row: ItemRow) -> str:
    """A digest of all that an export writes of an item."""
    said = (
        str(row.title_id), row.barcode or "", row.call_number, row.scheme, row.library,
        row.location, row.volume, row.copy, row.item_type, row.status, row.system_id,
        *((str(row.parts),) if row.parts else ()),
    )  # fmt: skip
    return blake2b("\x1f".join(said).encode(), digest_size=8).hexdigest()


def _titles(
    rows: "ExportRows", before: Marks | None
) -> Iterator[tuple[TitleRow, tuple[ItemRow, ...]]]:
    """Titles with their items, by number; with `before` only items that are new against it."""
    if before is None:
        after = 0
        while titles := rows.titles_after(after, EVERY):
            items = groupby(
                rows.items_between(titles[0].id, titles[-1].id), lambda item: item.title_id
            )
            by_title = {title_id: tuple(those) for title_id, those in items}
            yield from ((title, by_title.get(title.id, ())) for title in titles)
            after = titles[-1].id
        return
    new = (item for item in rows.changed_items() if before.get(item.id) != digest_of(item))
    for title_id, those in groupby(new, lambda item: item.title_id):
        yield rows.title(title_id), tuple(those)


def _is_taken(rows: "ExportRows", row: TitleRow, of: Numbered, profile: Profile) -> bool:
    """Whether the record would be read as one with that of another title.

    Numbers of two systems may be equal; where both are written to one place, the title whose own
    place it is keeps it, else the first.
    """
    if not of.number or of.own:
        return False
    for other in rows.titles_numbered(row.control_number):
        there = numbered(title_from(other), other.record_key, profile)
        same = (there.place, there.number) == (of.place, of.number)
        if same and other.id != row.id and (there.own or other.id < row.id):
            return True
    return False
