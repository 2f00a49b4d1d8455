"""The connector to Alma, against the simulated one."""

from typing import Any

import pytest
from open_systems import Opened, connect

from procstation.ils import (
    ItemDraft,
    ItemField,
    ItemKey,
    OutcomeUnknown,
    RemoteItem,
    Reply,
    Sighting,
    Status,
    SystemBusy,
    SystemDenied,
    SystemMoved,
    SystemRefused,
    TitleQuery,
)
from procstation_connectors.alma.calls import explain

BARCODE = "30000000000003"
KEY = "l7xx-simulated"
SECOND = ("30000000000004", "30000000000005")


def alma(options: dict[str, Any] | None = None, **query: Any) -> Opened:
    return connect("alma", "", KEY, options, **query)


def one(opened: Opened, barcode: str = BARCODE) -> RemoteItem:
    (found,) = opened.system.find_items([ItemKey(barcode=barcode)])
    assert found is not None
    return found


def field_of(opened: Opened, key: str, barcode: str = BARCODE) -> Any:
    value = opened.simulated.items()[barcode]["item_data"][key]
    return value["value"] if isinstance(value, dict) else value


def test_finds_an_item_by_the_redirect_with_its_key() -> None:
    opened = alma()
    found = one(opened)
    assert found.system_id == "990000000000003561/2200000000003561/2300000000003561"
    assert found.title_id == "990000000000003561"
    assert found.values[ItemField.LOCATION] == "STACKS"
    assert found.values[ItemField.SCHEME] == "lcc"
    assert found.values[ItemField.STATUS] == Status.AVAILABLE
    assert found.on_loan is False
    assert [line.partition("?")[0] for line in opened.simulated.asked] == [
        "GET /almaws/v1/items",
        "GET /almaws/v1/bibs/990000000000003561/holdings/2200000000003561/items/2300000000003561",
    ]


def test_finds_several_in_their_order_and_none_for_the_unknown() -> None:
    opened = alma()
    keys = [ItemKey(barcode=code) for code in (SECOND[1], "nobody's & own", SECOND[0])]
    found = opened.system.find_items(keys)
    assert [item and item.barcode for item in found] == [SECOND[1], None, SECOND[0]]


def test_finds_by_its_own_number_and_not_by_another_shape() -> None:
    opened = alma()
    number = one(opened).system_id
    (again,) = opened.system.find_items([ItemKey(system_id=number)])
    assert again is not None
    assert again.barcode == BARCODE
    assert opened.system.find_items([ItemKey(system_id=number[:-1] + "9")]) == [None]
    with pytest.raises(SystemRefused, match="no number of an item"):
        opened.system.find_items([ItemKey(system_id="../../users/1")])


def test_changes_carry_along_what_the_station_does_not_know() -> None:
    opened = alma()
    before = opened.simulated.items()[BARCODE]["item_data"]
    changes = {ItemField.BARCODE: "30000000990003", ItemField.CALL_NUMBER: "QA1 .B2"}
    done = opened.system.update_item(one(opened), changes)
    assert done.barcode == "30000000990003"
    after = opened.simulated.items()["30000000990003"]["item_data"]
    differing = {key for key in before if before[key] != after[key]}
    assert differing == {"barcode", "alternative_call_number"}
    assert after["statistics_note_2"] == "gift 3"


def test_what_was_changed_meanwhile_is_not_written_over() -> None:
    opened = alma()
    read = one(opened)
    opened.simulated.change_at_desk(BARCODE, {"public_note": "torn"})
    with pytest.raises(SystemMoved, match=BARCODE):
        opened.system.update_item(read, {ItemField.VOLUME: "v. 2"})
    assert field_of(opened, "description") == ""
    assert not [line for line in opened.simulated.asked if line.startswith("PUT")]


def test_a_new_place_is_a_temporary_one_and_the_old_one_ends_it() -> None:
    opened = alma()
    moved = opened.system.update_item(one(opened), {ItemField.LOCATION: "REF"})
    holding = opened.simulated.items()[BARCODE]["holding_data"]
    assert holding["in_temp_location"] is True
    assert (holding["temp_library"]["value"], holding["temp_location"]["value"]) == ("MAIN", "REF")
    opened.system.update_item(moved, {ItemField.LOCATION: "STACKS"})
    assert opened.simulated.items()[BARCODE]["holding_data"]["in_temp_location"] is False


def test_a_place_that_does_not_exist_is_refused_in_alma_s_words() -> None:
    opened = alma()
    with pytest.raises(SystemRefused, match="no location 'ATTIC'") as refused:
        opened.system.update_item(one(opened), {ItemField.LOCATION: "ATTIC"})
    assert refused.value.code == "401667"


def test_a_station_that_moves_nothing_says_so() -> None:
    opened = alma({"location": "fixed"})
    assert ItemField.LOCATION not in opened.system.abilities.changes
    with pytest.raises(SystemRefused, match="change the location"):
        opened.system.update_item(one(opened), {ItemField.LOCATION: "REF"})


