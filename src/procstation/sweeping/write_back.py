"""What a sweep found, brought into the catalogue: by its own act, and taken back as one.

What is changed counts as done at the bench, so the next export of changes brings it to the library
system.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from procstation.catalog.bench_edits import Signed, note, save_item
from procstation.catalog.item_merge import bench_edits, with_edits
from procstation.catalog.stored import item_from
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.store.rows import ItemRow
from procstation.store.sweep_case_rows import ChangeRow
from procstation.sweeping.model import Bucket

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows
    from procstation.store.sweep_case_rows import SweepCaseRows
    from procstation.sweeping.report import SweepReport

STATUS, LOCATION = "status", "location"
"""The columns of an item that a sweep changes."""
MISSING = "missing"
"""The status of an item that is surely missing."""

BucketOf = Callable[[str], Bucket]


@dataclass(frozen=True, slots=True)
class WriteBack:
    """What a write-back does, or would do.

    Attributes:
        changes: To items, column by column.
        seen: How many items get the time when they were last seen.
        kept: Of an undo: how many items stay as they are, since somebody has changed them again.
    """

    number: int
    changes: tuple[ChangeRow, ...]
    seen: int
    kept: int = 0


def changes_of(
    report: "SweepReport", items: "CatalogRows", bucket_of: BucketOf, location: str
) -> Iterator[ChangeRow]:
    """Yield what a report says the catalogue should have otherwise.

    Args:
        location: Where items of other locations were heard, and belong from now on; "" leaves each
            to its own location.
    """
    for barcode in report.missing:
        row = items.item_with_barcode(barcode)
        if row is not None and bucket_of(row.status) is Bucket.ON_SHELF:
            yield ChangeRow(barcode, STATUS, row.status, MISSING)
    for barcode in report.wrong_status:
        row = items.item_with_barcode(barcode)
        if row is not None and bucket_of(row.status) is Bucket.LOST:
            yield ChangeRow(barcode, STATUS, row.status, "")
    for barcode in report.wrong_location if location else ():
        row = items.item_with_barcode(barcode)
        if row is not None and row.location != location:
            yield ChangeRow(barcode, LOCATION, row.location, location)


def apply(items: "CatalogRows", changes: Iterable[ChangeRow], signed: Signed) -> None:
    """Change the items, within a transaction."""
    for change in changes:
        row = items.item_with_barcode(change.barcode)
        assert row is not None  # it was there in this transaction
        save_item(items, item_from(_changed(row, change.column, change.after)), signed)


def _changed(row: ItemRow, column: str, value: str) -> ItemRow:
    return row._replace(status=value) if column == STATUS else row._replace(location=value)


def undo(rows: "SweepCaseRows", items: "CatalogRows", sweep_id: int, signed: Signed) -> WriteBack:
    """Take the latest write-back of a sweep back; what was changed again since stays.

    Raises:
        InputRefused: There is none that is not undone.
    """
    last = next((one for one in rows.writebacks(sweep_id) if one.undone_at is None), None)
    if last is None:
        raise InputRefused(
            tr("Nothing of this sweep is in the catalogue."), tr("There is nothing to undo.")
        )
    undone: list[ChangeRow] = []
    changes = rows.changes(last.id)
    for change in changes:
        row = items.item_with_barcode(change.barcode)
        if row is None or getattr(row, change.column) != change.after:
            continue
        edits = bench_edits(row)
        if edits.get(change.column) == change.before:
            del edits[change.column]
        signed_row = row._replace(changed_at=signed.at, changed_by=signed.by)
        back = with_edits(_changed(signed_row, change.column, change.before), edits)
        items.change_item(back)
        note(items, row, back, signed)
        undone.append(change._replace(before=change.after, after=change.before))
    rows.note_undone(last.id, signed.at)
    return WriteBack(last.id, tuple(undone), 0, len(changes) - len(undone))
