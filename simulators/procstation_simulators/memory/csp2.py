"""A CS1504 or OPN-2001 made of software, after the published description of CSP2.

To play: `scanner = VirtualCsp2()`, then `scanner.scan("31234000875612")`. As a URL:
`sim://csp2?codes=31234000875612,A30234000517861A&at=2024-03-05T14:07:09`.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from procstation.devices import Play, Simulator
from procstation_simulators.memory.memory_device import MemoryDevice, MemorySettings
from procstation_simulators.memory.play import PLAYS
from procstation_simulators.settings import read_settings

FINE, UNKNOWN, BAD_CRC, BAD_CHARACTER, ERROR = 0x06, 0x05, 0x07, 0x08, 0x09
LOW_BATTERY = 22
CODABAR, CODE39, CODE128, EAN13 = 0x02, 0x01, 0x03, 0x0B
AUTO_CLEAR, STORE_TIME, ASCII = 0x0F, 0x23, 0x4F
SHORTEST = 5
MASK = 0x80

_FIRST = datetime(2000, 1, 1)  # noqa: DTZ001  (a scanner knows no zone)


class Csp2Settings(MemorySettings):
    """Settings of a simulated scanner.

    Attributes:
        serial: Its serial number, 16 hexadecimal digits.
        auto_clear: It forgets what it has sent.
        stamps: It keeps the time of each code.
        ascii: Its data come in clear, not masked.
        old: It does not know parameters 23 and 4F.
        sleeps: It hears nothing until DTR was dropped and raised.
    """

    serial: str = "0000000000012345"
    auto_clear: bool = False
    stamps: bool = True
    ascii: bool = True
    old: bool = False
    sleeps: bool = False


class VirtualCsp2(MemoryDevice):
    """One scanner.

    Attributes:
        battery_low: What it says of its battery.
        parameters: By number.
    """

    variants: ClassVar[tuple[Mapping[str, str], ...]] = (
        {"old": "true"},
        {"stamps": "false"},
        {"ascii": "false"},
        {"auto_clear": "true"},
        {"sleeps": "true"},
    )

    def __init__(self, settings: Csp2Settings | None = None) -> None:
        self.settings = settings or Csp2Settings()
        super().__init__(self.settings)
        self.battery_low = False
        self.parameters = {
            0x02: 1, 0x04: 0, 0x0D: 8, AUTO_CLEAR: int(self.settings.auto_clear),
        }  # fmt: skip
        if not self.settings.old:
            self.parameters |= {
                STORE_TIME: int(self.settings.stamps), ASCII: int(self.settings.ascii),
            }  # fmt: skip
        self._codes: list[tuple[str, bytes]] = []
        self._awake = not self.settings.sleeps
        self._dtr = True
        self._low_s = 0.0
        self._heard = bytearray()
        self.fill()

    @property
    def kept(self) -> list[str]:
        return [text for text, _ in self._codes]

    def scan(self, text: str) -> None:
        stamp = _stamp(self.clock.at) if self._stores_time else b""
        self._codes.append((text, stamp))

    def set_dtr(self, on: bool) -> None:
        if on and not self._dtr and self._low_s >= 0.17:
            self._awake = True
        self._dtr = on
        self._low_s = 0.0

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        if not self._dtr:
            self._low_s += seconds

    def receive(self, data: bytes) -> None:
        if not self._awake:
            return
        self._heard += data
        while (end := _end_of(self._heard)) is not None:
            frame = bytes(self._heard[:end])
            del self._heard[:end]
            if not self.faults.swallow_command():
                self._say(self._answer(frame))

    def _answer(self, frame: bytes) -> bytes:
        if _crc(frame[:-2]) != frame[-2:]:
            return bytes([BAD_CRC])
        command, strings = frame[0], _strings(frame[2:-3])
        if command == 0x01:
            status = LOW_BATTERY if self.battery_low else 0
            return _reply(bytes([1, status]) + bytes.fromhex(self.settings.serial) + b"NBRIKAAE")
        if command == 0x02:
            self._codes.clear()
            return _reply(b"")
        if command == 0x03:
            return self._set(strings)
        if command == 0x07:
            return self._upload()
        if command == 0x08:
            number = strings[0][0] if strings and strings[0] else -1
            if number not in self.parameters:
                return bytes([ERROR])
            return _reply(b"", bytes([number, self.parameters[number]]))
        if command == 0x09:
            return self._set_time(strings)
        if command == 0x0A:
            return _reply(b"", _clock_bytes(self.clock.at))
        return bytes([UNKNOWN])

    def _set(self, strings: Sequence[bytes]) -> bytes:
        for one in strings:
            if len(one) != 2 or one[0] not in self.parameters:
                return bytes([ERROR])
            self.parameters[one[0]] = one[1]
        return _reply(b"")

    def _set_time(self, strings: Sequence[bytes]) -> bytes:
        if len(strings) != 1 or len(strings[0]) != 6:
            return bytes([ERROR])
        second, minute, hour, day, month, year = strings[0]
        self.clock.set(datetime(2000 + year, month, day, hour, minute, second))  # noqa: DTZ001
        return _reply(b"", strings[0])

    def _upload(self) -> bytes:
        strings = [bytes([_kind(text)]) + self._shown(text) + stamp for text, stamp in self._codes]
        if self.parameters[AUTO_CLEAR]:
            self._codes.clear()
        return _reply(bytes.fromhex(self.settings.serial), *strings)

    def _shown(self, text: str) -> bytes:
        data = text.encode("ascii")
        return data if self.parameters.get(ASCII, 1) else bytes(byte ^ MASK for byte in data)

    @property
    def _stores_time(self) -> bool:
        return bool(self.parameters.get(STORE_TIME, 1))


def _kind(text: str) -> int:
    if len(text) == 13 and text.isdigit():
        return EAN13
    if text[:1] in "ABCD" and text[-1:] in "ABCD" and text[1:-1].isdigit():
        return CODABAR
    return CODABAR if len(text) == 14 and text.isdigit() else CODE128


def _stamp(at: datetime) -> bytes:
    value = at.second
    for bits, part in (
        (6, at.minute),
        (5, at.hour),
        (5, at.day),
        (4, at.month),
        (6, at.year % 100),
    ):
        value = value << bits | part
    return value.to_bytes(4, "big")


def _clock_bytes(at: datetime) -> bytes:
    return bytes([at.second, at.minute, at.hour, at.day, at.month, max(at, _FIRST).year - 2000])


def _reply(fixed: bytes, *strings: bytes) -> bytes:
    body = bytes([FINE, 0x02]) + fixed
    for one in strings:
        body += bytes([len(one)]) + one
    body += b"\0"
    return body + _crc(body)


def _end_of(heard: bytearray) -> int | None:
    """Return where the first command ends; None while it is not whole."""
    at = 2
    while at < len(heard):
        if heard[at] == 0:
            return at + 3 if at + 3 <= len(heard) else None
        at += 1 + heard[at]
    return None


def _strings(data: bytes) -> list[bytes]:
    found = []
    while data:
        length = data[0]
        found.append(data[1 : 1 + length])
        data = data[1 + length :]
    return found


def _crc(data: bytes) -> bytes:
    """CRC-16/USB, high byte first, bit by bit."""
    value = 0xFFFF
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return (value ^ 0xFFFF).to_bytes(2, "big")


def _battery(device: VirtualCsp2, arguments: Sequence[str]) -> str:
    device.battery_low = "full" not in arguments
    return "its battery is low" if device.battery_low else "its battery is full"


def build(query: Mapping[str, str]) -> VirtualCsp2:
    """Make a scanner from the query of a `sim://csp2?key=value` URL."""
    return VirtualCsp2(read_settings(query, Csp2Settings))


SIMULATOR = Simulator(
    title="Memory scanner CS1504",
    build=build,
    plays=(Play("battery [full]", "let its battery run low", _battery), *PLAYS),
)
