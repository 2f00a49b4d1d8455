"""What becomes of an item when a newer file names it: the bench's work is not overwritten."""

import json
from collections.abc import Iterable

from procstation.catalog.load_report import KeptEdit
from procstation.store.rows import ItemRow

CALL_NUMBER_COLUMNS = ("call_number", "scheme", "source", "call_number_key")
"""They are one value; an edit is noted under the name of the first."""

FILE_WINS = frozenset({"status"})
"""Columns that go on changing in the library system: once it says something new, the bench's value
is out of date."""

_FINGERPRINT = ("call_number", "library", "location", "volume", "copy", "system_id")


def bench_edits(row: ItemRow) -> dict[str, str]:
    """What was changed at the bench: the name of each column, and its value before."""
    return dict(json.loads(row.bench_edits)) if row.bench_edits else {}


def with_edits(row: ItemRow, edits: dict[str, str]) -> ItemRow:
    return row._replace(bench_edits=json.dumps(edits, ensure_ascii=False) if edits else "")


def merge_item(known: ItemRow, new: ItemRow) -> tuple[ItemRow, list[KeptEdit]]:
    """Return the item as it should be stored, and the bench edits the file would have undone.

    An edit that the file agrees with has come back from the library system and is none any more.

    Args:
        known: As it is stored.
        new: As the file has it; `load_id` is that of the load.
    """
    edits = bench_edits(known)
    kept = []
    merged = new._replace(
        id=known.id,
        changed_at=known.changed_at,
        changed_by=known.changed_by,
        added_by=known.added_by,
    )
    for name, before in bench_edits(known).items():
        ours, theirs = str(getattr(known, name) or ""), str(getattr(new, name) or "")
        if ours == theirs or (name in FILE_WINS and theirs != before):
            del edits[name]
            continue
        columns = CALL_NUMBER_COLUMNS if name == "call_number" else (name,)
        merged = merged._replace(**{column: getattr(known, column) for column in columns})
        kept.append(KeptEdit(known.barcode or "", name, ours, theirs))
    return with_edits(merged, edits), kept


def replaced_edits(known: ItemRow, merged: ItemRow) -> list[KeptEdit]:
    """The bench edits that a file has overtaken: what `merge_item` neither kept nor agreed with.

    Args:
        known: As the item was stored.
        merged: What `merge_item` made of it.
    """
    left = bench_edits(merged)
    return [
        KeptEdit(known.barcode or "", name, ours, theirs)
        for name in bench_edits(known)
        if name not in left
        and (ours := str(getattr(known, name) or ""))
        != (theirs := str(getattr(merged, name) or ""))
    ]


def same_item(new: ItemRow, others: Iterable[ItemRow]) -> ItemRow | None:
    """Find an item by the system's number for it, or as one that looks the same and waits.

    Args:
        others: Items of the title that this load has not named yet.
    """
    others = list(others)
    for row in others:
        if new.system_id and row.system_id == new.system_id:
            return row
    for row in others:
        edits = bench_edits(row)
        waits = row.barcode is None or (new.barcode is None and "barcode" in edits)
        looks = [name for name in _FINGERPRINT if name not in edits]
        if waits and all(getattr(row, name) == getattr(new, name) for name in looks):
            return row
    return None
