"""Outcomes for the ear where the terminal has one sound only: each has a rhythm."""

import time
from typing import Any

from textual.app import App

from procstation.sound import BEATS, Outcome

BEAT_S = 0.11
"""From one beat of a tone to the next; two sounds closer than that are heard as one."""


class Rhythm:
    """Rings the bell of an application."""

    def __init__(self, app: App[Any]) -> None:
        self._app = app
        self._silent_until_s = 0.0

    def play(self, outcome: str) -> None:
        """Let the person hear an outcome, by its name."""
        rhythm = BEATS[Outcome(outcome)]
        now_s = time.monotonic()
        if len(rhythm) <= 1 and now_s < self._silent_until_s:
            # A single beat is no news among others, as when radio hears ten books in a second.
            return
        for at, beat in enumerate(rhythm):
            if beat == ".":
                self._beat(at * BEAT_S)
        if rhythm:
            self._silent_until_s = now_s + (len(rhythm) + 1) * BEAT_S

    def _beat(self, in_s: float) -> None:
        if in_s:
            self._app.set_timer(in_s, self._app.bell)
        else:
            self._app.bell()
