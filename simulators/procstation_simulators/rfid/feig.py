"""A FEIG reader (classic-pro CPR, i-scan) made of software.

To play: `pad = VirtualFeig()`, then `pad.field.lay(VirtualTag.blank("E00401005B6C7D8E"))` and
`pad.field.lift(uid)`. `pad.settings.mode = "buffered"` leaves it in the wrong mode,
`pad.faults.dont_answer = 1` makes it ignore a command. As a URL with tags on it from the start:
`sim://feig?tags=E00401005B6C7D8E,E00401105B6C7D8F&block_order=tag`. Real ones talk at 38400 8E1.
"""

from collections.abc import Callable, Mapping

from procstation.devices import Simulator
from procstation_simulators.rfid import feig_iso
from procstation_simulators.rfid.feig_frames import (
    BROADCAST,
    RECEIVE_BUFFER,
    TRANSMIT_BUFFER,
    Command,
    Receiver,
    reply_frame,
)
from procstation_simulators.rfid.feig_iso import FeigSettings, IsoHostCommands, Mode, Reply
from procstation_simulators.rfid.pad import VirtualPad
from procstation_simulators.rfid.play import PLAYS
from procstation_simulators.settings import read_settings

NOT_AVAILABLE = 0x82

VERSION = bytes.fromhex("0303 00 44 53 0D30")
"""Software revision, development, hardware, reader type, tag types it knows."""
DEVICE_ID = bytes.fromhex("00 53 10 01")

BUFFER_RECORDS = 1000

BLOCK_SIZE = 14
BLOCK_COUNT = 16
IN_EEPROM = 0x80
ALL_BLOCKS = 0x40
"""Configuration: 16 blocks of 14 bytes; the number's top bit means the lasting copy, the next all
blocks. (But for the mode, no station depends on what is in them.)"""

MODE_BLOCK, MODE_BYTE = 1, 13
"""Where the mode stands in the configuration. (Unverified.)"""
MODES: dict[int, Mode] = {0x00: "host", 0x01: "scan", 0x80: "buffered", 0xC0: "notification"}


