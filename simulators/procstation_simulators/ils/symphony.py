"""SirsiDynix Symphony's web services made of software, after their published description.

As a URL: `sim://symphony?items=50`. Its sessions end when they idle; a change needs the role and
the working library among its headers, and takes no field but those of the record's description.
"""

from collections.abc import Callable, Mapping
from typing import Any

from procstation.ils import HttpResponse, SystemSimulator
from procstation_simulators.ils.desk_plays import DESK_PLAYS
from procstation_simulators.ils.http_parts import (
    Answered,
    Asked,
    CallRate,
    HttpServer,
    json_answer,
)
from procstation_simulators.ils.symphony_records import (
    BY_CIRCULATION,
    CALL_FIELDS,
    ITEM_FIELDS,
    POLICIES,
    SymphonyRecords,
    policy,
    wanted_fields,
)
from procstation_simulators.settings import Settings, read_settings

MOST_OF_A_BODY = 8192
WRITABLE: dict[str, dict[str, str | None]] = {"item": dict(ITEM_FIELDS), "call": dict(CALL_FIELDS)}


class SymphonySettings(Settings):
    """Settings of a simulated Symphony.

    Attributes:
        items: How many it begins with.
        user, password, client: What it accepts.
        idle_s: A session that is not used for so long is over.
        per_second: Calls it takes; 0 is no limit.
        asks: What a check-in is answered with: a prompt of that code, which a person may override.
    """

    items: int = 20
    seed: int = 1
    latency_ms: float = 0
    user: str = "station"
    password: str = "sesame"  # noqa: S105  (of a system that does not exist)
    client: str = "procstation"
    idle_s: int = 1800
    per_second: int = 0
    asks: str = ""


