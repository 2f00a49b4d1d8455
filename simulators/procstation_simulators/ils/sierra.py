"""Sierra's REST API (v6) made of software, after Innovative's published description.

As a URL: `sim://sierra?items=50`. Its lists answer 404 when nothing is in them, a barcode is found
in two calls, and now and then it answers with nothing at all (`empty`).
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from procstation.ils import HttpResponse, SystemSimulator
from procstation_simulators.ils.desk_plays import DESK_PLAYS
from procstation_simulators.ils.http_parts import (
    Answered,
    Asked,
    HttpServer,
    json_answer,
)
from procstation_simulators.ils.sierra_records import (
    FIXED,
    ITEM_TYPES,
    LOCATIONS,
    STATUSES,
    TAGS,
    WHOLE,
    SierraBib,
    SierraItem,
    blank,
    stocked,
)
from procstation_simulators.settings import Settings, read_settings

ROOT = ("iii", "sierra-api", "v6")
MOST_OF_A_PAGE = 2000
FIELDS = frozenset({"default", "fixedFields", "varFields"})


class SierraSettings(Settings):
    """Settings of a simulated Sierra.

    Attributes:
        items: How many it begins with.
        key, secret: The client it accepts.
        token_s: How long a token lives.
        empty: How many of its next answers to what only reads are empty.
    """

    items: int = 20
    seed: int = 1
    latency_ms: float = 0
    key: str = "station"
    secret: str = "sesame"  # noqa: S105  (of a system that does not exist)
    token_s: int = 3600
    empty: int = 0


class VirtualSierra(HttpServer):
    """One library.

    Attributes:
        bibs, stock: Records by number.
        refused_logins: Calls with no token, or one that has expired.
    """

    def __init__(self, query: Mapping[str, str], wall_s: Callable[[], float]) -> None:
        self.settings = read_settings(query, SierraSettings)
        super().__init__(self.settings.latency_ms)
        self._wall_s = wall_s
        self._tokens: dict[str, float] = {}
        self._given = 0
        self.refused_logins = 0
        self.bibs: dict[str, SierraBib]
        self.stock: dict[str, SierraItem]
        self.bibs, self.stock = stocked(self.settings.items, self.settings.seed, wall_s())
        self._next = 2345678 + self.settings.items

    def items(self) -> dict[str, dict[str, Any]]:
        """Return all fields of each item by barcode."""
        return {item.barcode: self._shown(item, list(FIELDS)) for item in self.stock.values()}

    def change_at_desk(self, barcode: str, values: Mapping[str, Any]) -> None:
        """Raises ValueError: there is no such item, or the API knows no such key; `duedate` puts it
        on loan."""
        item = self._by_barcode(barcode)
        if item is None:
            raise ValueError(f"there is no item {barcode}")
        for key, value in values.items():
            if key == "duedate":
                item.due = str(value)
            elif key in FIXED:
                item.fixed[FIXED[key]] = str(value)
            elif key in TAGS:
                item.replace(TAGS[key], [str(one) for one in value])
            else:
                raise ValueError(f"an item has no {key!r}")
        item.updated = self._wall_s()

    def forget_logins(self) -> None:
        self._tokens.clear()

    def handle(self, asked: Asked) -> HttpResponse:
        if asked.path[:3] != ROOT:
            raise _no(404, 0, "Not found", "There is nothing here.")
        path = asked.path[3:]
        if (asked.method, path) == ("POST", ("token",)):
            return self._token(asked)
        if self._tokens.get(asked.bearer, 0) <= self._wall_s():
            self.refused_logins += 1
            raise _no(401, 123, "Unauthorized", "Invalid or missing authorization token")
        answer = (
            self._about_items(asked, path)
            if path[:1] == ("items",)
            else self._about_bibs(asked, path)
        )
        if asked.method == "GET" and self.settings.empty:
            self.settings.empty -= 1
            return HttpResponse(200, (("Content-Type", "application/json"),))
        return answer

    def _token(self, asked: Asked) -> HttpResponse:
        if asked.basic != (self.settings.key, self.settings.secret):
            raise _no(401, 113, "invalid_client", "Bad client credentials")
        try:
            form = dict(asked.form())
        except ValueError as error:
            raise _no(400, 130, "invalid_request", str(error)) from error
        if form != {"grant_type": "client_credentials"}:
            raise _no(400, 130, "unsupported_grant_type", "grant_type")
        self._given += 1
        token = f"sierra-token-{self._given}"
        self._tokens[token] = self._wall_s() + self.settings.token_s
        life = self.settings.token_s
        return json_answer(200, {"access_token": token, "token_type": "bearer", "expires_in": life})

    def _about_items(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse:
        match asked.method, path:
            case "GET", (_,):
                return self._list_items(asked)
            case "POST", (_,):
                return self._create(asked)
            case "POST", (_, "query"):
                return self._query(asked, "item")
            case "DELETE", (_, "checkouts", barcode):
                return self._check_in(barcode)
            case "GET", (_, number):
                return json_answer(200, self._shown(self._item(number), _fields(asked)))
            case "PUT", (_, number):
                return self._change(asked, self._item(number))
            case "DELETE", (_, number):
                del self.stock[self._item(number).id]
                return HttpResponse(204)
        raise _no(404, 0, "Not found", "There is nothing here.")

    def _about_bibs(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse:
        with_fields = "varFields" in _fields(asked)
        match asked.method, path:
            case "GET", ("bibs",):
                ids = asked.one("id").split(",")
                bibs = [bib.shown(with_fields) for key, bib in self.bibs.items() if key in ids]
                return self._page(asked, bibs)
            case "GET", ("bibs", "search"):
                text = asked.one("text").lower()
                hits = [
                    {"relevance": 1.0, "bib": bib.shown(with_fields)}
                    for bib in self.bibs.values()
                    if text in f"{bib.title} {bib.author} {bib.isbn}".lower()
                ]
                limit = int(asked.one("limit", "50"))
                found = {"count": len(hits[:limit]), "total": len(hits), "entries": hits[:limit]}
                return json_answer(200, found)
            case "POST", ("bibs", "query"):
                return self._query(asked, "bib")
            case "GET", ("bibs", number):
                if number not in self.bibs:
                    raise _not_found()
                return json_answer(200, self.bibs[number].shown(with_fields))
        raise _no(404, 0, "Not found", "There is nothing here.")

    def _query(self, asked: Asked, kind: str) -> HttpResponse:
        sent = _body(asked)
        try:
            target, expression = sent["target"], sent["expr"]
            tag, operator = target["field"]["tag"], expression["op"]
            wanted, _ = expression["operands"]
            limit, offset = int(asked.one("limit")), int(asked.one("offset"))
        except (KeyError, TypeError, ValueError) as error:
            raise _no(400, 133, "Bad JSON/XML Syntax", f"Please check {error}") from error
        if target["record"] != {"type": kind} or operator != "equals":
            raise _no(400, 133, "Bad JSON/XML Syntax", "Please check the target")
        if kind == "item":
            found = [one.id for one in self.stock.values() if tag == "b" and one.barcode == wanted]
        else:
            found = [one.id for one in self.bibs.values() if tag == "i" and one.isbn == wanted]
        root = "https://sierra.invalid/" + "/".join(ROOT)
        links = [{"link": f"{root}/{kind}s/{number}"} for number in found]
        entries = links[offset : offset + limit]
        return json_answer(200, {"total": len(entries), "start": offset, "entries": entries})

    def _list_items(self, asked: Asked) -> HttpResponse:
        found = list(self.stock.values())
        for name, value in asked.query:
            match name:
                case "id":
                    found = [one for one in found if one.id in value.split(",")]
                case "bibIds":
                    found = [one for one in found if one.bib in value.split(",")]
                case "updatedDate":
                    first = value.removeprefix("[").partition(",")[0]
                    since = datetime.strptime(first, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
                    found = [one for one in found if one.updated >= since.timestamp()]
                case "limit" | "offset" | "fields" | "deleted":
                    continue
                case _:
                    raise _no(400, 130, "Invalid parameter", name)
        shown = [self._shown(one, _fields(asked)) for one in found]
        return self._page(asked, shown)

    def _page(self, asked: Asked, rows: list[dict[str, Any]]) -> HttpResponse:
        limit, offset = int(asked.one("limit", "50")), int(asked.one("offset", "0"))
        if not 0 < limit <= MOST_OF_A_PAGE:
            raise _no(400, 130, "Invalid parameter", "limit")
        page = rows[offset : offset + limit]
        if not page:
            raise _not_found()
        return json_answer(200, {"total": len(page), "start": offset, "entries": page})

    def _create(self, asked: Asked) -> HttpResponse:
        sent = _body(asked)
        bibs = sent.pop("bibIds", None)
        if not isinstance(bibs, list) or len(bibs) != 1 or not isinstance(bibs[0], int):
            raise _no(400, 130, "Invalid JSON", "bibIds")
        if str(bibs[0]) not in self.bibs:
            raise _no(400, 130, "Invalid JSON", f"There is no bib {bibs[0]}")
        item = blank(str(self._next), str(bibs[0]), self._wall_s())
        self._take(item, sent)
        self._next += 1
        self.stock[item.id] = item
        return json_answer(
            200, {"link": f"https://sierra.invalid/{'/'.join(ROOT)}/items/{item.id}"}
        )

    def _change(self, asked: Asked, item: SierraItem) -> HttpResponse:
        self._take(item, _body(asked))
        item.updated = self._wall_s()
        return HttpResponse(204)

    def _take(self, item: SierraItem, sent: Mapping[str, Any]) -> None:
        """Write what was sent into an item, all or nothing. Raises Answered."""
        for key, value in sent.items():
            self._check(item, key, value)
        for key, value in sent.items():
            if key in TAGS:
                item.replace(TAGS[key], value)
            else:
                item.fixed[FIXED[key]] = str(value)

    def _check(self, item: SierraItem, key: str, value: Any) -> None:
        fits = isinstance(value, int if key in WHOLE else list if key in TAGS else str | float)
        if (key not in TAGS and key not in FIXED) or not fits:
            raise _no(400, 130, "Invalid JSON", f"{key}: {value!r}")
        known: Mapping[str, Any] = {
            "location": LOCATIONS, "status": STATUSES, "itemType": ITEM_TYPES
        }  # fmt: skip
        if key in known and value not in known[key]:
            raise _no(400, 130, "Invalid JSON", f"{key}: there is no code {value!r}")
        if key == "barcodes":
            for one in value:
                other = self._by_barcode(one)
                if other is not None and other is not item:
                    raise _no(400, 130, "Invalid JSON", f"barcode {one} is in use")

    def _check_in(self, barcode: str) -> HttpResponse:
        item = self._by_barcode(barcode)
        if item is None:
            raise _not_found()
        if not item.due:
            raise _no(400, 132, "XCirc error", "Item is not checked out")
        item.due = ""
        item.fixed["68"] = self._stamp(self._wall_s())
        return HttpResponse(204)

    def _shown(self, item: SierraItem, wanted: list[str]) -> dict[str, Any]:
        return item.shown(wanted, self._stamp(item.updated), "2020-01-02T03:04:05Z")

    def _by_barcode(self, barcode: str) -> SierraItem | None:
        return next((one for one in self.stock.values() if one.barcode == barcode), None)

    def _item(self, number: str) -> SierraItem:
        if number not in self.stock:
            raise _not_found()
        return self.stock[number]

    def _stamp(self, at_s: float) -> str:
        return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _fields(asked: Asked) -> list[str]:
    wanted = asked.one("fields", "default").split(",")
    if not set(wanted) <= FIELDS:
        raise _no(400, 130, "Invalid parameter", "fields")
    return wanted


def _body(asked: Asked) -> dict[str, Any]:
    try:
        sent = asked.json()
    except ValueError as error:
        raise _no(400, 133, "Bad JSON/XML Syntax", str(error)) from error
    if not isinstance(sent, dict):
        raise _no(400, 133, "Bad JSON/XML Syntax", "no object")
    return sent


def _not_found() -> Answered:
    return _no(404, 107, "Record not found", "")


def _no(status: int, code: int, name: str, words: str) -> Answered:
    said = {"code": code, "specificCode": 0, "httpStatus": status, "name": name}
    return Answered(json_answer(status, {**said, "description": words} if words else said))


SIMULATOR = SystemSimulator("Sierra", VirtualSierra, DESK_PLAYS)
