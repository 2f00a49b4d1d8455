"""A 3M pad (models 210, 810, 850) made of software.

To play: `pad = Virtual810()`, then `pad.field.lay(VirtualTag.blank("E00401005B6C7D8E"))` and
`pad.field.lift(uid)`. `pad.settings.twice = True` lists every tag two times in an inventory, as
real ones sometimes do. As a URL: `sim://m3_810?tags=E00401005B6C7D8E`. Real ones talk at 19200 8N1.
"""

from collections.abc import Callable, Mapping

from procstation.devices import Simulator
from procstation_simulators.rfid.m3_frames import PROBE, Receiver, frame
from procstation_simulators.rfid.pad import PadSettings, VirtualPad
from procstation_simulators.rfid.parameters import Parameters, TooShort
from procstation_simulators.rfid.play import PLAYS
from procstation_simulators.rfid.tag import IsoError, NoAnswer, VirtualTag
from procstation_simulators.settings import read_settings

OK = 0x00
UNKNOWN_COMMAND = 0x02
NO_TRANSPONDER = 0x06
UNKNOWN_ERROR = 0x0F
NO_MEMORY = 0x11
LOCKED = 0x12
NOT_SUPPORTED = 0x30
WRONG_PARAMETER = 0x32

PROBE_QUESTION = bytes.fromhex("04 00 11")
PROBE_ANSWER = bytes.fromhex("04 00 11 0A 05 00 02")
VERSION = bytes.fromhex("0A 05 00 02")
SETUP_QUESTION = bytes.fromhex("13 04 01 00 02 00 03 00 04 00")
SETUP_ANSWER = bytes.fromhex("13 00 02 01 01 03 02 02 03 00")
"""Sent once after the probe by programs that are known to work; no document says what it means."""

BLOCK_SIZE = 4
"""The pad's replies have room for blocks of 4 bytes; it moves no others."""

_ERRORS = {0x01: NOT_SUPPORTED, 0x10: NO_MEMORY, 0x11: LOCKED, 0x12: LOCKED}
"""What the pad makes of the tag's own error codes."""

Reply = tuple[int, bytes]


class Settings810(PadSettings):
    """Settings of a simulated 3M pad.

    Attributes:
        optional_bytes: Replies carry what the protocol document lets them leave out: the block
            after a write, the AFI or DSFID after writing it, the UID before tag information.
        uid_in_errors: Replies that tell an error carry the UID all the same.
    """

    optional_bytes: bool = True
    uid_in_errors: bool = True


