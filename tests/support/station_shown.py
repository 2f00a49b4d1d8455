"""A station as the faces see it: a state to show, and a place where decisions go."""

import asyncio
from collections.abc import Callable
from typing import Any

from linking_play import PROFILES, Play
from textual.pilot import Pilot

from procstation.catalog import Title, TitleHit
from procstation.devices import Presence, Scan
from procstation.errors import StationError
from procstation.linking import AnyInput, BenchState, SoundTurned
from procstation.station import DeviceStatus
from procstation.tui.bench_app import BenchApp


class ShownBench:
    """Records what was decided, and shows the state of a played job."""

    def __init__(self, play: Play) -> None:
        self.play = play
        self.posted: list[AnyInput] = []
        self.trouble: StationError | None = None
        self.crashed: BaseException | None = None
        self.is_calm = True

    @property
    def state(self) -> BenchState:
        return self.play.state

    def post(self, entry: AnyInput, source: str = "operator") -> None:
        del source
        self.posted.append(entry)


class ShownStation:
    """Stands in for `Station`."""

    def __init__(self, play: Play) -> None:
        self.name = "bench-1"
        self.profiles = PROFILES
        self.people = None
        self.bench = ShownBench(play)
        self.scans: list[str] = []
        self.titles: list[Title] = []
        self.failure: StationError | None = None
        self.changed: Callable[[], None] = lambda: None
        self.tone: Callable[[str], None] = lambda _: None
        self.statuses = (
            DeviceStatus("scanner", "scanner", Presence.READY),
            DeviceStatus("pad", "rfid", Presence.READY, "1 tag"),
            DeviceStatus("printer", "printer", Presence.LOST, "lost"),
        )

    def devices(self) -> tuple[DeviceStatus, ...]:
        return self.statuses

    def listen(self, changed: Callable[[], None], tone: Callable[[str], None]) -> None:
        self.changed, self.tone = changed, tone
        changed()

    def turn_sound(self) -> None:
        self.bench.post(SoundTurned(on=bool(self.bench.state.muted)))

    def search(self, text: str, limit: int) -> list[TitleHit]:
        if self.failure is not None:
            raise self.failure
        words = text.casefold().split()
        hits = [
            TitleHit(title, (), "words")
            for title in self.titles
            if all(word in title.title.casefold() for word in words)
        ]
        return hits[:limit]

    def scanned(self, source: str, scan: Scan) -> None:
        self.scans.append(f"{source}: {scan.text}")

    def stop(self) -> None:
        """Nothing runs."""


LIMIT_S = 20.0


async def bench_shown(pilot: Pilot[Any]) -> None:
    """Wait until the application shows its station."""
    app = pilot.app
    assert isinstance(app, BenchApp)
    await app.workers.wait_for_complete()
    async with asyncio.timeout(LIMIT_S):
        while app.station is None:
            await pilot.pause()
    await pilot.pause()
