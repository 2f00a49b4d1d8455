"""A simulated Koha: the part of its REST API (`/api/v1`) that has to do with items and records."""

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
from procstation_simulators.ils.koha_items import (
    READ_ONLY,
    WRITABLE,
    answers,
    check_body,
    empty_item,
    read_query,
)
from procstation_simulators.ils.koha_samples import read_biblio, sample_biblio, sample_item
from procstation_simulators.ils.stock import books
from procstation_simulators.settings import Settings, read_settings

LIBRARIES = ("MAIN", "EAST")
ITEM_TYPES = ("BK", "DVD", "REF")
MARC_TYPES = "application/marcxml+xml application/marc-in-json application/marc text/plain"


class KohaSettings(Settings):
    latency_ms: float = 0
    items: int = 20
    seed: int = 1
    user: str = "station"
    password: str = "sesame"  # noqa: S105  (of a system that does not exist)
    token_s: int = 3600
    per_page: int = 20
    most_per_page: int = 100
    per_second: int = 0
    drops_local_subfields: bool = False


class SimulatedKoha(HttpServer):
    """One library's Koha.

    Attributes:
        blocked: Why an item cannot be deleted, by its barcode: an `error_code` of Koha's.
    """

    def __init__(self, settings: KohaSettings, wall_s: Callable[[], float]) -> None:
        super().__init__(settings.latency_ms)
        self.blocked: dict[str, str] = {}
        self._settings = settings
        self._wall_s = wall_s
        self._rate = CallRate(settings.per_second, 1.0, wall_s) if settings.per_second else None
        self._tokens: dict[str, float] = {}
        self._given = 0
        stock = books(settings.items, settings.seed)
        self._biblios = {book.number: sample_biblio(book) for book in stock}
        self._items = {book.number: sample_item(book) for book in stock}
        self._next_item = settings.items + 1

    def items(self) -> dict[str, dict[str, Any]]:
        """Return a copy of all items by barcode; one without, by `#` and its number."""
        return {row["external_id"] or f"#{key}": dict(row) for key, row in self._items.items()}

    def records_there(self) -> dict[str, str]:
        """Return the title of each record by its number."""
        return {str(key): row["title"] for key, row in self._biblios.items()}

    def change_at_desk(self, barcode: str, values: Mapping[str, Any]) -> None:
        """Raises ValueError: there is no such item, or an item has no such key."""
        for key in values:
            if key not in WRITABLE and key not in READ_ONLY:
                raise ValueError(f"an item has no {key!r}")
        for row in self._items.values():
            if row["external_id"] == barcode:
                row.update(values)
                return
        raise ValueError(f"no item has the barcode {barcode}")

    def forget_logins(self) -> None:
        self._tokens.clear()

    def handle(self, asked: Asked) -> HttpResponse:
        if self._rate is not None and not self._rate.take():
            return json_answer(429, {"error": "Too many requests"}, ("Retry-After", "1"))
        if asked.path[:2] != ("api", "v1"):
            return json_answer(404, {"error": "Not Found."})
        path = asked.path[2:]
        if (asked.method, path) == ("POST", ("oauth", "token")):
            return self._token(asked)
        self._require_login(asked)
        for route in (self._about_items, self._about_biblios, self._about_codes):
            answer = route(asked, path)
            if answer is not None:
                return answer
        return json_answer(404, {"error": "Not Found."})

    def _about_items(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse | None:
        match asked.method, path:
            case "GET", ("items",):
                return self._list_items(asked, list(self._items.values()))
            case "GET", ("items", number):
                return json_answer(200, self._shown(asked, self._item(number)))
            case "DELETE", ("items", number):
                return self._delete(number)
        return None

    def _about_biblios(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse | None:
        match asked.method, path:
            case "GET", ("biblios",):
                return self._list_biblios(asked)
            case "POST", ("biblios",):
                return self._add_biblio(asked)
            case "GET", ("biblios", number):
                return self._show_biblio(asked, number)
            case "GET", ("biblios", number, "items"):
                biblio_id = self._biblio(number)["biblio_id"]
                rows = [row for row in self._items.values() if row["biblio_id"] == biblio_id]
                return self._list_items(asked, rows)
            case "POST", ("biblios", number, "items"):
                return self._add(asked, number)
            case "PUT", ("biblios", number, "items", item_number):
                return self._put(asked, number, item_number)
        return None

    def _about_codes(self, asked: Asked, path: tuple[str, ...]) -> HttpResponse | None:
        match asked.method, path:
            case "GET", ("libraries",):
                return self._page(asked, [{"library_id": one, "name": one} for one in LIBRARIES])
            case "GET", ("item_types",):
                return self._page(asked, [{"item_type_id": one} for one in ITEM_TYPES])
        return None

    def _token(self, asked: Asked) -> HttpResponse:
        try:
            form = dict(asked.form())
        except ValueError as error:
            return json_answer(400, {"error": str(error)})
        if form.get("grant_type") != "client_credentials":
            return json_answer(400, {"error": "Unimplemented grant type"})
        right = (self._settings.user, self._settings.password)
        if (form.get("client_id"), form.get("client_secret")) != right:
            return json_answer(403, {"error": "unauthorized_client"})
        self._given += 1
        token = f"koha-token-{self._given}"
        self._tokens[token] = self._wall_s() + self._settings.token_s
        life = self._settings.token_s
        said = {"access_token": token, "token_type": "Bearer", "expires_in": life}
        return json_answer(200, said)

    def _require_login(self, asked: Asked) -> None:
        if asked.bearer:
            if self._tokens.get(asked.bearer, 0.0) > self._wall_s():
                return
        elif asked.basic == (self._settings.user, self._settings.password):
            return
        raise Answered(json_answer(401, {"error": "Authentication failure."}))

    def _item(self, number: str) -> dict[str, Any]:
        row = self._items.get(int(number)) if number.isdecimal() else None
        if row is None:
            raise Answered(json_answer(404, {"error": "Item not found", "error_code": "not_found"}))
        return row

    def _biblio(self, number: str) -> dict[str, Any]:
        row = self._biblios.get(int(number)) if number.isdecimal() else None
        if row is None:
            raise Answered(json_answer(404, {"error": "Bibliographic record not found"}))
        return row

    def _shown(self, asked: Asked, row: Mapping[str, Any]) -> dict[str, Any]:
        shown = dict(row)
        for embed in filter(None, asked.headers.get("x-koha-embed", "").split(",")):
            if embed == "biblio":
                shown["biblio"] = dict(self._biblios[row["biblio_id"]])
            elif embed == "+strings":
                shown["_strings"] = {"home_library_id": {"str": row["home_library_id"]}}
            else:
                raise Answered(json_answer(400, {"error": f"Embedding {embed} is not authorised."}))
        return shown

    def _list_items(self, asked: Asked, rows: list[dict[str, Any]]) -> HttpResponse:
        known = {**WRITABLE, **READ_ONLY}
        return self._page(asked, [self._shown(asked, row) for row in rows], known)

    def _list_biblios(self, asked: Asked) -> HttpResponse:
        if asked.headers.get("accept") != "application/json":
            raise Answered(json_answer(406, f"application/json {MARC_TYPES}".split()))
        rows = list(self._biblios.values())
        return self._page(asked, rows, rows[0] if rows else {})

    def _show_biblio(self, asked: Asked, number: str) -> HttpResponse:
        if asked.headers.get("accept") != "application/json":
            raise Answered(json_answer(406, f"application/json {MARC_TYPES}".split()))
        return json_answer(200, self._biblio(number))

    def _page(
        self, asked: Asked, rows: list[dict[str, Any]], known: Mapping[str, Any] | None = None
    ) -> HttpResponse:
        """Return the part of the rows that is asked for."""
        keys = known or {}
        filters: dict[str, Any] = {}
        for name, value in asked.query:
            if name == "q":
                filters |= read_query(value, keys)
            elif name in keys:
                filters[name] = _matching(value, asked.one("_match", "contains"))
            elif name not in {"_page", "_per_page", "_match", "_order_by"}:
                raise Answered(json_answer(400, {"error": f"Malformed query string: {name}"}))
        found = [row for row in rows if answers(row, filters)]
        page, size = _whole(asked, "_page", 1), _whole(asked, "_per_page", self._settings.per_page)
        size = min(size, self._settings.most_per_page)
        return json_answer(
            200,
            found[(page - 1) * size : page * size],
            ("X-Total-Count", str(len(found))),
            ("X-Base-Total-Count", str(len(rows))),
        )

    def _add_biblio(self, asked: Asked) -> HttpResponse:
        if asked.media_type != "application/marcxml+xml":
            raise Answered(json_answer(406, MARC_TYPES.split()))
        number = max(self._biblios, default=0) + 1
        try:
            row = read_biblio(asked.body, number)
        except ValueError as error:
            raise Answered(json_answer(400, {"error": f"Bad record: {error}"})) from error
        same = [
            key for key, one in self._biblios.items() if row["isbn"] and row["isbn"] in one["isbn"]
        ]
        if same and asked.headers.get("x-confirm-not-duplicate") != "1":
            raise Answered(json_answer(400, {"error": f"Duplicate biblio {same[0]}"}))
        self._biblios[number] = row
        return json_answer(200, {"id": number})

    def _add(self, asked: Asked, number: str) -> HttpResponse:
        biblio_id = self._biblio(number)["biblio_id"]
        body = self._body(asked)
        if self._taken(body["external_id"], None):
            return json_answer(409, {"error": "Duplicate barcode."})
        row = {**empty_item(), **body, "item_id": self._next_item, "biblio_id": biblio_id}
        self._next_item += 1
        self._items[row["item_id"]] = row
        return json_answer(201, row, ("Location", f"/api/v1/items/{row['item_id']}"))

    def _put(self, asked: Asked, number: str, item_number: str) -> HttpResponse:
        biblio_id = self._biblio(number)["biblio_id"]
        row = self._item(item_number)
        if row["biblio_id"] != biblio_id:
            raise Answered(json_answer(404, {"error": "Item not found"}))
        body = self._body(asked)
        if self._taken(body["external_id"], row["item_id"]):
            return json_answer(400, {"error": "Barcode not unique"})
        if self._settings.drops_local_subfields:
            body["extended_subfields"] = None
        row.update(body)
        return json_answer(200, row)

    def _body(self, asked: Asked) -> dict[str, Any]:
        try:
            body = check_body(asked.json())
        except ValueError as error:
            raise Answered(json_answer(400, {"error": str(error)})) from error
        known = {"home_library_id": LIBRARIES, "holding_library_id": LIBRARIES}
        for key, codes in {**known, "item_type_id": ITEM_TYPES}.items():
            if body[key] not in codes:
                said = {"error": f"Given {key} does not exist", "error_code": "invalid_value"}
                raise Answered(json_answer(400, said))
        return body

    def _taken(self, barcode: str | None, by_other_than: int | None) -> bool:
        if not barcode:
            return False
        return any(
            row["external_id"] == barcode and key != by_other_than
            for key, row in self._items.items()
        )

    def _delete(self, number: str) -> HttpResponse:
        row = self._item(number)
        code = self.blocked.get(row["external_id"] or "", "")
        if row["checked_out_date"]:
            code = "book_on_loan"
        elif row["holds_count"]:
            code = "book_reserved"
        if code:
            said = {"error": "Item cannot be deleted", "error_code": code}
            return json_answer(409, said)
        del self._items[row["item_id"]]
        return HttpResponse(204)


def _matching(value: str, match: str) -> Any:
    patterns = {"contains": f"%{value}%", "starts_with": f"{value}%", "ends_with": f"%{value}"}
    return {"-like": patterns[match]} if match in patterns else value


def _whole(asked: Asked, name: str, usual: int) -> int:
    text = asked.one(name, str(usual))
    if not text.isdecimal() or int(text) < 1:
        raise Answered(json_answer(400, {"error": f"Malformed query string: {name}"}))
    return int(text)


def _build(query: Mapping[str, str], wall_s: Callable[[], float]) -> SimulatedKoha:
    return SimulatedKoha(read_settings(query, KohaSettings), wall_s)


SIMULATOR = SystemSimulator(title="Koha", build=_build, plays=DESK_PLAYS)
