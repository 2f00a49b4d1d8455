"""Filling an empty store: rows first, indexes last, in one transaction."""

from collections.abc import Iterable
from typing import Protocol

from procstation.store.rows import ItemRow, TitleRow

SOME_TITLES = (*TitleRow._fields[:-2], "load_id", "added_by")
SOME_ITEMS = (*ItemRow._fields[:14], "parts", "load_id", "added_by")


class BulkRows(Protocol):
    """An empty store that is being filled; see `Store.alone`."""

    def add(
        self,
        titles: Iterable[tuple[str | int, ...]],
        words: Iterable[tuple[str | int, ...]],
        numbers: Iterable[tuple[str, int]],
        items: Iterable[tuple[str | int | None, ...]],
    ) -> None:
        """Add rows; words and numbers are with the number of their title.

        Args:
            titles: As `TitleRow`.
            items: As `ItemRow` without what only the bench writes.
        """
        ...

    def set_aside(self, records: Iterable[bytes]) -> None:
        """Keep records for later, out of memory."""
        ...

    def build_indexes(self) -> None: ...

    def next_set_aside(self, behind: int) -> tuple[int, bytes] | None:
        """The first record behind a number among those set aside, with its own number."""
        ...

    def close(self) -> None: ...
