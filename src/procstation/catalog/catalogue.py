"""The catalogue of a station: what it knows of titles and items, and what the bench adds."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from procstation.catalog import bench_edits, item_lists, numbers
from procstation.catalog.bench_edits import Signed
from procstation.catalog.load_report import AUTO, LoadReport, Progress
from procstation.catalog.meanwhile import save_over
from procstation.catalog.records import Item, ShelfCount, TagWritten, Title, TitleHit
from procstation.catalog.search import find, title_ids_with_isbn
from procstation.catalog.stored import item_from, title_from
from procstation.clock import utc_now
from procstation.config import RangeSection
from procstation.items import CallNumber, Filing, Scheme
from procstation.store.rows import TagRow

if TYPE_CHECKING:
    from procstation.catalog.export_report import ExportReport
    from procstation.catalog.load_undo import UndoReport
    from procstation.catalog.loads import LoadAct
    from procstation.catalog.table_settings import TableSettings
    from procstation.store.catalogue_store import CatalogueStore


class Catalogue:
    """Titles and items in a store. May be used from any thread.

    One writes at a time; look-ups do not wait for a write. Every method that changes something has
    it on disk when it returns, or raises and has changed nothing.

    Raises:
        StoreError: From any method, when the store cannot be read or written.
    """

    def __init__(self, store: "CatalogueStore", now: Callable[[], str]) -> None:
        self._store = store
        self._now = now

    @classmethod
    def open(cls, url: str, *, now: Callable[[], str] = utc_now) -> "Catalogue":
        """Open the store at a SQLAlchemy URL; a missing one is made, an older one migrated.

        Args:
            now: The time as ISO 8601, for loads and leases.

        Raises:
            StoreError: It is no store, was written by a newer version, or cannot be opened.
        """
        from procstation.store.catalogue_store import CatalogueStore  # noqa: PLC0415

        return cls(CatalogueStore.open(url), now)

    def close(self) -> None:
        self._store.close()

    @property
    def store(self) -> "CatalogueStore":
        """The open store, for what is kept beside titles and items: one process opens it once."""
        return self._store

    def by_barcode(self, barcode: str) -> tuple[Item, Title] | None:
        """The item with a barcode, and its title."""
        rows = self._store.item_and_title(barcode)
        return None if rows is None else (item_from(rows[0]), title_from(rows[1]))

    def by_isbn(self, isbn: str) -> list[Title]:
        """The titles with an ISBN, written as ISBN-10 or -13, with hyphens or without."""
        with self._store.reading() as rows:
            found = (rows.title(title_id) for title_id in title_ids_with_isbn(rows, isbn))
            return [title_from(row) for row in found if row is not None]

    def by_control_number(self, control_number: str) -> list[Title]:
        """The titles with the library system's number of a record."""
        with self._store.reading() as rows:
            return list(map(title_from, rows.titles_with_control_number(control_number)))

    def title(self, title_id: int) -> Title | None:
        with self._store.reading() as rows:
            row = rows.title(title_id)
        return None if row is None else title_from(row)

    def shelf_counts(self) -> list[ShelfCount]:
        """How many items there are in each location of each library, and how many have a tag."""
        with self._store.reading() as rows:
            return [ShelfCount(*row) for row in rows.shelf_counts()]

    def items_of(self, title_id: int) -> list[Item]:
        with self._store.reading() as rows:
            return list(map(item_from, rows.items_of(title_id)))

    def find(self, text: str, limit: int = 20) -> list[TitleHit]:
        """Titles by words, ISBN, ISSN, barcode, control number or beginning of a call number."""
        with self._store.reading() as rows:
            return find(rows, text, limit)

    def claimants(self, barcode: str) -> list[Title]:
        """Further titles that the library system's file gives an item's barcode to."""
        with self._store.reading() as rows:
            return list(map(title_from, rows.claimants(barcode)))

    def counts(self) -> tuple[int, int]:
        """How many titles and how many items there are."""
        with self._store.reading() as rows:
            return rows.counts()

    def items_added(self, load: int) -> Iterator[Item]:
        """Yield the items a load added, in the order of its file.

        Raises:
            InputRefused: There is no such load.
        """
        return item_lists.items_added(self._store, load)

    def items_on_shelf(
        self,
        first: str,
        last: str,
        scheme: Scheme,
        location: str = "",
        filing: Filing | None = None,
    ) -> list[Item]:
        """Return the items from one call number to another, both included, in shelf order.

        Args:
            location: Only of this one; "" for all.
            filing: How this library files.

        Raises:
            InputRefused: The first stands behind the last.
        """
        return item_lists.items_on_shelf(self._store, first, last, scheme, location, filing)

    def load(
        self,
        files: Sequence[Path],
        profile: str = AUTO,
        progress: Progress | None = None,
        table: "TableSettings | None" = None,
        *,
        alone: bool = False,
        dry_run: bool = False,
    ) -> LoadReport:
        """Load files of records or of items as one act, which `undo_load` takes back.

        The bench can go on meanwhile. A load of the same files that was interrupted is gone on
        with.

        Args:
            profile: Name of a profile, or `auto` to choose one for each file by what is in it.
            progress: Called with the records read so far and the share of all bytes, 0 to 1.
            table: What was said of the columns of a table.
            alone: Nobody else uses this object meanwhile: an empty store, if no other process has
                it open either, is then filled the quick way, in one transaction.
            dry_run: Change nothing; the report is that of a load into a copy of the store.

        Raises:
            InputRefused: A file is missing, empty or nothing we read, nothing in it could be read,
                or an earlier load of other files is unfinished.
            UsageError: There is no such profile.
            LoadStopped: A KeyboardInterrupt: it was stopped and can be gone on with.
        """
        from procstation.catalog.loads import Loads  # noqa: PLC0415

        if not dry_run:
            return Loads(self._store, self._now).load(files, profile, progress, table, alone=alone)
        with self._store.copied() as copy:
            report = Loads(copy, self._now).load(files, profile, progress, table, alone=True)
        report.load, report.dry_run = 0, True
        return report

    def continue_load(
        self,
        load: int,
        progress: Progress | None = None,
        table: "TableSettings | None" = None,
    ) -> LoadReport:
        """Go on with a load that was interrupted; the report is that of the whole.

        Raises:
            InputRefused: It is not unfinished, or its files are not there or no longer the same.
            LoadStopped: As from `load`.
        """
        from procstation.catalog.loads import Loads  # noqa: PLC0415

        return Loads(self._store, self._now).go_on(load, progress, table)

    def undo_load(self, load: int, by: str = "") -> "UndoReport":
        """Take a load back as one act; what the bench did since with its items stays, and is said.

        Args:
            by: Who does it, as signed; the history tells it.

        Raises:
            InputRefused: There is no such load, it is undone already, or a later one is not.
        """
        from procstation.catalog.loads import Loads  # noqa: PLC0415

        return Loads(self._store, self._now).undo(load, by)

    def loads(self) -> "list[LoadAct]":
        """All acts of loading, the latest first."""
        from procstation.catalog.loads import Loads  # noqa: PLC0415

        return Loads(self._store, self._now).acts()

    def export(
        self,
        out: Path | BinaryIO,
        form: str,
        profile: str = AUTO,
        *,
        changed: bool = False,
        progress: Progress | None = None,
    ) -> "ExportReport":
        """Write titles and items to a file, whole or not at all; look-ups wait for it.

        Args:
            out: Where to; a stream is named in no message and left open.
            form: `mrc` (MARC 21), `xml` (MARCXML), `csv` or `xlsx`.
            profile: Where the items are put in a record; `auto` is that of the latest load.
            changed: Only what the bench has added or changed since the last export by this
                profile, or to a table.
            progress: Called with the records written so far and the share of all, 0 to 1.

        Raises:
            InputRefused: The file cannot be written, or there is more than the format holds.
            UsageError: There is no such profile.
        """
        from procstation.catalog.export import export_act  # noqa: PLC0415

        return export_act(self._store, out, form, profile, changed, self._now(), progress)

    def assign_barcode(
        self,
        title_id: int,
        barcode: str,
        *,
        item_id: int | None = None,
        call_number: CallNumber | None = None,
        copy: str = "",
        by: str,
        at: str,
    ) -> Item:
        """Give a barcode to a new item of a title, or to one that waits. Doing it again is no harm.

        Args:
            item_id: The item that waits; None makes a new one.
            call_number: None keeps that of the item, or takes what the record suggests.

        Raises:
            InputRefused: Another item has the barcode, or there is no such title or waiting item.
        """
        with self._store.writing() as rows:
            return bench_edits.assign_barcode(
                rows, title_id, barcode, item_id, call_number, copy, Signed(by, at)
            )

    def unassign_barcode(self, barcode: str, *, by: str, at: str) -> None:
        """Undo `assign_barcode`.

        Raises:
            InputRefused: The barcode was not given at the bench.
        """
        with self._store.writing() as rows:
            bench_edits.unassign_barcode(rows, barcode, Signed(by, at))

    def save_item(self, item: Item, was: Item, *, by: str, at: str) -> Item:
        """Store what was changed of an item since it was read; what others changed meanwhile of
        its other fields stays.

        Args:
            was: The item as it was read.

        Raises:
            ChangedMeanwhile: Others changed the same field, to something else.
            InputRefused: There is no such item, or another one has its barcode.
        """
        with self._store.writing() as rows:
            return save_over(rows, item, was, Signed(by, at))[0]

    def set_status(self, barcode: str, status: str, *, by: str, at: str) -> Item:
        """Raises InputRefused when no item has the barcode."""
        with self._store.writing() as rows:
            return bench_edits.set_status(rows, barcode, status, Signed(by, at))

    def record_tag(self, barcode: str, uid_hex: str, model: str, *, by: str, at: str) -> None:
        """Note that a tag was written for an item; what it was written with before is forgotten."""
        with self._store.writing() as rows:
            uid = uid_hex.upper()
            known = rows.tag(uid)
            rows.put_tag(TagRow(uid, barcode, model, at, by))
            was = known.barcode if known is not None else ""
            bench_edits.note_tag(rows, barcode, uid, was, model, Signed(by, at))

    def forget_tag(self, uid_hex: str) -> None:
        """Note that a tag is no item's any more."""
        with self._store.writing() as rows:
            rows.remove_tag(uid_hex.upper())

    def tags_of(self, barcode: str) -> list[TagWritten]:
        """The tags of an item, the latest first: parts of a set have one each."""
        with self._store.reading() as rows:
            return [TagWritten(*row) for row in rows.tags_of(barcode)]

    def tag_of(self, barcode: str) -> TagWritten | None:
        """The tag that was last written for an item."""
        return next(iter(self.tags_of(barcode)), None)

    def item_of_tag(self, uid_hex: str) -> Item | None:
        """The item a tag was last written for."""
        with self._store.reading() as rows:
            tag = rows.tag(uid_hex.upper())
            row = rows.item_with_barcode(tag.barcode) if tag is not None else None
        return None if row is None else item_from(row)

    def lease(self, count: int, station: str, section: RangeSection) -> list[str]:
        """Lease numbers of a range to a station; no other can get the same.

        Raises:
            InputRefused: The range has not as many left.
        """
        with self._store.numbering() as (rows, leases):
            asked = numbers.Asked(station, self._now())
            return numbers.lease(rows, leases, section, count, asked)

    def next_number(self, station: str, section: RangeSection) -> str:
        """The next number of the station's block; takes a further block when it is used up.

        Raises:
            InputRefused: The range is used up.
        """
        with self._store.numbering() as (rows, leases):
            return numbers.next_number(rows, leases, section, numbers.Asked(station, self._now()))
