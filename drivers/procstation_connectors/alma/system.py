"""What a station can do with Alma."""

from collections.abc import Callable, Iterator, Sequence

from procstation.ils import (
    Abilities,
    CheckedIn,
    ItemDraft,
    ItemField,
    ItemKey,
    OutcomeUnknown,
    RemoteItem,
    RemoteTitle,
    Reply,
    Sighting,
    Site,
    Status,
    SystemMoved,
    SystemRefused,
    SystemState,
    SystemTrouble,
    TitleQuery,
    field_in_words,
    mark,
    tr,
)
from procstation_connectors.alma.calls import listed, open_session, read_object
from procstation_connectors.alma.holdings import change_call_number, holding_for
from procstation_connectors.alma.item_path import path_in, path_of
from procstation_connectors.alma.items import (
    blank_item,
    code_of,
    read_item,
    read_title,
    text,
    written,
)
from procstation_connectors.alma.new_bib import new_bib
from procstation_connectors.alma.options import AlmaOptions
from procstation_connectors.beyond import beyond

PLACES = frozenset({ItemField.LIBRARY, ItemField.LOCATION})
NUMBER = frozenset({ItemField.CALL_NUMBER, ItemField.SCHEME})
FIELDS = frozenset(
    {
        ItemField.BARCODE,
        ItemField.VOLUME,
        ItemField.COPY,
        ItemField.ITEM_TYPE,
        ItemField.NOTE,
        *NUMBER,
    }
)
REMARKS = (
    mark("Titles are found by MMS ID only: for others, fetch the record from Alma's SRU server."),
    mark("The status of an item is changed in Alma itself."),
)


