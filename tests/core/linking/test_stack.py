"""Several books on the pad at once: each right, put right, or named as trouble."""

import msgspec
import pytest
from linking_play import LEFT_HAND, Play

from procstation.catalog import Item
from procstation.linking import (
    Chose,
    Failed,
    Match,
    MatchStack,
    ProfileChosen,
    Started,
    TagOnPad,
    TagWritten,
    TriedAgain,
    Undo,
    UndoAsked,
    Verdict,
    WriteTag,
)
from procstation.linking.view import prompt, stack_lines

CODES = [f"3123400000{number:04}" for number in range(8)]


def uid(number: int) -> str:
    return f"E00401000000000{number}"


def right(number: int) -> TagOnPad:
    return TagOnPad(uid(number), "iso28560-3", CODES[number], "secured", parts=1, part=1)


def old(number: int) -> TagOnPad:
    return TagOnPad(uid(number), "3m", CODES[number], "on loan", other_model=True)


def stack() -> Play:
    play = Play("stack")
    for number, code in enumerate(CODES):
        play.titles[code] = Match(LEFT_HAND, Item(20 + number, 1, code), ())
    return play


def verdicts(play: Play) -> list[Verdict]:
    assert play.state.stack is not None
    return [one.verdict for one in play.state.stack.books]


def test_eight_right_books_are_matched_by_one_look_up_and_counted() -> None:
    play = stack().lay(*map(right, range(8)))
    assert play.effects == [MatchStack(tuple(CODES))]
    play.answer()
    assert verdicts(play) == [Verdict.RIGHT] * 8
    assert play.state.released == 8
    assert "8 books: 8 right" in play.last_line
    assert "lay the next ones down" in prompt(play.state)


def test_tags_of_other_models_are_written_one_after_another_beside_the_rest() -> None:
    play = stack().lay(old(0), right(1), old(2)).answer(until=WriteTag)
    assert play.effects == [WriteTag(uid(0), CODES[0], beside=(uid(1), uid(2)))]
    assert "Keep the books on the pad" in prompt(play.state)
    number, _ = play.owed.pop()
    play.feed(TagWritten(number, uid(0), 8, "written"), "station")
    assert play.effects == [WriteTag(uid(2), CODES[2], beside=(uid(0), uid(1)))]
    play.answer()
    assert verdicts(play) == [Verdict.WRITTEN, Verdict.RIGHT, Verdict.WRITTEN]
    assert play.state.released == 3


@pytest.mark.parametrize(
    ("tag", "verdict"),
    [
        (TagOnPad(uid(9), "blank"), Verdict.BLANK),
        (TagOnPad(uid(9), "ndef"), Verdict.FOREIGN),
        (TagOnPad(uid(9), "foreign", damaged=True), Verdict.DAMAGED),
        (TagOnPad(uid(9), "iso28560-3", "31234000009999", "secured"), Verdict.UNKNOWN_ITEM),
        (TagOnPad(uid(9), "iso28560-3", CODES[0], "secured"), Verdict.TWICE),
        (TagOnPad(uid(9), "iso28560-3", CODES[3], "secured", 2, 1), Verdict.PART_MISSING),
    ],
)
def test_trouble_is_named_and_the_others_go_on(tag: TagOnPad, verdict: Verdict) -> None:
    play = stack().lay(right(0), tag, old(1)).answer()
    assert play.state.stack is not None
    found = play.state.stack.book(tag.uid)
    assert found is not None
    assert found.verdict is verdict
    assert verdicts(play)[2] is Verdict.WRITTEN
    assert "with trouble" in play.last_line
    assert stack_lines(play.state.stack)[0].sign == "✗", "trouble comes first"


