"""A serial or USB-CDC barcode scanner made of software.

To play: `scanner = VirtualScanner()`, then `scanner.scan("31234000875612", aim="]F0")`; what the
station lets the person hear is in `scanner.heard`. As a URL, set up like the real one and reading
a list of codes by itself, one every two seconds:
`sim://serial_scanner?suffix=crlf&aim=true&codes=31234000875612,31234000875620&every_s=2`.
"""

from collections.abc import Mapping
from typing import Literal

from procstation.devices import Simulator
from procstation_simulators.scanners.hand_scanner import HandScanner, ScannerSettings
from procstation_simulators.scanners.play import PLAYS
from procstation_simulators.scanners.sounds import is_ssi_beep, sounds_in
from procstation_simulators.settings import read_settings

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
SSI_ACKNOWLEDGED = bytes.fromhex("04 D0 00 00 FF 2C")


class SerialScannerSettings(ScannerSettings):
    """Settings of a simulated serial scanner.

    Attributes:
        suffix: What follows every code.
        prefix: What precedes every code, in hexadecimal: `02` for STX, `44` for a maker's D.
        framed: The code stands between STX and ETX; the suffix comes after.
        lrc: One byte follows ETX: the exclusive-or of all that came after STX, ETX included.
        ssi: It answers commands of Zebra's Simple Serial Interface, as those scanners do.
    """

    suffix: Literal["cr", "lf", "crlf", "tab", "etx", "none"] = "cr"
    prefix: str = ""
    framed: bool = False
    lrc: bool = False
    ssi: bool = False


class VirtualScanner(HandScanner):
    """One scanner.

    Attributes:
        settings: May be changed while it runs.
        received: All bytes the host sent.
    """

    suffixes = tuple(SUFFIXES)
    variants = ({"prefix": "02"}, {"prefix": "0000"}, {"framed": "true"})

    def __init__(self, settings: SerialScannerSettings | None = None) -> None:
        self.settings = settings or SerialScannerSettings()
        super().__init__(self.settings)
        self.received = bytearray()

    @property
    def heard(self) -> list[str]:
        """What the person at the scanner heard of the host: `accepted` or `rejected` each time."""
        return sounds_in(bytes(self.received))

    def scan(self, text: str, aim: str = "", pause_s: float = 0.0) -> None:
        data = text.encode("latin-1")
        if self.settings.aim:
            data = aim.encode("ascii") + data
        data = bytes.fromhex(self.settings.prefix) + data
        if self.settings.framed:
            data = STX + data + ETX
            if self.settings.lrc:
                data += bytes([_lrc(data[1:])])
        self.send(data + SUFFIXES[self.settings.suffix], pause_s)

    def receive(self, data: bytes) -> None:
        self.received += data
        if self.settings.ssi and is_ssi_beep(bytes(self.received)):
            self._say(SSI_ACKNOWLEDGED)


def _lrc(data: bytes) -> int:
    check = 0
    for byte in data:
        check ^= byte
    return check


def build(query: Mapping[str, str]) -> VirtualScanner:
    """Make a scanner from the query of a `sim://serial_scanner?key=value` URL."""
    return VirtualScanner(read_settings(query, SerialScannerSettings))


SIMULATOR = Simulator(title="Serial barcode scanner", build=build, plays=PLAYS)
