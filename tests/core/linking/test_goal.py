"""A goal counted from the catalogue: all items of a location that have no tag yet."""

import pytest
from linking_play import OWNED, Play

from procstation.linking import (
    CountItems,
    Failed,
    GoalOf,
    GoalSet,
    ItemsCounted,
    Level,
    read_command,
    read_goal,
)
from procstation.linking.view import pace_lines


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("300", GoalSet(300)),
        (" 300  Stacks, level 2 ", GoalSet(300, "Stacks, level 2")),
        ("Stacks, level 2", GoalOf("Stacks, level 2")),
        ("", None),
        ("1000000000", None),
    ],
)
def test_what_is_a_goal(text: str, goal: GoalSet | GoalOf | None) -> None:
    assert read_goal(text) == goal


def test_a_command_barcode_names_a_location() -> None:
    assert read_command("GOAL-OPEN-STACKS", {}) == GoalOf("OPEN STACKS")
    assert read_command("GOAL-", {}) is None


def test_those_with_a_tag_are_done_already() -> None:
    play = Play("conversion").feed(GoalOf("stacks"))
    assert play.effects == [CountItems("stacks")]
    play.feed(ItemsCounted("Stacks", 412, 80), "station")
    assert "412 items, 80 have a tag; the goal is the other 332" in play.last_line
    assert pace_lines(play.state) == ["0 of 332 Stacks"]


def test_a_place_nobody_knows_leaves_the_goal_there_was() -> None:
    play = Play("conversion").feed(GoalSet(5)).feed(GoalOf("Stakcs"))
    play.feed(ItemsCounted("Stakcs", 0, hint="Did you mean 'Stacks'?"), "station")
    assert "'Stakcs'. Did you mean 'Stacks'?" in play.last_line
    assert play.state.pace.goal == 5


def test_a_store_that_does_not_answer_is_told() -> None:
    play = Play("conversion").scan(OWNED.barcode or "").answer().feed(GoalOf("Stacks"))
    play.feed(Failed(0, "The store is locked.", "Try again."), "station")
    assert (play.state.lines[-1].level, play.last_line) == (
        Level.BAD,
        "The store is locked. Try again.",
    )
    assert play.state.now is not None
