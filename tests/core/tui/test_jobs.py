"""Jobs on a list at the screen: what it would do, doing it, undoing it; values for the cart."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from job_items import FIRST, LOANED, SECOND, make_store
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static

from procstation.config import parse_config
from procstation.devices import Rack
from procstation.station import Station, open_station
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.jobs import JobsScreen
from procstation.tui.screens.value import ValueScreen

LIMIT_S = 20
SIZES = [(80, 24), pytest.param((160, 48), marks=pytest.mark.campaign)]


class Person:
    """Hands on the keys, and eyes on the screen."""

    def __init__(self, pilot: Pilot[Any], station: Station) -> None:
        self.pilot, self.station = pilot, station

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, reached: Callable[[], bool]) -> None:
        async with asyncio.timeout(LIMIT_S):
            while not reached():
                await self.pilot.pause(0.01)

    async def until_on(self, screen: type) -> None:
        await self.until(lambda: isinstance(self.pilot.app.screen, screen))

    async def until_shown(self, *texts: str) -> None:
        try:
            await self.until(lambda: all(text in self.text() for text in texts))
        except TimeoutError:
            pytest.fail(f"{texts} not in:\n{self.text()}")

    def text(self) -> str:
        screen = self.pilot.app.screen
        words = [str(one.visual) for one in screen.query(Static)]
        for listed in screen.query(OptionList):
            words += [str(one.prompt) for one in listed.options]
        return "\n".join(words)

    def location(self, barcode: str) -> str:
        (hit,) = self.station.search(barcode, 1)
        (item,) = hit.items
        return item.location

    async def fill(self, **fields: str) -> None:
        """Write into the fields, and press Enter in the last."""
        for name, text in fields.items():
            field = self.pilot.app.screen.query_one(f"#{name}", Input)
            field.value = text
            field.focus()
        await self.press("enter")


@asynccontextmanager
async def at_bench(folder: Path, size: tuple[int, int]) -> AsyncIterator[Person]:
    url = f"sqlite:///{make_store(folder)}"
    config = parse_config("", "procstation.toml")
    opened: list[Station] = []

    def open_it() -> Station:
        opened.append(open_station(folder, config, url, Rack()))
        return opened[0]

    app = BenchApp(open_it, read_wedge=False)
    try:
        async with app.run_test(size=size) as pilot:
            while not isinstance(app.screen, BenchScreen):
                await pilot.pause(0.01)
            yield Person(pilot, opened[0])
    finally:
        opened[0].stop()


@pytest.mark.parametrize("size", SIZES)
async def test_pasted_barcodes_are_counted_relocated_and_given_back(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with at_bench(tmp_path, size) as person:
        await person.press("f8")
        await person.until_on(JobsScreen)
        await person.until_shown("relocate", "withdraw")
        await person.fill(job="relocate", said="location=REF", list=f"{FIRST} {SECOND}")
        await person.until_shown("Relocate: 2 items: STACKS 2.", "Enter does it.")
        assert person.location(FIRST) == "STACKS"
        await person.press("enter")
        await person.until_shown("Run 1: 2 items changed.")
        assert person.location(FIRST) == "REF"
        await person.until_shown("Relocate, location REF: 2 items")
        await person.press("ctrl+z")
        await person.until_shown("Undo run")
        assert person.location(SECOND) == "REF"
        await person.press("ctrl+z")
        await person.until_shown("2 items are as before.")
        assert person.location(SECOND) == "STACKS"
        await person.press("escape")
        await person.until_on(BenchScreen)


@pytest.mark.long
async def test_a_file_is_read_and_what_changed_is_counted_anew(tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"{FIRST}\n{LOANED}\n", encoding="utf-8")

    async with at_bench(tmp_path, (80, 24)) as person:
        await person.press("f8")
        await person.until_on(JobsScreen)
        await person.fill(job="withdraw", list=str(listed))
        await person.until_shown(f"✗ {LOANED}: its status is on loan.", "Enter does it.")
        await person.fill(job="relocate")
        await person.until_shown("needs the location")
        await person.fill(job="nonsense")
        await person.until_shown("No job profile is named")
        await person.press("ctrl+z")
        await person.until_shown("No job was run yet.")


@pytest.mark.long
async def test_a_value_for_the_cart_is_asked_for_by_name_and_shown(tmp_path: Path) -> None:
    async with at_bench(tmp_path, (80, 24)) as person:
        await person.press("p")
        profiles = person.pilot.app.screen.query_one(OptionList)
        profiles.highlighted = profiles.get_option_index("relocate")
        await person.press("enter")
        await person.until_shown("Say the location for the whole cart (v).")
        await person.press("v")
        await person.until_on(ValueScreen)
        await person.until_shown("What is the location?")
        await person.fill(value="REF")
        await person.until_shown("location: REF")
        await person.press("v")
        await person.until_shown("What else is said?")
        await person.fill(value="library=MAIN")
        await person.until_shown("library: MAIN")
