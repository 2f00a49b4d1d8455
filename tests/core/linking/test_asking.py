"""Books whose record is looked for elsewhere, and items asked about again: nobody waits."""

import msgspec
import pytest
from linking_play import DISPOSSESSED, LEFT_HAND, OWNED, Play

from procstation.catalog import Item, Title
from procstation.linking import (
    AddRecord,
    AskAround,
    BenchState,
    BriefRecord,
    Chose,
    FetchTitle,
    Found,
    ItemTold,
    Level,
    LookedAround,
    LookUp,
    Match,
    Offer,
    RecordWritten,
    Refresh,
    SetAside,
    Started,
    StepName,
    StepState,
    TakeOffer,
    TitleChosen,
    Told,
    TookUp,
    Topic,
)
from procstation.linking.view import half_done_line, prompt, told_line

UNKNOWN = "9780141439587"
OTHER = "9780441478125"
EMMA = Title(9, "77", "Emma", "Austen, Jane", isbn=(UNKNOWN,))
KOHA = "koha and other catalogues"
TOLD = Told("koha", "2026-11-18T10:00:00Z", False, is_stale=True)


def asked() -> tuple[Play, int]:
    """A bench with one book whose code nobody here knows; koha is asked for it."""
    play = Play().scan(UNKNOWN, "isbn")
    number, effect = play.owed.pop()
    assert effect == LookUp(UNKNOWN)
    play.feed(Found(number, UNKNOWN, (), KOHA), "station")
    assert play.effects == [AskAround(UNKNOWN)]
    play.owed.clear()
    return play, number


def around(
    number: int, *matches: Match, offers: tuple[str, ...] = (), trouble: str = ""
) -> LookedAround:
    return LookedAround(number, UNKNOWN, KOHA, matches, tuple(map(Offer, offers)), trouble)


def test_the_record_that_others_have_goes_on_like_any() -> None:
    play, number = asked()
    assert prompt(play.state).startswith(f"Asking {KOHA} for {UNKNOWN}. Scan the next book")
    play.feed(around(number, Match(EMMA)), "koha")
    item = play.state.now
    assert item is not None
    assert (item.title, item.code) == (EMMA, "")
    assert play.steps()[StepName.RECORD] is StepState.DONE


def test_the_next_book_is_done_while_others_are_asked() -> None:
    play, number = asked()
    play.scan(OTHER, "isbn").answer()
    assert play.state.now is not None
    assert play.state.now.title == LEFT_HAND
    assert half_done_line(play.state.aside[0]) == f"{UNKNOWN}  record: asking {KOHA}"
    play.feed(around(number, Match(EMMA)), "koha")
    assert play.state.now.title == LEFT_HAND, "the late answer goes to its own book"
    assert "found: “Emma”. h takes it up" in play.last_line
    play.feed(TookUp(number))
    assert play.effects == [LookUp(UNKNOWN)]
    play.titles[UNKNOWN] = Match(EMMA)
    play.answer()
    assert play.state.now.title == EMMA
    assert [one.title for one in play.state.aside] == [LEFT_HAND]


def test_scanning_a_book_that_waits_aside_takes_it_up() -> None:
    play, number = asked()
    play.feed(SetAside())
    assert [one.number for one in play.state.aside] == [number]
    play.scan(UNKNOWN, "isbn")
    assert play.state.now is not None
    assert (play.state.now.number, play.state.aside) == (number, ())
    play.scan(UNKNOWN, "isbn")
    assert play.last_line == f"{UNKNOWN} is being looked for already."
    play.feed(around(number), "koha")
    assert play.steps()[StepName.RECORD] is StepState.ASKING
    assert "F7" in prompt(play.state)


def test_nobody_has_it_and_a_record_is_written_by_hand() -> None:
    play, number = asked()
    play.feed(around(number, trouble="koha is away. Wait."), "koha")
    texts = [line.text for line in play.state.lines[-2:]]
    assert texts[0] == "koha is away. Wait."
    assert "enter it by hand (F7)" in texts[1]
    brief = BriefRecord("Emma", "Austen, Jane", "2015", UNKNOWN)
    play.feed(RecordWritten(brief))
    assert play.effects == [AddRecord(brief)]
    play.owed.clear()
    play.feed(Found(number, "by hand", (Match(EMMA),)), "station")
    assert play.state.now is not None
    assert play.state.now.title == EMMA


