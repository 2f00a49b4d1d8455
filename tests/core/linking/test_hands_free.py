"""Conversion with nothing to press: every book done or named, and no number on another's tag."""

from pathlib import Path

import pytest
from linking_play import DISPOSSESSED, LEFT_HAND, OTHER_UID, OWNED, UID, Play
from msgspec.structs import replace

from procstation.catalog import Item
from procstation.errors import ConfigError
from procstation.linking import (
    Failed,
    Garbled,
    LookUp,
    Match,
    ProfileChosen,
    RollTaken,
    Scanned,
    StepName,
    StepState,
    TagOnPad,
    Topic,
    WriteTag,
    read_profiles,
)
from procstation.linking.view import prompt

FIRST = OWNED.barcode or ""
SECOND = "31234000000119"
THIRD_UID = "E0040100BBBBBBBB"
BLANK, OTHER_BLANK = TagOnPad(UID, "blank"), TagOnPad(OTHER_UID, "blank")


def conversion() -> Play:
    play = Play("conversion")
    play.titles[SECOND] = Match(LEFT_HAND, Item(8, 1, SECOND), ())
    return play


def at_tag() -> Play:
    return conversion().scan(FIRST).answer()


def fail(play: Play, *, needs_tag: bool = True) -> Play:
    number, effect = play.owed.pop()
    assert isinstance(effect, WriteTag)
    return play.feed(Failed(number, "The tag left.", "Lay it back.", needs_tag), "station")


def test_two_books_take_two_scans_and_two_hands() -> None:
    play = at_tag().lay(BLANK).answer()
    assert play.state.released == 1
    play.scan(SECOND).answer()
    assert play.effects == [], "the tag of the book before is still there"
    assert "still on the pad" in play.last_line
    play.lay(OTHER_BLANK)
    assert play.effects == [WriteTag(OTHER_UID, SECOND)]
    play.answer()
    assert play.state.released == 2


def test_a_book_with_a_readable_tag_of_another_model_needs_no_scan() -> None:
    play = conversion().lay(TagOnPad(UID, "3m", FIRST))
    assert play.effects == [LookUp(FIRST)]
    play.answer(until=WriteTag)
    assert play.owed[0][1] == WriteTag(UID, FIRST)


def test_a_blank_tag_is_laid_down_after_the_scan() -> None:
    play = conversion().lay(BLANK)
    assert "take it off, scan the book's barcode" in play.last_line
    play.scan(FIRST).answer()
    assert play.effects == [], "whose tag that is, nobody can tell"
    assert "what lay there before is still on the pad" in prompt(play.state).lower()
    play.lay().lay(BLANK)
    assert play.effects == [WriteTag(UID, FIRST)]


@pytest.mark.parametrize("stray", [BLANK, TagOnPad(UID, "foreign"), TagOnPad(UID, "ndef")])
def test_a_stray_tag_never_gets_the_number_of_a_book_laid_down_after_it(stray: TagOnPad) -> None:
    """It fell on the pad unseen; the next book is scanned, and then laid beside it."""
    play = conversion().lay(stray).scan(FIRST).answer()
    assert play.effects == []
    play.lay(stray, OTHER_BLANK)
    assert play.effects == []
    assert "leave only this book on it" in play.last_line
    play.lay(stray)
    assert play.effects == [], "and alone again, it is as strange as before"
    play.lay(OTHER_BLANK)
    assert play.effects == [WriteTag(OTHER_UID, FIRST)]


def test_a_stray_tag_is_not_taken_when_its_book_is_scanned_twice() -> None:
    play = conversion().lay(BLANK).scan(FIRST).answer().scan(FIRST)
    assert play.effects == []


def test_a_tag_torn_in_an_earlier_write_of_that_book_may_lie_there() -> None:
    play = conversion().lay(TagOnPad(UID, "foreign", unfinished=FIRST)).scan(FIRST)
    play.answer(until=WriteTag)
    assert play.owed[0][1] == WriteTag(UID, FIRST)


def test_a_profile_may_have_books_laid_down_first() -> None:
    play = conversion()
    assert play.state.profile is not None
    play.feed(ProfileChosen(replace(play.state.profile, lay_first=True)))
    play.lay(BLANK)
    assert "holds no number: scan the book's barcode" in play.last_line
    play.scan(FIRST).answer(until=WriteTag)
    assert play.owed[0][1] == WriteTag(UID, FIRST)


