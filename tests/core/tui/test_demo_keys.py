"""The demo's keys at 80 columns, the least a terminal has."""

from typing import Any

from linking_play import Play
from station_shown import ShownStation, bench_shown

from procstation.demo import ACTS, Cart
from procstation.devices import Rack
from procstation.tui.demo import DemoApp
from procstation.tui.screens.demo import HandsBar


async def test_every_key_stands_with_its_words_on_two_lines() -> None:
    play = Play()
    station: Any = ShownStation(play)
    cart = Cart(Rack(), (), lambda: play.state)
    app = DemoApp(lambda: station, lambda _: cart, read_wedge=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await bench_shown(pilot)
        bar = app.screen.query_one(HandsBar)
        assert bar.size.height == 2
        rows = [bar.render_line(row).text for row in range(bar.size.height)]
    for act in ACTS:
        assert sum(f" {act.key}  {act.label}" in row for row in rows) == 1
