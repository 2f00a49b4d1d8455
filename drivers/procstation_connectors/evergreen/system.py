"""What a station can do with Evergreen."""

from collections.abc import Iterator, Sequence
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
from procstation_connectors.evergreen.calls import NO_COPY, EvergreenCalls
from procstation_connectors.evergreen.copies import (
    KEYS,
    PATCHED,
    fields_of,
    number_for,
    read_copy,
    read_title,
)
from procstation_connectors.evergreen.options import EvergreenOptions

BY_BARCODE = "open-ils.search.asset.copy.fleshed2.find_by_barcode"
BY_NUMBER = "open-ils.search.asset.copy.retrieve"
UPDATE = "open-ils.cat.asset.copy.fleshed.batch.update"
VOLUME = "open-ils.cat.call_number.find_or_create"
COUNT = "open-ils.circ.circulation.update_copy_inventory"
CHECK_IN = "open-ils.circ.checkin"
IMPORT = "open-ils.cat.biblio.record.xml.import"
REMARKS = (
    mark("Titles are found by record number only."),
    mark("A new item begins with the status In process."),
    mark("Evergreen notes its own time with a sighting."),
)


class Evergreen:
    """One Evergreen. An item's `system_id` is the number of the copy."""

    def __init__(self, site: Site, options: EvergreenOptions) -> None:
        self._name = site.name
        self._options = options
        self._calls = EvergreenCalls(site, options)
        self._abilities = Abilities(
            create_titles=True,
            create_items=True,
            remove_items=True,
            changes=frozenset({*KEYS, ItemField.CALL_NUMBER}),
            seen="stamp" if options.workstation else "",
            check_in=True,
            loans=True,
            batch=50,
            parallel=4,
            remarks=REMARKS,
        )

    @property
    def abilities(self) -> Abilities:
        return self._abilities

    def state(self) -> SystemState:
        """Raises as `LibrarySystem`."""
        self._calls.api("GET", "/self/me")
        _ = self._calls.idl
        workstation = self._options.workstation
        if workstation:
            return SystemState(
                "Evergreen", tr("at workstation {workstation}", workstation=workstation)
            )
        return SystemState(
            "Evergreen", warnings=(tr("Without a workstation no sightings can be noted."),)
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
        if not number.isdecimal():
            return []
        reply = self._calls.api("GET", f"/bib/{number}", missing=True)
        if reply.status == 404:
            return []
        record = reply.json()
        if not isinstance(record, dict):
            raise reply.unusable(tr("no record"))
        return [read_title(number, str(record.get("marc") or ""))]

    def create_title(self, record: bytes) -> RemoteTitle:
        """Raises as `LibrarySystem`."""
        marc = record.decode()
        title = read_title("", marc).title
        if not title:
            raise SystemRefused(
                tr("That is no MARCXML record with a title."), tr("Fetch it again.")
            )
        # Before the record is made: what fails afterwards leaves a doubt.
        idl = self._calls.idl
        fields = idl.read(self._calls.act(IMPORT, marc), "bre")
        if not fields or fields.get("id") is None:
            raise OutcomeUnknown(
                tr("{name} took a record, and its answer names none.", name=self._name),
                tr("It is looked up before it is sent again."),
            )
        return read_title(str(fields["id"]), marc)

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        """Raises as `LibrarySystem`."""
        values = {field: value for field, value in draft.values.items() if value}
        needed = (ItemField.BARCODE, ItemField.CALL_NUMBER, ItemField.LIBRARY)
        missing = [field for field in needed if field not in values]
        if missing or not draft.title_id.isdecimal():
            raise SystemRefused(
                tr(
                    "{name} makes no item without {missing}.",
                    name=self._name,
                    missing=", ".join(missing) or tr("a record number"),
                ),
                tr("Complete the item first."),
            )
        barcode = values[ItemField.BARCODE]
        library = number_for(ItemField.LIBRARY, values[ItemField.LIBRARY], self._options.libraries)
        rest = fields_of(
            {field: values[field] for field in PATCHED.keys() - set(needed) if field in values},
            self._options,
        )
        body = {
            "bib": int(draft.title_id),
            "call_number": values[ItemField.CALL_NUMBER],
            "circ_lib": library,
            "barcode": barcode,
        }
        self._calls.api("POST", "/items", body)
        try:
            if rest:
                self._calls.api("PATCH", _path(barcode), rest)
        except SystemTrouble as error:
            raise self._unsure(barcode, error) from error
        return self._read_after(barcode)

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        """Raises as `LibrarySystem`."""
        for field in changes:
            if field not in self._abilities.changes:
                raise beyond(
                    self._name,
                    tr("change the {field}", field=field_in_words(field)),
                    tr("Do it in Evergreen itself."),
                )
        fresh = self._find(ItemKey(item.system_id, item.barcode))
        if fresh is None:
            raise SystemRefused(
                tr(
                    "{name} has no item {system_id} any more.",
                    name=self._name,
                    system_id=item.system_id,
                ),
                tr("It was removed there; look it up by its barcode."),
                NO_COPY,
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
        fields = fields_of(changes, self._options)
        if changes.keys() <= PATCHED.keys():
            self._calls.api("PATCH", _path(fresh.barcode), fields)
        else:
            self._update(fresh, fields, changes.get(ItemField.CALL_NUMBER))
        return self._read_after(changes.get(ItemField.BARCODE, fresh.barcode))

    def remove_item(self, item: RemoteItem) -> None:
        """Raises as `LibrarySystem`."""
        self._calls.api("DELETE", _path(item.barcode))

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        """Raises as `LibrarySystem`."""
        if sightings and not self._options.workstation:
            raise beyond(self._name, tr("note a sighting"), tr("Set the option workstation."))
        found = self.find_items([one.key for one in sightings])
        numbers = [int(item.system_id) for item in found if item is not None]
        failed: set[int] = set()
        if numbers and self._count(numbers):
            # It tells only how many it could not note: asked for one by one, it tells which.
            failed = {number for number in numbers if self._count([number])}
        answers: list[str] = []
        for item in found:
            if item is None:
                answers.append(tr("{name} has no such item.", name=self._name))
            else:
                refused = int(item.system_id) in failed
                answers.append(tr("{name} did not note it.", name=self._name) if refused else "")
        return answers

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        """Evergreen notes its own time, not `at`. Raises as `LibrarySystem`."""
        del at
        events = self._calls.act(
            CHECK_IN, {"copy_barcode": barcode}, fine=("NO_CHANGE", "ROUTE_ITEM")
        )
        event: Any = events[0] if isinstance(events, list) and events else events
        if not isinstance(event, dict):
            return CheckedIn()
        # Of the rest nothing is kept: it names the patron.
        routed = event.get("textcode") == "ROUTE_ITEM"
        number = str(event.get("org") or "") if routed else ""
        payload = event.get("payload")
        return CheckedIn(
            secure=None if routed else True,
            destination=self._options.libraries.get(number, number),
            on_hold=isinstance(payload, dict) and bool(payload.get("hold")),
        )

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        """Raises SystemRefused: it does not tell."""
        del since
        raise beyond(
            self._name,
            tr("ask what was changed since a time"),
            tr("Load an export of it every night."),
        )

    def close(self) -> None:
        self._calls.close()

    def _find(self, key: ItemKey) -> RemoteItem | None:
        barcode = key.barcode
        try:
            if key.system_id:
                if not key.system_id.isdecimal():
                    return None
                there = self._calls.ask(BY_NUMBER, int(key.system_id))
                copy = self._calls.idl.read(there, "acp")
                barcode = str(copy["barcode"]) if copy else ""
            if not barcode:
                return None
            native = self._calls.ask(BY_BARCODE, barcode)
        except SystemRefused as refused:
            if refused.code == NO_COPY:
                return None
            raise
        item = read_copy(native, self._calls.idl, self._options)
        if item is not None and (
            item.barcode != barcode or key.system_id not in {"", item.system_id}
        ):
            raise SystemRefused(
                tr(
                    "{name} was asked for item {barcode} and answered with {other!r}.",
                    name=self._name,
                    barcode=barcode,
                    other=item.barcode,
                ),
                tr("Look the item up in Evergreen."),
            )
        return item

    def _update(self, fresh: RemoteItem, fields: dict[str, Any], number: str | None) -> None:
        idl = self._calls.idl
        copy = idl.read(fresh.native, "acp") or {}
        volume = idl.read(copy["call_number"], "acn") or {}
        if number is None:
            fields["call_number"] = volume["id"]
        else:
            owner, title = volume["owning_lib"], int(fresh.title_id)
            made = self._calls.act(VOLUME, number, title, owner, twice=True)
            fields["call_number"] = made["acn_id"]
        self._calls.act(UPDATE, [idl.changed(fresh.native, fields)])

    def _count(self, numbers: list[int]) -> int:
        answer = self._calls.act(COUNT, {"copy_list": numbers})
        return int(answer[1]) if isinstance(answer, list) and len(answer) == 2 else 0

    def _read_after(self, barcode: str) -> RemoteItem:
        """Read an item again that was just written."""
        try:
            item = self._find(ItemKey(barcode=barcode))
        except SystemTrouble as error:
            raise self._unsure(barcode, error) from error
        if item is None:
            raise OutcomeUnknown(
                tr(
                    "{name} took what was sent for item {barcode}, and has no such item now.",
                    name=self._name,
                    barcode=barcode,
                ),
                tr("Look it up in Evergreen."),
            )
        return item

    def _unsure(self, barcode: str, error: SystemTrouble) -> OutcomeUnknown:
        return OutcomeUnknown(
            tr(
                "{name} took what was sent for item {barcode}, and then: {what}",
                name=self._name,
                barcode=barcode,
                what=error.what,
            ),
            tr("It is looked up before it is sent again."),
        )


def _path(barcode: str) -> str:
    return f"/item/{quote(barcode, safe='')}"
