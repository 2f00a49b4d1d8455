"""Somebody at the screen of a bench whose store holds the items of `job_items`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from job_items import make_store
from screen_person import ScreenPerson, station_of
from textual.pilot import Pilot

from procstation.config import parse_config
from procstation.devices import Rack
from procstation.station import Station, open_station
from procstation.tui.bench_app import BenchApp


class JobPerson(ScreenPerson):
    """Looks into the store as well."""

    def __init__(self, pilot: Pilot[Any], station: Station) -> None:
        super().__init__(pilot)
        self.station = station

    def location(self, barcode: str) -> str:
        (hit,) = self.station.search(barcode, 1)
        (item,) = hit.items
        return item.location


@asynccontextmanager
async def at_bench(
    folder: Path, size: tuple[int, int] = (80, 24), config: str = ""
) -> AsyncIterator[JobPerson]:
    """The bench at a screen, opened."""
    url = f"sqlite:///{make_store(folder)}"
    settings = parse_config(config, "procstation.toml")
    app = BenchApp(lambda: open_station(folder, settings, url, Rack()), read_wedge=False)
    async with app.run_test(size=size) as pilot:
        station = await station_of(app, pilot)
        try:
            yield JobPerson(pilot, station)
        finally:
            await pilot.pause()
            station.stop()
