"""The calls to FOLIO."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from procstation.ils import (
    Abilities,
    CheckedIn,
    HttpSession,
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
    mark,
    tr,
)
from procstation_connectors.folio.answers import explain, read_object, read_rows
from procstation_connectors.folio.code_lists import CodeLists
from procstation_connectors.folio.cql import is_one_of, quoted
from procstation_connectors.folio.item_body import CHANGES, MARKS, ItemBodies, writable
from procstation_connectors.folio.login import FolioLogin
from procstation_connectors.folio.options import FolioOptions
from procstation_connectors.folio.titles import read_title, title_query

BATCH = 50


class Folio:
    """A `LibrarySystem`."""

    def __init__(self, site: Site, options: FolioOptions) -> None:
        self._site = site
        self._options = options
        login = FolioLogin(site, options.tenant, options.login == "expiring")
        self._http = HttpSession(
            site,
            site.url,
            headers=lambda: login.headers(self._http),
            renew=login.renew,
            explain=explain,
            per_second=options.per_second or None,
            verify=options.ca_file,
        )
        self._lists = CodeLists(self._http)
        self._bodies = ItemBodies(options, self._lists)
        self._holdings: dict[str, str] = {}

    @property
    def abilities(self) -> Abilities:
        hands_in = bool(self._options.service_point)
        return Abilities(
            create_items=True,
            changes=CHANGES,
            seen=self._options.seen if hands_in else "",
            check_in=hands_in,
            loans=True,
            deltas=True,
            batch=BATCH,
            parallel=4,
            remarks=(
                mark("A check-in moves requests and counts in-house use."),
                mark("A new item goes to the holdings that its record has there; none are made."),
                mark(
                    "An item's location may be that of its holdings until it gets one of its own."
                ),
            ),
        )

    def state(self) -> SystemState:
        """Raises as `LibrarySystem.state`."""
        self._lists.forget()
        point = self._options.service_point
        if point:
            self._lists.uuid("service-points", point)
        self._lists.uuid("loan-types", self._options.loan_type)
        who = {"tenant": self._options.tenant, "user": self._site.user}
        return SystemState(
            "FOLIO",
            (
                tr("tenant {tenant} as {user}, service point {point}", **who, point=point)
                if point
                else tr("tenant {tenant} as {user}", **who)
            ),
        )

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        """Raises as `LibrarySystem.find_items`."""
        numbers = sorted({key.system_id for key in keys if key.system_id})
        barcodes = sorted({key.barcode for key in keys if not key.system_id and key.barcode})
        by_number = {row["id"]: row for row in self._items("id", numbers)}
        by_barcode = {str(row.get("barcode")): row for row in self._items("barcode", barcodes)}
        for found, asked in ((by_number, numbers), (by_barcode, barcodes)):
            for other in found.keys() - set(asked):
                raise SystemRefused(
                    tr("FOLIO answers with item {other} when asked for others.", other=other),
                    tr("Look the item up in FOLIO: its barcode may differ in a letter's case."),
                )
        rows = [
            by_number.get(key.system_id) if key.system_id else by_barcode.get(key.barcode)
            for key in keys
        ]
        self._learn_holdings([row for row in rows if row is not None])
        return [self._read(row) if row is not None else None for row in rows]

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        """Raises as `LibrarySystem.find_titles`."""
        if query.system_id:
            path = f"/inventory/instances/{quote(query.system_id, safe='')}"
            reply = self._http.call("GET", path, expect=(404,))
            return [] if reply.status == 404 else [read_title(read_object(reply))]
        params: dict[str, str | int] = {"query": title_query(query), "limit": limit}
        reply = self._http.call("GET", "/inventory/instances", params=params)
        return [read_title(row) for row in read_rows(reply, "instances")]

    def create_title(self, record: bytes) -> RemoteTitle:
        """Raises SystemRefused: records come into FOLIO another way."""
        del record
        raise SystemRefused(
            tr("Records are not made in FOLIO from here."),
            tr("Import the record there, then try again."),
        )

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        """Raises as `LibrarySystem.create_item`."""
        location = draft.values.get(ItemField.LOCATION, "")
        # A library is known by its locations; FOLIO keeps none of its own with an item.
        values = dict(draft.values)
        values.pop(ItemField.LIBRARY, None)
        body = self._bodies.changed(values)
        body["holdingsRecordId"] = self._holding_for(draft.title_id, location)
        loan_type = self._lists.uuid("loan-types", self._options.loan_type)
        body["permanentLoanType"] = {"id": loan_type}
        status = self._bodies.status(draft.values.get(ItemField.STATUS, ""))
        body["status"] = {"name": status}
        if "materialType" not in body:
            raise SystemRefused(tr("FOLIO wants an item type."), tr("Choose a material type."))
        reply = self._http.call("POST", "/inventory/items", json=body)
        made = read_object(reply)
        if not isinstance(made.get("id"), str):
            raise reply.unusable(tr("no item"))
        self._holdings[body["holdingsRecordId"]] = draft.title_id
        return self._read(made)

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        """Raises as `LibrarySystem.update_item`."""
        path = f"/inventory/items/{quote(item.system_id, safe='')}"
        reply = self._http.call("GET", path, expect=(404,))
        fresh = None if reply.status == 404 else read_object(reply)
        if fresh is None or str(fresh.get("_version", "")) != item.version:
            raise _moved(item)
        keys = self._bodies.changed(changes)
        mark = ""
        if ItemField.STATUS in changes:
            status = self._bodies.status(changes[ItemField.STATUS])
            mark = MARKS.get(status, "")
            if not mark:
                keys["status"] = {"name": status}
        if keys:
            body = {**writable(fresh), **keys}
            if self._http.call("PUT", path, json=body, expect=(409,)).status == 409:
                raise _moved(item)
        if mark:
            try:
                self._http.call("POST", f"{path}/{mark}")
            except SystemTrouble as error:
                if not keys:
                    raise
                raise _half_known(item, error) from error
        try:
            (changed,) = self.find_items([ItemKey(system_id=item.system_id)])
        except SystemTrouble as error:
            raise _half_known(item, error) from error
        if changed is None:
            raise _half_known(item, None)
        return changed

    def remove_item(self, item: RemoteItem) -> None:
        """Raises SystemRefused: a station takes no item out of FOLIO."""
        raise SystemRefused(
            tr("Item {barcode} is not deleted in FOLIO from here.", barcode=item.barcode),
            tr("Withdraw it, or delete it in FOLIO."),
        )

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        """Raises as `LibrarySystem.mark_seen`."""
        if not self.abilities.seen:
            raise SystemRefused(
                tr("FOLIO takes sightings only as check-ins, and those are not allowed here."),
                tr("Set the options seen and service_point if check-ins are wanted."),
            )
        said = []
        for sighting, item in zip(
            sightings, self.find_items([one.key for one in sightings]), strict=True
        ):
            if item is None:
                said.append(tr("FOLIO has no such item."))
                continue
            try:
                self.check_in(item.barcode, sighting.at)
            except SystemRefused as refused:
                said.append(refused.what)
            else:
                said.append("")
        return said

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        """Raises as `LibrarySystem.check_in`."""
        if not self._options.service_point:
            raise SystemRefused(
                tr("{barcode} cannot be handed in: no service point is set.", barcode=barcode),
                tr("Set the option service_point to the code of one."),
            )
        said = {
            "itemBarcode": barcode,
            "servicePointId": self._lists.uuid("service-points", self._options.service_point),
            "checkInDate": at,
        }
        reply = self._http.call("POST", "/circulation/check-in-by-barcode", json=said)
        # Of loan, requester and slip nothing is looked at: they are of patrons.
        item = read_object(reply).get("item")
        if not isinstance(item, dict):
            raise reply.unusable(tr("no item"))
        status = (item.get("status") or {}).get("name", "")
        point = (item.get("inTransitDestinationServicePoint") or {}).get("name", "")
        return CheckedIn(
            secure=True,
            destination=point if status == "In transit" else "",
            on_hold=status == "Awaiting pickup",
            title=item.get("title") or "",
            message=status,
        )

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        """Raises as `LibrarySystem.changed_since`."""
        query, last = f"metadata.updatedDate>={quoted(since)}", ""
        while True:
            # By the last id and not by an offset: what changes meanwhile would shift the pages.
            beyond = f' and id>"{last}"' if last else ""
            rows = self._retrieve(f"{query}{beyond} sortby id")
            self._learn_holdings(rows)
            yield from map(self._read, rows)
            if len(rows) < BATCH:
                return
            last = rows[-1]["id"]

    def close(self) -> None:
        self._http.close()

    def _read(self, row: Mapping[str, Any]) -> RemoteItem:
        return self._bodies.read(row, self._holdings.get(row.get("holdingsRecordId", ""), ""))

    def _items(self, index: str, values: Sequence[str]) -> Iterator[dict[str, Any]]:
        for begin in range(0, len(values), BATCH):
            yield from self._retrieve(is_one_of(index, values[begin : begin + BATCH]))

    def _retrieve(self, query: str) -> list[dict[str, Any]]:
        """Return items; by POST, since a query for many is longer than an address may be."""
        said = {"query": query, "limit": BATCH, "offset": 0}
        reply = self._http.call("POST", "/inventory/items/retrieve", json=said, reads=True)
        return read_rows(reply, "items", "id", "holdingsRecordId")

    def _learn_holdings(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Learn of which record holdings are; that never changes often enough to ask again."""
        unknown = sorted({row["holdingsRecordId"] for row in rows} - self._holdings.keys())
        for begin in range(0, len(unknown), BATCH):
            query = is_one_of("id", unknown[begin : begin + BATCH])
            for row in self._find_holdings(query):
                self._holdings[row["id"]] = row["instanceId"]

    def _holding_for(self, instance_id: str, location: str) -> str:
        """Return the holdings a new item belongs to. Raises SystemRefused: none, or several."""
        rows = self._find_holdings(f"instanceId=={quoted(instance_id)}")
        wanted = self._lists.uuid("locations", location) if location else ""
        there = [row for row in rows if row.get("permanentLocationId") == wanted]
        if len(there) == 1 or len(rows) == 1:
            return str((there or rows)[0]["id"])
        raise SystemRefused(
            tr(
                "Record {instance_id} has {count} holdings in FOLIO, {fitting} of"
                " them at {location}.",
                instance_id=instance_id,
                count=len(rows),
                fitting=len(there),
                location=location or tr("no location"),
            ),
            tr("Make holdings for it there, or choose the location of one it has."),
        )

    def _find_holdings(self, query: str) -> list[dict[str, Any]]:
        params: dict[str, str | int] = {"query": query, "limit": BATCH}
        reply = self._http.call("GET", "/holdings-storage/holdings", params=params)
        return read_rows(reply, "holdingsRecords", "id", "instanceId")


def _moved(item: RemoteItem) -> SystemMoved:
    return SystemMoved(
        tr(
            "Item {barcode} was changed in FOLIO after it was read.",
            barcode=item.barcode or item.system_id,
        ),
        tr("Look at both, and decide."),
    )


def _half_known(item: RemoteItem, error: SystemTrouble | None) -> OutcomeUnknown:
    why = error.what if error is not None else tr("It is not there any more.")
    return OutcomeUnknown(
        tr(
            "FOLIO took a change of item {barcode}, and how the item is now is not known: {why}",
            barcode=item.barcode or item.system_id,
            why=why,
        ),
        tr("It is looked up before anything is sent again."),
    )
