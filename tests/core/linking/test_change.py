"""Jobs that change an item: what is said, what is changed, and how it goes back."""

from dataclasses import replace

import msgspec
import pytest
from linking_play import DISPOSSESSED, OTHER_UID, OWNED, PROFILES, UID, Play

from procstation.catalog import Item
from procstation.items import CallNumber, Scheme
from procstation.linking import (
    AskLoan,
    Changed,
    ChangedElsewhere,
    ChangeItem,
    ChangeTag,
    Chose,
    Failed,
    HandOver,
    LoanTold,
    Match,
    PrintLabel,
    ProfileChosen,
    SetAside,
    Skipped,
    Started,
    StepName,
    StepState,
    TagOnPad,
    TookUp,
    Topic,
    TriedAgain,
    Undo,
    UndoAsked,
    Undone,
    ValueSaid,
    WriteTag,
    read_command,
    read_profiles,
    read_said,
)
from procstation.linking.view import cart_lines, prompt

CODE = OWNED.barcode or ""
OWN_TAG = TagOnPad(UID, "iso28560-3", CODE, "secured")
SYSTEMS = read_profiles(with_system=True)


def play_of(profile: str, **changes: str) -> Play:
    """A bench on a profile, and the item of `CODE` with these fields."""
    play = Play(SYSTEMS[profile])
    fields = {"location": "STACKS", **changes}
    item = Item(7, 2, CODE, CallNumber("PS3562.E42 D5", Scheme.LCC, "952$o"), **fields)  # type: ignore[arg-type]
    play.titles[CODE] = Match(DISPOSSESSED, item, (item,))
    return play


def relocating() -> Play:
    return play_of("relocate").feed(ValueSaid("location", "REF"))


def said(play: Play) -> str:
    return "\n".join(line.text for line in play.state.lines)


def test_what_is_said_once_goes_for_the_whole_cart() -> None:
    play = relocating()
    assert cart_lines(play.state) == ["location: REF"]
    play.scan(CODE).answer(until=ChangeItem)
    (effect,) = play.effects
    assert isinstance(effect, ChangeItem)
    assert effect.fields == {"location": "REF"}
    assert effect.was.location == "STACKS"


def test_the_cart_is_asked_for_before_the_first_book_and_the_book_waits_for_it() -> None:
    play = play_of("relocate")
    assert prompt(play.state) == "Say the location for the whole cart (v)."
    play.scan(CODE).answer()
    assert play.steps()[StepName.CHANGE] is StepState.ASKING
    play.feed(ValueSaid("location", "REF"))
    assert [type(effect) for effect in play.effects] == [ChangeItem]


def test_tag_labels_and_system_follow_the_change_in_this_order() -> None:
    play = relocating().scan(CODE).answer().lay(OWN_TAG)
    assert play.effects == [
        ChangeTag(UID, CODE, "correct", None, elements={6: "REF"}),
    ]
    play.answer(until=PrintLabel)
    assert play.effects == [PrintLabel(CODE, "spine", {"location": "REF"})]
    play.answer()
    assert play.steps()[StepName.CONFIRM] is StepState.ASKING
    play.scan(CODE)
    assert play.effects == [HandOver(CODE, "")]
    play.answer()
    assert play.state.released == 1


def test_an_item_that_is_there_already_is_not_changed() -> None:
    play = relocating()
    play.feed(ValueSaid("location", "STACKS")).scan(CODE).answer()
    assert play.state.now is not None
    assert play.state.now.was is None
    assert play.steps()[StepName.CHANGE] is StepState.DONE


def test_undo_gives_the_fields_and_the_tag_back() -> None:
    play = relocating().scan(CODE).answer().lay(OWN_TAG).answer().scan(CODE).answer()
    play.feed(UndoAsked())
    assert play.state.question is not None
    assert "location: REF → STACKS" in play.state.question.text
    assert UID in play.state.question.text
    play.feed(Chose(1))
    (undo,) = play.effects
    assert isinstance(undo, Undo)
    assert (undo.uid, undo.fields, undo.unassign) == (UID, ("location",), False)
    assert undo.restore is not None
    assert undo.restore.location == "STACKS"
    assert undo.since == "2026-11-21T10:00:00Z"
    play.answer()
    assert play.state.released == 0


