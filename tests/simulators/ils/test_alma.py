"""The simulated Alma, asked as its description says."""

from typing import Any

import msgspec
import pytest

from procstation.ils import HttpRequest, InputRefused, NotListening
from procstation_simulators.ils.alma import SIMULATOR, VirtualAlma

KEY = {"authorization": "apikey l7xx-simulated", "accept": "application/json"}
ITEM = "/almaws/v1/bibs/990000000000001561/holdings/2200000000001561/items/2300000000001561"
BARCODE = "30000000000001"


class Clock:
    now = 1_790_000_000.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def alma(clock: Clock) -> VirtualAlma:
    return VirtualAlma({"items": "5"}, lambda: clock.now)


def ask(
    alma: VirtualAlma,
    method: str,
    target: str,
    body: Any = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, Any]:
    sent = {**KEY, "content-type": "application/json"} if headers is None else headers
    content = b"" if body is None else msgspec.json.encode(body)
    answer = alma.answer(HttpRequest(method, target, sent, content))
    return answer.status, msgspec.json.decode(answer.body) if answer.body else None


def code(document: Any) -> str:
    assert document["errorsExist"] is True
    (error,) = document["errorList"]["error"]
    assert set(error) == {"errorCode", "errorMessage", "trackingId"}
    return str(error["errorCode"])


def test_a_barcode_redirects_to_the_item(alma: VirtualAlma) -> None:
    target = f"/almaws/v1/items?item_barcode={BARCODE}"
    answer = alma.answer(HttpRequest("GET", target, KEY))
    assert answer.status == 302
    assert dict(answer.headers)["Location"].endswith(ITEM)
    status, item = ask(alma, "GET", ITEM)
    assert status == 200
    assert set(item) == {"link", "bib_data", "holding_data", "item_data"}
    assert item["item_data"]["physical_material_type"] == {"value": "BOOK", "desc": "Book"}
    assert item["item_data"]["creation_date"].endswith("Z")


def test_an_unknown_barcode_is_a_bad_request(alma: VirtualAlma) -> None:
    status, document = ask(alma, "GET", "/almaws/v1/items?item_barcode=123")
    assert (status, code(document)) == (400, "401689")
    assert document["errorList"]["error"][0]["errorMessage"] == "No items found for barcode 123."


@pytest.mark.parametrize("key", ["", "apikey wrong", "Bearer l7xx-simulated"])
def test_only_its_key_opens(alma: VirtualAlma, key: str) -> None:
    headers = {"authorization": key, "accept": "application/json"}
    assert ask(alma, "GET", ITEM, headers=headers)[0] == 401


def test_without_the_right_header_it_speaks_xml(alma: VirtualAlma) -> None:
    headers = {"authorization": KEY["authorization"]}
    assert alma.answer(HttpRequest("GET", ITEM, headers)).body.startswith(b"<?xml")


def test_what_is_left_out_of_a_put_is_gone(alma: VirtualAlma) -> None:
    _, item = ask(alma, "GET", ITEM)
    data = {"pid": item["item_data"]["pid"], "barcode": BARCODE}
    status, after = ask(alma, "PUT", ITEM, {"item_data": data})
    assert status == 200
    assert after["item_data"]["statistics_note_2"] == ""
    assert after["item_data"]["base_status"]["value"] == "1"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"colour": "red"}, "401654"),
        ({"policy": {"value": "LOAN", "desc": "Loan"}}, "401655"),
        ({"policy": {"value": "FOREVER"}}, "401666"),
        ({"barcode": "30000000000002"}, "401660"),
    ],
)
def test_what_does_not_fit_is_refused(alma: VirtualAlma, data: Any, wanted: str) -> None:
    before = alma.items()
    status, document = ask(
        alma, "PUT", ITEM, {"item_data": {"pid": "2300000000001561", "barcode": BARCODE, **data}}
    )
    assert (status, code(document)) == (400, wanted)
    assert alma.items() == before


def test_a_new_item_needs_a_material_type(alma: VirtualAlma) -> None:
    target = ITEM.rpartition("/")[0]
    status, document = ask(alma, "POST", target, {"item_data": {"barcode": "1"}})
    assert (status, code(document)) == (400, "401664")


def test_a_scan_in_wants_a_desk_and_an_empty_body(alma: VirtualAlma) -> None:
    desk = f"{ITEM}?op=scan&library=MAIN&circ_desk=DEFAULT_CIRC_DESK"
    assert ask(alma, "POST", desk)[0] == 200
    assert code(ask(alma, "POST", desk, {})[1]) == "401656"
    assert code(ask(alma, "POST", f"{ITEM}?op=scan&library=MAIN")[1]) == "401650"
    assert code(ask(alma, "POST", f"{desk}&colour=red")[1]) == "401651"


def test_so_many_calls_a_second_and_a_day(clock: Clock) -> None:
    alma = VirtualAlma({"per_second": "2", "per_day": "4"}, lambda: clock.now)
    statuses = [ask(alma, "GET", ITEM) for _ in range(3)]
    assert [status for status, _ in statuses] == [200, 200, 429]
    assert code(statuses[2][1]) == "PER_SECOND_THRESHOLD"
    clock.now += 1
    assert ask(alma, "GET", ITEM)[0] == 200
    assert code(ask(alma, "GET", ITEM)[1]) == "DAILY_THRESHOLD"


def test_a_page_has_at_most_a_hundred(alma: VirtualAlma) -> None:
    target = ITEM.rpartition("/")[0].replace("2200000000001561", "ALL")
    status, page = ask(alma, "GET", f"{target}?limit=100&offset=0")
    assert (status, page["total_record_count"]) == (200, 1)
    assert ask(alma, "GET", f"{target}?limit=101")[0] == 400


def test_a_target_that_is_not_encoded_is_no_request(alma: VirtualAlma) -> None:
    answer = alma.answer(HttpRequest("GET", "/almaws/v1/items?item_barcode=a b", KEY))
    assert answer.status == 400


def test_plays(alma: VirtualAlma) -> None:
    SIMULATOR.play(alma, f"desk {BARCODE} public_note=torn")
    assert alma.items()[BARCODE]["item_data"]["public_note"] == "torn"
    SIMULATOR.play(alma, "fault not listening")
    with pytest.raises(NotListening):
        ask(alma, "GET", ITEM)
    with pytest.raises(InputRefused):
        SIMULATOR.play(alma, f"desk {BARCODE} colour=red")
