"""The bench as an application: every room of the station, gone to from the bench and back."""

from typing import TYPE_CHECKING

from textual import on, work
from textual.command import Provider
from textual.screen import Screen

from procstation.errors import StationError
from procstation.language import speak, tr
from procstation.tui.app import StationApp, acts_here
from procstation.tui.bindings import bound
from procstation.tui.look import read_look
from procstation.tui.messages import SettingsChanged, ShelfToneWanted, SweepBegun
from procstation.tui.places import HOMES, place_of
from procstation.tui.rooms import ROOMS

if TYPE_CHECKING:
    from procstation.config import Config
    from procstation.station import Station
    from procstation.tui.screens.bench import BenchScreen

LOOK_S = 5
"""How often it is looked whether somebody is still signed in."""


def _titles() -> type[Provider]:
    from procstation.tui.palette import Titles  # noqa: PLC0415

    return Titles


class BenchApp(StationApp["Station"]):
    """The bench in the terminal. See `StationApp`."""

    COMMANDS = {acts_here, _titles}
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