class VirtualSymphony(HttpServer):
    """One library.

    Attributes:
        records: All it has.
        on_hold: Barcodes somebody waits for.
    """

    def __init__(self, query: Mapping[str, str], wall_s: Callable[[], float]) -> None:
        self.settings = read_settings(query, SymphonySettings)
        super().__init__(self.settings.latency_ms)
        self._wall_s = wall_s
        calls = self.settings.per_second
        self._rate = CallRate(calls, 1, wall_s) if calls else None
        self._sessions: dict[str, float] = {}
        self._given = 0
        self.on_hold: set[str] = set()
        self.records = SymphonyRecords(self.settings.items, self.settings.seed)

    def items(self) -> dict[str, dict[str, Any]]:
        """Return all fields of each item by barcode, and those of its call number."""
        tables = self.records.tables
        return {
            fields["barcode"]: {**fields, "call": dict(tables["call"][fields["call"]["key"]])}
            for fields in tables["item"].values()
        }

    def change_at_desk(self, barcode: str, values: Mapping[str, Any]) -> None:
        """Raises ValueError: there is no such item, or neither it nor its call number has such a
        field, or there is no such policy."""
        key = self.records.with_barcode(barcode)
        if not key:
            raise ValueError(f"there is no item {barcode}")
        for name, value in values.items():
            table, number = (
                ("call", key.rpartition(":")[0]) if name in CALL_FIELDS else ("item", key)
            )
            if name not in self.records.tables[table][number]:
                raise ValueError(f"an item has no {name!r}")
            kind = {**WRITABLE["item"], **WRITABLE["call"]}.get(name)
            if kind and value not in POLICIES[kind]:
                raise ValueError(f"there is no {kind} {value!r}")
            new = policy(kind, str(value)) if kind else value
            self.records.tables[table][number][name] = new

    def forget_logins(self) -> None:
        self._sessions.clear()

    def handle(self, asked: Asked) -> HttpResponse:
        if self._rate is not None and not self._rate.take():
            raise _no(429, "tooManyRequests", "Too many requests.")
        if asked.path[:1] != ("symws",):
            raise _no(404, "notFound", "There is nothing here.")
        if asked.headers.get("accept") != "application/json":
            raise _no(406, "notAcceptable", "Only application/json is produced.")
        if asked.headers.get("x-sirs-clientid") != self.settings.client:
            raise _no(401, "invalidClient", "The client ID is not known.")
        if not asked.headers.get("sd-originating-app-id"):
            raise _no(400, "missingHeader", "SD-Originating-App-Id is missing.")
        path = asked.path[1:]
        if (asked.method, path) == ("POST", ("user", "staff", "login")):
            return self._log_in(asked)
        self._require_session(asked)
        if asked.method != "GET":
            self._require_role(asked)
        return self._route(asked, path)

    def _route(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse:
        match asked.method, path:
            case "GET", ("catalog", ("item" | "call") as kind, "describe"):
                names = [{"name": name} for name in WRITABLE[kind]]
                return json_answer(200, {"name": f"/catalog/{kind}", "fields": names})
            case "GET", ("catalog", "item", "barcode", barcode):
                return self._show(asked, "item", self.records.with_barcode(barcode))
            case "GET", ("catalog", ("item" | "call" | "bib") as kind, "key", key):
                return self._show(asked, kind, key)
            case "PUT", ("catalog", ("item" | "call") as kind, "key", key):
                return self._put(asked, kind, key)
            case "POST", ("circulation", "circRecord", "checkIn"):
                return self._check_in(asked)
        raise _no(404, "notFound", "There is nothing here.")

    def _log_in(self, asked: Asked) -> HttpResponse:
        sent = _body(asked)
        right = {"login": self.settings.user, "password": self.settings.password}
        if sent != right:
            raise _no(401, "unableToLogin", "Unable to log in.")
        self._given += 1
        token = f"symphony-session-{self._given:019d}"
        self._sessions[token] = self._wall_s()
        return json_answer(200, {"sessionToken": token, "staffKey": "1"})

    def _require_session(self, asked: Asked) -> None:
        token = asked.headers.get("x-sirs-sessiontoken", "")
        used = self._sessions.get(token)
        if used is None or used + self.settings.idle_s <= self._wall_s():
            self._sessions.pop(token, None)
            raise _no(401, "sessionTimedOut", "The session has timed out.")
        self._sessions[token] = self._wall_s()

    def _require_role(self, asked: Asked) -> None:
        if asked.headers.get("sd-preferred-role") != "STAFF":
            raise _no(403, "notPermitted", "This takes the role STAFF.")
        if asked.headers.get("sd-working-libraryid") not in POLICIES["library"]:
            raise _no(400, "invalidLibrary", "SD-Working-LibraryID names no library.")

    def _show(self, asked: Asked, kind: str, key: str) -> HttpResponse:
        if key not in self.records.tables[kind]:
            raise _no(404, "recordNotFound", f"Could not find a(n) /catalog/{kind} record.")
        try:
            wanted = wanted_fields(asked.one("includeFields", "*"))
            return json_answer(200, self.records.shown(kind, key, wanted))
        except ValueError as error:
            raise _no(400, "invalidField", str(error)) from error

    def _put(self, asked: Asked, kind: str, key: str) -> HttpResponse:
        table = self.records.tables[kind]
        if key not in table:
            raise _no(404, "recordNotFound", f"Could not find a(n) /catalog/{kind} record.")
        sent = _body(asked)
        same = (sent.get("resource"), sent.get("key")) == (f"/catalog/{kind}", key)
        if set(sent) != {"resource", "key", "fields"} or not same:
            raise _no(400, "invalidRecord", "Resource and key do not fit the address.")
        fields = sent["fields"]
        try:
            self.records.check(WRITABLE[kind], fields)
        except ValueError as error:
            raise _no(400, "invalidField", str(error)) from error
        self._check_item(table[key], fields)
        table[key].update(fields)
        return self._show(asked, kind, key)

    def _check_item(self, old: Mapping[str, Any], fields: Mapping[str, Any]) -> None:
        barcode, place = fields.get("barcode"), fields.get("currentLocation")
        new = barcode is not None and barcode != old["barcode"]
        if new and (not barcode or self.records.with_barcode(barcode)):
            raise _no(400, "duplicateBarcode", f"Item ID {barcode} is not unique.")
        moved = isinstance(place, dict) and place != old["currentLocation"]
        if place is not None and moved and place["key"] in BY_CIRCULATION:
            raise _no(400, "invalidLocation", f"{place['key']} is given by circulation only.")

    def _check_in(self, asked: Asked) -> HttpResponse:
        sent = _body(asked)
        if set(sent) != {"itemBarcode"}:
            raise _no(400, "invalidField", "itemBarcode is wanted.")
        key = self.records.with_barcode(sent["itemBarcode"])
        if not key:
            raise _no(404, "recordNotFound", "Could not find a(n) /catalog/item record.")
        if self.settings.asks:
            said = {"code": self.settings.asks, "message": "The item needs an override."}
            prompt = {"messageList": [said], "dataMap": {"promptType": self.settings.asks}}
            raise Answered(json_answer(500, prompt))
        item = self.records.tables["item"][key]
        waited = sent["itemBarcode"] in self.on_hold
        item["currentLocation"] = policy("location", "HOLDS") if waited else item["homeLocation"]
        return json_answer(200, {"currentStatus": "CHECKED_IN"})


def _body(asked: Asked) -> dict[str, Any]:
    if len(asked.body) > MOST_OF_A_BODY:
        raise _no(413, "tooLarge", "The request is too large.")
    try:
        sent = asked.json()
    except ValueError as error:
        raise _no(400, "invalidJson", str(error)) from error
    if not isinstance(sent, dict):
        raise _no(400, "invalidJson", "no object")
    return sent


def _no(status: int, code: str, words: str) -> Answered:
    return Answered(json_answer(status, {"messageList": [{"code": code, "message": words}]}))


SIMULATOR = SystemSimulator("Symphony", VirtualSymphony, DESK_PLAYS)
