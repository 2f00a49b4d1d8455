"""A UHF reader made of software with the packets of Nordic ID's NUR modules.

To play: `reader = VirtualNurReader()`, `reader.shelf.lay("141CC04FC70BADB5")`. As a URL:
`sim://nordicid?tags=141CC04FC70BADB5&rate=300`.
"""

import binascii
import struct
from collections.abc import Mapping
from typing import Annotated, ClassVar

from msgspec import Meta

from procstation.devices import Simulator
from procstation_simulators.device import VirtualDevice
from procstation_simulators.settings import Settings, listed, read_settings
from procstation_simulators.uhf.play import PLAYS
from procstation_simulators.uhf.shelf import Reading, UhfShelf

ROUND_S = 0.1
STREAM_S = 20.0
"""A stream ends by itself after that long."""

INVALID_COMMAND, INVALID_LENGTH = 1, 2


class NurSettings(Settings):
    """Settings of a simulated NUR module.

    Attributes:
        tags: EPCs of the tags it hears, with commas between them.
        rate: Tags it reads in a second.
        pc_high_first: It sends PC words high byte first.
    """

    tags: str = ""
    rate: Annotated[float, Meta(ge=0, le=2000)] = 200.0
    pc_high_first: bool = False


class VirtualNurReader(VirtualDevice):
    """One reader.

    Attributes:
        settings: May be changed while it runs.
        shelf: What it hears.
    """

    variants: ClassVar[tuple[Mapping[str, str], ...]] = ({"pc_high_first": "true"},)
    tells_antenna: ClassVar[bool] = True
    powers_dbm: ClassVar[tuple[float, float] | None] = None

    def __init__(self, settings: NurSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or NurSettings()
        self.shelf = UhfShelf()
        for epc in listed(self.settings.tags):
            self.shelf.lay(epc)
        self._inbox = bytearray()
        self._stream_s = 0.0
        self._round_s = 0.0
        self._due = 0.0
        self._now_s = 0.0

    def receive(self, data: bytes) -> None:
        self._inbox += data
        while len(self._inbox) >= 6:
            length = int.from_bytes(self._inbox[1:3], "little")
            if self._inbox[0] != 0xA5 or _check(bytes(self._inbox[:5])) != self._inbox[5]:
                del self._inbox[0]
                continue
            if len(self._inbox) < 6 + length:
                return
            payload = bytes(self._inbox[6 : 6 + length])
            del self._inbox[: 6 + length]
            right = binascii.crc_hqx(payload[:-2], 0xFFFF).to_bytes(2, "little") == payload[-2:]
            if right and not self.faults.swallow_command():
                self._do(payload[0], payload[1:-2])

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        self._now_s += seconds
        if self._stream_s <= 0:
            return
        self._stream_s -= seconds
        self._round_s -= seconds
        if self._round_s <= 0 or self._stream_s <= 0:
            self._round_s = ROUND_S
            self._notify()

    def _lose_power(self) -> None:
        super()._lose_power()
        self._inbox.clear()
        self._stream_s = 0.0

    def _do(self, command: int, data: bytes) -> None:
        if command == 0x01:
            self._packet(0, bytes([command, 0]) + b"OK")
        elif command != 0x39:
            self._packet(0, bytes([command, INVALID_COMMAND]))
        elif len(data) not in (0, 3):
            self._packet(0, bytes([command, INVALID_LENGTH]))
        else:
            self._stream_s = STREAM_S if data else 0.0
            self._round_s = ROUND_S
            self._packet(0, bytes([command, 0]))

    def _notify(self) -> None:
        self._due += ROUND_S * self.settings.rate
        count = int(self._due)
        self._due -= count
        stopped = self._stream_s <= 0
        tags = b"".join(map(self._tag, self.shelf.next_readings(count, (1,), 30.0)))
        if tags or stopped:
            head = bytes([0x82, 0, stopped, 1]) + struct.pack("<HB", 0, 4)
            self._packet(1, head + tags)

    def _tag(self, one: Reading) -> bytes:
        order = ">H" if self.settings.pc_high_first else "<H"
        meta = struct.pack(
            "<bBHI", round(one.rssi_dbm), 50, round(self._now_s * 1000) % 0x10000, 866_300
        )
        data = meta + struct.pack(order, one.tag.pc) + bytes([3, one.antenna - 1]) + one.tag.epc
        return bytes([len(data)]) + data

    def _packet(self, flags: int, payload: bytes) -> None:
        head = struct.pack("<BHH", 0xA5, len(payload) + 2, flags)
        check = binascii.crc_hqx(payload, 0xFFFF).to_bytes(2, "little")
        self._say(head + bytes([_check(head)]) + payload + check)


def _check(head: bytes) -> int:
    value = 0xFF
    for byte in head:
        value ^= byte
    return value


def build(query: Mapping[str, str]) -> VirtualNurReader:
    """Make a reader from the query of a `sim://nordicid?key=value` URL."""
    return VirtualNurReader(read_settings(query, NurSettings))


SIMULATOR = Simulator(title="Nordic ID reader", build=build, plays=PLAYS)
