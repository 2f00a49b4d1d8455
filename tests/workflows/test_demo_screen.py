"""The demo as a newcomer plays it: one book by keys alone, on live simulated devices."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from procstation.demo import cart_of, prepare_demo
from procstation.devices import Presence, Rack
from procstation.linking import BenchState
from procstation.station import Station, open_station
from procstation.tui.demo import DemoApp

LIMIT_S = 20


class Player:
    """Presses keys, and waits until the station has come so far."""

    def __init__(self, pilot: Pilot[Any], station: Station) -> None:
        self.pilot = pilot
        self.station = station
        self._changed = asyncio.Event()
        loop = asyncio.get_running_loop()
        shown = pilot.app._changed  # type: ignore[attr-defined]

        def changed() -> None:
            shown()
            loop.call_soon_threadsafe(self._changed.set)

        station.listen(changed, lambda _: None)

    async def until(self, reached: Callable[[BenchState], bool]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not reached(self.station.bench.state):
                self._changed.clear()
                await self._changed.wait()
        await self.pilot.pause()

    def text(self, selector: str) -> str:
        return str(self.pilot.app.screen.query_one(selector, Static).visual)


def at_step(name: str) -> Callable[[BenchState], bool]:
    def reached(state: BenchState) -> bool:
        step = state.now.step if state.now is not None else None
        return step is not None and step.name == name and state.now.awaiting is None

    return reached


async def test_one_book_by_keys_alone(tmp_path: Path) -> None:
    rack = Rack()

    def open_demo() -> Station:
        config, url = prepare_demo(tmp_path)
        return open_station(tmp_path, config, url, rack)

    app = DemoApp(open_demo, lambda station: cart_of(station, rack), read_wedge=False)
    async with app.run_test(size=(80, 24)) as pilot:
        async with asyncio.timeout(LIMIT_S):
            while app.station is None:
                await pilot.pause()
        player = Player(pilot, app.station)
        await player.until(
            lambda _: all(one.presence is Presence.READY for one in app.station.devices())
        )
        await pilot.press("b")
        await player.until(at_step("tag"))
        assert "Lay the book on the pad" in player.text("#prompt")
        await pilot.press("l")
        await player.until(at_step("confirm"))
        await pilot.press("k")
        await player.until(lambda state: "patron card" in state.lines[-1].text)
        await pilot.press("c")
        await player.until(lambda state: state.released == 1)
        assert "1 released" in str(pilot.app.screen.query_one("#half-done").border_subtitle)
        await pilot.press("q")
    app.station.stop()
    files = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert not any(b"21234000001230" in data for data in files), "the patron's number was kept"
