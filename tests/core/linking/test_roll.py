"""Which roll the tags are from: named by a scan of its own label, in between."""

import pytest
from linking_play import OTHER_UID, OWNED, UID, Play

from procstation.linking import (
    Chose,
    Level,
    LookUp,
    RollAsked,
    RollTaken,
    Scanned,
    TagOnPad,
    Topic,
    WriteTag,
    read_command,
)
from procstation.linking.view import pace_lines, prompt

CODE = OWNED.barcode or ""
BLANK, OTHER_BLANK = TagOnPad(UID, "blank"), TagOnPad(OTHER_UID, "blank")


def asked() -> Play:
    return Play("conversion").feed(RollAsked())


def test_the_next_scan_is_the_label_of_the_roll() -> None:
    play = asked()
    assert "Scan the label of the roll" in prompt(play.state)
    play.feed(Scanned("LOT-7741", "unknown"), "scanner")
    assert play.effects == [], "it is looked for in no catalogue"
    assert play.state.question is None
    assert pace_lines(play.state) == ["roll LOT-7741: 0 good, 0 bad"]
    assert play.scan(CODE).effects == [LookUp(CODE)]


@pytest.mark.parametrize(("code", "kind"), [(CODE, "item"), ("9780441478125", "isbn")])
def test_a_book_is_no_roll(code: str, kind: str) -> None:
    play = asked().feed(Scanned(code, kind), "scanner")
    assert "is the number of a book" in play.last_line
    assert play.state.rolls == ()
    assert play.state.question is not None


def test_a_label_that_cannot_be_used_leaves_the_question_open() -> None:
    play = asked().feed(Scanned("", "unknown", refusal="empty. Scan it again."), "scanner")
    assert play.state.question is not None
    assert play.state.question.topic == Topic.ROLL


@pytest.mark.parametrize(("choice", "rolls"), [(0, ["A"]), (1, ["A", ""])])
def test_it_can_stay_as_it_is_or_have_no_name(choice: int, rolls: list[str]) -> None:
    play = Play("conversion").feed(RollTaken("A")).feed(RollAsked()).feed(Chose(choice))
    assert [one.name for one in play.state.rolls] == rolls
    assert play.state.question is None


def test_a_typed_name_answers_it_too() -> None:
    play = asked().feed(RollTaken("A12"))
    assert play.state.question is None
    assert play.state.rolls[-1].name == "A12"


def test_a_book_laid_down_meanwhile_is_gone_on_with() -> None:
    play = Play("conversion").scan(CODE).answer().feed(RollAsked()).lay(BLANK)
    assert play.effects == []
    play.feed(Scanned("LOT-7741", "unknown"), "scanner")
    assert play.effects == [WriteTag(UID, CODE)]


def test_another_question_comes_first() -> None:
    play = Play("conversion").scan(CODE).answer()
    play.lay(TagOnPad(UID, "iso28560-3", "31234000000777")).feed(RollAsked())
    assert play.state.question is not None
    assert play.state.question.topic == Topic.OVERWRITE
    assert play.state.lines[-1].level is Level.BAD


def test_a_command_barcode_asks_for_it() -> None:
    assert read_command("ROLL", {}) == RollAsked()
    assert read_command("ROLL-A12", {}) == RollTaken("A12")
