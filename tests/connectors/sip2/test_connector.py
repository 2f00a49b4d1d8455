"""The connector: what its system can do, and what it makes of answers."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sip2_play import open_sip2

from procstation.config import SystemSection
from procstation.ils import (
    CheckedIn,
    ConfigError,
    ItemDraft,
    ItemField,
    ItemKey,
    Sighting,
    Status,
    SystemMoved,
    SystemRefused,
    TitleQuery,
    open_system,
)
from procstation_connectors.sip2.options import dialects
from procstation_connectors.sip2.telnet_login import Step, TelnetLogin

AT = "2026-11-22T01:02:03+00:00"


@pytest.mark.parametrize(
    ("code", "word", "on_loan"),
    [
        ("02", Status.ON_ORDER, False),
        ("03", Status.AVAILABLE, False),
        ("04", Status.ON_LOAN, True),
        ("05", Status.ON_LOAN, True),
        ("06", Status.IN_PROCESS, False),
        ("07", Status.ON_LOAN, True),
        ("08", Status.ON_HOLD, False),
        ("09", "to be reshelved", False),
        ("10", Status.IN_TRANSIT, False),
        ("11", Status.CLAIMED, True),
        ("12", Status.LOST, None),
        ("13", Status.MISSING, False),
        ("01", "other", None),
        ("77", "77", False),
    ],
)
def test_states_get_our_words(code: str, word: str, on_loan: bool | None) -> None:
    opened = open_sip2()
    opened.server.item(opened.barcodes[0]).status = code
    item = opened.item(opened.barcodes[0])
    assert (item.values[ItemField.STATUS], item.on_loan) == (word, on_loan)


def test_a_library_may_have_words_and_fields_of_its_own() -> None:
    opened = open_sip2(status={"01": "in repair"}, fields={"location": "CR", "library": "BG"})
    opened.server.item(opened.barcodes[0]).status = "01"
    values = opened.item(opened.barcodes[0]).values
    assert values[ItemField.STATUS] == "in repair"
    assert values[ItemField.LOCATION] == "Stacks"
    assert values[ItemField.LIBRARY] == "MAIN"


def test_each_server_tells_what_it_has() -> None:
    told = {
        server: set(open_sip2(server).item("30000000000001").values)
        for server in ("koha", "evergreen", "folio")
    }
    always = {ItemField.BARCODE, ItemField.STATUS}
    assert told["koha"] == always | {ItemField.LIBRARY, ItemField.CALL_NUMBER}
    assert told["evergreen"] == told["koha"] | {ItemField.LOCATION}
    assert told["folio"] == always | {ItemField.LOCATION}


def test_what_is_known_beyond_is_carried_along() -> None:
    item = open_sip2().item("30000000000001")
    assert ("CK", "001") in item.native
    assert item.system_id == item.barcode


def test_a_delimiter_in_a_title_is_one() -> None:
    opened = open_sip2()
    opened.server.item(opened.barcodes[0]).title = "Either | or"
    assert opened.item(opened.barcodes[0]).title == "Either | or"


def test_a_check_in_says_what_to_do() -> None:
    opened = open_sip2()
    plain, held, sent = opened.barcodes[:3]
    opened.server.shelf.lend([plain])
    opened.server.shelf.hold([held])
    opened.server.shelf.send_on([sent, "Branch", "East"])
    assert opened.library.check_in(plain, AT) == CheckedIn(True, title=opened.item(plain).title)
    assert opened.item(plain).on_loan is False
    assert opened.library.check_in(held, AT) == CheckedIn(
        True, on_hold=True, title=opened.item(held).title
    )
    assert opened.library.check_in(sent, AT) == CheckedIn(
        True, destination="Branch East", title=opened.item(sent).title
    )
    with pytest.raises(SystemRefused, match="Unknown item"):
        opened.library.check_in("nowhere-0", AT)


def test_a_sighting_is_a_check_in_only_where_the_library_chose_so() -> None:
    opened = open_sip2()
    assert opened.library.abilities.seen == ""
    with pytest.raises(SystemRefused, match="option seen"):
        opened.library.mark_seen([Sighting(ItemKey(barcode=opened.barcodes[0]), AT)])
    assert opened.server.item(opened.barcodes[0]).check_ins == 0
    opened = open_sip2(seen="check-in")
    assert opened.library.abilities.seen == "check-in"
    sightings = [Sighting(ItemKey(barcode=one), AT) for one in (opened.barcodes[0], "nowhere-0")]
    done, refused = opened.library.mark_seen(sightings)
    assert done == ""
    assert "Unknown item" in refused
    assert opened.server.item(opened.barcodes[0]).check_ins == 1


def test_properties_are_changed_where_the_server_says_so() -> None:
    opened = open_sip2(properties_of="note")
    assert opened.library.abilities.changes == frozenset()
    opened.library.state()
    assert opened.library.abilities.changes == {ItemField.NOTE}
    item = opened.item(opened.barcodes[0])
    changed = opened.library.update_item(item, {ItemField.NOTE: "TAGGED-20260115"})
    assert changed.values[ItemField.NOTE] == "TAGGED-20260115"
    assert opened.server.item(item.barcode).properties == "TAGGED-20260115"
    with pytest.raises(SystemMoved):
        opened.library.update_item(item, {ItemField.NOTE: "other"})
    assert opened.server.item(item.barcode).updates == 1


def test_properties_that_are_taken_and_dropped_are_told() -> None:
    opened = open_sip2("koha", properties_of="note")
    item = opened.item(opened.barcodes[0])
    with pytest.raises(SystemRefused, match="did not store them"):
        opened.library.update_item(item, {ItemField.NOTE: "TAGGED"})


def test_what_sip2_does_not_have_is_refused() -> None:
    opened = open_sip2()
    item = opened.item(opened.barcodes[0])
    library, asked = opened.library, list(opened.server.asked)
    for call in (
        lambda: library.find_titles(TitleQuery(words="x")),
        lambda: library.create_item(ItemDraft("1", {})),
        lambda: library.remove_item(item),
        lambda: list(library.changed_since(AT)),
    ):
        with pytest.raises(SystemRefused, match="ils cannot"):
            call()
    assert opened.server.asked == asked
    with pytest.raises(SystemRefused, match="cannot change call number"):
        library.update_item(item, {ItemField.CALL_NUMBER: "A1"})


@pytest.mark.parametrize(
    ("server", "query", "options", "words"),
    [
        ("plain", "clock_off_s=86400", {}, "Its clock shows"),
        ("folio", "", {"error_detection": True}, "no checksum"),
        ("folio", "", {"location_code": ""}, "option location_code"),
        ("folio", "", {"properties_of": "note"}, "none are sent"),
        ("plain", "", {"dialect": "aleph"}, "option institution"),
    ],
)
def test_what_will_not_work_is_warned_of(
    server: str, query: str, options: dict[str, Any], words: str
) -> None:
    warnings = open_sip2(server, query=query, **options).library.state().warnings
    assert any(words in one for one in warnings), warnings


def test_who_answers_is_told() -> None:
    state = open_sip2("koha").library.state()
    assert state.warnings == []
    assert state.name == "Demo Library (SIP 2.00)"
    assert state.detail == "as station1, institution MAIN"


@pytest.mark.parametrize(
    ("url", "user", "options", "words"),
    [
        ("http://ils.example.org", "x", {}, "no address of a SIP2 server"),
        ("sip2:6001", "x", {}, "no address of a SIP2 server"),
        ("sip2://ils.example.org", "", {}, "no user"),
        ("sip2://ils.example.org", "x", {"charset": "cp8500"}, "no character set"),
        ("sip2://ils.example.org", "x", {"dialect": "kohaa"}, "dialect"),
        ("sip2://ils.example.org", "x", {"delimiter": "ab"}, "delimiter"),
        ("sip2://ils.example.org", "x", {"fields": {"lokation": "CR"}}, "lokation"),
    ],
)
def test_settings_that_make_no_sense(
    url: str, user: str, options: dict[str, object], words: str
) -> None:
    section = SystemSection(connector="sip2", url=url, user=user, options=options)
    with pytest.raises(ConfigError, match=words):
        open_system("ils", section)


def test_dialects_have_titles_and_remarks_in_sentences() -> None:
    assert {"generic", "koha", "evergreen", "folio", "alma"} <= dialects().keys()
    for dialect in dialects().values():
        assert dialect.title
        assert all(one.endswith(".") for one in dialect.remarks)


GREETING = b"\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0Welcome to login\r\n\r\nUser name: "


@pytest.mark.parametrize("piece", [1, 3, 100])
def test_prompts_are_matched_loosely(piece: int) -> None:
    login = TelnetLogin(b"station1", b"s3same")
    sent = []
    for data in (GREETING, b"\r\nEnter Password> "):
        for at in range(0, len(data), piece):
            sent.append(login.receive(data[at : at + piece]))
    assert b"".join(sent) == b"station1s3same"
    steps = [login.step]
    login.receive(b"\r\nWelcome\r\n")
    assert [*steps, login.step] == [Step.ANSWER, Step.IN]


@pytest.mark.parametrize("answer", [b"Login incorrect\r\n", b"\r\nAccess denied", b"login: "])
def test_a_refusal_at_prompts_is_seen(answer: bytes) -> None:
    login = TelnetLogin(b"station1", b"s3same")
    login.receive(b"login:")
    login.receive(b"password:")
    login.receive(answer)
    assert login.step is Step.REFUSED


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_any_bytes_at_the_prompts_do_no_harm(pieces: list[bytes]) -> None:
    login = TelnetLogin(b"station1", b"s3same")
    for piece in pieces:
        assert login.receive(piece) in (b"", b"station1", b"s3same")
