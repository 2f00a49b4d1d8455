"""The calls to Koha (`/api/v1`)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from procstation.ils import (
    Abilities,
    CheckedIn,
    HttpSession,
    ItemDraft,
    ItemField,
    ItemKey,
    RemoteItem,
    RemoteTitle,
    Reply,
    Sighting,
    Site,
    SystemMoved,
    SystemRefused,
    SystemState,
    TitleQuery,
    mark,
    say_the_body,
    tr,
    tr_marked,
)
from procstation_connectors.koha.item_body import (
    HOLDING,
    LAST_SEEN,
    LOCAL_SUBFIELDS,
    ItemBodies,
)
from procstation_connectors.koha.login import BasicLogin, TokenLogin
from procstation_connectors.koha.options import KohaOptions
from procstation_connectors.koha.titles import read_title, title_filter

API = "/api/v1"
BATCH = 50
"""Barcodes in one query: some 1,300 characters of URL, which every proxy lets pass."""

MARCXML = "application/marcxml+xml"
WITH_TITLE = {"x-koha-embed": "biblio"}

DUPLICATE = "duplicate_barcode"
WORDS = {
    "book_on_loan": mark("the item is on loan"),
    "book_reserved": mark("the item is on hold for somebody"),
    "last_item_for_hold": mark("it is the last item that can fill a hold of the record"),
    "linked_analytics": mark("analytic records are linked to the item"),
    "not_same_branch": mark("the item belongs to another library than the login"),
}


class Koha:
    """A `LibrarySystem`."""

    def __init__(self, site: Site, options: KohaOptions) -> None:
        self._site = site
        self._options = options
        self._bodies = ItemBodies(options)
        self._drops_local_subfields = False
        login = BasicLogin(site) if options.login == "basic" else TokenLogin(site)
        base = site.url.rstrip("/")
        self._http = HttpSession(
            site,
            base if base.endswith(API) else base + API,
            headers=lambda: login.headers(self._http),
            renew=login.renew,
            explain=explain,
            per_second=options.per_second or None,
            verify=options.ca_file,
        )

    @property
    def abilities(self) -> Abilities:
        return Abilities(
            create_titles=True,
            create_items=True,
            remove_items=True,
            changes=frozenset(ItemField),
            seen="stamp",
            loans=True,
            batch=BATCH,
            parallel=4,
            remarks=(
                mark("A sighting sets the date last seen; Koha's own check-in is not touched."),
                mark("Koha has no lock: an item is read again just before it is changed."),
                mark(
                    "Many versions drop local subfields of 952 at a change; the"
                    " station compares, and stops changing such items when one"
                    " was dropped."
                ),
            ),
        )

    def state(self) -> SystemState:
        """Raises as `LibrarySystem.state`."""
        libraries, _ = self._page("/libraries", {"_per_page": 1})
        _, items = self._page("/items", {"_per_page": 1})
        warnings = () if libraries else (tr("It has no libraries, or the login may not see them."),)
        return SystemState(
            "Koha", tr("as {user}; {items:,} items", user=self._site.user, items=items), warnings
        )

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        """Raises as `LibrarySystem.find_items`."""
        numbers = {int(key.system_id) for key in keys if key.system_id.isdecimal()}
        barcodes = {key.barcode for key in keys if not key.system_id and key.barcode}
        by_number = {int(row["item_id"]): row for row in self._items("item_id", sorted(numbers))}
        by_barcode = {
            row["external_id"]: row for row in self._items("external_id", sorted(barcodes))
        }
        for found, asked in ((by_number, numbers), (by_barcode, barcodes)):
            for other in found.keys() - asked:
                raise SystemRefused(
                    tr("Koha answers with item {other} when asked for others.", other=other),
                    tr("Look the item up in Koha: its barcode may differ in a letter's case."),
                )
        rows = [
            (by_number.get(int(key.system_id)) if key.system_id.isdecimal() else None)
            if key.system_id
            else by_barcode.get(key.barcode)
            for key in keys
        ]
        return [self._bodies.read(row) if row is not None else None for row in rows]

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        """Raises as `LibrarySystem.find_titles`."""
        accept = {"Accept": "application/json"}
        if query.system_id:
            path = f"/biblios/{quote(query.system_id, safe='')}"
            reply = self._http.call("GET", path, headers=accept, expect=(404,))
            return [] if reply.status == 404 else [read_title(_object(reply))]
        wanted = title_filter(query, self._options.title_keys)
        params: dict[str, str | int] = {"q": _json(wanted), "_per_page": limit}
        reply = self._http.call("GET", "/biblios", params=params, headers=accept)
        return [read_title(row) for row in _objects(reply)]

    def create_title(self, record: bytes) -> RemoteTitle:
        """Koha looks for a duplicate itself, and is not told to overlook one. Raises as
        `LibrarySystem.create_title`."""
        headers = {"Content-Type": MARCXML, "x-record-schema": "MARC21"}
        reply = self._http.call("POST", "/biblios", body=record, headers=headers)
        number = _object(reply).get("id")
        if not isinstance(number, int):
            raise reply.unusable(tr("no number of a record"))
        return RemoteTitle(str(number), "")

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        """Raises as `LibrarySystem.create_item`."""
        body = self._bodies.changed({}, draft.values)
        body.setdefault(HOLDING, body.get("home_library_id"))
        path = f"/biblios/{quote(draft.title_id, safe='')}/items"
        reply = self._http.call("POST", path, json=body)
        return self._bodies.read(self._kept(reply, body, ""))

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        """Raises as `LibrarySystem.update_item`."""
        fresh = self._read(item.system_id)
        if fresh is None or self._bodies.read(fresh).version != item.version:
            number = item.barcode or item.system_id
            raise SystemMoved(
                tr("Item {number} was deleted in Koha after it was read.", number=number)
                if fresh is None
                else tr("Item {number} was changed in Koha after it was read.", number=number),
                tr("Look at both, and decide."),
            )
        return self._bodies.read(self._put(fresh, self._bodies.changed(fresh, changes)))

    def remove_item(self, item: RemoteItem) -> None:
        """Raises as `LibrarySystem.remove_item`."""
        self._http.call("DELETE", f"/items/{quote(item.system_id, safe='')}", expect=(404,))

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        """Raises as `LibrarySystem.mark_seen`."""
        items = self.find_items([sighting.key for sighting in sightings])
        return [
            self._stamp(sighting, item) for sighting, item in zip(sightings, items, strict=True)
        ]

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        """Raises SystemRefused: Koha's REST API has no check-in."""
        del at
        raise SystemRefused(
            tr("{barcode} cannot be handed in: Koha's REST API has no check-in.", barcode=barcode),
            tr("Use Koha's own page, or set up its SIP2 server as a system of its own."),
        )

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        """Raises SystemRefused: Koha does not tell."""
        raise SystemRefused(
            tr("Koha does not tell what was changed since {since}.", since=since),
            tr("Load an export of Koha instead."),
        )

    def close(self) -> None:
        self._http.close()

    def _stamp(self, sighting: Sighting, item: RemoteItem | None) -> str:
        if item is None:
            return tr(
                "Koha has no item {barcode}.",
                barcode=sighting.key.barcode or sighting.key.system_id,
            )
        if _is_no_earlier(item.last_seen, sighting.at):
            return ""
        try:
            self._put(item.native, {LAST_SEEN: sighting.at})
        except SystemRefused as refused:
            return refused.what
        return ""

    def _put(self, native: Mapping[str, Any], changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Send an item back whole, changed, and return it as it is then."""
        local = native.get(LOCAL_SUBFIELDS)
        if local and (self._drops_local_subfields or self._options.local_subfields == "refuse"):
            raise SystemRefused(
                tr(
                    "Item {barcode} has local subfields in 952, which this Koha may drop at a"
                    " change.",
                    barcode=native.get("external_id"),
                ),
                tr("Change it in Koha itself."),
                "local_subfields",
            )
        body = {**self._bodies.writable(native), **changes}
        path = f"/biblios/{native['biblio_id']}/items/{native['item_id']}"
        reply = self._http.call("PUT", path, json=body)
        kept = self._kept(reply, changes, str(local or ""))
        # The answer to a change has no record embedded, and the title is still the same.
        return {**kept, "biblio": native.get("biblio")}

    def _kept(self, reply: Reply, sent: Mapping[str, Any], local: str) -> dict[str, Any]:
        """Return the item that was answered, when it is what was sent."""
        row = _object(reply)
        if not isinstance(row.get("item_id"), int):
            raise reply.unusable(tr("no item"))
        if local and not row.get(LOCAL_SUBFIELDS):
            self._drops_local_subfields = True
            raise SystemRefused(
                tr(
                    "Koha changed item {barcode} and dropped its local subfields: {subfields}",
                    barcode=row.get("external_id"),
                    subfields=" ".join(local.split())[-200:],
                ),
                tr("Put them back in Koha; items with such subfields are left alone from now on."),
                "local_subfields",
            )
        for key, value in sent.items():
            if key != LAST_SEEN and row.get(key) != value:
                raise SystemRefused(
                    tr(
                        "Koha took the change of item {barcode} and has {kept!r} as"
                        " {key}, not {value!r}.",
                        barcode=row.get("external_id"),
                        kept=row.get(key),
                        key=key,
                        value=value,
                    ),
                    tr("Look at the item in Koha."),
                )
        return row

    def _read(self, number: str) -> dict[str, Any] | None:
        path = f"/items/{quote(number, safe='')}"
        reply = self._http.call("GET", path, headers=WITH_TITLE, expect=(404,))
        return None if reply.status == 404 else _object(reply)

    def _items(self, key: str, values: Sequence[int | str]) -> Iterator[dict[str, Any]]:
        for begin in range(0, len(values), BATCH):
            query = _json({key: list(values[begin : begin + BATCH])})
            got, page = 0, 1
            while True:
                rows, total = self._page("/items", {"q": query, "_per_page": BATCH, "_page": page})
                yield from rows
                got, page = got + len(rows), page + 1
                if not rows or got >= total:
                    break

    def _page(self, path: str, params: Mapping[str, str | int]) -> tuple[list[dict[str, Any]], int]:
        """Return one page, and how many rows there are in all."""
        reply = self._http.call("GET", path, params=params, headers=WITH_TITLE)
        rows = _objects(reply)
        total = reply.headers.get("x-total-count", "")
        return rows, int(total) if total.isdecimal() else len(rows)


def explain(reply: Reply) -> tuple[str, str]:
    """Return code and words of a refusal of Koha's."""
    try:
        said = msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, RecursionError):
        return say_the_body(reply)
    if not isinstance(said, dict):
        return say_the_body(reply)
    errors = said.get("errors")
    if isinstance(errors, list):
        parts = [
            f"{one.get('path')}: {one.get('message')}" for one in errors if isinstance(one, dict)
        ]
        return "schema", "; ".join(parts)[:200]
    words = str(said.get("error", ""))[:200]
    code = str(said.get("error_code", ""))
    if words.startswith(("Duplicate barcode", "Barcode not unique")):
        return DUPLICATE, tr("another item has this barcode")
    if words.startswith("Duplicate biblio"):
        return "duplicate_record", tr(
            "it has this record, as {record}", record=words.removeprefix("Duplicate ")
        )
    return code, tr_marked(WORDS.get(code, "")) or words


def _is_no_earlier(seen: str, at: str) -> bool:
    """Tell whether an item was seen then or later, by whatever offset Koha writes."""
    try:
        return datetime.fromisoformat(seen) >= datetime.fromisoformat(at)
    except (TypeError, ValueError):
        return False


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _object(reply: Reply) -> dict[str, Any]:
    said = reply.json()
    if not isinstance(said, dict):
        raise reply.unusable(tr("no object"))
    return said


def _objects(reply: Reply) -> list[dict[str, Any]]:
    said = reply.json()
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        raise reply.unusable(tr("no list"))
    return said
