"""The simulated Symphony, asked as its description says."""

from typing import Any

import msgspec
import pytest

from procstation.ils import HttpRequest
from procstation_simulators.ils.symphony import VirtualSymphony
from procstation_simulators.ils.symphony_records import wanted_fields

NOW = 1_790_000_000.0
WHO = {
    "accept": "application/json",
    "content-type": "application/json",
    "x-sirs-clientid": "procstation",
    "sd-originating-app-id": "test",
}
STAFF = {"sd-preferred-role": "STAFF", "sd-working-libraryid": "MAIN"}


class Clock:
    now = NOW


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def symphony(clock: Clock) -> VirtualSymphony:
    return VirtualSymphony({"items": "5"}, lambda: clock.now)


def ask(
    symphony: VirtualSymphony, method: str, path: str, body: Any = None, **headers: str
) -> tuple[int, Any]:
    sent = b"" if body is None else msgspec.json.encode(body)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = symphony.answer(HttpRequest(method, f"/symws{path}", {**WHO, **named}, sent))
    return answer.status, msgspec.json.decode(answer.body)


def session(symphony: VirtualSymphony) -> str:
    login = {"login": "station", "password": "sesame"}
    status, said = ask(symphony, "POST", "/user/staff/login", login)
    assert status == 200
    assert len(said["sessionToken"]) == 36
    return str(said["sessionToken"])


def change(symphony: VirtualSymphony, fields: Any, key: str = "601:2:1") -> tuple[int, str]:
    body = {"resource": "/catalog/item", "key": key, "fields": fields}
    headers = {**STAFF, "x_sirs_sessionToken".lower(): session(symphony)}
    status, said = ask(symphony, "PUT", "/catalog/item/key/601:2:1", body, **headers)
    return status, said.get("messageList", [{"code": ""}])[0]["code"]


def place(key: str) -> dict[str, str]:
    return {"resource": "/policy/location", "key": key}


def test_a_session_is_over_when_it_idles(symphony: VirtualSymphony, clock: Clock) -> None:
    token = session(symphony)
    path = "/catalog/item/barcode/30000000000001"
    for seconds, status in ((1700, 200), (1700, 200), (1800, 401)):
        clock.now += seconds
        assert ask(symphony, "GET", path, x_sirs_sessiontoken=token)[0] == status


def test_only_the_fields_that_were_asked_for(symphony: VirtualSymphony) -> None:
    token = session(symphony)
    path = "/catalog/item/barcode/30000000000001?includeFields=barcode,bib%7Btitle%7D,call"
    status, found = ask(symphony, "GET", path, x_sirs_sessiontoken=token)
    assert status == 200
    assert set(found["fields"]) == {"barcode", "bib", "call"}
    assert set(found["fields"]["bib"]["fields"]) == {"title"}
    assert found["fields"]["call"] == {"resource": "/catalog/call", "key": "601:2"}


def test_the_sample_change(symphony: VirtualSymphony) -> None:
    assert change(symphony, {"currentLocation": place("STORAGE")}) == (200, "")
    assert symphony.items()["30000000000001"]["currentLocation"]["key"] == "STORAGE"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"copyNumber": 2}, "invalidField"),
        ({"colour": "red"}, "invalidField"),
        ({"currentLocation": "STACKS"}, "invalidField"),
        ({"currentLocation": place("NOWHERE")}, "invalidField"),
        ({"currentLocation": place("CHECKEDOUT")}, "invalidLocation"),
        ({"barcode": 12}, "invalidField"),
        ({"barcode": "30000000000002"}, "duplicateBarcode"),
    ],
)
def test_changes_it_refuses(symphony: VirtualSymphony, fields: Any, code: str) -> None:
    before = symphony.items()
    assert change(symphony, fields) == (400, code)
    assert symphony.items() == before


def test_the_key_has_to_fit(symphony: VirtualSymphony) -> None:
    assert change(symphony, {}, key="602:2:1") == (400, "invalidRecord")


def test_a_change_takes_a_role_and_a_library(symphony: VirtualSymphony) -> None:
    body = {"itemBarcode": "30000000000001"}
    path = "/circulation/circRecord/checkIn"
    token = session(symphony)
    assert ask(symphony, "POST", path, body, x_sirs_sessiontoken=token)[0] == 403
    role = {"sd_preferred_role": "STAFF", "x_sirs_sessiontoken": token}
    assert ask(symphony, "POST", path, body, **role)[0] == 400
    assert ask(symphony, "POST", path, body, **role, sd_working_libraryid="MAIN")[0] == 200


def test_a_long_body_is_refused(symphony: VirtualSymphony) -> None:
    login = {"login": "x" * 9000, "password": "y"}
    assert ask(symphony, "POST", "/user/staff/login", login)[0] == 413


def test_who_does_not_say_who_it_is(symphony: VirtualSymphony) -> None:
    login = {"login": "station", "password": "sesame"}
    path = "/user/staff/login"
    assert ask(symphony, "POST", path, login, x_sirs_clientid="other")[0] == 401
    assert ask(symphony, "POST", path, login, accept="text/xml")[0] == 406


def test_a_number_sign_has_to_be_encoded(symphony: VirtualSymphony) -> None:
    token = session(symphony)
    request = HttpRequest("GET", "/symws/catalog/item/key/6#1", {"x-sirs-sessiontoken": token})
    assert symphony.answer(request).status == 400


@pytest.mark.parametrize("text", ["call{*", "a,,b", "{a}", "a}", "a b", "ü?"])
def test_fields_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="includeFields"):
        wanted_fields(text)
