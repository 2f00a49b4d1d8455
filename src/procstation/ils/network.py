"""Connections over the real network."""

import socket
import ssl
from typing import TYPE_CHECKING

from procstation.errors import OutcomeUnknown, SystemDenied, SystemUnreachable
from procstation.ils.clock import Clock, SystemClock
from procstation.ils.wire import Line, Tls
from procstation.language import tr

if TYPE_CHECKING:
    import httpx

CONNECT_S = 5.0
PIECE = 65536


class Network:
    """The way to a real system."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()

    @property
    def clock(self) -> Clock:
        return self._clock

    def transport(self) -> "httpx.BaseTransport | None":
        return None

    def line(self, host: str, port: int, tls: Tls | None) -> Line:
        """Raises as `Wiring.line`."""
        try:
            connection = socket.create_connection((host, port), CONNECT_S)
        except OSError as error:
            raise SystemUnreachable(
                tr(
                    "Nobody answers at {host} port {port}: {strerror}.",
                    host=host,
                    port=port,
                    strerror=error.strerror or error,
                ),
                tr("Check the address, the network and whether the system is running."),
            ) from error
        if tls is None:
            return SocketLine(connection)
        try:
            return SocketLine(
                _context(tls).wrap_socket(connection, server_hostname=tls.server_name or host)
            )
        except (OSError, ssl.SSLError) as error:
            connection.close()
            raise SystemDenied(
                tr(
                    "The encrypted connection to {host} port {port} fails: {error}.",
                    host=host,
                    port=port,
                    error=error,
                ),
                tr("Check the address, the clock of this machine and the certificates."),
            ) from error


class SocketLine:
    """A TCP connection."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def send(self, data: bytes) -> None:
        try:
            self._connection.settimeout(CONNECT_S)
            self._connection.sendall(data)
        except OSError as error:
            raise _broken(error) from error

    def receive(self, timeout_s: float) -> bytes:
        self._connection.settimeout(timeout_s)
        try:
            data = self._connection.recv(PIECE)
        except (TimeoutError, BlockingIOError, ssl.SSLWantReadError):
            return b""
        except OSError as error:
            raise _broken(error) from error
        if not data:
            raise _broken(None)
        return data

    def close(self) -> None:
        self._connection.close()


def _context(tls: Tls) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=tls.ca_file or None)
    if tls.certificate:
        context.load_cert_chain(tls.certificate, tls.key or None)
    return context


def _broken(error: OSError | None) -> OutcomeUnknown:
    why = f": {error.strerror or error}" if error is not None else ""
    return OutcomeUnknown(
        tr("The connection was closed by the other end{why}.", why=why),
        tr("It is opened anew; what was under way is looked up first."),
    )
