"""What the bench changes in the store: barcodes, call numbers, status. Each within a transaction.

Every change notes the value before, so that a newer file of the library system cannot undo it
unseen.
"""

import json
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from procstation.catalog.item_merge import CALL_NUMBER_COLUMNS, bench_edits, with_edits
from procstation.catalog.records import Item
from procstation.catalog.stored import item_from, item_row, title_from
from procstation.errors import InputRefused
from procstation.items import CallNumber
from procstation.language import tr
from procstation.store.history_rows import ItemChangeRow
from procstation.store.rows import ItemRow

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows

EDITABLE = (
    "title_id", "barcode", "call_number", "library", "location", "volume", "copy", "item_type",
    "status", "system_id",
)  # fmt: skip
"""What of an item may be saved."""


class Signed(NamedTuple):
    """Who changed something, and when (ISO 8601).

    Attributes:
        by: A station, or a person at a station: `anna at bench-1`.
        act: What it is a part of, as `job 3`; "" when it is an act of its own.
    """

    by: str
    at: str
    act: str = ""


def assign_barcode(
    rows: "CatalogRows",
    title_id: int,
    barcode: str,
    item_id: int | None,
    call_number: CallNumber | None,
    copy: str,
    signed: Signed,
) -> Item:
    """Give a barcode to an item that waits for one, or to a new item of a title.

    Raises:
        InputRefused: Another item has it, or there is no such title or waiting item.
    """
    title = rows.title(title_id)
    if title is None:
        raise InputRefused(
            tr("There is no title number {title_id}.", title_id=title_id),
            tr("Search for the title again."),
        )
    holder = rows.item_with_barcode(barcode)
    if holder is not None:
        if holder.title_id == title_id and item_id in {None, holder.id}:
            return item_from(holder)
        raise _taken(rows, holder)
    if item_id is None:
        own = call_number or title_from(title).call_number
        new = Item(0, title_id, barcode, call_number=own, copy=copy)
        edits = {"title_id": "", "barcode": ""}
        if call_number is not None:
            edits["call_number"] = ""
        row = with_edits(_signed(item_row(new, title_id), signed), edits)
        row = row._replace(id=rows.add_item(row))
        note(rows, None, row, signed)
        return item_from(row)
    waiting = rows.item(item_id)
    if waiting is None or waiting.title_id != title_id:
        raise InputRefused(
            tr(
                "Title number {title_id} has no item number {item_id}.",
                title_id=title_id,
                item_id=item_id,
            ),
            tr("Look at its items again."),
        )
    if waiting.barcode is not None:
        raise InputRefused(
            tr(
                "Item number {item_id} has barcode {barcode} already.",
                item_id=item_id,
                barcode=waiting.barcode,
            ),
            tr("Take another item of the title, or make a new one."),
        )
    given = item_from(waiting)
    given = replace(
        given,
        barcode=barcode,
        call_number=call_number or given.call_number,
        copy=copy or given.copy,
    )
    return save_item(rows, given, signed)


def unassign_barcode(rows: "CatalogRows", barcode: str, signed: Signed) -> None:
    """Take a barcode back that the bench gave; an item that was made with it goes as well.

    Raises:
        InputRefused: No item has it, or the library system knows it.
    """
    row = item_with(rows, barcode)
    edits = bench_edits(row)
    if "barcode" not in edits:
        raise InputRefused(
            tr(
                "Barcode {barcode} was not given at the bench: the library system knows it.",
                barcode=barcode,
            ),
            tr("Change it in the library system."),
        )
    if row.load_id is None and "title_id" in edits:
        rows.remove_item(row.id)
        note(rows, row, None, signed)
        return
    del edits["barcode"]
    free = with_edits(_signed(row._replace(barcode=None), signed), edits)
    rows.change_item(free)
    note(rows, row, free, signed)


