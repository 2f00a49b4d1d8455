"""Rows of titles and items as they are stored: text and numbers, nothing interpreted."""

from typing import NamedTuple


class TitleRow(NamedTuple):
    """A row of `titles`; `id` is 0 before it is stored."""

    id: int
    record_key: str
    control_number: str
    title: str
    author: str
    publisher: str
    date: str
    medium: str
    isbn: str
    issn: str
    call_number: str
    scheme: str
    source: str
    call_number_key: str
    load_id: int | None
    added_by: int | None = None


class ItemRow(NamedTuple):
    """A row of `items`; `id` is 0 before it is stored.

    A load keeps what a row was by position: a new column comes last, with a default.
    """

    id: int
    title_id: int
    barcode: str | None
    call_number: str
    scheme: str
    source: str
    call_number_key: str
    library: str
    location: str
    volume: str
    copy: str
    item_type: str
    status: str
    system_id: str
    load_id: int | None = None
    bench_edits: str = ""
    changed_at: str | None = None
    changed_by: str | None = None
    added_by: int | None = None
    parts: int = 0


class TagRow(NamedTuple):
    """A row of `tags`: the UID is 16 hexadecimal digits."""

    uid: str
    barcode: str
    model: str
    written_at: str
    written_by: str


class Words(NamedTuple):
    """What the full-text search finds a title by, folded by the caller."""

    title: str
    author: str
    other: str


class Awaited(NamedTuple):
    """What is known of a record before it is looked up: its key, and the barcodes of its items,
    None for one that has none."""

    key: str
    barcodes: tuple[str | None, ...]
