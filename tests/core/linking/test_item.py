"""An item from scan to shelf, and everything that can come between."""

import msgspec
import pytest
from linking_play import BLANK, LEFT_HAND, NEXT_NUMBER, OTHER_UID, OWNED, PROFILES, UID, Play

from procstation.linking import (
    COMMANDS,
    AssignBarcode,
    Chose,
    DeviceChanged,
    Failed,
    Found,
    LookUp,
    PatronCardRefused,
    Printed,
    PrintLabel,
    ProfileChosen,
    Release,
    SetAside,
    Skipped,
    Started,
    StepName,
    StepState,
    TagOnPad,
    TagWritten,
    TitleChosen,
    TookUp,
    Topic,
    TriedAgain,
    WriteTag,
    read_command,
)
from procstation.linking.view import prompt

DONE, ASKING, FAILED = StepState.DONE, StepState.ASKING, StepState.FAILED
ISBN = LEFT_HAND.isbn[0]


def words(play: Play) -> str:
    return prompt(play.state)


def test_a_new_book_goes_from_isbn_to_shelf() -> None:
    play = Play().scan(ISBN, "isbn")
    assert play.effects == [LookUp(ISBN)]
    play.answer()
    assert play.steps()[StepName.BARCODE] == DONE
    assert "Lay the book on the pad" in words(play)
    play.lay(BLANK)
    assert play.effects == [WriteTag(UID, NEXT_NUMBER)]
    play.answer()
    assert "scan the barcode" in words(play)
    play.scan(NEXT_NUMBER)
    assert play.effects == [Release(NEXT_NUMBER, "")]
    play.answer()
    assert play.state.now is None
    assert play.state.released == 1
    assert play.state.aside == ()
    assert NEXT_NUMBER + " released" in play.last_line


def test_the_tag_may_lie_there_before_the_scan() -> None:
    play = Play().lay(BLANK).scan(ISBN, "isbn").answer(until=PrintLabel)
    assert play.steps()[StepName.TAG] == DONE


def test_an_item_the_system_made_at_ordering_gets_the_number() -> None:
    play = Play()
    waiting = type(OWNED)(5, LEFT_HAND.id, None)
    match = play.titles[ISBN]
    play.titles[ISBN] = type(match)(match.title, None, (waiting,))
    play.scan(ISBN, "isbn").answer(until=AssignBarcode)
    assert play.owed[0][1] == AssignBarcode(LEFT_HAND.id, 5, NEXT_NUMBER)


def test_nothing_found_asks_for_another_code_and_keeps_the_item() -> None:
    play = Play().scan("9780000000002", "isbn").answer()
    assert play.steps()[StepName.RECORD] == ASKING
    assert "not in the catalogue" in play.last_line
    play.scan(ISBN, "isbn").answer()
    assert play.state.now is not None
    assert play.state.now.number == 2
    assert play.steps()[StepName.RECORD] == DONE


def test_a_title_picked_from_a_search_begins_an_item() -> None:
    play = Play().feed(TitleChosen(LEFT_HAND.id)).answer()
    assert play.state.now is not None
    assert play.state.now.title == LEFT_HAND


def test_several_records_are_a_question() -> None:
    play = Play()
    one = play.titles[ISBN]
    play.scan("20000", "isbn")
    number, _ = play.owed.pop()
    other = play.titles["9780061054884"]
    play.feed(Found(number, "20000", (one, other)))
    assert play.state.question is not None
    assert play.state.question.topic == Topic.WHICH_RECORD
    play.feed(Chose(1)).answer()
    assert play.state.now is not None
    assert play.state.now.title == other.title


def test_a_second_item_in_mid_item_is_a_question() -> None:
    play = Play().scan(ISBN, "isbn").answer()
    play.scan("31234000000101").answer()
    assert play.state.question is not None
    assert play.state.question.topic == Topic.OTHER_ITEM
    assert play.state.now is not None
    assert play.state.now.title == LEFT_HAND, "nothing is mixed up meanwhile"
    play.feed(Chose(0))
    assert play.state.now.title == LEFT_HAND
    assert play.state.aside == ()