@pytest.mark.parametrize(
    ("security", "verdict"),
    [("on loan", Verdict.NOT_SECURED), ("unknown", Verdict.SECURITY_UNKNOWN)],
)
def test_a_profile_that_writes_nothing_only_names_it(security: str, verdict: Verdict) -> None:
    play = stack()
    assert play.state.profile is not None
    looking = msgspec.structs.replace(play.state.profile, rewrite=False)
    play.feed(ProfileChosen(looking)).lay(
        TagOnPad(uid(0), "iso28560-3", CODES[0], security), old(1)
    ).answer()
    assert verdicts(play) == [verdict, Verdict.OTHER_MODEL]
    assert play.state.released == 0


def test_nothing_is_written_beside_a_tag_nobody_can_read() -> None:
    play = stack().lay(old(0), TagOnPad("", trouble="A tag cannot be read.")).answer()
    assert play.effects == []
    assert "cannot be read" in play.last_line
    play.lay(old(0)).answer()
    assert verdicts(play) == [Verdict.WRITTEN]


def fail(play: Play, *, needs_tag: bool = True) -> None:
    number, effect = play.owed.pop()
    assert isinstance(effect, WriteTag)
    play.feed(Failed(number, "It left.", "Lay it back.", needs_tag), "station")


def test_a_tag_that_cannot_be_written_is_not_tried_for_ever() -> None:
    """After each failure the pad tells of all tags anew, as if they had been away."""
    play = stack().lay(old(0), right(1)).answer(until=WriteTag)
    for _ in range(3):
        fail(play)
        play.lay().lay(old(0), right(1)).answer(until=WriteTag)
    assert play.owed == []
    assert verdicts(play) == [Verdict.FAILED, Verdict.RIGHT]
    assert play.state.released == 1, "the right one is counted once"
    play.feed(TriedAgain()).answer()
    assert verdicts(play) == [Verdict.WRITTEN, Verdict.RIGHT]


def test_the_next_stack_begins_when_the_pad_was_emptied() -> None:
    play = stack().lay(right(0), right(1)).answer().lay()
    assert "Lay the next books" in prompt(play.state)
    play.lay(right(2)).answer()
    assert play.state.released == 3


def test_a_book_added_while_one_is_written_is_looked_up_and_not_lost() -> None:
    play = stack().lay(old(0)).answer(until=WriteTag)
    write = play.owed.pop()
    play.lay(old(0), old(1)).answer()
    play.owed.append(write)
    play.answer()
    assert verdicts(play) == [Verdict.WRITTEN, Verdict.WRITTEN]
    assert play.state.released == 2


def test_after_a_restart_the_stack_is_read_anew() -> None:
    play = stack().lay(old(0), right(1)).answer(until=WriteTag)
    late = play.owed.pop()
    profile = play.state.profile
    assert profile is not None
    play.feed(Started("0.1.0", profile), "station")
    play.owed.append(late)
    play.answer()
    assert play.state.stack is None
    play.lay(TagOnPad(uid(0), "blank", unfinished=CODES[0]), right(1)).answer()
    assert verdicts(play) == [Verdict.WRITTEN, Verdict.RIGHT]


def test_the_last_tag_written_can_be_undone_and_stays_so() -> None:
    play = stack().lay(old(0), right(1)).answer().feed(UndoAsked()).feed(Chose(1))
    assert play.effects == [Undo(CODES[0], unassign=False, uid=uid(0), beside=(uid(1),))]
    play.answer().lay().lay(old(0), right(1)).answer()
    assert verdicts(play) == [Verdict.FAILED, Verdict.RIGHT]
    assert play.state.released == 1


def test_tags_of_a_set_keep_their_parts() -> None:
    parts = [TagOnPad(uid(one), "3m", CODES[0], "", 2, one, other_model=True) for one in (1, 2)]
    play = stack().lay(*parts).answer(until=WriteTag)
    assert play.effects == [WriteTag(uid(1), CODES[0], parts=2, part=1, beside=(uid(2),))]
    play.answer()
    assert verdicts(play) == [Verdict.WRITTEN] * 2
    assert play.state.released == 1, "one item of two parts"
