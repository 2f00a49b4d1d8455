"""The live sweep at the screen."""

import time
from typing import TYPE_CHECKING

from textual.screen import Screen

from procstation.tui.app import StationApp

if TYPE_CHECKING:
    from procstation.station.sweep_station import SweepStation

BEAT_S = 0.11
"""From one beat of a tone to the next; two sounds closer than that are heard as one."""


class SweepApp(StationApp["SweepStation"]):
    """See `StationApp`. A terminal has one sound: each outcome has a rhythm of its own."""

    _silent_until_s = 0.0

    def screen_of(self, station: "SweepStation") -> Screen[None]:
        from procstation.tui.screens.sweep import SweepScreen  # noqa: PLC0415

        return SweepScreen(station)

    def play(self, sound: str) -> None:
        from procstation.sweeping.live_state import LiveOutcome  # noqa: PLC0415
        from procstation.sweeping.live_view import TONES  # noqa: PLC0415

        rhythm = TONES[LiveOutcome(sound)]
        now_s = time.monotonic()
        if len(rhythm) <= 1 and now_s < self._silent_until_s:
            # A single beat is no news among others, as when radio hears ten books in a second.
            return
        for at, beat in enumerate(rhythm):
            if beat == ".":
                self._beat(at * BEAT_S)
        self._silent_until_s = now_s + (len(rhythm) + 1) * BEAT_S

    def _beat(self, in_s: float) -> None:
        if in_s:
            self.set_timer(in_s, self.bell)
        else:
            self.bell()