def test_undo_without_the_book_gives_the_fields_back_all_the_same() -> None:
    play = relocating().scan(CODE).answer().lay(OWN_TAG).answer().scan(CODE).answer()
    play.lay().feed(UndoAsked()).feed(Chose(1))
    number, _ = play.owed.pop()
    play.feed(Failed(number, "The tag is not on the pad.", "Lay it there.", needs_tag=True))
    play.feed(Skipped("sent away"))
    (undo,) = play.effects
    assert isinstance(undo, Undo)
    assert (undo.uid, undo.fields) == ("", ("location",))


@pytest.mark.parametrize("status", ["on loan", "on hold", "in transit", "claimed returned"])
def test_what_is_not_here_is_not_withdrawn(status: str) -> None:
    play = play_of("withdraw", status=status).scan(CODE).answer()
    assert play.steps()[StepName.CHANGE] is StepState.FAILED
    assert play.owed == []
    assert status in said(play)
    play.feed(Skipped("do it"))
    assert play.steps()[StepName.CHANGE] is StepState.FAILED
    play.feed(SetAside())
    assert play.state.now is None


@pytest.mark.parametrize("status", ["missing", "lost", "claimed returned"])
def test_a_found_book_is_available_and_secured(status: str) -> None:
    play = play_of("claim-found", status=status).scan(CODE).answer(until=ChangeItem)
    (effect,) = play.effects
    assert isinstance(effect, ChangeItem)
    assert effect.fields == {"status": ""}
    play.answer().lay(OWN_TAG)
    assert play.effects == [ChangeTag(UID, CODE, "keep", secured=True)]
    play.answer()
    assert play.state.released == 1


def test_a_found_book_that_nobody_missed_keeps_its_status() -> None:
    play = play_of("claim-found").scan(CODE).answer()
    assert play.steps()[StepName.CHANGE] is StepState.DONE
    play = play_of("claim-found", status="withdrawn").scan(CODE).answer()
    assert play.steps()[StepName.CHANGE] is StepState.FAILED


def test_to_repair_and_back() -> None:
    there = play_of("repair").scan(CODE).answer().lay(OWN_TAG)
    assert there.effects == [ChangeTag(UID, CODE, "keep", secured=False)]
    back = play_of("repair-return", status="in repair").scan(CODE).answer().lay(OWN_TAG)
    assert back.effects == [ChangeTag(UID, CODE, "keep", secured=True)]
    assert back.state.now is not None
    assert back.state.now.item is not None
    assert back.state.now.item.status == ""


def test_a_withdrawn_book_is_marked_released_by_the_gates_and_stamped() -> None:
    play = play_of("withdraw").scan(CODE).answer().lay(OWN_TAG)
    assert play.effects == [ChangeTag(UID, CODE, "mark", secured=False, usage=0x70)]
    play.answer(until=PrintLabel)
    assert play.effects == [PrintLabel(CODE, "withdrawn")]


def test_each_part_of_a_set_is_changed_and_given_back() -> None:
    first = TagOnPad(UID, "iso28560-3", CODE, parts=2, part=1)
    second = TagOnPad(OTHER_UID, "iso28560-3", CODE, parts=2, part=2)
    play = play_of("withdraw").scan(CODE).answer().lay(first).answer()
    assert play.steps()[StepName.TAG] is StepState.ASKING
    assert "1 of 2 tags" in prompt(play.state)
    play.lay(first, second)
    assert play.effects == [
        ChangeTag(OTHER_UID, CODE, "mark", secured=False, usage=0x70, beside=(UID,))
    ]
    play.answer()
    assert play.state.released == 1
    play.feed(UndoAsked()).feed(Chose(1))
    (effect,) = play.effects
    assert isinstance(effect, Undo)
    assert (effect.uid, effect.restore) == (UID, None)
    number, _ = play.owed.pop()
    play.feed(Undone(number, "the tag has its old content"))
    (effect,) = play.effects
    assert isinstance(effect, Undo)
    assert effect.uid == OTHER_UID
    assert effect.restore is not None


