"""What each application is: it paints first, opens its station behind that, and shows it.

Until the first paint only Textual and a few light modules are imported; what a screen needs comes
with its station, since that needs it too.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar, runtime_checkable

from textual import events, on, work
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.binding import Binding
from textual.command import CommandPalette, Provider
from textual.filter import LineFilter, NoColor
from textual.message import Message
from textual.screen import Screen

from procstation import keys
from procstation.errors import StationError
from procstation.language import tr
from procstation.tui.bindings import bound
from procstation.tui.drawn_lines import let_go_of_drawn_lines
from procstation.tui.line_lost import LineWatch
from procstation.tui.look import Look
from procstation.tui.messages import (
    StationChanged,
    ToneWanted,
)
from procstation.tui.poor_terminal import AsciiSigns
from procstation.tui.quiet_moments import LOOK_S, QuietMoments
from procstation.tui.screens.opening import OpeningScreen
from procstation.tui.screens.too_small import TooSmallScreen, is_too_small
from procstation.tui.themes import THEMES

if TYPE_CHECKING:
    from procstation.devices import Scan
    from procstation.tui.rhythm import Rhythm
    from procstation.tui.wedge_keys import WedgeKeys

KEYBOARD = "keyboard"
"""The source of what a keyboard-wedge scanner types."""

SLIM, LOW = 60, 18
"""With fewer columns, or rows, only what is needed most is shown."""

PLAIN_LOOK = Look()


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


def acts_here() -> type[Provider]:
    from procstation.tui.palette import ActsHere  # noqa: PLC0415

    return ActsHere


class StationApp(App[StationError | None], Generic[StationT], inherit_bindings=False):
    """The terminal interface of a station.

    Args:
        open_station: Opens and starts the station; called on a thread, after the first paint.
        read_wedge: Whether bursts of keys are scans. Tests that press keys turn it off.
        look: What it looks like, and which keys are bound otherwise.

    Attributes:
        station: None until it is open and its screen shows it.
    """

    TITLE = "procstation"
    CSS_PATH = "small.tcss"
    COMMANDS = {acts_here}
    BINDINGS = [
        bound("app.help", "help", priority=True),
        bound("app.ask", "help"),
        bound("app.palette", "command_palette", priority=True),
        bound("app.sound", "sound", show=False, priority=True),
        bound("app.quit", "quit", show=False, priority=True),
        Binding("ctrl+c", "help_quit", show=False, system=True),
    ]

    def __init__(
        self,
        open_station: Callable[[], StationT],
        *,
        read_wedge: bool = True,
        look: Look = PLAIN_LOOK,
    ) -> None:
        super().__init__()
        self.station: StationT | None = None
        self.look = look
        self._open_station = open_station
        self._opening: StationT | None = None
        self._read_wedge = read_wedge
        self._wedge: WedgeKeys | None = None
        self._early: list[events.Key] = []
        """What was typed before the station was there, scans among it."""
        self._rhythm: Rhythm | None = None
        self._line: LineWatch | None = None
        self._quiet: QuietMoments | None = None
        self._look_filters: list[LineFilter] = []
        for theme in THEMES:
            self.register_theme(theme)
        self.wear(look)

    def wear(self, look: Look) -> None:
        """Look like this from now on."""
        self.look = look
        self.no_color = look.theme == "no-colour"
        self._look_filters = [NoColor()] if self.no_color else []
        if look.ascii_signs or look.ascii_letters:
            self._look_filters.append(AsciiSigns(letters=look.ascii_letters))
        self.theme = look.theme
        keys.bind(look.keys)
        self.set_keymap(dict(look.keys))

    def get_line_filters(self) -> Sequence[LineFilter]:
        return [*super().get_line_filters(), *self._look_filters]

    def get_theme_variable_defaults(self) -> dict[str, str]:
        return THEMES[0].variables

    def get_key_display(self, binding: Binding) -> str:
        return keys.shown(binding.key)

    def on_mount(self) -> None:
        self._line = LineWatch(self.exit)
        self._quiet = QuietMoments()
        self.set_interval(LOOK_S, self._quiet.look)
        self.push_screen(OpeningScreen())
        self.call_after_refresh(self._open)

    def on_unmount(self) -> None:
        if self._line is not None:
            self._line.end()
        if self._quiet is not None:
            self._quiet.end()

    def on_resize(self, event: events.Resize) -> None:
        """Draw less where there is little room, and say so where nothing could be read; the work
        goes on under it."""
        self.set_class(event.size.width < SLIM, "-slim")
        self.set_class(event.size.height < LOW, "-low")
        if is_too_small(event.size) and not isinstance(self.screen, TooSmallScreen):
            self.push_screen(TooSmallScreen())

    def screen_of(self, station: StationT) -> Screen[None]:
        """Return the screen of an open station."""
        raise NotImplementedError

    def begin(self, station: StationT) -> None:
        """Do what is to be done once the screen of the station is there."""

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
        while not isinstance(self.screen, OpeningScreen):
            # Help, or too small a window, lies over it.
            self.pop_screen()
        await self.switch_screen(self.screen_of(station))
        if self._read_wedge:
            self._wedge = WedgeKeys(self._scanned)
        self.station = station
        station.listen(self._changed, self._tone)
        self.begin(station)
        self._take_early()

    def _take_early(self) -> None:
        """Hand over what was scanned while the station opened. What was typed was meant for
        nothing that could be seen."""
        early, self._early = self._early, []
        if self._wedge is not None:
            for key in early:
                self._wedge.take(key)
            self._wedge.release_due()

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

    def pop_screen(self) -> AwaitComplete:
        let_go_of_drawn_lines()
        return super().pop_screen()

    def action_help(self) -> None:
        """Say what the screen is for, and its keys; a second time goes back."""
        from procstation.tui.screens.help import HelpScreen  # noqa: PLC0415

        if isinstance(self.screen, HelpScreen):
            self.screen.dismiss()
        else:
            self.push_screen(HelpScreen(self.screen))

    def action_help_quit(self) -> None:
        """Say how the program is ended, to who presses Ctrl+C out of habit."""
        self.notify(tr("{quit} ends the program; everything is saved.", quit=keys.key("app.quit")))

    def action_sound(self) -> None:
        """Turn tones and speech off, or on again."""
        if self.station is not None:
            self.station.turn_sound()

    def action_command_palette(self) -> None:
        from procstation.tui.palette import palette  # noqa: PLC0415

        if not isinstance(self.screen, CommandPalette):
            self.push_screen(palette())

    def _scanned(self, scan: "Scan") -> None:
        if self.station is not None:
            self.station.scanned(KEYBOARD, scan)

    async def on_event(self, event: events.Event) -> None:
        if self._quiet is not None and isinstance(event, events.Key):
            self._quiet.key_pressed()
        if not self._read_wedge or not isinstance(event, events.Key) or event.is_forwarded:
            await super().on_event(event)
        elif self._wedge is None:
            await self._typed_early(event)
        else:
            for key in self._wedge.take(event):
                await super().on_event(key)
            wait_s = self._wedge.wait_s
            if wait_s is not None:
                self.set_timer(wait_s, self._release_keys)

    async def _typed_early(self, key: events.Key) -> None:
        if key.is_printable or key.key in ("enter", "tab"):
            self._early.append(key)
        else:
            await super().on_event(key)

    async def _release_keys(self) -> None:
        for key in self._wedge.release_due() if self._wedge is not None else ():
            await super().on_event(key)
