"""A library system in memory, for the rules of the outbox: strict, and failing on request."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from xml.etree.ElementTree import fromstring

from procstation.errors import OutcomeUnknown, StationError, SystemMoved, SystemRefused
from procstation.ils import (
    Abilities,
    CheckedIn,
    ItemDraft,
    ItemField,
    ItemKey,
    RemoteItem,
    RemoteTitle,
    Sighting,
    SystemState,
    TitleQuery,
)

ALL_FIELDS = frozenset(ItemField)


class MemorySystem:
    """Titles and items by number; `fails` is what the next calls that change something raise.

    An `OutcomeUnknown` in it means that the call is done and its answer lost.
    """

    def __init__(self, abilities: Abilities | None = None) -> None:
        self.abilities = abilities or Abilities(
            create_items=True, remove_items=True, changes=ALL_FIELDS, seen="stamp", check_in=True,
            loans=True, batch=10, parallel=2,
        )  # fmt: skip
        self.titles: dict[str, RemoteTitle] = {}
        self.items: dict[str, RemoteItem] = {}
        self.fails: list[StationError] = []
        self.fails_to_look: list[StationError] = []
        self.calls: list[str] = []
        self.closed = False

    def add(self, system_id: str, title: str, **values: str) -> RemoteItem:
        item = RemoteItem(
            system_id, "t1", {ItemField(name): value for name, value in values.items()}, title
        )
        self.items[system_id] = item
        return item

    def with_barcode(self, barcode: str) -> RemoteItem | None:
        return next((one for one in self.items.values() if one.barcode == barcode), None)

    def state(self) -> SystemState:
        return SystemState("Memory")

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        self.calls.append(f"look {len(keys)}")
        if self.fails_to_look:
            raise self.fails_to_look.pop(0)
        return [self.items.get(key.system_id) or self.with_barcode(key.barcode) for key in keys]

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        return [
            one
            for one in self.titles.values()
            if query.system_id == one.system_id
            or (query.isbn and query.isbn in one.isbn)
            or (query.control_number and query.control_number == one.control_number)
            or (query.words and query.words.lower() in one.title.lower())
        ][:limit]

    def create_title(self, record: bytes) -> RemoteTitle:
        """Take a record as the bench sends it: its 245 $a, and its 020 $a."""
        self.calls.append("create record")
        lost = self._fail()
        parts = {
            (field.get("tag"), part.get("code")): part.text or ""
            for field in fromstring(record)
            for part in field
        }
        isbn = parts.get(("020", "a"), "")
        if isbn and any(isbn in one.isbn for one in self.titles.values()):
            raise SystemRefused("It has this record.", "Look it up.")
        number = f"t{len(self.titles) + 1}"
        title = parts["245", "a"]
        self.titles[number] = RemoteTitle(number, title, isbn=(isbn,) if isbn else ())
        if lost is not None:
            raise lost
        return self.titles[number]

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        barcode = draft.values[ItemField.BARCODE]
        self.calls.append(f"create {barcode}")
        lost = self._fail()
        if self.with_barcode(barcode) is not None:
            raise SystemRefused(f"Duplicate barcode {barcode}.", "Use another.", "duplicate")
        number = f"i{len(self.items) + 1}"
        title = self.titles[draft.title_id].title
        self.items[number] = RemoteItem(number, draft.title_id, dict(draft.values), title)
        if lost is not None:
            raise lost
        return self.items[number]

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        self.calls.append(f"update {item.system_id}")
        lost = self._fail()
        if self.items[item.system_id] != item:
            raise SystemMoved("Changed.", "Read it again.")
        changed = replace(item, values={**item.values, **changes})
        self.items[item.system_id] = changed
        if lost is not None:
            raise lost
        return changed

    def remove_item(self, item: RemoteItem) -> None:
        self.calls.append(f"remove {item.system_id}")
        lost = self._fail()
        del self.items[item.system_id]
        if lost is not None:
            raise lost

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        self.calls.append(f"seen {len(sightings)}")
        lost = self._fail()
        troubles = []
        for one in sightings:
            item = self.items.get(one.key.system_id) or self.with_barcode(one.key.barcode)
            troubles.append("" if item else f"No item {one.key.barcode}.")
            if item is not None:
                self.items[item.system_id] = replace(item, last_seen=one.at)
        if lost is not None:
            raise lost
        return troubles

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        self.calls.append(f"check in {barcode}")
        lost = self._fail()
        item = self.with_barcode(barcode)
        assert item is not None
        self.items[item.system_id] = replace(item, last_seen=at, on_loan=False)
        if lost is not None:
            raise lost
        return CheckedIn(secure=True, destination="BRANCH")

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        del since
        yield from self.items.values()

    def close(self) -> None:
        self.closed = True

    def _fail(self) -> StationError | None:
        if not self.fails:
            return None
        error = self.fails.pop(0)
        if isinstance(error, OutcomeUnknown):
            return error
        raise error
