"""Setting a station up in the terminal: one small screen for each step."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from procstation.tui.app import PLAIN_LOOK, StationApp
from procstation.tui.look import Look

if TYPE_CHECKING:
    from procstation.setup.room import SetUpRoom
    from procstation.tui.screens.set_up import SetUpScreen


class SetUpApp(StationApp["SetUpRoom"]):
    """The set-up. See `StationApp`.

    Args:
        first: The step it opens with.
    """

    def __init__(
        self,
        open_room: "Callable[[], SetUpRoom]",
        *,
        read_wedge: bool = True,
        look: Look = PLAIN_LOOK,
        first: str = "welcome",
    ) -> None:
        super().__init__(open_room, read_wedge=read_wedge, look=look)
        self._first = first

    def screen_of(self, station: "SetUpRoom") -> Screen[None]:
        return self._step(self._first, station)

    def show_step(self, name: str) -> None:
        """Go to a step."""
        if self.station is not None:
            # Not awaited: the screen that asks for it would wait for its own end.
            self.switch_screen(self._step(name, self.station))

    def _step(self, name: str, room: "SetUpRoom") -> "SetUpScreen":
        from procstation.tui.screens.set_up_devices import DevicesStep  # noqa: PLC0415
        from procstation.tui.screens.set_up_end import EndStep  # noqa: PLC0415
        from procstation.tui.screens.set_up_forms import (  # noqa: PLC0415
            NumbersStep,
            StationStep,
            WaysStep,
        )
        from procstation.tui.screens.set_up_labels import LabelsStep  # noqa: PLC0415
        from procstation.tui.screens.set_up_proofs import ProofsStep  # noqa: PLC0415
        from procstation.tui.screens.set_up_records import RecordsStep  # noqa: PLC0415
        from procstation.tui.screens.set_up_welcome import WelcomeStep  # noqa: PLC0415

        steps: dict[str, type[SetUpScreen]] = {
            "welcome": WelcomeStep,
            "station": StationStep,
            "devices": DevicesStep,
            "proofs": ProofsStep,
            "records": RecordsStep,
            "numbers": NumbersStep,
            "labels": LabelsStep,
            "ways": WaysStep,
            "end": EndStep,
        }
        return steps[name](room)
