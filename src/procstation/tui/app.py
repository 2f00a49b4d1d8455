"""The application: opens the station behind the first paint, and joins it to the screens."""

import time
from collections.abc import Callable

from textual import events, on, work
from textual.app import App
from textual.message import Message

from procstation.devices import Scan
from procstation.errors import StationError
from procstation.station import Station
from procstation.tui.messages import StationChanged, ToneWanted
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.wedge_keys import WedgeKeys

KEYBOARD = "keyboard"
"""The source of what a keyboard-wedge scanner types."""


class StationOpened(Message):
    def __init__(self, station: Station) -> None:
        super().__init__()
        self.station = station


class StationFailed(Message):
    def __init__(self, error: StationError) -> None:
        super().__init__()
        self.error = error


class BenchApp(App[StationError | None]):
    """The terminal interface.

    Args:
        open_station: Opens and starts the station; called on a thread, after the first paint.
        read_wedge: Whether bursts of keys are scans. Tests that press keys turn it off.
    """

    TITLE = "procstation"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, open_station: Callable[[], Station], *, read_wedge: bool = True) -> None:
        super().__init__()
        self.station: Station | None = None
        self._open_station = open_station
        self._wedge = WedgeKeys(self._scanned) if read_wedge else None

    def on_mount(self) -> None:
        self.push_screen(self.first_screen())
        self.call_after_refresh(self._open)

    def first_screen(self) -> BenchScreen:
        return BenchScreen()

    @work(thread=True)
    def _open(self) -> None:
        try:
            station = self._open_station()
        except StationError as error:
            self.post_message(StationFailed(error))
            return
        self.post_message(StationOpened(station))

    @on(StationOpened)
    def _opened(self, event: StationOpened) -> None:
        self.station = event.station
        event.station.listen(self._changed, self._tone)
        self.bench_screen.work_with(event.station)

    @on(StationFailed)
    def _failed(self, event: StationFailed) -> None:
        self.exit(event.error)

    @property
    def bench_screen(self) -> BenchScreen:
        """The bench, wherever it stands in the stack of screens."""
        return next(screen for screen in self.screen_stack if isinstance(screen, BenchScreen))

    def _changed(self) -> None:
        # On the station's thread: a message is the only thing that may cross.
        self.bench_screen.post_message(StationChanged())

    def _tone(self, sound: str) -> None:
        self.post_message(ToneWanted(sound))

    @on(ToneWanted)
    def _play(self, event: ToneWanted) -> None:
        if event.sound != "good":
            self.bell()

    def _scanned(self, scan: Scan) -> None:
        if self.station is not None:
            self.station.scanned(KEYBOARD, scan)

    async def on_event(self, event: events.Event) -> None:
        if self._wedge is None or not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
            return
        for key in self._wedge.take(event):
            await super().on_event(key)
        due_s = self._wedge.due_s
        if due_s is not None:
            self.set_timer(max(due_s - time.monotonic(), 0), self._release_keys)

    async def _release_keys(self) -> None:
        for key in self._wedge.release_due() if self._wedge is not None else ():
            await super().on_event(key)
