"""The demo's keys at 80 columns, the least a terminal has."""

from collections.abc import Iterator
from typing import Any

import pytest
from linking_play import Play
from station_shown import ShownStation, bench_shown

from procstation.demo import ACTS, Cart
from procstation.devices import Rack
from procstation.errors import InputRefused
from procstation.language import LANGUAGES, speak, tr_marked
from procstation.tui.demo import DemoApp
from procstation.tui.screens.demo import HandsBar


@pytest.fixture
def english() -> Iterator[None]:
    yield
    speak("en")


@pytest.mark.usefixtures("english")
@pytest.mark.parametrize(
    "code",
    [one if one == "en" else pytest.param(one, marks=pytest.mark.long) for one in LANGUAGES],
)
async def test_every_key_stands_with_its_words_on_two_lines(code: str) -> None:
    speak(code)
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
        assert sum(f" {act.key}  {tr_marked(act.label)}" in row for row in rows) == 1


class Hands(Cart):
    """Hands that do nothing, and say what they were asked for."""

    def __init__(self) -> None:
        self.done: list[str] = []

    def do(self, word: str, rest: str = "") -> str:
        if word == "label":
            raise InputRefused("No label was printed yet.", "Scan a book first.")
        self.done.append(word)
        return f"did {word}"


async def test_keys_are_hands() -> None:
    station: Any = ShownStation(Play())
    hands = Hands()
    app = DemoApp(lambda: station, lambda _: hands, read_wedge=False)
    async with app.run_test(size=(80, 24)) as pilot:
        await bench_shown(pilot)
        bar = app.screen.query_one(HandsBar)
        refused = next(act for act in ACTS if act.word == "label")
        for act in ACTS:
            await pilot.press(act.key)
            await pilot.pause()
            said = "No label was printed yet" if act is refused else f"did {act.word}"
            assert said in str(bar.border_subtitle)
        # Each can be touched as well.
        rows = [bar.render_line(row).text for row in range(bar.size.height)]
        row = next(number for number, text in enumerate(rows) if "pad cable" in text)
        left = bar.content_region.offset - bar.region.offset
        await pilot.click(bar, offset=(rows[row].index("pad cable") + left.x, row + left.y))
        await pilot.pause()
    assert hands.done == [act.word for act in ACTS if act is not refused] + ["cable"]
