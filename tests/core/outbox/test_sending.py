"""What comes of messages: done once, refused in words, in conflict, or tried again."""

import threading
from dataclasses import replace

import pytest
from outbox_play import HELD, NEW, OutboxPlay

from procstation.errors import (
    InputRefused,
    OutcomeUnknown,
    StationError,
    SystemBusy,
    SystemDenied,
    SystemMoved,
    SystemRefused,
    SystemUnreachable,
)
from procstation.ils import Abilities, ItemField
from procstation.outbox import OURS, THEIRS, Courier, State, post_check_in

LOST = OutcomeUnknown("The answer got lost.", "It is looked up.")
AWAY = SystemUnreachable("Nobody answers.", "Check the network.")


def test_a_change_arrives_and_is_no_edit_of_the_bench_any_more(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    bench.courier.run_once()
    assert bench.states() == [State.DONE]
    assert bench.system.items["5"].values[ItemField.LOCATION] == "REF"
    assert bench.outbox.unsaid() == []


def test_a_lost_answer_is_looked_up_and_nothing_is_done_twice(bench: OutboxPlay) -> None:
    bench.assign()
    bench.post(NEW, "a")
    bench.system.fails = [LOST]
    bench.courier.run_once()
    assert bench.states() == [State.WAITING]
    bench.pass_time(60)
    bench.courier.run_once()
    assert bench.states() == [State.DONE]
    assert [one for one in bench.system.calls if one.startswith("create")] == [f"create {NEW}"]
    assert bench.item(NEW).system_id == "i2"


@pytest.mark.parametrize("error", [AWAY, SystemBusy("Busy.", "Wait.", 30.0)])
def test_what_did_not_arrive_is_tried_again_later(bench: OutboxPlay, error: StationError) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    bench.system.fails_to_look = [error]
    bench.courier.run_once()
    bench.pass_time(5)
    assert bench.courier.run_once() == []
    bench.pass_time(40)
    bench.courier.run_once()
    assert bench.states() == [State.DONE]


def test_the_pauses_grow_up_to_a_bound(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    waits = []
    for _ in range(8):
        bench.system.fails_to_look = [AWAY]
        bench.courier.run_once()
        due = bench.outbox.next_due_at()
        assert due is not None
        begun = bench.at
        while bench.now() < due:
            bench.pass_time(5)
        waits.append((bench.at - begun).total_seconds())
    assert waits == [10, 20, 40, 80, 100, 100, 100, 100]


def test_while_the_system_is_away_one_message_at_a_time_asks_for_it(bench: OutboxPlay) -> None:
    for number in range(5):
        bench.assign(f"3000000000010{number}")
        bench.post(f"3000000000010{number}", f"a{number}")
    bench.system.fails_to_look = [AWAY]
    assert len(bench.courier.run_once()) == 5
    bench.pass_time(60)
    bench.system.fails_to_look = [AWAY]
    assert len(bench.courier.run_once()) == 1
    assert bench.courier.state.reached is False
    assert bench.courier.state.trouble == "Nobody answers."
    bench.pass_time(60)
    assert len(bench.courier.run_once()) == 1
    assert bench.courier.state.reached is True
    # The others do not wait for their own next try.
    assert len(bench.courier.run_once()) == 4
    assert bench.states() == [State.DONE] * 5


def test_a_wrong_login_loses_nothing(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    bench.system.fails_to_look = [SystemDenied("Wrong password.", "Check it.")]
    (outcome,) = bench.courier.run_once()
    assert outcome.stops_all
    assert bench.courier.state.do_next == "Check it."
    assert bench.states() == [State.WAITING]


def test_a_refusal_waits_for_a_person_and_holds_up_the_item(bench: OutboxPlay) -> None:
    bench.edit(location="NOWHERE")
    bench.post(HELD, "a")
    bench.system.fails = [SystemRefused("No location NOWHERE.", "Correct it.", "bad_location")]
    bench.courier.run_once()
    assert bench.states() == [State.REFUSED]
    assert bench.news[0].answer.code == "bad_location"
    bench.edit(status="lost")
    bench.post(HELD, "b")
    assert bench.courier.run_once() == []

    bench.outbox.retry(1)
    bench.courier.run_once()
    bench.courier.run_once()
    assert bench.states() == [State.DONE, State.DONE]


def test_an_item_changed_there_meanwhile_is_for_a_person_to_decide(
    bench: OutboxPlay,
) -> None:
    bench.edit(location="REF", status="lost")
    bench.post(HELD, "a")
    theirs = bench.system.items["5"]
    bench.system.items["5"] = replace(theirs, values={**theirs.values, ItemField.LOCATION: "NEW"})
    bench.courier.run_once()
    assert bench.states() == [State.CONFLICT]
    assert bench.system.items["5"].values[ItemField.LOCATION] == "NEW"
    message, tries = bench.outbox.message(1)
    assert message.answer.theirs[ItemField.LOCATION] == "NEW"
    assert tries[-1].outcome == "conflict"

    with pytest.raises(InputRefused, match="status"):
        bench.outbox.decide(1, {ItemField.LOCATION: THEIRS})
    bench.outbox.decide(1, {ItemField.LOCATION: THEIRS, ItemField.STATUS: OURS})
    bench.courier.run_once()
    assert bench.item().location == "NEW"
    assert bench.system.items["5"].values[ItemField.STATUS] == "lost"
    assert bench.states() == [State.DONE]
    assert bench.outbox.unsaid() == []


def test_ours_overwrites_what_was_changed_there(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    theirs = bench.system.items["5"]
    bench.system.items["5"] = replace(theirs, values={**theirs.values, ItemField.LOCATION: "NEW"})
    bench.courier.run_once()
    bench.outbox.decide(1, {ItemField.LOCATION: OURS})
    bench.courier.run_once()
    assert bench.system.items["5"].values[ItemField.LOCATION] == "REF"


def test_a_change_at_the_very_moment_is_looked_at_again(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    bench.system.fails = [SystemMoved("It was changed.", "Read it again.")]
    bench.courier.run_once()
    assert bench.states() == [State.WAITING]
    bench.pass_time(60)
    bench.courier.run_once()
    assert bench.states() == [State.DONE]


def test_a_number_that_means_another_item_changes_nothing(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    bench.system.items["5"] = replace(
        bench.system.items["5"], values={ItemField.BARCODE: "39999999999999"}
    )
    bench.courier.run_once()
    assert bench.states() == [State.CONFLICT]
    assert "39999999999999" in bench.news[0].answer.what
    assert not any(one.startswith("update") for one in bench.system.calls)


def test_a_barcode_of_another_book_is_refused(bench: OutboxPlay) -> None:
    bench.system.add("8", "Quite another book", barcode=NEW)
    bench.assign()
    bench.post(NEW, "a")
    bench.courier.run_once()
    assert bench.states() == [State.REFUSED]
    assert "Quite another book" in bench.news[0].answer.what


def test_a_title_that_is_not_there_is_said(bench: OutboxPlay) -> None:
    bench.system.titles.clear()
    bench.assign()
    bench.post(NEW, "a")
    bench.courier.run_once()
    assert bench.news[0].answer.what == "There is no record of “Pride and prejudice” there."


def test_what_the_system_cannot_change_is_done_by_hand_and_then_noted(bench: OutboxPlay) -> None:
    bench.system.abilities = Abilities(changes=frozenset({ItemField.LOCATION}))
    bench.edit(location="REF", status="lost")
    bench.post(HELD, "a")
    bench.courier.run_once()
    assert bench.states() == [State.REFUSED]
    assert "status to 'lost'" in bench.news[0].answer.what
    assert bench.system.items["5"].values[ItemField.LOCATION] == "REF"
    theirs = bench.system.items["5"]
    bench.system.items["5"] = replace(theirs, values={**theirs.values, ItemField.STATUS: "lost"})
    bench.outbox.retry(1)
    bench.courier.run_once()
    assert bench.states() == [State.DONE]


def test_sightings_go_in_batches(bench: OutboxPlay) -> None:
    bench.outbox.post_seen({HELD: "2026-03-01T09:00:00Z"}, "sweep/1")
    bench.courier.run_once()
    assert bench.system.items["5"].last_seen == "2026-03-01T09:00:00Z"
    assert bench.system.calls == ["seen 1"]


def test_a_station_that_was_killed_while_sending_looks_first(bench: OutboxPlay) -> None:
    bench.assign()
    bench.post(NEW, "a")
    (claimed,) = bench.outbox.claim(10)
    assert claimed.tries == 1
    assert bench.outbox.claim(10) == []
    # The call went out, and the station died before it could note so.
    bench.system.items["i9"] = bench.system.add("i9", "Pride and prejudice", barcode=NEW)
    assert bench.outbox.open() == 1
    bench.new_courier().run_once()
    assert bench.states() == [State.DONE]
    assert not any(one.startswith("create") for one in bench.system.calls)


def test_nothing_goes_out_while_a_person_holds_it_back(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    bench.outbox.pause("memory", "their migration")
    assert bench.courier.run_once() == []
    assert bench.courier.state.paused
    assert bench.outbox.resume("memory")
    bench.courier.run_once()
    assert bench.states() == [State.DONE]


def test_a_dropped_message_is_never_sent_and_the_change_stays(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    bench.outbox.drop(1, "done by hand")
    assert bench.courier.run_once() == []
    assert bench.item().location == "REF"
    assert bench.outbox.unsaid() == [bench.item().id]
    with pytest.raises(InputRefused, match="settled"):
        bench.outbox.retry(1)


def test_what_was_settled_long_ago_is_pruned(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")
    bench.courier.run_once()
    assert bench.outbox.prune(30) == 0
    bench.pass_time(31 * 86_400)
    assert bench.outbox.prune(30) == 1
    assert bench.outbox.messages() == []


def test_a_connector_that_breaks_loses_no_message(bench: OutboxPlay) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "a")

    def broken(_: object) -> list[None]:
        raise KeyError("native")

    bench.system.find_items = broken  # type: ignore[method-assign,assignment]
    (outcome,) = bench.courier.run_once()
    assert outcome.state is State.WAITING
    assert "KeyError" in outcome.said


def test_on_its_own_thread_it_does_the_same(bench: OutboxPlay) -> None:
    settled = threading.Event()
    bench.edit(location="REF")
    bench.post(HELD, "a")
    courier = Courier(bench.outbox, "memory", bench.system, bench.now, lambda _: settled.set())
    courier.start()
    assert settled.wait(10)
    courier.stop()
    assert bench.states() == [State.DONE]
    assert bench.system.closed


def check_in(bench: OutboxPlay) -> None:
    with bench.catalogue.store.posting() as (rows, items):
        post_check_in(rows, items, HELD, "a", bench.signed)


def test_a_check_in_says_where_the_book_goes(bench: OutboxPlay) -> None:
    check_in(bench)
    (outcome,) = bench.courier.run_once()
    assert outcome.said == "checked in; goes to BRANCH"


def test_a_check_in_that_never_arrived_is_sent_again(bench: OutboxPlay) -> None:
    check_in(bench)
    bench.system.fails = [AWAY]
    bench.courier.run_once()
    bench.pass_time(60)
    bench.courier.run_once()
    assert bench.states() == [State.DONE]


def test_a_check_in_is_not_repeated_when_nobody_knows_whether_it_was_done(
    bench: OutboxPlay,
) -> None:
    check_in(bench)
    bench.system.fails = [LOST]
    bench.courier.run_once()
    bench.system.items["5"] = replace(bench.system.items["5"], last_seen="")
    bench.pass_time(60)
    bench.system.fails_to_look = [AWAY]
    bench.courier.run_once()
    bench.pass_time(60)
    bench.courier.run_once()
    assert bench.states() == [State.REFUSED]
    assert bench.system.calls.count(f"check in {HELD}") == 1


def test_a_check_in_the_system_tells_of_is_done(bench: OutboxPlay) -> None:
    check_in(bench)
    bench.system.fails = [LOST]
    bench.courier.run_once()
    bench.pass_time(60)
    bench.courier.run_once()
    assert bench.states() == [State.DONE]
    assert bench.system.calls.count(f"check in {HELD}") == 1


def test_a_system_that_cannot_be_asked_is_told_all_the_same(bench: OutboxPlay) -> None:
    bench.system.abilities = Abilities(
        find_items=False,
        find_titles=False,
        create_items=True,
        changes=frozenset(ItemField),
        seen="stamp",
    )
    bench.system.items["5"] = replace(
        bench.system.items["5"],
        title_id="11",
        values={ItemField.LOCATION: "STACKS", ItemField.BARCODE: HELD},
    )
    bench.edit(location="REF")
    bench.post(HELD, "a")
    bench.assign()
    bench.post(NEW, "b")
    bench.courier.run_once()
    assert bench.states() == [State.DONE, State.DONE]
    assert {outcome.said for outcome in bench.news} == {"handed over"}
    assert [one for one in bench.system.calls if one.startswith("look")] == []
    assert bench.system.items["5"].values[ItemField.LOCATION] == "REF"
    made = bench.system.with_barcode(NEW)
    assert made is not None
    assert made.title_id == "12"
