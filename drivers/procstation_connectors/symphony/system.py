"""What a station can do with Symphony."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from procstation.ils import (
    Abilities,
    CheckedIn,
    ItemDraft,
    ItemField,
    ItemKey,
    OutcomeUnknown,
    RemoteItem,
    RemoteTitle,
    Sighting,
    Site,
    Status,
    SystemConfused,
    SystemMoved,
    SystemRefused,
    SystemState,
    SystemTrouble,
    TitleQuery,
    field_in_words,
    mark,
    tr,
)
from procstation_connectors.beyond import beyond
from procstation_connectors.symphony.calls import SymphonyCalls
from procstation_connectors.symphony.options import SymphonyOptions
from procstation_connectors.symphony.records import (
    OF_CALL,
    OF_ITEM,
    bib_key,
    call_changes,
    item_changes,
    key_of,
    read_item,
    read_title,
)

ITEM = "*,call{*},bib{title,author}"
WRITTEN = ("barcode", "itemType", "homeLocation", "currentLocation")
REMARKS = (
    mark("Records are found by their number only: for others, fetch the record by SRU or Z39.50."),
    mark("New items are made in Symphony itself, or loaded there."),
)


class Symphony:
    """One library. An item's `system_id` is its key: catalogue key, call number and copy."""

    def __init__(self, site: Site, options: SymphonyOptions) -> None:
        self._name = site.name
        self._options = options
        self._calls = SymphonyCalls(site, options)
        self._abilities = Abilities(
            changes=OF_ITEM | (OF_CALL if options.call_numbers else frozenset()),
            seen=options.seen,
            check_in=True,
            loans=True,
            parallel=4,
            remarks=REMARKS,
        )

    @property
    def abilities(self) -> Abilities:
        return self._abilities

    def state(self) -> SystemState:
        """Raises as `LibrarySystem`."""
        found = self._calls.read("/catalog/item/describe") or {}
        listed = found.get("fields")
        names = [one.get("name") for one in listed if isinstance(one, dict)] if listed else []
        warnings = [
            tr("Its items have no field {name}: that will not be changed.", name=name)
            for name in WRITTEN
            if names and name not in names
        ]
        library = self._options.library
        if not library:
            warnings.append(tr("Changes need the option library."))
        return SystemState(
            "Symphony",
            tr("working library {library}", library=library) if library else "",
            warnings,
        )

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        """Raises as `LibrarySystem`."""
        return [self._find(key) for key in keys]

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        """Raises as `LibrarySystem`."""
        del limit
        number = query.system_id or ("" if query.isbn or query.issn else query.control_number)
        if not number:
            raise beyond(
                self._name,
                tr("search its records"),
                tr("Look the record up by its number, or by SRU."),
            )
        key = bib_key(number)
        found = self._calls.read(f"/catalog/bib/key/{key}", "*") if key else None
        return [read_title(found)] if found and "key" in found else []

    def create_title(self, record: bytes) -> RemoteTitle:
        """Raises SystemRefused: records come into Symphony another way."""
        del record
        raise beyond(self._name, tr("make records"), tr("Load the record there, then try again."))

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        """Raises SystemRefused: only Symphony itself makes items."""
        raise beyond(
            self._name,
            tr("make item {barcode}", barcode=draft.values.get(ItemField.BARCODE, "")),
            tr("Make it in Symphony, then try again."),
        )

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        """Raises as `LibrarySystem`."""
        for field in changes:
            if field not in self._abilities.changes:
                raise beyond(
                    self._name,
                    tr("change the {field}", field=field_in_words(field)),
                    tr("Do it in Symphony itself."),
                )
        fresh = self._find(ItemKey(item.system_id))
        if fresh is None:
            raise SystemRefused(
                tr(
                    "{name} has no item {system_id} any more.",
                    name=self._name,
                    system_id=item.system_id,
                ),
                tr("It was removed or moved there; look it up by its barcode."),
            )
        if item.version and fresh.version != item.version:
            raise SystemMoved(
                tr(
                    "Item {barcode} was changed in {name} meanwhile.",
                    barcode=item.barcode,
                    name=self._name,
                ),
                tr("Compare both, then decide."),
            )
        native: Mapping[str, Any] = fresh.native
        of_item = item_changes(native, changes, self._options)
        of_call = call_changes(changes, self._options)
        call = native["fields"].get("call")
        if of_call:
            self._check_alone(call)
        if of_item:
            self._put("item", fresh.system_id, of_item)
        if of_call:
            self._put_second("call", key_of(call), of_call, half_done=bool(of_item))
        return self._read_after(fresh.system_id)

    def remove_item(self, item: RemoteItem) -> None:
        """Raises SystemRefused: only Symphony itself does that."""
        raise beyond(
            self._name,
            tr("remove item {barcode}", barcode=item.barcode),
            tr("Do it in Symphony itself."),
        )

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        """Raises as `LibrarySystem`."""
        if sightings and self._options.seen != "check-in":
            raise beyond(
                self._name,
                tr("note a sighting"),
                tr("Give its inventory tool the file of barcodes."),
            )
        answers: list[str] = []
        for sighting in sightings:
            item = self._find(sighting.key)
            if item is None:
                answers.append(tr("{name} has no such item.", name=self._name))
                continue
            try:
                self._hand_in(item.barcode)
            except SystemRefused as refused:
                answers.append(refused.what)
            else:
                answers.append("")
        return answers

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        """Symphony notes its own time, not `at`. Raises as `LibrarySystem`."""
        del at
        item = self._find(ItemKey(barcode=barcode))
        if item is None:
            raise SystemRefused(
                tr("{name} has no item {barcode!r}.", name=self._name, barcode=barcode),
                tr("Check the barcode."),
            )
        self._hand_in(barcode)
        status = self._read_after(item.system_id).values[ItemField.STATUS]
        return CheckedIn(
            secure=True,
            on_hold=status == Status.ON_HOLD,
            title=item.title,
            message=tr("It has to go to another library.") if status == Status.IN_TRANSIT else "",
        )

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        """Raises SystemRefused: Symphony does not tell."""
        raise beyond(
            self._name,
            tr("ask what was changed since {since}", since=since),
            tr("Load a dump of its records instead."),
        )

    def close(self) -> None:
        self._calls.close()

    def _find(self, key: ItemKey) -> RemoteItem | None:
        if key.system_id:
            path = f"/catalog/item/key/{quote(key.system_id, safe=':')}"
        elif key.barcode:
            path = f"/catalog/item/barcode/{quote(key.barcode, safe='')}"
        else:
            return None
        found = self._calls.read(path, ITEM)
        if found is None:
            return None
        if not isinstance(found.get("fields"), dict) or "key" not in found:
            raise SystemConfused(
                tr(
                    "{name} answered {path} with something that is no item.",
                    name=self._name,
                    path=path,
                ),
                tr("Check the address; if it stays, ask whoever runs the system."),
            )
        item = read_item(found, self._options)
        asked, got = (
            (key.system_id, item.system_id) if key.system_id else (key.barcode, item.barcode)
        )
        if asked != got:
            raise SystemRefused(
                tr(
                    "{name} was asked for item {asked} and answered with {got!r}.",
                    name=self._name,
                    asked=asked,
                    got=got,
                ),
                tr("Look the item up in Symphony."),
            )
        return item

    def _hand_in(self, barcode: str) -> None:
        self._calls.write("POST", "/circulation/circRecord/checkIn", {"itemBarcode": barcode})

    def _check_alone(self, call: Any) -> None:
        listed = call.get("fields", {}).get("itemList") if isinstance(call, dict) else None
        if self._options.call_numbers == "shared" or (isinstance(listed, list) and len(listed) < 2):
            return
        raise SystemRefused(
            tr(
                "Other items hang on the same call number in {name}: they would"
                " get the new one too.",
                name=self._name,
            ),
            tr("Part them in Symphony first, or allow it (option call_numbers)."),
        )

    def _put(self, kind: str, key: str, fields: Mapping[str, Any]) -> None:
        body = {"resource": f"/catalog/{kind}", "key": key, "fields": dict(fields)}
        self._calls.write("PUT", f"/catalog/{kind}/key/{quote(key, safe=':')}", body)

    def _put_second(
        self, kind: str, key: str, fields: Mapping[str, Any], *, half_done: bool
    ) -> None:
        try:
            self._put(kind, key, fields)
        except SystemTrouble as error:
            if not half_done:
                raise
            raise OutcomeUnknown(
                tr(
                    "{name} took one half of the change and not the other: {what}",
                    name=self._name,
                    what=error.what,
                ),
                error.do_next,
            ) from error

    def _read_after(self, key: str) -> RemoteItem:
        """Read an item again that was just written."""
        try:
            item = self._find(ItemKey(key))
        except SystemTrouble as error:
            raise OutcomeUnknown(
                tr(
                    "{name} took what was sent for item {key}, and cannot be"
                    " asked how it is now: {what}",
                    name=self._name,
                    key=key,
                    what=error.what,
                ),
                tr("It is looked up before it is sent again."),
            ) from error
        if item is None:
            raise OutcomeUnknown(
                tr(
                    "{name} took what was sent for item {key}, and has no such item now.",
                    name=self._name,
                    key=key,
                ),
                tr("Look it up in Symphony."),
            )
        return item
