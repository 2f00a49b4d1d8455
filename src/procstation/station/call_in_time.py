"""Calling what may hang: whoever calls waits no longer than a limit, or until the station stops."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from procstation.errors import SystemUnreachable
from procstation.language import decimal, tr

T = TypeVar("T")


class _Call(Generic[T]):
    """One call on a thread that nobody waits for when the program ends."""

    def __init__(self, name: str, act: Callable[[], T], ended: threading.Condition) -> None:
        self._act = act
        self._ended = ended
        self.is_done = False
        self.result: T
        self.error: Exception | None = None
        threading.Thread(target=self._run, name=name, daemon=True).start()

    def _run(self) -> None:
        try:
            self.result = self._act()
        except Exception as error:  # noqa: BLE001  (raised where it is waited for)
            self.error = error
        with self._ended:
            self.is_done = True
            self._ended.notify_all()


class CallInTime:
    """Makes one call at a time to somebody; while one hangs, the next is refused at once.

    Args:
        name: Who is called, for messages.
        limit_s: So long an answer may take.
    """

    def __init__(self, name: str, limit_s: float) -> None:
        self._name = name
        self._limit_s = limit_s
        self._ended = threading.Condition()
        self._is_busy: Callable[[], bool] = lambda: False
        self._is_stopping = False

    def call(self, act: Callable[[], T]) -> T:
        """Return what a call returns, or raise what it raises.

        Raises:
            SystemUnreachable: It took too long, an earlier one still does, or the station stops.
        """
        if self._is_busy():
            raise SystemUnreachable(
                tr("{name} has not answered an earlier question yet.", name=self._name),
                tr("Try again later, or look whether it can be reached."),
            )
        call = _Call(self._name, act, self._ended)
        self._is_busy = lambda: not call.is_done
        with self._ended:
            self._ended.wait_for(lambda: call.is_done or self._is_stopping, self._limit_s)
        if not call.is_done:
            raise SystemUnreachable(
                tr(
                    "{name} has not answered within {seconds} s.",
                    name=self._name,
                    seconds=decimal(f"{self._limit_s:g}"),
                ),
                tr("Try again later, or look whether it can be reached."),
            )
        if call.error is not None:
            raise call.error
        return call.result

    def stop(self) -> None:
        """Let whoever waits go on; a call that hangs is left to itself."""
        with self._ended:
            self._is_stopping = True
            self._ended.notify_all()
