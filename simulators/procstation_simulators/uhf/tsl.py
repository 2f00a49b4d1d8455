"""A handheld UHF reader made of software that speaks TSL's ASCII protocol 2.

To play: `reader = VirtualTslReader()`, `reader.shelf.lay("141CC04FC70BADB5")`, `reader.pull()`; a
barcode is read by `reader.scan("31234000875612")`. As a URL: `sim://tsl?tags=141CC04FC70BADB5`.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from procstation.devices import Play, Simulator
from procstation_simulators.device import VirtualDevice
from procstation_simulators.settings import Settings, listed, read_settings
from procstation_simulators.uhf.play import PLAYS
from procstation_simulators.uhf.shelf import UhfShelf

ROUND_S = 0.1
"""One inventory."""

SYNTAX, PARAMETER, NO_TAG, BATTERY = 1, 2, 5, 9
SWITCHES = frozenset({"-al", "-r", "-e", "-c", "-ix", "-pc", "-dt", "-fi"})


class TslSettings(Settings):
    """Settings of a simulated TSL reader.

    Attributes:
        tags: EPCs of the tags it hears, with commas between them.
        rate: Tags it reads in a second.
        held: Its trigger is held all the time.
        pc_first: It puts the PC word of a tag before its EPC, as some firmware does.
        battery_low: It has not enough power to read.
    """

    tags: str = ""
    rate: Annotated[float, Meta(ge=0, le=2000)] = 200.0
    held: bool = True
    pc_first: bool = False
    battery_low: bool = False


class VirtualTslReader(VirtualDevice):
    """One reader.

    Attributes:
        settings: May be changed while it runs.
        shelf: What it hears.
    """

    variants: ClassVar[tuple[Mapping[str, str], ...]] = ({"pc_first": "true"},)
    tells_antenna: ClassVar[bool] = False
    powers_dbm: ClassVar[tuple[float, float] | None] = (10.0, 29.0)

    def __init__(self, settings: TslSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or TslSettings()
        self.shelf = UhfShelf(full_power_dbm=29.0)
        for epc in listed(self.settings.tags):
            self.shelf.lay(epc)
        self._line = bytearray()
        self._power = 29
        self._rssi = False
        self._round_of: str | None = None
        self._round_s = 0.0
        self._due = 0.0

    def receive(self, data: bytes) -> None:
        for byte in data:
            if byte not in b"\r\n":
                self._line.append(byte)
            elif self._line:
                command = self._line.decode("latin-1")
                self._line.clear()
                if not self.faults.swallow_command():
                    self._do(command)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        if self._round_of is None and self.settings.held:
            self.pull()
        if self._round_of is not None:
            self._round_s -= seconds
            if self._round_s <= 1e-9:
                command, self._round_of = self._round_of, None
                self._inventory(command)

    def pull(self) -> None:
        """Pull the trigger for one inventory."""
        if self._round_of is None:
            self._begin(".iv")

    def scan(self, text: str) -> None:
        """Read a barcode by the second trigger."""
        data = b"".join(
            b"\x1b" + bytes([one]) if one in b"\x1b\r\n" else bytes([one]) for one in text.encode()
        )
        self._say(b"CS: .bc\r\nBC: " + data + b"\r\nOK:\r\n\r\n")

    def _lose_power(self) -> None:
        super()._lose_power()
        self._line.clear()
        self._round_of = None
        self._power, self._rssi = 29, False

    def _begin(self, command: str) -> None:
        self._round_of, self._round_s = command, ROUND_S

    def _do(self, command: str) -> None:
        word, *options = command.split()
        if word == ".vr":
            said = "MF: TSL\r\nUS: SIM-1128\r\nPV: 2.4\r\nUF: 1.0"
            self._say(f"CS: {command}\r\n{said}\r\nOK:\r\n\r\n".encode())
        elif word == ".ab":
            self._round_of = None
            self._answer(command, 0)
        elif word != ".iv":
            self._answer(command, SYNTAX)
        elif error := self._set(options):
            self._answer(command, error)
        elif "-n" in options:
            self._answer(command, 0)
        else:
            self._begin(command)

    def _set(self, options: Sequence[str]) -> int:
        waiting = list(options)
        while waiting:
            option = waiting.pop(0)
            if option == "-n":
                continue
            if option == "-x":
                self._power, self._rssi = 29, False
                continue
            value = waiting.pop(0) if waiting else ""
            if option == "-o" and value.isdigit() and 10 <= int(value) <= 29:
                self._power = int(value)
            elif option in SWITCHES and value in ("on", "off"):
                self._rssi = value == "on" if option == "-r" else self._rssi
            elif option != "-qs" or value not in ("s0", "s1", "s2", "s3"):
                return PARAMETER
        return 0

    def _inventory(self, command: str) -> None:
        if self.settings.battery_low:
            self._answer(command, BATTERY)
            return
        self._due += ROUND_S * self.settings.rate
        count = int(self._due)
        self._due -= count
        lines: list[str] = []
        for one in self.shelf.next_readings(count, (1,), self._power):
            epc = f"EP: {one.tag.epc.hex().upper()}"
            pc = [f"PC: {one.tag.pc:04X}"] if self.settings.pc_first else []
            lines += [*pc, epc]
            if self._rssi:
                lines.append(f"RI: {round(one.rssi_dbm)}")
        if not lines:
            self._answer(command, NO_TAG)
            return
        self._say("\r\n".join([f"CS: {command}", *lines, "OK:", "", ""]).encode())

    def _answer(self, command: str, error: int) -> None:
        end = f"ER: {error:03}" if error else "OK:"
        self._say(f"CS: {command}\r\n{end}\r\n\r\n".encode())


def _pull(reader: VirtualTslReader, _: Sequence[str]) -> str:
    reader.pull()
    return "pulled"


def _scan(reader: VirtualTslReader, arguments: Sequence[str]) -> str:
    if not arguments:
        raise ValueError("there is nothing to scan.")
    reader.scan(" ".join(arguments))
    return f"scanned {' '.join(arguments)}"


def build(query: Mapping[str, str]) -> VirtualTslReader:
    """Make a reader from the query of a `sim://tsl?key=value` URL."""
    return VirtualTslReader(read_settings(query, TslSettings))


SIMULATOR = Simulator(
    title="TSL handheld reader",
    build=build,
    plays=(
        Play("pull", "pull the trigger for one inventory", _pull),
        Play("scan TEXT", "read a barcode", _scan),
        *PLAYS,
    ),
)
