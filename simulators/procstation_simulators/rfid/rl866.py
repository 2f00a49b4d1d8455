"""An RL866 reader made of software. Its protocol is known from one public program only.

To play: `pad = VirtualRl866()`, then `pad.field.lay(VirtualTag.blank("E00401005B6C7D8E"))`. As a
URL: `sim://rl866?tags=E00401005B6C7D8E`. Real ones talk at 38400 8E1.
"""

from collections.abc import Callable, Mapping

from procstation.devices import Simulator
from procstation_simulators.rfid.pad import PadSettings, VirtualPad
from procstation_simulators.rfid.parameters import Parameters, TooShort
from procstation_simulators.rfid.play import PLAYS
from procstation_simulators.rfid.rl_frames import Block, Receiver, frame
from procstation_simulators.rfid.tag import (
    LOCKED,
    NO_SUCH_BLOCK,
    IsoError,
    NoAnswer,
    VirtualTag,
)
from procstation_simulators.settings import read_settings

BROADCAST = 0xFF
NUMBER = 0x01
"""This reader's number."""

RESYNCHRONISE, RESYNCHRONISED = 0xC0, 0xE0
SEQUENCE = 0x40
INFORMATION_MASK = 0x80
"""This bit is clear in the control byte of an information block."""

CONFIGURATION = bytes.fromhex("0102020003016400000000000000")
"""Configuration block 1, as a reader has answered it."""

WRONG_ARGUMENT = 0x0002
WRONG_COMMAND = 0x0103
WRONG_SEQUENCE = 0x0104
WRONG_HANDLE = 0x0415
LOCKED_OR_NO_BLOCK = 0x041B
NO_BLOCK = 0x041C
NO_TAG = 0x0420
TAG_REFUSED = 0x0422

ISO_15693 = 0x01
TAGS_A_REPLY = 16
CONTINUE = 0x08
"""Flag of an inventory: go on with what the last one had found and not told."""
MORE = 0x01
"""An inventory ended before its time: there is more to tell."""
REPORT_PARTS = 0x0E
"""A report holds air protocol, tag type and serial number."""

_TAG_TYPES = (
    ("E00780", 2), ("E00700", 2), ("E00710", 2), ("E007C0", 8), ("E007C4", 9), ("E008", 4),
)  # fmt: skip
ICODE_SLI = 1
"""Tag types by the beginning of the UID; what is not known counts as ICODE SLI."""


class Settings866(PadSettings):
    """Settings of a simulated RL866 reader."""


class _Failed(Exception):
    """The command failed.

    Attributes:
        code: As in the maker's list of errors.
    """

    def __init__(self, code: int) -> None:
        super().__init__(f"error {code:04X}")
        self.code = code