def test_laid_down_first_and_taken_away_it_is_no_ones() -> None:
    play = conversion()
    assert play.state.profile is not None
    play.feed(ProfileChosen(replace(play.state.profile, lay_first=True)))
    play.lay(BLANK).lay().scan(FIRST).answer()
    assert play.effects == []
    play.lay(OTHER_BLANK)
    assert play.effects == [WriteTag(OTHER_UID, FIRST)]


def test_books_are_laid_first_only_with_nothing_to_press(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "odd.toml").write_text(
        'title = "Odd"\nsummary = "?"\nsteps = ["record", "tag", "release"]\n'
        'barcode = "existing"\nlay_first = true\n',
        encoding="utf-8",
    )
    with pytest.raises(ConfigError, match="lay_first"):
        read_profiles(tmp_path)


@pytest.mark.parametrize("code", ["31234000000777", "9780441478125"])
def test_a_code_that_names_no_one_item_is_named_and_the_next_begins(code: str) -> None:
    play = conversion().scan(code).answer()
    assert play.state.now is None
    assert code in play.last_line
    play.scan(SECOND).answer()
    assert play.steps()[StepName.TAG] == StepState.ASKING


def test_a_scan_made_during_a_look_up_that_finds_nothing_is_not_lost() -> None:
    play = conversion().scan("31234000000777").scan(SECOND).answer()
    assert play.state.now is not None
    assert play.state.now.barcode == SECOND


def test_two_scans_before_a_book_is_laid_are_asked_about() -> None:
    play = at_tag().scan(SECOND).answer()
    assert play.state.question is not None
    assert play.state.question.topic == Topic.OTHER_ITEM
    play.scan(SECOND).answer()
    assert play.state.now is not None
    assert play.state.now.barcode == SECOND


def test_the_next_scan_sets_a_book_aside_whose_tag_failed_and_says_why() -> None:
    play = fail(at_tag().lay(BLANK), needs_tag=False).scan(SECOND).answer()
    assert [item.barcode for item in play.state.aside] == [FIRST]
    assert any(
        f"{FIRST} is not done, and set aside: The tag left." in line.text
        for line in play.state.lines
    )
    assert play.effects == []
    play.lay().lay(OTHER_BLANK)
    assert play.effects == [WriteTag(OTHER_UID, SECOND)]


def test_the_tag_that_failed_is_never_given_the_next_number() -> None:
    """It is told of anew after every failure, as if it had been away."""
    play = at_tag().lay(BLANK).scan(SECOND)
    checked = play.owed.pop()
    play.feed(play._answer_to(*checked))
    fail(play).answer().lay().lay(BLANK)
    assert play.state.now is not None
    assert play.state.now.barcode == SECOND
    assert play.effects == []
    play.lay(OTHER_BLANK)
    assert play.effects == [WriteTag(OTHER_UID, SECOND)]


def test_a_book_scanned_while_one_is_written_comes_next_without_a_question() -> None:
    play = at_tag().lay(BLANK)
    write = play.owed.pop()
    play.scan(SECOND).answer()
    assert play.state.question is None
    assert "comes next" in play.last_line
    play.owed.append(write)
    play.answer()
    assert play.state.now is not None
    assert play.state.now.barcode == SECOND
    assert play.state.released == 1


def test_the_next_book_never_gets_the_number_of_one_that_left_too_early() -> None:
    play = fail(at_tag().lay(BLANK)).lay().lay(OTHER_BLANK)
    assert play.effects == []
    assert "this is another" in play.last_line
    play.scan(FIRST)
    assert play.effects == [WriteTag(OTHER_UID, FIRST)], "scanned again: it has a new tag"


def test_the_next_readable_book_is_begun_when_one_left_too_early() -> None:
    play = fail(at_tag().lay(BLANK)).lay().lay(TagOnPad(OTHER_UID, "3m", SECOND))
    assert play.effects == [LookUp(SECOND)]
    play.answer()
    assert [item.barcode for item in play.state.aside] == [FIRST]
    assert play.state.released == 1
    play.lay().lay(TagOnPad(UID, "blank", unfinished=FIRST))
    assert play.effects == [WriteTag(UID, FIRST)], "laid back, it is finished"


