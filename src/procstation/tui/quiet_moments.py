"""The whole of the memory is looked through for garbage in quiet moments, not between two keys."""

import gc
from collections.abc import Callable
from time import monotonic

LOOK_S = 0.5
"""How often it is looked whether the moment is quiet."""

QUIET_S = 0.5
"""Nobody has pressed a key for so long."""

DUE, OVERDUE = 10, 30
"""Collections of what is young, since the last of everything: from the first number on a quiet
moment is used, from the second on it is not waited for."""

NEVER = 1_000_000


class QuietMoments:
    """Collects garbage of all ages when a person pauses: that takes as long as several frames, and
    would come in the midst of typing.

    Args:
        now: Seconds on a clock that only goes on.
    """

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._pressed_at = now()
        self._usual = gc.get_threshold()
        young, middle, _ = self._usual
        gc.set_threshold(young, middle, NEVER)

    def key_pressed(self) -> None:
        """Note that somebody is at work."""
        self._pressed_at = self._now()

    def look(self) -> bool:
        """Collect if the moment is quiet and there is enough to look through; say whether so."""
        due = gc.get_count()[2]
        is_quiet = self._now() - self._pressed_at >= QUIET_S
        if due >= OVERDUE or (due >= DUE and is_quiet):
            gc.collect()
            return True
        return False

    def end(self) -> None:
        """Have it collected as usual again."""
        gc.set_threshold(*self._usual)
