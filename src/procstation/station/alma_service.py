"""The local RFID service that Alma's staff page calls from the browser (RFID vendor "Others").

The page asks which items lie on the pad, and has their security set after a loan or a return; the
answers are small XML documents. Only the page of the configured Alma may read them (CORS), and
nothing but this machine reaches it unless the configuration says otherwise.
"""

import hmac
import logging
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

from procstation.config import AlmaServiceSection
from procstation.credentials import Secret, required
from procstation.devices import DeviceRunner, RfidPad
from procstation.errors import (
    ConfigError,
    DeviceFault,
    DeviceLost,
    InputRefused,
    StationDefect,
    StationError,
    UsageError,
)
from procstation.language import tr
from procstation.station.alma_documents import (
    failure_document,
    items_document,
    read_wish,
    success_document,
)
from procstation.station.alma_pad import items_on, secure_item
from procstation.station.loopback import is_address, is_loopback
from procstation.tagging import SitePolicy, UndoFolder

LOG = logging.getLogger("procstation.alma")

MOST_BYTES = 64 * 1024
"""Of a request; a set of fifty parts is a tenth of it."""
PATIENCE_S = 5.0
"""For what a browser has still to send."""
PAD_S = 15.0
"""For the pad; a set of twenty tags is read in a quarter of it."""
LOOK_S = 0.05

_HEADER_NAMES = re.compile(r"[A-Za-z0-9-]+(, ?[A-Za-z0-9-]+)*")

T = TypeVar("T")
AtPad = Callable[[Callable[[RfidPad], Any]], Any]
"""Has something done at the pad, and returns what it returns or raises."""


def at_runner(pad: Callable[[], DeviceRunner | None]) -> AtPad:
    """Return the way to the pad of a running station, which has a thread of its own."""

    def work(call: Callable[[RfidPad], T]) -> T:
        runner = pad()
        if runner is None:
            raise DeviceFault(tr("No RFID pad is configured."), tr("Add one to procstation.toml."))
        future: Future[T] = runner.submit(call)
        try:
            return future.result(PAD_S)
        except TimeoutError as error:
            future.cancel()
            raise DeviceLost(
                tr("The pad did not answer within {pad_s:.0f} s.", pad_s=PAD_S),
                tr("Check it, then try again."),
            ) from error

    return work


