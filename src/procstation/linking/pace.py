"""How fast items are done, and when so many will be."""

from datetime import datetime, timedelta

import msgspec

WINDOW_MINUTES = 15
"""Long enough for a steady number, short enough to notice when it falls."""

LEAST_ITEMS = 3
"""From fewer nothing can be said."""


class Pace(msgspec.Struct, frozen=True):
    """When items were released lately, and how many are wanted.

    Attributes:
        lately: Times of the releases within the window, oldest first; ISO 8601 in UTC.
        goal: How many items are to be done; 0 for no goal.
        of: What they are, in words; "" for just so many.
        towards: How many of them are done.
    """

    lately: tuple[str, ...] = ()
    goal: int = 0
    of: str = ""
    towards: int = 0

    def released(self, at: str) -> "Pace":
        """Count an item."""
        since = datetime.fromisoformat(at) - timedelta(minutes=WINDOW_MINUTES)
        kept = tuple(one for one in self.lately if datetime.fromisoformat(one) >= since)
        towards = self.towards + bool(self.goal)
        return msgspec.structs.replace(self, lately=(*kept, at), towards=towards)

    def taken_back(self) -> "Pace":
        """Count one item less: the last one was undone."""
        return msgspec.structs.replace(
            self, lately=self.lately[:-1], towards=max(self.towards - 1, 0)
        )

    def with_goal(self, count: int, of: str) -> "Pace":
        """Begin to count towards a goal."""
        return msgspec.structs.replace(self, goal=count, of=of, towards=0)

    @property
    def left(self) -> int:
        """How many are still to be done; 0 without a goal."""
        return max(self.goal - self.towards, 0)

    def items_an_hour(self, now: str) -> int | None:
        """Return the rate over the window, or since its first item; None while it cannot be told.

        Args:
            now: So that a pause shows.
        """
        at = datetime.fromisoformat(now)
        window = timedelta(minutes=WINDOW_MINUTES)
        times = [one for one in map(datetime.fromisoformat, self.lately) if at - one <= window]
        if len(times) < LEAST_ITEMS:
            return None
        hours = (at - times[0]) / timedelta(hours=1)
        # The first item only begins the time that is counted.
        return round((len(times) - 1) / hours) if hours > 0 else None

    def minutes_left(self, now: str) -> int | None:
        """Return the minutes until the goal is reached at this rate; None while it cannot be
        told."""
        rate = self.items_an_hour(now)
        return -(-self.left * 60 // rate) if rate and self.left else None
