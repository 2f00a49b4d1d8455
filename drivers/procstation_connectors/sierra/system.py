"""What a station can do with Sierra."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
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
from procstation_connectors.sierra.calls import NOTHING, SierraCalls
from procstation_connectors.sierra.items import (
    BARCODE,
    changes_of,
    contents,
    read_item,
    read_title,
)
from procstation_connectors.sierra.options import SierraOptions
from procstation_connectors.sierra.record_number import api_number

FIELDS = "default,fixedFields,varFields"
CHANGES = frozenset(
    {
        ItemField.BARCODE,
        ItemField.CALL_NUMBER,
        ItemField.LOCATION,
        ItemField.VOLUME,
        ItemField.COPY,
        ItemField.ITEM_TYPE,
        ItemField.STATUS,
        ItemField.NOTE,
    }
)
BATCH = 20
REMARKS = (mark("The MARC tag of a call number, and so its scheme, is changed in Sierra itself."),)


class Sierra:
    """One library system. An item's `system_id` is its number in the API: seven digits without
    letter and check digit."""

    def __init__(self, site: Site, options: SierraOptions) -> None:
        self._name = site.name
        self._options = options
        self._calls = SierraCalls(site, options)
        self._abilities = Abilities(
            create_items=True,
            remove_items=True,
            changes=CHANGES,
            seen=options.seen,
            check_in=True,
            loans=True,
            deltas=True,
            batch=BATCH,
            parallel=4,
            remarks=REMARKS,
        )

    @property
    def abilities(self) -> Abilities:
        return self._abilities

    def state(self) -> SystemState:
        """Raises as `LibrarySystem`."""
        self._calls.entries("/items", {"limit": 1, "fields": "default"})
        return SystemState("Sierra", tr("items can be read"))

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        """Two calls for a barcode: Sierra answers a query with links. Raises as `LibrarySystem`."""
        numbers = [self._number(key) for key in keys]
        wanted = sorted({number for number in numbers if number})
        items: dict[str, RemoteItem] = {}
        for at in range(0, len(wanted), BATCH):
            some = wanted[at : at + BATCH]
            params: dict[str, str | int] = {
                "id": ",".join(some),
                "limit": len(some),
                "fields": FIELDS,
            }
            for entry in self._calls.entries("/items", params):
                if not entry.get("deleted"):
                    there = read_item(entry, self._options)
                    items[there.system_id] = there
        found = [items.get(number) for number in numbers]
        for key, item in zip(keys, found, strict=True):
            if item is not None and not key.system_id:
                self._check(key.barcode, item)
        return found

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        """Raises as `LibrarySystem`."""
        params: dict[str, str | int] = {"fields": "default,varFields"}
        if query.system_id:
            numbers = [api_number(query.system_id, "b")]
        elif query.isbn or query.issn:
            tag = self._options.isbn_tag
            numbers = self._query("bib", tag, query.isbn or query.issn, limit)
        elif query.control_number:
            numbers = [api_number(query.control_number, "b")]
        else:
            params |= {"text": query.words, "limit": limit}
            hits = self._calls.entries("/bibs/search", params)
            return [read_title(hit["bib"]) for hit in hits if "bib" in hit]
        if not numbers:
            return []
        params |= {"id": ",".join(numbers), "limit": len(numbers)}
        return [read_title(entry) for entry in self._calls.entries("/bibs", params)]

    def create_title(self, record: bytes) -> RemoteTitle:
        """Raises SystemRefused: records come into Sierra another way."""
        del record
        raise beyond(self._name, tr("make records"), tr("Load the record there, then try again."))

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        """Raises as `LibrarySystem`."""
        wishes = {field: wish for field, wish in draft.values.items() if wish and field in CHANGES}
        wishes.setdefault(ItemField.LOCATION, self._options.location)
        wishes.setdefault(ItemField.ITEM_TYPE, str(self._options.item_type))
        self._check_free(wishes.get(ItemField.BARCODE, ""))
        body = changes_of({}, wishes, self._options)
        body["bibIds"] = [int(api_number(draft.title_id, "b"))]
        reply = self._calls.write("POST", "/items", body)
        made = reply.json()
        link = made.get("link") if isinstance(made, dict) else None
        number = link.rpartition("/")[2] if isinstance(link, str) else ""
        if not number.isdecimal():
            raise reply.unusable(tr("no link to a new item"))
        return self._read_after(number)

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        """Raises as `LibrarySystem`."""
        for field in changes:
            if field not in CHANGES:
                raise beyond(
                    self._name,
                    tr("change the {field}", field=field_in_words(field)),
                    tr("Do it in Sierra itself."),
                )
        (fresh,) = self.find_items([ItemKey(system_id=item.system_id)])
        if fresh is None:
            raise self._gone(item)
        if item.version and fresh.version != item.version:
            raise SystemMoved(
                tr(
                    "Item {barcode} was changed in {name} meanwhile.",
                    barcode=item.barcode,
                    name=self._name,
                ),
                tr("Compare both, then decide."),
            )
        body = changes_of(fresh.native, changes, self._options)
        if changes.get(ItemField.BARCODE, fresh.barcode) != fresh.barcode:
            self._check_free(changes[ItemField.BARCODE])
        self._calls.write("PUT", f"/items/{fresh.system_id}", body)
        return self._read_after(fresh.system_id)

    def remove_item(self, item: RemoteItem) -> None:
        """Raises as `LibrarySystem`."""
        self._calls.write("DELETE", f"/items/{api_number(item.system_id, 'i')}")

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        """Raises as `LibrarySystem`."""
        if sightings and self._options.seen != "check-in":
            raise beyond(
                self._name,
                tr("note a sighting"),
                tr("Give its inventory module the file of barcodes."),
            )
        answers: list[str] = []
        for sighting, item in zip(
            sightings, self.find_items([one.key for one in sightings]), strict=True
        ):
            if item is None:
                answers.append(tr("{name} has no such item.", name=self._name))
            elif not item.on_loan:
                answers.append(
                    tr("{name} notes a check-in only of what is on loan.", name=self._name)
                )
            else:
                self.check_in(item.barcode, sighting.at)
                answers.append("")
        return answers

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        """Sierra notes its own time, not `at`. Raises as `LibrarySystem`."""
        del at
        (item,) = self.find_items([ItemKey(barcode=barcode)])
        if item is None:
            raise SystemRefused(
                tr("{name} has no item {barcode!r}.", name=self._name, barcode=barcode),
                tr("Check the barcode."),
                NOTHING,
            )
        if not item.on_loan:
            return CheckedIn(secure=True, message=tr("It was not on loan."))
        self._calls.write("DELETE", f"/items/checkouts/{quote(barcode, safe='')}")
        return CheckedIn(secure=True)

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        """Raises as `LibrarySystem`."""
        first = datetime.fromisoformat(since).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        offset, page = 0, self._options.page
        while True:
            params: dict[str, str | int] = {
                "updatedDate": f"[{first},]",
                "deleted": "false",
                "limit": page,
                "offset": offset,
                "fields": FIELDS,
            }
            entries = self._calls.entries("/items", params)
            for entry in entries:
                yield read_item(entry, self._options)
            if len(entries) < page:
                return
            offset += page

    def close(self) -> None:
        self._calls.close()

    def _number(self, key: ItemKey) -> str:
        """Return the API's number of an item, "" when there is none."""
        if key.system_id:
            return api_number(key.system_id, "i")
        numbers = self._query("item", BARCODE, key.barcode, 2) if key.barcode else []
        if len(numbers) > 1:
            raise SystemRefused(
                tr(
                    "{count} items have the barcode {barcode} in {name}.",
                    count=len(numbers),
                    barcode=key.barcode,
                    name=self._name,
                ),
                tr("Correct that in Sierra first."),
            )
        return numbers[0] if numbers else ""

    def _query(self, kind: str, tag: str, value: str, limit: int) -> list[str]:
        query: dict[str, Any] = {
            "target": {"record": {"type": kind}, "field": {"tag": tag}},
            "expr": {"op": "equals", "operands": [value, ""]},
        }
        params = {"offset": 0, "limit": limit}
        links = self._calls.entries(f"/{kind}s/query", params, query)
        return [str(link.get("link", "")).rpartition("/")[2] for link in links]

    def _check(self, barcode: str, item: RemoteItem) -> None:
        if barcode not in contents(item.native, BARCODE):
            raise SystemRefused(
                tr(
                    "{name} was asked for item {barcode} and answered with {other!r}.",
                    name=self._name,
                    barcode=barcode,
                    other=item.barcode,
                ),
                tr("Look the item up in Sierra."),
            )

    def _check_free(self, barcode: str) -> None:
        # Nothing says that Sierra itself refuses a barcode that another item has.
        if barcode and self._query("item", BARCODE, barcode, 1):
            raise SystemRefused(
                tr(
                    "Another item in {name} has the barcode {barcode}.",
                    name=self._name,
                    barcode=barcode,
                ),
                tr("Take another barcode, or look that item up."),
            )

    def _read_after(self, number: str) -> RemoteItem:
        """Read an item again that was just written: Sierra's answer to a change is empty."""
        try:
            (item,) = self.find_items([ItemKey(system_id=number)])
        except SystemTrouble as error:
            raise OutcomeUnknown(
                tr(
                    "{name} took what was sent for item {number}, and cannot be"
                    " asked how it is now: {what}",
                    name=self._name,
                    number=number,
                    what=error.what,
                ),
                tr("It is looked up before it is sent again."),
            ) from error
        if item is None:
            raise OutcomeUnknown(
                tr(
                    "{name} took what was sent for item {number}, and has no such item now.",
                    name=self._name,
                    number=number,
                ),
                tr("Look it up in Sierra."),
            )
        return item

    def _gone(self, item: RemoteItem) -> SystemRefused:
        return SystemRefused(
            tr(
                "{name} has no item {system_id} any more.",
                name=self._name,
                system_id=item.system_id,
            ),
            tr("It was removed there; look it up by its barcode."),
            NOTHING,
        )
