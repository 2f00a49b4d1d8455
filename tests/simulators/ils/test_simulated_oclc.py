"""The simulated OCLC, asked as its description says."""

import base64
from typing import Any

import msgspec
import pytest

from procstation.ils import HttpRequest, HttpResponse
from procstation_simulators.ils.oclc import MARCXML, VirtualOclc
from procstation_simulators.ils.oclc_records import read_lhr

NOW = 1_790_000_000.0
FORM = b"grant_type=client_credentials&scope=WorldCatMetadataAPI"


class Clock:
    now = NOW


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def oclc(clock: Clock) -> VirtualOclc:
    return VirtualOclc({"items": "5"}, lambda: clock.now)


def token(oclc: VirtualOclc, form: bytes = FORM, pair: str = "station:sesame") -> tuple[int, Any]:
    headers = {
        "authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
        "content-type": "application/x-www-form-urlencoded",
    }
    answer = oclc.answer(HttpRequest("POST", "/token", headers, form))
    return answer.status, msgspec.json.decode(answer.body)


def ask(
    oclc: VirtualOclc, method: str, path: str, body: bytes = b"", **headers: str
) -> HttpResponse:
    sent = {
        "authorization": f"Bearer {token(oclc)[1]['access_token']}",
        "accept": MARCXML,
        "content-type": MARCXML,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    return oclc.answer(HttpRequest(method, f"/worldcat{path}", sent, body))


def first(oclc: VirtualOclc) -> bytes:
    return ask(oclc, "GET", "/manage/lhrs/160000001").body


def test_a_token_for_key_and_scope(oclc: VirtualOclc, clock: Clock) -> None:
    assert token(oclc)[0] == 200
    assert token(oclc, b"grant_type=client_credentials&scope=other")[0] == 400
    assert token(oclc, pair="station:wrong")[0] == 401
    given = token(oclc)[1]
    clock.now += given["expires_in"]
    headers = {"authorization": f"Bearer {given['access_token']}", "accept": MARCXML}
    assert oclc.answer(HttpRequest("GET", "/worldcat/manage/lhrs/1", headers)).status == 401


def test_holdings_of_a_barcode(oclc: VirtualOclc) -> None:
    path = "/search/my-holdings?barcode=30000000000002"
    found = msgspec.json.decode(ask(oclc, "GET", path, accept="application/json").body)
    assert found["detailedHoldings"] == [{"lhrControlNumber": "160000002", "oclcNumber": "900002"}]
    assert ask(oclc, "GET", path).status == 406
    for wrong in ("", "?barcode=1&limit=51", "?barcode=1&limit=x", "?barcode=1&oclcNumber=2"):
        path = f"/search/my-holdings{wrong}"
        assert ask(oclc, "GET", path, accept="application/json").status == 400


def test_a_record_goes_back_as_it_came(oclc: VirtualOclc) -> None:
    before = oclc.items()
    assert ask(oclc, "PUT", "/manage/lhrs/160000001", first(oclc)).status == 200
    after = oclc.items()
    for row in (*before.values(), *after.values()):
        del row["changed"]
    assert after == before


@pytest.mark.parametrize(
    ("old", "new", "status"),
    [
        ("OCPSB", "XXX", 400),
        (">MAIN<", ">MOON<", 400),
        (">Stacks<", ">Law Stacks<", 400),
        ("900001", "999999", 400),
        ("160000001", "160000002", 400),
        ("30000000000001", "30000000000002", 409),
        ("00000nx", "00000am", 400),
        (">With index<", "><", 400),
        ("</record>", "", 400),
        ('xmlns="http://www.loc.gov/MARC21/slim"', "", 400),
        ("2601010p", "2601", 400),
        ('tag="852"', 'tag="853"', 400),
    ],
)
def test_records_it_refuses(oclc: VirtualOclc, old: str, new: str, status: int) -> None:
    before = oclc.items()
    body = first(oclc).decode()
    assert old in body
    path = "/manage/lhrs/160000001"
    assert ask(oclc, "PUT", path, body.replace(old, new).encode()).status == status
    assert oclc.items() == before


def test_a_new_record_gets_its_number_there(oclc: VirtualOclc) -> None:
    body = first(oclc).replace(b"30000000000001", b"39")
    assert ask(oclc, "POST", "/manage/lhrs", body).status == 400
    body = body.replace(b'<controlfield tag="001">160000001</controlfield>', b"")
    answer = ask(oclc, "POST", "/manage/lhrs", body)
    assert answer.status == 201
    assert read_lhr(answer.body).number == "160000006"
    assert ask(oclc, "POST", "/manage/lhrs", body).status == 409
    assert ask(oclc, "POST", "/manage/lhrs", body, content_type="text/xml").status == 415


def test_a_record_that_was_removed(oclc: VirtualOclc) -> None:
    assert ask(oclc, "DELETE", "/manage/lhrs/160000001").status == 204
    assert ask(oclc, "DELETE", "/manage/lhrs/160000001").status == 404