def test_a_record_by_hand_begins_a_book_of_its_own() -> None:
    play = Play().feed(RecordWritten(BriefRecord("Emma")))
    assert play.state.now is not None
    play.feed(Found(play.state.now.number, "by hand", (Match(EMMA),)), "station")
    assert play.state.now is not None
    assert play.state.now.title == EMMA


def test_a_title_is_picked_while_others_are_asked_and_their_answer_comes_too_late() -> None:
    play, number = asked()
    play.feed(TitleChosen(2))
    assert play.effects == [FetchTitle(2)]
    play.owed[:] = [(number, FetchTitle(2))]
    play.answer(until=type(None))
    play.feed(around(number, Match(EMMA)), "koha")
    assert play.state.now is not None
    assert play.state.now.title == DISPOSSESSED


@pytest.mark.parametrize(("choice", "wanted"), [(1, TakeOffer(UNKNOWN, 1)), (2, None)])
def test_offers_of_other_catalogues_are_asked_about(choice: int, wanted: TakeOffer | None) -> None:
    play, number = asked()
    play.feed(around(number, offers=("Emma, 2015 (loc)", "Emma, 1996 (dnb)")), "koha")
    question = play.state.question
    assert question is not None
    assert question.topic is Topic.WHICH_OFFER
    assert question.choices == ("Emma, 2015 (loc)", "Emma, 1996 (dnb)", "none of these")
    play.feed(Chose(choice))
    assert play.effects == ([wanted] if wanted else [])
    if wanted:
        play.feed(LookedAround(number, UNKNOWN, "dnb", (Match(EMMA),)), "koha")
        assert play.state.now is not None
        assert play.state.now.title == EMMA
    else:
        assert "F7" in play.last_line


def test_several_records_there_are_a_question_and_wait_when_the_book_is_aside() -> None:
    play, number = asked()
    play.feed(around(number, Match(EMMA), Match(LEFT_HAND)), "koha")
    assert play.state.question is not None
    assert play.state.question.topic is Topic.WHICH_RECORD
    play, number = asked()
    play.feed(SetAside())
    play.feed(around(number, Match(EMMA), Match(LEFT_HAND)), "koha")
    assert play.state.question is None
    assert "say which record it is" in half_done_line(play.state.aside[0])


def test_after_a_restart_it_is_asked_again_in_work_and_aside() -> None:
    for aside in (False, True):
        play, number = asked()
        if aside:
            play.feed(SetAside())
        profile = play.state.profile
        assert profile is not None
        state = msgspec.json.decode(msgspec.json.encode(play.state), type=BenchState)
        assert state == play.state
        play.feed(Started("0.1.0", profile), "station")
        assert (number, AskAround(UNKNOWN)) in play.owed


def test_a_stale_item_is_used_at_once_and_asked_about() -> None:
    play = Play("preprinted")
    play.titles["31234000000101"] = Match(DISPOSSESSED, OWNED, (OWNED,), TOLD)
    play.scan("31234000000101")
    number, effect = play.owed.pop()
    assert isinstance(effect, LookUp)
    play.feed(Found(number, effect.code, (play.titles[effect.code],)), "station")
    assert play.effects[0] == Refresh("31234000000101")
    item = play.state.now
    assert item is not None
    assert item.state_of(StepName.BARCODE) is StepState.DONE, "the local answer is used at once"
    assert told_line(item) == "koha said so 3 days ago"
    now = Told("koha", "2026-11-21T10:00:00Z", True)
    moved = Item(**{**{name: getattr(OWNED, name) for name in Item.__slots__}, "status": "on loan"})
    lines = play.state.said
    play.feed(
        ItemTold(number, "31234000000101", now, moved, ("status: (nothing) → on loan",)), "koha"
    )
    assert play.state.said == lines + 1
    assert play.state.lines[-1].level is Level.BAD
    assert "koha says status: (nothing) → on loan" in play.last_line
    item = play.state.now
    assert item is not None
    assert (item.item, told_line(item)) == (moved, "koha said so just now")


def test_what_comes_too_late_is_said_and_changes_nothing() -> None:
    play = Play()
    before = play.state
    told = ItemTold(99, "31234000000101", TOLD, OWNED, ("location: A → B",))
    play.feed(told, "koha")
    assert play.last_line == "31234000000101: koha says location: A → B."
    play.feed(ItemTold(99, "31234000000101", TOLD, is_unknown=True), "koha")
    assert play.last_line == "koha has no item 31234000000101."
    assert (play.state.now, play.state.aside) == (before.now, before.aside)