class VirtualRl866(VirtualPad):
    """One reader.

    Attributes:
        settings: May be changed while it runs.
    """

    variants = ({"twice": "true"},)

    def __init__(self, settings: Settings866 | None = None) -> None:
        self.settings = settings or Settings866()
        super().__init__(self.settings.tags)
        self._frames = Receiver()
        self._expected = 0
        self._handles: dict[int, bytes] = {}
        self._untold: list[VirtualTag] = []
        self._commands: dict[int, Callable[[Parameters], bytes]] = {
            0x01: self._configuration,
            0x31: self._inventory,
            0x32: self._connect,
            0x33: self._disconnect,
            0x34: self._access,
        }
        self._accesses: dict[int, Callable[[VirtualTag, Parameters], bytes]] = {
            0x0003: self._read,
            0x0004: self._write,
            0x0006: self._write_afi,
            0x000A: self._system_information,
            0x000C: lambda tag, _: self._set_eas(tag, on=True),
            0x000D: lambda tag, _: self._set_eas(tag, on=False),
            0x000F: self._eas_alarm,
        }

    def receive(self, data: bytes) -> None:
        for block in self._frames.receive(data):
            if block.reader in (BROADCAST, NUMBER) and not self.faults.swallow_command():
                self._answer(block)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        self._frames.pass_time(seconds)

    def _lose_power(self) -> None:
        super()._lose_power()
        self._frames.clear()
        self._expected = 0
        self._handles.clear()
        self._untold.clear()

    def _answer(self, block: Block) -> None:
        if block.control == RESYNCHRONISE:
            self._expected = 0
            self._say(frame(NUMBER, RESYNCHRONISED))
        elif not block.control & INFORMATION_MASK and block.information:
            command = block.information[0]
            status, data = self._carry_out(block)
            information = bytes([command]) + status.to_bytes(2, "little") + data
            self._say(frame(NUMBER, block.control & SEQUENCE, information))

    def _carry_out(self, block: Block) -> tuple[int, bytes]:
        if block.control & SEQUENCE != self._expected:
            return WRONG_SEQUENCE, b""
        self._expected ^= SEQUENCE
        command = self._commands.get(block.information[0])
        if command is None:
            return WRONG_COMMAND, b""
        try:
            return 0, command(Parameters(block.information[1:]))
        except TooShort:
            return WRONG_ARGUMENT, b""
        except _Failed as failed:
            return failed.code, b""

    def _configuration(self, parameters: Parameters) -> bytes:
        parameters.take(2)  # Which blocks, and how many: one is given.
        return b"\x01" + CONFIGURATION

    def _inventory(self, parameters: Parameters) -> bytes:
        flags = parameters.byte()
        if not flags & CONTINUE:
            self._untold = self.field.listen() * (2 if self.settings.twice else 1)
        total = len(self._untold)
        told, self._untold = self._untold[:TAGS_A_REPLY], self._untold[TAGS_A_REPLY:]
        reports = b"".join(
            bytes([REPORT_PARTS, ISO_15693, _type_of(tag), 9]) + tag.uid[::-1] + bytes([tag.dsfid])
            for tag in told
        )
        stop = MORE if self._untold else 0
        return bytes([stop]) + total.to_bytes(2, "little") + bytes([len(told)]) + reports

    def _connect(self, parameters: Parameters) -> bytes:
        parameters.byte()  # The antenna.
        protocol, _, size = parameters.take(3)
        mode, uid = parameters.byte(), parameters.take(8)
        if protocol != ISO_15693 or mode != 1 or size != 9:
            raise _Failed(WRONG_ARGUMENT)
        # In addressed mode the reader takes note of the UID and does not look for the tag.
        handle = max(self._handles, default=0) + 1
        self._handles[handle] = uid[::-1]
        return bytes([handle])

    def _disconnect(self, parameters: Parameters) -> bytes:
        handle = parameters.byte()
        if handle == 0:
            self._handles.clear()
        elif self._handles.pop(handle, None) is None:
            raise _Failed(WRONG_HANDLE)
        return b""

    def _access(self, parameters: Parameters) -> bytes:
        handle, size = parameters.take(2)
        if handle not in self._handles:
            raise _Failed(WRONG_HANDLE)
        rest = Parameters(parameters.take(size))
        code = int.from_bytes(rest.take(2), "little")
        if code not in self._accesses:
            raise _Failed(WRONG_ARGUMENT)
        try:
            result = b"\x01" + self._accesses[code](self.field.find(self._handles[handle]), rest)
        except NoAnswer:
            result = b"\x00" + NO_TAG.to_bytes(2, "little")
        except IsoError as error:
            result = b"\x00" + _error_of(error, code).to_bytes(2, "little")
        return bytes([2 + len(result)]) + code.to_bytes(2, "little") + result

    def _read(self, tag: VirtualTag, parameters: Parameters) -> bytes:
        security, first, count = parameters.byte(), _word(parameters), _word(parameters)
        blocks = self.field.read(tag, first, count, bool(security))
        content = len(blocks).to_bytes(2, "little")
        for number, block in enumerate(blocks, first):
            # That the security byte comes first, as on the air, is unverified.
            content += (bytes([number in tag.locked]) if security else b"") + block
        return content

    def _write(self, tag: VirtualTag, parameters: Parameters) -> bytes:
        first, count = _word(parameters), _word(parameters)
        for block in range(first, first + count):
            self.field.write(tag, block, parameters.take(tag.block_size))
        return b""

    def _write_afi(self, tag: VirtualTag, parameters: Parameters) -> bytes:
        afi = parameters.byte()
        self.field.program(tag, 1, lambda: tag.write_afi(afi))
        return b""

    def _system_information(self, tag: VirtualTag, parameters: Parameters) -> bytes:
        del parameters
        self.field.system_information(tag)
        sizes = bytes([tag.block_count - 1, tag.block_size - 1])
        head = b"\x0f" + tag.uid[::-1] + bytes([tag.dsfid, tag.afi])
        return head + sizes + bytes([tag.ic_reference])

    def _set_eas(self, tag: VirtualTag, on: bool) -> bytes:
        self.field.program(tag, 1, lambda: tag.set_eas(on))
        return b""

    def _eas_alarm(self, tag: VirtualTag, parameters: Parameters) -> bytes:
        del parameters
        tag.require_eas()
        return bytes([tag.eas])


def _word(parameters: Parameters) -> int:
    return int.from_bytes(parameters.take(2), "little")


def _type_of(tag: VirtualTag) -> int:
    uid = tag.uid.hex().upper()
    return next((kind for head, kind in _TAG_TYPES if uid.startswith(head)), ICODE_SLI)


def _error_of(error: IsoError, code: int) -> int:
    if error.code == NO_SUCH_BLOCK:
        return NO_BLOCK
    if error.code == LOCKED and code == 0x0004:
        return LOCKED_OR_NO_BLOCK
    return TAG_REFUSED


def build(query: Mapping[str, str]) -> VirtualRl866:
    """Make a reader from the query of a `sim://rl866?key=value` URL."""
    return VirtualRl866(read_settings(query, Settings866))


SIMULATOR = Simulator(title="RL866 reader", build=build, plays=PLAYS)
