"""Repairs asked for at the tag inspector: recorded, done beside the work, told how they ended."""

from linking_play import BLANK, LEFT_HAND, Play

from procstation.linking import (
    Level,
    RepairAsked,
    RepairFailed,
    RepairTag,
    TagRepaired,
    WriteTag,
)

UID = "E00401105B6C7D8E"
ISBN = LEFT_HAND.isbn[0]


def test_a_repair_is_asked_for_and_told() -> None:
    play = Play().feed(RepairAsked(UID, "rewrite"))
    assert [effect for _, effect in play.owed if isinstance(effect, RepairTag)] == [
        RepairTag(UID, "rewrite")
    ]
    play.feed(TagRepaired(UID, "rewrite", "8 blocks, verified, secured, iso28560-3"))
    line = play.state.lines[-1]
    assert (line.level, line.text) == (
        Level.GOOD,
        f"Tag {UID}, rewrite: 8 blocks, verified, secured, iso28560-3.",
    )


def test_a_failure_is_told_with_what_to_do() -> None:
    play = Play().feed(RepairFailed(UID, "rewrite", "The tag left.", "Lay it back."))
    assert play.state.lines[-1].level == Level.BAD
    assert play.state.lines[-1].text == "The tag left. Lay it back."


def test_the_tag_the_bench_is_writing_is_left_alone() -> None:
    play = Play().scan(ISBN, "isbn").answer().lay(BLANK).answer(until=WriteTag)
    number, write = play.owed[-1]
    assert isinstance(write, WriteTag)
    play.feed(RepairAsked(write.uid, "secure-on"))
    assert "is being written" in play.state.lines[-1].text
    assert not any(isinstance(effect, RepairTag) for _, effect in play.owed)
    play.feed(RepairAsked(UID[:-1] + "0", "secure-on"))
    assert any(isinstance(effect, RepairTag) for _, effect in play.owed), "another tag may be"
    assert play.state.now is not None
    assert play.state.now.number == number
