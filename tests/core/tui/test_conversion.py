"""The bench at conversion: pace, goal, roll, and the table of a stack."""

from typing import Any

import pytest
from linking_play import LEFT_HAND, Play
from station_shown import ShownStation, bench_shown

from procstation.catalog import Item
from procstation.linking import GoalSet, Match, RollAsked, RollTaken, TagOnPad
from procstation.tui.bench_app import BenchApp
from procstation.tui.widgets.now import NowPanel
from procstation.tui.widgets.pace import PacePanel

CODES = [f"3123400000{number:04}" for number in range(12)]


def uid(number: int) -> str:
    return f"E0040100000000{number:02}"


def app_for(play: Play) -> tuple[BenchApp, ShownStation]:
    station: Any = ShownStation(play)
    return BenchApp(lambda: station, read_wedge=False), station


def stack_of(count: int) -> Play:
    play = Play("stack")
    for number in range(count - 1):
        play.titles[CODES[number]] = Match(LEFT_HAND, Item(20 + number, 1, CODES[number]), ())
    tags = [TagOnPad(uid(one), "iso28560-3", CODES[one], "secured", 1, 1) for one in range(count)]
    return play.lay(*tags).answer()


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (160, 48)])
async def test_a_stack_is_a_table_with_its_trouble_on_top(size: tuple[int, int]) -> None:
    app, _ = app_for(stack_of(12))
    async with app.run_test(size=size) as pilot:
        await bench_shown(pilot)
        await pilot.pause()
        now = app.screen.query_one(NowPanel)
        lines = str(now.render()).splitlines()
        assert lines[0].startswith(f"✗ {CODES[11]}  not in the catalogue")
        assert any("The le" in line for line in lines)
        assert now.border_title == "12 books"
        if size == (80, 24):
            assert "more" in lines[-1]


async def test_goal_and_roll_are_asked_for_by_a_key_each() -> None:
    app, station = app_for(Play("conversion"))
    async with app.run_test(size=(80, 24)) as pilot:
        await bench_shown(pilot)
        await pilot.press("g", *"300", "enter")
        await pilot.press("w")
        await pilot.press("g", "escape")
        await pilot.pause()
    assert station.bench.posted == [GoalSet(300), RollAsked()]


@pytest.mark.long
async def test_a_roll_whose_label_cannot_be_scanned_is_typed() -> None:
    app, station = app_for(Play("conversion").feed(RollAsked()))
    async with app.run_test(size=(80, 24)) as pilot:
        await bench_shown(pilot)
        await pilot.press("w", *"A12", "enter")
        await pilot.pause()
    assert station.bench.posted == [RollTaken("A12")]


async def test_the_pace_is_shown_once_there_is_something_to_say() -> None:
    app, station = app_for(Play("conversion"))
    async with app.run_test(size=(80, 24)) as pilot:
        await bench_shown(pilot)
        await pilot.pause()
        pace = app.screen.query_one(PacePanel)
        assert not pace.display
        station.bench.play.feed(GoalSet(300, "Stacks")).feed(RollTaken("A12"))
        station.changed()
        await pilot.pause()
        await pilot.pause()
        assert pace.display
        assert "0 of 300 Stacks" in str(pace.render())
        assert "roll A12: 0 good, 0 bad" in str(pace.render())
