"""The serial scanner as the registry opens it."""

import pytest

from procstation.devices import (
    DeviceLost,
    Driver,
    Feedback,
    Scan,
    load_driver,
    read_options,
)
from procstation.errors import ConfigError


class ScriptedLine:
    """A line that says what it was told to, and keeps what it hears."""

    name = "line"

    def __init__(self, says: bytes = b"") -> None:
        self.says = says
        self.heard = b""
        self.closed = False

    def read(self, timeout_s: float) -> bytes:
        said, self.says = self.says, b""
        return said

    def write(self, data: bytes) -> None:
        self.heard += data

    def now_s(self) -> float:
        return 0.0

    def close(self) -> None:
        self.closed = True


@pytest.fixture(name="driver")
def _driver() -> Driver:
    return load_driver("scanner", "serial_scanner")


def test_opens_reads_and_closes(driver: Driver) -> None:
    line = ScriptedLine(b"]F0A30234000517861A\r\n")
    scanner = driver.open(line, driver.options())
    (scan,) = scanner.poll(1)
    assert scan == Scan(
        "A30234000517861A", b"]F0A30234000517861A\r", symbology="codabar", aim="]F0"
    )
    scanner.close()
    assert line.closed


def test_counts_what_the_repeat_window_drops(driver: Driver) -> None:
    scanner = driver.open(ScriptedLine(b"111\r111\r"), driver.options())
    assert len(scanner.poll(1)) == 1
    assert scanner.repeats_dropped == 1


@pytest.mark.parametrize(
    ("maker", "accepted", "rejected"),
    [
        ("none", "", ""),
        ("honeywell", "1B 37 2C", "1B 38 2C"),
        ("datalogic", "1B 5B 33 71 0D", "1B 5B 34 71 0D"),
        ("opticon", "1B 42 0D", "1B 45 0D"),
        ("zebra-ssi-beep", "05 E6 04 00 00 FF 11", "05 E6 04 00 14 FE FD"),
    ],
)
def test_tells_the_scanner_what_the_station_thinks(
    driver: Driver, maker: str, accepted: str, rejected: str
) -> None:
    line = ScriptedLine()
    scanner = driver.open(line, read_options(driver, "test", {"feedback": maker}))
    scanner.signal(Feedback.ACCEPTED)
    assert line.heard == bytes.fromhex(accepted)
    line.heard = b""
    scanner.signal(Feedback.REJECTED)
    assert line.heard == bytes.fromhex(rejected)


def test_settings_reach_the_decoder(driver: Driver) -> None:
    options = read_options(
        driver, "test", {"suffix": "tab", "aim": False, "repeat_window_ms": 0, "lrc": False}
    )
    scanner = driver.open(ScriptedLine(b"]C01\r2\t]C01\r2\t"), options)
    assert [scan.text for scan in scanner.poll(1)] == ["]C01\r2"] * 2


@pytest.mark.parametrize(
    "options", [{"sufix": "cr"}, {"suffix": "crcr"}, {"repeat_window_ms": -1}, {"aim": "yes"}]
)
def test_a_wrong_setting_is_refused(driver: Driver, options: dict[str, object]) -> None:
    with pytest.raises(ConfigError):
        read_options(driver, "devices.scanner.options", options)


def test_a_port_that_went_away_is_told(driver: Driver) -> None:
    class Unplugged(ScriptedLine):
        def read(self, timeout_s: float) -> bytes:
            raise DeviceLost("gone.", "Plug it in.")

    with pytest.raises(DeviceLost):
        driver.open(Unplugged(), driver.options()).poll(1)
