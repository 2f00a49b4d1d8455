"""The way to a simulated system in this process: same bytes, no network, and time that only goes by
when somebody waits."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import httpx

from procstation.errors import OutcomeUnknown, SystemUnreachable
from procstation.ils.clock import Clock
from procstation.ils.simulated import (
    AnySystem,
    HttpRequest,
    HttpSystem,
    HungUp,
    LineSession,
    LineSystem,
    NotListening,
    Silence,
)
from procstation.ils.wire import Line, Tls
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.ils.simulated import HttpResponse

READ_S = 30.0
"""What a client waits for an answer that never comes."""


class VirtualClock:
    """Goes on only when somebody waits."""

    def __init__(self) -> None:
        self._now = 0.0
        self._lock = threading.Lock()

    def now_s(self) -> float:
        return self._now

    def wait(self, seconds: float) -> None:
        with self._lock:
            self._now += seconds


class SimulatedWiring:
    """The way to one simulated system.

    Args:
        piece: Most bytes that a line delivers at once; None for all that there are.
    """

    def __init__(
        self, system: AnySystem, clock: Clock | None = None, piece: int | None = None
    ) -> None:
        self.system = system
        self._piece = piece
        self._clock = clock or VirtualClock()
        self._lock = threading.Lock()

    @property
    def clock(self) -> Clock:
        return self._clock

    def transport(self) -> httpx.BaseTransport:
        assert isinstance(self.system, HttpSystem), "this system speaks no HTTP"
        return _Transport(self.system, self._clock, self._lock)

    def line(self, host: str, port: int, tls: Tls | None) -> Line:
        """Raises as `Wiring.line`."""
        del tls
        assert isinstance(self.system, LineSystem), "this system speaks HTTP"
        try:
            session = self.system.connect()
        except NotListening as error:
            raise SystemUnreachable(
                tr(
                    "Nobody answers at {host} port {port}: connection refused.",
                    host=host,
                    port=port,
                ),
                tr("Check the address, the network and whether the system is running."),
            ) from error
        return _Line(session, self._clock, self._lock, self._piece)


class _Transport(httpx.BaseTransport):
    """Hands requests to the system and its answers back, one at a time."""

    def __init__(self, system: HttpSystem, clock: Clock, lock: threading.Lock) -> None:
        self._system = system
        self._clock = clock
        self._lock = lock

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()
        headers = {key.lower(): value for key, value in request.headers.items()}
        target = request.url.raw_path.decode("ascii")
        with self._lock:
            try:
                answer = self._system.answer(HttpRequest(request.method, target, headers, body))
            except NotListening as error:
                raise httpx.ConnectError("connection refused", request=request) from error
            except HungUp as error:
                raise httpx.RemoteProtocolError(
                    "server disconnected without sending a response", request=request
                ) from error
            except Silence as error:
                self._clock.wait(READ_S)
                raise httpx.ReadTimeout("timed out", request=request) from error
            self._clock.wait(self._system.take_delay_s())
        return httpx.Response(
            answer.status, headers=list(answer.headers), stream=_Body(answer), request=request
        )


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: "HttpResponse") -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        if self._answer.cut_at is None:
            yield self._answer.body
            return
        yield self._answer.body[: self._answer.cut_at]
        raise httpx.RemoteProtocolError("peer closed connection without sending complete body")


class _Line:
    """A connection to a session of the system."""

    def __init__(
        self, session: LineSession, clock: Clock, lock: threading.Lock, piece: int | None
    ) -> None:
        self._session = session
        self._clock = clock
        self._lock = lock
        self._piece = piece
        # Some systems speak first.
        self._waiting = bytearray(session.receive(b""))
        self._open = True

    def send(self, data: bytes) -> None:
        with self._lock:
            self._check_open()
            try:
                self._waiting += self._session.receive(data)
            except HungUp:
                # As with TCP: what was sent is gone, and the next read finds out.
                self._open = False
            self._clock.wait(self._session.take_delay_s())

    def receive(self, timeout_s: float) -> bytes:
        with self._lock:
            data = bytes(self._waiting[: self._piece])
            del self._waiting[: self._piece]
            if not data:
                self._check_open()
                self._clock.wait(timeout_s)
            return data

    def close(self) -> None:
        self._open = False

    def _check_open(self) -> None:
        if not self._open:
            raise OutcomeUnknown(
                tr("The connection was closed by the other end."),
                tr("It is opened anew; what was under way is looked up first."),
            )
