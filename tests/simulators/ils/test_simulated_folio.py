"""The simulated FOLIO keeps its tenant, its tokens, its queries and its lock."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest

from procstation.ils import HttpRequest, HttpResponse
from procstation_simulators.ils.folio import SIMULATOR, SimulatedFolio
from procstation_simulators.ils.folio_cql import read_cql

FIELDS: dict[str, Callable[[Any], str]] = {"barcode": lambda row: row, "id": lambda row: row}


class Wall:
    now_s = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now_s


def folio(wall: Wall | None = None, **query: str) -> SimulatedFolio:
    system = SIMULATOR.build(query, wall or Wall())
    assert isinstance(system, SimulatedFolio)
    return system


def ask(
    system: SimulatedFolio, method: str, path: str, body: Any = None, **headers: str
) -> HttpResponse:
    sent = {"x-okapi-tenant": "diku", "content-type": "application/json"}
    sent |= {key.replace("_", "-"): value for key, value in headers.items()}
    content = json.dumps(body).encode() if body is not None else b""
    return system.answer(HttpRequest(method, path, sent, content))


def token(system: SimulatedFolio) -> str:
    login = {"username": "station", "password": "sesame"}
    answer = ask(system, "POST", "/authn/login-with-expiry", login)
    assert answer.status == 201
    cookies = [value for name, value in answer.headers if name == "Set-Cookie"]
    assert all("HttpOnly" in cookie for cookie in cookies)
    return cookies[0].partition("=")[2].partition(";")[0]


def first(system: SimulatedFolio) -> dict[str, Any]:
    row = system.items()["30000000000004"]
    derived = {"effectiveLocation", "effectiveCallNumberComponents", "title", "isBoundWith"}
    return {key: value for key, value in row.items() if key not in derived | {"metadata"}}


def test_without_tenant_or_token_nobody_gets_in() -> None:
    system = folio()
    assert ask(system, "GET", "/locations", x_okapi_tenant="").status == 400
    assert ask(system, "GET", "/locations").status == 401
    login = {"username": "station", "password": "wrong"}
    assert ask(system, "POST", "/authn/login-with-expiry", login).status == 422


def test_a_token_ends_and_is_refreshed_once() -> None:
    wall = Wall()
    system = folio(wall)
    key = token(system)
    assert ask(system, "GET", "/locations", x_okapi_token=key).status == 200
    assert ask(system, "GET", "/locations", cookie=f"folioAccessToken={key}").status == 200
    both = {"x_okapi_token": key, "cookie": "folioAccessToken=other"}
    assert ask(system, "GET", "/locations", **both).status == 400
    wall.now_s += 601
    assert ask(system, "GET", "/locations", x_okapi_token=key).status == 401
    refresh = {"cookie": "folioRefreshToken=folio-token-refresh-1"}
    assert ask(system, "POST", "/authn/refresh", **refresh).status == 201
    assert ask(system, "POST", "/authn/refresh", **refresh).status == 401


@pytest.mark.parametrize(
    ("query", "row", "answers"),
    [
        ('barcode=="A1"', "a1", True),
        ('barcode==("x" or "A1")', "A1", True),
        ('barcode=="A*"', "A1", True),
        (r'barcode=="A\*"', "A1", False),
        (r'barcode=="A\*"', "A*", True),
        (r'barcode=="A\"1"', 'A"1', True),
        ('barcode="two"', "one two", True),
        ('barcode all "two one"', "one and two", True),
        ('barcode=="A1" and id>"A0" sortby id', "A1", True),
        ('id>"A1"', "A1", False),
    ],
)
def test_queries(query: str, row: Any, answers: bool) -> None:
    assert read_cql(query, FIELDS)(row) is answers


@pytest.mark.parametrize(
    "query",
    ["", "barcode", 'shelf=="x"', 'barcode=="x', "barcode==x", 'barcode==("a" "b")', 'id=="a" id'],
)
def test_what_is_no_query_is_refused(query: str) -> None:
    with pytest.raises((ValueError, IndexError)):
        read_cql(query, FIELDS)


def test_a_list_is_ten_unless_more_is_asked_for() -> None:
    system = folio()
    key = token(system)
    query = quote('barcode=="3*"')
    answer = ask(system, "GET", f"/inventory/items?query={query}", x_okapi_token=key)
    said = json.loads(answer.body)
    assert (len(said["items"]), said["totalRecords"]) == (10, 20)
    body = {"query": 'barcode=="3*"', "limit": 50, "offset": 15}
    answer = ask(system, "POST", "/inventory/items/retrieve", body, x_okapi_token=key)
    assert len(json.loads(answer.body)["items"]) == 5


def test_the_lock_and_what_may_be_put() -> None:
    system = folio()
    key, item = token(system), first(system)
    path = f"/inventory/items/{item['id']}"

    def put(**more: Any) -> int:
        return ask(system, "PUT", path, {**item, **more}, x_okapi_token=key).status

    assert put(title="x") == 422
    assert put(shelf="x") == 422
    assert put(materialType=None) == 422
    assert put(status={"name": "Eaten"}) == 422
    assert put(permanentLocation={"id": "nowhere"}) == 422
    assert put(barcode="30000000000001") == 400
    assert put(volume="v. 2") == 204
    assert put(volume="v. 3") == 409
    assert put(volume="v. 3", _version=2) == 204
    assert system.items()["30000000000004"]["volume"] == "v. 3"


def test_marks_and_check_in() -> None:
    system = folio()
    key, item = token(system), first(system)
    path = f"/inventory/items/{item['id']}"
    assert ask(system, "POST", f"{path}/mark-missing", x_okapi_token=key).status == 200
    assert system.items()["30000000000004"]["status"]["name"] == "Missing"
    assert ask(system, "POST", f"{path}/mark-eaten", x_okapi_token=key).status == 404
    answer = ask(system, "GET", "/service-points", x_okapi_token=key)
    points = json.loads(answer.body)["servicepoints"]
    body = {"itemBarcode": "30000000000004", "servicePointId": points[0]["id"]}
    check_in = "/circulation/check-in-by-barcode"
    assert ask(system, "POST", check_in, body, x_okapi_token=key).status == 422
    body["checkInDate"] = "2026-11-22T00:00:00Z"
    assert ask(system, "POST", check_in, body, x_okapi_token=key).status == 200
    assert system.items()["30000000000004"]["status"]["name"] == "Available"
