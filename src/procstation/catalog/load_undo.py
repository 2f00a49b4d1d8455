"""Take a load back as one act: what it added goes, what it changed is as it was before.

What the bench did since with the same items stays, and is said.
"""

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from procstation.catalog.item_merge import bench_edits, merge_item, with_edits
from procstation.catalog.load_report import KeptEdit
from procstation.store.rows import ItemRow, TitleRow, Words

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore
    from procstation.store.load_rows import ChangeRow, LoadRows

BATCH = 100
"""Rows that are taken back in one transaction."""


@dataclass(slots=True)
class UndoReport:
    """The answer of an undo.

    Attributes:
        load: The number of the load.
        titles_removed, items_removed: Which the load had added.
        titles_restored, items_restored: Which it had changed.
        kept: What stays since the bench has worked on it; `file` is what would have come back.
    """

    load: int
    titles_removed: int = 0
    items_removed: int = 0
    titles_restored: int = 0
    items_restored: int = 0
    kept: list[KeptEdit] = field(default_factory=list)


def undo(
    store: "CatalogueStore", load_id: int, report_json: str, by: str = "", at: str = ""
) -> UndoReport:
    """Take a load back in short transactions; when it is interrupted, it can be done again.

    Args:
        by: Who does it, as signed; "" when it takes itself back.
        at: When, in UTC (ISO 8601).
    """
    report = UndoReport(load_id)
    with store.loading() as rows:
        rows.note_progress(load_id, "undoing", json.dumps({"undone_by": by, "undone_at": at}))
    _remove_items(store, report)
    _restore_items(store, report)
    _restore_titles(store, report)
    _remove_titles(store, report)
    with store.loading() as rows:
        rows.undo_claims(load_id)
        rows.end_load(load_id, "undone", report_json)
    return report


def _remove_items(store: "CatalogueStore", report: UndoReport) -> None:
    behind = 0
    while True:
        with store.loading() as rows:
            added = rows.items_added(report.load, behind, BATCH)
            for item in added:
                behind = item.id
                tagged = item.barcode is not None and bool(rows.tags_of(item.barcode))
                if item.changed_at is not None or tagged:
                    report.kept.append(KeptEdit(item.barcode or "", "item", "worked on", ""))
                else:
                    rows.remove_item(item.id)
                    report.items_removed += 1
        if not added:
            return


def _restore_items(store: "CatalogueStore", report: UndoReport) -> None:
    while True:
        with store.loading() as rows:
            changes = rows.changes(report.load, "item", BATCH)
            # Barcodes may have changed places: all are taken off before any is put back.
            found = [(change, rows.item(change.row_id)) for change in changes]
            for _, item in found:
                if item is not None:
                    rows.change_item(item._replace(barcode=None))
            for change, item in found:
                if item is not None:
                    _restore_item(rows, change, item, report)
                rows.forget_change(report.load, change)
        if not changes:
            return


def _restore_item(rows: "LoadRows", change: "ChangeRow", now: ItemRow, report: UndoReport) -> None:
    before = ItemRow(*json.loads(change.before))
    restored = before
    if (now.changed_at, now.changed_by) != (before.changed_at, before.changed_by):
        merged, kept = merge_item(now, before)
        report.kept.extend(kept)
        edits = {**bench_edits(before), **bench_edits(merged)}
        restored = with_edits(merged._replace(load_id=before.load_id), edits)
    if restored.barcode is not None:
        holder = rows.item_with_barcode(restored.barcode)
        if (
            holder is not None
            and rows.is_changed(report.load, "item", holder.id)
            and "barcode" not in bench_edits(holder)
        ):
            # The load gave it this barcode; its own comes back in its turn.
            rows.change_item(holder._replace(barcode=None))
        elif holder is not None:
            report.kept.append(KeptEdit(restored.barcode, "barcode", "on another item", ""))
            restored = restored._replace(barcode=None)
    rows.change_item(restored)
    report.items_restored += 1


def _restore_titles(store: "CatalogueStore", report: UndoReport) -> None:
    while True:
        with store.loading() as rows:
            changes = rows.changes(report.load, "title", BATCH)
            for change in changes:
                row, words = json.loads(change.before)
                rows.change_title(TitleRow._make(row), Words._make(words))
                rows.forget_change(report.load, change)
                report.titles_restored += 1
        if not changes:
            return


def _remove_titles(store: "CatalogueStore", report: UndoReport) -> None:
    behind = 0
    while True:
        with store.loading() as rows:
            added = rows.titles_added(report.load, behind, BATCH)
            for title in added:
                behind = title.id
                if not rows.items_of(title.id):
                    rows.remove_title(title.id)
                    report.titles_removed += 1
        if not added:
            return
