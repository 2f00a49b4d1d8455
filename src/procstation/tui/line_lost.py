"""A line that goes away under the interface: the window closed, the SSH connection lost."""

import asyncio
import os
import signal
from collections.abc import Callable

SIGNALS = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name))
"""What tells of it, or asks the program to end."""

LOOK_S = 2.0
"""From one look at the terminal to the next: where a shell keeps SIGHUP to itself nothing tells of
a lost line, and reading from it would go on for ever."""

STREAMS = (0, 1, 2)


class LineWatch:
    """Tells when the line goes away, by the signal where there is one, or when a look at it fails.

    Without this the process would end at once, with devices open and inputs on their way; or not
    at all.

    Args:
        lost: Called once, on the loop.
    """

    def __init__(self, lost: Callable[[], None]) -> None:
        self._lost = lost
        self._loop = asyncio.get_running_loop()
        self._terminals = [stream for stream in STREAMS if os.isatty(stream)]
        self._look_again: asyncio.TimerHandle | None = None
        for number in SIGNALS:
            try:
                self._loop.add_signal_handler(number, self._told, number)
            except (NotImplementedError, RuntimeError, ValueError):
                # Windows closes the console with the process; and only a main thread hears
                # signals.
                break
        if 0 in self._terminals:
            self._look_again = self._loop.call_later(LOOK_S, self._look)

    def end(self) -> None:
        """Have signals do again what they did before."""
        if self._look_again is not None:
            self._look_again.cancel()
        for number in SIGNALS:
            try:
                self._loop.remove_signal_handler(number)
            except (NotImplementedError, RuntimeError, ValueError):
                break

    def _told(self, number: int) -> None:
        if number != signal.SIGTERM:
            self._turn_away()
        self._lost()

    def _look(self) -> None:
        try:
            os.get_terminal_size(0)
        except OSError:
            self._turn_away()
            self._lost()
            return
        self._look_again = self._loop.call_later(LOOK_S, self._look)

    def _turn_away(self) -> None:
        """Let what is still drawn go nowhere: writing to a lost terminal ends the thread that
        does."""
        nowhere = os.open(os.devnull, os.O_RDWR)
        try:
            for stream in self._terminals:
                os.dup2(nowhere, stream)
        finally:
            os.close(nowhere)
