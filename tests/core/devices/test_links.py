"""Lines: pseudo-terminals, loopback sockets, files, and lines to simulated devices."""

import socket
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from procstation.devices import (
    DeviceLost,
    DirectLink,
    LiveLink,
    Play,
    Rack,
    SerialSettings,
    Simulator,
    sim_link,
)
from procstation.devices.links import open_line
from procstation.devices.serial_link import SerialLink
from procstation.errors import ConfigError, InputRefused

posix = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")
if sys.platform != "win32":
    import os
    import tty


class Pty:
    """A pseudo-terminal. It has no real baud rate: only that the line can be set up is tested."""

    def __init__(self) -> None:
        self.master, self._slave = os.openpty()
        tty.setraw(self.master)
        self.port = os.ttyname(self._slave)

    def vanish(self) -> None:
        for end in (self.master, self._slave):
            with suppress(OSError):
                os.close(end)


@pytest.fixture
def pty() -> Iterator[Pty]:
    made = Pty()
    yield made
    made.vanish()


def serial_line(pty: Pty) -> SerialLink:
    link = open_line(pty.port, SerialSettings(38400, parity="E"))
    assert isinstance(link, SerialLink)
    return link


@posix
def test_a_serial_port_moves_bytes_both_ways(pty: Pty) -> None:
    link = serial_line(pty)
    link.write(b"\x02\x00\x07\xff\x65\x6e\x61")
    assert os.read(pty.master, 100) == b"\x02\x00\x07\xff\x65\x6e\x61"
    os.write(pty.master, b"\x0d\x00\x11\x13\x03\xff")
    received = b""
    while len(received) < 6:
        received += link.read(1.0)
    assert received == b"\x0d\x00\x11\x13\x03\xff"
    assert link.name == pty.port
    link.close()
    link.close()


@posix
def test_silence_is_an_empty_answer_after_the_time_given(pty: Pty) -> None:
    link = serial_line(pty)
    assert link.read(0) == b""
    start_s = link.now_s()
    assert link.read(0.02) == b""
    assert link.now_s() - start_s >= 0.015
    link.close()


@posix
def test_a_long_job_is_written_whole(pty: Pty) -> None:
    link = serial_line(pty)
    job = bytes(range(256)) * 40
    received = bytearray()

    def swallow() -> None:
        while len(received) < len(job):
            received.extend(os.read(pty.master, 4096))

    reader = threading.Thread(target=swallow)
    reader.start()
    link.write(job)
    reader.join(10)
    assert bytes(received) == job
    link.close()


@posix
def test_a_port_that_vanishes_is_lost_on_reading_and_on_writing(pty: Pty) -> None:
    link = serial_line(pty)
    pty.vanish()
    with pytest.raises(DeviceLost, match="went away") as caught:
        link.read(0.1)
    assert pty.port in caught.value.what
    with pytest.raises(DeviceLost, match="went away"):
        link.write(b"x")
    link.close()


@posix
def test_a_port_is_opened_by_one_at_a_time(pty: Pty) -> None:
    link = serial_line(pty)
    with pytest.raises(DeviceLost, match="another program has it open"):
        serial_line(pty)
    link.close()
    serial_line(pty).close()


@posix
def test_a_port_that_does_not_exist_is_lost_in_words() -> None:
    with pytest.raises(DeviceLost) as caught:
        open_line("/dev/no-such-port-at-all", SerialSettings())
    assert "/dev/no-such-port-at-all" in caught.value.what
    assert caught.value.what.count("no-such-port-at-all") == 1
    assert "cable" in caught.value.do_next


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)
        yield listening


def url_of(server: socket.socket) -> str:
    return f"socket://127.0.0.1:{server.getsockname()[1]}"


