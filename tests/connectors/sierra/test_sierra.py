"""The connector to Sierra, against the simulated one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
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
    SystemConfused,
    SystemDenied,
    SystemRefused,
    TitleQuery,
)
from procstation_connectors.sierra.calls import explain
from procstation_connectors.sierra.items import without_marks
from procstation_connectors.sierra.record_number import api_number, check_digit, whole_number

BARCODE = "30000000000001"
AT = "2026-09-01T10:00:00Z"


def sierra(options: dict[str, Any] | None = None, **query: Any) -> Opened:
    return connect("sierra", "station", "sesame", options, **query)


def one(opened: Opened, barcode: str = BARCODE) -> RemoteItem:
    (found,) = opened.system.find_items([ItemKey(barcode=barcode)])
    assert found is not None
    return found


def stored(opened: Opened, barcode: str = BARCODE) -> dict[str, Any]:
    found: dict[str, Any] = opened.simulated.items()[barcode]
    return found


@pytest.mark.parametrize(
    ("digits", "check"), [("1024364", "1"), ("1000001", "x"), ("2345678", "4"), ("7654321", "3")]
)
def test_check_digits_of_record_numbers(digits: str, check: str) -> None:
    assert check_digit(digits) == check
    assert api_number(f".i{digits}{check}", "i") == digits
    assert api_number(f"I{digits}{check.upper()}", "i") == digits
    assert api_number(f"i{digits}", "i") == digits
    assert api_number(digits, "i") == digits


@pytest.mark.parametrize("text", [".b23456784", ".i23456785", "", "seven", ".i234", "i"])
def test_what_is_no_number_of_an_item(text: str) -> None:
    with pytest.raises(SystemRefused):
        api_number(text, "i")


@given(st.from_regex(r"[1-9]\d{6}", fullmatch=True))
def test_a_wrong_digit_is_found(digits: str) -> None:
    other = str((int(digits[3]) + 1) % 10)
    wrong = f".i{digits[:3]}{other}{digits[4:]}{check_digit(digits)}"
    with pytest.raises(SystemRefused, match="check digit"):
        api_number(wrong, "i")
    assert api_number(whole_number("i", digits), "i") == digits


def test_marks_are_no_part_of_a_call_number() -> None:
    assert without_marks("|aQA76.73|bS2 2020") == "QA76.73 S2 2020"
    assert without_marks("|fREF|a 813.54 |bSMI") == "REF 813.54 SMI"
    assert without_marks("FIC SMI") == "FIC SMI"


def test_a_barcode_is_found_in_two_calls() -> None:
    opened = sierra()
    found = one(opened)
    assert found.system_id == "2345678"
    assert found.title_id == "1000001"
    assert found.values[ItemField.SCHEME] == "lcc"
    assert found.values[ItemField.LOCATION] == "mstk"
    assert "|" not in found.values[ItemField.CALL_NUMBER]
    assert found.values[ItemField.NOTE] == "gift 1"
    calls = [line.partition("?")[0] for line in opened.simulated.asked]
    root = "/iii/sierra-api/v6"
    assert calls == [f"POST {root}/token", f"POST {root}/items/query", f"GET {root}/items"]


def test_several_are_read_in_one_list() -> None:
    opened = sierra()
    keys = [ItemKey(barcode=str(30000000000001 + at)) for at in (4, 2)]
    keys += [ItemKey(system_id=".i23456784"), ItemKey(barcode="nobody's"), ItemKey()]
    found = opened.system.find_items(keys)
    assert [item and item.system_id for item in found] == [
        "2345682",
        "2345680",
        "2345678",
        None,
        None,
    ]
    lists = [line for line in opened.simulated.asked if line.startswith("GET")]
    assert len(lists) == 1


def test_a_new_call_number_keeps_its_marks_and_its_tag() -> None:
    opened = sierra()
    item = one(opened)
    first = item.values[ItemField.CALL_NUMBER].split(" ")[0]
    opened.system.update_item(item, {ItemField.CALL_NUMBER: f"{first} .N9 2026"})
    assert stored(opened)["callNumber"] == f"|a{first}|b.N9 2026"
    changed = opened.system.update_item(one(opened), {ItemField.CALL_NUMBER: "QB1 .X2"})
    assert stored(opened)["callNumber"] == "|aQB1 .X2"
    assert changed.values[ItemField.SCHEME] == "lcc"
    with pytest.raises(SystemRefused, match="marks subfields"):
        opened.system.update_item(changed, {ItemField.CALL_NUMBER: "QB1|x"})


def test_further_notes_and_barcodes_are_carried_along() -> None:
    opened = sierra()
    opened.simulated.change_at_desk(
        BARCODE, {"internalNotes": ["new", "old"], "barcodes": [BARCODE, "ZZ-2"]}
    )
    changes = {ItemField.NOTE: "newer", ItemField.BARCODE: "30000000990001"}
    opened.system.update_item(one(opened), changes)
    fields = stored(opened, "30000000990001")["varFields"]
    kept = {tag: [one["content"] for one in fields if one["fieldTag"] == tag] for tag in "bxr"}
    assert kept == {
        "b": ["30000000990001", "ZZ-2"],
        "x": ["newer", "old"],
        "r": ["Reserve reading 2024"],
    }


def test_numbers_are_sent_as_numbers_and_states_as_codes() -> None:
    opened = sierra()
    changes = {
        ItemField.COPY: "2",
        ItemField.ITEM_TYPE: "5",
        ItemField.STATUS: Status.IN_REPAIR.value,
        ItemField.LOCATION: "annex",
        ItemField.VOLUME: "v. 2",
    }
    done = opened.system.update_item(one(opened), changes)
    assert {field: done.values[field] for field in changes} == changes
    assert stored(opened)["status"]["code"] == "r"


@pytest.mark.parametrize(
    ("field", "wish", "said"),
    [
        (ItemField.COPY, "two", "no number"),
        (ItemField.STATUS, "eaten", "no status code"),
        (ItemField.LOCATION, "moon", "no code 'moon'"),
        (ItemField.LIBRARY, "MAIN", "change the library"),
        (ItemField.BARCODE, "30000000000002", "has the barcode"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    field: ItemField, wish: str, said: str
) -> None:
    opened = sierra()
    before = opened.simulated.items()
    with pytest.raises(SystemRefused, match=said):
        opened.system.update_item(one(opened), {field: wish})
    assert opened.simulated.items() == before


def test_a_new_item_is_read_again_and_may_be_taken_back() -> None:
    opened = sierra({"location": "mref", "item_type": 3})
    values = {ItemField.BARCODE: "30000000880001", ItemField.CALL_NUMBER: "QA1 .B2"}
    made = opened.system.create_item(ItemDraft(".b1000001x", values))
    assert made.values[ItemField.LOCATION] == "mref"
    assert made.values[ItemField.ITEM_TYPE] == "3"
    assert stored(opened, "30000000880001")["bibIds"] == ["1000001"]
    with pytest.raises(SystemRefused, match="has the barcode"):
        opened.system.create_item(ItemDraft("1000002", values))
    opened.system.remove_item(made)
    assert "30000000880001" not in opened.simulated.items()


def test_a_change_that_cannot_be_read_again_is_unknown() -> None:
    opened = sierra()
    item = one(opened)
    opened.simulated.faults.add("ok", "ok", *["not listening"] * 9)  # type: ignore[list-item]
    with pytest.raises(OutcomeUnknown, match="took what was sent"):
        opened.system.update_item(item, {ItemField.VOLUME: "v. 2"})
    assert stored(opened)["volumes"] == ["v. 2"]


def test_an_empty_answer_is_asked_for_once_more() -> None:
    assert one(sierra(empty=1)).barcode == BARCODE
    with pytest.raises(SystemConfused, match="no JSON"):
        one(sierra(empty=2))


def test_titles_by_number_isbn_and_words() -> None:
    opened = sierra()
    (title,) = opened.system.find_titles(TitleQuery(system_id="b1000001"))
    assert title.control_number == ".b1000001x"
    assert title.publisher == "Invented Press"
    assert opened.system.find_titles(TitleQuery(isbn=title.isbn[0])) == [title]
    assert opened.system.find_titles(TitleQuery(control_number=".b1000001x")) == [title]
    (by_words,) = opened.system.find_titles(TitleQuery(words=title.title))
    assert by_words.title == title.title
    assert opened.system.find_titles(TitleQuery(isbn="9780000009999")) == []
    assert opened.system.find_titles(TitleQuery(words="no such words")) == []
    assert opened.system.find_titles(TitleQuery(system_id="1999999")) == []


def test_what_was_changed_is_told_page_by_page() -> None:
    opened = sierra({"page": 2})
    opened.clock.wait(1000)
    since = "2026-09-21T14:20:00+02:00"
    assert list(opened.system.changed_since(since)) == []
    for at in range(5):
        opened.simulated.change_at_desk(str(30000000000001 + at), {"status": "m"})
    changed = list(opened.system.changed_since(since))
    assert [item.values[ItemField.STATUS] for item in changed] == [Status.MISSING.value] * 5
    assert len({item.barcode for item in changed}) == 5


def test_sightings_are_a_file_unless_check_in_was_chosen() -> None:
    with pytest.raises(SystemRefused, match="note a sighting"):
        sierra().system.mark_seen([Sighting(ItemKey(barcode=BARCODE), AT)])
    opened = sierra({"seen": "check-in"})
    opened.simulated.change_at_desk(BARCODE, {"duedate": "2026-10-01T10:00:00Z"})
    assert one(opened).on_loan is True
    said = opened.system.mark_seen(
        [
            Sighting(ItemKey(system_id="2345678"), AT),
            Sighting(ItemKey(barcode="30000000000002"), AT),
            Sighting(ItemKey(barcode="a/b?c"), AT),
        ]
    )
    assert said[0] == ""
    assert "on loan" in said[1]
    assert "no such item" in said[2]
    assert one(opened).on_loan is False
    assert opened.system.check_in(BARCODE, AT).message == "It was not on loan."


def test_a_wrong_secret_is_told_without_it() -> None:
    with pytest.raises(SystemDenied) as denied:
        one(connect("sierra", "station", "wr0ng"))
    assert "wr0ng" not in denied.value.what
    assert sierra().system.state().name == "Sierra"


def test_errors_as_sierra_writes_them() -> None:
    body = (
        b'{"code":107,"specificCode":0,"httpStatus":404,"name":"Record not found",'
        b'"description":"No such item"}'
    )
    reply = Reply(404, {}, body, "GET /items", True, "sierra")
    assert explain(reply) == ("107", "Record not found: No such item")
    assert explain(Reply(404, {}, b"<html>", "GET /items", True, "sierra")) == ("", "")
