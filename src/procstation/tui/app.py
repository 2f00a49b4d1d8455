"""The applications: each paints first, opens its station behind that, and joins it to a screen.

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
from procstation.language import speak, tr
from procstation.tui.bindings import bound
from procstation.tui.drawn_lines import let_go_of_drawn_lines
from procstation.tui.line_lost import LineWatch
from procstation.tui.look import Look, read_look
from procstation.tui.messages import (
    SettingsChanged,
    ShelfToneWanted,
    StationChanged,
    SweepBegun,
    ToneWanted,
)
from procstation.tui.places import HOMES, place_of
from procstation.tui.poor_terminal import AsciiSigns
from procstation.tui.rooms import ROOMS
from procstation.tui.screens.opening import OpeningScreen
from procstation.tui.screens.too_small import TooSmallScreen, is_too_small
from procstation.tui.themes import THEMES

if TYPE_CHECKING:
    from procstation.config import Config
    from procstation.devices import Scan
    from procstation.station import Station
    from procstation.tui.rhythm import Rhythm
    from procstation.tui.screens.bench import BenchScreen
    from procstation.tui.wedge_keys import WedgeKeys

KEYBOARD = "keyboard"
"""The source of what a keyboard-wedge scanner types."""

LOOK_S = 5
"""How often it is looked whether somebody is still signed in."""

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


def _acts_here() -> type[Provider]:
    from procstation.tui.palette import ActsHere  # noqa: PLC0415

    return ActsHere


def _titles() -> type[Provider]:
    from procstation.tui.palette import Titles  # noqa: PLC0415

    return Titles


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
    COMMANDS = {_acts_here}
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
        self.push_screen(OpeningScreen())
        self.call_after_refresh(self._open)

    def on_unmount(self) -> None:
        if self._line is not None:
            self._line.end()

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


class BenchApp(StationApp["Station"]):
    """The bench in the terminal. See `StationApp`."""

    COMMANDS = {_acts_here, _titles}
    BINDINGS = [
        bound("go.find", "find"),
        *[bound(f"go.{room}", f"go('{room}')") for room in ROOMS],
        bound("go.person", "person"),
    ]

    def screen_of(self, station: "Station") -> Screen[None]:
        return self.bench_of(station)

    def begin(self, station: "Station") -> None:
        if station.people is not None and station.people.are_known:
            self._ask_who()
            self.set_interval(LOOK_S, self._ask_who)

    def bench_of(self, station: "Station") -> "BenchScreen":
        """Return the bench of an open station."""
        from procstation.tui.screens.bench import BenchScreen  # noqa: PLC0415

        return BenchScreen(station)

    def action_find(self) -> None:
        """Search for a record, to be taken to the bench."""
        from procstation.tui.screens.search import SearchScreen  # noqa: PLC0415

        if self.station is not None and self._leave_rooms():
            self.push_screen(SearchScreen(self.station), self.take_title)

    def action_person(self) -> None:
        """Sign in by name and PIN; sign out who is signed in."""
        from procstation.tui.screens.sign_in import SignInScreen  # noqa: PLC0415

        station = self.station
        people = station.people if station is not None else None
        if station is None or people is None or not people.are_known:
            self.notify(tr("Nobody is known by name here: see `procstation people add`."))
        elif people.still_here():
            people.sign_out()
        elif not isinstance(self.screen, SignInScreen):
            self.push_screen(SignInScreen(station))

    def _ask_who(self) -> None:
        """Ask who works here, when that is wanted and nobody says it; what is in work stays."""
        people = self.station.people if self.station is not None else None
        if people is not None and people.wants_somebody:
            self.action_person()

    def take_title(self, title: int | None) -> None:
        """Take a record to the bench; None for none."""
        if title is not None and self.station is not None and self._leave_rooms():
            from procstation.linking import TitleChosen  # noqa: PLC0415

            self.station.bench.post(TitleChosen(title))

    def action_go(self, room: str) -> None:
        """Go to a room, from whichever; the key of the room one is in leads back to the bench."""
        if self.station is None:
            return
        is_there = place_of(self.screen) == room
        if not self._leave_rooms() or is_there:
            return
        made = ROOMS[room](self.station)
        if isinstance(made, str):
            self.notify(made)
        else:
            self.push_screen(made)

    def _leave_rooms(self) -> bool:
        """Go back to the bench, if nothing on the way is at work."""
        rooms = [one for one in self.screen_stack[1:] if one.is_attached]
        bench = next((at for at, one in enumerate(rooms) if place_of(one) in HOMES), len(rooms))
        for room in rooms[bench + 1 :]:
            stays = getattr(room, "stays", "")
            if stays:
                self.notify(stays)
                return False
        for _ in rooms[bench + 1 :]:
            self.pop_screen()
        return True

    @on(SettingsChanged)
    def _obey(self, event: SettingsChanged) -> None:
        """Do from now on as the settings say."""
        station, config = self.station, event.config
        assert station is not None, "its settings were changed"
        look = read_look(station.settings.home)
        spoken = self.look.language
        speak(look.language)
        self.wear(look)
        if event.place[0] == "sound":
            self._sound_as(station, config)
        if event.place == ("station", "profile"):
            from procstation.linking import ProfileChosen  # noqa: PLC0415

            station.bench.post(ProfileChosen(station.profiles[config.station.profile]))
        self._show_change()
        if look.language != spoken:
            # What a screen says once, in its borders, is said anew when it is.
            self.action_go("settings")
            self.action_go("settings")

    @work(thread=True, exclusive=True, group="sound")
    def _sound_as(self, station: "Station", config: "Config") -> None:
        from procstation.sound import sounds_of  # noqa: PLC0415

        try:
            sounds = sounds_of(config.sound, station.settings.home)
        except StationError as error:
            self.call_from_thread(self.notify, f"{error.what} {error.do_next}")
            return
        station.sound.stop()
        station.sound.use(sounds, on=config.sound.on)

    @on(SweepBegun)
    def _join(self, event: SweepBegun) -> None:
        event.sweep.listen(self._changed, self._shelf_tone)

    def _shelf_tone(self, outcome: str) -> None:
        self.post_message(ShelfToneWanted(outcome))

    @on(ShelfToneWanted)
    def _play_at_shelf(self, event: ShelfToneWanted) -> None:
        self.rhythm.play(event.outcome)
