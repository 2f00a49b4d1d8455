"""What the job asks of the store: records found, numbers taken, items changed."""

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from procstation.catalog import Catalogue, Item, Title
from procstation.catalog.meanwhile import ChangedMeanwhile
from procstation.errors import InputRefused, did_you_mean, nearest
from procstation.ils import ItemKey
from procstation.language import tr
from procstation.linking import (
    BY_HAND,
    AssignBarcode,
    Assigned,
    BriefRecord,
    Changed,
    ChangedElsewhere,
    ChangeItem,
    Found,
    HandedOver,
    HandOver,
    ItemsCounted,
    Match,
    NumberLeased,
    Release,
    Released,
    StackMatched,
    Told,
    Undo,
)
from procstation.station.item_changes import ItemChanges, others_in_words
from procstation.station.look_around import LookAround
from procstation.station.open_items import OpenItems
from procstation.station.system_desk import SystemDesk
from procstation.sweeping.cases import met

MOST_MATCHES = 9

BY_NUMBER = frozenset({"isbn", "issn", "control number"})
"""A scan names a title by one of these; that its digits stand in a title says nothing."""


class CatalogueActs:
    """Answers from the store, at once.

    Args:
        lease: Takes the next barcode of the station's block.
        now: The time, ISO 8601 in UTC.
        station: Names what is done here.
        system: What the library system is told through; None without one.
        around: Who may have what the catalogue has not; None when there is nobody to ask.
        home: Where records written by hand are kept.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        lease: Callable[[], str],
        now: Callable[[], str],
        station: str,
        system: SystemDesk | None = None,
        around: LookAround | None = None,
        home: Path | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._lease = lease
        self._now = now
        self._station = station
        self.by: Callable[[], str] = lambda: station
        """Who is noted to have changed an item."""
        self._system = system
        self._around = around
        self._home = home
        self.open_items = OpenItems(catalogue.store, station, now)
        """What this station has in work, told to the others."""
        self._changes = ItemChanges(catalogue, self._signature, now, system)

    def look_up(self, number: int, code: str) -> Found:
        """Find whose code it is: an item's first, since its number names one thing only.

        An item that a sweep looks for is found by that.
        """
        held = self._catalogue.by_barcode(code)
        if held is not None:
            item, title = held
            self.open_items.take(item.id, code)
            met(self._catalogue.store, code, self._station, self._now())
            told = self._around.told(item) if self._around is not None else None
            return Found(number, code, (self._match(title, item, told),))
        hits = self._catalogue.find(code, MOST_MATCHES)
        matches = tuple(Match(hit.title, None, hit.items) for hit in hits if hit.why in BY_NUMBER)
        to_ask = self._around.whom(code) if self._around is not None and not matches else ""
        return Found(number, code, matches, to_ask)

    def match_all(self, number: int, codes: Sequence[str]) -> StackMatched:
        """Find the items that have these barcodes."""
        found = (self._catalogue.by_barcode(code) for code in codes)
        return StackMatched(
            number, tuple(Match(held[1], held[0]) for held in found if held is not None)
        )

    def count(self, place: str) -> ItemsCounted:
        """Count the items of a location, or of a library, and those that have a tag."""
        items: Counter[str] = Counter()
        tagged: Counter[str] = Counter()
        for shelf in self._catalogue.shelf_counts():
            # A library with one location of its own name is one place.
            for name in {shelf.library, shelf.location} - {""}:
                items[name] += shelf.items
                tagged[name] += shelf.tagged
        meant = [name for name in items if name.casefold() == place.casefold()]
        if not meant:
            # In capitals or not, a slip of the finger is near to what was meant.
            folded = {name.casefold(): name for name in items}
            near = nearest(place.casefold(), folded)
            hint = did_you_mean(folded[near] if near else place, items)
            return ItemsCounted(place, 0, hint=hint)
        name = place if place in meant else meant[0]
        return ItemsCounted(name, items[name], tagged[name])

    def fetch(self, number: int, title_id: int) -> Found:
        """Return a record by its id in the store."""
        title = self._catalogue.title(title_id)
        matches = (self._match(title),) if title is not None else ()
        return Found(number, str(title_id), matches)

    def add_record(self, number: int, record: BriefRecord) -> Found:
        """Take a brief record that a person wrote into the catalogue, as an act of loading.

        Raises:
            InputRefused: It has no title, or its ISBN is none.
            StoreError: It cannot be stored.
        """
        from procstation.copycat import by_hand  # noqa: PLC0415
        from procstation.copycat.copy_cataloguing import FOLDER  # noqa: PLC0415

        assert self._home is not None, "every station has one"
        said = by_hand.title_by_hand(
            record.title,
            record.author,
            record.date,
            isbn=(record.isbn,) if record.isbn else (),
            call_number=record.call_number,
        )
        day = self._now()[:10].replace("-", "")
        marc = by_hand.record_by_hand(said, day)
        taken = by_hand.bring_in_by_hand(self._catalogue, self._home / FOLDER, marc)
        return Found(number, BY_HAND, self.fetch(number, taken.title_id).matches)

    def next_number(self, number: int) -> NumberLeased:
        return NumberLeased(number, self._lease())

    def assign(self, number: int, wish: AssignBarcode) -> Assigned:
        """Give the item its barcode.

        Raises:
            InputRefused: Another item has it.
        """
        item = self._catalogue.assign_barcode(
            wish.title_id,
            wish.barcode,
            item_id=wish.item_id,
            copy=self._copy_of(wish),
            by=self.by(),
            at=self._now(),
        )
        return Assigned(number, item)

    def change(self, number: int, wish: ChangeItem) -> Changed | ChangedElsewhere:
        """Change fields of the item; nobody looks for it any more.

        Raises:
            InputRefused: It is gone.
        """
        warning = self._changes.warning(wish.fields)
        try:
            item, detail, others = self._changes.change(wish.barcode, wish.fields, wish.was)
        except ChangedMeanwhile as error:
            others = error.others
            detail = others_in_words(wish.was, others)
            return ChangedElsewhere(number, others.item, others.fields, detail)
        meanwhile = others_in_words(wish.was, others) if others is not None else ""
        return Changed(number, item, detail, warning, meanwhile)

    def hand_over(self, number: int, wish: HandOver) -> HandedOver:
        """Have the library system told what is new of the item."""
        assert self._system is not None, "only a station with a system has profiles with this step"
        return HandedOver(
            number, self._system.hand_over(wish.barcode, wish.status, self._act(number))
        )

    def key_of(self, barcode: str) -> ItemKey:
        """Return what the library system finds the item by."""
        held = self._catalogue.by_barcode(barcode)
        return ItemKey(held[0].system_id if held is not None else "", barcode)

    def release(self, number: int, wish: Release) -> Released:
        """Set the item's status, when the profile names one: it may go to the shelf."""
        if wish.status:
            self._catalogue.set_status(wish.barcode, wish.status, by=self.by(), at=self._now())
        self.open_items.release(wish.barcode)
        return Released(number)

    def take_back(self, number: int, undo: Undo) -> str:
        """Take back what was changed of the item, and a barcode assigned here, and say so."""
        acts = [self._changed_back(number, undo), self._unassigned(number, undo)]
        return ", ".join(filter(None, acts))

    def _changed_back(self, number: int, undo: Undo) -> str:
        if undo.restore is None:
            return ""
        act = self._act(number)
        try:
            return self._changes.restore(undo.barcode, undo.restore, undo.fields, act, undo.became)
        except InputRefused:
            return tr("{barcode} is not in the catalogue any more", barcode=undo.barcode)

    def _unassigned(self, number: int, undo: Undo) -> str:
        if not undo.unassign:
            return ""
        try:
            if self._system is not None:
                said = self._system.take_back(undo.barcode, self._act(number))
            else:
                self._catalogue.unassign_barcode(undo.barcode, by=self.by(), at=self._now())
                said = ""
        except InputRefused:
            # Taken back already, before a restart.
            return tr("{barcode} is free", barcode=undo.barcode)
        return f"{tr('{barcode} is taken back', barcode=undo.barcode)}{said}"

    def _signature(self) -> str:
        # Who is signed in is set later, and another one each hour.
        return self.by()

    def _act(self, number: int) -> str:
        """Name what was done for an item in work, for the outbox: done again, it is the same."""
        return f"{self._station}/{number}"

    def _copy_of(self, wish: AssignBarcode) -> str:
        """A further item of a title is its next copy; one the record knew keeps what it says."""
        if wish.item_id is not None:
            return ""
        others = [one for one in self._catalogue.items_of(wish.title_id) if not one.volume]
        return f"c.{len(others) + 1}" if others else ""

    def _match(self, title: Title, item: Item | None = None, told: Told | None = None) -> Match:
        return Match(title, item, tuple(self._catalogue.items_of(title.id)), told)
