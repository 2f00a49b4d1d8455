"""FOLIO's own: tokens, queries, the lock, statuses, check-ins, deltas."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from contract_systems import FOLIO, Opened, connector_named

from procstation.ils import (
    HttpResponse,
    ItemDraft,
    ItemField,
    ItemKey,
    OutcomeUnknown,
    Reply,
    Status,
    SystemMoved,
    SystemRefused,
    TitleQuery,
    registry,
)
from procstation_connectors.folio.answers import explain
from procstation_connectors.folio.cql import is_one_of, quoted

ON_LOAN, MISSING, PLAIN = (f"3000000000000{number}" for number in (2, 3, 4))
Opener = Callable[..., Opened]


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    monkeypatch.setattr(registry, "load_connector", connector_named)
    opened: list[Opened] = []

    def open_it(options: dict[str, Any] | None = None, **query: str) -> Opened:
        one = Opened(replace(FOLIO, options={**FOLIO.options, **(options or {})}, query=query))
        for variable, value in one.environment.items():
            monkeypatch.setenv(variable, value)
        opened.append(one.open())
        return one

    yield open_it
    for one in opened:
        one.library.close()


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("30000000012345", '"30000000012345"'),
        ('a"b', r'"a\"b"'),
        ("a*b?c^d", r'"a\*b\?c\^d"'),
        ("a\\", r'"a\\"'),
        (") or (", '") or ("'),
    ],
)
def test_values_stand_for_themselves_in_queries(value: str, said: str) -> None:
    assert quoted(value) == said


def test_several_values_are_one_clause() -> None:
    assert is_one_of("barcode", ["a", "b"]) == 'barcode==("a" or "b")'
    assert is_one_of("barcode", ["BC"]) == 'barcode=="BC"'


def test_many_barcodes_go_into_one_call(opening: Opener) -> None:
    opened = opening(items="60")
    found = opened.library.find_items([ItemKey(barcode=one) for one in opened.barcodes])
    assert [item.barcode if item else "" for item in found] == opened.barcodes
    retrieved = [one for one in opened.system.asked if "retrieve" in one]
    assert retrieved == ["POST /inventory/items/retrieve"] * 2


def test_a_token_is_refreshed_without_the_password(opening: Opener) -> None:
    opened = opening()
    opened.item(PLAIN)
    opened.clock.wait(575)
    opened.item(PLAIN)
    logins = [one for one in opened.system.asked if "/authn/" in one]
    assert logins == ["POST /authn/login-with-expiry", "POST /authn/refresh"]


def test_when_the_refresh_has_ended_too_the_password_is_used(opening: Opener) -> None:
    opened = opening(refresh_s="700")
    opened.item(PLAIN)
    opened.clock.wait(5000)
    opened.item(PLAIN)
    logins = [one for one in opened.system.asked if "/authn/" in one]
    assert logins == ["POST /authn/login-with-expiry"] * 2


def test_a_refresh_that_was_taken_back_is_no_end(opening: Opener) -> None:
    opened = opening()
    opened.item(PLAIN)
    opened.clock.wait(590)
    opened.system.forget_logins()
    assert opened.item(PLAIN).barcode == PLAIN
    logins = [one for one in opened.system.asked if "/authn/" in one]
    assert logins[1:] == ["POST /authn/refresh", "POST /authn/login-with-expiry"]


def test_a_clock_that_is_a_day_off_does_not_matter(opening: Opener) -> None:
    opened = opening()
    opened.system._wall_s = lambda: 1_790_000_000 - 86_400 + opened.clock.now_s()
    opened.item(PLAIN)
    opened.clock.wait(500)
    opened.item(PLAIN)
    assert sum("/authn/" in one for one in opened.system.asked) == 1


def test_the_wrong_tenant_is_told(opening: Opener) -> None:
    opened = opening({"tenant": "nobody"})
    with pytest.raises(Exception, match="Tenant"):
        opened.library.state()


def test_the_item_and_its_state_in_our_words(opening: Opener) -> None:
    opened = opening()
    item = opened.item(ON_LOAN)
    assert item.on_loan
    assert item.values[ItemField.STATUS] == Status.ON_LOAN
    assert item.values[ItemField.SCHEME] == "lcc"
    assert item.values[ItemField.LOCATION] == "MAIN-ST"
    assert item.values[ItemField.ITEM_TYPE] == "book"
    assert opened.item(MISSING).values[ItemField.STATUS] == Status.MISSING


@pytest.mark.parametrize(
    ("word", "name", "call"),
    [
        ("withdrawn", "Withdrawn", "mark-withdrawn"),
        ("missing", "Missing", "mark-missing"),
        ("in process", "In process", "mark-in-process"),
        ("Long missing", "Long missing", "mark-long-missing"),
        ("in repair", "Unavailable", "mark-unavailable"),
    ],
)
def test_a_state_with_a_call_of_its_own_is_set_by_it(
    opening: Opener, word: str, name: str, call: str
) -> None:
    opened = opening()
    changed = opened.library.update_item(opened.item(PLAIN), {ItemField.STATUS: word})
    assert opened.system.items()[PLAIN]["status"]["name"] == name
    assert changed.values[ItemField.STATUS] == word
    (write,) = opened.writes()
    assert write.endswith(f"/{call}")


def test_what_is_found_is_available_by_the_item_itself(opening: Opener) -> None:
    opened = opening()
    opened.library.update_item(opened.item(MISSING), {ItemField.STATUS: ""})
    assert opened.system.items()[MISSING]["status"]["name"] == "Available"


def test_a_mark_that_fails_after_a_change_is_not_called_undone(opening: Opener) -> None:
    opened = opening()
    item = opened.item(PLAIN)
    opened.library.find_items([ItemKey(barcode=PLAIN)])
    opened.system.faults.add("ok", "ok", *["not listening"] * 4)
    with pytest.raises(OutcomeUnknown, match="took a change"):
        opened.library.update_item(item, {ItemField.STATUS: "missing", ItemField.COPY: "7"})
    assert opened.system.items()[PLAIN]["copyNumber"] == "7"


def test_the_lock_holds_between_reading_and_writing(opening: Opener) -> None:
    opened = opening()
    item = opened.item(PLAIN)
    answer = opened.system.answer

    def somebody_is_quicker(request: Any) -> HttpResponse:
        if request.method == "PUT":
            opened.system.change_at_desk(PLAIN, {"volume": "v. 9"})
        response = answer(request)
        assert isinstance(response, HttpResponse)
        return response

    opened.system.answer = somebody_is_quicker
    with pytest.raises(SystemMoved):
        opened.library.update_item(item, {ItemField.COPY: "2"})
    assert opened.system.items()[PLAIN]["copyNumber"] == "1"


def test_a_new_location_is_the_items_own(opening: Opener) -> None:
    opened = opening()
    changed = opened.library.update_item(opened.item(PLAIN), {ItemField.LOCATION: "ANNEX"})
    assert changed.values[ItemField.LOCATION] == "ANNEX"
    assert opened.system.items()[PLAIN]["permanentLocation"]["name"] == "Annex"
    with pytest.raises(SystemRefused, match="no 'NOWHERE'") as refused:
        opened.library.update_item(changed, {ItemField.LOCATION: "NOWHERE"})
    assert "ANNEX, MAIN-ST" in refused.value.do_next


def test_a_check_in_tells_nothing_of_patrons(opening: Opener) -> None:
    opened = opening()
    said = opened.library.check_in(ON_LOAN, "2026-11-22T00:00:00Z")
    assert (said.secure, said.on_hold, said.destination) == (True, False, "")
    assert "Patron" not in repr(said)
    assert opened.item(ON_LOAN).last_seen == "2026-11-22T00:00:00Z"


def test_without_a_service_point_there_is_no_check_in(opening: Opener) -> None:
    opened = opening({"service_point": ""})
    assert not opened.library.abilities.check_in
    assert opened.library.abilities.seen == ""
    with pytest.raises(SystemRefused, match="no service point"):
        opened.library.check_in(ON_LOAN, "2026-11-22T00:00:00Z")
    with pytest.raises(SystemRefused, match="check-ins"):
        opened.library.mark_seen([])


def test_deltas_are_read_by_the_last_id(opening: Opener) -> None:
    opened = opening(items="130")
    opened.clock.wait(3600)
    since = datetime.fromtimestamp(1_790_000_000 + 1800, UTC).isoformat(timespec="milliseconds")
    for barcode in opened.barcodes[:120]:
        opened.system.change_at_desk(barcode, {"volume": "v. 2"})
    changed = [item.barcode for item in opened.library.changed_since(since)]
    assert sorted(changed) == opened.barcodes[:120]


def test_a_new_item_without_holdings_or_type_is_refused(opening: Opener) -> None:
    opened = opening()
    record = opened.item(PLAIN).title_id
    values = dict(FOLIO.draft)
    del values[ItemField.ITEM_TYPE]
    with pytest.raises(SystemRefused, match="item type"):
        opened.library.create_item(ItemDraft(record, values))
    with pytest.raises(SystemRefused, match="0 holdings"):
        opened.library.create_item(ItemDraft("no-such-record", FOLIO.draft))
    assert opened.writes() == []


def test_titles_by_number_and_by_words(opening: Opener) -> None:
    opened = opening()
    item = opened.item(PLAIN)
    (title,) = opened.library.find_titles(TitleQuery(system_id=item.title_id))
    assert title.title == item.title
    assert opened.library.find_titles(TitleQuery(control_number=title.control_number)) == [title]
    assert title in opened.library.find_titles(TitleQuery(words=title.title.replace(",", "")))
    assert opened.library.find_titles(TitleQuery(system_id="no-such")) == []


@pytest.mark.parametrize(
    ("status", "kind", "body", "said"),
    [
        (
            400,
            "text/plain",
            b"Barcode must be unique, X is already assigned to another item",
            ("duplicate_barcode", "Barcode must be unique"),
        ),
        (
            422,
            "application/json",
            b'{"errors":[{"message":"no good","parameters":[{"key":"barcode","value":"1"}]}],'
            b'"total_records":1}',
            ("", "no good barcode"),
        ),
        (
            403,
            "text/plain",
            b"Access requires permission: inventory.items.item.put",
            ("", "item.put"),
        ),
        (500, "application/json", b"{}", ("", "{}")),
        (500, "application/json", b"no json", ("", "no json")),
    ],
)
def test_errors_are_read_by_their_content_type(
    status: int, kind: str, body: bytes, said: tuple[str, str]
) -> None:
    code, words = explain(Reply(status, {"content-type": kind}, body, "GET /", True, "FOLIO"))
    assert code == said[0]
    assert said[1] in words
