"""The simulated Koha is as strict as Koha's own API definition."""

import base64
import json
from typing import Any
from urllib.parse import quote

import pytest

from procstation.ils import HttpRequest, HttpResponse
from procstation_simulators.ils.koha import SIMULATOR, SimulatedKoha

BASIC = "Basic " + base64.b64encode(b"station:sesame").decode()
ITEM = {"home_library_id": "MAIN", "holding_library_id": "MAIN", "item_type_id": "BK"}


class Wall:
    now_s = 1_790_000_000.0

    def __call__(self) -> float:
        return self.now_s


def koha(wall: Wall | None = None, **query: str) -> SimulatedKoha:
    system = SIMULATOR.build(query, wall or Wall())
    assert isinstance(system, SimulatedKoha)
    return system


def ask(
    system: SimulatedKoha,
    method: str,
    path: str,
    body: Any = None,
    login: str = BASIC,
    **headers: str,
) -> HttpResponse:
    sent = {"authorization": login, "accept": "application/json"}
    if body is not None:
        sent["content-type"] = "application/json"
    sent |= {key.replace("_", "-"): value for key, value in headers.items()}
    content = json.dumps(body).encode() if body is not None else b""
    return system.answer(HttpRequest(method, f"/api/v1{path}", sent, content))


def said(answer: HttpResponse) -> Any:
    return json.loads(answer.body)


def q(value: Any) -> str:
    return "q=" + quote(json.dumps(value))


def test_a_token_for_client_id_and_secret_that_ends() -> None:
    wall = Wall()
    system = koha(wall)
    form = b"grant_type=client_credentials&client_id=station&client_secret=sesame"
    kind = {"content-type": "application/x-www-form-urlencoded"}
    answer = system.answer(HttpRequest("POST", "/api/v1/oauth/token", kind, form))
    token = said(answer)
    assert (token["token_type"], token["expires_in"]) == ("Bearer", 3600)
    bearer = f"Bearer {token['access_token']}"
    assert ask(system, "GET", "/items/1", login=bearer).status == 200
    wall.now_s += 3601
    assert ask(system, "GET", "/items/1", login=bearer).status == 401
    wrong = form.replace(b"sesame", b"open")
    assert system.answer(HttpRequest("POST", "/api/v1/oauth/token", kind, wrong)).status == 403
    assert system.answer(HttpRequest("POST", "/api/v1/oauth/token", {}, form)).status == 400
    grant = form.replace(b"client_credentials", b"password")
    assert system.answer(HttpRequest("POST", "/api/v1/oauth/token", kind, grant)).status == 400


@pytest.mark.parametrize("login", ["", "Basic eDp5", "Basic ###", "Bearer made-up"])
def test_nobody_else_gets_in(login: str) -> None:
    answer = ask(koha(), "GET", "/items/1", login=login)
    assert (answer.status, said(answer)) == (401, {"error": "Authentication failure."})


def test_filters_take_values_lists_and_patterns() -> None:
    system = koha()
    one, two = sorted(system.items())[:2]
    for query in (
        q({"external_id": [one, two]}),
        q({"external_id": {"-like": "3000000000000%"}, "item_id": [1, 2]}),
    ):
        rows = said(ask(system, "GET", f"/items?{query}"))
        assert sorted(row["external_id"] for row in rows) == [one, two]
    assert said(ask(system, "GET", f"/items?{q({'external_id': 'nowhere'})}")) == []


def test_a_part_of_a_barcode_matches_unless_exact_is_said() -> None:
    system = koha()
    part = "/items?external_id=3000000000000&_per_page=100"
    assert len(said(ask(system, "GET", part))) == 9
    assert said(ask(system, "GET", f"{part}&_match=exact")) == []
    assert len(said(ask(system, "GET", "/items?external_id=07&_match=ends_with"))) == 1


@pytest.mark.parametrize(
    "query", ["barcode=1", "q=no-json", q({"barcode": "1"}), q(["x"]), "_page=0", "_per_page=x"]
)
def test_a_query_that_is_none_is_refused(query: str) -> None:
    assert ask(koha(), "GET", f"/items?{query}").status == 400


def test_what_is_not_percent_encoded_is_refused() -> None:
    assert ask(koha(), "GET", '/items?q={"item_id":1}').status == 400


def test_pages_are_twenty_and_never_more_than_allowed() -> None:
    system = koha(items="130")
    answer = ask(system, "GET", "/items")
    assert len(said(answer)) == 20
    headers = dict(answer.headers)
    assert (headers["X-Total-Count"], headers["X-Base-Total-Count"]) == ("130", "130")
    assert len(said(ask(system, "GET", "/items?_per_page=500"))) == 100
    assert len(said(ask(system, "GET", "/items?_per_page=100&_page=2"))) == 30


