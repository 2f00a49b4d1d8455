"""Hands on the keys, and eyes on whatever screen is on top."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import pytest
from textual.pilot import Pilot
from textual.widgets import DataTable, Input, OptionList, Static

from procstation.station import Station
from procstation.station.sweep_station import SweepStation
from procstation.tui.app import StationApp

LIMIT_S = 60
"""So long on a machine that does other work as well; a failure alone takes it."""
LOOK_S = 0.01

StationT = TypeVar("StationT", Station, SweepStation)
"""At the bench, or at the shelf."""


async def station_of(app: StationApp[StationT], pilot: Pilot[Any]) -> StationT:
    """Wait until the station is opened."""
    async with asyncio.timeout(LIMIT_S):
        while app.station is None:
            assert app.return_value is None, app.return_value
            await pilot.pause()
    return app.station


class ScreenPerson:
    """Presses keys, waits for what is shown, and reads it."""

    def __init__(self, pilot: Pilot[Any]) -> None:
        self.pilot = pilot

    @property
    def screen(self) -> Any:
        return self.pilot.app.screen

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def fill(self, **fields: str) -> None:
        """Write into the fields, and press Enter in the last."""
        for name, text in fields.items():
            field = self.screen.query_one(f"#{name}", Input)
            field.value = text
            field.focus()
        await self.press("enter")

    async def until(self, reached: Callable[[], object]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not reached():
                await self.pilot.pause(LOOK_S)

    async def until_on(self, screen: type) -> None:
        await self.until(lambda: isinstance(self.screen, screen))

    async def until_shown(self, *texts: str) -> None:
        try:
            await self.until(lambda: all(text in self.text() for text in texts))
        except TimeoutError:
            pytest.fail(f"{texts} not in:\n{self.text()}")

    def text(self) -> str:
        """All words of the screen, without line ends, titles of frames among them."""
        screen = self.screen
        words = [str(one.visual) for one in screen.query(Static)]
        words += [f"{one.border_title} {one.border_subtitle}" for one in screen.query("*")]
        for table in screen.query(DataTable):
            rows = (table.get_row_at(at) for at in range(table.row_count))
            words += [" | ".join(map(str, row)) for row in rows]
        for listed in screen.query(OptionList):
            words += [str(one.prompt) for one in listed.options]
        return "\n".join(words)
