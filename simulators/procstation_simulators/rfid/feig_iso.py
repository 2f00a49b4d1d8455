"""The ISO 15693 host commands (B0) and NXP custom commands (B1) of a FEIG reader.

Everything here turns the data of one command into a status byte and the data of the reply.
"""

from collections.abc import Callable
from functools import partial
from typing import Literal

from procstation_simulators.rfid.field import Field
from procstation_simulators.rfid.pad import PadSettings
from procstation_simulators.rfid.parameters import Parameters, TooShort
from procstation_simulators.rfid.tag import IsoError, NoAnswer, VirtualTag

OK = 0x00
NO_TRANSPONDER = 0x01
DATA_FALSE = 0x02
WRITE_ERROR = 0x03
PARAMETER_RANGE = 0x11
UNKNOWN_COMMAND = 0x80
WRONG_LENGTH = 0x81
MORE_DATA = 0x94
ISO_ERROR = 0x95

TYPE_ISO15693 = 0x03
TAGS_A_REPLY = 4
LARGEST_READ = 128
"""Bytes of blocks in one reply."""
NXP = 0x04

Reply = tuple[int, bytes]
Mode = Literal["host", "scan", "buffered", "notification"]


class FeigSettings(PadSettings):
    """Settings of a simulated FEIG reader.

    Attributes:
        block_order: `reversed`: the bytes of each block are handed over last first, as many of
            these readers do; `tag`: as they lie on the tag.
        only_new: A tag is reported once and then kept quiet until an RF reset.
        afi_filter: Only tags with this AFI are found; 0 finds all.
        sizes: What system information says of block size and count: the `true` numbers, or one
            less; both are met.
        iso_errors: A refused write tells the tag's error (status 95); otherwise only status 03.
        mode: What the reader does by itself; but for `host` it refuses host commands (status 82).
        address: The reader's bus address.
    """

    block_order: Literal["reversed", "tag"] = "reversed"
    only_new: bool = True
    afi_filter: int = 0
    sizes: Literal["true", "minus-one"] = "true"
    iso_errors: bool = True
    mode: Mode = "host"
    address: int = 0


