"""What the bench did to an item, as a message: within the transaction that did it.

Every change at the bench notes the value before (`bench_edits`), until the library system has it
too. A message says what of that has not been said yet; when it is done, the notes go.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from procstation.catalog.bench_edits import Signed, unassign_barcode
from procstation.catalog.item_merge import bench_edits, with_edits
from procstation.ils import ItemField
from procstation.outbox.message import (
    Answer,
    FieldChange,
    Kind,
    Message,
    Record,
    State,
    Wish,
    encoded,
    message_from,
)
from procstation.store.outbox_rows import OPEN, MessageRow
from procstation.store.rows import ItemRow

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows
    from procstation.store.outbox_rows import OutboxRows

TOLD = (
    ItemField.BARCODE,
    ItemField.CALL_NUMBER,
    ItemField.LIBRARY,
    ItemField.LOCATION,
    ItemField.VOLUME,
    ItemField.COPY,
    ItemField.ITEM_TYPE,
    ItemField.STATUS,
)
"""The columns of an item that a library system is told of."""


@dataclass(frozen=True, slots=True)
class NewItems:
    """What an item gets that the bench made, where nobody said otherwise."""

    library: str = ""
    location: str = ""
    item_type: str = ""
    status: str = ""

    def fill(self, values: dict[ItemField, str]) -> dict[ItemField, str]:
        own = {
            ItemField.LIBRARY: self.library,
            ItemField.LOCATION: self.location,
            ItemField.ITEM_TYPE: self.item_type,
            ItemField.STATUS: self.status,
        }
        said = {name: value for name, value in values.items() if value}
        return {**{name: value for name, value in own.items() if value}, **said}


def post_item(
    rows: "OutboxRows",
    items: "CatalogRows",
    item_id: int,
    key: str,
    signed: Signed,
    new_items: NewItems,
    marc: str = "",
) -> Message | None:
    """Post what the system does not know of an item yet; None when it knows it all.

    Args:
        marc: The whole record of its title, for an item that has to be made.
    """
    known = rows.with_key(key)
    if known is not None:
        return message_from(known)
    row = items.item(item_id)
    if row is None or row.barcode is None:
        return None
    earlier = [message_from(one) for one in rows.of_item(item_id) if one.state in OPEN]
    making = any(one.kind is Kind.CREATE for one in earlier)
    edits = bench_edits(row)
    if "title_id" in edits and not row.system_id and not making:
        values = new_items.fill({name: value_of(row, name) for name in TOLD})
        kind, fields = Kind.CREATE, {name: FieldChange("", it) for name, it in values.items()}
    else:
        kind, fields = Kind.CHANGE, _not_said_yet(row, edits, earlier)
        if not fields:
            return None
    record = _record_of(items, row.title_id)
    if kind is Kind.CREATE:
        record = msgspec.structs.replace(record, marc=marc)
    wish = Wish(record, row.system_id, fields)
    return _add(rows, key, row.id, row.barcode, kind, wish, signed)


def post_seen(
    rows: "OutboxRows", items: "CatalogRows", barcode: str, seen_at: str, key: str, signed: Signed
) -> Message | None:
    """Post that an item was seen; None when there is no such item."""
    row = items.item_with_barcode(barcode)
    if row is None:
        return None
    wish = Wish(_record_of(items, row.title_id), row.system_id, at=seen_at)
    return _add(rows, key, row.id, barcode, Kind.SEEN, wish, signed)


def post_check_in(
    rows: "OutboxRows", items: "CatalogRows", barcode: str, key: str, signed: Signed
) -> Message | None:
    """Post that an item came back; None when there is no such item."""
    row = items.item_with_barcode(barcode)
    if row is None:
        return None
    wish = Wish(_record_of(items, row.title_id), row.system_id, at=signed.at)
    return _add(rows, key, row.id, barcode, Kind.CHECK_IN, wish, signed)


def take_back(
    rows: "OutboxRows", items: "CatalogRows", key: str, signed: Signed
) -> tuple[Message, Message | None] | None:
    """Take back what a message said.

    One that was never sent is dropped. Otherwise a further message asks for the opposite, and the
    notes on the item are as they were before the system had confirmed it.

    Returns:
        The message, and the one that asks for the opposite; None when there is no such message.
    """
    row = rows.with_key(key)
    if row is None:
        return None
    message = message_from(row)
    if message.state is State.DROPPED:
        return message, None
    never_sent = message.state is State.WAITING and message.tries == 0
    if never_sent or message.state in {State.REFUSED, State.CONFLICT}:
        settled = row._replace(state=State.DROPPED, settled_at=signed.at, settled_by=signed.by)
        rows.change(settled)
        return message_from(settled), None
    fields = {name: change.reversed for name, change in message.wish.fields.items()}
    kind = Kind.REMOVE if message.kind is Kind.CREATE else Kind.CHANGE
    item = items.item(message.item_id)
    system_id = message.wish.system_id or (item.system_id if item is not None else "")
    if item is not None:
        _note_as_unsaid(items, item, message)
    record = msgspec.structs.replace(message.wish.record, marc="")
    wish = Wish(record, system_id, fields)
    opposite = _add(rows, f"{key}/undo", message.item_id, message.barcode, kind, wish, signed)
    return message, opposite


def take_back_barcode(
    rows: "OutboxRows", items: "CatalogRows", key: str, barcode: str, signed: Signed
) -> Message | None:
    """Take back a message and the barcode that was given with it; return what the system is asked
    because of that.

    Raises:
        InputRefused: The barcode was not given at the bench.
    """
    taken = take_back(rows, items, key, signed)
    unassign_barcode(items, barcode, signed)
    if taken is None or taken[1] is None:
        return None
    item = items.item(taken[0].item_id)
    if item is not None:
        # The system has it still: a newer file must not bring it back.
        items.change_item(with_edits(item, {**bench_edits(item), "barcode": barcode}))
    return taken[1]


def confirmed(items: "CatalogRows", message: Message, system_id: str) -> None:
    """The system has what a message said: what was noted as the bench's own is common knowledge."""
    row = items.item(message.item_id)
    if row is None:
        return
    edits = bench_edits(row)
    for name, change in message.wish.fields.items():
        if name not in edits:
            continue
        if value_of(row, name) == change.after or message.kind is Kind.CREATE:
            del edits[name]
        else:
            edits[name] = change.after
    if message.kind is Kind.CREATE:
        edits.pop("title_id", None)
    if system_id and not row.system_id:
        row = row._replace(system_id=system_id)
    items.change_item(with_edits(row, edits))


