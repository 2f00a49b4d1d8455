"""Simulated systems on loopback, as anybody's client finds them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from queue import SimpleQueue

import httpx
import pytest

from procstation.config import SystemSection
from procstation.errors import InputRefused
from procstation.ils import (
    HttpRequest,
    HttpResponse,
    HungUp,
    ItemKey,
    LibrarySystem,
    build_simulated,
    open_system,
    serve,
)
from procstation.ils.serve import ServedSystem

PATIENCE_S = 10.0
LOOPBACK = "127.0.0.1"
BARCODE = "30000000000001"


@pytest.fixture
def served() -> Iterator[ServedSystem]:
    with closing(ServedSystem(build_simulated("sim://sip2"), LOOPBACK, 0)) as one:
        yield one


def connect(address: str) -> LibrarySystem:
    section = SystemSection(connector="sip2", url=address, user="station1")
    return open_system("ils", section)


def test_any_client_speaks_with_a_served_line(served: ServedSystem) -> None:
    with socket.create_connection((LOOPBACK, served.port), PATIENCE_S) as client:
        client.sendall(b"9300CNstation1|COsecret|CPDESK1|AY0AZF3")
        client.sendall(b"94\r")
        assert client.recv(100) == b"941AY0AZFDFD\r"


def test_several_connectors_share_one_system(
    served: ServedSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROCSTATION_SECRET_ILS", "secret")
    with ExitStack() as open_now:
        libraries = [open_now.enter_context(closing(connect(served.address))) for _ in range(3)]
        for library in libraries:
            (item,) = library.find_items([ItemKey(barcode=BARCODE)])
            assert item is not None
            assert item.barcode == BARCODE
        libraries[0].check_in(BARCODE, "2026-11-22T01:02:03+00:00")


def test_a_connection_that_broke_is_opened_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROCSTATION_SECRET_ILS", "secret")
    system = build_simulated("sim://sip2")
    first = ServedSystem(system, LOOPBACK, 0)
    with closing(connect(first.address)) as library:
        assert library.find_items([ItemKey(barcode=BARCODE)])[0]
        first.close()
        with closing(ServedSystem(system, LOOPBACK, first.port)):
            assert library.find_items([ItemKey(barcode=BARCODE)])[0]


def test_it_tells_who_comes_and_goes() -> None:
    told: SimpleQueue[str] = SimpleQueue()
    with closing(ServedSystem(build_simulated("sim://sip2"), LOOPBACK, 0, told.put)) as served:
        with socket.create_connection((LOOPBACK, served.port), PATIENCE_S):
            assert told.get(timeout=PATIENCE_S).endswith("has connected")
        assert told.get(timeout=PATIENCE_S).endswith("has disconnected")
        assert not served.wait(0)


def test_a_port_that_is_taken_is_told(served: ServedSystem) -> None:
    with pytest.raises(InputRefused, match=f"port {served.port}") as refused:
        ServedSystem(build_simulated("sim://sip2"), "203.0.113.1", served.port)
    assert "another port" in refused.value.do_next


class Echo:
    """Answers with what it was asked, hangs up, or breaks off."""

    def answer(self, request: HttpRequest) -> HttpResponse:
        if request.target == "/hang-up":
            raise HungUp
        body = f"{request.method} {request.target} {request.body.decode()}".encode()
        headers = (("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("X-Got", request.headers["x"]))
        return HttpResponse(201, headers, body, 3 if request.target == "/cut" else None)

    def take_delay_s(self) -> float:
        return 0.0


def test_a_system_that_speaks_http_is_served_as_well() -> None:
    with (
        closing(ServedSystem(Echo(), LOOPBACK, 0)) as served,
        httpx.Client(base_url=served.address, headers={"X": "y"}, trust_env=False) as client,
    ):
        assert served.address.startswith("http://127.0.0.1:")
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            answer = client.request(method, "/a%20b?q=%C3%A9", content=b"body")
            assert answer.status_code == 201
            assert answer.text == f"{method} /a%20b?q=%C3%A9 body"
            assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]
        assert client.head("/").content == b""
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/hang-up")
        with pytest.raises(httpx.RemoteProtocolError):
            client.get("/cut")
        assert client.get("/again").text == "GET /again "


class Counting:
    """A system that tells how much it was sent."""

    def answer(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(200, (), str(len(request.body)).encode())

    def take_delay_s(self) -> float:
        return 0.0


@pytest.mark.parametrize(
    ("size", "status"), [("7", b"200"), (str(5 << 20), b"413"), ("9" * 19, b"413")]
)
def test_a_request_without_measure_is_refused(size: str, status: bytes) -> None:
    with (
        closing(ServedSystem(Counting(), LOOPBACK, 0)) as one,
        socket.create_connection((LOOPBACK, one.port), PATIENCE_S) as line,
    ):
        head = f"POST /items HTTP/1.1\r\nHost: x\r\nContent-Length: {size}\r\n\r\n"
        line.sendall(head.encode() + b"barcode")
        assert line.recv(100).split()[1] == status


def test_who_connects_without_end_is_hung_up_on(
    served: ServedSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "MOST_THREADS", 0)
    with socket.create_connection((LOOPBACK, served.port), PATIENCE_S) as line:
        line.settimeout(PATIENCE_S)
        assert line.recv(1) == b""