def test_a_record_is_embedded_only_when_wanted() -> None:
    system = koha()
    assert "biblio" not in said(ask(system, "GET", "/items/1"))
    item = said(ask(system, "GET", "/items/1", x_koha_embed="biblio,+strings"))
    assert item["biblio"]["biblio_id"] == item["biblio_id"]
    assert "_strings" in item
    assert ask(system, "GET", "/items/1", x_koha_embed="patron").status == 400


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({**ITEM, "barcode": "1"}, "/body/barcode"),
        ({**ITEM, "item_id": 1}, "/body/item_id"),
        ({**ITEM, "checkouts_count": 0}, "/body/checkouts_count"),
        ({**ITEM, "external_id": "1" * 21}, "/body/external_id"),
        ({**ITEM, "external_id": 1}, "/body/external_id"),
        ({**ITEM, "lost_status": "4"}, "/body/lost_status"),
        ({**ITEM, "acquisition_date": "01/15/2026"}, "/body/acquisition_date"),
        ({**ITEM, "last_seen_date": "2026-01-15"}, "/body/last_seen_date"),
        ({"home_library_id": "MAIN", "item_type_id": "BK"}, "/body/holding_library_id"),
    ],
)
def test_a_body_beside_the_schema_is_refused(body: dict[str, Any], path: str) -> None:
    system = koha()
    before = system.items()
    answer = ask(system, "POST", "/biblios/1/items", body)
    assert answer.status == 400
    assert [one["path"] for one in said(answer)["errors"]] == [path]
    assert system.items() == before


def test_what_is_no_json_or_not_called_so_is_refused() -> None:
    system = koha()
    assert ask(system, "POST", "/biblios/1/items", ITEM, content_type="text/plain").status == 400
    headers = {"authorization": BASIC, "content-type": "application/json"}
    half = HttpRequest("POST", "/api/v1/biblios/1/items", headers, b'{"home')
    assert system.answer(half).status == 400


def test_barcodes_are_unique() -> None:
    system = koha()
    taken = {**ITEM, "external_id": "30000000000002"}
    answer = ask(system, "POST", "/biblios/1/items", taken)
    assert (answer.status, said(answer)["error"]) == (409, "Duplicate barcode.")
    answer = ask(system, "PUT", "/biblios/1/items/1", taken)
    assert (answer.status, said(answer)["error"]) == (400, "Barcode not unique")


def test_a_change_replaces_the_whole_item() -> None:
    system = koha()
    answer = ask(system, "PUT", "/biblios/1/items/1", {**ITEM, "external_id": "30000000000001"})
    assert answer.status == 200
    row = system.items()["30000000000001"]
    assert (row["callnumber"], row["extended_subfields"], row["item_id"]) == (None, None, 1)


def test_some_kohas_drop_local_subfields() -> None:
    for drops, kept in (("false", "<x/>"), ("true", None)):
        system = koha(drops_local_subfields=drops)
        body = {**ITEM, "external_id": "30000000000001", "extended_subfields": "<x/>"}
        assert said(ask(system, "PUT", "/biblios/1/items/1", body))["extended_subfields"] == kept


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/items/999", 404),
        ("GET", "/items/x", 404),
        ("GET", "/biblios/999", 404),
        ("GET", "/biblios/1", 200),
        ("GET", "/biblios/1/items", 200),
        ("PUT", "/biblios/2/items/1", 404),
        ("DELETE", "/items/999", 404),
        ("DELETE", "/items/2", 409),
        ("DELETE", "/items/1", 204),
        ("GET", "/nowhere", 404),
        ("GET", "/libraries", 200),
        ("GET", "/item_types", 200),
    ],
)
def test_paths(method: str, path: str, status: int) -> None:
    body = ITEM if method == "PUT" else None
    assert ask(koha(), method, path, body).status == status


def test_records_come_as_json_only_when_asked_so() -> None:
    assert ask(koha(), "GET", "/biblios/1", accept="text/html").status == 406
    assert ask(koha(), "GET", "/biblios", accept="").status == 406


def test_calls_can_be_limited() -> None:
    wall = Wall()
    system = koha(wall, per_second="2")
    assert [ask(system, "GET", "/items/1").status for _ in range(3)] == [200, 200, 429]
    wall.now_s += 1.1
    assert ask(system, "GET", "/items/1").status == 200


def test_plays_of_its_desk() -> None:
    system = koha(items="2")
    assert SIMULATOR.play(system, "items") == "30000000000001\n30000000000002"
    SIMULATOR.play(system, "desk 30000000000001 location=REF SHELF")
    SIMULATOR.play(system, "desk 30000000000001 lost_status=4")
    row = system.items()["30000000000001"]
    assert (row["location"], row["lost_status"]) == ("REF SHELF", 4)
    SIMULATOR.play(system, "fault server error before")
    assert ask(system, "GET", "/items/1").status == 500
    assert "expired" in SIMULATOR.play(system, "expire")
    for line in ("desk nowhere location=X", "desk 30000000000001 shelf=X", "desk", "dance"):
        with pytest.raises(Exception, match=r"no item|no 'shelf'|wanted|no 'dance'"):
            SIMULATOR.play(system, line)
