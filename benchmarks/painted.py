"""What an interface writes to its terminal, and when."""

import asyncio
import re
from time import perf_counter
from typing import Any

from textual.app import App
from textual.driver import Driver
from textual.drivers.headless_driver import HeadlessDriver

COLUMNS, ROWS = 100, 30
PATIENCE_S = 30.0

NOT_TEXT = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]|\s")
"""Control sequences; and spaces, since a number may be shown in groups."""


class ScreenWatch:
    """Sees all that is written to the terminal, as the terminal would."""

    def __init__(self) -> None:
        self._missing: set[str] = set()
        self._came = asyncio.Event()
        self._at_s = 0.0

    def expect(self, *texts: str) -> None:
        """Begin to look for these texts in what is written from now on."""
        self._came.clear()
        self._missing = {NOT_TEXT.sub("", text) for text in texts}

    async def painted(self) -> float:
        """Return when the last of the expected texts was written, on `time.perf_counter`.

        Raises:
            TimeoutError: One of them was not.
        """
        async with asyncio.timeout(PATIENCE_S):
            await self._came.wait()
        return self._at_s

    def written(self, data: str) -> None:
        """Take what the interface writes."""
        if self._missing:
            text = NOT_TEXT.sub("", data)
            self._missing = {wanted for wanted in self._missing if wanted not in text}
            if not self._missing:
                self._at_s = perf_counter()
                self._came.set()


def watch(app: App[Any]) -> ScreenWatch:
    """Have the application paint in full, onto a terminal that only notes what comes."""
    seen = ScreenWatch()

    class Watching(HeadlessDriver):
        @property
        def is_headless(self) -> bool:
            return False

        def write(self, data: str) -> None:
            seen.written(data)

    driver: type[Driver] = Watching
    app.driver_class = driver
    return seen
