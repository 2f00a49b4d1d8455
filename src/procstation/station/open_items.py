"""One item at two benches: the second one is told, and asked to scan again if it is meant."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from procstation.errors import InputRefused, StoreError
from procstation.language import tr
from procstation.store.catalogue_store import CatalogueStore
from procstation.store.open_item_rows import OpenItemRow

IN_WORK = timedelta(minutes=30)
"""After this nobody works on an item any more: the station lost its current, or the book lies."""


class OpenItems:
    """What this station has in work, as far as others share its store.

    Args:
        now: The time, ISO 8601 in UTC.
    """

    def __init__(self, store: CatalogueStore, station: str, now: Callable[[], str]) -> None:
        self._store = store
        self._station = station
        self._now = now
        self._refused: int | None = None

    def take(self, item_id: int, barcode: str) -> None:
        """Note that an item is worked on here.

        Raises:
            InputRefused: It is at another bench; when it is taken once more, it is taken over.
        """
        if not self._store.is_shared:
            return
        now = self._now()
        until = datetime.fromisoformat(now) + IN_WORK
        row = OpenItemRow(item_id, self._station, now, until.isoformat())
        with self._store.opening_items() as rows:
            other = rows.take(row, from_others=item_id == self._refused)
        self._refused = None
        if other is not None:
            self._refused = item_id
            since = datetime.fromisoformat(other.since).astimezone()
            raise InputRefused(
                tr(
                    "{barcode} is open at {station} since {since:%H:%M}.",
                    barcode=barcode,
                    station=other.station,
                    since=since,
                ),
                tr("Finish it there; or scan it once more to go on with it here."),
            )

    def release(self, barcode: str) -> None:
        """Note that an item is done with."""
        if self._store.is_shared:
            with self._store.opening_items() as rows:
                rows.release(barcode, self._station)

    def release_all(self) -> None:
        """Note that nothing is worked on: the station begins."""
        if self._store.is_shared:
            with self._store.opening_items() as rows:
                rows.release_all(self._station)

    def end(self) -> None:
        """The same at the end of a station, which a server that is away does not keep open."""
        # What is not released then is in work no longer than IN_WORK.
        with suppress(StoreError):
            self.release_all()
