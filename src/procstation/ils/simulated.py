"""Simulated library systems: the server's side of the wire, without network, thread or clock.

Written from the makers' documentation and never from a connector of ours, since a mistake that both
ends share passes every test. One that speaks HTTP answers requests; one that speaks lines gives a
session for each connection. Both can also be served on loopback, for anybody's client.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

from procstation.devices import Play, do_play


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """A request as it arrives.

    Attributes:
        target: Path and query, percent-encoded as sent.
        headers: Names in lower case.
    """

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer.

    Attributes:
        headers: In order; a name may repeat, as Set-Cookie does.
        cut_at: The connection is closed after so many bytes of the body; None sends all of it.
    """

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""
    cut_at: int | None = None


class Silence(Exception):
    """The simulated system took what was sent and never answers."""


class HungUp(Exception):
    """The simulated system closed the connection instead of answering."""


class NotListening(Exception):
    """Nobody takes the call."""


@runtime_checkable
class HttpSystem(Protocol):
    """A simulated system that speaks HTTP."""

    def answer(self, request: HttpRequest) -> HttpResponse:
        """Raises Silence, HungUp or NotListening instead of answering."""
        ...

    def take_delay_s(self) -> float:
        """Return, once, how long the last answer took in the system."""
        ...


class LineSession(Protocol):
    """One connection to a simulated system that speaks lines."""

    def receive(self, data: bytes) -> bytes:
        """Take bytes, in whatever pieces they come, and return what is sent back; b"" once, when
        the connection is made, for a system that speaks first.

        Raises:
            HungUp: It closes the connection.
        """
        ...

    def take_delay_s(self) -> float: ...


@runtime_checkable
class LineSystem(Protocol):
    """A simulated system that speaks lines."""

    def connect(self) -> LineSession:
        """Raises NotListening."""
        ...


AnySystem = HttpSystem | LineSystem


@dataclass(frozen=True, slots=True)
class SystemSimulator:
    """How to make one simulated system, found by entry point `procstation.simulators.ils`.

    Attributes:
        build: Takes the query of a `sim://NAME?key=value` URL and the time in seconds since the
            epoch, as that system's clock shows it.
        plays: What can be done to it: a drop-out, an item changed at its own desk.
    """

    title: str
    build: Callable[[Mapping[str, str], Callable[[], float]], AnySystem]
    plays: Sequence[Play] = ()

    def play(self, system: AnySystem, line: str) -> str:
        """Do what a line says, and return what came of it.

        Raises:
            InputRefused: There is no such word, or its arguments make no sense.
        """
        return do_play(self.plays, system, line, self.title)
