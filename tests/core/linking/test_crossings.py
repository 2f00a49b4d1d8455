"""Things that cross: answers behind decisions, questions behind questions, books behind cards."""

from linking_play import BLANK, DISPOSSESSED, LEFT_HAND, NEXT_NUMBER, OWNED, PROFILES, UID, Play

from procstation.catalog import Item
from procstation.linking import (
    AssignBarcode,
    Chose,
    Failed,
    LookUp,
    Match,
    Printed,
    PrintLabel,
    SetAside,
    Skipped,
    Started,
    StepName,
    StepState,
    TagOnPad,
    TagsOnPad,
    TookUp,
    Topic,
    Undo,
    UndoAsked,
    WriteTag,
)

ISBN = LEFT_HAND.isbn[0]
OTHER_ISBN = DISPOSSESSED.isbn[0]
ASKING, FAILED = StepState.ASKING, StepState.FAILED


def at_tag() -> Play:
    return Play().scan(ISBN, "isbn").answer()


def at_labels() -> tuple[Play, int]:
    play = at_tag().lay(BLANK).answer(until=PrintLabel)
    return play, play.owed.pop()[0]


class TestLookUps:
    def test_two_under_way_at_a_crash_are_not_taken_for_each_other(self) -> None:
        play = Play().scan(ISBN, "isbn").scan(OTHER_ISBN, "isbn")
        play.owed.clear()
        play.feed(Started("0.1.0", PROFILES["new-acquisition"]), "station")
        assert play.effects == [LookUp(ISBN), LookUp(OTHER_ISBN)]
        play.owed.reverse()
        play.answer(until=AssignBarcode)
        assert play.state.now is not None
        assert play.state.now.title == LEFT_HAND
        assert play.state.question is not None
        assert play.state.question.scan == OTHER_ISBN

    def test_a_code_read_twice_at_once_is_one_item(self) -> None:
        play = Play().scan(ISBN, "isbn").scan(ISBN, "isbn").answer()
        assert play.state.question is None
        assert play.steps()[StepName.TAG] == ASKING

    def test_the_second_code_of_a_book_finds_it_when_the_first_found_nothing(self) -> None:
        play = Play().scan("9780000000002", "isbn").scan(ISBN, "isbn").answer()
        assert play.state.now is not None
        assert play.state.now.title == LEFT_HAND
        assert play.state.question is None

    def test_an_answer_for_an_item_set_aside_does_not_touch_the_one_in_work(self) -> None:
        play = Play("relabel").scan(ISBN, "isbn").answer()
        play.scan(OWNED.barcode or "").feed(SetAside())
        late = play.owed.pop()
        play.scan(OTHER_ISBN, "isbn").answer()
        in_work = play.state.now
        assert in_work is not None
        play.owed.append(late)
        play.answer()
        assert play.state.now == in_work
        assert [item.title for item in play.state.aside] == [LEFT_HAND]
        assert play.state.aside[0].step is not None
        assert play.state.aside[0].step.state == ASKING


class TestQuestions:
    def test_a_label_of_an_item_set_aside_is_not_asked_about_the_one_in_work(self) -> None:
        play, number = at_labels()
        play.feed(SetAside()).scan(OTHER_ISBN, "isbn").answer()
        play.feed(Printed(number, "spine", "unknown"))
        assert play.state.question is None
        play.feed(SetAside()).feed(TookUp(number))
        assert play.state.question is not None
        assert play.state.question.topic == Topic.LABEL_CAME_OUT

    def test_the_next_book_is_not_forgotten_when_a_label_is_in_doubt(self) -> None:
        play, number = at_labels()
        play.scan(OTHER_ISBN, "isbn").answer()
        play.feed(Printed(number, "spine", "unknown"))
        assert play.state.question is not None
        assert play.state.question.topic == Topic.OTHER_ITEM
        play.feed(Chose(0))
        assert play.state.question is not None
        assert play.state.question.topic == Topic.LABEL_CAME_OUT

    def test_undo_waits_for_the_open_question(self) -> None:
        play, number = at_labels()
        play.feed(Printed(number, "spine", "unknown")).feed(UndoAsked())
        assert play.state.question is not None
        assert play.state.question.topic == Topic.LABEL_CAME_OUT

    def test_undo_of_the_last_item_is_not_turned_on_one_taken_up(self) -> None:
        play = at_tag().feed(SetAside())
        play.scan(OTHER_ISBN, "isbn").answer().lay(BLANK).answer().scan(NEXT_NUMBER).answer()
        assert play.state.released == 1
        play.lay().feed(UndoAsked()).feed(TookUp(2))
        assert play.state.question is None
        play.feed(Chose(1))
        assert play.effects == []

    def test_a_book_laid_down_while_a_question_was_open_is_written_after_it(self) -> None:
        play = at_tag().scan(OTHER_ISBN, "isbn").answer().lay(BLANK)
        assert play.effects == []
        play.feed(Chose(0))
        assert play.effects == [WriteTag(UID, NEXT_NUMBER)]

    def test_a_step_is_not_skipped_past_a_question_about_another_book(self) -> None:
        play = at_tag().scan(OTHER_ISBN, "isbn").answer().feed(Skipped("a map"))
        assert play.state.question is not None
        assert play.steps()[StepName.TAG] == ASKING


