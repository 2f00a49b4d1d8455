"""A tag that is written anew: what it loses is said, and another library's book is asked about."""

from linking_play import LEFT_HAND, OTHER_UID, OWNED, UID, Play

from procstation.catalog import Item
from procstation.linking import (
    Chose,
    Level,
    Match,
    PartsSet,
    StepName,
    StepState,
    TagOnPad,
    TagWritten,
    Topic,
    Verdict,
    WriteTag,
)

CODE = OWNED.barcode or ""
THEIRS = TagOnPad(UID, "iso28560-3", CODE, "secured", 1, 1, owner="DK-718500")
LOST = "Element 17 (title) 'Faust' is left out: The data need 60 bytes, the tag has 32."


def test_what_a_tag_loses_is_said_and_rings_no_bell() -> None:
    play = Play("conversion").lay(TagOnPad(UID, "3m", CODE)).answer(until=WriteTag)
    number, _ = play.owed.pop()
    play.feed(TagWritten(number, UID, 8, "8 blocks, verified", (LOST,)), "station")
    assert [line.level for line in play.state.lines if LOST in line.text] == [Level.INFO]
    play.answer()
    assert play.state.released == 1


def test_the_book_of_another_library_is_asked_about() -> None:
    play = Play("conversion").scan(CODE).answer().lay(THEIRS)
    assert play.effects == []
    question = play.state.question
    assert question is not None
    assert question.topic == Topic.OTHER_OWNER
    assert "belongs to DK-718500" in question.text
    play.feed(Chose(1))
    assert play.effects == [WriteTag(UID, CODE, take_over=True)]
    assert "taken over from DK-718500" in "".join(line.text for line in play.state.lines)


def test_it_may_be_the_wrong_book() -> None:
    play = Play("conversion").scan(CODE).answer().lay(THEIRS).feed(Chose(0))
    assert play.effects == []
    assert play.steps()[StepName.TAG] == StepState.ASKING
    play.lay().lay(TagOnPad(OTHER_UID, "blank"))
    assert play.effects == [WriteTag(OTHER_UID, CODE)]


def test_taking_it_away_takes_the_question_away() -> None:
    play = Play("conversion").scan(CODE).answer().lay(THEIRS).lay()
    assert play.state.question is None
    play.lay(THEIRS)
    assert play.state.question is not None, "and it is asked again"


def test_with_nothing_to_press_the_next_book_passes_over_it() -> None:
    play = Play("conversion")
    play.titles["31234000000119"] = Match(LEFT_HAND, Item(8, 1, "31234000000119"), ())
    play.scan(CODE).answer().lay(THEIRS).scan("31234000000119").answer()
    assert play.state.now is not None
    assert play.state.now.barcode == "31234000000119"
    assert [one.barcode for one in play.state.aside] == [CODE]


def test_of_a_set_it_is_asked_once() -> None:
    first = TagOnPad(UID, "iso28560-3", CODE, "secured", 2, 1, owner="DK-718500")
    second = TagOnPad(OTHER_UID, "iso28560-3", CODE, "secured", 2, 2, owner="DK-718500")
    play = Play("conversion").scan(CODE).answer().feed(PartsSet(2)).lay(first, second)
    assert play.state.question is not None
    play.feed(Chose(1))
    assert [one.take_over for one in play.effects if isinstance(one, WriteTag)] == [True]
    play.answer()
    assert play.state.released == 1


def test_in_a_stack_it_is_named_and_left_alone() -> None:
    play = Play("stack").lay(THEIRS, TagOnPad(OTHER_UID, "blank"))
    play.answer()
    assert play.state.stack is not None
    book = play.state.stack.book(UID)
    assert book is not None
    assert book.verdict is Verdict.OTHER_LIBRARY
    assert any("another library's: DK-718500" in line.text for line in play.state.lines)
