"""The connector to Evergreen, against the simulated one."""

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
    SystemConfused,
    SystemDenied,
    SystemRefused,
    TitleQuery,
)
from procstation_connectors.evergreen.idl import parse_idl

BARCODE = "30000000000003"
AT = "2026-09-01T10:00:00Z"
HERE = {"workstation": "BR1-bench", "libraries": {"4": "BR1"}, "locations": {"102": "REF"}}


def evergreen(options: dict[str, Any] | None = None, **query: Any) -> Opened:
    return connect("evergreen", "station", "sesame", HERE | (options or {}), **query)


def one(opened: Opened, barcode: str = BARCODE) -> RemoteItem:
    (found,) = opened.system.find_items([ItemKey(barcode=barcode)])
    assert found is not None
    return found


def stored(opened: Opened, barcode: str = BARCODE) -> dict[str, Any]:
    found: dict[str, Any] = opened.simulated.items()[barcode]
    return found


def calls(opened: Opened) -> list[str]:
    """Return the last word of each call: its method, or its path."""
    return [line.rpartition(" ")[2].partition("?")[0] for line in opened.simulated.asked]


@pytest.mark.parametrize("seed", [1, 2, 3, 99])
def test_fields_are_found_wherever_the_server_puts_them(seed: int) -> None:
    opened = evergreen(seed=seed)
    found = one(opened)
    assert found.system_id == "3"
    assert found.title_id == "3"
    assert found.title.endswith("volume 3")
    assert found.values[ItemField.LIBRARY] == "BR1"
    assert found.values[ItemField.LOCATION] == "101"
    assert found.values[ItemField.SCHEME] == "lcc"
    assert found.values[ItemField.STATUS] == Status.AVAILABLE.value
    changes = {ItemField.BARCODE: "30000000990003", ItemField.STATUS: Status.IN_PROCESS.value}
    before = stored(opened)
    opened.system.update_item(found, changes)
    after = stored(opened, "30000000990003")
    assert {key for key in before if before[key] != after[key]} <= {
        "barcode",
        "status",
        "edit_date",
    }
    assert after["status"] == 5
    assert after["alert_message"] == "map in pocket 3"


def test_positions_differ_between_two_servers() -> None:
    first, second = evergreen(seed=1), evergreen(seed=2)
    assert first.simulated.idl.order != second.simulated.idl.order


def test_what_the_api_takes_is_patched_and_the_rest_goes_through_the_gateway() -> None:
    opened = evergreen()
    patched = opened.system.update_item(
        one(opened), {ItemField.LOCATION: "REF", ItemField.COPY: "2", ItemField.ITEM_TYPE: "dvd"}
    )
    assert f"/openapi3/v0/item/{BARCODE}" in calls(opened)
    assert stored(opened)["location"] == 102
    assert patched.values[ItemField.LOCATION] == "REF"
    done = opened.system.update_item(
        patched, {ItemField.CALL_NUMBER: "QA1 .B2", ItemField.LOCATION: "101"}
    )
    assert done.values[ItemField.CALL_NUMBER] == "QA1 .B2"
    assert stored(opened)["location"] == 101
    assert "open-ils.cat.asset.copy.fleshed.batch.update" in calls(opened)
    assert len([line for line in opened.simulated.asked if line.startswith("PATCH")]) == 1


def test_makes_an_item_and_takes_it_back() -> None:
    opened = evergreen()
    values = {
        ItemField.BARCODE: "30000000880001",
        ItemField.CALL_NUMBER: "QA1 .B2",
        ItemField.LIBRARY: "BR1",
        ItemField.LOCATION: "REF",
    }
    made = opened.system.create_item(ItemDraft("3", values))
    assert made.values[ItemField.STATUS] == Status.IN_PROCESS.value
    assert made.values[ItemField.LOCATION] == "REF"
    with pytest.raises(SystemRefused, match="EXISTS"):
        opened.system.create_item(ItemDraft("4", values))
    with pytest.raises(SystemRefused, match="without library"):
        opened.system.create_item(
            ItemDraft("4", {ItemField.BARCODE: "1", ItemField.CALL_NUMBER: "A"})
        )
    opened.system.remove_item(made)
    assert "30000000880001" not in opened.simulated.items()


def test_a_new_item_of_which_half_is_known_is_unknown() -> None:
    opened = evergreen()
    one(opened)
    values = {
        ItemField.BARCODE: "30000000880001",
        ItemField.CALL_NUMBER: "QA1 .B2",
        ItemField.LIBRARY: "BR1",
        ItemField.LOCATION: "999",
    }
    with pytest.raises(OutcomeUnknown, match="location 999"):
        opened.system.create_item(ItemDraft("3", values))
    assert "30000000880001" in opened.simulated.items()


