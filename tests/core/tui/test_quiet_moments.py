"""Garbage of all ages is collected when a person pauses, and not between two keys."""

import gc
from collections.abc import Iterator

import pytest
from linking_play import Play
from station_shown import ShownStation, bench_shown

from procstation.tui.bench_app import BenchApp
from procstation.tui.quiet_moments import DUE, OVERDUE, QUIET_S, QuietMoments


class Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


class Knot:
    """A thing that only the collector can let go of."""

    alive = 0

    def __init__(self) -> None:
        self.itself = self
        Knot.alive += 1

    def __del__(self) -> None:
        Knot.alive -= 1


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The collections of what is young since the last of everything, as the collector counts."""
    count = [0]
    monkeypatch.setattr(gc, "get_count", lambda: (0, 0, count[0]))
    Knot.alive = 0
    yield count
    gc.collect()


def test_a_pause_is_used_and_typing_is_not_disturbed(counted: list[int]) -> None:
    clock = Clock()
    quiet = QuietMoments(clock)
    try:
        Knot()
        gc.collect(1)
        Knot()
        counted[0] = DUE
        quiet.key_pressed()
        clock.now_s += QUIET_S / 2
        assert not quiet.look()
        assert Knot.alive == 1
        clock.now_s += QUIET_S
        assert quiet.look()
        assert Knot.alive == 0
        counted[0] = DUE - 1
        assert not quiet.look()
    finally:
        quiet.end()


def test_who_never_pauses_does_not_fill_the_memory(counted: list[int]) -> None:
    quiet = QuietMoments(Clock())
    try:
        quiet.key_pressed()
        counted[0] = OVERDUE
        assert quiet.look()
    finally:
        quiet.end()


async def test_the_interface_does_so_and_leaves_it_as_it_was() -> None:
    usual = gc.get_threshold()
    app = BenchApp(lambda: ShownStation(Play()), read_wedge=False)  # type: ignore[arg-type, return-value]
    async with app.run_test() as pilot:
        await bench_shown(pilot)
        assert gc.get_threshold()[:2] == usual[:2]
        assert gc.get_threshold()[2] > 1000 * usual[2]
    assert gc.get_threshold() == usual