class _Refused(Exception):
    """The reader itself refuses the command."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status:02X}")
        self.status = status


class IsoHostCommands:
    """What the reader does with tags."""

    def __init__(self, field: Field, settings: FeigSettings) -> None:
        self._field = field
        self._settings = settings
        self._selected: bytes | None = None
        self._unreported: list[VirtualTag] = []
        self._commands: dict[int, Callable[[int, Parameters], Reply]] = {
            0x01: self._inventory,
            0x02: self._stay_quiet,
            0x22: self._lock_blocks,
            0x23: self._read_blocks,
            0x24: self._write_blocks,
            0x25: self._select,
            0x26: self._reset_to_ready,
            0x27: self._write_afi,
            0x28: self._lock_afi,
            0x29: self._write_dsfid,
            0x2A: self._lock_dsfid,
            0x2B: self._system_information,
            0x2C: self._block_security,
        }

    def host(self, data: bytes) -> Reply:
        """Carry out a B0 command: sub-command, mode, and what the sub-command takes."""
        parameters = Parameters(data)
        return self._carry_out(lambda: self._host(parameters))

    def custom(self, data: bytes) -> Reply:
        """Carry out a B1 command: maker, code, mode, UID when addressed."""
        parameters = Parameters(data)
        return self._carry_out(lambda: self._eas(parameters))

    def forget(self) -> None:
        """The field was switched off: nothing is selected, nothing is still to be reported."""
        self._selected = None
        self._unreported.clear()

    def _carry_out(self, act: Callable[[], Reply]) -> Reply:
        try:
            return act()
        except TooShort:
            return WRONG_LENGTH, b""
        except NoAnswer:
            return NO_TRANSPONDER, b""
        except IsoError as error:
            return ISO_ERROR, bytes([error.code])
        except _Refused as refused:
            return refused.status, b""

    def _host(self, parameters: Parameters) -> Reply:
        command = self._commands.get(parameters.byte())
        if command is None:
            raise _Refused(UNKNOWN_COMMAND)
        return command(parameters.byte(), parameters)

    def _inventory(self, mode: int, parameters: Parameters) -> Reply:
        if mode & 0x40:
            parameters.byte()  # How long to wait for a tag: the reader answers at once instead.
        _end(parameters)
        if mode & 0x80:
            there = self._field.tags
            found = [tag for tag in self._unreported if tag in there]
        else:
            found = self._field.listen(self._settings.afi_filter)
            found *= 2 if self._settings.twice else 1
        reported, self._unreported = found[:TAGS_A_REPLY], found[TAGS_A_REPLY:]
        if not reported:
            return NO_TRANSPONDER, b""
        if self._settings.only_new:
            for tag in reported:
                self._field.hush(tag)
        entries = b"".join(bytes([TYPE_ISO15693, tag.dsfid]) + tag.uid for tag in reported)
        status = MORE_DATA if self._unreported else OK
        return status, bytes([len(reported)]) + entries

    def _stay_quiet(self, mode: int, parameters: Parameters) -> Reply:
        for tag in self._targets(mode, parameters):
            self._field.hush(tag)
        return OK, b""

    def _lock_blocks(self, mode: int, parameters: Parameters) -> Reply:
        tags = self._targets(mode, parameters)
        first, count = parameters.byte(), parameters.byte()
        _end(parameters)

        def lock(tag: VirtualTag, block: int) -> None:
            self._field.program(tag, 1, lambda: tag.lock_block(block))

        return self._each_block(tags, first, count, lock)

    def _read_blocks(self, mode: int, parameters: Parameters) -> Reply:
        tag = self._single(self._targets(mode, parameters))
        first, count = parameters.byte(), parameters.byte()
        _end(parameters)
        if count * tag.block_size > LARGEST_READ:
            raise _Refused(PARAMETER_RANGE)
        security = bool(mode & 0x08)
        blocks = self._field.read(tag, first, count, security)
        content = bytearray([len(blocks), tag.block_size])
        for number, block in enumerate(blocks, first):
            content.append(security and number in tag.locked)
            content += self._turned(block)
        return OK, bytes(content)

    def _write_blocks(self, mode: int, parameters: Parameters) -> Reply:
        tags = self._targets(mode, parameters)
        first, count, size = parameters.take(3)
        data = parameters.take(count * size)
        _end(parameters)
        if any(tag.block_size != size for tag in tags):
            raise _Refused(PARAMETER_RANGE)

        def write(tag: VirtualTag, block: int) -> None:
            at = (block - first) * size
            self._field.write(tag, block, self._turned(data[at : at + size]))

        return self._each_block(tags, first, count, write)

    def _each_block(
        self,
        tags: list[VirtualTag],
        first: int,
        count: int,
        act: Callable[[VirtualTag, int], None],
    ) -> Reply:
        if count < 1:
            raise _Refused(PARAMETER_RANGE)
        for block in range(first, first + count):
            try:
                for tag in tags:
                    act(tag, block)
            except IsoError as error:
                if self._settings.iso_errors:
                    return ISO_ERROR, bytes([error.code, block & 0xFF])
                return WRITE_ERROR, bytes([block & 0xFF])
        return OK, b""

    def _select(self, mode: int, parameters: Parameters) -> Reply:
        self._selected = self._single(self._targets(mode, parameters)).uid
        return OK, b""

    def _reset_to_ready(self, mode: int, parameters: Parameters) -> Reply:
        for tag in self._targets(mode, parameters):
            tag.quiet = False
        self._selected = None
        return OK, b""

    def _write_afi(self, mode: int, parameters: Parameters) -> Reply:
        tags = self._targets(mode, parameters)
        afi = parameters.byte()
        return self._each_tag(tags, parameters, 1, lambda tag: tag.write_afi(afi))

    def _lock_afi(self, mode: int, parameters: Parameters) -> Reply:
        tags = self._targets(mode, parameters)
        return self._each_tag(tags, parameters, 0, lambda tag: tag.lock_afi())

    def _write_dsfid(self, mode: int, parameters: Parameters) -> Reply:
        tags = self._targets(mode, parameters)
        dsfid = parameters.byte()
        return self._each_tag(tags, parameters, 1, lambda tag: tag.write_dsfid(dsfid))

    def _lock_dsfid(self, mode: int, parameters: Parameters) -> Reply:
        tags = self._targets(mode, parameters)
        return self._each_tag(tags, parameters, 0, lambda tag: tag.lock_dsfid())

    def _each_tag(
        self,
        tags: list[VirtualTag],
        parameters: Parameters,
        size: int,
        act: Callable[[VirtualTag], None],
    ) -> Reply:
        _end(parameters)
        for tag in tags:
            self._field.program(tag, size, partial(act, tag))
        return OK, b""

    def _system_information(self, mode: int, parameters: Parameters) -> Reply:
        tag = self._single(self._targets(mode, parameters))
        _end(parameters)
        self._field.system_information(tag)
        less = 1 if self._settings.sizes == "minus-one" else 0
        memory = bytes([(tag.block_size - less) & 0x0F, (tag.block_count - less) & 0xFF])
        return OK, bytes([tag.dsfid]) + tag.uid + bytes([tag.afi]) + memory + bytes(
            [tag.ic_reference]
        )

    def _block_security(self, mode: int, parameters: Parameters) -> Reply:
        tag = self._single(self._targets(mode, parameters))
        first, count = parameters.byte(), parameters.byte()
        _end(parameters)
        states = self._field.security(tag, first, count)
        return OK, bytes([len(states), *states])

    def _eas(self, parameters: Parameters) -> Reply:
        maker, code, mode = parameters.take(3)
        tags = self._targets(mode, parameters)
        if maker != NXP or code not in (0xA2, 0xA3, 0xA5):
            raise NoAnswer
        if code == 0xA5:
            _end(parameters)
            return (OK if any(tag.has_eas and tag.eas for tag in tags) else NO_TRANSPONDER), b""
        return self._each_tag(tags, parameters, 1, lambda tag: tag.set_eas(code == 0xA2))

    def _targets(self, mode: int, parameters: Parameters) -> list[VirtualTag]:
        """Return the tags a command is for: the addressed, the selected, or all that listen."""
        match mode & 0x07:
            case 0:
                return self._field.find_all()
            case 1:
                return [self._field.find(parameters.take(8))]
            case 2 if self._selected is not None:
                return [self._field.find(self._selected)]
            case 2:
                raise NoAnswer
            case _:
                raise _Refused(PARAMETER_RANGE)

    def _single(self, tags: list[VirtualTag]) -> VirtualTag:
        if len(tags) > 1:
            raise _Refused(DATA_FALSE)  # Their answers collide.
        return tags[0]

    def _turned(self, block: bytes) -> bytes:
        return block[::-1] if self._settings.block_order == "reversed" else block


def _end(parameters: Parameters) -> None:
    if len(parameters):
        raise _Refused(WRONG_LENGTH)