class TestPad:
    def test_the_book_goes_on_when_the_patron_card_beside_it_is_taken_away(self) -> None:
        play = at_tag().feed(TagsOnPad((BLANK,), patron_cards=1), "pad")
        assert play.effects == []
        play.lay(BLANK)
        assert play.effects == [WriteTag(UID, NEXT_NUMBER)]

    def test_an_unfinished_write_of_another_number_is_asked_about(self) -> None:
        play = at_tag().lay(TagOnPad(UID, "blank", unfinished="31234000000777"))
        assert play.effects == []
        assert play.state.question is not None
        assert "unfinished write of the number 31234000000777" in play.state.question.text
        play.feed(Chose(1))
        wanted = WriteTag(UID, NEXT_NUMBER, overwrite=True, replacing="31234000000777")
        assert play.effects == [wanted]

    def test_its_own_tag_that_has_become_another_item_is_asked_about(self) -> None:
        play = at_tag().lay(BLANK)
        number, _ = play.owed.pop()
        play.feed(Failed(number, "It left.", "Lay it back.", needs_tag=True))
        play.lay().lay(TagOnPad(UID, "iso28560-3", "31234000000777"))
        assert play.effects == []
        assert play.state.question is not None
        assert play.state.question.topic == Topic.OVERWRITE

    def test_a_tag_nobody_could_read_wakes_no_half_done_item(self) -> None:
        play = at_tag().feed(SetAside()).lay(TagOnPad("", trouble="It left."))
        assert play.state.now is None
        assert "It left." in play.last_line

    def test_a_half_done_undo_goes_on_when_its_book_is_laid_down(self) -> None:
        play = at_tag().lay(BLANK).answer().scan(NEXT_NUMBER).answer()
        play.lay().feed(UndoAsked()).feed(Chose(1))
        number, _ = play.owed.pop()
        play.feed(Failed(number, "It is not on the pad.", "Lay it down.", needs_tag=True))
        play.feed(SetAside()).lay(TagOnPad(UID, "iso28560-3", NEXT_NUMBER))
        assert play.effects == [Undo(NEXT_NUMBER, unassign=True, uid=UID)]


class TestUndo:
    def test_a_tag_that_was_right_before_keeps_its_number(self) -> None:
        play = Play("conversion").scan(OWNED.barcode or "").answer()
        play.lay(TagOnPad(UID, "iso28560-3", OWNED.barcode or "")).answer()
        assert play.state.released == 1
        play.feed(UndoAsked())
        assert play.state.question is not None
        assert UID not in play.state.question.text
        play.feed(Chose(1))
        assert play.effects == [Undo(OWNED.barcode or "", unassign=False, uid="")]

    def test_a_write_finished_after_a_crash_is_still_ours_to_undo(self) -> None:
        play = at_tag().lay(BLANK)
        play.owed.clear()
        play.feed(Started("0.1.0", PROFILES["new-acquisition"]), "station")
        play.lay(TagOnPad(UID, "iso28560-3", NEXT_NUMBER)).answer()
        play.scan(NEXT_NUMBER).answer().feed(UndoAsked()).feed(Chose(1))
        assert play.effects == [Undo(NEXT_NUMBER, unassign=True, uid=UID)]


class TestNumbers:
    def test_an_isbn_is_never_assigned_as_a_barcode(self) -> None:
        play = Play("preprinted").scan(ISBN, "isbn").answer()
        play.scan("9780441007318", "isbn").answer()
        assert not any(isinstance(effect, AssignBarcode) for effect in play.effects)
        assert "is an ISBN" in play.last_line

    def test_two_copies_do_not_share_the_one_item_that_waits(self) -> None:
        play = Play("preprinted")
        waiting = Item(5, LEFT_HAND.id, None)
        play.titles[ISBN] = Match(LEFT_HAND, None, (waiting,))
        play.scan(ISBN, "isbn").answer().feed(SetAside()).scan(ISBN, "isbn").answer()
        play.scan("31234000000300").answer(until=AssignBarcode)
        assert play.effects == [AssignBarcode(LEFT_HAND.id, None, "31234000000300")]


class TestLabels:
    def test_one_that_cannot_be_made_is_left_out_and_the_other_printed(self) -> None:
        play, number = at_labels()
        play.feed(Failed(number, "It has no call number.", "Add one, or skip."))
        assert play.steps()[StepName.LABELS] == FAILED
        play.feed(Skipped("no call number"))
        assert play.effects == [PrintLabel(NEXT_NUMBER, "barcode")]
        play.answer()
        assert play.steps()[StepName.LABELS] == StepState.SKIPPED
        play.scan(NEXT_NUMBER).answer()
        assert "without spine label" in play.last_line
