"""A simulated library system on a TCP port, for connectors and anybody else's client.

All connections share the one system: what one client changed, the next one finds. Requests of
several connections are answered one after the other, and each connection waits on its own.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer
from typing import Any

from procstation.errors import InputRefused
from procstation.ils.simulated import (
    AnySystem,
    HttpRequest,
    HttpSystem,
    HungUp,
    LineSystem,
    NotListening,
    Silence,
)
from procstation.language import tr

LARGEST_READ = 4096
TICK_S = 0.1
"""How often a connection that waits looks whether it shall end."""

MOST_BODY = 4 << 20
"""Bytes of a request; a record is a hundredth of it."""
MOST_THREADS = 100
"""Of this program: who connects beyond that is hung up on."""

IGNORED_S = 60.0
"""How long a request that is never answered is kept waiting."""

Told = Callable[[str], None]


class ServedSystem:
    """Serves a system on threads of its own, one for each connection, until it is closed.

    Args:
        number: The port; 0 picks a free one.
        told: Called on those threads with what is worth telling: who connects and who leaves.

    Attributes:
        port: The port's number.
        address: What a configuration names it: `sip2://127.0.0.1:6001`, `http://127.0.0.1:8080`.

    Raises:
        InputRefused: Nothing can listen there.
    """

    def __init__(
        self, system: AnySystem, host: str, number: int, told: Told = lambda _: None
    ) -> None:
        self._stopping = threading.Event()
        shared = (threading.Lock(), self._stopping, told)
        self._server: _HttpServer | _LineServer
        try:
            if isinstance(system, HttpSystem):
                scheme = "http"
                self._server = _HttpServer(host, number, partial(_HttpConnection, system, *shared))
            else:
                scheme = "sip2"
                self._server = _LineServer(host, number, partial(_LineConnection, system, *shared))
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
        self.port: int = self._server.server_address[1]
        self.address = f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(TICK_S,), name=f"serve {self.address}"
        )
        self._thread.start()

    def wait(self, timeout_s: float) -> bool:
        """Wait for it to end, which it does by itself only when it fails; True when it has."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def close(self) -> None:
        """End all connections and the port."""
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _has_room() -> bool:
    return threading.active_count() < MOST_THREADS


class _LineServer(ThreadingTCPServer):
    allow_reuse_address = True
    block_on_close = True

    def __init__(self, host: str, number: int, handler: Any) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, number), handler)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        del request, client_address
        return _has_room()


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True

    def __init__(self, host: str, number: int, handler: Any) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, number), handler)

    def verify_request(self, request: Any, client_address: Any) -> bool:
        del request, client_address
        return _has_room()


class _LineConnection(BaseRequestHandler):
    def __init__(
        self,
        system: LineSystem,
        lock: threading.Lock,
        stopping: threading.Event,
        told: Told,
        *connection: Any,
    ) -> None:
        self._system = system
        self._lock = lock
        self._stopping = stopping
        self._told = told
        super().__init__(*connection)

    def handle(self) -> None:
        """Move bytes between the client and a session, until one of them has enough."""
        client = f"{self.client_address[0]}:{self.client_address[1]}"
        self._told(f"{client} has connected")
        with suppress(HungUp, NotListening, OSError):
            self._converse(self.request)
        self._told(f"{client} has disconnected")

    def _converse(self, connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(TICK_S)
        with self._lock:
            session = self._system.connect()
            said = session.receive(b"")
        while not self._stopping.is_set():
            if said:
                connection.sendall(said)
                said = b""
            try:
                data = connection.recv(LARGEST_READ)
            except TimeoutError:
                continue
            if not data:
                return
            with self._lock:
                said = session.receive(data)
                delay_s = session.take_delay_s()
            self._stopping.wait(delay_s)


class _HttpConnection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "procstation-simulated"
    timeout = IGNORED_S

    def __init__(
        self,
        system: HttpSystem,
        lock: threading.Lock,
        stopping: threading.Event,
        told: Told,
        *connection: Any,
    ) -> None:
        self._system = system
        self._lock = lock
        self._stopping = stopping
        self._told = told
        super().__init__(*connection)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Tell of requests where everything else is told, not on stderr."""
        self._told(f"{self.client_address[0]} {format % args}")

    def handle_one_request(self) -> None:
        """Answer one request, whatever its method."""
        self.connection.settimeout(TICK_S)
        while not self._stopping.is_set():
            try:
                if not self.connection.recv(1, socket.MSG_PEEK):
                    break
            except TimeoutError:
                continue
            except ConnectionError:
                break
            self.connection.settimeout(self.timeout)
            try:
                self._answer_one()
            except ConnectionError:
                break
            return
        self.close_connection = True

    def _answer_one(self) -> None:
        self.raw_requestline = self.rfile.readline(65537)
        if not self.raw_requestline or not self.parse_request():
            self.close_connection = True
            return
        length = self.headers.get("Content-Length", "0")
        size = int(length) if length.isdecimal() and len(length) < 20 else 0
        if size > MOST_BODY:
            self.send_error(413)
            self.close_connection = True
            return
        body = self.rfile.read(size)
        headers = {key.lower(): value for key, value in self.headers.items()}
        request = HttpRequest(self.command, self.path, headers, body)
        try:
            with self._lock:
                answer = self._system.answer(request)
                delay_s = self._system.take_delay_s()
        except Silence:
            self._stopping.wait(IGNORED_S)
            self.close_connection = True
            return
        except (HungUp, NotListening):
            self.close_connection = True
            return
        self._stopping.wait(delay_s)
        self.send_response(answer.status)
        for key, value in answer.headers:
            if key.lower() not in {"content-length", "date", "server"}:
                self.send_header(key, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body[: answer.cut_at])
        if answer.cut_at is not None:
            self.close_connection = True
