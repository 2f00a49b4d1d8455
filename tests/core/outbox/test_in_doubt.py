"""What may have been done, and nobody knows: a lost answer, a station that was cut off."""

from dataclasses import replace

import pytest
from outbox_play import HELD, NEW, OutboxPlay

from procstation.errors import OutcomeUnknown, StoreError
from procstation.ils import ItemField, copy_number
from procstation.outbox import Courier, State

LOST = OutcomeUnknown("The answer got lost.", "It is looked up.")


class CutOff(BaseException):
    """The process is gone."""


def see_by_check_in(bench: OutboxPlay) -> None:
    """Have the system take sightings by check-in only, and post one."""
    bench.system.abilities = replace(bench.system.abilities, seen="check-in")
    bench.outbox.post_seen({HELD: bench.now()}, "sweep/1")


def seen_there(bench: OutboxPlay) -> int:
    return len([one for one in bench.system.calls if one.startswith("seen")])


@pytest.mark.parametrize("tells", [True, False])
def test_a_sighting_by_check_in_is_not_repeated_on_suspicion(
    bench: OutboxPlay, tells: bool
) -> None:
    see_by_check_in(bench)
    bench.system.fails = [LOST]
    bench.courier.run_once()
    if not tells:
        bench.system.items["5"] = replace(bench.system.items["5"], last_seen="")
    bench.pass_time(60)
    bench.courier.run_once()
    assert bench.states() == [State.DONE if tells else State.REFUSED]
    assert seen_there(bench) == 1


def test_a_person_may_have_it_repeated(bench: OutboxPlay) -> None:
    see_by_check_in(bench)
    bench.system.fails = [LOST]
    bench.courier.run_once()
    bench.system.items["5"] = replace(bench.system.items["5"], last_seen="")
    bench.pass_time(60)
    bench.courier.run_once()
    bench.outbox.retry(1)
    bench.courier.run_once()
    assert bench.states() == [State.DONE]
    assert seen_there(bench) == 2


def test_a_check_in_that_was_not_begun_when_the_station_was_cut_off_is_sent(
    bench: OutboxPlay,
) -> None:
    see_by_check_in(bench)
    assert bench.outbox.claim(10)
    assert bench.outbox.open() == 1
    bench.new_courier().run_once()
    assert bench.states() == [State.DONE]
    assert seen_there(bench) == 1


def test_a_check_in_that_was_begun_when_the_station_was_cut_off_is_looked_up(
    bench: OutboxPlay,
) -> None:
    see_by_check_in(bench)

    def cut_off(_: object) -> list[str]:
        bench.system.calls.append("seen")
        raise CutOff

    bench.system.mark_seen = cut_off  # type: ignore[method-assign,assignment]
    Courier(bench.outbox, "memory", bench.system, bench.now).run_once()
    del bench.system.mark_seen
    assert bench.outbox.open() == 1
    bench.new_courier().run_once()
    assert bench.states() == [State.REFUSED]
    assert seen_there(bench) == 1


def test_check_ins_go_one_by_one_so_that_one_lost_answer_is_about_one(bench: OutboxPlay) -> None:
    bench.assign()
    bench.post(NEW, "a")
    bench.courier.run_once()
    bench.system.abilities = replace(bench.system.abilities, seen="check-in", batch=50, parallel=1)
    bench.outbox.post_seen({HELD: bench.now(), NEW: bench.now()}, "sweep/1")
    bench.system.fails = [LOST]
    bench.courier.run_once()
    assert bench.system.calls[-2:] == ["seen 1", "seen 1"]
    assert sorted(bench.states()) == [State.DONE, State.DONE, State.WAITING]


def test_an_item_that_was_made_in_part_is_completed(bench: OutboxPlay) -> None:
    bench.assign()
    bench.post(NEW, "a")
    bench.system.fails = [LOST]
    bench.courier.run_once()
    made = bench.system.items["i2"]
    bench.system.items["i2"] = replace(made, values={**made.values, ItemField.ITEM_TYPE: ""})
    bench.pass_time(60)
    bench.courier.run_once()
    assert bench.states() == [State.DONE]
    assert bench.system.items["i2"].values == made.values
    assert bench.news[-1].said == "it was there, and completed"


def test_an_item_that_somebody_else_made_there_is_left_as_it_is(bench: OutboxPlay) -> None:
    bench.system.add("i2", "Pride and prejudice", barcode=NEW, item_type="DVD")
    bench.assign()
    bench.post(NEW, "a")
    bench.courier.run_once()
    assert bench.states() == [State.DONE]
    assert bench.system.items["i2"].values[ItemField.ITEM_TYPE] == "DVD"
    assert "item type 'DVD'" in bench.news[-1].said


@pytest.mark.parametrize(
    ("statement", "number"),
    [
        ("c.2", "2"),
        ("2", "2"),
        ("Copy 12", "12"),
        ("c. 02", "2"),
        ("c.2a", ""),
        ("", ""),
        ("v.2", ""),
    ],
)
def test_the_number_of_a_copy(statement: str, number: str) -> None:
    assert copy_number(statement) == number


def test_a_system_that_keeps_a_number_has_taken_the_copy(bench: OutboxPlay) -> None:
    bench.edit(copy="c.2")
    bench.post(HELD, "a")
    there = bench.system.items["5"]
    bench.system.items["5"] = replace(there, values={**there.values, ItemField.COPY: "2"})
    bench.courier.run_once()
    assert bench.states() == [State.DONE]
    assert not any(one.startswith("update") for one in bench.system.calls)


def test_what_came_back_while_the_store_was_away_is_looked_up_when_it_is_back(
    bench: OutboxPlay, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.edit(location="REF")
    bench.post(HELD, "job/1")

    def away(_: object) -> None:
        raise StoreError("The store does not answer.", "Wait a moment.")

    with monkeypatch.context() as one_time:
        one_time.setattr(bench.outbox, "settle", away)
        with pytest.raises(StoreError, match="does not answer"):
            bench.courier.run_once()
    assert bench.states() == [State.SENDING]
    bench.courier.run_once()
    assert bench.states() == [State.DONE]
    assert len([one for one in bench.system.calls if one.startswith("update")]) == 1
