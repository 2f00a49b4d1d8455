"""What the bench changes in the store: barcodes, call numbers, status. Each within a transaction.

Every change notes the value before, so that a newer file of the library system cannot undo it
unseen.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from procstation.catalog.item_merge import CALL_NUMBER_COLUMNS, bench_edits, with_edits
from procstation.catalog.records import Item
from procstation.catalog.stored import item_from, item_row, title_from
from procstation.errors import InputRefused
from procstation.items import CallNumber
from procstation.store.rows import ItemRow

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows

EDITABLE = (
    "title_id", "barcode", "call_number", "library", "location", "volume", "copy", "item_type",
    "status", "system_id",
)  # fmt: skip
"""What of an item may be saved."""


class Signed(NamedTuple):
    """Who changed something, and when (ISO 8601)."""

    by: str
    at: str


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
        raise InputRefused(f"There is no title number {title_id}.", "Search for the title again.")
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
        return item_from(row._replace(id=rows.add_item(row)))
    waiting = rows.item(item_id)
    if waiting is None or waiting.title_id != title_id:
        raise InputRefused(
            f"Title number {title_id} has no item number {item_id}.", "Look at its items again."
        )
    if waiting.barcode is not None:
        raise InputRefused(
            f"Item number {item_id} has barcode {waiting.barcode} already.",
            "Take another item of the title, or make a new one.",
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
            f"Barcode {barcode} was not given at the bench: the library system knows it.",
            "Change it in the library system.",
        )
    if row.load_id is None and "title_id" in edits:
        rows.remove_item(row.id)
        return
    del edits["barcode"]
    rows.change_item(with_edits(_signed(row._replace(barcode=None), signed), edits))


def save_item(rows: "CatalogRows", item: Item, signed: Signed) -> Item:
    """Store an item that was read in this transaction, as it was changed at the bench.

    Raises:
        InputRefused: There is no such item, or another one has its barcode.
    """
    known = rows.item(item.id)
    if known is None:
        raise InputRefused(f"There is no item number {item.id}.", "Look the item up again.")
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
            f"No item has barcode {barcode}.",
            "Check the number, or search by title with `procstation catalog find`.",
        )
    return row


def _signed(row: ItemRow, signed: Signed) -> ItemRow:
    return row._replace(changed_at=signed.at, changed_by=signed.by)


def _taken(rows: "CatalogRows", holder: ItemRow) -> InputRefused:
    title = rows.title(holder.title_id)
    name = title.title if title is not None else "?"
    return InputRefused(
        f"Barcode {holder.barcode} is on another item: {name}.",
        "Use another barcode, or take it off that item first.",
    )
