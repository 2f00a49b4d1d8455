"""A person's decision on a conflict, field by field: what is sent, and what the catalogue takes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from procstation.catalog.bench_edits import Signed, save_item
from procstation.catalog.stored import item_from
from procstation.errors import InputRefused
from procstation.ils import ItemField
from procstation.language import tr
from procstation.outbox.message import Answer, FieldChange, Kind, Message
from procstation.outbox.posting import confirmed
from procstation.store.rows import ItemRow

if TYPE_CHECKING:
    from procstation.store.catalog_rows import CatalogRows

OURS, THEIRS = "ours", "theirs"


def decided_on(
    message: Message, choices: Mapping[ItemField, str]
) -> tuple[dict[ItemField, FieldChange], dict[ItemField, str]]:
    """Return the fields that are sent once more, and the values that the catalogue takes.

    Args:
        choices: `ours` or `theirs`, for each field the message wants to change.

    Raises:
        InputRefused: A field is not decided on.
    """
    theirs = message.answer.theirs
    fields: dict[ItemField, FieldChange] = {}
    taken: dict[ItemField, str] = {}
    for name, change in message.wish.fields.items():
        if choices.get(name) == OURS:
            fields[name] = FieldChange(theirs.get(name, change.before), change.after)
        elif choices.get(name) == THEIRS:
            taken[name] = theirs.get(name, change.before)
        else:
            raise InputRefused(
                tr("Nothing is said of {name} in message {number}.", name=name, number=message.id),
                tr("Say {ours} or {theirs} for each field.", ours=OURS, theirs=THEIRS),
            )
    return fields, taken


def take_theirs(
    items: "CatalogRows", message: Message, taken: Mapping[ItemField, str], signed: Signed
) -> None:
    """Have the catalogue say of an item what the library system says."""
    row = items.item(message.item_id)
    if row is None or not taken:
        return
    values = {name: value for name, value in taken.items() if name is not ItemField.SCHEME}
    columns: dict[str, Any] = {name.value: value for name, value in values.items()}
    if columns.get("barcode") == "":
        columns["barcode"] = None
    changed: ItemRow = row._replace(**columns)
    save_item(items, item_from(changed), signed)
    wish = type(message.wish)(
        fields={name: FieldChange("", value) for name, value in values.items()}
    )
    # The system has it so already.
    told = Message(
        message.id, message.key, message.item_id, message.barcode, Kind.CHANGE, wish,
        message.made_at, message.made_by, message.state, 0, "", Answer(),
    )  # fmt: skip
    confirmed(items, told, "")
