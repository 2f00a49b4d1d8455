"""Koha's own: bodies, codes, local subfields, paging, deleting."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from contract_systems import KOHA, Opened, connector_named

from procstation.ils import (
    ConfigError,
    ItemDraft,
    ItemField,
    ItemKey,
    Reply,
    Sighting,
    Status,
    SystemRefused,
    TitleQuery,
    registry,
)
from procstation_connectors.koha.item_body import ItemBodies
from procstation_connectors.koha.options import KohaOptions
from procstation_connectors.koha.system import explain

SAMPLE = msgspec.json.decode(
    b"""{"item_id": 88, "biblio_id": 1207, "external_id": "30000000012345",
     "callnumber": "005.133 EXA", "home_library_id": "MAIN",
     "holding_library_id": "MAIN", "location": "STACKS",
     "collection_code": null, "item_type_id": "BK", "copy_number": "1",
     "inventory_number": "INV-0042", "serial_issue_number": null,
     "not_for_loan_status": 0, "lost_status": 0, "damaged_status": 0,
     "withdrawn": 0, "checked_out_date": null,
     "last_seen_date": "2026-01-15T09:30:00+00:00"}"""
)
WITH_LOCAL, ON_LOAN, LOST, PLAIN = (f"3000000000000{number}" for number in (1, 2, 3, 4))


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(registry, "load_connector", connector_named)
    opened: list[Opened] = []

    def open_it(options: dict[str, Any] | None = None, **query: str) -> Opened:
        one = Opened(replace(KOHA, options=options or {}, query=query))
        for variable, value in one.environment.items():
            monkeypatch.setenv(variable, value)
        opened.append(one.open())
        return one

    yield open_it
    for one in opened:
        one.library.close()


def test_the_sample_of_an_item_is_read() -> None:
    item = ItemBodies(KohaOptions()).read(SAMPLE)
    assert (item.system_id, item.title_id, item.on_loan) == ("88", "1207", False)
    assert item.last_seen == "2026-01-15T09:30:00+00:00"
    assert item.values == {
        ItemField.BARCODE: "30000000012345",
        ItemField.CALL_NUMBER: "005.133 EXA",
        ItemField.SCHEME: "",
        ItemField.LIBRARY: "MAIN",
        ItemField.LOCATION: "STACKS",
        ItemField.VOLUME: "",
        ItemField.COPY: "1",
        ItemField.ITEM_TYPE: "BK",
        ItemField.STATUS: "",
        ItemField.NOTE: "",
    }


def test_only_what_koha_takes_goes_back() -> None:
    strange = {**SAMPLE, "_strings": {}, "biblio": {"title": "x"}, "timestamp": "2026", "new": 1}
    body = ItemBodies(KohaOptions(never_sent=("new",))).writable(strange)
    gone = {"item_id", "biblio_id", "checked_out_date"}
    assert body == {key: value for key, value in SAMPLE.items() if key not in gone}


def test_a_sighting_is_no_new_version_and_a_change_is() -> None:
    bodies = ItemBodies(KohaOptions())
    version = bodies.read(SAMPLE).version
    assert bodies.read({**SAMPLE, "last_seen_date": "2026-02-01T00:00:00Z"}).version == version
    assert bodies.read({**SAMPLE, "location": "REF"}).version != version


@pytest.mark.parametrize(
    ("native", "word"),
    [
        ({}, ""),
        ({"lost_status": 1}, "lost"),
        ({"lost_status": 4}, "missing"),
        ({"lost_status": 9}, "lost_status=9"),
        ({"withdrawn": 1, "lost_status": 4}, "withdrawn"),
        ({"damaged_status": 1}, "in repair"),
        ({"not_for_loan_status": -1}, "on order"),
        ({"not_for_loan_status": 1}, "not_for_loan_status=1"),
        ({"checked_out_date": "2026-03-01"}, "on loan"),
        ({"checked_out_date": "2026-03-01", "lost_status": 1}, "lost"),
        ({"not_for_loan_status": 1, "damaged_status": 1}, "in repair"),
    ],
)
def test_the_state_of_an_item_in_our_words(native: dict[str, Any], word: str) -> None:
    item = ItemBodies(KohaOptions()).read({**SAMPLE, **native})
    assert item.values[ItemField.STATUS] == word


@pytest.mark.parametrize(
    ("before", "word", "after"),
    [
        ({"lost_status": 4}, "", {"withdrawn": 0, "lost_status": 0}),
        ({"lost_status": 3}, "", {"withdrawn": 0, "lost_status": 0}),
        ({}, "missing", {"withdrawn": 0, "lost_status": 4}),
        ({}, "in repair", {"withdrawn": 0, "lost_status": 0, "damaged_status": 1}),
        (
            {"not_for_loan_status": -1},
            "",
            {"withdrawn": 0, "lost_status": 0, "not_for_loan_status": 0},
        ),
        ({"not_for_loan_status": 1}, "", {"withdrawn": 0, "lost_status": 0}),
        ({}, "lost_status=9", {"withdrawn": 0, "lost_status": 9}),
    ],
)
def test_a_state_is_set_and_what_it_ends_is_cleared(
    before: dict[str, Any], word: str, after: dict[str, int]
) -> None:
    keys = ItemBodies(KohaOptions()).changed({**SAMPLE, **before}, {ItemField.STATUS: word})
    assert keys == after


@pytest.mark.parametrize("word", ["on loan", "in process", "lost_status=x", "item_id=5"])
def test_a_state_without_a_code_is_refused(word: str) -> None:
    with pytest.raises(SystemRefused, match="no code"):
        ItemBodies(KohaOptions()).changed(SAMPLE, {ItemField.STATUS: word})


@pytest.mark.parametrize(
    ("field", "longest"),
    [
        (ItemField.BARCODE, 20),
        (ItemField.CALL_NUMBER, 255),
        (ItemField.LIBRARY, 10),
        (ItemField.ITEM_TYPE, 10),
        (ItemField.LOCATION, 80),
        (ItemField.COPY, 32),
    ],
)
def test_what_a_column_cannot_hold_is_not_sent(field: ItemField, longest: int) -> None:
    bodies = ItemBodies(KohaOptions())
    assert "é" * longest in bodies.changed({}, {field: "é" * longest}).values()
    with pytest.raises(SystemRefused, match=str(longest)):
        bodies.changed({}, {field: "x" * (longest + 1)})


def test_what_is_at_home_moves_with_its_home() -> None:
    bodies = ItemBodies(KohaOptions())
    away = {**SAMPLE, "holding_library_id": "EAST"}
    assert bodies.changed(SAMPLE, {ItemField.LIBRARY: "WEST"}) == {
        "home_library_id": "WEST",
        "holding_library_id": "WEST",
    }
    assert bodies.changed(away, {ItemField.LIBRARY: "WEST"}) == {"home_library_id": "WEST"}


def test_schemes_have_kohas_codes() -> None:
    bodies = ItemBodies(KohaOptions())
    assert bodies.changed({}, {ItemField.SCHEME: "dewey"}) == {"call_number_source": "ddc"}
    item = bodies.read({**SAMPLE, "call_number_source": "sudocs"})
    assert item.values[ItemField.SCHEME] == "sudoc"


def test_a_missing_item_that_turns_up_is_available(opening: Any) -> None:
    opened = opening()
    item = opened.item(LOST)
    assert item.values[ItemField.STATUS] == Status.MISSING
    opened.library.update_item(item, {ItemField.STATUS: Status.AVAILABLE})
    assert opened.system.items()[LOST]["lost_status"] == 0


def test_local_subfields_are_carried_along(opening: Any) -> None:
    opened = opening()
    before = opened.system.items()[WITH_LOCAL]["extended_subfields"]
    opened.library.update_item(opened.item(WITH_LOCAL), {ItemField.LOCATION: "REF"})
    assert "Schenkung Müller" in before
    assert opened.system.items()[WITH_LOCAL]["extended_subfields"] == before


def test_a_koha_that_drops_local_subfields_does_so_once(opening: Any) -> None:
    opened = opening(drops_local_subfields="true")
    with pytest.raises(SystemRefused, match="Schenkung Müller") as dropped:
        opened.library.update_item(opened.item(WITH_LOCAL), {ItemField.LOCATION: "REF"})
    assert dropped.value.code == "local_subfields"
    others = [one for one, row in opened.system.items().items() if row["extended_subfields"]]
    assert others
    writes = len(opened.writes())
    with pytest.raises(SystemRefused, match="local subfields"):
        opened.library.update_item(opened.item(others[0]), {ItemField.LOCATION: "REF"})
    (said,) = opened.library.mark_seen(
        [Sighting(ItemKey(barcode=others[0]), "2026-11-22T00:00:00Z")]
    )
    assert "local subfields" in said
    assert len(opened.writes()) == writes
    opened.library.update_item(opened.item(PLAIN), {ItemField.LOCATION: "REF"})


def test_items_with_local_subfields_can_be_left_alone_from_the_start(opening: Any) -> None:
    opened = opening({"local_subfields": "refuse"})
    with pytest.raises(SystemRefused, match="local subfields"):
        opened.library.update_item(opened.item(WITH_LOCAL), {ItemField.LOCATION: "REF"})
    assert opened.writes() == []


def test_many_barcodes_are_asked_for_in_one_call_and_read_page_by_page(opening: Any) -> None:
    opened = opening(items="60", most_per_page="20")
    found = opened.library.find_items([ItemKey(barcode=one) for one in opened.barcodes])
    assert [item.barcode for item in found] == opened.barcodes
    # 50 in three pages, 10 in one.
    assert len(opened.system.asked) == 4


def test_an_answer_about_another_item_is_not_believed(opening: Any) -> None:
    opened = opening()
    opened.system.change_at_desk(PLAIN, {"external_id": "abc123"})
    with pytest.raises(SystemRefused, match="abc123"):
        opened.library.find_items([ItemKey(barcode="ABC123")])


def test_a_sighting_does_not_go_back_in_time(opening: Any) -> None:
    opened = opening()
    early = Sighting(ItemKey(barcode=PLAIN), "2026-01-15T10:00:00+01:00")
    assert opened.library.mark_seen([early]) == [""]
    assert opened.writes() == []
    late = Sighting(ItemKey(barcode=PLAIN), "2026-01-15T10:30:01+01:00")
    assert opened.library.mark_seen([late]) == [""]
    assert opened.item(PLAIN).last_seen == "2026-01-15T10:30:01+01:00"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("book_on_loan", "on loan"),
        ("book_reserved", "on hold"),
        ("last_item_for_hold", "last item"),
        ("linked_analytics", "analytic"),
        ("not_same_branch", "another library"),
    ],
)
def test_an_item_that_is_in_use_is_not_deleted(opening: Any, code: str, words: str) -> None:
    opened = opening()
    opened.system.blocked[PLAIN] = code
    with pytest.raises(SystemRefused, match=words) as refused:
        opened.library.remove_item(opened.item(PLAIN))
    assert refused.value.code == code
    assert PLAIN in opened.system.items()


def test_an_item_on_loan_is_told_and_not_deleted(opening: Any) -> None:
    opened = opening()
    item = opened.item(ON_LOAN)
    assert (item.on_loan, item.values[ItemField.STATUS]) == (True, "on loan")
    with pytest.raises(SystemRefused, match="on loan"):
        opened.library.remove_item(item)


def test_what_koha_does_not_know_is_refused_in_its_words(opening: Any) -> None:
    opened = opening()
    draft = ItemDraft("1", {**KOHA.draft, ItemField.LIBRARY: "NOWHERE"})
    with pytest.raises(SystemRefused, match="home_library_id does not exist"):
        opened.library.create_item(draft)
    values = dict(KOHA.draft)
    del values[ItemField.ITEM_TYPE]
    with pytest.raises(SystemRefused, match=r"/body/item_type_id: Missing property") as refused:
        opened.library.create_item(ItemDraft("1", values))
    assert refused.value.code == "schema"


def test_titles_by_isbn_and_by_words(opening: Any) -> None:
    opened = opening()
    (one,) = opened.library.find_titles(TitleQuery(system_id="3"))
    assert opened.library.find_titles(TitleQuery(isbn=one.isbn[0])) == [one]
    first, second = one.title.split()[0].lower(), one.title.split()[-1]
    assert one in opened.library.find_titles(TitleQuery(words=f"{first} {second}"))
    assert opened.library.find_titles(TitleQuery(words="no such words")) == []
    assert len(opened.library.find_titles(TitleQuery(words="of"), limit=4)) == 4
    assert opened.library.find_titles(TitleQuery(system_id="999")) == []
    for query in (TitleQuery(control_number="ocm1"), TitleQuery(words="%")):
        with pytest.raises(SystemRefused):
            opened.library.find_titles(query)


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (409, b'{"error":"Duplicate barcode."}', ("duplicate_barcode", "another item has")),
        (400, b'{"error":"Barcode not unique"}', ("duplicate_barcode", "another item has")),
        (404, b'{"error":"text","error_code":"slug"}', ("slug", "text")),
        (
            400,
            b'{"errors":[{"message":"no","path":"/body/x"}],"status":400}',
            ("schema", "/body/x"),
        ),
        (400, b"[]", ("", "[]")),
        (500, b"plain \n words", ("", "plain words")),
    ],
)
def test_errors_of_koha_in_words(status: int, body: bytes, said: tuple[str, str]) -> None:
    code, words = explain(Reply(status, {}, body, "GET /", True, "Koha"))
    assert code == said[0]
    assert said[1] in words


def test_a_wrong_option_is_named(opening: Any) -> None:
    with pytest.raises(ConfigError, match="Invalid enum value 'sold'"):
        opening({"lost": {"7": "sold"}})
    with pytest.raises(ConfigError, match="never_send"):
        opening({"never_send": []})
