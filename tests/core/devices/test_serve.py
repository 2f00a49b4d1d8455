"""Simulated devices on lines of their own, opened by the real drivers over loopback."""

import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from queue import SimpleQueue
from urllib.parse import urlsplit

import pytest
from device_play import simulated

from procstation.devices import DeviceLost, Kind, Rack, load_simulator, open_device
from procstation.devices.serve import PtyLine, ServedDevice, ServedLine, TcpLine
from procstation.errors import InputRefused

posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")

UID = bytes.fromhex("E00401005B6C7D8E")
PATIENCE_S = 10.0
"""For what happens on another thread; nothing here takes a hundredth of it."""


class Served:
    """One simulated device, served; `play` does to it what a person would."""

    def __init__(self, kind: Kind, name: str, line: ServedLine) -> None:
        self.told: SimpleQueue[str] = SimpleQueue()
        self.port = line.port
        self._url = f"sim://{name}"
        self._rack = Rack()
        link = self._rack.link(self._url, load_simulator(kind, name))
        self._device = ServedDevice(link, line, self.told.put)

    def play(self, line: str) -> str:
        return self._rack.play(self._url, line)

    def close(self) -> None:
        self._device.close()


Serve = Callable[..., Served]


@pytest.fixture
def serve() -> Iterator[Serve]:
    served: list[Served] = []

    def start(kind: Kind, name: str, line: ServedLine | None = None) -> Served:
        served.append(Served(kind, name, line or TcpLine("127.0.0.1", 0)))
        return served[-1]

    yield start
    for one in served:
        one.close()


def opened(kind: Kind, name: str, port: str) -> closing:
    return closing(open_device(kind, name, port, {}, Rack()))


@pytest.fixture
def line() -> Iterator[TcpLine]:
    made = TcpLine("127.0.0.1", 0)
    yield made
    made.close()


def connect(line: TcpLine) -> socket.socket:
    """Connect a client; the line has not accepted it yet."""
    number = urlsplit(line.port).port
    assert number
    return socket.create_connection(("127.0.0.1", number), PATIENCE_S)


@pytest.mark.parametrize("name", simulated("rfid"))
def test_a_tag_keeps_what_was_written_from_one_connection_to_the_next(
    serve: Serve, name: str
) -> None:
    served = serve("rfid", name)
    served.play(f"lay {UID.hex()}")
    with opened("rfid", name, served.port) as pad:
        pad.write_blocks(UID, 2, b"bookbook", 4)
    with opened("rfid", name, served.port) as pad:
        assert pad.inventory() == (UID,)
        assert pad.read_blocks(UID, 2, 2).data == b"bookbook"


def test_a_code_reaches_who_is_connected(serve: Serve) -> None:
    served = serve("scanner", "serial_scanner")
    with opened("scanner", "serial_scanner", served.port) as scanner:
        assert "connected" in served.told.get(timeout=PATIENCE_S)
        served.play("scan 31234000875612")
        assert [scan.text for scan in scanner.poll(PATIENCE_S)] == ["31234000875612"]


@pytest.mark.long
def test_labels_come_out_while_nobody_is_connected(serve: Serve) -> None:
    served = serve("printer", "zpl")
    number = urlsplit(served.port).port
    assert number
    with socket.create_connection(("127.0.0.1", number), PATIENCE_S) as client:
        client.sendall(b"^XA^FO10,10^A0^FDone^FS^XZ~HS")
        # Its answer says that it has taken the label in.
        assert client.recv(1)
    assert "has connected" in served.told.get(timeout=PATIENCE_S)
    assert "has disconnected" in served.told.get(timeout=PATIENCE_S)
    with opened("printer", "zpl", served.port) as printer:
        while served.play("printed") != "1 labels came out":
            printer.state()


@pytest.mark.parametrize("name", simulated("rfid"))
def test_an_unplugged_device_is_lost_until_it_is_plugged_in_again(serve: Serve, name: str) -> None:
    served = serve("rfid", name)
    served.play(f"lay {UID.hex()}")
    with opened("rfid", name, served.port) as pad:
        served.play("unplug")
        with pytest.raises(DeviceLost):
            pad.inventory()
    with pytest.raises(DeviceLost):
        open_device("rfid", name, served.port, {}, Rack())
    served.play("plug")
    with opened("rfid", name, served.port) as pad:
        assert pad.inventory() == (UID,)


@posix
def test_a_pseudo_terminal_is_a_serial_port_again_and_again(serve: Serve) -> None:
    served = serve("rfid", "feig", PtyLine())
    served.play(f"lay {UID.hex()}")
    for _ in range(2):
        with opened("rfid", "feig", served.port) as pad:
            assert pad.inventory() == (UID,)


@posix
def test_a_pseudo_terminal_nobody_reads_does_not_stop_the_device() -> None:
    with closing(PtyLine()) as line:
        for _ in range(100):
            line.send(b"31234000875612\r" * 100)
        assert line.receive(0) == b""


def test_what_is_said_to_nobody_is_lost(line: TcpLine) -> None:
    line.send(b"early")
    with connect(line) as client:
        assert line.receive(PATIENCE_S) == b""
        line.send(b"late")
        assert client.recv(100) == b"late"


def test_the_second_client_waits_until_the_first_has_gone(line: TcpLine) -> None:
    first, second = connect(line), connect(line)
    line.receive(PATIENCE_S)
    second.sendall(b"two")
    first.sendall(b"one")
    assert line.receive(PATIENCE_S) == b"one"
    first.close()
    assert line.receive(PATIENCE_S) == b""
    assert line.client == ""
    line.receive(PATIENCE_S)
    assert line.receive(PATIENCE_S) == b"two"
    second.close()


def test_a_client_that_was_killed_makes_room(line: TcpLine) -> None:
    client = connect(line)
    line.receive(PATIENCE_S)
    # Closing with no time to linger resets the connection, as a killed program does.
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    client.close()
    assert line.receive(PATIENCE_S) == b""
    assert line.client == ""
    line.send(b"nobody is there")


def test_a_port_in_use_is_refused_in_words(line: TcpLine) -> None:
    number = urlsplit(line.port).port
    assert number
    with pytest.raises(InputRefused, match=f"port {number}") as refused:
        TcpLine("127.0.0.1", number)
    assert "0 picks a free one" in refused.value.do_next


def test_it_listens_at_loopback_and_says_where(line: TcpLine) -> None:
    parts = urlsplit(line.port)
    assert (parts.scheme, parts.hostname) == ("socket", "127.0.0.1")
