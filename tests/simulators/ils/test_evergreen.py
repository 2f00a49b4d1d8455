"""The simulated Evergreen, asked as its description says."""

from typing import Any
from urllib.parse import urlencode

import msgspec
import pytest

from procstation.ils import HttpRequest
from procstation_simulators.ils.evergreen import VirtualEvergreen

BARCODE = "30000000000001"
LOGIN = {"username": "station", "password": "sesame", "type": "staff", "workstation": "BR1-bench"}
UPDATE = "open-ils.cat.asset.copy.fleshed.batch.update"


class Clock:
    now = 1_790_000_000.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def evergreen(clock: Clock) -> VirtualEvergreen:
    return VirtualEvergreen({"items": "5"}, lambda: clock.now)


def call(evergreen: VirtualEvergreen, method: str, *params: Any) -> Any:
    fields = {
        "service": ".".join(method.split(".")[:2]),
        "method": method,
        "format": "json",
        "param": [msgspec.json.encode(one).decode() for one in params],
    }
    headers = {"content-type": "application/x-www-form-urlencoded"}
    body = urlencode(fields, doseq=True).encode()
    answer = evergreen.answer(HttpRequest("POST", "/osrf-gateway-v1", headers, body))
    assert answer.status == 200
    return msgspec.json.decode(answer.body)


def log_in(evergreen: VirtualEvergreen, **other: Any) -> str:
    (event,) = call(evergreen, "open-ils.auth.login", {**LOGIN, **other})["payload"]
    return str(event["payload"]["authtoken"])


def api(
    evergreen: VirtualEvergreen, method: str, path: str, body: Any = None, token: str = ""
) -> tuple[int, Any]:
    headers = {
        "authorization": f"Bearer {token or log_in(evergreen)}",
        "content-type": "application/json",
    }
    content = b"" if body is None else msgspec.json.encode(body)
    answer = evergreen.answer(HttpRequest(method, f"/openapi3/v0{path}", headers, content))
    return answer.status, msgspec.json.decode(answer.body)


def test_objects_travel_by_position(evergreen: VirtualEvergreen) -> None:
    method = "open-ils.search.asset.copy.fleshed2.find_by_barcode"
    (copy,) = call(evergreen, method, BARCODE)["payload"]
    assert copy["__c"] == "acp"
    order = evergreen.idl.order["acp"]
    assert copy["__p"][order.index("barcode")] == BARCODE
    assert copy["__p"][order.index("call_number")]["__c"] == "acn"
    assert b'<class id="acp"' in evergreen.answer(HttpRequest("GET", "/reports/fm_IDL.xml")).body


def test_errors_are_events_in_good_answers(evergreen: VirtualEvergreen) -> None:
    method = "open-ils.search.asset.copy.fleshed2.find_by_barcode"
    answer = call(evergreen, method, "nobody's")
    assert answer["status"] == 200
    assert answer["payload"][0]["textcode"] == "ASSET_COPY_NOT_FOUND"
    wrong = call(evergreen, "open-ils.auth.login", {**LOGIN, "password": "no"})["payload"][0]
    assert wrong["textcode"] == "LOGIN_FAILED"
    assert call(evergreen, "open-ils.circ.fly")["status"] == 404
    assert call(evergreen, method)["status"] == 500


def test_a_session_ends(evergreen: VirtualEvergreen, clock: Clock) -> None:
    token = log_in(evergreen)
    assert api(evergreen, "GET", "/self/me", token=token)[0] == 200
    clock.now += 420
    assert api(evergreen, "GET", "/self/me", token=token)[0] == 401
    assert call(evergreen, UPDATE, token, [])["payload"][0]["textcode"] == "NO_SESSION"


def test_a_stamp_needs_a_workstation(evergreen: VirtualEvergreen) -> None:
    method = "open-ils.circ.circulation.update_copy_inventory"
    bare = log_in(evergreen, workstation="")
    refused = call(evergreen, method, bare, {"copy_list": [1]})["payload"][0]
    assert refused["textcode"] == "WORKSTATION_REQUIRED"
    answer = call(evergreen, method, log_in(evergreen), {"copy_list": [1, 2, 99]})
    assert answer["payload"] == [[2, 1]]
    assert set(evergreen.inventory) == {1, 2}


def test_what_is_not_marked_as_changed_stays(evergreen: VirtualEvergreen) -> None:
    token, before = log_in(evergreen), evergreen.items()
    fields = {**evergreen.copies[1], "barcode": "N1"}
    packed = evergreen.idl.pack("acp", fields)
    assert call(evergreen, UPDATE, token, [packed])["payload"] == [1]
    assert evergreen.items() == before
    packed["__p"][-2] = 1
    assert call(evergreen, UPDATE, token, [packed])["payload"] == [1]
    assert "N1" in evergreen.items()


def test_a_patch_takes_some_fields_alone(evergreen: VirtualEvergreen) -> None:
    path = f"/item/{BARCODE}"
    assert api(evergreen, "PATCH", path, {"location": 102})[0] == 200
    for wrong in ({"barcode": "N1"}, {"status": 3}, {"call_number": 2}, {"location": 999}):
        status, said = api(evergreen, "PATCH", path, wrong)
        assert status == 400
        assert said["error"]
    assert evergreen.items()[BARCODE]["location"] == 102
    assert api(evergreen, "PATCH", "/item/nobody", {"location": 102})[0] == 404


def test_a_new_copy_begins_in_process(evergreen: VirtualEvergreen) -> None:
    draft = {"bib": 1, "call_number": "QA1", "circ_lib": 4, "barcode": "N1"}
    assert api(evergreen, "POST", "/items", draft)[0] == 200
    assert evergreen.items()["N1"]["status"] == 5
    assert api(evergreen, "POST", "/items", draft)[0] == 400
    del draft["bib"]
    assert api(evergreen, "POST", "/items", draft)[0] == 400