@pytest.mark.parametrize("by_scan", [False, True])
def test_the_second_item_can_be_begun_and_the_first_taken_up_again(by_scan: bool) -> None:
    play = Play().scan(ISBN, "isbn").answer().scan("31234000000101").answer()
    if by_scan:
        play.scan("31234000000101")
    else:
        play.feed(Chose(1))
    play.answer()
    assert play.state.now is not None
    assert play.state.now.item == OWNED
    assert [item.title for item in play.state.aside] == [LEFT_HAND]
    play.scan(NEXT_NUMBER).answer()
    play.titles[NEXT_NUMBER] = type(play.titles[ISBN])(LEFT_HAND)
    play.feed(TookUp(play.state.aside[0].number))
    assert play.state.now.title == LEFT_HAND
    assert [item.item for item in play.state.aside] == [OWNED]


def test_scanning_a_half_done_items_barcode_takes_it_up() -> None:
    play = Play().scan(ISBN, "isbn").answer().feed(SetAside())
    half_done = play.state.aside[0]
    record = type(OWNED)(9, LEFT_HAND.id, NEXT_NUMBER)
    play.titles[NEXT_NUMBER] = type(play.titles[ISBN])(LEFT_HAND, record, (record,))
    play.scan(NEXT_NUMBER).answer()
    assert play.state.now is not None
    assert play.state.now.number == half_done.number
    assert play.state.aside == ()


def test_the_next_book_scanned_too_early_begins_by_itself() -> None:
    by_hand = msgspec.structs.replace(PROFILES["conversion"], hands_free=False)
    play = Play().feed(ProfileChosen(by_hand)).scan("31234000000101").answer().lay(BLANK)
    play.scan(ISBN, "isbn")
    tag = play.owed.pop(0)
    assert isinstance(tag[1], WriteTag)
    play.answer()
    assert play.state.question is not None
    play.feed(TagWritten(tag[0], UID, 8, "written"))
    assert play.state.now is not None
    play.answer(until=LookUp)
    assert play.owed[0][1] == LookUp(ISBN), "the early scan is looked up now, not lost"


def test_a_patron_card_is_refused_and_changes_nothing() -> None:
    play = Play().scan(ISBN, "isbn").answer()
    before = play.state.now
    play.feed(PatronCardRefused())
    assert play.state.now == before
    assert "patron card" in play.last_line


