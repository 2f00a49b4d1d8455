"""Fields of an item changed by a job, and given back what they held before."""

from collections.abc import Callable, Mapping

from procstation.catalog import Catalogue, Item
from procstation.catalog.bench_edits import Signed, item_with, save_item
from procstation.catalog.stored import item_from
from procstation.errors import InputRefused, did_you_mean
from procstation.linking.change import (
    changes_in_words,
    in_words,
    value_of,
    with_fields,
    with_fields_of,
)
from procstation.outbox.posting import take_back
from procstation.station.system_desk import SystemDesk
from procstation.store.catalog_rows import CatalogRows
from procstation.sweeping.cases import met

PLACES = ("library", "location")


class ItemChanges:
    """Changes items, each in a transaction of its own.

    Args:
        by: Who is noted to have changed an item.
        now: The time, ISO 8601 in UTC.
        system: What the library system is told through; None without one.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        by: Callable[[], str],
        now: Callable[[], str],
        system: SystemDesk | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._by = by
        self._now = now
        self._system = system
        self._places: dict[str, set[str]] = {}

    def change(self, barcode: str, fields: Mapping[str, str], was: Item) -> tuple[Item, str]:
        """Change fields of an item; return it, and in words what became what. Done again, it
        changes nothing.

        Args:
            was: The item as whoever asks knows it.

        Raises:
            InputRefused: No item has the barcode, or a field was changed meanwhile.
        """
        with self._catalogue.store.writing() as rows:
            item = changed_in(rows, barcode, fields, was, Signed(self._by(), self._now()))
        met(self._catalogue.store, barcode, self._by(), self._now())
        return item, changes_in_words(was, fields)

    def restore(self, barcode: str, was: Item, fields: tuple[str, ...], act: str) -> str:
        """Give fields of an item back what they held, take back what the system was told by the
        act, and say so.

        Raises:
            InputRefused: No item has the barcode.
        """
        signed = Signed(self._by(), self._now())
        with self._catalogue.store.posting() as (outbox, rows):
            taken = take_back(outbox, rows, act, signed)
            item = item_from(item_with(rows, barcode))
            old = {name: value_of(was, name) for name in fields}
            said = changes_in_words(item, old)
            save_item(rows, with_fields_of(item, was, fields), signed)
        if self._system is not None:
            self._system.news()
            if taken is not None and taken[1] is not None:
                said += f", and {self._system.name} is told"
        return said

    def warning(self, fields: Mapping[str, str]) -> str:
        """Return what may be wrong with new values: a place where nothing was before."""
        for name in PLACES:
            value = fields.get(name, "")
            if value and value not in self._known(name, value):
                near = did_you_mean(value, self._places[name])
                return f"no item was in the {name} {value!r} before. {near}"
        return ""

    def _known(self, name: str, value: str) -> set[str]:
        # To count the shelves of a large catalogue for each book would take too long.
        if value not in self._places.get(name, set()):
            shelves = self._catalogue.shelf_counts()
            self._places[name] = {getattr(shelf, name) for shelf in shelves} - {""}
        return self._places[name]


def changed_in(
    rows: CatalogRows, barcode: str, fields: Mapping[str, str], was: Item, signed: Signed
) -> Item:
    """Change fields of an item within a transaction.

    Raises:
        InputRefused: No item has the barcode, or a field is neither what it was nor what it is to
            be.
    """
    item = item_from(item_with(rows, barcode))
    for name, after in fields.items():
        now, before = value_of(item, name), value_of(was, name)
        if now not in {before, after}:
            raise InputRefused(
                f"The {name.replace('_', ' ')} of {barcode} was {in_words(name, before)} and is"
                f" {in_words(name, now)} by now: it was changed elsewhere.",
                "Drop the item (u), and scan it again.",
            )
    return save_item(rows, with_fields(item, fields), signed)
