"""A lesson at the screen: the bench, or the shelf, with a panel that says what to do."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from procstation.tui.app import PLAIN_LOOK, StationApp
from procstation.tui.bench_app import BenchApp
from procstation.tui.look import Look

if TYPE_CHECKING:
    from procstation.station import Station
    from procstation.station.sweep_station import SweepStation
    from procstation.training import Classroom
    from procstation.tui.screens.bench import BenchScreen

OpenRoom = Callable[[], "Classroom"]
"""Opens the classroom; called on a thread, after the first paint."""


class _Door:
    """Opens a classroom, and remembers it."""

    def __init__(self, open_room: OpenRoom) -> None:
        self._open_room = open_room
        self.room: Classroom | None = None

    def station(self) -> "Station | SweepStation":
        self.room = self._open_room()
        return self.room.station

    def opened(self) -> "Classroom":
        assert self.room is not None, "it was opened with the station"
        return self.room


class BenchLessonApp(BenchApp):
    """A lesson at the bench. See `BenchApp`."""

    def __init__(
        self, open_room: OpenRoom, *, read_wedge: bool = True, look: Look = PLAIN_LOOK
    ) -> None:
        self._door = door = _Door(open_room)
        super().__init__(lambda: cast("Station", door.station()), read_wedge=read_wedge, look=look)

    def bench_of(self, station: "Station") -> "BenchScreen":
        from procstation.tui.screens.lesson import BenchLesson  # noqa: PLC0415

        return BenchLesson(self._door.opened(), station)


class SweepLessonApp(StationApp["SweepStation"]):
    """A lesson at the shelf. See `StationApp`."""

    def __init__(
        self, open_room: OpenRoom, *, read_wedge: bool = True, look: Look = PLAIN_LOOK
    ) -> None:
        self._door = door = _Door(open_room)
        super().__init__(
            lambda: cast("SweepStation", door.station()), read_wedge=read_wedge, look=look
        )

    def screen_of(self, station: "SweepStation") -> Screen[None]:
        from procstation.tui.screens.lesson import SweepLesson  # noqa: PLC0415

        return SweepLesson(self._door.opened(), station)