@pytest.mark.parametrize("unusable", ["unknown", "store fails", "garbled", "refused"])
def test_a_book_that_could_not_be_looked_up_never_gets_the_number_of_the_one_before(
    unusable: str,
) -> None:
    play = at_tag()
    if unusable == "unknown":
        play.scan("31234000000777").answer()
    elif unusable == "store fails":
        play.scan(SECOND)
        number, _ = play.owed.pop()
        play.feed(Failed(number, "The store is locked.", "Scan it again.", code=SECOND), "station")
    elif unusable == "garbled":
        play.feed(Garbled("cut short"), "scanner")
    else:
        play.feed(Scanned("31234000000776", "item", refusal="wrong check digit."), "scanner")
    play.lay(BLANK)
    assert play.effects == []
    assert [item.barcode for item in play.state.aside] == [FIRST]
    assert "Scan a book first" in play.last_line
    play.scan(SECOND).answer()
    assert play.effects == [], "the book that lay there before the scan may be another"
    play.lay().lay(BLANK)
    assert play.effects == [WriteTag(UID, SECOND)]


def test_a_book_laid_down_after_a_code_nobody_knows_is_not_the_next_one() -> None:
    play = conversion().scan("31234000000777").answer().lay(BLANK).scan(SECOND).answer()
    assert play.effects == []
    play.lay().lay(OTHER_BLANK)
    assert play.effects == [WriteTag(OTHER_UID, SECOND)]


def test_a_wrong_tag_is_passed_over_by_the_next_scan() -> None:
    play = at_tag().lay(TagOnPad(UID, "iso28560-3", "31234000000777"))
    assert play.state.question is not None
    play.scan(SECOND).answer()
    assert play.state.question is None
    assert [item.barcode for item in play.state.aside] == [FIRST]
    assert "31234000000777" in play.state.aside[0].steps[1].detail


def test_scanned_again_a_failed_book_is_tried_again() -> None:
    play = fail(at_tag().lay(BLANK), needs_tag=False).scan(FIRST)
    assert play.effects == [WriteTag(UID, FIRST)]


def test_a_store_that_does_not_answer_names_the_code_and_keeps_nothing() -> None:
    play = conversion().scan(FIRST)
    number, _ = play.owed.pop()
    play.feed(Failed(number, "The store is locked.", "Scan it again.", code=FIRST), "station")
    assert play.state.now is None
    assert "The store is locked" in play.last_line
    play.scan(FIRST).answer()
    assert play.steps()[StepName.TAG] == StepState.ASKING


def test_tags_are_counted_for_the_roll_they_are_from() -> None:
    play = conversion().feed(RollTaken("A12")).scan(FIRST).answer().lay(BLANK)
    fail(play, needs_tag=False).scan(SECOND).answer().lay().lay(OTHER_BLANK).answer()
    (roll,) = play.state.rolls
    assert (roll.name, roll.written, roll.failed) == ("A12", 1, (UID,))
    play.feed(RollTaken("A13")).lay().scan(FIRST).answer().lay(TagOnPad(UID, "blank")).answer()
    assert [(one.name, one.written, one.failed) for one in play.state.rolls] == [
        ("A12", 1, ()),
        ("A13", 1, ()),
    ], "in the end it took the number"


def test_a_blank_tag_of_a_half_done_book_is_not_taken_for_another() -> None:
    play = fail(at_tag().lay(BLANK), needs_tag=False).scan(SECOND).answer()
    play.lay().lay(OTHER_BLANK).answer().lay().scan(DISPOSSESSED.isbn[0]).answer()
    assert play.state.released == 1
    play.titles["31234000000127"] = Match(LEFT_HAND, Item(9, 1, "31234000000127"), ())
    play.scan("31234000000127").answer().lay(BLANK)
    assert play.effects == []
    assert "still on the pad" in prompt(play.state)


def test_hands_free_needs_books_that_have_their_barcode(tmp_path: Path) -> None:
    folder = tmp_path / "profiles"
    folder.mkdir()
    (folder / "own.toml").write_text(
        'title = "Own"\nsummary = "Own."\nsteps = ["record", "barcode", "tag", "release"]\n'
        'barcode = "leased"\nhands_free = true\n'
    )
    with pytest.raises(ConfigError, match="hands_free"):
        read_profiles(tmp_path)
