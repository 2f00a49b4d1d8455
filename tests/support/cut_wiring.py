"""The way to a simulated system, cut off at a call: the station's process is gone from then on."""

from collections.abc import Callable
from typing import TypeVar

import httpx

from procstation.ils import AnySystem, Clock, Line, Tls
from procstation.ils.sim_wiring import SimulatedWiring

T = TypeVar("T")


class Gone(BaseException):
    """The process is gone. No code of the station may catch this."""


class CutWiring:
    """Counts the calls, and lets the process go at one of them and at all that come after.

    Args:
        at: The call's number from 1; 0 for none.
        behind: The system has done what was asked, and only the answer is lost.

    Attributes:
        is_cut: The process is gone.
        calls: How many there were.
    """

    def __init__(
        self,
        system: AnySystem,
        clock: Clock,
        at: int = 0,
        *,
        behind: bool = False,
    ) -> None:
        self.is_cut = False
        self.calls = 0
        self._inner = SimulatedWiring(system, clock)
        self._at = at
        self._behind = behind

    @property
    def clock(self) -> Clock:
        return self._inner.clock

    def transport(self) -> httpx.BaseTransport:
        return _Transport(self, self._inner.transport())

    def line(self, host: str, port: int, tls: Tls | None) -> Line:
        """Raises as `Wiring.line`."""
        return _Line(self, self._inner.line(host, port, tls))

    def call(self, act: Callable[[], T]) -> T:
        """Make a call, if there still is who makes it."""
        self.calls += 1
        cuts = self.calls == self._at
        if self.is_cut or (cuts and not self._behind):
            self.is_cut = True
            raise Gone
        answer = act()
        if cuts:
            self.is_cut = True
            raise Gone
        return answer


class _Transport(httpx.BaseTransport):
    def __init__(self, wiring: CutWiring, inner: httpx.BaseTransport) -> None:
        self._wiring = wiring
        self._inner = inner

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._wiring.call(lambda: self._inner.handle_request(request))


class _Line:
    def __init__(self, wiring: CutWiring, inner: Line) -> None:
        self._wiring = wiring
        self._inner = inner

    def send(self, data: bytes) -> None:
        self._wiring.call(lambda: self._inner.send(data))

    def receive(self, timeout_s: float) -> bytes:
        if self._wiring.is_cut:
            raise Gone
        return self._inner.receive(timeout_s)

    def close(self) -> None:
        self._inner.close()
