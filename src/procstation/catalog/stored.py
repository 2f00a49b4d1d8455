"""Titles and items as rows of the store, and back."""

from typing import NamedTuple

from procstation.catalog.records import Item, Title
from procstation.catalog.text import call_number_key, folded
from procstation.items import CallNumber, Scheme
from procstation.store.rows import ItemRow, TitleRow, Words

TitleValues = tuple[str, ...]
"""What a file says of a title: the columns of `TitleRow` from `record_key` to `call_number_key`."""

ItemValues = tuple[str | int | None, ...]
"""What a file says of an item: the columns of `ItemRow` from `barcode` to `system_id`, then
`parts`."""


def title_values(title: Title, key: str) -> TitleValues:
    return (
        key,
        title.control_number,
        title.title,
        title.author,
        title.publisher,
        title.date,
        title.medium,
        " ".join(title.isbn),
        " ".join(title.issn),
        *call_number_columns(title.call_number),
    )


def item_values(item: Item) -> ItemValues:
    return (
        item.barcode,
        *call_number_columns(item.call_number),
        item.library,
        item.location,
        item.volume,
        item.copy,
        item.item_type,
        item.status,
        item.system_id,
        item.parts,
    )


def title_from(row: TitleRow) -> Title:
    return Title(
        id=row.id,
        control_number=row.control_number,
        title=row.title,
        author=row.author,
        publisher=row.publisher,
        date=row.date,
        medium=row.medium,
        isbn=tuple(row.isbn.split()),
        issn=tuple(row.issn.split()),
        call_number=_call_number_from(row),
    )


def item_row(item: Item, title_id: int) -> ItemRow:
    """The row of an item of a title, as the bench makes it."""
    *said, parts = item_values(item)
    return ItemRow._make((item.id, title_id, *said, None, "", None, None, None, parts))


def item_from(row: ItemRow) -> Item:
    return Item(
        id=row.id,
        title_id=row.title_id,
        barcode=row.barcode,
        call_number=_call_number_from(row),
        library=row.library,
        location=row.location,
        volume=row.volume,
        copy=row.copy,
        item_type=row.item_type,
        status=row.status,
        system_id=row.system_id,
        parts=row.parts,
    )


def words_of(title: Title, other: str) -> Words:
    """The words that find a title."""
    return Words(folded(title.title), folded(title.author), folded(other))


class CallNumberColumns(NamedTuple):
    """A call number as the store keeps it."""

    call_number: str = ""
    scheme: str = ""
    source: str = ""
    call_number_key: str = ""


def call_number_columns(call_number: CallNumber | None) -> CallNumberColumns:
    """The columns of a call number; of none all are ""."""
    if call_number is None:
        return CallNumberColumns()
    key = call_number_key(call_number.text)
    return CallNumberColumns(call_number.text, call_number.scheme.value, call_number.source, key)


def _call_number_from(row: TitleRow | ItemRow) -> CallNumber | None:
    if not row.call_number:
        return None
    return CallNumber(row.call_number, Scheme(row.scheme), row.source)
