"""The state is nothing but the journal: replayed, interrupted, or fed nonsense."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linking_play import BLANK, LEFT_HAND, NEXT_NUMBER, OTHER_UID, PROFILES, UID, Play

from procstation.journal import Recorded
from procstation.linking import (
    AnyInput,
    BenchState,
    Chose,
    Failed,
    GoalSet,
    LookUp,
    PartsSet,
    PatronCardRefused,
    PrintLabel,
    ProfileChosen,
    RollTaken,
    SetAside,
    Skipped,
    Started,
    StepName,
    StepState,
    TagOnPad,
    TagsOnPad,
    TitleChosen,
    Tone,
    TookUp,
    Topic,
    TriedAgain,
    UndoAsked,
    WriteTag,
    job,
    receive,
)

ISBN = LEFT_HAND.isbn[0]


def replayed(play: Play) -> BenchState:
    state = BenchState()
    for recorded in play.recorded:
        state, _ = receive(state, recorded)
    return state


def through_json(state: BenchState) -> BenchState:
    return msgspec.json.decode(msgspec.json.encode(state), type=BenchState)


def test_a_whole_item_replays_to_the_same_state() -> None:
    play = Play().scan(ISBN, "isbn").answer().lay(BLANK).answer().scan(NEXT_NUMBER).answer()
    assert replayed(play) == play.state


def test_a_state_survives_being_a_checkpoint() -> None:
    play = Play().scan(ISBN, "isbn").answer().feed(SetAside()).scan(ISBN, "isbn").answer()
    assert through_json(play.state) == play.state


@pytest.mark.parametrize("answered", range(4))
def test_killed_at_any_answer_the_item_stands_where_it_stood(answered: int) -> None:
    play = Play().scan(ISBN, "isbn")
    for _ in range(answered):
        number, effect = play.owed.pop(0)
        play.feed(play._answer_to(number, effect), "station")
    owed = list(play.owed)
    play.owed.clear()
    play.feed(Started("0.1.0", PROFILES["new-acquisition"]), "station")
    assert play.owed == owed, "what can be asked again is"
    assert play.state.now is not None


def test_killed_while_a_tag_was_written_the_tag_decides() -> None:
    play = Play().scan(ISBN, "isbn").answer().lay(BLANK)
    play.owed.clear()
    play.feed(Started("0.1.0", PROFILES["new-acquisition"]))
    assert play.effects == []
    assert play.steps()[StepName.TAG] == StepState.ASKING
    play.lay(TagOnPad(UID, "foreign", unfinished=NEXT_NUMBER))
    assert play.effects == [WriteTag(UID, NEXT_NUMBER)]


def test_killed_while_labels_were_printed_a_person_is_asked() -> None:
    play = Play().scan(ISBN, "isbn").answer().lay(BLANK).answer(until=PrintLabel)
    play.owed.clear()
    play.feed(Started("0.1.0", PROFILES["new-acquisition"]))
    assert play.state.question is not None
    assert play.state.question.topic == Topic.LABEL_CAME_OUT
    play.feed(Chose(1))
    assert play.effects == [PrintLabel(NEXT_NUMBER, "barcode")], "only the label that is missing"


def test_killed_while_printing_an_item_set_aside_it_is_asked_on_taking_up() -> None:
    play = Play().scan(ISBN, "isbn").answer().lay(BLANK).answer(until=PrintLabel)
    play.feed(SetAside())
    play.owed.clear()
    play.feed(Started("0.1.0", PROFILES["new-acquisition"])).feed(TookUp(2))
    assert play.state.question is not None
    assert play.state.question.topic == Topic.LABEL_CAME_OUT
    assert play.effects == []


def test_a_scan_that_was_being_looked_up_is_looked_up_again() -> None:
    play = Play().scan(ISBN, "isbn").answer().scan("31234000000101")
    play.owed.clear()
    play.feed(Started("0.1.0", PROFILES["new-acquisition"]))
    assert LookUp("31234000000101") in play.effects


TAGS = st.lists(
    st.sampled_from(
        [
            BLANK,
            TagOnPad(UID, "iso28560-3", NEXT_NUMBER),
            TagOnPad(OTHER_UID, "iso28560-2", "31234000000101"),
            TagOnPad(OTHER_UID, "foreign"),
            TagOnPad(UID, trouble="could not be read"),
        ]
    ),
    max_size=2,
    unique_by=lambda tag: tag.uid,
)
ACTS = st.one_of(
    st.sampled_from([ISBN, "31234000000101", NEXT_NUMBER, "nonsense", "9780061054884"]),
    st.just("answer"),
    st.just("fail"),
    TAGS.map(lambda tags: TagsOnPad(tuple(tags))),
    st.sampled_from(
        [
            Chose(0),
            Chose(1),
            Chose(7),
            Skipped("because"),
            SetAside(),
            TookUp(2),
            TookUp(3),
            TriedAgain(),
            UndoAsked(),
            TitleChosen(1),
            Started("0.1.0", PROFILES["new-acquisition"]),
            PatronCardRefused(),
            ProfileChosen(PROFILES["conversion"]),
            ProfileChosen(PROFILES["preprinted"]),
            ProfileChosen(PROFILES["stack"]),
            GoalSet(3),
            PartsSet(2),
            PartsSet(3, 1),
            RollTaken("A12"),
        ]
    ),
)


def act(play: Play, what: str | AnyInput) -> None:
    if what in {"answer", "fail"}:
        if not play.owed:
            return
        number, effect = play.owed.pop(0)
        failed = Failed(number, "It failed.", "Try again.", needs_tag=isinstance(effect, WriteTag))
        play.feed(failed if what == "fail" else play._answer_to(number, effect), "station")
    elif isinstance(what, str):
        play.scan(what)
    else:
        play.feed(what)


@settings(max_examples=300, deadline=None)
@given(st.lists(ACTS, max_size=40))
def test_whatever_happens_the_bench_stays_whole(acts: list[str | AnyInput]) -> None:
    play = Play()
    for what in acts:
        act(play, what)
        state = play.state
        opened = [item.number for item in (*state.aside, *((state.now,) if state.now else ()))]
        assert len(set(opened)) == len(opened), "an item stands in two places"
        assert all(item.title is not None for item in state.aside), "an empty item is kept"
        released = state.last_released
        if released is not None:
            ended = {StepState.DONE, StepState.SKIPPED}
            assert all(step.state in ended for step in released.steps), "released half done"
        for item in (state.now, *state.aside):
            if item is not None and item.state_of(StepName.TAG) == StepState.DONE:
                assert item.tag_uid, "a written tag has no UID"
    assert replayed(play) == play.state
    assert through_json(play.state) == play.state


def test_a_defect_passes_over_one_entry_and_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    play = Play().scan(ISBN, "isbn").answer()

    def fail(*_: object) -> None:
        raise LookupError("a mistake of ours")

    before, recorded = play.state, Recorded(99, "2026-11-21T10:00:00Z", "operator", SetAside())
    monkeypatch.setattr(job, "_take", fail)
    state, effects = receive(before, recorded)
    assert "entry 99: LookupError: a mistake of ours" in state.lines[-1].text
    assert state.now == before.now
    assert all(isinstance(request.effect, Tone) for request in effects)
