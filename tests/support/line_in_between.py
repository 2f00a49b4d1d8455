"""A line to a server that is cut and mended while it is used."""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

READ_AT_ONCE = 65536


class LineInBetween:
    """Passes connections on to a port of loopback, as long as it is whole.

    Attributes:
        port: To connect to.
        target: The port that it leads to.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self._whole = threading.Event()
        self._whole.set()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._start(self._listen)

    def cut(self) -> None:
        """End what is connected, without a word, and let nothing through."""
        self._whole.clear()
        for one in tuple(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def mend(self) -> None:
        self._whole.set()

    def close(self) -> None:
        self.cut()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for one in self._threads:
            one.join()

    def _start(self, act: Callable[..., None], *args: socket.socket) -> None:
        thread = threading.Thread(target=act, args=args)
        self._threads.append(thread)
        thread.start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                if not self._whole.is_set():
                    client.close()
                    continue
                try:
                    server = socket.create_connection(("127.0.0.1", self.target))
                except OSError:
                    client.close()
                    continue
                self._open |= {client, server}
                self._start(self._pass_on, client, server)
                self._start(self._pass_on, server, client)

    def _pass_on(self, taken: socket.socket, given: socket.socket) -> None:
        with suppress(OSError):
            while data := taken.recv(READ_AT_ONCE):
                given.sendall(data)
        with suppress(OSError):
            given.shutdown(socket.SHUT_RDWR)
        taken.close()
        self._open.discard(taken)
