"""What goes wrong with calls to a simulated system: one line of a script for each call.

"before" means that the call was lost on its way and nothing was done; "after", that it was done and
the answer was lost. A client cannot tell one from the other.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import Literal, get_args

from procstation.ils import (
    AnySystem,
    HttpRequest,
    HttpResponse,
    HungUp,
    InputRefused,
    NotListening,
    Play,
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
    match fault:
        case "not listening":
            raise NotListening
        case "silence before":
            raise Silence
        case "hang up before":
            raise HungUp
        case "web page":
            return HttpResponse(200, (("Content-Type", "text/html"),), WEB_PAGE)
        case "busy":
            return HttpResponse(429, (("Content-Type", "text/plain"),), b"Too many requests")
        case "busy for 2 s":
            headers = (("Content-Type", "text/plain"), ("Retry-After", "2"))
            return HttpResponse(429, headers, b"Too many requests")
        case "not in service":
            return HttpResponse(503, (("Content-Type", "text/plain"),), b"Under maintenance")
        case "server error before":
            return HttpResponse(500, (("Content-Type", "text/plain"),), b"Internal server error")
        case "expired":
            forget_logins()
    answer = handle(request)
    match fault:
        case "silence after":
            raise Silence
        case "hang up after":
            raise HungUp
        case "half answer":
            half = len(answer.body) // 2
            return HttpResponse(answer.status, answer.headers, answer.body, cut_at=half)
        case "server error after":
            return HttpResponse(500, (("Content-Type", "text/plain"),), b"Internal server error")
        case "gateway after":
            return HttpResponse(504, (("Content-Type", "text/html"),), WEB_PAGE)
    return answer