class TestTags:
    def test_two_tags_stop_the_write(self) -> None:
        play = Play().scan(ISBN, "isbn").answer().lay(BLANK, TagOnPad(OTHER_UID, "blank"))
        assert play.effects == []
        assert "2 tags" in play.last_line
        play.lay(BLANK)
        assert play.effects == [WriteTag(UID, NEXT_NUMBER)]

    def test_another_items_tag_is_a_question(self) -> None:
        play = Play().scan(ISBN, "isbn").answer()
        play.lay(TagOnPad(UID, "iso28560-3", "31234000000999"))
        assert play.effects == []
        assert play.state.question is not None
        assert "31234000000999" in play.state.question.text
        play.feed(Chose(1))
        assert play.effects == [WriteTag(UID, NEXT_NUMBER, True, "31234000000999")]

    def test_the_careful_answer_waits_for_the_right_book(self) -> None:
        play = Play().scan(ISBN, "isbn").answer()
        play.lay(TagOnPad(UID, "foreign")).feed(Chose(0))
        assert play.effects == []
        assert play.steps()[StepName.TAG] == ASKING
        play.lay()
        play.lay(TagOnPad(OTHER_UID, "blank"))
        assert play.effects == [WriteTag(OTHER_UID, NEXT_NUMBER)]

    def test_taking_the_wrong_book_away_answers_the_question(self) -> None:
        play = Play().scan(ISBN, "isbn").answer()
        play.lay(TagOnPad(UID, "iso28560-3", "31234000000999")).lay()
        assert play.state.question is None
        assert "Lay the book" in words(play)

    def test_the_book_before_left_on_the_pad_is_no_question(self) -> None:
        play = Play("conversion").scan("31234000000101").answer().lay(BLANK).answer()
        assert play.state.released == 1
        play.scan(ISBN, "isbn").answer()
        play.feed(ProfileChosen(PROFILES["new-acquisition"])).feed(SetAside())
        play.scan(ISBN, "isbn").answer()
        assert play.state.question is None
        assert "still on the pad" in play.last_line

    def test_torn_it_is_written_again_when_it_is_back(self) -> None:
        play = Play().scan(ISBN, "isbn").answer().lay(BLANK)
        number, _ = play.owed.pop()
        play.feed(Failed(number, "The tag left in mid-write.", "Lay it back.", needs_tag=True))
        assert prompt(play.state).startswith("Lift the book, and lay it down again")
        assert play.steps()[StepName.TAG] == ASKING
        play.lay().lay(TagOnPad(UID, "foreign", unfinished=NEXT_NUMBER))
        assert play.effects == [WriteTag(UID, NEXT_NUMBER)]

    def test_torn_and_gone_it_is_asked_for_whichever_is_told_first(self) -> None:
        asked = []
        for gone_first in (True, False):
            play = Play().scan(ISBN, "isbn").answer().lay(BLANK)
            number, _ = play.owed.pop()
            torn = Failed(number, "The tag left in mid-write.", "Lay it back.", needs_tag=True)
            play = play.lay().feed(torn) if gone_first else play.feed(torn).lay()
            assert play.state.now is not None
            asked.append(play.state.now.step)
        assert asked[0] == asked[1]
        assert asked[0] is not None
        assert asked[0].detail == "not finished: lay it back"

    def test_after_three_failures_a_person_decides(self) -> None:
        play = Play().scan(ISBN, "isbn").answer()
        for _ in range(3):
            play.lay(BLANK)
            number, _ = play.owed.pop()
            play.feed(Failed(number, "No answer.", "Lay it back.", needs_tag=True)).lay()
        assert play.steps()[StepName.TAG] == FAILED
        play.lay(BLANK)
        assert play.effects == []
        play.feed(TriedAgain())
        assert play.effects == [WriteTag(UID, NEXT_NUMBER)]

    def test_given_up_another_tag_is_tried_at_once(self) -> None:
        play = Play().scan(ISBN, "isbn").answer().lay(BLANK)
        number, _ = play.owed.pop()
        play.feed(Failed(number, "Block 3 is locked.", "Take another tag.")).lay()
        play.lay(TagOnPad(OTHER_UID, "blank"))
        assert play.effects == [WriteTag(OTHER_UID, NEXT_NUMBER)]

    def test_a_torn_half_done_item_is_taken_up_when_its_tag_comes_back(self) -> None:
        play = Play().scan(ISBN, "isbn").answer().lay(BLANK)
        number, _ = play.owed.pop()
        play.feed(Failed(number, "Torn.", "Lay it back.", needs_tag=True)).lay()
        play.feed(SetAside())
        play.lay(TagOnPad(UID, "foreign", unfinished=NEXT_NUMBER))
        assert play.state.now is not None
        assert play.state.now.number == number


class TestLabels:
    def at_labels(self) -> tuple[Play, int]:
        play = Play().scan(ISBN, "isbn").answer().lay(BLANK).answer(until=PrintLabel)
        return play, play.owed.pop()[0]

    def test_a_refused_label_can_be_tried_again_or_skipped(self) -> None:
        play, number = self.at_labels()
        play.feed(Failed(number, "The printer is out of labels.", "Put in a roll."))
        assert play.steps()[StepName.LABELS] == FAILED
        assert "r tries again" in words(play)
        play.feed(TriedAgain())
        assert play.effects == [PrintLabel(NEXT_NUMBER, "spine")]

    def test_unknown_is_asked_never_assumed(self) -> None:
        play, number = self.at_labels()
        play.feed(Printed(number, "spine", "unknown"))
        assert play.steps()[StepName.LABELS] == ASKING
        play.feed(Chose(0))
        assert play.effects == [PrintLabel(NEXT_NUMBER, "spine")]

    def test_only_the_label_that_failed_is_printed_again(self) -> None:
        play, number = self.at_labels()
        play.feed(Printed(number, "spine", "printed"))
        play.owed.clear()
        play.feed(Failed(number, "The printer is out of labels.", "Put in a roll."))
        play.feed(TriedAgain())
        assert play.effects == [PrintLabel(NEXT_NUMBER, "barcode")]

    def test_spoiled_while_sticking_both_are_printed_again(self) -> None:
        play, number = self.at_labels()
        play.feed(Printed(number, "spine", "printed")).answer().feed(TriedAgain())
        assert play.effects == [PrintLabel(NEXT_NUMBER, "spine")]
        play.answer()
        assert play.steps()[StepName.CONFIRM] == ASKING

    def test_the_wrong_label_is_not_confirmed(self) -> None:
        play, number = self.at_labels()
        play.feed(Printed(number, "spine", "printed")).answer()
        play.scan("31234000000777").answer()
        assert play.steps()[StepName.CONFIRM] == ASKING
        assert "wrong label" in play.last_line


