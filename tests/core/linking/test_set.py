"""An item of several parts: all its tags are written, checked, and undone as one."""

import msgspec
import pytest
from linking_play import LEFT_HAND, OWNED, Play

from procstation.catalog import Item
from procstation.linking import (
    CheckSet,
    Chose,
    Failed,
    GoalSet,
    Match,
    PartsSet,
    ProfileChosen,
    Release,
    SetChecked,
    Skipped,
    Started,
    StepName,
    StepState,
    TagOnPad,
    TagWritten,
    TriedAgain,
    Undo,
    UndoAsked,
    WriteTag,
    read_command,
)
from procstation.linking.view import prompt

CODE = OWNED.barcode or ""
UIDS = [f"E00401000000000{number}" for number in range(5)]
BLANKS = [TagOnPad(uid, "blank") for uid in UIDS]


def right(number: int, part: int, parts: int = 3) -> TagOnPad:
    return TagOnPad(UIDS[number], "iso28560-3", CODE, "secured", parts, part)


def set_of(parts: int = 3, untagged: int = 0) -> Play:
    return Play("conversion").scan(CODE).answer().feed(PartsSet(parts, untagged))


def writes(play: Play) -> list[tuple[str, int, int]]:
    return [(one.uid, one.parts, one.part) for one in play.effects if isinstance(one, WriteTag)]


def write_next(play: Play) -> Play:
    """Have the tag under way written."""
    number, effect = play.owed.pop()
    assert isinstance(effect, WriteTag), effect
    return play.feed(TagWritten(number, effect.uid, 8, "written"), "station")


def test_all_laid_down_together_are_written_one_after_another_and_checked_as_one() -> None:
    play = set_of().lay(*BLANKS[:3])
    for part in (1, 2, 3):
        assert writes(play) == [(UIDS[part - 1], 3, part)]
        write_next(play)
    assert play.effects == [CheckSet(CODE, 3, tuple(UIDS[:3]))]
    assert play.steps()[StepName.TAG] == StepState.WORKING
    play.answer()
    assert play.state.released == 1
    assert play.state.last_released is not None
    assert "3 parts written" in play.state.last_released.steps[1].detail


def test_the_others_lie_beside_the_tag_that_is_written() -> None:
    play = set_of().lay(*BLANKS[:3])
    assert play.effects == [WriteTag(UIDS[0], CODE, parts=3, part=1, beside=(UIDS[1], UIDS[2]))]


def test_parts_that_lay_apart_at_the_end_are_named() -> None:
    play = set_of()
    for number in range(3):
        write_next(play.lay(BLANKS[number]))
        if number < 2:
            play.lay()
    assert play.effects == [CheckSet(CODE, 3, (UIDS[2],))]
    play.answer()
    assert play.state.last_released is not None
    assert play.state.last_released.steps[1].detail == (
        "3 parts written and read back, parts 1, 2 not again with the last"
    )


def test_one_after_another_the_screen_says_which_are_missing() -> None:
    play = set_of()
    for number in range(3):
        play.lay(BLANKS[number])
        assert writes(play) == [(UIDS[number], 3, number + 1)]
        write_next(play)
        if number < 2:
            assert f"{number + 1} of 3 parts, missing: {'2, 3' if not number else '3'}" in prompt(
                play.state
            )
            play.lay()
    play.answer()
    assert play.state.released == 1


def test_a_part_laid_down_twice_is_not_written_as_another() -> None:
    play = write_next(set_of().lay(BLANKS[0])).lay().lay(right(0, 1))
    assert play.effects == []
    assert "missing: 2, 3" in prompt(play.state)


def test_a_set_is_known_by_its_old_tags_and_keeps_its_parts() -> None:
    play = Play("conversion").lay(TagOnPad(UIDS[0], "3m", CODE, "", 2, 2, other_model=True))
    play.answer(until=WriteTag)
    assert play.owed[0][1] == WriteTag(UIDS[0], CODE, parts=2, part=2)
    write_next(play)
    assert "missing: 1" in prompt(play.state)
    play.lay(TagOnPad(UIDS[1], "3m", CODE, "", 2, 1, other_model=True)).answer()
    assert play.state.released == 1


@pytest.mark.parametrize(("policy", "stated"), [("count", 4), ("leave out", 3)])
def test_parts_that_carry_no_tag_count_as_the_site_wants(policy: str, stated: int) -> None:
    profile = Play("conversion").state.profile
    assert profile is not None
    play = Play("conversion")
    play.feed(ProfileChosen(msgspec.structs.replace(profile, untaggable=policy)))
    play.scan(CODE).answer().feed(PartsSet(4, 1)).lay(*BLANKS[:3])
    assert writes(play) == [(UIDS[0], stated, 1)]
    write_next(write_next(write_next(play)))
    assert play.effects == [CheckSet(CODE, stated, tuple(UIDS[:3]))], "three tags are all"


def test_a_part_that_reads_wrong_in_the_end_keeps_the_step_open() -> None:
    play = write_next(write_next(set_of(2).lay(*BLANKS[:2])))
    number, _ = play.owed.pop()
    play.feed(SetChecked(number, (UIDS[1],), "It does not hold its part"), "station")
    assert play.steps()[StepName.TAG] == StepState.FAILED
    assert not any(isinstance(one, Release) for one in play.effects)
    play.feed(TriedAgain())
    assert writes(play) == [(UIDS[1], 2, 2)]
    play.answer()
    assert play.state.released == 1