class AlmaService:
    """Serves Alma's page from a thread of its own, from `start` until `stop`.

    Args:
        at_pad: The way to the pad.
        undo: Where old contents of tags are kept.
        changed: Called when the security of an item was set.

    Raises:
        ConfigError: It does not say which Alma may ask.
        SystemDenied: The secret it names is not there.
        UsageError: It cannot listen there.
    """

    def __init__(
        self,
        section: AlmaServiceSection,
        at_pad: AtPad,
        undo: UndoFolder,
        site: SitePolicy,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        if not section.origin:
            raise ConfigError(
                tr("[alma_service] does not say which Alma may ask."),
                tr('Set origin to its address, e.g. "https://LIBRARY.alma.exlibrisgroup.com".'),
            )
        if not section.secret and not is_loopback(section.host):
            raise ConfigError(
                tr(
                    "[alma_service] listens at {host}, where other machines reach"
                    " it, and asks for no token.",
                    host=section.host,
                ),
                tr(
                    "Set secret to the name of a token, and give Alma the address"
                    ' with ?token=…; or leave host at "127.0.0.1".'
                ),
            )
        self._section = section
        self._token: Secret | None = None
        if section.secret:
            self._token = required(section.secret, "Alma's page")
        self._at_pad = at_pad
        self._undo = undo
        self._site = site
        self._changed = changed
        try:
            self._server = HTTPServer((section.host, section.port), self._handler())
        except OSError as error:
            raise UsageError(
                tr(
                    "Port {port} of {host} cannot be used: {strerror}.",
                    port=section.port,
                    host=section.host,
                    strerror=error.strerror or error,
                ),
                tr("Choose another port in [alma_service], and in Alma."),
            ) from error
        self._thread: threading.Thread | None = None

    @property
    def address(self) -> str:
        """What Alma has to be told."""
        host, port = self._server.server_address[:2]
        return f"http://{host!s}:{port}"

    def start(self) -> None:
        """Begin to answer."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(LOOK_S,), name="alma service", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Answer no more. Harmless when done twice."""
        if self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._thread = None
        self._server.server_close()

    def allows(self, origin: str | None) -> bool:
        """Whether a page of that origin may ask; what is no page says none."""
        return origin is None or origin == self._section.origin

    def is_called(self, host: str) -> bool:
        """Whether a request came to this service by its own name.

        A page anywhere can have a name of its own lead to this machine, and would then be no other
        origin to the browser.
        """
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in {"localhost", self._section.host.strip("[]")} or is_address(name)

    def knows(self, token: str) -> bool:
        """Whether a request may be answered that brings this token."""
        if self._token is None:
            return True
        return hmac.compare_digest(token.encode(), self._token.reveal().encode())

    def items(self) -> bytes:
        """Return the document of what lies on the pad. Raises StationError."""
        return items_document(self._at_pad(lambda pad: items_on(pad, self._site)))

    def set_security(self, body: bytes) -> bytes:
        """Set the security of the item a document names. Raises StationError."""
        barcode, secured = read_wish(body)
        try:
            self._at_pad(lambda pad: secure_item(pad, self._undo, self._site, barcode, secured))
        finally:
            self._changed()
        return success_document()

    @property
    def failure_status(self) -> int:
        return self._section.failure_status

    @property
    def origin(self) -> str:
        return self._section.origin

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(_Handler):
            alma = service

        return Handler


class _Handler(BaseHTTPRequestHandler):
    """One request of the page."""

    alma: AlmaService
    timeout = PATIENCE_S
    server_version = "procstation"
    sys_version = ""

    def do_OPTIONS(self) -> None:
        if not self.alma.allows(self.headers.get("Origin")):
            self._fail(403, "This page may not ask.")
            return
        self.send_response(204)
        self._allow()
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        if self._is_welcome():
            if urlsplit(self.path).path.rstrip("/").endswith("/getItems"):
                self._answer(self.alma.items)
            else:
                self._fail(404, "There is only getItems here, and what sets the security.")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) > MOST_BYTES:
            self._fail(413, f"A request has its length, at most {MOST_BYTES} bytes.")
            return
        try:
            body = self.rfile.read(int(length))
        except TimeoutError:
            self._fail(408, "The request did not arrive whole.")
            return
        if self._is_welcome():
            self._answer(lambda: self.alma.set_security(body))

    def do_PUT(self) -> None:
        self.do_POST()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        # Without the query, which may hold the token.
        del format
        status = args[1] if len(args) > 1 else "-"
        LOG.info("%s %s %s", self.command, urlsplit(getattr(self, "path", "")).path, status)

    def _is_welcome(self) -> bool:
        token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
        if not self.alma.is_called(self.headers.get("Host", "")):
            self._fail(403, "This is not the name of this service.")
        elif not self.alma.allows(self.headers.get("Origin")):
            self._fail(403, "This page may not ask.")
        elif not self.alma.knows(token):
            self._fail(403, "The token is missing or wrong.")
        else:
            return True
        return False

    def _answer(self, act: Callable[[], bytes]) -> None:
        try:
            document = act()
        except InputRefused as refused:
            self._fail(400, f"{refused.what} {refused.do_next}")
        except StationError as error:
            self._fail(self.alma.failure_status, f"{error.what} {error.do_next}")
        except Exception as error:
            # Whatever a driver raises, the page gets words, and the service goes on.
            LOG.exception("the pad failed")
            self._fail(self.alma.failure_status, StationDefect(error).what)
        else:
            self._send(200, document)

    def _fail(self, status: int, words: str) -> None:
        self._send(status, failure_document(words))

    def _send(self, status: int, document: bytes) -> None:
        self.send_response(status)
        self._allow()
        self.send_header("Content-Type", "application/xml; charset=utf-8")
        self.send_header("Content-Length", str(len(document)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(document)

    def _allow(self) -> None:
        self.send_header("Access-Control-Allow-Origin", self.alma.origin)
        self.send_header("Vary", "Origin")
        self.send_header("Access-Control-Allow-Methods", "GET, POST, PUT, OPTIONS")
        wanted = self.headers.get("Access-Control-Request-Headers", "")
        named = wanted if _HEADER_NAMES.fullmatch(wanted) else "Content-Type"
        self.send_header("Access-Control-Allow-Headers", named)
        if self.headers.get("Access-Control-Request-Private-Network") == "true":
            self.send_header("Access-Control-Allow-Private-Network", "true")
