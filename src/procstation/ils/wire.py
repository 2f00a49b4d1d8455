"""What connectors speak over: a byte line or HTTP, on the network or to a simulated system."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from procstation.ils.clock import Clock

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class Tls:
    """How a connection is encrypted and the other end known.

    Attributes:
        ca_file: Certificates to trust instead of the system's; "" for those.
        certificate, key: Files by which the other end knows us; "" for none.
        server_name: The name in its certificate, when it is not the host of the address.
    """

    ca_file: str = ""
    certificate: str = ""
    key: str = ""
    server_name: str = ""


class Line(Protocol):
    """A connection that carries bytes."""

    def send(self, data: bytes) -> None:
        """Raises OutcomeUnknown when the connection broke: part of it may have arrived."""
        ...

    def receive(self, timeout_s: float) -> bytes:
        """Return what has arrived; b"" after that much silence.

        Raises:
            OutcomeUnknown: The other end hung up.
        """
        ...

    def close(self) -> None: ...


class Wiring(Protocol):
    """The way to a system. Nothing is opened before it is used."""

    @property
    def clock(self) -> Clock: ...

    def transport(self) -> "httpx.BaseTransport | None":
        """What HTTP goes over; None for the network."""
        ...

    def line(self, host: str, port: int, tls: Tls | None) -> Line:
        """Open a connection.

        Raises:
            SystemUnreachable: Nobody answers there, or the encryption fails; with the reason.
        """
        ...
