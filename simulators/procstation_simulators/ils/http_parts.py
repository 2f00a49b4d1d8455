"""What simulated systems that speak HTTP have in common: requests taken apart strictly, answers,
limits of calls."""

import base64
import binascii
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

import msgspec

from procstation.ils import HttpRequest, HttpResponse
from procstation_simulators.ils.faults import Faults, answer_with

_ENCODED = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*")
"""What may be in path and query, RFC 3986."""


class Answered(Exception):
    """The system answers here and now; raised wherever a request turns out to be wrong."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(str(response.status))
        self.response = response


@dataclass(frozen=True, slots=True)
class Asked:
    """A request taken apart.

    Attributes:
        path: Its parts, decoded.
        query: In order; a name may repeat.
    """

    method: str
    path: tuple[str, ...]
    query: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    body: bytes

    def one(self, name: str, default: str = "") -> str:
        """Return the last value of a parameter."""
        return dict(self.query).get(name, default)

    def all(self, name: str) -> list[str]:
        """Return each value of a parameter."""
        return [value for key, value in self.query if key == name]

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def json(self) -> Any:
        """Return the body; `ValueError` in words when it is no JSON or is not called so."""
        if self.media_type != "application/json":
            raise ValueError(f"the body is called {self.media_type!r}, not application/json")
        try:
            return msgspec.json.decode(self.body)
        except msgspec.DecodeError as error:
            raise ValueError(f"the body is no JSON: {error}") from error

    def form(self) -> list[tuple[str, str]]:
        """Return the fields of a form; `ValueError` in words when it is none."""
        if self.media_type != "application/x-www-form-urlencoded":
            raise ValueError(f"the body is called {self.media_type!r}, not a form")
        return parse_qsl(self.body.decode("ascii"), keep_blank_values=True, strict_parsing=True)

    @property
    def basic(self) -> tuple[str, str] | None:
        """Name and password of HTTP Basic, None without."""
        scheme, _, text = self.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "basic":
            return None
        try:
            name, _, password = base64.b64decode(text, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
        return name, password

    @property
    def bearer(self) -> str:
        """The token, "" without."""
        scheme, _, token = self.headers.get("authorization", "").partition(" ")
        return token if scheme.lower() == "bearer" else ""


def take_apart(request: HttpRequest) -> Asked:
    """Take a request apart.

    Raises:
        Answered: With 400: path or query is not percent-encoded as it must be.
    """
    path, _, query = request.target.partition("?")
    if not _ENCODED.fullmatch(path + query):
        raise Answered(HttpResponse(400, (("Content-Type", "text/plain"),), b"Bad request line"))
    parts = tuple(unquote(part) for part in path.split("/") if part)
    pairs = tuple(parse_qsl(query, keep_blank_values=True))
    return Asked(request.method, parts, pairs, request.headers, request.body)


def json_answer(status: int, value: Any, *headers: tuple[str, str]) -> HttpResponse:
    """Return a value as JSON."""
    kind = ("Content-Type", "application/json;charset=UTF-8")
    return HttpResponse(status, (kind, *headers), msgspec.json.encode(value))


class CallRate:
    """So many calls in so many seconds, by a clock given in."""

    def __init__(self, calls: int, seconds: float, clock_s: Callable[[], float]) -> None:
        self._calls = calls
        self._seconds = seconds
        self._clock_s = clock_s
        self._made: deque[float] = deque()

    def take(self) -> bool:
        """Count a call; False when it is one too many, and is not counted."""
        now = self._clock_s()
        while self._made and self._made[0] <= now - self._seconds:
            self._made.popleft()
        if len(self._made) >= self._calls:
            return False
        self._made.append(now)
        return True


class HttpServer:
    """A simulated system that speaks HTTP: faults and delay, around what it is.

    Attributes:
        faults: What goes wrong with the next calls.
        asked: The requests so far, as "GET /path", for tests.
    """

    def __init__(self, latency_ms: float) -> None:
        self.faults = Faults()
        self.asked: list[str] = []
        self._delay_s = latency_ms / 1000

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Raises Silence, HungUp or NotListening instead of answering."""
        self.asked.append(self.label(request))
        return answer_with(self.faults.take(), request, self._answer, self.forget_logins)

    def take_delay_s(self) -> float:
        return self._delay_s

    def label(self, request: HttpRequest) -> str:
        """Return what `asked` calls a request."""
        return f"{request.method} {request.target}"

    def forget_logins(self) -> None:
        """Make all tokens given out so far expire."""

    def handle(self, asked: Asked) -> HttpResponse:
        """Answer when all is well. Raises Answered."""
        raise NotImplementedError

    def _answer(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.handle(take_apart(request))
        except Answered as answered:
            return answered.response