def save_item(rows: "CatalogRows", item: Item, signed: Signed) -> Item:
    """Store an item that was read in this transaction, as it was changed at the bench.

    Raises:
        InputRefused: There is no such item, or another one has its barcode.
    """
    known = rows.item(item.id)
    if known is None:
        raise InputRefused(
            tr("There is no item number {id}.", id=item.id), tr("Look the item up again.")
        )
    if item.barcode is not None:
        holder = rows.item_with_barcode(item.barcode)
        if holder is not None and holder.id != item.id:
            raise _taken(rows, holder)
    wanted = item_row(item, item.title_id)
    edits = bench_edits(known)
    changed = {}
    for name in EDITABLE:
        before, after = getattr(known, name), getattr(wanted, name)
        if before == after:
            continue
        edits.setdefault(name, str(before or ""))
        columns = CALL_NUMBER_COLUMNS if name == "call_number" else (name,)
        changed.update({column: getattr(wanted, column) for column in columns})
    if not changed:
        return item_from(known)
    row = with_edits(_signed(known._replace(**changed), signed), edits)
    rows.change_item(row)
    note(rows, known, row, signed)
    return item_from(row)


def set_status(rows: "CatalogRows", barcode: str, status: str, signed: Signed) -> Item:
    """Raises InputRefused when no item has the barcode."""
    return save_item(rows, replace(item_from(item_with(rows, barcode)), status=status), signed)


def item_with(rows: "CatalogRows", barcode: str) -> ItemRow:
    """The item with a barcode.

    Raises:
        InputRefused: There is none.
    """
    row = rows.item_with_barcode(barcode)
    if row is None:
        raise InputRefused(
            tr("No item has barcode {barcode}.", barcode=barcode),
            tr("Check the number, or search by title with `procstation catalog find`."),
        )
    return row


def note(
    rows: "CatalogRows", before: ItemRow | None, after: ItemRow | None, signed: Signed
) -> None:
    """Add to the history what became of an item.

    Args:
        before: None for an item that was made.
        after: None for one that was removed.
    """
    row = after or before
    assert row is not None, "there was an item, or is one"
    kind = "changed" if before and after else "made" if after else "removed"
    names = [
        name for name in EDITABLE if name != "title_id" and _of(before, name) != _of(after, name)
    ]
    if "call_number" in names:
        names += ["scheme", "source"]
    who, station = signer(signed.by)
    rows.note(
        ItemChangeRow(
            *(0, signed.at, who, station, signed.act, kind, row.id),
            row.barcode or (before.barcode if before else None) or "",
            _as_json({name: _of(before, name) for name in names}),
            _as_json({name: _of(after, name) for name in names}),
        )
    )


def note_tag(
    rows: "CatalogRows", barcode: str, uid: str, before: str, model: str, signed: Signed
) -> None:
    """Add to the history that a tag was written.

    Args:
        before: The number of the item it was last written for; "" for none.
    """
    held = rows.item_with_barcode(barcode)
    who, station = signer(signed.by)
    rows.note(
        ItemChangeRow(
            *(0, signed.at, who, station, signed.act, "tag", held.id if held else 0, barcode),
            _as_json({"barcode": before}),
            _as_json({"uid": uid, "model": model}),
        )
    )


def signer(by: str) -> tuple[str, str]:
    """Return the person, "" for nobody, and the station of a signature."""
    who, _, station = by.rpartition(" at ")
    station, _, how = station.partition(", ")
    return who or how, station


def _of(row: ItemRow | None, name: str) -> str:
    return "" if row is None else str(getattr(row, name) or "")


def _as_json(values: dict[str, str]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _signed(row: ItemRow, signed: Signed) -> ItemRow:
    return row._replace(changed_at=signed.at, changed_by=signed.by)


def _taken(rows: "CatalogRows", holder: ItemRow) -> InputRefused:
    title = rows.title(holder.title_id)
    name = title.title if title is not None else "?"
    return InputRefused(
        tr("Barcode {barcode} is on another item: {name}.", barcode=holder.barcode, name=name),
        tr("Use another barcode, or take it off that item first."),
    )
