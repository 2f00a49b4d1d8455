"""Time as the connectors see it, so that waiting can be tried without waiting."""

import threading
import time
from typing import Protocol


class Clock(Protocol):
    def now_s(self) -> float:
        """Monotonic seconds."""
        ...

    def wait(self, seconds: float) -> None:
        """Let that much time go by, or less when the work is being ended."""
        ...


class SystemClock:
    """The real one. `end` ends all waiting, now and later."""

    def __init__(self) -> None:
        self._ended = threading.Event()

    def now_s(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        self._ended.wait(seconds)

    def end(self) -> None:
        self._ended.set()
