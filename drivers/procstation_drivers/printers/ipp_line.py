"""Ways to an IPP printer: HTTP over the network, or over a byte line."""

import io
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from socket import socket
from typing import Any, Protocol, cast
from urllib.parse import urlsplit

from procstation.devices import DeviceFault, DeviceLost, Link, tr

PORT = 631
HEADERS = {"Content-Type": "application/ipp", "Accept": "application/ipp"}
HTTP_OK = 200


class NoReply(Exception):
    """No answer came, or not a whole one."""


class HttpRefused(Exception):
    """The server answered, and not with IPP: no such queue, or not for us."""


class IppLine(Protocol):
    """Carries requests, and has a clock.

    Attributes:
        uri: The printer's, as requests name it.
    """

    name: str
    uri: str

    def post(self, body: bytes, within_s: float) -> bytes:
        """Send a request and return the body of the reply.

        Raises:
            NoReply, HttpRefused: See there.
            DeviceLost: The printer cannot be reached.
        """
        ...

    def now_s(self) -> float: ...

    def wait(self, seconds: float) -> None: ...

    def close(self) -> None: ...


class NetworkLine:
    """A printer on the network; each request has a connection of its own."""

    def __init__(self, port: str) -> None:
        """Take note of the address.

        Raises:
            DeviceFault: It is none.
        """
        try:
            parts = urlsplit(port)
            number = parts.port or (443 if parts.scheme == "https" else PORT)
        except ValueError as error:
            raise _no_address(port, str(error)) from error
        if not parts.hostname:
            raise _no_address(port, tr("it names no host"))
        self.name = port
        self._host, self._number = parts.hostname, number
        self._path = parts.path or "/"
        self._connect = HTTPSConnection if parts.scheme in ("ipps", "https") else HTTPConnection
        scheme = "ipps" if self._connect is HTTPSConnection else "ipp"
        self.uri = f"{scheme}://{parts.netloc.rpartition('@')[2]}{self._path}"

    def post(self, body: bytes, within_s: float) -> bytes:
        connection = self._connect(self._host, self._number, timeout=within_s)
        with closing(connection):
            try:
                connection.connect()
            except OSError as error:
                raise DeviceLost(
                    tr(
                        "{name} cannot be reached: {strerror}.",
                        name=self.name,
                        strerror=error.strerror or error,
                    ),
                    tr("Check that the printer or its server is switched on, and the address."),
                ) from error
            return _exchange(connection, self._path, body)

    def now_s(self) -> float:
        return time.monotonic()

    def wait(self, seconds: float) -> None:
        time.sleep(seconds)

    def close(self) -> None:
        """No connection is held open between requests."""


class ByteLine:
    """A printer at the end of a byte line, which carries the same HTTP."""

    def __init__(self, link: Link) -> None:
        self.name = link.name
        self.uri = "ipp://localhost/ipp/print"
        self._link = link

    def post(self, body: bytes, within_s: float) -> bytes:
        # What arrives late belongs to a request that was given up.
        self.wait(0)
        connection = HTTPConnection("localhost")
        connection.sock = cast(socket, _LinkSocket(self._link, self._link.now_s() + within_s))
        return _exchange(connection, "/ipp/print", body)

    def now_s(self) -> float:
        return self._link.now_s()

    def wait(self, seconds: float) -> None:
        end_s = self.now_s() + seconds
        while self._link.read(max(0.0, end_s - self.now_s())):
            pass

    def close(self) -> None:
        self._link.close()


class _LinkSocket:
    """As much of a socket as `HTTPConnection` uses of one that is open."""

    def __init__(self, link: Link, end_s: float) -> None:
        self._link = link
        self._end_s = end_s

    def sendall(self, data: bytes) -> None:
        self._link.write(bytes(data))

    def makefile(self, _: str) -> io.BufferedReader:
        return io.BufferedReader(_LinkReader(self._link, self._end_s))

    def close(self) -> None:
        """The line outlives the request."""


class _LinkReader(io.RawIOBase):
    def __init__(self, link: Link, end_s: float) -> None:
        super().__init__()
        self._link = link
        self._end_s = end_s
        self._arrived = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._arrived:
            self._arrived = self._link.read(max(0.0, self._end_s - self._link.now_s()))
        if not self._arrived:
            raise TimeoutError
        taken = self._arrived[: len(buffer)]
        buffer[: len(taken)] = taken
        self._arrived = self._arrived[len(taken) :]
        return len(taken)


def _exchange(connection: HTTPConnection, path: str, body: bytes) -> bytes:
    with _translated():
        connection.request("POST", path, body, HEADERS)
        with connection.getresponse() as reply:
            if reply.status != HTTP_OK:
                raise HttpRefused(
                    tr("HTTP {status} {reason}", status=reply.status, reason=reply.reason).rstrip()
                )
            return reply.read()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except TimeoutError as error:
        raise NoReply(tr("no answer in time")) from error
    except HTTPException as error:
        raise NoReply(tr("it answered with something that is no HTTP")) from error
    except OSError as error:
        raise NoReply(
            tr("the connection broke: {strerror}", strerror=error.strerror or error)
        ) from error


def _no_address(port: str, why: str) -> DeviceFault:
    return DeviceFault(
        tr("The port {port!r} is no address of a printer: {why}.", port=port, why=why),
        tr("Write it as ipp://HOST/printers/QUEUE for CUPS, or ipp://HOST/ipp/print."),
    )
