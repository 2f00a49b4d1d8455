"""The simulated Sierra, asked as its description says."""

import base64
from typing import Any

import msgspec
import pytest

from procstation.ils import HttpRequest
from procstation_simulators.ils.sierra import VirtualSierra

ROOT = "/iii/sierra-api/v6"
BARCODE = "30000000000001"
NOW = 1_790_000_000.0


class Clock:
    now = NOW


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sierra(clock: Clock) -> VirtualSierra:
    return VirtualSierra({"items": "5"}, lambda: clock.now)


def token(sierra: VirtualSierra, pair: str = "station:sesame") -> tuple[int, Any]:
    headers = {
        "authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
        "content-type": "application/x-www-form-urlencoded",
    }
    body = b"grant_type=client_credentials"
    answer = sierra.answer(HttpRequest("POST", f"{ROOT}/token", headers, body))
    return answer.status, msgspec.json.decode(answer.body)


def ask(sierra: VirtualSierra, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    headers = {
        "authorization": f"Bearer {token(sierra)[1]['access_token']}",
        "content-type": "application/json",
    }
    content = b"" if body is None else msgspec.json.encode(body)
    answer = sierra.answer(HttpRequest(method, ROOT + path, headers, content))
    return answer.status, msgspec.json.decode(answer.body) if answer.body else None


def query(barcode: str) -> Any:
    return {
        "target": {"record": {"type": "item"}, "field": {"tag": "b"}},
        "expr": {"op": "equals", "operands": [barcode, ""]},
    }


def test_a_token_for_key_and_secret(sierra: VirtualSierra, clock: Clock) -> None:
    status, given = token(sierra)
    assert status == 200
    assert set(given) == {"access_token", "token_type", "expires_in"}
    assert given["expires_in"] == 3600
    assert token(sierra, "station:wrong")[0] == 401
    headers = {"authorization": f"Bearer {given['access_token']}"}
    request = HttpRequest("GET", f"{ROOT}/items/2345678", headers)
    assert sierra.answer(request).status == 200
    clock.now += 3600
    assert sierra.answer(request).status == 401


def test_a_query_answers_with_links(sierra: VirtualSierra) -> None:
    status, found = ask(sierra, "POST", "/items/query?offset=0&limit=1", query(BARCODE))
    assert (status, found["total"], found["start"]) == (200, 1, 0)
    assert found["entries"][0]["link"].endswith("/v6/items/2345678")
    _, item = ask(sierra, "GET", "/items/2345678?fields=default,fixedFields,varFields")
    assert item["barcode"] == BARCODE
    assert item["callNumber"].startswith("|a")
    assert item["fixedFields"]["79"] == {"label": "LOCATION", "value": "mstk "}
    assert {one["fieldTag"] for one in item["varFields"]} == {"b", "c", "x", "r"}
    assert ask(sierra, "POST", "/items/query?offset=0&limit=1", {"target": {}})[0] == 400


def test_a_list_with_nothing_in_it_is_not_found(sierra: VirtualSierra) -> None:
    status, said = ask(sierra, "GET", "/items?id=1,2")
    assert status == 404
    assert (said["code"], said["specificCode"], said["name"]) == (107, 0, "Record not found")
    assert ask(sierra, "GET", "/items?limit=2001")[0] == 400
    assert ask(sierra, "GET", "/items?colour=red")[0] == 400


def test_a_change_has_no_answer_and_is_whole_or_not_at_all(sierra: VirtualSierra) -> None:
    assert ask(sierra, "PUT", "/items/2345678", {"barcodes": ["N1"], "itemType": 5}) == (204, None)
    assert "N1" in sierra.items()
    before = sierra.items()
    for wrong in (
        {"volumes": ["v. 1"], "colour": "red"},
        {"itemType": "5"},
        {"location": "moon"},
        {"barcodes": ["30000000000002"]},
        {"barcodes": "N2"},
    ):
        assert ask(sierra, "PUT", "/items/2345678", wrong)[0] == 400
    assert sierra.items() == before


def test_only_what_is_on_loan_is_checked_in(sierra: VirtualSierra) -> None:
    status, said = ask(sierra, "DELETE", f"/items/checkouts/{BARCODE}")
    assert (status, said["code"]) == (400, 132)
    sierra.change_at_desk(BARCODE, {"duedate": "2026-10-01"})
    assert ask(sierra, "DELETE", f"/items/checkouts/{BARCODE}")[0] == 204
    assert ask(sierra, "DELETE", "/items/checkouts/nobody")[0] == 404