@pytest.mark.parametrize(
    "other",
    [
        TagOnPad(UIDS[4], "iso28560-3", "31234000000777"),
        TagOnPad(UIDS[4], "ndef"),
        TagOnPad("", trouble="A tag cannot be read."),
    ],
)
def test_nothing_is_written_beside_what_is_not_of_the_set(other: TagOnPad) -> None:
    play = set_of().lay(BLANKS[0], other)
    assert play.effects == []
    play.lay(*BLANKS[:3]).answer()
    assert play.state.released == 1


def test_more_tags_than_parts_are_said_and_none_is_written() -> None:
    play = set_of(2).lay(*BLANKS[:3])
    assert play.effects == []
    assert "3 tags on the pad" in play.last_line


def test_a_failing_part_is_not_tried_for_ever() -> None:
    play = set_of(2).lay(*BLANKS[:2])
    for _ in range(3):
        number, effect = play.owed.pop()
        assert isinstance(effect, WriteTag)
        play.feed(Failed(number, "It left.", "Lay it back.", needs_tag=True), "station")
        play.lay().lay(*BLANKS[:2])
    assert play.owed == []
    assert play.steps()[StepName.TAG] == StepState.FAILED


def test_undo_restores_every_tag_before_the_number_is_taken_back() -> None:
    play = set_of(2).lay(BLANKS[0], right(1, 2, 2)).answer().feed(UndoAsked()).feed(Chose(1))
    assert play.effects == [Undo(CODE, unassign=False, uid=UIDS[0], beside=(UIDS[1],))]
    play.answer()
    assert play.state.now is None
    assert play.state.released == 0

    play = Play("new-acquisition").scan(LEFT_HAND.isbn[0], "isbn").answer().feed(PartsSet(2))
    number = play.state.now.barcode if play.state.now is not None else ""
    play.lay(*BLANKS[:2]).answer().feed(UndoAsked()).feed(Chose(1))
    assert play.effects == [Undo(number, unassign=False, uid=UIDS[0], beside=(UIDS[1],))]
    play.owed, owed = [], play.owed
    play.feed(play._answer_to(*owed[0]), "station")
    assert play.effects == [Undo(number, unassign=True, uid=UIDS[1], beside=(UIDS[0],))]
    play.feed(play._answer_to(*play.owed.pop()), "station")
    assert play.state.now is None


def test_after_a_restart_each_part_is_looked_at_again() -> None:
    play = write_next(set_of().lay(*BLANKS[:3]))
    play.owed.clear()
    profile = play.state.profile
    assert profile is not None
    play.feed(Started("0.1.0", profile), "station")
    play.lay(right(0, 1), TagOnPad(UIDS[1], "blank", unfinished=CODE), BLANKS[2])
    assert writes(play) == [(UIDS[1], 3, 2)]
    play.answer()
    assert play.state.released == 1


def test_a_set_on_the_pad_is_told_at_any_time() -> None:
    play = Play().lay(right(0, 1), right(1, 2))
    assert f"{CODE}: 2 of 3 parts on the pad, part 3 is missing." in [
        line.text for line in play.state.lines
    ]


def test_parts_that_make_no_set_are_refused_and_a_missing_one_can_be_skipped() -> None:
    play = set_of(2).feed(PartsSet(0)).feed(PartsSet(2, 2))
    assert "make no set" in play.last_line
    write_next(play.lay(BLANKS[0])).feed(Skipped("the disc is lost")).answer()
    assert play.state.released == 1


@pytest.mark.parametrize(
    ("word", "said"),
    [("PARTS-3", PartsSet(3)), ("PARTS-4-1", PartsSet(4, 1)), ("PARTS-X", None), ("PARTS", None)],
)
def test_parts_are_said_by_a_command_barcode(word: str, said: PartsSet | None) -> None:
    assert read_command(word, {}) == said


@pytest.mark.parametrize(
    ("word", "said"),
    [("GOAL-300", GoalSet(300)), ("GOAL-12-STACKS", GoalSet(12, "STACKS")), ("GOAL-", None)],
)
def test_a_goal_is_said_by_a_command_barcode(word: str, said: GoalSet | None) -> None:
    assert read_command(word, {}) == said


def test_a_number_of_two_items_is_not_mixed_up_with_a_set() -> None:
    play = Play("conversion")
    play.titles["31234000000119"] = Match(LEFT_HAND, Item(8, 1, "31234000000119"), ())
    play.lay(right(0, 1), TagOnPad(UIDS[1], "3m", "31234000000119"))
    assert play.effects == []


def known_to_have(parts: int) -> Play:
    play = Play("conversion")
    play.titles[CODE] = Match(LEFT_HAND, Item(7, 1, CODE, parts=parts), ())
    return play.scan(CODE).answer()


def test_the_catalogue_says_how_many_parts_are_expected() -> None:
    play = known_to_have(2)
    assert "By the catalogue" in "".join(line.text for line in play.state.lines)
    assert "missing: 1, 2" in prompt(play.state)
    play.lay(*BLANKS[:2])
    assert writes(play) == [(UIDS[0], 2, 1)]
    play.answer()
    assert play.state.released == 1


@pytest.mark.parametrize("parts", [0, 1])
def test_one_piece_is_no_set(parts: int) -> None:
    assert known_to_have(parts).lay(BLANKS[0]).effects == [WriteTag(UIDS[0], CODE)]


def test_a_person_knows_better_than_the_catalogue() -> None:
    play = known_to_have(2).feed(PartsSet(1)).lay(BLANKS[0])
    assert writes(play) == [(UIDS[0], 1, 1)]
    play.answer()
    assert play.state.released == 1