def test_a_socket_moves_bytes_and_is_lost_when_the_other_end_closes(
    server: socket.socket,
) -> None:
    link = open_line(url_of(server), SerialSettings())
    other, _ = server.accept()
    with other:
        link.write(b"~HS")
        assert other.recv(100) == b"~HS"
        other.sendall(b"\x02030,0,0\x03")
        received = b""
        while not received.endswith(b"\x03"):
            received += link.read(1.0)
        assert received == b"\x02030,0,0\x03"
        assert link.read(0.01) == b""
    with pytest.raises(DeviceLost, match="went away: socket disconnected"):
        link.read(1.0)
    link.close()


def test_where_nobody_listens_the_device_is_lost_in_words(server: socket.socket) -> None:
    url = url_of(server)
    server.close()
    with pytest.raises(DeviceLost) as caught:
        open_line(url, SerialSettings())
    assert caught.value.what.startswith(f"Could not open {url}: ")
    assert "refused" in caught.value.what
    assert caught.value.what.count(url) == 1
    assert "address" in caught.value.do_next


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("", "Set its port"),
        ("sokcet://10.0.0.7:9100", "Did you mean 'socket'?"),
        ("tcp://10.0.0.7:9100", "Known names: file, hwgrep, rfc2217, sim, socket"),
        ("socket://printer", "socket://HOST:NUMBER"),
        ("socket://:9100", "socket://HOST:NUMBER"),
        ("socket://printer:ninety", "socket://HOST:NUMBER"),
        ("file://labels.zpl", "three slashes"),
        ("file:///", "three slashes"),
        ("socket://[::1:9100", "in brackets"),
        ("hwgrep://*scanner", "regular expression"),
    ],
)
def test_a_port_of_no_known_form_says_how_to_write_it(url: str, words: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_line(url, SerialSettings())
    assert words in caught.value.do_next


def test_a_file_takes_all_that_is_written_and_never_answers(tmp_path: Path) -> None:
    path = tmp_path / "two words.zpl"
    link = open_line(path.as_uri(), SerialSettings())
    link.write(b"^XA")
    link.write(b"^XZ")
    assert path.read_bytes() == b"^XA^XZ"
    assert link.read(60.0) == b""
    link.close()


def test_a_file_that_cannot_be_written_is_lost(tmp_path: Path) -> None:
    with pytest.raises(DeviceLost, match="no folder"):
        open_line((tmp_path / "missing" / "labels.zpl").as_uri(), SerialSettings())
    link = open_line(tmp_path.as_uri(), SerialSettings())
    with pytest.raises(DeviceLost, match="Could not write 3 bytes"):
        link.write(b"^XA")


class Parrot:
    """A simulated device: says again what it hears, `late_s` later."""

    def __init__(self, late_s: float = 0.0) -> None:
        self.plugged = True
        self.late_s = late_s
        self.clock_s = 0.0
        self._to_say: list[tuple[float, bytes]] = []

    def receive(self, data: bytes) -> None:
        self._to_say.append((self.clock_s + self.late_s, data))

    def transmit(self) -> bytes:
        due = [data for when, data in self._to_say if when <= self.clock_s]
        self._to_say = [(when, data) for when, data in self._to_say if when > self.clock_s]
        return b"".join(due)

    def pass_time(self, seconds: float) -> None:
        self.clock_s += seconds

    def take_busy_s(self) -> float:
        return 0.0


def test_a_direct_line_takes_the_time_its_bytes_take() -> None:
    # 38400 baud, eight bits, even parity, one stop bit: eleven bits a byte.
    link = DirectLink(Parrot(), serial=SerialSettings(38400, parity="E"))
    link.write(bytes(100))
    assert link.read(1.0) == bytes(100)
    assert link.now_s() == pytest.approx(200 * 11 / 38400)
    assert link.bytes_moved == 200


def test_a_direct_line_delivers_in_pieces() -> None:
    link = DirectLink(Parrot(), chunk=7)
    link.write(bytes(range(20)))
    assert [len(link.read(1.0)) for _ in range(3)] == [7, 7, 6]


def test_a_late_answer_arrives_when_it_is_due_and_silence_takes_its_time() -> None:
    link = DirectLink(Parrot(late_s=0.3))
    link.write(b"hello")
    assert link.read(0.2) == b""
    assert link.now_s() == pytest.approx(0.2)
    assert link.read(10.0) == b"hello"
    assert link.now_s() == pytest.approx(0.3, abs=0.01)


def test_an_unplugged_device_is_lost() -> None:
    parrot = Parrot()
    link = DirectLink(parrot)
    parrot.plugged = False
    with pytest.raises(DeviceLost, match="unplugged"):
        link.write(b"x")
    with pytest.raises(DeviceLost, match="unplugged"):
        link.read(1.0)


def test_a_search_may_hold_brackets() -> None:
    with pytest.raises(DeviceLost, match="hwgrep"):
        open_line("hwgrep://no[- ]such[- ]device", SerialSettings())


def test_the_rack_keeps_each_device_by_its_url() -> None:
    rack = Rack()
    queries: list[dict[str, str]] = []

    def build(query: object) -> Parrot:
        queries.append(dict(query))  # type: ignore[call-overload]
        return Parrot()

    simulator = Simulator("Parrot", build)
    url = "sim://parrot?late=0.5&tags="
    link = rack.link(url, simulator)
    assert isinstance(link, LiveLink)
    rack.link(url, simulator)
    rack.link("sim://parrot#2", simulator)
    assert queries == [{"late": "0.5", "tags": ""}, {}]
    with rack.working_on(url) as parrot:
        parrot.plugged = False
    with pytest.raises(DeviceLost, match="unplugged"):
        link.write(b"x")
    with pytest.raises(DeviceLost, match="unplugged"):
        rack.link(url, simulator)
    with pytest.raises(KeyError), rack.working_on("sim://other"):
        pass


def test_a_device_is_played_with_by_words(monkeypatch: pytest.MonkeyPatch) -> None:
    rack = Rack()

    def teach(parrot: Parrot, words: Sequence[str]) -> str:
        if not words:
            raise ValueError("there is nothing to say.")
        parrot.receive(" ".join(words).encode())
        return "it listens"

    rack.link(
        "sim://parrot", Simulator("Parrot", lambda _: Parrot(), [Play("say TEXT", "…", teach)])
    )
    assert rack.play("sim://parrot", "say good morning") == "it listens"
    with pytest.raises(InputRefused, match="nothing to say") as refused:
        rack.play("sim://parrot", "say")
    assert "say TEXT" in refused.value.do_next
    with pytest.raises(InputRefused, match="knows no 'sai'") as refused:
        rack.play("sim://parrot", "sai hello")
    assert "'say'" in refused.value.do_next
    monkeypatch.setattr(sim_link, "PATIENCE_S", 0)
    with pytest.raises(InputRefused, match="No device is at"):
        rack.play("sim://owl", "say hello")


def test_a_live_line_wakes_when_its_device_is_worked_on() -> None:
    rack = Rack()
    url = "sim://parrot"
    link = rack.link(url, Simulator("Parrot", lambda _: Parrot()))
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(link.read(30.0)))
    reader.start()
    with rack.working_on(url) as parrot:
        parrot.receive(b"31234000875612\r")
    reader.join(5)
    assert heard == [b"31234000875612\r"]


def test_a_live_line_notices_the_cable_while_it_waits() -> None:
    rack = Rack()
    url = "sim://parrot"
    link = rack.link(url, Simulator("Parrot", lambda _: Parrot()))
    lost: list[DeviceLost] = []

    def read() -> None:
        try:
            link.read(30.0)
        except DeviceLost as error:
            lost.append(error)

    reader = threading.Thread(target=read)
    reader.start()
    with rack.working_on(url) as parrot:
        parrot.plugged = False
    reader.join(5)
    assert [error.what for error in lost] == ["sim://parrot is unplugged."]


def test_a_live_line_gives_its_device_the_time_that_goes_by() -> None:
    simulator = Simulator("Parrot", lambda _: Parrot(late_s=0.03))
    link = Rack().link("sim://parrot", simulator)
    link.write(b"later")
    start_s = link.now_s()
    assert link.read(30.0) == b"later"
    assert link.now_s() - start_s < 5.0
    assert link.read(0) == b""
