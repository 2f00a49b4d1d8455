"""A simulated device on a line of its own, for real drivers and other programs to open.

The device stays in its rack: whoever connects finds the tags and labels the last one left. What it
says while nobody listens is lost, as on a real line.
"""

import os
import select
import socket
import sys
import threading
from collections.abc import Callable
from typing import Protocol

from procstation.devices.sim_link import LiveLink
from procstation.errors import DeviceLost, InputRefused
from procstation.language import tr

TICK_S = 0.02
"""How long a line is listened to before the device is given the time that went by."""

STALL_S = 5.0
"""A client that takes nothing for so long is not there any more."""

LARGEST_READ = 4096


class ServedLine(Protocol):
    """The device's end of a line. Used from one thread at a time."""

    @property
    def port(self) -> str:
        """What a configuration names it."""
        ...

    @property
    def client(self) -> str:
        """Who is connected, for messages; "" when that is nobody or cannot be told."""
        ...

    def receive(self, wait_s: float) -> bytes:
        """Return what came, at once when there is something; b"" after that much silence."""
        ...

    def send(self, data: bytes) -> None:
        """Send it to whoever is connected."""
        ...

    def hang_up(self) -> None:
        """The device was unplugged: the connection ends."""
        ...

    def close(self) -> None: ...


class TcpLine:
    """A TCP port. One client at a time; the next waits until the one before has gone."""

    def __init__(self, host: str, number: int) -> None:
        """Begin to listen.

        Args:
            number: The port; 0 picks a free one.

        Raises:
            InputRefused: Nothing can listen there.
        """
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            self._listener = socket.create_server((host, number), family=family, backlog=1)
        except OSError as error:
            raise InputRefused(
                tr(
                    "Nothing can listen at {host} port {number}: {strerror}.",
                    host=host,
                    number=number,
                    strerror=error.strerror or error,
                ),
                tr(
                    "End the program that listens there, or choose another port;"
                    " 0 picks a free one."
                ),
            ) from error
        number = self._listener.getsockname()[1]
        self.port = f"socket://[{host}]:{number}" if ":" in host else f"socket://{host}:{number}"
        self.client = ""
        self._connection: socket.socket | None = None

    def receive(self, wait_s: float) -> bytes:
        try:
            if self._connection is None:
                self._accept(wait_s)
                return b""
            self._connection.settimeout(wait_s)
            data = self._connection.recv(LARGEST_READ)
        except TimeoutError:
            return b""
        except ConnectionError:
            data = b""
        if not data:
            self.hang_up()
        return data

    def send(self, data: bytes) -> None:
        if self._connection is None:
            return
        try:
            self._connection.settimeout(STALL_S)
            self._connection.sendall(data)
        except OSError:
            self.hang_up()

    def hang_up(self) -> None:
        connection, self._connection, self.client = self._connection, None, ""
        if connection is not None:
            connection.close()

    def close(self) -> None:
        self.hang_up()
        self._listener.close()

    def _accept(self, wait_s: float) -> None:
        self._listener.settimeout(wait_s)
        self._connection, address = self._listener.accept()
        # Answers of a few bytes must not wait for more.
        self._connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.client = f"{address[0]}:{address[1]}"


class PtyLine:
    """A pseudo-terminal: a serial port to whoever opens it. Not on Windows.

    It has no cable: an unplugged device falls silent there.
    """

    client = ""

    def __init__(self) -> None:
        """Make one.

        Raises:
            InputRefused: This system has none.
        """
        if sys.platform == "win32":
            raise InputRefused(
                tr("Windows has no pseudo-terminals."),
                tr("Use --listen tcp:0 and a socket:// port."),
            )
        import tty  # noqa: PLC0415

        # Our hold on the far end keeps the line alive while nobody has it open.
        self._ours, self._far = os.openpty()
        tty.setraw(self._far)
        os.set_blocking(self._ours, False)
        self.port = os.ttyname(self._far)

    def receive(self, wait_s: float) -> bytes:
        ready, _, _ = select.select([self._ours], [], [], wait_s)
        return os.read(self._ours, LARGEST_READ) if ready else b""

    def send(self, data: bytes) -> None:
        try:
            os.write(self._ours, data)
        except BlockingIOError:
            # Nobody reads, and the line is full: the rest is lost, as on a real one.
            return

    def hang_up(self) -> None:
        """There is no way to, short of taking the port away for good."""

    def close(self) -> None:
        os.close(self._ours)
        os.close(self._far)


class ServedDevice:
    """Moves bytes between a line and a simulated device, on a thread of its own.

    Args:
        link: To the device, as `Rack.link` gives it.
        line: Closed when this is.
        told: Called on that thread with what is worth telling: who connects and who leaves.
    """

    def __init__(
        self, link: LiveLink, line: ServedLine, told: Callable[[str], None] = lambda _: None
    ) -> None:
        self._link = link
        self._line = line
        self._told = told
        self._client = ""
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"serve {line.port}", daemon=True)
        self._thread.start()

    def wait(self, timeout_s: float) -> bool:
        """Wait for it to end, which it does by itself only when it fails; True when it has."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def close(self) -> None:
        """End it and close the line."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                self._move(self._line.receive(TICK_S))
        finally:
            self._line.close()

    def _move(self, data: bytes) -> None:
        if self._line.client != self._client:
            self._tell(self._line.client)
            if self._client:
                self._link.connect()
            else:
                self._link.close()
        try:
            if data:
                self._link.write(data)
            said = self._link.read(0)
        except DeviceLost:
            self._line.hang_up()
        else:
            if said:
                self._line.send(said)

    def _tell(self, client: str) -> None:
        if self._client:
            self._told(f"{self._client} has disconnected")
        if client:
            self._told(f"{client} has connected")
        self._client = client