def value_of(row: ItemRow, name: ItemField) -> str:
    """Return a field of an item as it is in the store."""
    return str(getattr(row, name) or "")


def _not_said_yet(
    row: ItemRow, edits: dict[str, str], earlier: list[Message]
) -> dict[ItemField, FieldChange]:
    fields = {}
    for name in TOLD:
        said = [one.wish.fields[name].after for one in earlier if name in one.wish.fields]
        if not said and name not in edits:
            continue
        before, after = said[-1] if said else edits[name], value_of(row, name)
        if before != after:
            fields[name] = FieldChange(before, after)
    if ItemField.CALL_NUMBER in fields and row.scheme:
        fields[ItemField.SCHEME] = FieldChange("", row.scheme)
    return fields


def _note_as_unsaid(items: "CatalogRows", row: ItemRow, message: Message) -> None:
    edits = bench_edits(row)
    for name, change in message.wish.fields.items():
        if name in TOLD:
            edits.setdefault(name, change.before)
    if message.kind is Kind.CREATE:
        edits["title_id"] = ""
    items.change_item(with_edits(row, edits))


def _record_of(items: "CatalogRows", title_id: int) -> Record:
    title = items.title(title_id)
    if title is None:
        return Record()
    return Record(
        title.control_number, title.title, tuple(title.isbn.split()), tuple(title.issn.split())
    )


def _add(
    rows: "OutboxRows",
    key: str,
    item_id: int,
    barcode: str,
    kind: Kind,
    wish: Wish,
    signed: Signed,
) -> Message:
    row = MessageRow(
        0,
        key,
        item_id,
        barcode,
        kind,
        encoded(wish),
        signed.at,
        signed.by,
        answer=encoded(Answer()),
    )
    number = rows.add(row)
    stored = rows.with_key(key) if number is None else row._replace(id=number)
    assert stored is not None
    return message_from(stored)