def test_a_tag_that_is_not_the_items_is_not_changed() -> None:
    play = play_of("withdraw").scan(CODE).answer()
    for tag in (
        TagOnPad(OTHER_UID, "iso28560-3", "31234000000777"),
        TagOnPad(OTHER_UID, "blank"),
        TagOnPad("", trouble="It cannot be read."),
    ):
        play.lay().lay(tag)
        assert play.effects == []
        assert play.steps()[StepName.TAG] is StepState.ASKING
    play.feed(Skipped("it has no tag"))
    assert play.steps()[StepName.TAG] is StepState.SKIPPED


def test_what_the_book_before_left_on_the_pad_is_not_its_tag() -> None:
    play = play_of("ill-return", status="borrowed").scan(CODE).answer().lay(OWN_TAG).answer()
    assert play.state.released == 1
    assert play.state.on_pad == (TagOnPad(UID, "blank"),)
    other = Item(8, 2, "31234000000102", status="borrowed")
    play.titles["31234000000102"] = Match(DISPOSSESSED, other, (other,))
    play.scan("31234000000102").answer()
    assert play.effects == []
    assert "still on the pad" in prompt(play.state)


def test_an_interlibrary_loan_gets_a_number_a_strap_and_a_tag() -> None:
    play = play_of("ill-receive").scan(DISPOSSESSED.isbn[0], "isbn").answer()
    barcode = play.state.now.barcode if play.state.now is not None else ""
    for name, value in (("lender", "DE-7"), ("due", "2026-12-24"), ("transaction", "-")):
        assert prompt(play.state) == f"Say the {name} (v)."
        play.feed(ValueSaid(name, value))
    (effect,) = play.effects
    assert isinstance(effect, ChangeItem)
    assert effect.fields == {"status": "borrowed", "call_number": "ILL 2026-12-24 DE-7"}
    play.answer().lay(TagOnPad(OTHER_UID, "blank"))
    (effect,) = play.effects
    assert isinstance(effect, WriteTag)
    assert effect.elements == {11: "{site}", 12: "", 23: "DE-7"}
    play.answer(until=PrintLabel)
    assert play.effects == [
        PrintLabel(barcode, "ill-strap", {"lender": "DE-7", "due": "2026-12-24", "transaction": ""})
    ]


def test_only_a_borrowed_book_is_sent_back() -> None:
    play = play_of("ill-return").scan(CODE).answer().lay(OWN_TAG)
    assert play.effects == []
    assert play.steps()[StepName.CHANGE] is StepState.FAILED


def test_what_nobody_asked_for_is_told() -> None:
    play = relocating().feed(ValueSaid("lender", "DE-7"))
    assert "location" in play.last_line
    assert cart_lines(play.state) == ["location: REF"]
    assert "no values" in Play("conversion").feed(ValueSaid("location", "REF")).last_line
    assert "each item" in play_of("ill-receive").feed(ValueSaid("due", "1 June")).last_line


def test_another_job_begins_without_what_was_said_for_the_last() -> None:
    play = relocating().feed(ProfileChosen(PROFILES["withdraw"]))
    assert play.state.cart == {}


def test_a_change_that_failed_is_tried_again_and_one_elsewhere_is_told() -> None:
    play = relocating().scan(CODE).answer(until=ChangeItem)
    number, _ = play.owed.pop()
    play.feed(Failed(number, "The location is ANNEX by now.", "Scan it again."))
    assert play.steps()[StepName.CHANGE] is StepState.FAILED
    play.feed(TriedAgain())
    assert [type(effect) for effect in play.effects] == [ChangeItem]


def asked_elsewhere() -> Play:
    """A job that wants REF and volume 2, of an item that another bench moved to ANNEX."""
    play = play_of("relocate").feed(ValueSaid("location", "REF"))
    play.scan(CODE).answer(until=ChangeItem)
    number, effect = play.owed.pop()
    assert isinstance(effect, ChangeItem)
    record = replace(effect.was, location="ANNEX", volume="v.2")
    words = "bench-2 changed it meanwhile: location: STACKS → ANNEX"
    return play.feed(ChangedElsewhere(number, record, ("location",), words), "station")


