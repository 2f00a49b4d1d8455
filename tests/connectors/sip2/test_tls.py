"""SIP2 over an encrypted connection, on loopback."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sip2_play import PASSWORD

from procstation.config import SystemSection
from procstation.ils import ItemKey, LibrarySystem, LineSystem, SystemDenied, build_simulated
from procstation.ils import open_system as open_configured

TLS = Path(__file__).parents[2] / "data" / "tls"
CERTIFICATE = str(TLS / "certificate.pem")
BARCODE = "30000000000001"
PATIENCE_S = 10.0


def serve(listener: socket.socket) -> None:
    """Serve one client, if its encryption comes about."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE, TLS / "key.pem")
    system = build_simulated(f"sim://sip2?password={PASSWORD}")
    assert isinstance(system, LineSystem)
    session = system.connect()
    plain, _ = listener.accept()
    plain.settimeout(PATIENCE_S)
    try:
        with context.wrap_socket(plain, server_side=True) as connection:
            while data := connection.recv(4096):
                connection.sendall(session.receive(data))
    except (ssl.SSLError, ConnectionError):
        plain.close()


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(PATIENCE_S)
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        yield listener.getsockname()[1]
        thread.join(PATIENCE_S)
        assert not thread.is_alive()


def connect(port: int, **options: str) -> LibrarySystem:
    url = f"sip2s://127.0.0.1:{port}"
    section = SystemSection(connector="sip2", url=url, user="station1", options=dict(options))
    return open_configured("ils", section)


def test_items_are_looked_up_over_tls(port: int) -> None:
    with closing(connect(port, ca_file=CERTIFICATE, server_name="ils.example.org")) as library:
        for _ in range(3):
            (item,) = library.find_items([ItemKey(barcode=BARCODE)])
            assert item is not None
            assert item.barcode == BARCODE


@pytest.mark.parametrize(
    "options",
    [{}, {"ca_file": CERTIFICATE}, {"ca_file": CERTIFICATE, "server_name": "other.example.org"}],
    ids=["unknown authority", "name of the address", "other name"],
)
def test_who_cannot_be_known_is_told_nothing(port: int, options: dict[str, str]) -> None:
    library = connect(port, **options)
    with closing(library), pytest.raises(SystemDenied, match="encrypted connection") as denied:
        library.state()
    assert "certificates" in denied.value.do_next


def test_a_file_of_certificates_that_is_not_there_is_told(port: int) -> None:
    library = connect(port, ca_file="/nowhere/ca.pem")
    with closing(library), pytest.raises(SystemDenied):
        library.state()
