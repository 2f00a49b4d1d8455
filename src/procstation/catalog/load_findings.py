"""What a load has counted and noted so far: saved with each transaction, read after a stop."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from procstation.catalog.load_report import (
    MOST_LISTED,
    KeptEdit,
    LoadReport,
    RejectedRecord,
    RepairedRecord,
)
from procstation.catalog.source import Refused

if TYPE_CHECKING:
    from procstation.store.load_rows import LoadRows


class Findings:
    """Counts, and the entries that are not in the store yet.

    Attributes:
        file, record: The place the load has come to: the file, counted from 0, and the number of
            the last record of it that was taken.
    """

    def __init__(self, progress: dict[str, int] | None = None) -> None:
        told = progress or {}
        self.file = told.get("file", 0)
        self.record = told.get("record", 0)
        self.records = told.get("records", 0)
        self.repaired = told.get("repaired", 0)
        self.rejected = told.get("rejected", 0)
        self.items = told.get("items", 0)
        self.items_without_barcode = told.get("items_without_barcode", 0)
        self._entries: list[tuple[str, str]] = []

    def progress(self) -> dict[str, int]:
        return {name: value for name, value in vars(self).items() if isinstance(value, int)}

    def reject(self, file: str, found: Refused) -> None:
        self.rejected += 1
        self._note("rejected", [file, found.offset, found.number, found.reason])

    def repair(self, file: str, offset: int, number: int, notes: tuple[str, ...]) -> None:
        self.repaired += 1
        if self.repaired <= MOST_LISTED:
            self._note("repaired", [file, offset, number, notes])

    def duplicate(self, barcode: str) -> None:
        self._note("duplicate", barcode)

    def moved(self, barcode: str) -> None:
        self._note("moved", barcode)

    def keep(self, edit: KeptEdit) -> None:
        self._note("kept", [edit.barcode, edit.field, edit.bench, edit.file])

    def replace(self, edit: KeptEdit) -> None:
        self._note("replaced", [edit.barcode, edit.field, edit.bench, edit.file])

    def _note(self, kind: str, value: object) -> None:
        self._entries.append((kind, json.dumps(value, ensure_ascii=False)))

    def save(self, rows: "LoadRows", load_id: int) -> None:
        """Put into the store, within the caller's transaction, how far the load has come."""
        rows.add_findings(load_id, self._entries)
        self._entries.clear()
        rows.note_progress(load_id, "running", json.dumps(self.progress()))

    def report(self, rows: "LoadRows", load_id: int) -> LoadReport:
        """The report of a load of which all is saved."""
        added, updated, unchanged = rows.titles_counted(load_id)
        report = LoadReport(
            load=load_id,
            records=self.records,
            items=self.items,
            items_without_barcode=self.items_without_barcode,
            added=added,
            updated=updated,
            unchanged=unchanged,
            repaired_records=self.repaired,
        )
        duplicates: dict[str, None] = {}
        for kind, text in rows.findings(load_id):
            value: Any = json.loads(text)
            if kind == "duplicate":
                duplicates[value] = None
            elif kind == "moved":
                report.moved.append(value)
            elif kind == "kept":
                report.kept_bench_edits.append(KeptEdit(*value))
            elif kind == "replaced":
                report.replaced_bench_edits.append(KeptEdit(*value))
            elif kind == "rejected":
                report.rejected.append(RejectedRecord(*value))
            else:
                file, offset, number, notes = value
                report.repaired.append(RepairedRecord(file, offset, number, tuple(notes)))
        report.duplicates = list(duplicates)
        return report


def as_json(report: LoadReport) -> str:
    return json.dumps(asdict(report), ensure_ascii=False)
