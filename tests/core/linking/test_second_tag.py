"""An item that has a tag already gets another only when a person says why."""

import pytest
from linking_play import BLANK, OTHER_UID, OWNED, UID, Play

from procstation.linking import (
    Chose,
    Failed,
    Release,
    StepName,
    StepState,
    TagOnPad,
    TagWritten,
    Topic,
    Undo,
    UndoAsked,
    WriteTag,
)

BARCODE = OWNED.barcode or ""
OLD_UID = "E0040100BBBBBBBB"


def asked() -> Play:
    """A book whose tag is known, and another tag on the pad."""
    play = Play("conversion").scan(BARCODE).answer().lay(BLANK)
    assert play.effects == [WriteTag(UID, BARCODE)]
    number, _ = play.owed.pop()
    said = f"{BARCODE} already has the tag {OLD_UID}, written by bench-1 on 2026-11-20."
    return play.feed(Failed(number, said, "Say why.", has_tags=(OLD_UID,)), "station")


def test_it_is_asked_and_nothing_was_written() -> None:
    play = asked()
    question = play.state.question
    assert question is not None
    assert question.topic is Topic.SECOND_TAG
    assert OLD_UID in question.text
    assert f"Is {UID} to be its tag now?" in question.text
    assert len(question.choices) == 3
    assert play.steps()[StepName.TAG] == StepState.ASKING
    item = play.state.now
    assert item is not None
    assert (item.tag_uid, item.attempts) == ("", 0)


@pytest.mark.parametrize(("choice", "said"), [(1, "gone"), (2, "stay")])
def test_yes_writes_it_and_tells_what_became_of_the_old_one(choice: int, said: str) -> None:
    play = asked().feed(Chose(choice))
    assert play.effects == [WriteTag(UID, BARCODE, other_tags=said)]
    play.answer()
    assert play.state.released == 1


def test_what_was_said_holds_for_the_next_try_and_the_next_tag() -> None:
    play = asked().feed(Chose(1))
    number, _ = play.owed.pop()
    play.feed(Failed(number, "Torn.", "Lay it back.", needs_tag=True), "station")
    play.lay().lay(BLANK)
    assert play.effects == [WriteTag(UID, BARCODE, other_tags="gone")]


def test_no_waits_for_the_right_book() -> None:
    play = asked().feed(Chose(0))
    assert play.effects == []
    item = play.state.now
    assert item is not None
    assert item.step is not None
    assert item.step.detail == "that is another book"
    play.lay()
    own = TagOnPad(OLD_UID, "iso28560-3", BARCODE)
    play.lay(own)
    assert play.effects == [WriteTag(OLD_UID, BARCODE)]


def test_taking_the_tag_away_answers_it_too() -> None:
    play = asked().lay()
    assert play.state.question is None
    play.lay(TagOnPad(OTHER_UID, "blank"))
    assert play.effects == [WriteTag(OTHER_UID, BARCODE)]


def test_there_is_nothing_on_the_tag_to_be_undone() -> None:
    play = asked().feed(Chose(0)).feed(UndoAsked()).feed(Chose(1))
    assert play.effects == [Undo(BARCODE, False, "")]


def test_with_nothing_to_press_the_next_scan_passes_it_over() -> None:
    play = asked().scan("9780441478125", "isbn").answer()
    assert play.state.question is None
    assert [item.barcode for item in play.state.aside] == [BARCODE]
    assert not any(isinstance(effect, (Release, TagWritten)) for _, effect in play.owed)
