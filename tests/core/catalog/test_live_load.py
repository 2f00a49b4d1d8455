"""What a library system says, taken into the catalogue: as an act that can be undone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from outbox_play import HELD, load_records

from procstation.catalog import Catalogue
from procstation.catalog.freshness import Freshness, age_in_words, freshness_of
from procstation.catalog.live_load import LiveLoad, LiveTaken, number_place
from procstation.ils import ItemField, RemoteItem, RemoteTitle

NOW = "2026-03-01T10:00:00.000Z"
OTHER = "30000000000999"
EMMA = RemoteTitle("77", "Emma", "Austen, Jane", "2015", "Penguin", ("9780141439587",))
THERE = {
    ItemField.BARCODE: HELD,
    ItemField.CALL_NUMBER: "823 EXA",
    ItemField.LIBRARY: "MAIN",
    ItemField.LOCATION: "STACKS",
    ItemField.ITEM_TYPE: "BK",
    ItemField.STATUS: "",
}


@pytest.fixture
def catalogue(store_url: str, tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue.open(load_records(tmp_path, store_url), now=lambda: NOW)
    yield opened
    opened.close()


def take(
    catalogue: Catalogue, titles: list[RemoteTitle], items: list[RemoteItem], at: str = NOW
) -> LiveTaken:
    act = LiveLoad(catalogue.store, "koha", "999$c", lambda: at)
    taken = act.take(titles, items)
    act.end()
    return taken


def held(**values: str) -> RemoteItem:
    said = {ItemField(name): value for name, value in values.items()}
    return RemoteItem("5", "11", {**THERE, **said}, "Example title", on_loan=False)


def test_a_new_title_and_its_item_are_an_act_that_is_taken_back(catalogue: Catalogue) -> None:
    values = {ItemField.BARCODE: OTHER, ItemField.CALL_NUMBER: "PR4034 .E5", ItemField.COPY: "2"}
    taken = take(catalogue, [EMMA], [RemoteItem("901", "77", values, on_loan=True)])
    found = catalogue.by_barcode(OTHER)
    assert found is not None
    item, title = found
    assert (title.title, title.control_number, title.isbn) == ("Emma", "77", ("9780141439587",))
    assert (item.status, item.copy, item.system_id) == ("on loan", "2", "901")
    assert item.call_number is not None
    assert item.call_number.scheme.value == "lcc"
    assert [one.title.title for one in catalogue.find("austen")] == ["Emma"]
    act = catalogue.loads()[0]
    assert (act.files, act.profile, act.state) == (("koha",), "live", "done")
    assert act.id == taken.load
    assert act.records == 2
    catalogue.undo_load(taken.load)
    assert catalogue.by_barcode(OTHER) is None
    assert not catalogue.by_isbn("9780141439587")


def test_a_known_record_is_met_again_by_its_number(catalogue: Catalogue) -> None:
    assert number_place(catalogue.store, "alma") == "999$c", "by what was loaded last"
    before = catalogue.counts()
    taken = take(catalogue, [RemoteTitle("12", "PRIDE and prejudice")], [])
    assert taken.load == 0
    assert taken.titles[0].title == "Pride and prejudice", "a file says more than a summary"
    assert catalogue.counts() == before


def test_what_differs_is_said_and_kept_and_undone(catalogue: Catalogue) -> None:
    same = take(catalogue, [], [held()])
    assert (same.load, same.items[0].differences) == (0, ())
    taken = take(catalogue, [], [replace(held(location="REF"), on_loan=True)])
    assert taken.items[0].differences == ("location: STACKS → REF", "status: (nothing) → on loan")
    found = catalogue.by_barcode(HELD)
    assert found is not None
    assert (found[0].location, found[0].status) == ("REF", "on loan")
    back = take(catalogue, [], [held(location="REF")])
    assert back.items[0].differences == ("status: on loan → (nothing)",)
    for load in (back.load, taken.load):
        catalogue.undo_load(load)
    found = catalogue.by_barcode(HELD)
    assert found is not None
    assert (found[0].location, found[0].status) == ("STACKS", "")


def test_what_the_bench_changed_and_nobody_was_told_stays(catalogue: Catalogue) -> None:
    found = catalogue.by_barcode(HELD)
    assert found is not None
    catalogue.save_item(replace(found[0], location="REF", copy="3"), found[0], by="bench-1", at=NOW)
    taken = take(catalogue, [], [held(location="STACKS", copy="", call_number="823.9 EXA")])
    assert taken.items[0].differences == ("call number: 823 EXA → 823.9 EXA",)
    item = taken.items[0].item
    assert (item.location, item.copy) == ("REF", "3")


def test_what_a_system_does_not_tell_takes_nothing_away(catalogue: Catalogue) -> None:
    few = {ItemField.BARCODE: HELD, ItemField.STATUS: "missing"}
    taken = take(catalogue, [], [RemoteItem("", "", few)])
    item = taken.items[0].item
    assert (item.location, item.item_type, item.status) == ("STACKS", "BK", "missing")


def test_an_item_nobody_could_place_is_named(catalogue: Catalogue) -> None:
    taken = take(catalogue, [], [RemoteItem("9", "", {ItemField.BARCODE: OTHER})])
    assert taken.refused == (f"{OTHER}: the system does not say of which title",)
    other = take(catalogue, [EMMA], [RemoteItem("9", "77", {ItemField.BARCODE: OTHER})])
    assert other.items[0].item.barcode == OTHER
    clash = take(catalogue, [], [RemoteItem("9", "77", {ItemField.BARCODE: ""}, "Emma")])
    assert clash.items[0].item.barcode == OTHER, "known by the system's number"


def test_the_age_of_an_item(catalogue: Catalogue) -> None:
    found = catalogue.by_barcode(HELD)
    assert found is not None
    before = freshness_of(catalogue.store, found[0].id)
    assert before is not None
    assert before.source == "koha.mrc"
    take(catalogue, [], [replace(held(), on_loan=True)])
    assert freshness_of(catalogue.store, found[0].id) == Freshness(NOW, "", True)
    made = catalogue.assign_barcode(found[1].id, OTHER, by="bench-1", at=NOW)
    ours = freshness_of(catalogue.store, made.id)
    assert ours is not None
    assert ours.is_ours
    assert freshness_of(catalogue.store, 10_000) is None


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-03-01T09:59:30.000Z", "just now"),
        ("2026-03-01T09:58:59.000Z", "1 minute ago"),
        ("2026-03-01T08:00:00.000Z", "2 hours ago"),
        ("2026-02-27T11:00:00.000Z", "47 hours ago"),
        ("2026-02-26T09:00:00Z", "3 days ago"),
        ("2026-03-02T10:00:00.000Z", "just now"),
    ],
)
def test_ages_in_words(at: str, words: str) -> None:
    assert age_in_words(at, NOW) == words