def test_the_call_number_of_the_holding_is_changed_where_that_is_wanted() -> None:
    opened = alma({"call_number": "holding"})
    item = one(opened)
    old = item.values[ItemField.CALL_NUMBER]
    first = old.split(" ")[0]
    done = opened.system.update_item(item, {ItemField.CALL_NUMBER: f"{first} .Z9 2026"})
    assert done.values[ItemField.CALL_NUMBER] == f"{first} .Z9 2026"
    holding = opened.simulated.holdings["2200000000003561"]
    assert (holding.part("h"), holding.part("i")) == (first, ".Z9 2026")
    assert holding.part("z") == "With index"
    assert field_of(opened, "alternative_call_number") == ""
    again = opened.system.update_item(
        done, {ItemField.CALL_NUMBER: "813.54 SMI", ItemField.SCHEME: "dewey"}
    )
    assert again.values[ItemField.CALL_NUMBER] == "813.54 SMI"
    assert (holding.part("h"), holding.part("i")) == ("813.54 SMI", "")
    assert 'ind1="1"' in holding.record


def test_a_holding_that_others_share_is_left_alone() -> None:
    opened = alma({"call_number": "holding"})
    item = one(opened)
    opened.system.create_item(ItemDraft(item.title_id, {ItemField.BARCODE: "30000000880001"}))
    before = opened.simulated.holdings["2200000000003561"].record
    with pytest.raises(SystemRefused, match="share the holdings record"):
        opened.system.update_item(item, {ItemField.CALL_NUMBER: "X1"})
    assert opened.simulated.holdings["2200000000003561"].record == before


def test_makes_an_item_in_the_holdings_of_its_place_and_takes_it_back() -> None:
    opened = alma({"policy": "REFERENCE"})
    draft = ItemDraft(
        "990000000000003561",
        {
            ItemField.BARCODE: "30000000880002",
            ItemField.LIBRARY: "MAIN",
            ItemField.LOCATION: "STACKS",
            ItemField.VOLUME: "v. 2",
            ItemField.COPY: "c. 2",
        },
    )
    made = opened.system.create_item(draft)
    assert made.values[ItemField.VOLUME] == "v. 2"
    assert made.values[ItemField.COPY] == "c. 2"
    assert field_of(opened, "policy", "30000000880002") == "REFERENCE"
    assert field_of(opened, "physical_material_type", "30000000880002") == "BOOK"
    opened.system.remove_item(made)
    assert "30000000880002" not in opened.simulated.items()


@pytest.mark.parametrize(
    ("title", "values", "said"),
    [
        ("990000000000003561", {ItemField.BARCODE: SECOND[0]}, "already exists"),
        ("990000000000009561", {ItemField.BARCODE: "1"}, "not valid"),
        ("990000000000003561", {ItemField.BARCODE: "1", ItemField.LIBRARY: "LAW"}, "no holdings"),
        ("990000000000003561", {ItemField.BARCODE: "1", ItemField.ITEM_TYPE: "SCROLL"}, "SCROLL"),
    ],
)
def test_what_alma_refuses_makes_no_item(
    title: str, values: dict[ItemField, str], said: str
) -> None:
    opened = alma(items=5)
    with pytest.raises(SystemRefused, match=said):
        opened.system.create_item(ItemDraft(title, values))
    assert len(opened.simulated.items()) == 5


def test_a_scheme_without_a_code_is_refused_before_anything_is_sent() -> None:
    opened = alma()
    item = one(opened)
    with pytest.raises(SystemRefused, match="udc"):
        opened.system.update_item(item, {ItemField.SCHEME: "udc"})
    assert not [line for line in opened.simulated.asked if line.startswith("PUT")]


def test_what_was_asked_for_and_not_answered_is_unknown_and_not_sent_again() -> None:
    opened = alma()
    item = one(opened)
    opened.simulated.faults.add("ok", "silence after")
    with pytest.raises(OutcomeUnknown):
        opened.system.update_item(item, {ItemField.VOLUME: "v. 3"})
    assert field_of(opened, "description") == "v. 3"
    assert len([line for line in opened.simulated.asked if line.startswith("PUT")]) == 1


def test_a_check_in_at_a_desk_drops_who_asked_for_the_book() -> None:
    opened = alma({"library": "MAIN", "circ_desk": "DEFAULT_CIRC_DESK", "seen": "check-in"})
    opened.simulated.change_at_desk(BARCODE, {"requested": True})
    waited_for = opened.system.check_in(BARCODE, "2026-09-01T10:00:00Z")
    assert waited_for.on_hold
    assert waited_for.secure is None
    assert "Jane" not in repr(waited_for)
    seen = opened.system.mark_seen(
        [
            Sighting(ItemKey(barcode=SECOND[0]), "2026-09-01T10:00:00Z"),
            Sighting(ItemKey(barcode="nobody's"), "2026-09-01T10:00:00Z"),
        ]
    )
    assert seen == ["", "alma has no such item."]


