"""A simulated FOLIO: logins that expire, and the inventory with its optimistic lock."""

import copy
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import formatdate
from typing import Any

from procstation.ils import HttpResponse, SystemSimulator
from procstation_simulators.ils.desk_plays import DESK_PLAYS
from procstation_simulators.ils.folio_cql import Row, read_cql
from procstation_simulators.ils.folio_records import (
    LISTS,
    MARKS,
    PLACES,
    READ_ONLY,
    REFERENCES,
    STATUSES,
    WRITABLE,
    code_lists,
    holding_of,
    instance_of,
    item_of,
    uuid_of,
)
from procstation_simulators.ils.http_parts import Answered, Asked, HttpServer, json_answer
from procstation_simulators.ils.stock import books
from procstation_simulators.settings import Settings, read_settings


class FolioSettings(Settings):
    latency_ms: float = 0
    items: int = 20
    seed: int = 1
    tenant: str = "diku"
    user: str = "station"
    password: str = "sesame"  # noqa: S105  (of a system that does not exist)
    token_s: int = 600
    refresh_s: int = 86400
    old_login: bool = False


class SimulatedFolio(HttpServer):
    """One tenant's FOLIO."""

    def __init__(self, settings: FolioSettings, wall_s: Callable[[], float]) -> None:
        super().__init__(settings.latency_ms)
        self._settings = settings
        self._wall_s = wall_s
        self._tokens: dict[str, float] = {}
        self._refresh: dict[str, float] = {}
        self._given = 0
        self._lists = code_lists()
        self._names = {row["id"]: row for rows in self._lists.values() for row in rows}
        stock = books(settings.items, settings.seed)
        self._instances = {row["id"]: row for row in map(instance_of, stock)}
        self._holdings = {row["id"]: row for row in map(holding_of, stock)}
        self._items = {row["id"]: row for row in (item_of(book, self._now()) for book in stock)}
        self._made = 0

    def items(self) -> dict[str, dict[str, Any]]:
        """Return a copy of all items by barcode, as the inventory shows them."""
        return {row.get("barcode") or row["id"]: self._shown(row) for row in self._items.values()}

    def change_at_desk(self, barcode: str, values: Mapping[str, Any]) -> None:
        """Raises ValueError: there is no such item, or an item has no such key."""
        for key in values:
            if key not in WRITABLE:
                raise ValueError(f"an item has no {key!r}")
        for row in self._items.values():
            if row.get("barcode") == barcode:
                self._store(row, {**row, **values})
                return
        raise ValueError(f"no item has the barcode {barcode}")

    def forget_logins(self) -> None:
        self._tokens.clear()
        self._refresh.clear()

    def handle(self, asked: Asked) -> HttpResponse:
        if asked.headers.get("x-okapi-tenant") != self._settings.tenant:
            return _text(400, "Tenant must be set, and be one of this place")
        if asked.path[:1] == ("authn",):
            return self._log_in(asked)
        self._require_login(asked)
        routes = (self._about_items, self._about_parents, self._about_circulation)
        for route in routes:
            answer = route(asked)
            if answer is not None:
                return answer
        return _text(404, f"No suitable module found for path /{'/'.join(asked.path)}")

    def _log_in(self, asked: Asked) -> HttpResponse:
        old = asked.path == ("authn", "login")
        if asked.method != "POST" or (self._settings.old_login and not old):
            return _text(404, "No suitable module found for path")
        if asked.path == ("authn", "refresh"):
            token = _cookies(asked).get("folioRefreshToken", "")
            if self._refresh.pop(token, 0.0) <= self._wall_s():
                return _json_errors(401, "Invalid refresh token")
        else:
            said = _body(asked)
            right = {"username": self._settings.user, "password": self._settings.password}
            if said != right:
                return _json_errors(422, "Password does not match")
        self._given += 1
        token = f"folio-token-{self._given}"
        now = self._wall_s()
        if old:
            self._tokens[token] = now + 10**9
            return json_answer(201, {}, ("x-okapi-token", token))
        refresh = f"folio-token-refresh-{self._given}"
        self._tokens[token] = now + self._settings.token_s
        self._refresh[refresh] = now + self._settings.refresh_s
        until = {
            "accessTokenExpiration": _iso(self._tokens[token]),
            "refreshTokenExpiration": _iso(self._refresh[refresh]),
        }
        cookie = "Path=/; Secure; HttpOnly; SameSite=None"
        return json_answer(
            201,
            until,
            ("Date", formatdate(now, usegmt=True)),
            ("Set-Cookie", f"folioAccessToken={token}; Max-Age={self._settings.token_s}; {cookie}"),
            ("Set-Cookie", f"folioRefreshToken={refresh}; Max-Age=86400; {cookie}"),
        )

    def _require_login(self, asked: Asked) -> None:
        by_header = asked.headers.get("x-okapi-token", "")
        by_cookie = _cookies(asked).get("folioAccessToken", "")
        if by_header and by_cookie and by_header != by_cookie:
            raise Answered(_text(400, "X-Okapi-Token and cookie disagree"))
        if self._tokens.get(by_header or by_cookie, 0.0) <= self._wall_s():
            raise Answered(_text(401, "Invalid token"))

    def _about_items(self, asked: Asked) -> HttpResponse | None:
        match asked.method, asked.path:
            case "GET", ("inventory", "items"):
                return self._list_items(asked.one("query"), asked.one("limit", "10"), "0")
            case "POST", ("inventory", "items", "retrieve"):
                said = _body(asked)
                limit, offset = str(said.get("limit", 10)), str(said.get("offset", 0))
                return self._list_items(str(said.get("query", "")), limit, offset)
            case "POST", ("inventory", "items"):
                return self._create(_body(asked))
            case "GET", ("inventory", "items", number):
                return json_answer(200, self._shown(self._item(number)))
            case "PUT", ("inventory", "items", number):
                return self._replace(number, _body(asked))
            case "POST", ("inventory", "items", number, mark) if mark in MARKS:
                row = self._item(number)
                self._store(row, {**row, "status": MARKS[mark]})
                return json_answer(200, self._shown(row))
        return None

    def _about_parents(self, asked: Asked) -> HttpResponse | None:
        match asked.method, asked.path:
            case "GET", ("inventory", "instances"):
                fields: dict[str, Callable[[Row], str]] = {
                    "isbn": lambda row: str(row["identifiers"][0]["value"]),
                    "title": lambda row: str(row["title"]),
                    "hrid": lambda row: str(row["hrid"]),
                }
                return _page(asked, "instances", self._instances, fields)
            case "GET", ("inventory", "instances", number):
                return json_answer(200, _row(self._instances, number))
            case "GET", ("holdings-storage", "holdings"):
                fields = {
                    "id": lambda row: str(row["id"]),
                    "instanceId": lambda row: str(row["instanceId"]),
                }
                return _page(asked, "holdingsRecords", self._holdings, fields)
            case "GET", ("holdings-storage", "holdings", number):
                return json_answer(200, _row(self._holdings, number))
            case "GET", (path,) if path in self._lists:
                rows = self._lists[path][: _whole(asked.one("limit", "10"))]
                key = (LISTS.get(path) or PLACES[path])[0]
                return json_answer(200, {key: rows, "totalRecords": len(self._lists[path])})
        return None

    def _about_circulation(self, asked: Asked) -> HttpResponse | None:
        if (asked.method, asked.path) != ("POST", ("circulation", "check-in-by-barcode")):
            return None
        said = _body(asked)
        for key in ("itemBarcode", "servicePointId", "checkInDate"):
            if key not in said:
                return _json_errors(422, f"Checkin request must have {key}")
        if said["servicePointId"] not in self._names:
            return _json_errors(422, "No such service point")
        for row in self._items.values():
            if row.get("barcode") == said["itemBarcode"]:
                checked = {
                    "dateTime": said["checkInDate"],
                    "servicePointId": said["servicePointId"],
                }
                self._store(row, {**row, "status": "Available", "lastCheckIn": checked})
                item = {key: self._shown(row)[key] for key in ("id", "title", "barcode", "status")}
                slip = {"item": {"title": item["title"]}, "requester": {"lastName": "Patron"}}
                return json_answer(
                    200, {"item": item, "staffSlipContext": slip, "inHouseUse": True}
                )
        return _json_errors(
            422, f"No item with barcode {said['itemBarcode']} exists", "itemBarcode"
        )

    def _list_items(self, query: str, limit: str, offset: str) -> HttpResponse:
        fields: dict[str, Callable[[Row], str]] = {
            "barcode": lambda row: str(row.get("barcode") or ""),
            "id": lambda row: str(row["id"]),
            "metadata.updatedDate": lambda row: str(row["metadata"]["updatedDate"]),
        }
        found = _answering(query, fields, self._items)
        begin = _whole(offset)
        page = [self._shown(row) for row in found[begin : begin + _whole(limit)]]
        return json_answer(200, {"items": page, "totalRecords": len(found)})

    def _item(self, number: str) -> dict[str, Any]:
        return _row(self._items, number)

    def _create(self, body: dict[str, Any]) -> HttpResponse:
        row = self._checked(body, None)
        self._made += 1
        row |= {"id": uuid_of("made", self._made), "hrid": f"it9{self._made:010d}", "_version": 1}
        row["metadata"] = {"createdDate": self._now(), "updatedDate": self._now()}
        self._items[row["id"]] = row
        return json_answer(201, self._shown(row))

    def _replace(self, number: str, body: dict[str, Any]) -> HttpResponse:
        row = self._item(number)
        if str(body.get("_version", "")) != str(row["_version"]):
            said = f"ERROR: Cannot update record {number} because it has been changed"
            return _text(409, f"{said} (optimistic locking): Stored _version is {row['_version']}")
        self._store(row, {**self._checked(body, number), "hrid": row["hrid"], "id": number})
        return HttpResponse(204)

    def _store(self, row: dict[str, Any], values: Mapping[str, Any]) -> None:
        kept = {"_version": row["_version"] + 1, "metadata": {**row["metadata"]}}
        kept["metadata"]["updatedDate"] = self._now()
        new = {**values, **kept}
        row.clear()
        row.update(new)

    def _checked(self, body: dict[str, Any], number: str | None) -> dict[str, Any]:
        """Return the body of an item as it is stored. Raises Answered."""
        for key in body:
            if key in READ_ONLY or key not in WRITABLE:
                raise Answered(_json_errors(422, f"Unrecognized field {key}", key))
        for key in ("materialType", "permanentLoanType", "status", "holdingsRecordId"):
            if not body.get(key):
                raise Answered(_json_errors(422, f"{key} must not be null", key))
        if body["holdingsRecordId"] not in self._holdings:
            raise Answered(_json_errors(422, "Holdings record does not exist", "holdingsRecordId"))
        row = {key: value for key, value in body.items() if value is not None}
        for key, path in REFERENCES.items():
            if key in row:
                entry = row[key].get("id") if isinstance(row[key], dict) else None
                if entry not in {one["id"] for one in self._lists[path]}:
                    raise Answered(_json_errors(422, f"{key} does not exist", key))
                row[key] = entry
        name = row["status"].get("name") if isinstance(row["status"], dict) else None
        if name not in STATUSES:
            raise Answered(_json_errors(422, "Undefined status is not a valid item status"))
        row["status"] = name
        barcode = row.get("barcode")
        for other in self._items.values():
            if barcode and other.get("barcode") == barcode and other["id"] != number:
                said = f"Barcode must be unique, {barcode} is already assigned to another item"
                raise Answered(_text(400, said))
        return row

    def _shown(self, row: Row) -> dict[str, Any]:
        """Return an item as the inventory shows it."""
        holding = self._holdings[row["holdingsRecordId"]]
        shown: dict[str, Any] = copy.deepcopy(dict(row))
        for key in REFERENCES:
            if key in row:
                shown[key] = {"id": row[key], "name": self._names[row[key]]["name"]}
        shown["status"] = {"name": row["status"], "date": row["metadata"]["updatedDate"]}
        location = row.get("temporaryLocation") or row.get("permanentLocation")
        location = location or holding["permanentLocationId"]
        shown["effectiveLocation"] = {"id": location, "name": self._names[location]["name"]}
        own = row.get("itemLevelCallNumber")
        shown["effectiveCallNumberComponents"] = {
            "callNumber": own or holding["callNumber"],
            "prefix": row.get("itemLevelCallNumberPrefix"),
            "suffix": row.get("itemLevelCallNumberSuffix"),
            "typeId": row.get("itemLevelCallNumberTypeId")
            or (None if own else holding["callNumberTypeId"]),
        }
        shown["title"] = self._instances[holding["instanceId"]]["title"]
        shown["isBoundWith"] = False
        return shown

    def _now(self) -> str:
        return _iso(self._wall_s())


