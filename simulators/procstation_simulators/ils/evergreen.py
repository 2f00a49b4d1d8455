"""An Evergreen made of software: the OpenSRF gateway, and the OpenAPI door of recent releases.

As a URL: `sim://evergreen?items=50&seed=7`. Errors come as events inside answers with HTTP 200, and
the positions of fields are in the IDL it serves at /reports/fm_IDL.xml.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

import msgspec

from procstation.ils import HttpRequest, HttpResponse, SystemSimulator
from procstation_simulators.ils.desk_plays import DESK_PLAYS
from procstation_simulators.ils.evergreen_idl import MARKS, Idl
from procstation_simulators.ils.evergreen_records import read_record, record_fields, volume_fields
from procstation_simulators.ils.http_parts import Answered, Asked, HttpServer, json_answer
from procstation_simulators.ils.stock import Book, books
from procstation_simulators.settings import Settings, read_settings

STATUSES = range(19)
IN_PROCESS, AVAILABLE, ON_LOAN, IN_TRANSIT = 5, 0, 1, 6
LIBRARIES, LOCATIONS = (4, 5), (101, 102)
RESTRICTED = frozenset(
    {
        "location", "circ_lib", "circ_modifier", "copy_number", "price", "cost", "deposit",
        "deposit_amount", "holdable", "circulate", "ref", "opac_visible", "mint_condition",
        "age_protect", "loan_duration", "fine_level", "dummy_title", "dummy_author", "dummy_isbn",
        "circ_as_type",
    }
)  # fmt: skip
"""What PATCH takes; not barcode, not call number, not status."""


class EvergreenSettings(Settings):
    """Settings of a simulated Evergreen.

    Attributes:
        seed: Also of the positions of fields.
        user, password: The login it accepts.
        workstation: The only one that is registered.
        token_s: How long a session lives.
    """

    items: int = 20
    seed: int = 1
    latency_ms: float = 0
    user: str = "station"
    password: str = "sesame"  # noqa: S105  (of a system that does not exist)
    workstation: str = "BR1-bench"
    token_s: int = 420


class VirtualEvergreen(HttpServer):
    """One consortium.

    Attributes:
        copies, volumes, records: Fields by number.
        inventory: When a copy was last counted, by its number.
        refused_logins: Calls with no session, or one that is over.
    """

    def __init__(self, query: Mapping[str, str], wall_s: Callable[[], float]) -> None:
        self.settings = read_settings(query, EvergreenSettings)
        super().__init__(self.settings.latency_ms)
        self.idl = Idl(self.settings.seed)
        self._wall_s = wall_s
        self._sessions: dict[str, tuple[float, str]] = {}
        self._given = 0
        self.refused_logins = 0
        self.records: dict[int, dict[str, Any]] = {}
        self.volumes: dict[int, dict[str, Any]] = {}
        self.copies: dict[int, dict[str, Any]] = {}
        self.inventory: dict[int, str] = {}
        for book in books(self.settings.items, self.settings.seed):
            self._shelve(book)

    def items(self) -> dict[str, dict[str, Any]]:
        """Return all fields of each copy by barcode, and its call number as `label`."""
        return {
            copy["barcode"]: {
                **copy,
                "label": self.volumes[copy["call_number"]]["label"],
                "inventory": self.inventory.get(number, ""),
            }
            for number, copy in self.copies.items()
        }

    def records_there(self) -> dict[str, str]:
        """Return the MARCXML of each record by its number."""
        return {str(number): record["marc"] for number, record in self.records.items()}

    def change_at_desk(self, barcode: str, values: Mapping[str, Any]) -> None:
        """Raises ValueError: there is no such copy, or a copy has no such field."""
        copy = self._by_barcode(barcode)
        if copy is None:
            raise ValueError(f"there is no copy {barcode}")
        for key in values:
            if key not in copy:
                raise ValueError(f"a copy has no {key!r}")
        copy.update(values)
        copy["edit_date"] = self._now()

    def forget_logins(self) -> None:
        self._sessions.clear()

    def label(self, request: HttpRequest) -> str:
        method = dict(parse_qsl(request.body.decode("latin-1"))).get("method", "")
        return " ".join(filter(None, (request.method, request.target, method)))

    def handle(self, asked: Asked) -> HttpResponse:
        match asked.method, asked.path:
            case "GET", ("reports", "fm_IDL.xml"):
                return HttpResponse(200, (("Content-Type", "text/xml"),), self.idl.xml())
            case "GET" | "POST", ("osrf-gateway-v1",):
                return self._gateway(asked)
            case _, ("openapi3", "v0", *rest):
                return self._api(asked, rest)
        return HttpResponse(404, (("Content-Type", "text/html"),), b"<html>Not found</html>")

    def _gateway(self, asked: Asked) -> HttpResponse:
        fields = list(asked.query) if asked.method == "GET" else asked.form()
        named = dict(fields)
        method = named.get("method", "")
        if named.get("service") != ".".join(method.split(".")[:2]):
            return json_answer(200, {"status": 404, "debug": "no such service", "payload": []})
        try:
            params = [msgspec.json.decode(value) for key, value in fields if key == "param"]
            answer = self._methods()[method](params)
        except KeyError:
            return json_answer(200, {"status": 404, "debug": f"no method {method}", "payload": []})
        except (ValueError, IndexError, TypeError, msgspec.DecodeError) as error:
            return json_answer(200, {"status": 500, "debug": f"Exception: {error}", "payload": []})
        return json_answer(200, {"status": 200, "payload": [answer]})

    def _methods(self) -> dict[str, Callable[[list[Any]], Any]]:
        return {
            "open-ils.auth.login": self._log_in,
            "open-ils.search.asset.copy.fleshed2.find_by_barcode": self._fleshed,
            "open-ils.search.asset.copy.retrieve": self._retrieve,
            "open-ils.circ.circulation.update_copy_inventory": self._with_session(self._count),
            "open-ils.circ.checkin": self._with_session(self._check_in),
            "open-ils.cat.asset.copy.fleshed.batch.update": self._with_session(self._update),
            "open-ils.cat.call_number.find_or_create": self._with_session(self._volume),
            "open-ils.cat.biblio.record.xml.import": self._with_session(self._import),
        }

    def _log_in(self, params: list[Any]) -> Any:
        (wanted,) = params
        right = {"username": self.settings.user, "password": self.settings.password}
        if {key: wanted.get(key) for key in right} != right or wanted.get("type") != "staff":
            return _event(1000, "LOGIN_FAILED", "User login failed")
        workstation = wanted.get("workstation") or ""
        if workstation not in {"", self.settings.workstation}:
            return _event(1704, "WORKSTATION_NOT_FOUND", "The workstation is not registered")
        self._given += 1
        token = f"evergreen-session-{self._given}"
        self._sessions[token] = (self._wall_s() + self.settings.token_s, workstation)
        given = {"authtoken": token, "authtime": self.settings.token_s}
        return {**_event(0, "SUCCESS", ""), "payload": given}

    def _with_session(self, act: Callable[[list[Any], str], Any]) -> Callable[[list[Any]], Any]:
        def acting(params: list[Any]) -> Any:
            until, workstation = self._sessions.get(str(params[0]), (0.0, ""))
            if until <= self._wall_s():
                self.refused_logins += 1
                return _event(1001, "NO_SESSION", "User login session has either timed out")
            return act(params[1:], workstation)

        return acting

    def _fleshed(self, params: list[Any]) -> Any:
        (barcode,) = params
        copy = self._by_barcode(barcode)
        if copy is None:
            return _event(1502, "ASSET_COPY_NOT_FOUND", "The requested copy could not be found")
        return self._packed(copy)

    def _retrieve(self, params: list[Any]) -> Any:
        (number,) = params
        if number not in self.copies:
            return _event(1502, "ASSET_COPY_NOT_FOUND", "The requested copy could not be found")
        return self.idl.pack("acp", self.copies[number])

    def _packed(self, copy: Mapping[str, Any]) -> dict[str, Any]:
        volume = self.volumes[copy["call_number"]]
        record = self.idl.pack("bre", self.records[volume["record"]])
        return self.idl.pack(
            "acp", {**copy, "call_number": self.idl.pack("acn", {**volume, "record": record})}
        )

    def _count(self, params: list[Any], workstation: str) -> Any:
        wanted = params[0]["copy_list"]
        if not workstation:
            return _event(1703, "WORKSTATION_REQUIRED", "The session has no workstation")
        counted = [number for number in wanted if number in self.copies]
        for number in counted:
            self.inventory[number] = self._now()
        return [len(counted), len(wanted) - len(counted)]

    def _check_in(self, params: list[Any], workstation: str) -> Any:
        del workstation
        copy = self._by_barcode(params[0]["copy_barcode"])
        if copy is None:
            return _event(1502, "ASSET_COPY_NOT_FOUND", "The requested copy could not be found")
        if copy["circ_lib"] != LIBRARIES[0]:
            copy["status"] = IN_TRANSIT
            return {**_event(7000, "ROUTE_ITEM", "Send it home"), "org": copy["circ_lib"]}
        if copy["status"] == ON_LOAN:
            copy["status"] = AVAILABLE
            return {
                **_event(0, "SUCCESS", ""),
                "payload": {"copy": self._packed(copy), "patron": {"family_name": "Doe"}},
            }
        return _event(7, "NO_CHANGE", "No change occurred")

    def _update(self, params: list[Any], workstation: str) -> Any:
        del workstation
        sent = [self.idl.unpack("acp", one) for one in params[0]]
        for one in sent:
            other = self._by_barcode(one["barcode"])
            if other is not None and other["id"] != one["id"]:
                return _event(1706, "ITEM_BARCODE_EXISTS", "Barcode already exists")
            refused = self._refused(one)
            if refused:
                return refused
        for one in sent:
            # What does not say that it was changed is left as it is.
            if one["ischanged"]:
                fields = {key: value for key, value in one.items() if key not in MARKS}
                self.copies[one["id"]] = {**fields, "edit_date": self._now()}
        return 1

    def _refused(self, fields: Mapping[str, Any]) -> Any:
        known: Mapping[str, Sequence[int] | range] = {
            "status": STATUSES,
            "circ_lib": LIBRARIES,
            "location": LOCATIONS,
            "call_number": list(self.volumes),
        }
        for key, values in known.items():
            if key in fields and fields[key] not in values:
                return _event(2001, "DATABASE_UPDATE_FAILED", f"{key} {fields[key]!r}")
        if not isinstance(fields.get("copy_number", 1), int | None):
            return _event(2001, "DATABASE_UPDATE_FAILED", "copy_number")
        return None

    def _volume(self, params: list[Any], workstation: str) -> Any:
        del workstation
        label, record, library, *_ = params
        if record not in self.records:
            return _event(1510, "BIBLIO_RECORD_ENTRY_NOT_FOUND", "There is no such record")
        for number, volume in self.volumes.items():
            if (volume["label"], volume["record"], volume["owning_lib"]) == (
                label, record, library,
            ):  # fmt: skip
                return {"acn_id": number, "existed": 1}
        number = max(self.volumes, default=0) + 1
        self.volumes[number] = volume_fields(number, label, record, library)
        return {"acn_id": number}

    def _import(self, params: list[Any], workstation: str) -> Any:
        del workstation
        number = max(self.records) + 1
        record = read_record(params[0], number)
        if record["tcn_value"] in {one["tcn_value"] for one in self.records.values()}:
            return _event(1704, "TCN_EXISTS", "A record with this TCN already exists")
        self.records[number] = record
        return self.idl.pack("bre", record)

    def _api(self, asked: Asked, path: Sequence[str]) -> HttpResponse:
        if self._sessions.get(asked.bearer, (0.0, ""))[0] <= self._wall_s():
            self.refused_logins += 1
            raise _no(401, "unauthorized")
        match asked.method, path:
            case "GET", ["self", "me"]:
                return json_answer(200, {"usrname": self.settings.user})
            case "GET", ["bib", number]:
                record = self.records.get(int(number)) if number.isdecimal() else None
                if record is None:
                    raise _no(404, "Bib not found")
                return json_answer(200, record)
            case "POST", ["items"]:
                return self._create(_body(asked))
            case "PATCH", ["item", barcode]:
                return self._patch(self._wanted(barcode), _body(asked))
            case "DELETE", ["item", barcode]:
                del self.copies[self._wanted(barcode)["id"]]
                return json_answer(200, 1)
        raise _no(404, "no such path")

    def _create(self, sent: Mapping[str, Any]) -> HttpResponse:
        if set(sent) != {"bib", "call_number", "circ_lib", "barcode"}:
            raise _no(400, f"wanted: bib, call_number, circ_lib, barcode; not {sorted(sent)}")
        if sent["bib"] not in self.records or sent["circ_lib"] not in LIBRARIES:
            raise _no(400, "no such bib or library")
        if self._by_barcode(sent["barcode"]) is not None:
            raise _no(400, "ITEM_BARCODE_EXISTS")
        volume = self._volume([sent["call_number"], sent["bib"], sent["circ_lib"]], "")["acn_id"]
        number = max(self.copies) + 1
        self.copies[number] = copy = self._copy(number, volume, sent["barcode"], IN_PROCESS)
        copy["circ_lib"] = sent["circ_lib"]
        return json_answer(200, copy)

    def _patch(self, copy: dict[str, Any], sent: Mapping[str, Any]) -> HttpResponse:
        if not set(sent) <= RESTRICTED:
            raise _no(400, f"cannot be changed here: {sorted(set(sent) - RESTRICTED)}")
        refused = self._refused(sent)
        if refused:
            raise _no(400, refused["desc"])
        copy.update(sent)
        copy["edit_date"] = self._now()
        return json_answer(200, copy)

    def _wanted(self, barcode: str) -> dict[str, Any]:
        copy = self._by_barcode(barcode)
        if copy is None:
            raise _no(404, "Item not found")
        return copy

    def _by_barcode(self, barcode: str) -> dict[str, Any] | None:
        return next((one for one in self.copies.values() if one["barcode"] == barcode), None)

    def _shelve(self, book: Book) -> None:
        number = book.number
        self.records[number] = record_fields(book)
        self.volumes[number] = volume_fields(number, book.call_number, number, LIBRARIES[0])
        self.copies[number] = self._copy(number, number, book.barcode, AVAILABLE)
        self.copies[number]["alert_message"] = f"map in pocket {number}"

    def _copy(self, number: int, volume: int, barcode: str, status: int) -> dict[str, Any]:
        fields: dict[str, Any] = dict.fromkeys(self.idl.order["acp"])
        fields |= {"id": number, "call_number": volume, "barcode": barcode, "status": status}
        fields |= {"circ_lib": LIBRARIES[0], "location": LOCATIONS[0], "copy_number": 1}
        fields |= {"circ_modifier": "book", "price": "12.50", "holdable": "t", "deleted": "f"}
        return fields | {"edit_date": self._now(), "create_date": "2020-01-02T03:04:05+0000"}

    def _now(self) -> str:
        return datetime.fromtimestamp(self._wall_s(), UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")


def _event(number: int, code: str, words: str) -> dict[str, Any]:
    return {
        "ilsevent": number,
        "textcode": code,
        "desc": words,
        "pid": 4711,
        "stacktrace": "x.pm:1",
    }


def _body(asked: Asked) -> dict[str, Any]:
    try:
        sent = asked.json()
    except ValueError as error:
        raise _no(400, str(error)) from error
    if not isinstance(sent, dict):
        raise _no(400, "no object")
    return sent


def _no(status: int, words: str) -> Answered:
    return Answered(json_answer(status, {"error": words}))


SIMULATOR = SystemSimulator("Evergreen", VirtualEvergreen, DESK_PLAYS)
