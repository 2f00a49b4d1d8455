"""A line that goes away under the interface: the window closed, the SSH connection lost."""

import asyncio
import os
import signal
from collections.abc import Callable

SIGNALS = tuple(getattr(signal, name) for name in ("SIGHUP", "SIGTERM") if hasattr(signal, name))
"""What tells of it, or asks the program to end."""


def watch_line(lost: Callable[[], None]) -> None:
    """Have `lost` called on the loop when the line goes away; where systems tell of it at all.

    Without this the process would end at once, with devices open and inputs on their way.
    """
    loop = asyncio.get_running_loop()

    def told(number: int) -> None:
        if number != signal.SIGTERM:
            _turn_away()
        lost()

    for number in SIGNALS:
        try:
            loop.add_signal_handler(number, told, number)
        except (NotImplementedError, RuntimeError, ValueError):
            # Windows closes the console with the process; and only a main thread hears signals.
            return


def leave_line() -> None:
    """Have signals do again what they did before."""
    loop = asyncio.get_running_loop()
    for number in SIGNALS:
        try:
            loop.remove_signal_handler(number)
        except (NotImplementedError, RuntimeError, ValueError):
            return


def _turn_away() -> None:
    """Let what is still drawn go nowhere: writing to a lost terminal ends the thread that does."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    try:
        for stream in (0, 1, 2):
            if os.isatty(stream):
                os.dup2(nowhere, stream)
    finally:
        os.close(nowhere)
