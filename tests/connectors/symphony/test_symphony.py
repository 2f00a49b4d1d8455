"""The connector to Symphony, against the simulated one."""

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
    Status,
    SystemRefused,
    TitleQuery,
)
from procstation_connectors.symphony.calls import explain
from procstation_connectors.symphony.records import bib_key

BARCODE = "30000000000001"
AT = "2026-09-01T10:00:00Z"


def symphony(options: dict[str, Any] | None = None, **query: Any) -> Opened:
    chosen = {"library": "MAIN", **(options or {})}
    return connect("symphony", "station", "sesame", chosen, **query)


def one(opened: Opened, barcode: str = BARCODE) -> RemoteItem:
    (found,) = opened.system.find_items([ItemKey(barcode=barcode)])
    assert found is not None
    return found


def stored(opened: Opened, barcode: str = BARCODE) -> dict[str, Any]:
    found: dict[str, Any] = opened.simulated.items()[barcode]
    return found


def place(opened: Opened) -> tuple[str, str]:
    item = stored(opened)
    return item["homeLocation"]["key"], item["currentLocation"]["key"]


def test_an_item_in_our_words() -> None:
    item = one(symphony())
    assert item.system_id == "601:2:1"
    assert item.title_id == "601"
    assert item.title.endswith("volume 1")
    assert item.values[ItemField.SCHEME] == "lcc"
    assert item.values[ItemField.LIBRARY] == "MAIN"
    assert item.values[ItemField.STATUS] == ""
    assert item.on_loan is False


@pytest.mark.parametrize(
    ("code", "word"),
    [("CHECKEDOUT", Status.ON_LOAN), ("MISSING", Status.MISSING), ("STORAGE", "STORAGE")],
)
def test_where_it_is_says_how_it_is(code: str, word: str) -> None:
    opened = symphony()
    opened.simulated.change_at_desk(BARCODE, {"currentLocation": code})
    item = one(opened)
    assert item.values[ItemField.STATUS] == word
    assert item.values[ItemField.LOCATION] == "STACKS"
    assert item.on_loan is (code == "CHECKEDOUT")


def test_a_new_place_is_home_and_where_it_is() -> None:
    opened = symphony()
    opened.system.update_item(one(opened), {ItemField.LOCATION: "REF"})
    assert place(opened) == ("REF", "REF")


def test_what_is_missing_stays_so_when_its_home_changes() -> None:
    opened = symphony()
    opened.simulated.change_at_desk(BARCODE, {"currentLocation": "MISSING"})
    item = opened.system.update_item(one(opened), {ItemField.LOCATION: "REF"})
    assert place(opened) == ("REF", "MISSING")
    opened.system.update_item(item, {ItemField.STATUS: ""})
    assert place(opened) == ("REF", "REF")


def test_a_state_is_a_place() -> None:
    opened = symphony()
    item = opened.system.update_item(one(opened), {ItemField.STATUS: Status.IN_REPAIR})
    assert place(opened) == ("STACKS", "REPAIR")
    assert item.values[ItemField.STATUS] == Status.IN_REPAIR


def test_circulation_gives_its_places_itself() -> None:
    opened = symphony()
    with pytest.raises(SystemRefused, match="CHECKEDOUT is given by circulation"):
        opened.system.update_item(one(opened), {ItemField.STATUS: Status.ON_LOAN})
    assert place(opened) == ("STACKS", "STACKS")


def test_call_numbers_are_left_alone_unless_allowed() -> None:
    opened = symphony()
    assert ItemField.CALL_NUMBER not in opened.system.abilities.changes
    with pytest.raises(SystemRefused, match="change the call number"):
        opened.system.update_item(one(opened), {ItemField.CALL_NUMBER: "A1"})


def test_a_call_number_that_others_hang_on() -> None:
    for how, new in (("own", ""), ("shared", "A1 .B2")):
        opened = symphony({"call_numbers": how})
        opened.simulated.records.add_item("601:2", "39999000000017")
        if how == "own":
            with pytest.raises(SystemRefused, match="Other items"):
                opened.system.update_item(
                    one(opened), {ItemField.CALL_NUMBER: "A1 .B2", ItemField.LOCATION: "REF"}
                )
            assert place(opened) == ("STACKS", "STACKS")
            continue
        opened.system.update_item(one(opened), {ItemField.CALL_NUMBER: new})
        assert one(opened, "39999000000017").values[ItemField.CALL_NUMBER] == new


def test_half_a_change_is_not_called_refused() -> None:
    opened = symphony({"call_numbers": "own"})
    wishes = {ItemField.LOCATION: "REF", ItemField.SCHEME: "runes"}
    with pytest.raises(OutcomeUnknown, match="one half"):
        opened.system.update_item(one(opened), wishes)
    assert place(opened) == ("REF", "REF")


def test_scheme_and_volume_go_with_the_call_number() -> None:
    opened = symphony({"call_numbers": "own"})
    wishes = {
        ItemField.CALL_NUMBER: "813.54 SMI",
        ItemField.SCHEME: "dewey",
        ItemField.VOLUME: "V.2",
    }
    item = opened.system.update_item(one(opened), wishes)
    assert {field: item.values[field] for field in wishes} == wishes
    assert stored(opened)["call"]["classification"]["key"] == "DEWEY"


def test_what_it_asks_back_is_left_to_a_person() -> None:
    opened = symphony(asks="CKOBLOCKS")
    with pytest.raises(SystemRefused) as refused:
        opened.system.check_in(BARCODE, AT)
    assert refused.value.code == "CKOBLOCKS"
    assert "a person" in refused.value.do_next


def test_a_check_in_says_who_waits() -> None:
    opened = symphony()
    opened.simulated.on_hold.add(BARCODE)
    assert opened.system.check_in(BARCODE, AT).on_hold
    assert not opened.system.check_in("30000000000002", AT).on_hold


def test_items_are_made_there() -> None:
    opened = symphony()
    with pytest.raises(SystemRefused, match="make item 39"):
        opened.system.create_item(ItemDraft("601", {ItemField.BARCODE: "39"}))
    with pytest.raises(SystemRefused, match="remove item"):
        opened.system.remove_item(one(opened))


@pytest.mark.parametrize("number", ["601", "a601", "(Sirsi) a601", "u601"])
def test_a_record_by_any_way_to_write_its_number(number: str) -> None:
    assert bib_key(number) == "601"
    (title,) = symphony().system.find_titles(TitleQuery(control_number=number))
    assert title.title.endswith("volume 1")
    assert title.publisher == "Invented Press"
    assert title.isbn == ("9780000000019",)


def test_what_is_no_number_is_no_record() -> None:
    assert symphony().system.find_titles(TitleQuery(system_id="ocm123")) == []


def test_without_a_library_it_warns() -> None:
    state = symphony({"library": ""}).system.state()
    assert state.warnings == ["Changes need the option library."]


def test_errors_in_words() -> None:
    body = b'{"messageList":[{"code":"recordNotFound","message":"Could not find it."}]}'
    reply = Reply(404, {}, body, "GET /x", True, "Symphony")
    assert explain(reply) == ("recordNotFound", "Could not find it (recordNotFound)")
    assert explain(Reply(500, {}, b"oops", "GET /x", True, "Symphony")) == ("", "")