class Alma:
    """One institution. An item's `system_id` is MMS ID, holding ID and item PID, with `/` between:
    Alma finds an item by all three, or by its barcode."""

    def __init__(self, site: Site, options: AlmaOptions) -> None:
        self._name = site.name
        self._options = options
        self._session = open_session(site, options)
        self._has_desk = bool(options.library and options.circ_desk)
        moves = PLACES if options.location == "temporary" else frozenset[ItemField]()
        self._abilities = Abilities(
            create_titles=True,
            create_items=True,
            remove_items=True,
            changes=FIELDS | moves,
            seen=options.seen if self._has_desk else "",
            check_in=self._has_desk,
            loans=True,
            parallel=4,
            remarks=REMARKS,
        )

    @property
    def abilities(self) -> Abilities:
        return self._abilities

    def state(self) -> SystemState:
        """Raises as `LibrarySystem`."""
        reply = self._session.call("GET", "/conf/libraries", expect=(403,))
        if reply.status == 403:
            return SystemState(
                "Alma",
                warnings=(tr("The key may not read the configuration: codes are not checked."),),
            )
        codes = [text(one, "code") for one in listed(reply, "library")]
        mine = self._options.library
        warnings: list[str] = []
        if mine and mine not in codes:
            warnings.append(tr("Alma has no library {mine!r} (option library).", mine=mine))
        if self._options.seen and not self._has_desk:
            warnings.append(tr("Sightings need the options library and circ_desk."))
        return SystemState("Alma", tr("libraries {codes}", codes=", ".join(codes)), warnings)

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        """Raises as `LibrarySystem`."""
        return [self._find(key) for key in keys]

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        """Raises as `LibrarySystem`."""
        number = query.system_id or ("" if query.isbn or query.issn else query.control_number)
        if not number:
            raise beyond(
                self._name,
                tr("search its records"),
                tr("Look the record up by its MMS ID, or by SRU."),
            )
        try:
            reply = self._session.call("GET", "/bibs", params={"mms_id": number})
        except SystemRefused as refused:
            if refused.code in self._options.not_found_codes:
                return []
            raise
        return [read_title(bib) for bib in listed(reply, "bib")][:limit]

    def create_title(self, record: bytes) -> RemoteTitle:
        """Alma is asked to look for a match itself. Raises as `LibrarySystem`."""
        reply = self._session.call(
            "POST",
            "/bibs",
            params={"check_match": "true"},
            body=new_bib(record),
            headers={"Content-Type": "application/xml"},
        )
        made = read_title(read_object(reply))
        if not made.system_id:
            raise reply.unusable(tr("no record"))
        return made

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        """Raises as `LibrarySystem`."""
        holding = holding_for(self._session, self._name, draft)
        wishes = {field: wish for field, wish in draft.values.items() if wish and field in FIELDS}
        number = text(holding, "call_number")
        if wishes.get(ItemField.CALL_NUMBER) == number:
            wishes = {field: wish for field, wish in wishes.items() if field not in NUMBER}
        elif self._options.call_number == "holding" and ItemField.CALL_NUMBER in wishes:
            raise SystemRefused(
                tr(
                    "The holdings in {name} have the call number {number}, not {wish}.",
                    name=self._name,
                    number=number,
                    wish=wishes[ItemField.CALL_NUMBER],
                ),
                tr("Correct or make the holdings record in Alma first."),
            )
        body = written(blank_item(self._options), wishes, self._options)
        path = f"/bibs/{draft.title_id}/holdings/{text(holding, 'holding_id')}/items"
        return read_item(self._session.call("POST", path, json=body), self._options)

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        """Raises as `LibrarySystem`."""
        for field in changes:
            if field not in self._abilities.changes:
                raise beyond(
                    self._name,
                    tr("change the {field}", field=field_in_words(field)),
                    tr("Do it in Alma itself."),
                )
        path = path_of(item.system_id)
        fresh = read_item(self._session.call("GET", path), self._options)
        if item.version and fresh.version != item.version:
            raise SystemMoved(
                tr(
                    "Item {barcode} was changed in {name} meanwhile.",
                    barcode=item.barcode,
                    name=self._name,
                ),
                tr("Compare both, then decide."),
            )
        if self._options.call_number == "holding" and changes.keys() & NUMBER:
            return self._update_both(fresh, path, changes)
        return self._put(fresh, path, changes)

    def remove_item(self, item: RemoteItem) -> None:
        """Raises as `LibrarySystem`."""
        # Holdings that become empty stay: they were there before the item was.
        self._session.call("DELETE", path_of(item.system_id), params={"holdings": "retain"})

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        """Raises as `LibrarySystem`."""
        if sightings and not self._abilities.seen:
            raise beyond(
                self._name,
                tr("note a sighting"),
                tr("Give Alma's inventory job the file of barcodes."),
            )
        answers: list[str] = []
        for sighting in sightings:
            item = self._find(sighting.key)
            if item is None:
                answers.append(tr("{name} has no such item.", name=self._name))
                continue
            try:
                self._scan_in(item)
            except SystemRefused as refused:
                answers.append(refused.what)
            else:
                answers.append("")
        return answers

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        """Alma notes its own time, not `at`. Raises as `LibrarySystem`."""
        del at
        if not self._has_desk:
            raise beyond(
                self._name,
                tr("check in"),
                tr("Set the options library and circ_desk of the connector."),
            )
        item = self._find(ItemKey(barcode=barcode))
        if item is None:
            raise SystemRefused(
                tr("{name} has no item {barcode}.", name=self._name, barcode=barcode),
                tr("Check the barcode."),
                "401689",
            )
        then = self._scan_in(item)
        status = then.values[ItemField.STATUS]
        return CheckedIn(
            secure=True if status == Status.AVAILABLE else None,
            destination=text(then.native["item_data"], "library")
            if status == Status.IN_TRANSIT
            else "",
            on_hold=status == Status.ON_HOLD,
            title=then.title,
        )

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        """Raises SystemRefused: it does not tell."""
        del since
        raise beyond(
            self._name,
            tr("ask what was changed since a time"),
            tr("Load a file that Alma publishes, every night."),
        )

    def close(self) -> None:
        self._session.close()

    def _find(self, key: ItemKey) -> RemoteItem | None:
        if not key.system_id:
            item = self._unless_missing(lambda: self._by_barcode(key.barcode))
            self._check(key.barcode, item.barcode if item else key.barcode)
            return item
        path = path_of(key.system_id)
        item = self._unless_missing(
            lambda: read_item(self._session.call("GET", path), self._options)
        )
        number = key.system_id.rpartition("/")[2]
        if item is None and key.barcode:
            # Moved to other holdings, an item keeps its PID alone.
            item = self._unless_missing(lambda: self._by_barcode(key.barcode))
            if item is not None and item.system_id.rpartition("/")[2] != number:
                return None
        self._check(number, item.system_id.rpartition("/")[2] if item else number)
        return item

    def _unless_missing(self, look: Callable[[], RemoteItem]) -> RemoteItem | None:
        try:
            return look()
        except SystemRefused as refused:
            if refused.code in self._options.not_found_codes:
                return None
            raise

    def _by_barcode(self, barcode: str) -> RemoteItem:
        params = {"item_barcode": barcode}
        reply = self._session.call("GET", "/items", params=params, expect=(302, 303, 307))
        if reply.status < 300:
            return read_item(reply, self._options)
        # Only the numbers are taken from it: the key goes to no other host, whatever stands there.
        path = path_in(reply.headers.get("location", ""))
        if path is None:
            raise reply.unusable(tr("a redirect that leads to no item"))
        return read_item(self._session.call("GET", path), self._options)

    def _check(self, asked: str, found: str) -> None:
        if asked != found:
            raise SystemRefused(
                tr(
                    "{name} was asked for item {asked} and answered with {found!r}.",
                    name=self._name,
                    asked=asked,
                    found=found,
                ),
                tr("Look the item up in Alma: letter case and spaces count there."),
            )

    def _scan_in(self, item: RemoteItem) -> RemoteItem:
        params = {
            "op": "scan",
            "library": self._options.library,
            "circ_desk": self._options.circ_desk,
            "register_in_house_use": "false",
        }
        reply = self._session.call("POST", path_of(item.system_id), params=params)
        return read_item(reply, self._options)

    def _update_both(
        self, fresh: RemoteItem, path: str, changes: dict[ItemField, str]
    ) -> RemoteItem:
        """Change the holdings record first: it is what may be refused."""
        rest = {field: wish for field, wish in changes.items() if field not in NUMBER}
        number = changes.get(ItemField.CALL_NUMBER, fresh.values[ItemField.CALL_NUMBER])
        scheme = changes.get(ItemField.SCHEME, "")
        code = code_of(scheme, self._options) if scheme else ""
        shared = self._options.change_shared_holdings
        change_call_number(self._session, fresh.native, self._name, number, code, shared)
        try:
            then = read_item(self._session.call("GET", path), self._options)
            return self._put(then, path, rest) if rest else then
        except SystemTrouble as error:
            raise OutcomeUnknown(
                tr(
                    "{name} has the new call number {number}, and then: {what}",
                    name=self._name,
                    number=number,
                    what=error.what,
                ),
                tr("It is looked up before it is sent again."),
            ) from error

    def _put(self, fresh: RemoteItem, path: str, changes: dict[ItemField, str]) -> RemoteItem:
        body = written(fresh.native, changes, self._options)
        return self._taken(self._session.call("PUT", path, json=body), changes)

    def _taken(self, reply: Reply, changes: dict[ItemField, str]) -> RemoteItem:
        """Alma leaves out of a PUT what it does not want, and says nothing of it."""
        item = read_item(reply, self._options)
        for field, wish in changes.items():
            if item.values.get(field) != wish:
                raise SystemRefused(
                    tr(
                        "{name} took the change of item {barcode}, and its"
                        " {value} is {kept!r}, not {wish!r}.",
                        name=self._name,
                        barcode=item.barcode,
                        value=field.value,
                        kept=item.values.get(field),
                        wish=wish,
                    ),
                    tr("Change it in Alma itself."),
                )
        return item