class VirtualFeig(VirtualPad):
    """One reader.

    Attributes:
        settings: May be changed while it runs.
    """

    variants = ({"twice": "true"}, {"sizes": "minus-one"}, {"iso_errors": "false"})

    def __init__(self, settings: FeigSettings | None = None) -> None:
        self.settings = settings or FeigSettings()
        super().__init__(self.settings.tags)
        self._frames = Receiver()
        self._iso = IsoHostCommands(self.field, self.settings)
        self._lasting = [bytes(BLOCK_SIZE)] * BLOCK_COUNT
        self._lasting_mode: Mode = self.settings.mode
        self._active = list(self._lasting)
        self._commands: dict[int, Callable[[bytes], Reply]] = {
            0x31: self._buffer_information,
            0x33: self._initialise_buffer,
            0x52: self._agree,
            0x63: self._reset,
            0x65: self._version,
            0x66: self._information,
            0x69: self._reset,
            0x6A: self._switch_field,
            0x71: self._agree,
            0x72: self._agree,
            0x80: self._read_configuration,
            0x81: self._write_configuration,
            0x82: self._save_configuration,
            0x83: self._default_configuration,
            0xB0: self._host,
            0xB1: self._custom,
        }

    def receive(self, data: bytes) -> None:
        for command in self._frames.receive(data):
            if command.address in (BROADCAST, self.settings.address):
                self._answer(command)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        self._frames.pass_time(seconds)

    def _answer(self, command: Command) -> None:
        if self.faults.swallow_command():
            return
        carry_out = self._commands.get(command.code)
        status, data = carry_out(command.data) if carry_out else (feig_iso.UNKNOWN_COMMAND, b"")
        address = self.settings.address
        self._say(reply_frame(address, command.code, status, data, command.advanced))

    def _lose_power(self) -> None:
        super()._lose_power()
        self._frames.clear()
        self._iso.forget()
        self._active = list(self._lasting)
        self.settings.mode = self._lasting_mode

    def _agree(self, data: bytes) -> Reply:
        del data  # Baud rates, lamps and buzzers change nothing here.
        return feig_iso.OK, b""

    def _reset(self, data: bytes) -> Reply:
        if data:
            return feig_iso.WRONG_LENGTH, b""
        self.field.reset()
        self.field.powered = True
        self._iso.forget()
        return feig_iso.OK, b""

    def _version(self, data: bytes) -> Reply:
        return (feig_iso.WRONG_LENGTH, b"") if data else (feig_iso.OK, VERSION)

    def _information(self, data: bytes) -> Reply:
        match list(data):
            case [0x00]:
                buffers = RECEIVE_BUFFER.to_bytes(2, "big") + TRANSMIT_BUFFER.to_bytes(2, "big")
                return feig_iso.OK, VERSION + buffers
            case [0x80]:
                return feig_iso.OK, DEVICE_ID
            case [_]:
                return feig_iso.PARAMETER_RANGE, b""
            case _:
                return feig_iso.WRONG_LENGTH, b""

    def _switch_field(self, data: bytes) -> Reply:
        if len(data) != 1:
            return feig_iso.WRONG_LENGTH, b""
        if data[0] > 1:
            return feig_iso.PARAMETER_RANGE, b""
        self.field.switch(bool(data[0]))
        self._iso.forget()
        return feig_iso.OK, b""

    def _read_configuration(self, data: bytes) -> Reply:
        if len(data) != 1:
            return feig_iso.WRONG_LENGTH, b""
        number = data[0] & 0x3F
        if number >= BLOCK_COUNT:
            return feig_iso.PARAMETER_RANGE, b""
        lasting = bool(data[0] & IN_EEPROM)
        block = bytearray((self._lasting if lasting else self._active)[number])
        if number == MODE_BLOCK:
            mode = self._lasting_mode if lasting else self.settings.mode
            block[MODE_BYTE] = next(code for code, name in MODES.items() if name == mode)
        return feig_iso.OK, bytes(block)

    def _write_configuration(self, data: bytes) -> Reply:
        if len(data) != 1 + BLOCK_SIZE:
            return feig_iso.WRONG_LENGTH, b""
        number = data[0] & 0x3F
        if number >= BLOCK_COUNT:
            return feig_iso.PARAMETER_RANGE, b""
        if number == MODE_BLOCK:
            if data[1 + MODE_BYTE] not in MODES:
                return feig_iso.PARAMETER_RANGE, b""
            self.settings.mode = MODES[data[1 + MODE_BYTE]]
        self._active[number] = data[1:]
        if data[0] & IN_EEPROM:
            self._lasting[number] = data[1:]
            self._lasting_mode = self.settings.mode
        return feig_iso.OK, b""

    def _save_configuration(self, data: bytes) -> Reply:
        if len(data) != 1:
            return feig_iso.WRONG_LENGTH, b""
        for number in _block_numbers(data[0]):
            self._lasting[number] = self._active[number]
            if number == MODE_BLOCK:
                self._lasting_mode = self.settings.mode
        return feig_iso.OK, b""

    def _default_configuration(self, data: bytes) -> Reply:
        if len(data) != 1:
            return feig_iso.WRONG_LENGTH, b""
        for number in _block_numbers(data[0]):
            self._active[number] = bytes(BLOCK_SIZE)
            if data[0] & IN_EEPROM:
                self._lasting[number] = bytes(BLOCK_SIZE)
            if number == MODE_BLOCK:
                self.settings.mode = "host"
                self._lasting_mode = "host" if data[0] & IN_EEPROM else self._lasting_mode
        return feig_iso.OK, b""

    def _host(self, data: bytes) -> Reply:
        return self._iso.host(data) if self.settings.mode == "host" else (NOT_AVAILABLE, b"")

    def _custom(self, data: bytes) -> Reply:
        return self._iso.custom(data) if self.settings.mode == "host" else (NOT_AVAILABLE, b"")

    def _buffer_information(self, data: bytes) -> Reply:
        del data
        if self.settings.mode not in ("buffered", "notification"):
            return NOT_AVAILABLE, b""
        # Room for that many records, the first of them, how many there are.
        return feig_iso.OK, BUFFER_RECORDS.to_bytes(2, "big") + bytes(4)

    def _initialise_buffer(self, data: bytes) -> Reply:
        status, _ = self._buffer_information(data)
        return status, b""


def _block_numbers(address: int) -> range:
    if address & ALL_BLOCKS:
        return range(BLOCK_COUNT)
    number = address & 0x3F
    return range(number, min(number + 1, BLOCK_COUNT))


def build(query: Mapping[str, str]) -> VirtualFeig:
    """Make a reader from the query of a `sim://feig?key=value` URL."""
    return VirtualFeig(read_settings(query, FeigSettings))


SIMULATOR = Simulator(title="FEIG reader", build=build, plays=PLAYS)
