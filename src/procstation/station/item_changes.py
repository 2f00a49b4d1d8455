"""Fields of an item changed by a job, and given back what they held before."""

from collections.abc import Callable, Mapping
from datetime import datetime

from procstation.catalog import Catalogue, Item
from procstation.catalog.bench_edits import Signed, item_with, save_item
from procstation.catalog.meanwhile import Others, save_over
from procstation.catalog.stored import item_from
from procstation.errors import did_you_mean
from procstation.items.field_words import field_in_words
from procstation.language import moment, tr
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

    def change(
        self, barcode: str, fields: Mapping[str, str], was: Item
    ) -> tuple[Item, str, Others | None]:
        """Change fields of an item; return it, in words what became what, and what others changed
        of it meanwhile. Done again, it changes nothing.

        Args:
            was: The item as whoever asks knows it.

        Raises:
            ChangedMeanwhile: Others made something else of one of the fields.
            InputRefused: No item has the barcode.
        """
        with self._catalogue.store.writing() as rows:
            signed = Signed(self._by(), self._now())
            item, others = changed_in(rows, barcode, fields, was, signed)
        met(self._catalogue.store, barcode, self._by(), self._now())
        return item, changes_in_words(was, fields), others

    def restore(
        self,
        barcode: str,
        was: Item,
        fields: tuple[str, ...],
        act: str,
        became: Mapping[str, str],
    ) -> str:
        """Give fields of an item back what they held, take back what the system was told by the
        act, and say so.

        Args:
            became: What was made of the fields; one that is something else by now stays.

        Raises:
            InputRefused: No item has the barcode.
        """
        signed = Signed(self._by(), self._now())
        with self._catalogue.store.posting() as (outbox, rows):
            taken = take_back(outbox, rows, act, signed)
            item = item_from(item_with(rows, barcode))
            stays = [n for n in fields if value_of(item, n) != became.get(n, value_of(item, n))]
            back = tuple(name for name in fields if name not in stays)
            acts = [changes_in_words(item, {name: value_of(was, name) for name in back})]
            acts += [
                tr(
                    "the {field} stays {value}, as others have it since",
                    field=field_in_words(name),
                    value=in_words(name, value_of(item, name)),
                )
                for name in stays
            ]
            said = "; ".join(filter(None, acts))
            save_item(rows, with_fields_of(item, was, back), signed)
        if self._system is not None:
            self._system.news()
            if taken is not None and taken[1] is not None:
                said = tr("{said}, and {system} is told", said=said, system=self._system.name)
        return said

    def warning(self, fields: Mapping[str, str]) -> str:
        """Return what may be wrong with new values: a place where nothing was before."""
        for name in PLACES:
            value = fields.get(name, "")
            if value and value not in self._known(name, value):
                near = did_you_mean(value, self._places[name])
                return tr(
                    "no item was in the {place} {value!r} before. {near}",
                    place=field_in_words(name),
                    value=value,
                    near=near,
                )
        return ""

    def _known(self, name: str, value: str) -> set[str]:
        # To count the shelves of a large catalogue for each book would take too long.
        if value not in self._places.get(name, set()):
            shelves = self._catalogue.shelf_counts()
            self._places[name] = {getattr(shelf, name) for shelf in shelves} - {""}
        return self._places[name]


def changed_in(
    rows: CatalogRows, barcode: str, fields: Mapping[str, str], was: Item, signed: Signed
) -> tuple[Item, Others | None]:
    """Change fields of an item within a transaction; return it, and what others changed meanwhile.

    Raises:
        ChangedMeanwhile: A field is neither what it was nor what it is to be.
        InputRefused: No item has the barcode.
    """
    item_with(rows, barcode)
    return save_over(rows, with_fields(was, fields), was, signed)


def others_in_words(was: Item, others: Others) -> str:
    """Say who changed what of an item meanwhile."""
    changes = changes_in_words(was, {name: value_of(others.item, name) for name in others.fields})
    if not others.by:
        return tr("a file of the library system changed it meanwhile: {changes}", changes=changes)
    return tr(
        "{who} changed it meanwhile, on {time}: {changes}",
        who=others.by,
        time=moment(datetime.fromisoformat(others.at).astimezone()),
        changes=changes,
    )
