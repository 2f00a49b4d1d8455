"""Alma's REST API made of software, after Ex Libris' published description.

To play: `alma = VirtualAlma({}, time.time)`, then `alma.items()`. As a URL:
`sim://alma?items=50&latency_ms=80`. It is strict: what a person would only notice weeks later in
the real one (a key that was left out of a PUT empties the field) it does as well, and what the
real one quietly ignores (an unknown key) it refuses.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import ParseError

from procstation.ils import HttpResponse, SystemSimulator
from procstation_simulators.ils.alma_records import (
    CODED,
    READ_ONLY,
    AlmaHolding,
    AlmaItem,
    AlmaTitle,
    coded,
    read_852,
    read_bib,
    stocked,
)
from procstation_simulators.ils.desk_plays import DESK_PLAYS
from procstation_simulators.ils.http_parts import (
    Answered,
    Asked,
    CallRate,
    HttpServer,
    json_answer,
)
from procstation_simulators.settings import Settings, read_settings

HOST = "https://api-eu.hosted.exlibrisgroup.com"
ROOT = ("almaws", "v1")
LIBRARIES = {"MAIN": ("STACKS", "REF"), "LAW": ("LAWSTACKS",)}
DESKS = {"MAIN": ("DEFAULT_CIRC_DESK",), "LAW": ("LAW_DESK",)}
POLICIES = ("", "LOAN", "REFERENCE")
MATERIALS = ("BOOK", "DVD", "ISSUE")
SCAN_FLAGS = frozenset(
    {
        "op", "library", "circ_desk", "department", "work_order_type", "status", "done",
        "external_id", "register_in_house_use", "auto_print_slip", "place_on_hold_shelf", "confirm",
    }
)  # fmt: skip
MOST_IDS = MOST_OF_A_PAGE = 100


class AlmaSettings(Settings):
    """Settings of a simulated Alma.

    Attributes:
        items: How many it begins with.
        key: The only one it accepts.
        rights: Areas the key may use: `bibs`, `conf`.
        per_second, per_day: Calls it takes.
    """

    items: int = 20
    seed: int = 1
    latency_ms: float = 0
    key: str = "l7xx-simulated"
    rights: str = "bibs,conf"
    per_second: int = 25
    per_day: int = 100_000


class VirtualAlma(HttpServer):
    """One institution.

    Attributes:
        titles, holdings, stock: By MMS ID, holding ID and item PID.
    """

    def __init__(self, query: Mapping[str, str], wall_s: Callable[[], float]) -> None:
        self.settings = read_settings(query, AlmaSettings)
        super().__init__(self.settings.latency_ms)
        self._wall_s = wall_s
        self._rate = CallRate(self.settings.per_second, 1, wall_s)
        self._day = CallRate(self.settings.per_day, 86_400, wall_s)
        self._next = self.settings.items + 1
        self.titles: dict[str, AlmaTitle]
        self.holdings: dict[str, AlmaHolding]
        self.stock: dict[str, AlmaItem]
        self.titles, self.holdings, self.stock = stocked(
            self.settings.items, self.settings.seed, self._today()
        )

    def items(self) -> dict[str, dict[str, Any]]:
        """Return all fields of each item by barcode."""
        return {item.barcode: self._shown(item) for item in self.stock.values()}

    def records_there(self) -> dict[str, str]:
        """Return the title of each record by its number."""
        return {mms: title.title for mms, title in self.titles.items()}

    def change_at_desk(self, barcode: str, values: Mapping[str, Any]) -> None:
        """Raises ValueError: there is no such item, or item_data has no such key."""
        item = self._by_barcode(barcode)
        if item is None:
            raise ValueError(f"there is no item {barcode}")
        for key, value in values.items():
            if key not in item.data:
                raise ValueError(f"an item has no {key!r}")
            item.data[key] = {"value": str(value)} if key in CODED else value
        item.data["modification_date"] = self._today()

    def handle(self, asked: Asked) -> HttpResponse:
        self._check_key(asked)
        if not self._day.take():
            raise _no(429, "DAILY_THRESHOLD", "HTTP requests are more than allowed per day")
        if not self._rate.take():
            raise _no(429, "PER_SECOND_THRESHOLD", "HTTP requests are more than allowed per second")
        if asked.path[:2] != ROOT:
            return HttpResponse(404, (("Content-Type", "text/html"),), b"<html>Not found</html>")
        if "json" not in asked.headers.get("accept", ""):
            kind = ("Content-Type", "application/xml;charset=UTF-8")
            return HttpResponse(200, (kind,), b"<?xml version='1.0'?><answer/>")
        return self._route(asked, asked.path[2:])

    def _route(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse:
        match asked.method, path:
            case "GET", ("items",):
                return self._redirect(asked)
            case "GET", ("conf", "libraries"):
                return self._libraries()
            case "GET", ("bibs",):
                return self._bibs(asked.one("mms_id").split(","))
            case "POST", ("bibs",):
                return self._add_title(asked)
            case "GET", ("bibs", mms):
                return json_answer(200, self._title(mms).shown())
            case _, ("bibs", mms, "holdings", *rest):
                return self._below(asked, mms, rest)
        raise _nothing_there()

    def _below(self, asked: Asked, mms: str, rest: Sequence[str]) -> HttpResponse:
        match asked.method, rest:
            case "GET", []:
                return self._holdings(mms)
            case "GET", [hid]:
                return json_answer(200, self._holding(mms, hid).shown())
            case "PUT", [hid]:
                return self._put_holding(asked, self._holding(mms, hid))
            case "GET", [hid, "items"]:
                return self._items_of(asked, mms, hid)
            case "POST", [hid, "items"]:
                return self._create(asked, mms, hid)
            case _, [hid, "items", pid]:
                return self._one(asked, self._item(mms, hid, pid))
        raise _nothing_there()

    def _one(self, asked: Asked, item: AlmaItem) -> HttpResponse:
        match asked.method:
            case "GET":
                return json_answer(200, self._shown(item))
            case "PUT":
                return self._put_item(asked, item)
            case "POST":
                return self._scan(asked, item)
            case "DELETE":
                del self.stock[item.pid]
                return HttpResponse(204)
        raise _nothing_there()

    def _check_key(self, asked: Asked) -> None:
        scheme, _, key = asked.headers.get("authorization", "").partition(" ")
        if scheme != "apikey":
            key = asked.one("apikey")
        if key != self.settings.key:
            raise _no(401, "UNAUTHORIZED", "API-key not defined or not configured to allow this.")
        area = "conf" if asked.path[2:3] == ("conf",) else "bibs"
        if area not in self.settings.rights.split(","):
            raise _no(403, "UNAUTHORIZED", "The API key has no permission for this area.")

    def _redirect(self, asked: Asked) -> HttpResponse:
        barcode = asked.one("item_barcode")
        item = self._by_barcode(barcode)
        if item is None:
            raise _no(400, "401689", f"No items found for barcode {barcode}.")
        path = f"/almaws/v1/bibs/{item.mms}/holdings/{item.hid}/items/{quote(item.pid)}"
        return HttpResponse(302, (("Location", HOST + path),))

    def _libraries(self) -> HttpResponse:
        listed = [{"code": code, "name": f"{code} library"} for code in LIBRARIES]
        return json_answer(200, {"library": listed, "total_record_count": len(listed)})

    def _bibs(self, ids: Sequence[str]) -> HttpResponse:
        if len(ids) > MOST_IDS:
            raise _no(400, "401861", f"At most {MOST_IDS} MMS IDs.")
        found = [self.titles[mms].shown() for mms in ids if mms in self.titles]
        return json_answer(200, {"bib": found, "total_record_count": len(found)})

    def _add_title(self, asked: Asked) -> HttpResponse:
        if asked.media_type != "application/xml":
            raise _no(400, "60101", f"The body is called {asked.media_type!r}.")
        mms = f"99{len(self.titles) + 1:013d}561"
        try:
            title = read_bib(asked.body, mms)
        except (ParseError, ValueError) as error:
            raise _no(400, "402203", f"Input parameters are not valid: {error}") from error
        same = [one.mms for one in self.titles.values() if title.isbn and one.isbn == title.isbn]
        if same and asked.one("check_match") == "true":
            raise _no(400, "402213", f"The record matches record {same[0]}.")
        self.titles[mms] = title
        return json_answer(200, title.shown())

    def _holdings(self, mms: str) -> HttpResponse:
        self._title(mms)
        found = [one.brief() for one in self.holdings.values() if one.mms == mms]
        return json_answer(200, {"holding": found, "total_record_count": len(found)})

    def _put_holding(self, asked: Asked, holding: AlmaHolding) -> HttpResponse:
        sent = _body(asked)
        try:
            (record,) = sent["anies"]
            read_852(record)
        except (KeyError, TypeError, ValueError, ParseError) as error:
            raise _no(400, "402203", f"Input parameters are not valid: {error}") from error
        holding.record = record
        return json_answer(200, holding.shown())

    def _items_of(self, asked: Asked, mms: str, hid: str) -> HttpResponse:
        self._title(mms)
        limit, offset = int(asked.one("limit", "10")), int(asked.one("offset", "0"))
        if not 0 <= limit <= MOST_OF_A_PAGE:
            raise _no(400, "402119", f"limit must be between 0 and {MOST_OF_A_PAGE}.")
        found = [
            item for item in self.stock.values() if item.mms == mms and hid in {"ALL", item.hid}
        ]
        page = [self._shown(item) for item in found[offset : offset + limit]]
        return json_answer(200, {"item": page, "total_record_count": len(found)})

    def _create(self, asked: Asked, mms: str, hid: str) -> HttpResponse:
        holding = self._holding(mms, hid)
        sent = _body(asked)
        pid = str(2300000000000561 + self._next * 1000)
        self._next += 1
        item = AlmaItem.blank(pid, holding, self._today())
        self._take(item, sent)
        if not item.data["physical_material_type"]["value"]:
            raise _no(400, "401664", "Mandatory field is missing: physical_material_type.")
        if not item.data["barcode"]:
            item.data["barcode"] = f"{pid}-10"
        self._check_barcode(item)
        self.stock[pid] = item
        return json_answer(200, self._shown(item))

    def _put_item(self, asked: Asked, item: AlmaItem) -> HttpResponse:
        sent = _body(asked)
        changed = item.emptied()
        self._take(changed, sent)
        if changed.data["pid"] != item.pid:
            raise _no(400, "401652", "The PID of the item does not fit.")
        self._check_barcode(changed)
        changed.data["modification_date"] = self._today()
        self.stock[item.pid] = changed
        return json_answer(200, self._shown(changed))

    def _take(self, item: AlmaItem, sent: Any) -> None:
        """Write what was sent into an item. Raises Answered."""
        if not isinstance(sent, dict) or not set(sent) <= {
            "bib_data", "holding_data", "item_data", "link",
        }:  # fmt: skip
            raise _no(400, "401653", "The body is no item.")
        for part, into in (("item_data", item.data), ("holding_data", item.holding_data)):
            for key, value in sent.get(part, {}).items():
                if key not in into and key not in READ_ONLY:
                    raise _no(400, "401654", f"Unknown field {key!r}.")
                if key in READ_ONLY or key not in into:
                    continue
                if key in CODED and (not isinstance(value, dict) or set(value) != {"value"}):
                    raise _no(400, "401655", f"{key} has to be sent as value alone.")
                into[key] = value
        for key, codes in (("policy", POLICIES), ("physical_material_type", MATERIALS)):
            code = item.data[key]["value"]
            if code and code not in codes:
                raise _no(400, "401666", f"{code!r} is no {key}.")
        self._check_place(item.holding_data)

    def _check_place(self, data: Mapping[str, Any]) -> None:
        if not data["in_temp_location"]:
            return
        library, location = data["temp_library"]["value"], data["temp_location"]["value"]
        if location not in LIBRARIES.get(library, ()):
            raise _no(400, "401667", f"There is no location {location!r} in library {library!r}.")

    def _check_barcode(self, item: AlmaItem) -> None:
        other = self._by_barcode(item.barcode)
        if other is not None and other.pid != item.pid:
            raise _no(400, "401660", f"The barcode {item.barcode} already exists.")

    def _scan(self, asked: Asked, item: AlmaItem) -> HttpResponse:
        unknown = {name for name, _ in asked.query} - SCAN_FLAGS
        library, desk = asked.one("library"), asked.one("circ_desk")
        if asked.one("op") != "scan" or unknown:
            raise _no(400, "401651", f"Wrong parameters of a scan-in: {sorted(unknown)}.")
        if desk not in DESKS.get(library, ()):
            raise _no(400, "401650", f"There is no desk {desk!r} in library {library!r}.")
        if asked.body:
            raise _no(400, "401656", "The body has to be empty.")
        home = item.holding_data["library"]
        item.data["process_type"] = coded("" if library == home else "TRANSIT")
        item.data["base_status"] = coded("1" if library == home else "0")
        if item.data["requested"]:
            item.data["process_type"] = coded("HOLDSHELF")
            item.data["base_status"] = coded("0")
        answer = self._shown(item)
        answer["item_data"]["additional_info"] = "Requester: Doe, Jane"
        return json_answer(200, answer)

    def _shown(self, item: AlmaItem) -> dict[str, Any]:
        return item.shown(self.titles[item.mms], self.holdings[item.hid])

    def _by_barcode(self, barcode: str) -> AlmaItem | None:
        return next((item for item in self.stock.values() if item.barcode == barcode), None)

    def _title(self, mms: str) -> AlmaTitle:
        if mms not in self.titles:
            raise _no(400, "402203", f"Input parameters mmsId {mms} is not valid.")
        return self.titles[mms]

    def _holding(self, mms: str, hid: str) -> AlmaHolding:
        self._title(mms)
        holding = self.holdings.get(hid)
        if holding is None or holding.mms != mms:
            raise _no(400, "402204", f"Input parameter holdingId {hid} is not valid.")
        return holding

    def _item(self, mms: str, hid: str, pid: str) -> AlmaItem:
        self._holding(mms, hid)
        item = self.stock.get(pid)
        if item is None or item.hid != hid:
            raise _no(400, "401683", f"No items found for item PID {pid}.")
        return item

    def _today(self) -> str:
        return datetime.fromtimestamp(self._wall_s(), UTC).strftime("%Y-%m-%dZ")


def _body(asked: Asked) -> Any:
    try:
        return asked.json()
    except ValueError as error:
        raise _no(400, "60101", f"Input is not valid: {error}") from error


def _nothing_there() -> Answered:
    return _no(400, "GENERAL_ERROR", "The requested resource does not exist.")


def _no(status: int, code: str, words: str) -> Answered:
    error = {
        "errorCode": code,
        "errorMessage": words,
        "trackingId": f"E01-{secrets.token_hex(6)}",
    }
    return Answered(
        json_answer(status, {"errorsExist": True, "errorList": {"error": [error]}, "result": None})
    )


SIMULATOR = SystemSimulator("Alma", VirtualAlma, DESK_PLAYS)