def test_a_book_of_another_library_is_sent_home() -> None:
    opened = alma({"library": "LAW", "circ_desk": "LAW_DESK"})
    handed_in = opened.system.check_in(BARCODE, "")
    assert handed_in.destination == "MAIN"
    assert opened.system.abilities.seen == ""
    with pytest.raises(SystemRefused, match="note a sighting"):
        opened.system.mark_seen([Sighting(ItemKey(barcode=BARCODE), "")])


def test_without_a_desk_there_is_no_check_in() -> None:
    opened = alma()
    assert not opened.system.abilities.check_in
    with pytest.raises(SystemRefused, match="check in"):
        opened.system.check_in(BARCODE, "")
    with pytest.raises(SystemRefused, match="changed since"):
        opened.system.changed_since("2026-01-01T00:00:00Z")


def test_titles_are_found_by_their_number_alone() -> None:
    opened = alma()
    (title,) = opened.system.find_titles(TitleQuery(system_id="990000000000003561"))
    assert title.title.endswith("volume 3")
    assert len(title.isbn) == 1
    (same,) = opened.system.find_titles(TitleQuery(control_number="990000000000003561"))
    assert same == title
    assert opened.system.find_titles(TitleQuery(system_id="998")) == []
    with pytest.raises(SystemRefused, match="search its records"):
        opened.system.find_titles(TitleQuery(isbn="9780000000036"))


def test_never_more_calls_a_second_than_it_may() -> None:
    opened = alma(per_second=5)
    for _ in range(12):
        one(opened)
    assert opened.clock.now_s() == pytest.approx(23 / 5, abs=0.01)


def test_too_many_calls_a_second_are_made_again_later() -> None:
    opened = alma({"per_second": 25}, per_second=5)
    found = opened.system.find_items([ItemKey(barcode=BARCODE)] * 6)
    assert [item and item.barcode for item in found] == [BARCODE] * 6


def test_a_day_that_is_used_up_is_left_to_the_outbox() -> None:
    opened = alma(per_day=2)
    one(opened)
    with pytest.raises(SystemBusy) as busy:
        one(opened)
    assert busy.value.wait_s == 3600
    assert "DAILY_THRESHOLD" in busy.value.what
    assert len(opened.simulated.asked) == 3


def test_a_wrong_key_and_a_right_that_is_missing() -> None:
    with pytest.raises(SystemDenied) as denied:
        one(connect("alma", "", "l7xx-wrong"))
    assert "l7xx-wrong" not in denied.value.what + denied.value.do_next
    state = alma(rights="bibs").system.state()
    assert "codes are not checked" in state.warnings[0]
    with pytest.raises(SystemDenied, match="permission"):
        one(alma(rights="conf"))


def test_the_state_names_libraries_and_what_is_set_up_wrong() -> None:
    state = alma({"library": "MIAN", "circ_desk": "D"}).system.state()
    assert state.detail == "libraries MAIN, LAW"
    assert state.warnings == ["Alma has no library 'MIAN' (option library)."]


def test_a_call_number_without_the_rest_is_unknown() -> None:
    opened = alma({"call_number": "holding"})
    item = one(opened)
    opened.simulated.faults.add("ok", "ok", "ok", "ok", "ok", "server error before")
    with pytest.raises(OutcomeUnknown, match="has the new call number X1"):
        opened.system.update_item(item, {ItemField.CALL_NUMBER: "X1", ItemField.VOLUME: "v. 2"})
    assert opened.simulated.holdings["2200000000003561"].call_number == "X1"
    assert field_of(opened, "description") == ""


def test_an_item_that_moved_to_other_holdings_is_found_by_its_barcode() -> None:
    opened = alma()
    old = one(opened).system_id
    moved = opened.simulated.stock["2300000000003561"]
    moved.hid, moved.mms = "2200000000004561", "990000000000004561"
    (found,) = opened.system.find_items([ItemKey(old, BARCODE)])
    assert found is not None
    assert found.system_id == "990000000000004561/2200000000004561/2300000000003561"
    assert opened.system.find_items([ItemKey(old, SECOND[0])]) == [None]
    assert opened.system.find_items([ItemKey(old)]) == [None]


JSON_ERROR = b"""{"errorsExist": true, "errorList": {"error": [
  {"errorCode": "401689", "errorMessage": "No items found for barcode 123.",
   "trackingId": "E01-2808"}]}, "result": null}"""
XML_ERROR = b"""<?xml version="1.0"?>
<web_service_result xmlns="http://com/exlibris/urm/general/xmlbeans">
<errorsExist>true</errorsExist><errorList><error><errorCode>401689</errorCode>
<errorMessage>No items found for barcode 123.</errorMessage></error></errorList>
</web_service_result>"""


@pytest.mark.parametrize("body", [JSON_ERROR, XML_ERROR])
def test_errors_as_alma_writes_them(body: bytes) -> None:
    reply = Reply(400, {}, body, "GET /items", True, "alma")
    assert explain(reply) == ("401689", "No items found for barcode 123 (401689)")


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"errorList": null}', b"<x/>", b"<x", b"\xff"]
)
def test_what_is_no_error_of_alma_is_explained_by_nothing(body: bytes) -> None:
    assert explain(Reply(400, {}, body, "GET /items", True, "alma")) == ("", "")
