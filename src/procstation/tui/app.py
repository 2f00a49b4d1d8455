"""The applications: each paints first, opens its station behind that, and joins it to a screen.

Until the first paint only Textual and a few light modules are imported; what a screen needs comes
with its station, since that needs it too.
"""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

from textual import events, on, work
from textual.app import App
from textual.message import Message
from textual.screen import Screen

from procstation.errors import StationError
from procstation.tui.messages import ShelfToneWanted, StationChanged, SweepBegun, ToneWanted
from procstation.tui.screens.opening import OpeningScreen

if TYPE_CHECKING:
    from procstation.devices import Scan
    from procstation.station import Station
    from procstation.tui.rhythm import Rhythm
    from procstation.tui.screens.bench import BenchScreen
    from procstation.tui.wedge_keys import WedgeKeys

KEYBOARD = "keyboard"
"""The source of what a keyboard-wedge scanner types."""


@runtime_checkable
class ShowsStation(Protocol):
    """A screen that goes on showing the station as it changes, also under another one."""

    def station_changed(self) -> None:
        """Show what is so now."""


class RunningStation(Protocol):
    """What an application needs of the station it opens."""

    def listen(self, changed: Callable[[], None], tone: Callable[[str], None]) -> None:
        """Have the application told of changes and of tones, on other threads."""

    def scanned(self, source: str, scan: "Scan") -> object:
        """Take what a keyboard-wedge scanner typed."""

    def turn_sound(self) -> None:
        """Turn tones and speech off, or on again."""


StationT = TypeVar("StationT", bound=RunningStation)


class StationOpened(Message):
    """The station is open."""


class StationFailed(Message):
    def __init__(self, error: StationError) -> None:
        super().__init__()
        self.error = error


class StationApp(App[StationError | None], Generic[StationT]):
    """The terminal interface of a station.

    Args:
        open_station: Opens and starts the station; called on a thread, after the first paint.
        read_wedge: Whether bursts of keys are scans. Tests that press keys turn it off.

    Attributes:
        station: None until it is open and its screen shows it.
    """

    TITLE = "procstation"
    ENABLE_COMMAND_PALETTE = False

    def __init__(self, open_station: Callable[[], StationT], *, read_wedge: bool = True) -> None:
        super().__init__()
        self.station: StationT | None = None
        self._open_station = open_station
        self._opening: StationT | None = None
        self._read_wedge = read_wedge
        self._wedge: WedgeKeys | None = None
        self._rhythm: Rhythm | None = None

    def on_mount(self) -> None:
        self.push_screen(OpeningScreen())
        self.call_after_refresh(self._open)

    def screen_of(self, station: StationT) -> Screen[None]:
        """Return the screen of an open station."""
        raise NotImplementedError

    @work(thread=True)
    def _open(self) -> None:
        try:
            self._opening = self._open_station()
        except StationError as error:
            self.post_message(StationFailed(error))
            return
        self.post_message(StationOpened())

    @on(StationOpened)
    async def _opened(self) -> None:
        from procstation.tui.wedge_keys import WedgeKeys  # noqa: PLC0415

        station = self._opening
        assert station is not None, "it was opened before this was told"
        await self.switch_screen(self.screen_of(station))
        if self._read_wedge:
            self._wedge = WedgeKeys(self._scanned)
        self.station = station
        station.listen(self._changed, self._tone)

    @on(StationFailed)
    def _failed(self, event: StationFailed) -> None:
        self.exit(event.error)

    def _changed(self) -> None:
        # On the station's thread: a message is the only thing that may cross. It goes to the
        # application, which may be told of something to the very end; a screen may be gone.
        self.post_message(StationChanged())

    @on(StationChanged)
    def _show_change(self) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, ShowsStation):
                screen.station_changed()

    def _tone(self, sound: str) -> None:
        self.post_message(ToneWanted(sound))

    @on(ToneWanted)
    def _play(self, event: ToneWanted) -> None:
        self.play(event.sound)

    def play(self, sound: str) -> None:
        """Let the person hear an outcome by the bell: where nothing plays, it alone does."""
        self.rhythm.play(sound)

    @property
    def rhythm(self) -> "Rhythm":
        """What lets the person hear the outcomes of a sweep."""
        if self._rhythm is None:
            from procstation.tui.rhythm import Rhythm  # noqa: PLC0415

            self._rhythm = Rhythm(self)
        return self._rhythm

    def _scanned(self, scan: "Scan") -> None:
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


class BenchApp(StationApp["Station"]):
    """The bench in the terminal. See `StationApp`."""

    def screen_of(self, station: "Station") -> Screen[None]:
        return self.bench_of(station)

    def bench_of(self, station: "Station") -> "BenchScreen":
        """Return the bench of an open station."""
        from procstation.tui.screens.bench import BenchScreen  # noqa: PLC0415

        return BenchScreen(station)

    @on(SweepBegun)
    def _join(self, event: SweepBegun) -> None:
        event.sweep.listen(self._changed, self._shelf_tone)

    def _shelf_tone(self, outcome: str) -> None:
        self.post_message(ShelfToneWanted(outcome))

    @on(ShelfToneWanted)
    def _play_at_shelf(self, event: ShelfToneWanted) -> None:
        self.rhythm.play(event.outcome)
