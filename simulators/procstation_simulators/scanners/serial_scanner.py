"""A serial or USB-CDC barcode scanner made of software.

To play: `scanner = VirtualScanner()`, then `scanner.scan("31234000875612", aim="]F0")`; what the
station lets the person hear is in `scanner.heard`. As a URL, set up like the real one and reading
a list of codes by itself, one every two seconds:
`sim://serial_scanner?suffix=crlf&aim=true&codes=31234000875612,31234000875620&every_s=2`.
"""

from collections.abc import Mapping
from typing import Literal

from procstation.devices import Simulator
from procstation_simulators.device import VirtualDevice
from procstation_simulators.scanners.pile import Pile
from procstation_simulators.scanners.sounds import sounds_in
from procstation_simulators.settings import Settings, read_settings

SUFFIXES = {
    "cr": b"\r",
    "lf": b"\n",
    "crlf": b"\r\n",
    "tab": b"\t",
    "etx": b"\x03",
    "none": b"",
}
STX = b"\x02"
ETX = b"\x03"


class ScannerSettings(Settings):
    """Settings of a simulated serial scanner.

    Attributes:
        suffix: What follows every code.
        prefix: What precedes every code, in hexadecimal: `02` for STX, `44` for a maker's D.
        aim: The AIM identifier is sent ahead of the data. Off by default on every real one.
        framed: The code stands between STX and ETX; the suffix comes after.
        lrc: One byte follows ETX: the exclusive-or of all that came after STX, ETX included.
        codes: Codes it reads by itself, with commas between them.
        every_s: Seconds from one of these to the next.
    """

    suffix: Literal["cr", "lf", "crlf", "tab", "etx", "none"] = "cr"
    prefix: str = ""
    aim: bool = False
    framed: bool = False
    lrc: bool = False
    codes: str = ""
    every_s: float = 2.0


class VirtualScanner(VirtualDevice):
    """One scanner.

    Attributes:
        settings: May be changed while it runs.
        received: All bytes the host sent.
        heard: What the person at the scanner heard of the host: `accepted` or `rejected` each time.
    """

    suffixes = tuple(SUFFIXES)
    """What the setting `suffix` may be."""

    def __init__(self, settings: ScannerSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or ScannerSettings()
        self.received = bytearray()
        self._rest = b""
        self._rest_s = 0.0
        self._pile = Pile(self.settings.codes, self.settings.every_s)

    @property
    def heard(self) -> list[str]:
        return sounds_in(bytes(self.received))

    def scan(self, text: str, aim: str = "", pause_s: float = 0.0) -> None:
        """Read one barcode.

        Args:
            text: Its data, as the scanner is set to hand it over.
            aim: Its AIM identifier, e.g. `]F0`; sent when the setting `aim` is on.
            pause_s: Deliver the first half now and the rest after that many seconds.
        """
        data = text.encode("latin-1")
        if self.settings.aim:
            data = aim.encode("ascii") + data
        data = bytes.fromhex(self.settings.prefix) + data
        if self.settings.framed:
            data = STX + data + ETX
            if self.settings.lrc:
                data += bytes([_lrc(data[1:])])
        self.send(data + SUFFIXES[self.settings.suffix], pause_s)

    def send(self, data: bytes, pause_s: float = 0.0) -> None:
        """Deliver any bytes, as a scanner does that is set up wrongly or has a bad cable."""
        if self.faults.swallow_command():
            return
        if pause_s > 0:
            half = len(data) // 2
            self._rest, self._rest_s = data[half:], pause_s
            data = data[:half]
        self._say(data)

    def receive(self, data: bytes) -> None:
        self.received += data

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        if self._rest:
            self._rest_s -= seconds
            if self._rest_s <= 0:
                rest, self._rest = self._rest, b""
                self._say(rest)
        for code in self._pile.pass_time(seconds):
            self.scan(code)

    def _lose_power(self) -> None:
        super()._lose_power()
        self._rest = b""


def _lrc(data: bytes) -> int:
    check = 0
    for byte in data:
        check ^= byte
    return check


def build(query: Mapping[str, str]) -> VirtualScanner:
    """Make a scanner from the query of a `sim://serial_scanner?key=value` URL."""
    return VirtualScanner(read_settings(query, ScannerSettings))


SIMULATOR = Simulator(title="Serial barcode scanner", build=build)
