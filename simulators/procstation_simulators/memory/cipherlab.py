"""A CipherLab terminal made of software, set to upload, by its text protocol.

To play: `terminal = VirtualCipherLab()`, then `terminal.scan("31234000875612")`. As a URL:
`sim://cipherlab?codes=31234000875612,31234000875620`.
"""

from collections.abc import Mapping
from typing import ClassVar, Literal

from procstation.devices import Simulator
from procstation_simulators.memory.memory_device import MemoryDevice, MemorySettings
from procstation_simulators.memory.play import PLAYS
from procstation_simulators.settings import read_settings

CR = b"\r"


class CipherLabSettings(MemorySettings):
    """Settings of a simulated terminal.

    Attributes:
        summed: What the check covers: the whole record, or all but its sequence digit.
        form: What a record is, `{code}` and `{at}` within it.
    """

    summed: Literal["record", "data"] = "record"
    form: str = "{code}"


class VirtualCipherLab(MemoryDevice):
    """One terminal."""

    variants: ClassVar[tuple[Mapping[str, str], ...]] = ({"form": "{code},{at}"},)
    can_be_cleared: ClassVar[bool] = False
    tells_time: ClassVar[bool] = False

    def __init__(self, settings: CipherLabSettings | None = None) -> None:
        self.settings = settings or CipherLabSettings()
        super().__init__(self.settings)
        self._records: list[tuple[str, str]] = []
        self._heard = b""
        self._next: int | None = None
        self.fill()

    @property
    def kept(self) -> list[str]:
        return [code for code, _ in self._records]

    def scan(self, text: str) -> None:
        at = self.clock.at.strftime("%Y%m%d%H%M%S")
        self._records.append((text, self.settings.form.format(code=text, at=at)))

    def receive(self, data: bytes) -> None:
        self._heard += data
        while CR in self._heard:
            line, _, self._heard = self._heard.partition(CR)
            if not self.faults.swallow_command():
                self._hear(line)

    def _hear(self, line: bytes) -> None:
        if line == b"READ":
            self._next = 0
            self._say(b"ACK" + CR + self._sent())
        elif line == b"ACK" and self._next is not None:
            self._next += 1
            self._say(self._sent())
        elif line == b"NAK" and self._next is not None:
            self._say(self._sent())

    def _sent(self) -> bytes:
        assert self._next is not None
        if self._next >= len(self._records):
            self._next = None
            return b"OVER" + CR
        data = self._records[self._next][1].encode("latin-1")
        record = b"%d" % (self._next % 10) + data
        total = sum(record if self.settings.summed == "record" else data)
        check = bytes(0x0E if byte == 0x0D else byte for byte in divmod(total % 65536, 256))
        return record + check + CR

    def _lose_power(self) -> None:
        super()._lose_power()
        self._heard, self._next = b"", None


def build(query: Mapping[str, str]) -> VirtualCipherLab:
    """Make a terminal from the query of a `sim://cipherlab?key=value` URL."""
    return VirtualCipherLab(read_settings(query, CipherLabSettings))


SIMULATOR = Simulator(title="CipherLab terminal", build=build, plays=PLAYS)
