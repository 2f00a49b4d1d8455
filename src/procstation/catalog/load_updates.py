"""Examples of what a load changed, for people to look at before they believe it."""

import json
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from procstation.catalog.load_report import MOST_UPDATES, Update
from procstation.store.rows import ItemRow, TitleRow

if TYPE_CHECKING:
    from procstation.store.load_rows import LoadRows

_TITLE_FIELDS = (
    "control_number", "title", "author", "publisher", "date", "medium", "isbn", "issn",
    "call_number",
)  # fmt: skip
_ITEM_FIELDS = (
    "barcode", "call_number", "library", "location", "volume", "copy", "item_type", "status",
    "system_id", "parts",
)  # fmt: skip


def examples(rows: "LoadRows", load_id: int) -> list[Update]:
    """At most MOST_UPDATES values that a load changed; items come before titles."""
    return list(islice(_updates(rows, load_id), MOST_UPDATES))


def _updates(rows: "LoadRows", load_id: int) -> Iterator[Update]:
    for change in rows.changes(load_id, "item", MOST_UPDATES):
        old, new = ItemRow(*json.loads(change.before)), rows.item(change.row_id)
        if new is not None:
            yield from _differences(old.barcode or new.barcode or "", old, new, _ITEM_FIELDS)
    for change in rows.changes(load_id, "title", MOST_UPDATES):
        before, _words = json.loads(change.before)
        title = rows.title(change.row_id)
        if title is not None:
            barcodes = (one.barcode for one in rows.items_of(title.id) if one.barcode)
            barcode = next(barcodes, "")
            yield from _differences(barcode, TitleRow._make(before), title, _TITLE_FIELDS)


def _differences(
    barcode: str, old: ItemRow | TitleRow, new: ItemRow | TitleRow, names: tuple[str, ...]
) -> Iterator[Update]:
    for name in names:
        before, after = str(getattr(old, name) or ""), str(getattr(new, name) or "")
        if before != after:
            yield Update(barcode, name, before, after)
