"""Undo: asked first, takes back what can be, and says what cannot."""

from linking_play import BLANK, LEFT_HAND, NEXT_NUMBER, UID, Play

from procstation.linking import Chose, Failed, Skipped, TagOnPad, Topic, Undo, UndoAsked, Undone

ISBN = LEFT_HAND.isbn[0]


def released() -> Play:
    play = Play().scan(ISBN, "isbn").answer().lay(BLANK).answer().scan(NEXT_NUMBER).answer()
    assert play.state.released == 1
    return play


def test_nothing_is_done_before_the_answer() -> None:
    play = released().feed(UndoAsked())
    assert play.effects == []
    assert play.state.question is not None
    assert play.state.question.topic == Topic.UNDO
    assert UID in play.state.question.text
    assert "thrown away" in play.state.question.text
    play.feed(Chose(0))
    assert play.state.released == 1
    assert play.state.last_released is not None


def test_the_last_released_item_is_taken_back() -> None:
    play = released().feed(UndoAsked()).feed(Chose(1))
    assert play.effects == [Undo(NEXT_NUMBER, unassign=True, uid=UID)]
    play.answer()
    assert play.state.now is None
    assert play.state.released == 0
    assert play.state.last_released is None


def test_without_the_book_it_waits_and_goes_on_when_it_is_laid_down() -> None:
    play = released().lay().feed(UndoAsked()).feed(Chose(1))
    number, _ = play.owed.pop()
    play.feed(Failed(number, "The tag is not on the pad.", "Lay it on the pad.", needs_tag=True))
    assert play.state.now is not None
    play.lay(TagOnPad(UID, "iso28560-3", NEXT_NUMBER))
    assert play.effects == [Undo(NEXT_NUMBER, unassign=True, uid=UID)]


def test_without_the_book_for_good_the_rest_is_taken_back() -> None:
    play = released().lay().feed(UndoAsked()).feed(Chose(1))
    number, _ = play.owed.pop()
    play.feed(Failed(number, "The tag is not on the pad.", "Lay it on the pad.", needs_tag=True))
    play.feed(Skipped("lost the book"))
    assert play.effects == [Undo(NEXT_NUMBER, unassign=True, uid="")]
    assert UID in play.last_line


def test_an_item_in_work_is_dropped() -> None:
    play = Play().scan(ISBN, "isbn").answer().feed(UndoAsked()).feed(Chose(1))
    assert play.effects == [Undo(NEXT_NUMBER, unassign=True, uid="")]
    play.feed(Undone(2, "number taken back"))
    assert play.state.now is None


def test_nothing_to_undo_is_said() -> None:
    assert "nothing to undo" in Play().feed(UndoAsked()).last_line
