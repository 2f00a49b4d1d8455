"""Play the demo and export pictures of the running program, for the README and the documentation.

    python docs/pictures.py

Some seconds of simulated devices; run it anew after changes to the screens.
"""

import asyncio
import re
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from procstation.demo import cart_of, prepare_demo
from procstation.devices import Rack
from procstation.linking import BenchState, StepName, StepState
from procstation.station import Station, open_station
from procstation.tui.demo import DemoApp

FOLDER = Path(__file__).with_name("pictures")
COLUMNS, ROWS = 96, 30
PATIENCE_S = 20.0
LOOK_EVERY_S = 0.05

FONTS = 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace'
"""Of the reader's own machine: a picture that fetches a font is shown without it by most sites."""


class Player:
    """Hands at the demo's keys, that wait until the station has done its part."""

    def __init__(self, app: DemoApp, pilot: Pilot[Any]) -> None:
        self._app = app
        self._pilot = pilot

    async def press(self, key: str, until: Callable[[BenchState], bool]) -> None:
        """Press a key, and wait until the bench stands as wanted."""
        await self._pilot.press(key)
        await self.wait(lambda station: until(station.bench.state))

    async def wait(self, until: Callable[[Station], bool]) -> None:
        async with asyncio.timeout(PATIENCE_S):
            while self._app.station is None or not until(self._app.station):
                await self._pilot.pause(LOOK_EVERY_S)
        await self._pilot.pause()

    def picture(self, name: str) -> None:
        """Export what the screen shows to a file of that name."""
        drawn = self._app.export_screenshot(title="procstation demo", simplify=True)
        drawn = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", drawn)
        drawn = re.sub(r"font-family:\s*[^;]*;", f"font-family: {FONTS};", drawn)
        (FOLDER / f"{name}.svg").write_text(drawn, encoding="utf-8")


def at(step: StepName, state: StepState | None = None) -> Callable[[BenchState], bool]:
    """Whether the item in work stands at a step."""

    def stands(bench: BenchState) -> bool:
        now = bench.now.step if bench.now is not None else None
        return now is not None and now.name == step and (state is None or now.state == state)

    return stands


async def play(home: Path) -> None:
    """One book released, one torn and set aside, one waiting for its label to be confirmed."""
    rack = Rack()
    config, store_url = prepare_demo(home)
    app = DemoApp(
        lambda: open_station(home, config, store_url, rack),
        lambda station: cart_of(station, rack),
        read_wedge=False,
    )
    async with app.run_test(size=(COLUMNS, ROWS)) as pilot:
        player = Player(app, pilot)
        await player.wait(
            lambda station: all(device.presence == "ready" for device in station.devices())
        )
        await player.press("b", at(StepName.TAG, StepState.ASKING))
        await player.press("l", at(StepName.CONFIRM))
        await player.press("c", lambda bench: bench.now is None)
        await player.press("t", lambda bench: not bench.on_pad)
        await player.press("b", at(StepName.TAG, StepState.ASKING))
        await player.press("x", at(StepName.TAG))
        await player.press("l", lambda bench: bench.now is not None and bench.now.attempts > 0)
        await player.press("a", lambda bench: bool(bench.aside))
        await player.press("b", at(StepName.TAG, StepState.ASKING))
        await player.press("l", at(StepName.CONFIRM))
        player.picture("bench")
    if app.station is not None:
        app.station.stop()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        asyncio.run(play(Path(home)))
