"""The live sweep at the screen."""

from typing import TYPE_CHECKING

from textual.screen import Screen

from procstation.tui.app import StationApp

if TYPE_CHECKING:
    from procstation.station.sweep_station import SweepStation


class SweepApp(StationApp["SweepStation"]):
    """See `StationApp`."""

    def screen_of(self, station: "SweepStation") -> Screen[None]:
        from procstation.tui.screens.sweep import SweepScreen  # noqa: PLC0415

        return SweepScreen(station)