def test_a_field_that_another_bench_changed_as_well_is_asked_for() -> None:
    play = asked_elsewhere()
    question = play.state.question
    assert question is not None
    assert question.topic is Topic.CHANGED_ELSEWHERE
    assert "bench-2 changed it meanwhile: location: STACKS → ANNEX" in question.text
    assert question.choices[1] == "change it all the same (location: ANNEX → REF)"

    play.feed(Chose(1))
    [wish] = play.effects
    assert isinstance(wish, ChangeItem)
    assert (wish.fields, wish.was.location, wish.was.volume) == (
        {"location": "REF"},
        "ANNEX",
        "v.2",
    )
    play.answer(until=PrintLabel)
    assert play.state.now is not None
    assert play.state.now.was == wish.was


def test_what_others_made_of_a_field_may_stay() -> None:
    play = asked_elsewhere().feed(Chose(0))
    assert not any(isinstance(effect, ChangeItem) for effect in play.effects)
    item = play.state.now
    assert item is not None
    assert item.item is not None
    assert (item.item.location, item.was, item.state_of(StepName.CHANGE)) == (
        "ANNEX",
        None,
        StepState.DONE,
    )


def test_an_item_set_aside_with_that_question_is_not_changed_unasked() -> None:
    play = asked_elsewhere().feed(SetAside())
    number = play.state.aside[0].number
    play.feed(TookUp(number))
    wish = next(effect for effect in play.effects if isinstance(effect, ChangeItem))
    assert wish.was.location == "STACKS"


def test_what_others_changed_beside_is_told() -> None:
    play = relocating().scan(CODE).answer(until=ChangeItem)
    number, effect = play.owed.pop()
    assert isinstance(effect, ChangeItem)
    words = "bench-2 changed it meanwhile: volume: (nothing) → v.2"
    record = replace(effect.was, location="REF", volume="v.2")
    play.feed(Changed(number, record, "location: STACKS → REF", meanwhile=words))
    assert words in said(play)
    assert play.state.now is not None
    assert play.state.now.item == record


def test_a_doubtful_new_place_is_told_once_it_is_there() -> None:
    play = relocating().scan(CODE).answer(until=ChangeItem)
    number, effect = play.owed.pop()
    assert isinstance(effect, ChangeItem)
    play.feed(Changed(number, effect.was, "location: STACKS → REFF", "no item was in REFF before."))
    assert "no item was in REFF before." in said(play)


def test_after_a_crash_the_change_is_asked_for_again_with_what_was_known_then() -> None:
    play = relocating().scan(CODE).answer(until=ChangeItem)
    before = play.owed.pop()
    play.feed(Started("0.1.0", SYSTEMS["relocate"]), "station")
    assert play.owed == [before]


@pytest.mark.parametrize(("on_loan", "secured"), [(True, False), (False, True)])
def test_security_follows_the_loan(on_loan: bool, secured: bool) -> None:
    profile = msgspec.structs.replace(PROFILES["conversion"], security="by loan")
    play = Play(profile).scan(CODE).answer(until=AskLoan)
    assert play.effects == [AskLoan(CODE)]
    assert prompt(play.state) == "Asking whether it is on loan."
    number, _ = play.owed.pop()
    play.lay(TagOnPad(UID, "blank"))
    play.feed(LoanTold(number, on_loan, "by KOHA it is so"), "station")
    assert play.effects == [WriteTag(UID, CODE, secured=secured)]


def test_without_an_answer_the_person_is_asked() -> None:
    profile = msgspec.structs.replace(PROFILES["conversion"], security="by loan")
    play = Play(profile).scan(CODE).answer()
    assert play.state.question is not None
    assert play.state.question.topic is Topic.LOAN
    assert "no library system" in play.state.question.text
    play.lay(TagOnPad(UID, "blank"))
    assert play.effects == []
    play.feed(Chose(1))
    assert play.effects == [WriteTag(UID, CODE, secured=False)]


def test_values_come_from_command_barcodes_and_lines() -> None:
    assert read_command("SAY-LOCATION-REF-2", PROFILES, "%PS-SAY-LOCATION-Ref-2") == ValueSaid(
        "location", "Ref-2"
    )
    assert read_command("SAY-LOCATION", PROFILES) is None
    assert read_said("location Main stacks") == ValueSaid("location", "Main stacks")
    assert read_said("call_number=QA 76 = 2") == ValueSaid("call_number", "QA 76 = 2")
    assert read_said("") is None
