"""What a station can do with OCLC's WorldShare."""

import re
import time
from collections.abc import Iterator, Sequence
from urllib.parse import quote

from procstation.ils import (
    Abilities,
    CheckedIn,
    ItemDraft,
    ItemField,
    ItemKey,
    RemoteItem,
    RemoteTitle,
    Sighting,
    Site,
    SystemMoved,
    SystemRefused,
    SystemState,
    TitleQuery,
    field_in_words,
    mark,
    tr,
)
from procstation_connectors.beyond import beyond
from procstation_connectors.oclc.calls import OclcCalls
from procstation_connectors.oclc.holdings import (
    CHANGES,
    Holdings,
    new_holdings,
    read_holdings,
    read_record,
    read_title,
)
from procstation_connectors.oclc.options import OclcOptions

MOST_HITS = 50
REMARKS = (
    mark(
        "Loans, sightings and states of items belong to its circulation, which this"
        " interface does not reach: use SIP2 for them."
    ),
)
_NUMBER = re.compile(r"(?:\(OCoLC\)\s*)?(?:ocm|ocn|on)?\s*0*(\d+)", re.IGNORECASE)


class Oclc:
    """One institution. An item's `system_id` is the control number of its local holdings record;
    with several pieces, `#` and which of them follow."""

    def __init__(self, site: Site, options: OclcOptions) -> None:
        self._name = site.name
        self._options = options
        self._calls = OclcCalls(site, options)
        self._abilities = Abilities(
            create_items=bool(options.symbol),
            remove_items=True,
            changes=CHANGES,
            seen="file",
            parallel=4,
            remarks=REMARKS,
        )

    @property
    def abilities(self) -> Abilities:
        return self._abilities

    def state(self) -> SystemState:
        """Raises as `LibrarySystem`."""
        listed = self._calls.search(
            "/manage/institution-config/branch-shelving-locations", "branchLocations", {}
        )
        symbol = self._options.symbol
        warnings = [] if symbol else [tr("Without the option symbol no items can be made.")]
        detail = (
            tr("{count} branches of {symbol}", count=len(listed), symbol=symbol)
            if symbol
            else tr("{count} branches", count=len(listed))
        )
        return SystemState("OCLC WorldShare", detail, warnings)

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        """Three calls for a barcode: the search, the holdings record, the title. Raises as
        `LibrarySystem`."""
        return [self._find(key) for key in keys]

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        """Raises as `LibrarySystem`."""
        number = query.system_id or ("" if query.isbn or query.issn else query.control_number)
        if number:
            title = self._title(oclc_number(number))
            return [title] if title else []
        if query.isbn or query.issn:
            text = f"bn:{query.isbn}" if query.isbn else f"in:{query.issn}"
        else:
            text = f"kw:{query.words}"
        params: dict[str, str | int] = {"q": text, "limit": min(limit, MOST_HITS)}
        hits = self._calls.search("/search/brief-bibs", "briefRecords", params)
        return [
            RemoteTitle(
                system_id=oclc_number(str(hit.get("oclcNumber", ""))),
                title=str(hit.get("title") or ""),
                author=str(hit.get("creator") or ""),
                date=str(hit.get("date") or ""),
                publisher=str(hit.get("publisher") or ""),
                isbn=tuple(map(str, hit.get("isbns") or ())),
                issn=tuple(map(str, hit.get("issns") or ())),
            )
            for hit in hits
        ]

    def create_title(self, record: bytes) -> RemoteTitle:
        """Raises SystemRefused: records come into WorldCat another way."""
        del record
        raise beyond(
            self._name,
            tr("make records"),
            tr("Make the record in its staff pages, then try again."),
        )

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        """Raises as `LibrarySystem`."""
        bib = oclc_number(draft.title_id)
        missing = [
            name.value
            for name in (ItemField.BARCODE, ItemField.LIBRARY, ItemField.LOCATION)
            if not draft.values.get(name)
        ]
        if missing or not bib or not self._options.symbol:
            lacks = " and ".join(missing) or (tr("an OCLC number") if not bib else tr("its symbol"))
            raise SystemRefused(
                tr("{name} makes no item without {lacks}.", name=self._name, lacks=lacks),
                tr("Complete it first."),
            )
        title = self._title(bib)
        if title is None:
            raise SystemRefused(
                tr("{name} has no record {bib}.", name=self._name, bib=bib),
                tr("Check the OCLC number."),
            )
        self._check_free(draft.values[ItemField.BARCODE])
        new = new_holdings(draft, bib, self._options, time.time())
        made = read_holdings(self._calls.write("POST", "/manage/lhrs", new.xml()))
        return made.item(0, title.title, self._options)

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        """Raises as `LibrarySystem`."""
        for field in changes:
            if field not in CHANGES:
                raise beyond(
                    self._name,
                    tr("change the {field}", field=field_in_words(field)),
                    tr("Do it in WorldShare itself."),
                )
        holdings, piece = self._fresh(item)
        old = holdings.barcodes()[piece]
        holdings.change(piece, changes, self._options)
        if changes.get(ItemField.BARCODE, old) != old:
            self._check_free(changes[ItemField.BARCODE])
        path = f"/manage/lhrs/{quote(holdings.number, safe='')}"
        changed = read_holdings(self._calls.write("PUT", path, holdings.xml()))
        return changed.item(piece, item.title, self._options)

    def remove_item(self, item: RemoteItem) -> None:
        """Raises as `LibrarySystem`."""
        holdings, _ = self._fresh(item)
        if len(holdings.pieces) > 1:
            raise SystemRefused(
                tr(
                    "The holdings {number} have other pieces beside {barcode}.",
                    number=holdings.number,
                    barcode=item.barcode,
                ),
                tr("Take the piece out of the record in WorldShare."),
            )
        self._calls.write("DELETE", f"/manage/lhrs/{quote(holdings.number, safe='')}")

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        """Raises SystemRefused: only its inventory tool takes sightings."""
        if sightings:
            raise beyond(
                self._name,
                tr("note a sighting"),
                tr("Give its inventory tool the file of barcodes."),
            )
        return []

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        """Raises SystemRefused: that is its circulation's business."""
        raise beyond(
            self._name,
            tr("hand in {barcode} of {at}", barcode=barcode, at=at),
            tr("Hand it in over SIP2."),
        )

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        """Raises SystemRefused: OCLC does not tell."""
        raise beyond(
            self._name,
            tr("ask what was changed since {since}", since=since),
            tr("Load a file of its holdings."),
        )

    def close(self) -> None:
        self._calls.close()

    def _find(self, key: ItemKey) -> RemoteItem | None:
        number, _, which = key.system_id.partition("#")
        if not key.system_id:
            number = self._number_of(key.barcode) if key.barcode else ""
        holdings = self._read(number)
        if holdings is None:
            return None
        if key.system_id:
            piece = int(which) - 1 if which.isdecimal() else 0
            if not 0 <= piece < len(holdings.pieces):
                return None
        elif key.barcode in holdings.barcodes():
            piece = holdings.barcodes().index(key.barcode)
        else:
            raise SystemRefused(
                tr(
                    "{name} was asked for item {barcode} and answered with {barcodes!r}.",
                    name=self._name,
                    barcode=key.barcode,
                    barcodes=", ".join(holdings.barcodes()),
                ),
                tr("Look the item up in WorldShare."),
            )
        title = self._title(oclc_number(holdings.bib))
        return holdings.item(piece, title.title if title else "", self._options)

    def _number_of(self, barcode: str) -> str:
        """Return the control number of the holdings with a barcode, "" when there are none."""
        params: dict[str, str | int] = {"barcode": barcode, "limit": 2}
        hits = self._calls.search("/search/my-holdings", "detailedHoldings", params)
        if len(hits) > 1:
            raise SystemRefused(
                tr(
                    "Several holdings have the barcode {barcode} in {name}.",
                    barcode=barcode,
                    name=self._name,
                ),
                tr("Correct that in WorldShare first."),
            )
        return str(hits[0].get("lhrControlNumber", "")) if hits else ""

    def _read(self, number: str) -> Holdings | None:
        if not number:
            return None
        reply = self._calls.record(f"/manage/lhrs/{quote(number, safe='')}")
        return None if reply is None else read_holdings(reply)

    def _fresh(self, item: RemoteItem) -> tuple[Holdings, int]:
        """Return the record of an item as it is now, and which piece the item is.

        Raises:
            SystemMoved: It is not as it was.
            SystemRefused: It is gone.
        """
        number, _, which = item.system_id.partition("#")
        piece = int(which) - 1 if which else 0
        holdings = self._read(number)
        if holdings is None or piece >= len(holdings.pieces):
            raise SystemRefused(
                tr(
                    "{name} has no item {system_id} any more.",
                    name=self._name,
                    system_id=item.system_id,
                ),
                tr("It was removed there; look it up by its barcode."),
            )
        if holdings.item(piece, item.title, self._options).version != item.version:
            raise SystemMoved(
                tr(
                    "Item {barcode} was changed in {name} meanwhile.",
                    barcode=item.barcode,
                    name=self._name,
                ),
                tr("Compare both, then decide."),
            )
        return holdings, piece

    def _title(self, number: str) -> RemoteTitle | None:
        reply = self._calls.record(f"/manage/bibs/{number}") if number else None
        return None if reply is None else read_title(number, read_record(reply))

    def _check_free(self, barcode: str) -> None:
        if barcode and self._number_of(barcode):
            raise SystemRefused(
                tr(
                    "Another item in {name} has the barcode {barcode}.",
                    name=self._name,
                    barcode=barcode,
                ),
                tr("Take another barcode, or look that item up."),
            )


def oclc_number(text: str) -> str:
    """Return the digits of an OCLC number without leading zeros, from any way to write it; "" when
    it is none."""
    found = _NUMBER.fullmatch(text.strip())
    return found[1] if found else ""
