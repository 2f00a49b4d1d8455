"""Each fault does what it says, once, and on any kind of device."""

import pytest

from procstation.devices import DeviceFault, DeviceLost, DirectLink, SerialSettings
from procstation_simulators.device import VirtualDevice
from procstation_simulators.scanners.serial_scanner import SerialScannerSettings
from procstation_simulators.settings import read_settings


class Echo(VirtualDevice):
    """The smallest device: it says back what it hears."""

    def receive(self, data: bytes) -> None:
        if not self.faults.swallow_command():
            self._say(data)


@pytest.fixture
def echo() -> Echo:
    return Echo()


def said(echo: Echo, command: bytes = b"\x01\x02\x03") -> bytes:
    echo.receive(command)
    return echo.transmit()


def test_without_faults_it_answers_once(echo: Echo) -> None:
    assert said(echo) == b"\x01\x02\x03"
    assert echo.transmit() == b""


def test_it_ignores_as_many_commands_as_told(echo: Echo) -> None:
    echo.faults.dont_answer = 2
    assert [said(echo), said(echo), said(echo)] == [b"", b"", b"\x01\x02\x03"]


@pytest.mark.parametrize(("count", "left"), [(0, b""), (2, b"\x01\x02"), (9, b"\x01\x02\x03")])
def test_a_reply_is_cut(echo: Echo, count: int, left: bytes) -> None:
    echo.faults.cut_reply = count
    assert said(echo) == left
    assert said(echo) == b"\x01\x02\x03"


@pytest.mark.parametrize(
    ("position", "spoilt"),
    [
        (0, b"\x00\x02\x03"),
        (7, b"\x81\x02\x03"),
        (8, b"\x01\x03\x03"),
        (-1, b"\x01\x02\x83"),
        (24, b"\x00\x02\x03"),
    ],
)
def test_a_bit_is_flipped(echo: Echo, position: int, spoilt: bytes) -> None:
    echo.faults.flip_bit = position
    assert said(echo) == spoilt
    assert said(echo) == b"\x01\x02\x03"


def test_noise_stands_around_the_reply(echo: Echo) -> None:
    echo.faults.noise_before = b"\xff"
    echo.faults.noise_after = b"\x00\x00"
    assert said(echo) == b"\xff\x01\x02\x03\x00\x00"
    assert said(echo) == b"\x01\x02\x03"


def test_a_reply_comes_twice(echo: Echo) -> None:
    echo.faults.reply_twice = True
    assert said(echo, b"ab") == b"abab"
    assert said(echo, b"ab") == b"ab"


def test_a_late_reply_comes_when_its_time_has_passed(echo: Echo) -> None:
    echo.faults.reply_late_s = 0.6
    assert said(echo) == b""
    echo.pass_time(0.5)
    assert echo.transmit() == b""
    echo.pass_time(0.11)
    assert echo.transmit() == b"\x01\x02\x03"


def test_a_late_reply_comes_ahead_of_the_next(echo: Echo) -> None:
    echo.faults.reply_late_s = 60
    assert said(echo, b"one") == b""
    assert said(echo, b"two") == b"onetwo"


def test_an_unplugged_device_is_gone_and_forgets_what_it_was_saying(echo: Echo) -> None:
    link = DirectLink(echo, serial=SerialSettings(9600))
    echo.receive(b"lost")
    echo.faults.unplug()
    with pytest.raises(DeviceLost, match="unplugged"):
        link.read(0.1)
    with pytest.raises(DeviceLost, match="unplugged"):
        link.write(b"x")
    echo.faults.plug()
    assert link.read(0.1) == b""
    link.write(b"x")
    assert link.read(0.1) == b"x"


def test_settings_come_from_the_query() -> None:
    settings = read_settings(
        {"suffix": "tab", "aim": "true", "every_s": "0.5", "codes": "a,b"}, SerialScannerSettings
    )
    assert settings == SerialScannerSettings(suffix="tab", aim=True, every_s=0.5, codes="a,b")


@pytest.mark.parametrize("query", [{"sufix": "cr"}, {"suffix": "bell"}, {"aim": "perhaps"}])
def test_wrong_settings_are_refused_with_what_there_is(query: dict[str, str]) -> None:
    with pytest.raises(DeviceFault) as refused:
        read_settings(query, SerialScannerSettings)
    assert next(iter(query)) in refused.value.what
    assert "aim, codes, every_s, suffix" in refused.value.do_next
