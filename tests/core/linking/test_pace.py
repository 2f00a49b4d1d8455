"""Rate and forecast, from times alone."""

from procstation.linking import Pace


def at(minute: int, second: int = 0) -> str:
    return f"2026-11-21T{10 + minute // 60}:{minute % 60:02}:{second:02}.000Z"


def pace_of(*times: str, goal: int = 0) -> Pace:
    pace = Pace().with_goal(goal, "") if goal else Pace()
    for time in times:
        pace = pace.released(time)
    return pace


def test_one_every_twelve_seconds_is_300_an_hour() -> None:
    times = [at(number // 5, number % 5 * 12) for number in range(51)]
    assert pace_of(*times).items_an_hour(times[-1]) == 300


def test_of_two_items_nothing_is_said() -> None:
    assert pace_of(at(0), at(1)).items_an_hour(at(1)) is None


def test_a_pause_shows_and_what_is_long_ago_is_forgotten() -> None:
    pace = pace_of(at(0), at(1), at(2), at(3))
    assert pace.items_an_hour(at(3)) == 60
    assert pace.items_an_hour(at(6)) == 30
    assert pace.items_an_hour(at(40)) is None
    assert len(pace.released(at(40)).lately) == 1


def test_the_goal_is_counted_from_when_it_was_set() -> None:
    pace = pace_of(at(0), at(1), at(2)).with_goal(12, "Stacks")
    for minute in (3, 4):
        pace = pace.released(at(minute))
    assert (pace.left, pace.minutes_left(at(4))) == (10, 10)
    assert pace.taken_back().left == 11


def test_without_a_goal_nothing_is_left() -> None:
    pace = pace_of(at(0), at(1), at(2), at(3))
    assert (pace.left, pace.minutes_left(at(3))) == (0, None)
