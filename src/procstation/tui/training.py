"""A lesson at the screen: the bench, or the shelf, with a panel that says what to do."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from procstation.tui.app import PLAIN_LOOK, BenchApp
from procstation.tui.look import Look

if TYPE_CHECKING:
    from procstation.station import Station
    from procstation.training import Classroom


class LessonApp(BenchApp):
    """A lesson. See `BenchApp`.

    Args:
        open_room: Opens the classroom; called on a thread, after the first paint.
    """

    def __init__(
        self,
        open_room: "Callable[[], Classroom]",
        *,
        read_wedge: bool = True,
        look: Look = PLAIN_LOOK,
    ) -> None:
        self._room: Classroom | None = None

        def open_station() -> "Station":
            room = self._room = open_room()
            # At the shelf it is a sweep, which the application needs nothing else of.
            return room.station  # type: ignore[return-value]

        super().__init__(open_station, read_wedge=read_wedge, look=look)

    def screen_of(self, station: "Station") -> Screen[None]:
        from procstation.tui.screens.lesson import bench_lesson, sweep_lesson  # noqa: PLC0415

        room = self._room
        assert room is not None, "it was opened with the station"
        return sweep_lesson(room) if room.lesson.kind == "sweep" else bench_lesson(room)
