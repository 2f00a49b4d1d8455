"""What the bench did becomes a message: all of it, and each thing once."""

from outbox_play import HELD, NEW, OutboxPlay

from procstation.catalog.bench_edits import Signed
from procstation.ils import ItemField
from procstation.items import CallNumber, Scheme
from procstation.outbox import FieldChange, Kind, State, take_back, take_back_barcode


def test_a_change_says_what_it_was_and_what_it_is(bench: OutboxPlay) -> None:
    bench.edit(location="REF", call_number=CallNumber("823 EXB", Scheme.DEWEY, "bench"))
    bench.post(HELD, "bench-1/7")

    (message,) = bench.outbox.messages()
    assert message.kind is Kind.CHANGE
    assert message.wish.system_id == "5"
    assert message.wish.record.title == "Example title"
    assert message.wish.fields[ItemField.LOCATION] == FieldChange("STACKS", "REF")
    assert message.wish.fields[ItemField.CALL_NUMBER] == FieldChange("823 EXA", "823 EXB")


def test_the_same_act_is_posted_once(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "bench-1/7")
    bench.post(HELD, "bench-1/7")
    assert len(bench.outbox.messages()) == 1


def test_what_was_said_already_is_not_said_again(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "bench-1/7")
    bench.post(HELD, "bench-1/8")
    assert len(bench.outbox.messages()) == 1
    bench.edit(location="DESK", status="lost")
    bench.post(HELD, "bench-1/9")
    later, _ = bench.outbox.messages()
    assert later.wish.fields == {
        ItemField.LOCATION: FieldChange("REF", "DESK"),
        ItemField.STATUS: FieldChange("", "lost"),
    }


def test_an_unchanged_item_says_nothing(bench: OutboxPlay) -> None:
    bench.post(HELD, "bench-1/7")
    assert bench.outbox.messages() == []


def test_a_new_item_is_made_with_what_the_library_gives_new_items(bench: OutboxPlay) -> None:
    bench.assign()
    bench.post(NEW, "bench-1/7")
    (message,) = bench.outbox.messages()
    assert message.kind is Kind.CREATE
    assert message.wish.values[ItemField.BARCODE] == NEW
    assert message.wish.values[ItemField.LIBRARY] == "MAIN"
    assert message.wish.values[ItemField.ITEM_TYPE] == "BK"
    assert ItemField.LOCATION not in message.wish.values


def _take_back(bench: OutboxPlay, act: str) -> None:
    with bench.catalogue.store.posting() as (rows, items):
        take_back(rows, items, act, Signed("bench-1", bench.now()))


def test_what_was_never_sent_is_dropped_when_it_is_taken_back(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    item = bench.item().id
    bench.post(HELD, "bench-1/7")
    _take_back(bench, f"bench-1/7/{item}")
    assert bench.states() == [State.DROPPED]
    assert bench.courier.run_once() == []


def test_what_was_sent_is_asked_back(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    item = bench.item().id
    bench.post(HELD, "bench-1/7")
    bench.courier.run_once()
    _take_back(bench, f"bench-1/7/{item}")
    opposite, _ = bench.outbox.messages()
    assert opposite.wish.fields == {ItemField.LOCATION: FieldChange("REF", "STACKS")}
    bench.courier.run_once()
    assert bench.system.items["5"].values[ItemField.LOCATION] == "STACKS"


def test_a_barcode_taken_back_after_it_was_sent_removes_the_item_there(bench: OutboxPlay) -> None:
    item = bench.assign()
    act = f"bench-1/7/{item.id}"
    bench.post(NEW, "bench-1/7")
    bench.courier.run_once()
    assert bench.system.with_barcode(NEW) is not None
    assert bench.item(NEW).system_id == bench.system.with_barcode(NEW).system_id  # type: ignore[union-attr]

    with bench.catalogue.store.posting() as (rows, items):
        take_back_barcode(rows, items, act, NEW, bench.signed)
    assert bench.catalogue.by_barcode(NEW) is None
    bench.courier.run_once()
    assert bench.system.with_barcode(NEW) is None
    assert bench.states() == [State.DONE, State.DONE]


def test_a_barcode_given_anew_waits_until_the_old_item_is_removed(bench: OutboxPlay) -> None:
    item = bench.assign()
    bench.post(NEW, "bench-1/7")
    bench.courier.run_once()
    with bench.catalogue.store.posting() as (rows, items):
        take_back_barcode(rows, items, f"bench-1/7/{item.id}", NEW, bench.signed)
    bench.assign()
    bench.post(NEW, "bench-1/8")

    assert [one.message.kind for one in bench.courier.run_once()] == [Kind.REMOVE]
    assert [one.message.kind for one in bench.courier.run_once()] == [Kind.CREATE]
    assert bench.system.with_barcode(NEW) is not None


def test_who_posted_and_decided_is_in_the_trace(bench: OutboxPlay) -> None:
    bench.outbox.by = lambda: "anna at bench-1"
    bench.edit(location="REF")
    bench.post(HELD, "job/1")
    bench.outbox.drop(1, "it was a mistake")
    message, tries = bench.outbox.message(1)
    assert (message.made_by, message.settled_by) == ("anna at bench-1", "anna at bench-1")
    assert tries[-1].station == "anna at bench-1"
