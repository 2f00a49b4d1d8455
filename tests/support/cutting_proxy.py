"""A line to a server that breaks, or falls silent, in the middle of its answer."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress


@contextmanager
def cutting_proxy(port: int, after: int, *, silently: bool = False) -> Iterator[int]:
    """Pass one connection on to a port of loopback, and of its answers so many bytes only.

    Args:
        after: Bytes of answers that pass.
        silently: Keep the connection open then, and say nothing more.

    Yields:
        The port to connect to.
    """
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, port, after, silently, over))
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            over.set()
            with suppress(OSError), socket.create_connection(listening.getsockname(), 1):
                pass  # wakes the thread, should nobody have connected
            thread.join()


def _serve(
    listening: socket.socket, port: int, after: int, silently: bool, over: threading.Event
) -> None:
    client, _ = listening.accept()
    with client, suppress(OSError), socket.create_connection(("127.0.0.1", port)) as server:
        asks = threading.Thread(target=_pass_on, args=(client, server))
        asks.start()
        left = after
        while left and (data := server.recv(min(left, 4096))):
            client.sendall(data)
            left -= len(data)
        if silently:
            over.wait()
        for end in (client, server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        asks.join()


def _pass_on(client: socket.socket, server: socket.socket) -> None:
    with suppress(OSError):
        while data := client.recv(4096):
            server.sendall(data)
