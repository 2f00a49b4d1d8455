"""A record ready for the store: nothing but text and numbers, so that processes can hand it on."""

from typing import Any, NamedTuple

from procstation.catalog.source import Refused, Taken
from procstation.catalog.stored import (
    ItemValues,
    TitleValues,
    item_values,
    title_values,
    words_of,
)
from procstation.store.rows import Words


class Prepared(NamedTuple):
    """What a load takes of one record.

    Attributes:
        number, offset, notes: As in `Taken`.
        is_holdings, is_brief, follows_items: As in `Extracted`.
        words: A `Words`, or a plain tuple of the same.
    """

    number: int
    offset: int
    notes: tuple[str, ...]
    is_holdings: bool
    is_brief: bool
    follows_items: bool
    title: TitleValues
    words: tuple[str, ...]
    items: tuple[ItemValues, ...]

    @property
    def key(self) -> str:
        return self.title[0]


def prepared(found: Taken | Refused) -> Prepared | Refused:
    """Return what was read as the store takes it."""
    if isinstance(found, Refused):
        return found
    record = found.extracted
    return Prepared(
        found.number,
        found.offset,
        found.notes,
        record.is_holdings,
        record.is_brief,
        record.follows_items,
        title_values(record.title, record.key),
        words_of(record.title, record.other_words),
        tuple(map(item_values, record.items)),
    )


def plain(record: Prepared) -> tuple[Any, ...]:
    """Return a record as plain tuples, which `marshal` writes and is quickest with."""
    return (*record[:7], tuple(record.words), record.items)


def title_words(record: Prepared) -> Words:
    return Words._make(record.words)
