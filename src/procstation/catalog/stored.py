"""Titles and items as rows of the store, and back."""

from typing import NamedTuple

from procstation.catalog.records import Item, Title
from procstation.catalog.text import call_number_key, folded
from procstation.items import CallNumber, Scheme
from procstation.store.rows import ItemRow, TitleRow, Words


def title_row(title: Title, key: str, load_id: int) -> TitleRow:
    number = _columns(title.call_number)
    return TitleRow(
        id=title.id,
        record_key=key,
        control_number=title.control_number,
        title=title.title,
        author=title.author,
        publisher=title.publisher,
        date=title.date,
        medium=title.medium,
        isbn=" ".join(title.isbn),
        issn=" ".join(title.issn),
        call_number=number.call_number,
        scheme=number.scheme,
        source=number.source,
        call_number_key=number.call_number_key,
        load_id=load_id,
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


def item_row(item: Item, title_id: int, load_id: int | None = None) -> ItemRow:
    """The row of an item of a title, as a load finds it or the bench makes it."""
    number = _columns(item.call_number)
    return ItemRow(
        id=item.id,
        title_id=title_id,
        barcode=item.barcode,
        call_number=number.call_number,
        scheme=number.scheme,
        source=number.source,
        call_number_key=number.call_number_key,
        library=item.library,
        location=item.location,
        volume=item.volume,
        copy=item.copy,
        item_type=item.item_type,
        status=item.status,
        system_id=item.system_id,
        load_id=load_id,
    )


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


def _columns(call_number: CallNumber | None) -> CallNumberColumns:
    if call_number is None:
        return CallNumberColumns()
    key = call_number_key(call_number.text)
    return CallNumberColumns(call_number.text, call_number.scheme.value, call_number.source, key)


def _call_number_from(row: TitleRow | ItemRow) -> CallNumber | None:
    if not row.call_number:
        return None
    return CallNumber(row.call_number, Scheme(row.scheme), row.source)
