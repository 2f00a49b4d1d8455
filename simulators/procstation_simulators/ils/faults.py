"""What goes wrong with calls to a simulated system: one line of a script for each call.

"before" means that the call was lost on its way and nothing was done; "after", that it was done and
the answer was lost. A client cannot tell one from the other.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Literal, get_args

from procstation.ils import (
    AnySystem,
    HttpRequest,
    HttpResponse,
    HungUp,
    InputRefused,
    NotListening,
    Silence,
)

FaultName = Literal[
    "ok",
    "not listening",
    "silence before",
    "silence after",
    "hang up before",
    "hang up after",
    "half answer",
    "web page",
    "busy",
    "busy for 2 s",
    "not in service",
    "server error before",
    "server error after",
    "gateway after",
    "expired",
]
FAULTS: tuple[FaultName, ...] = get_args(FaultName)

WEB_PAGE = b"<!DOCTYPE html><html><head><title>Proxy</title></head><body>Sign in</body></html>"


_PLAIN = (("Content-Type", "text/plain"),)
_PAGE = (("Content-Type", "text/html"),)

LOST: dict[FaultName, type[Exception]] = {
    "not listening": NotListening,
    "silence before": Silence,
    "hang up before": HungUp,
}
"""Calls that never arrive."""

INSTEAD: dict[FaultName, HttpResponse] = {
    "web page": HttpResponse(200, _PAGE, WEB_PAGE),
    "busy": HttpResponse(429, _PLAIN, b"Too many requests"),
    "busy for 2 s": HttpResponse(429, (*_PLAIN, ("Retry-After", "2")), b"Too many requests"),
    "not in service": HttpResponse(503, _PLAIN, b"Under maintenance"),
    "server error before": HttpResponse(500, _PLAIN, b"Internal server error"),
}
"""Answers without anything done."""

UNHEARD: dict[FaultName, type[Exception]] = {"silence after": Silence, "hang up after": HungUp}
"""Answers that never arrive."""

AFTER: dict[FaultName, HttpResponse] = {
    "server error after": HttpResponse(500, _PLAIN, b"Internal server error"),
    "gateway after": HttpResponse(504, _PAGE, WEB_PAGE),
}
"""Wrong answers to what was done."""


class Faults:
    """A script of faults; calls beyond its end go well."""

    def __init__(self, script: Iterable[FaultName] = ()) -> None:
        self._script: deque[FaultName] = deque(script)
        self._lock = threading.Lock()
        self.met: list[FaultName] = []
        """The faults that calls have met, in order."""

    def add(self, *faults: FaultName) -> None:
        """Append to the script."""
        self._script.extend(faults)

    def clear(self) -> None:
        """Let all calls go well from now on."""
        self._script.clear()

    def take(self) -> FaultName:
        """Return what becomes of this call."""
        with self._lock:
            fault = self._script.popleft() if self._script else "ok"
            if fault != "ok":
                self.met.append(fault)
            return fault

    def play(self, system: AnySystem, arguments: Sequence[str]) -> str:
        """The play `fault NAME`: the next call goes wrong in that way."""
        del system
        name = " ".join(arguments)
        for fault in FAULTS:
            if fault == name:
                self.add(fault)
                return f"the next call: {fault}"
        raise InputRefused(f"No fault is named {name!r}.", f"Faults: {', '.join(FAULTS)}.")


def answer_with(
    fault: FaultName,
    request: HttpRequest,
    handle: Callable[[HttpRequest], HttpResponse],
    forget_logins: Callable[[], None],
) -> HttpResponse:
    """Answer a request as the fault wants it.

    Args:
        handle: What the system does when all is well.
        forget_logins: Makes all tokens given out so far expire.

    Raises:
        Silence, HungUp, NotListening: As the fault says.
    """
    if fault in LOST:
        raise LOST[fault]
    if fault in INSTEAD:
        return INSTEAD[fault]
    if fault == "expired":
        forget_logins()
    answer = handle(request)
    if fault in UNHEARD:
        raise UNHEARD[fault]
    if fault == "half answer":
        return replace(answer, cut_at=len(answer.body) // 2)
    return AFTER.get(fault, answer)