@pytest.mark.parametrize(
    ("field", "wish", "said"),
    [
        (ItemField.LOCATION, "ATTIC", "no number"),
        (ItemField.STATUS, "eaten", "no number"),
        (ItemField.STATUS, "77", "DATABASE_UPDATE_FAILED"),
        (ItemField.BARCODE, "30000000000004", "ITEM_BARCODE_EXISTS"),
        (ItemField.NOTE, "torn", "change the note"),
    ],
)
def test_what_is_refused_changes_nothing(field: ItemField, wish: str, said: str) -> None:
    opened = evergreen()
    before = opened.simulated.items()
    with pytest.raises(SystemRefused, match=said):
        opened.system.update_item(one(opened), {field: wish})
    assert opened.simulated.items() == before


def test_sightings_are_stamped_at_a_workstation() -> None:
    opened = evergreen()
    keys = [ItemKey(barcode=BARCODE), ItemKey(barcode="nobody's"), ItemKey(system_id="4")]
    said = opened.system.mark_seen([Sighting(key, AT) for key in keys])
    assert said == ["", "evergreen has no such item.", ""]
    assert set(opened.simulated.inventory) == {3, 4}
    assert calls(opened).count("open-ils.circ.circulation.update_copy_inventory") == 1
    without = evergreen({"workstation": ""})
    assert without.system.abilities.seen == ""
    assert "sightings" in without.system.state().warnings[0]
    with pytest.raises(SystemRefused, match="note a sighting"):
        without.system.mark_seen([Sighting(keys[0], AT)])


def test_a_check_in_keeps_nothing_of_the_patron() -> None:
    opened = evergreen()
    opened.simulated.change_at_desk(BARCODE, {"status": 1})
    assert one(opened).on_loan is True
    handed_in = opened.system.check_in(BARCODE, AT)
    assert handed_in.secure is True
    assert "Doe" not in repr(handed_in)
    assert opened.system.check_in(BARCODE, AT).secure is True
    opened.simulated.change_at_desk(BARCODE, {"circ_lib": 5})
    routed = opened.system.check_in(BARCODE, AT)
    assert (routed.secure, routed.destination) == (None, "5")


def test_a_session_that_is_over_is_opened_again() -> None:
    opened = evergreen()
    item = one(opened)
    opened.simulated.forget_logins()
    opened.system.update_item(item, {ItemField.STATUS: Status.MISSING.value})
    assert stored(opened)["status"] == 4
    assert calls(opened).count("open-ils.auth.login") == 2


def test_logins_and_workstations_that_do_not_do() -> None:
    with pytest.raises(SystemDenied, match="LOGIN_FAILED") as denied:
        one(connect("evergreen", "station", "wr0ng"))
    assert "wr0ng" not in denied.value.what
    with pytest.raises(SystemDenied, match="WORKSTATION_NOT_FOUND"):
        one(evergreen({"workstation": "BR1-cellar"}))


def test_titles_by_their_number() -> None:
    opened = evergreen()
    (title,) = opened.system.find_titles(TitleQuery(system_id="3"))
    assert title.title.endswith("volume 3")
    assert len(title.isbn) == 1
    assert opened.system.find_titles(TitleQuery(system_id="999")) == []
    assert opened.system.find_titles(TitleQuery(control_number="x3")) == []
    with pytest.raises(SystemRefused, match="search its records"):
        opened.system.find_titles(TitleQuery(words="rivers"))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<IDL/>",
        b'<?xml version="1.0" encoding="rot13"?><IDL/>',
        b"{}",
        b'<!DOCTYPE x [<!ENTITY a "b">]><IDL>&a;</IDL>',
        b'<IDL><class id="acp"><fields><field name="id"/></fields></class></IDL>',
    ],
)
def test_what_is_no_idl_is_said(body: bytes) -> None:
    reply = Reply(200, {}, body, "GET /reports/fm_IDL.xml", True, "evergreen")
    with pytest.raises(SystemConfused, match="IDL"):
        parse_idl(reply)


def test_the_object_of_the_description() -> None:
    names = ("id", "barcode", "call_number", "status", "location", "circ_lib", "circ_modifier")
    classes = {
        "acp": names,
        "acn": ("label", "id", "record", "owning_lib"),
        "bre": ("marc", "id"),
    }
    xml = "".join(
        f'<class id="{name}"><fields>'
        + "".join(f'<field name="{field}"/>' for field in fields)
        + "</fields></class>"
        for name, fields in classes.items()
    )
    body = f'<IDL xmlns="http://opensrf.org/spec/IDL/base/v1">{xml}</IDL>'.encode()
    idl = parse_idl(Reply(200, {}, body, "GET /", True, "evergreen"))
    sent = {"__c": "acp", "__p": [7, "300", 12, 0]}
    assert idl.read(sent, "acp") == {"id": 7, "barcode": "300", "call_number": 12, "status": 0}
    assert idl.read({"__c": "acn", "__p": []}, "acp") is None
    changed = idl.changed(sent, {"barcode": "301"})
    assert changed == {"__c": "acp", "__p": [7, "301", 12, 0, None, None, None, None, 1, None]}
    assert sent["__p"][1] == "300"
