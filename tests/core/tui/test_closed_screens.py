"""A screen that was left is gone, with its widgets and all they have drawn: a day of opening and
leaving takes no more memory than an hour of it."""

import gc
from typing import Any

import pytest
from linking_play import Play
from station_shown import ShownStation, bench_shown
from textual._styles_cache import StylesCache
from textual.widget import Widget

from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen


@pytest.mark.long
async def test_screens_that_were_left_leave_nothing() -> None:
    station: Any = ShownStation(Play())
    app = BenchApp(lambda: station, read_wedge=False)
    counts = []
    async with app.run_test(size=(80, 24)) as pilot:
        await bench_shown(pilot)
        for _ in range(3):
            for key in ("f1", "f2", "p"):
                await pilot.press(key)
                await pilot.pause()
                assert not isinstance(app.screen, BenchScreen)
                await pilot.press("escape")
                await pilot.pause()
            assert isinstance(app.screen, BenchScreen)
            gc.collect()
            objects = gc.get_objects()
            widgets = sum(_is_of(app, one) for one in objects)
            counts.append((widgets, sum(isinstance(one, StylesCache) for one in objects)))
    assert counts[0] == counts[1] == counts[2]


def _is_of(app: BenchApp, one: object) -> bool:
    return isinstance(one, Widget) and one.__dict__.get("app", app) is app