def _iso(wall_s: float) -> str:
    return datetime.fromtimestamp(wall_s, UTC).isoformat(timespec="milliseconds")


def _text(status: int, text: str) -> HttpResponse:
    return HttpResponse(status, (("Content-Type", "text/plain"),), text.encode())


def _json_errors(status: int, message: str, key: str = "") -> HttpResponse:
    parameters = [{"key": key, "value": None}] if key else []
    errors = [{"message": message, "parameters": parameters}]
    return json_answer(status, {"errors": errors, "total_records": 1})


def _body(asked: Asked) -> dict[str, Any]:
    try:
        said = asked.json()
    except ValueError as error:
        raise Answered(_text(400, str(error))) from error
    if not isinstance(said, dict):
        raise Answered(_text(400, "An object is wanted"))
    return said


def _cookies(asked: Asked) -> dict[str, str]:
    pairs = (one.strip().partition("=") for one in asked.headers.get("cookie", "").split(";"))
    return {name: value for name, _, value in pairs}


def _row(rows: Mapping[str, dict[str, Any]], number: str) -> dict[str, Any]:
    if number not in rows:
        raise Answered(_text(404, "Not found"))
    return rows[number]


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise Answered(_text(400, f"{text!r} is no number"))
    return int(text)


def _answering(
    query: str,
    fields: Mapping[str, Callable[[Row], str]],
    rows: Mapping[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    try:
        wanted = read_cql(query, fields)
    except ValueError as error:
        raise Answered(_text(400, f"CQL: {error}")) from error
    return sorted((row for row in rows.values() if wanted(row)), key=lambda row: str(row["id"]))


def _page(
    asked: Asked,
    key: str,
    rows: Mapping[str, dict[str, Any]],
    fields: Mapping[str, Callable[[Row], str]],
) -> HttpResponse:
    found = _answering(asked.one("query"), fields, rows)
    begin, limit = _whole(asked.one("offset", "0")), _whole(asked.one("limit", "10"))
    return json_answer(200, {key: found[begin : begin + limit], "totalRecords": len(found)})


def _build(query: Mapping[str, str], wall_s: Callable[[], float]) -> SimulatedFolio:
    return SimulatedFolio(read_settings(query, FolioSettings), wall_s)


SIMULATOR = SystemSimulator(title="FOLIO", build=_build, plays=DESK_PLAYS)