class TestSkipping:
    def test_only_with_a_reason(self) -> None:
        play = Play().scan(ISBN, "isbn").answer().feed(Skipped("  "))
        assert play.steps()[StepName.TAG] == ASKING
        play.feed(Skipped("a map, no tag"))
        assert play.steps()[StepName.TAG] == StepState.SKIPPED

    def test_a_released_item_says_what_was_skipped(self) -> None:
        play = Play().scan(ISBN, "isbn").answer().feed(Skipped("a map")).answer()
        play.scan(NEXT_NUMBER).answer()
        assert "without tag" in play.last_line

    @pytest.mark.parametrize("profile", ["new-acquisition", "preprinted"])
    def test_record_and_number_cannot_be(self, profile: str) -> None:
        play = Play(profile).scan("9780000000002", "isbn").answer().feed(Skipped("no time"))
        assert play.steps()[StepName.RECORD] == ASKING
        assert "cannot be skipped" in play.last_line


class TestPreprinted:
    def test_the_scanned_number_is_assigned(self) -> None:
        play = Play("preprinted").scan(ISBN, "isbn").answer()
        assert "Stick a barcode" in words(play)
        play.scan("31234000000555").answer(until=AssignBarcode)
        assert play.owed[0][1] == AssignBarcode(LEFT_HAND.id, None, "31234000000555")

    def test_a_number_another_item_has_is_a_question(self) -> None:
        play = Play("preprinted").scan(ISBN, "isbn").answer().scan("31234000000101").answer()
        assert play.state.question is not None
        assert "The dispossessed" in play.state.question.text

    def test_refused_by_the_store_another_one_can_be_scanned(self) -> None:
        play = Play("preprinted").scan(ISBN, "isbn").answer().scan("31234000000555")
        play.answer(until=AssignBarcode)
        number, _ = play.owed.pop()
        play.feed(Failed(number, "31234000000555 belongs to another item.", "Take another."))
        assert play.steps()[StepName.BARCODE] == FAILED
        play.scan("31234000000556").answer(until=AssignBarcode)
        assert play.owed


def test_conversion_wants_the_copy_not_the_title() -> None:
    play = Play("relabel").scan(ISBN, "isbn").answer()
    assert play.steps()[StepName.RECORD] == ASKING
    assert "scan the item's barcode" in play.last_line


def test_conversion_can_begin_with_a_tag_that_has_its_number() -> None:
    play = Play("conversion").lay(TagOnPad(UID, "3m", "31234000000101"))
    assert play.effects == [LookUp("31234000000101")]
    play.answer(until=WriteTag)
    assert play.owed[0][1] == WriteTag(UID, "31234000000101")


def test_a_device_that_went_away_is_said_and_work_stays() -> None:
    play = Play().scan(ISBN, "isbn").answer()
    before = play.state.now
    play.feed(DeviceChanged("rfid", "lost", "unplugged"), "pad")
    assert play.state.now == before
    assert play.last_line == "pad lost: unplugged"


@pytest.mark.parametrize("word", sorted(COMMANDS))
def test_command_barcodes_stand_for_what_keys_do(word: str) -> None:
    assert read_command(word, PROFILES) == COMMANDS[word]


def test_command_barcodes_choose_a_profile() -> None:
    assert read_command("PROFILE-CONVERSION", PROFILES) == ProfileChosen(PROFILES["conversion"])
    assert read_command("PROFILE-NONE", PROFILES) is None
    assert read_command("NONSENSE", PROFILES) is None


def test_a_profile_chosen_at_the_bench_outlives_a_restart() -> None:
    play = Play().feed(ProfileChosen(PROFILES["conversion"]))
    play.feed(Started("0.1.0", PROFILES["new-acquisition"]))
    assert play.state.profile == PROFILES["conversion"]
    play.feed(Started("0.1.0", PROFILES["relabel"]))
    assert play.state.profile == PROFILES["relabel"], "until the configuration names another"