class Virtual810(VirtualPad):
    """One pad. It drops commands that arrive while it still works on the one before.

    Attributes:
        settings: May be changed while it runs.
    """

    variants = ({"twice": "true"}, {"optional_bytes": "false"}, {"uid_in_errors": "false"})

    def __init__(self, settings: Settings810 | None = None) -> None:
        self.settings = settings or Settings810()
        super().__init__(self.settings.tags)
        self._frames = Receiver()
        self._tag_commands: dict[int, Callable[[VirtualTag, Parameters], Reply]] = {
            0x01: self._quiet,
            0x02: self._read,
            0x03: self._check_eas,
            0x04: self._write,
            0x05: lambda tag, rest: self._write_one(tag, rest, lock=False),
            0x06: self._lock_afi,
            0x07: lambda tag, rest: self._write_one(tag, rest, lock=True),
            0x08: self._lock_one,
            0x09: self._write_afi,
            0x0A: self._get_afi,
            0x0B: self._write_dsfid,
            0x0C: self._control_eas,
            0x0D: self._information,
            0x0E: self._lock_dsfid,
            0x0F: self._get_dsfid,
        }

    def receive(self, data: bytes) -> None:
        for start, content in self._frames.receive(data):
            if self.field.busy_s > 0 or self.faults.swallow_command():
                continue
            reply = self._probed(content) if start == PROBE else self._answer(content)
            if reply is not None:
                self._say(frame(start, reply))

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        self._frames.pass_time(seconds)

    def _lose_power(self) -> None:
        super()._lose_power()
        self._frames.clear()

    def _probed(self, content: bytes) -> bytes | None:
        return PROBE_ANSWER if content == PROBE_QUESTION else None

    def _answer(self, content: bytes) -> bytes:
        if content == SETUP_QUESTION:
            return SETUP_ANSWER
        code, parameters = content[0], Parameters(content[1:])
        try:
            if code == 0x11:
                error, rest = OK, VERSION
            elif code == 0xFE:
                error, rest = self._inventory(parameters)
            elif code in self._tag_commands:
                error, rest = self._to_tag(code, parameters)
            else:
                error, rest = UNKNOWN_COMMAND, b""
        except TooShort:
            error, rest = WRONG_PARAMETER, b""
        return bytes([code, error]) + rest

    def _inventory(self, parameters: Parameters) -> Reply:
        afi, options = parameters.take(2)
        if options & 0x40:
            parameters.byte()  # The air protocol: ISO 15693 is the only one here.
        self.field.reset()
        tags = self.field.listen(afi)
        if not options & 0x20:
            # Every tag found is quieted and a second round looks for those that were missed; the
            # next inventory begins with a fresh field.
            for tag in tags:
                self.field.hush(tag)
            self.field.listen(afi)
        if self.settings.twice:
            tags = [tag for tag in tags for _ in range(2)]
        entries = bytearray()
        for tag in tags:
            if options & 0x02:
                entries.append(tag.dsfid)
            if options & 0x01:
                entries += tag.uid
        return OK, bytes([afi, options, len(tags)]) + entries

    def _to_tag(self, code: int, parameters: Parameters) -> Reply:
        uid = parameters.take(8)
        try:
            error, rest = self._tag_commands[code](self.field.find(uid), parameters)
        except NoAnswer:
            error, rest = NO_TRANSPONDER, b""
        except IsoError as refusal:
            error, rest = _ERRORS.get(refusal.code, UNKNOWN_ERROR), b""
        if code == 0x03 and error == NO_TRANSPONDER:
            # A tag that is gone and a tag without its EAS bit get the same answer.
            return NO_TRANSPONDER, uid + b"\0"
        if error != OK and not self.settings.uid_in_errors:
            return error, b""
        if code == 0x0D and error == OK and not self.settings.optional_bytes:
            return error, rest
        return error, uid + rest

    def _quiet(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        del parameters
        self.field.hush(tag)
        return OK, b""

    def _read(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        first, count = parameters.take(2)
        options = parameters.byte() if len(parameters) else 0
        if count < 1:
            return WRONG_PARAMETER, b""
        if tag.block_size != BLOCK_SIZE:
            return NOT_SUPPORTED, b""
        there = min(count, tag.block_count - first)
        if there < 1 or (there < count and options & 0x02):
            return NO_MEMORY, b""
        blocks = self.field.read(tag, first, there, security=True)
        content = bytearray([first, there] if options & 0x04 else [there])
        for number, block in enumerate(blocks, first):
            if not options & 0x04:
                content.append(number)
            if not options & 0x08:
                content.append(number in tag.locked)
            content += block
        return OK, bytes(content)

    def _write(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        first, count, zero = parameters.take(3)
        if zero != 0 or count < 1 or len(parameters) != count * BLOCK_SIZE:
            return WRONG_PARAMETER, b""
        if tag.block_size != BLOCK_SIZE:
            return NOT_SUPPORTED, b""
        for block in range(first, first + count):
            try:
                self.field.write(tag, block, parameters.take(BLOCK_SIZE))
            except IsoError as refusal:
                return _ERRORS.get(refusal.code, UNKNOWN_ERROR), self._optional(block)
        return OK, self._optional(first + count)

    def _write_one(self, tag: VirtualTag, parameters: Parameters, lock: bool) -> Reply:
        block, data = parameters.byte(), parameters.take(BLOCK_SIZE)
        if tag.block_size != BLOCK_SIZE:
            return NOT_SUPPORTED, b""
        self.field.write(tag, block, data)
        if lock:
            self.field.program(tag, 1, lambda: tag.lock_block(block))
        return OK, b""

    def _lock_one(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        block = parameters.byte()
        self.field.program(tag, 1, lambda: tag.lock_block(block))
        return OK, b""

    def _get_afi(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        del parameters
        self.field.system_information(tag)
        return OK, bytes([tag.afi])

    def _write_afi(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        afi = parameters.byte()
        self.field.program(tag, 1, lambda: tag.write_afi(afi))
        return OK, self._optional(afi)

    def _lock_afi(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        del parameters
        self.field.program(tag, 0, tag.lock_afi)
        return OK, b""

    def _get_dsfid(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        del parameters
        self.field.system_information(tag)
        return OK, bytes([tag.dsfid])

    def _write_dsfid(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        dsfid = parameters.byte()
        self.field.program(tag, 1, lambda: tag.write_dsfid(dsfid))
        return OK, self._optional(dsfid)

    def _lock_dsfid(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        del parameters
        self.field.program(tag, 0, tag.lock_dsfid)
        return OK, b""

    def _check_eas(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        del parameters
        tag.require_eas()
        return (OK, b"\1") if tag.eas else (NO_TRANSPONDER, b"")

    def _control_eas(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        wanted = parameters.byte()
        if wanted > 1:
            return WRONG_PARAMETER, b""
        self.field.program(tag, 1, lambda: tag.set_eas(bool(wanted)))
        return OK, bytes([wanted])

    def _information(self, tag: VirtualTag, parameters: Parameters) -> Reply:
        parameters.byte()  # Which items are wanted; all are given.
        self.field.system_information(tag)
        sizes = [tag.block_count - 1, tag.block_size - 1]
        return OK, bytes([tag.dsfid, tag.afi, *sizes, tag.ic_reference])

    def _optional(self, value: int) -> bytes:
        return bytes([value & 0xFF]) if self.settings.optional_bytes else b""


def build(query: Mapping[str, str]) -> Virtual810:
    """Make a pad from the query of a `sim://m3_810?key=value` URL."""
    return Virtual810(read_settings(query, Settings810))


SIMULATOR = Simulator(title="3M 810 pad", build=build, plays=PLAYS)
