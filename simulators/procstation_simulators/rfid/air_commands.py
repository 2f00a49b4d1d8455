"""ISO 15693-3 commands as they go through the air, carried out by the tags in a field.

Frames are without their CRC, which a reader in transparent mode adds and checks itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

from procstation_simulators.rfid.field import Field
from procstation_simulators.rfid.parameters import Parameters, TooShort
from procstation_simulators.rfid.tag import IsoError, NoAnswer, VirtualTag

INVENTORY_FLAG = 0x04
SELECTED = 0x10
ADDRESSED = 0x20
OPTION = 0x40
WITH_AFI = 0x10
"""Bit of the request flags when the inventory flag is set."""

NXP = 0x04
OPTION_NOT_SUPPORTED = 0x03
NOT_RECOGNISED = 0x02
NOT_SUPPORTED = 0x01

HAS_ALL = 0x0F
"""System information: DSFID, AFI, memory size and IC reference are there."""

EAS_SEQUENCE = bytes.fromhex("2FB36270D5A7907FE8B18038D281497682DA9A866FAF8BB0F19CD112A57237EF")
"""What an ICODE chip with its EAS bit set answers to the alarm command (NXP SL2S2002)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a reader hears after a request.

    Attributes:
        answer: The response; None for silence.
        collided: Several tags answered at once; `answer` is then of no use.
        programmed: A tag was programmed, so the answer came late.
    """

    answer: bytes | None = None
    collided: bool = False
    programmed: bool = False


class AirCommands:
    """The tags of a field, as one request after another reaches them."""

    def __init__(self, field: Field) -> None:
        self._field = field
        self._programmed = False
        self._commands: dict[int, Callable[[VirtualTag, bool, Parameters], bytes]] = {
            0x20: self._read_one,
            0x21: self._write_one,
            0x23: self._read_many,
            0x26: self._reset_to_ready,
            0x27: self._write_afi,
            0x29: self._write_dsfid,
            0x2B: self._system_information,
        }

    def exchange(self, request: bytes) -> Heard:
        """Send a request and return what comes back."""
        parameters = Parameters(request)
        self._programmed = False
        try:
            flags, command = parameters.take(2)
            if flags & INVENTORY_FLAG:
                return self._inventory(flags, parameters) if command == 0x01 else Heard()
            return self._to_tags(flags, command, parameters)
        except (TooShort, NoAnswer):
            # A tag says nothing to a request it cannot make out.
            return Heard(programmed=self._programmed)

    def _inventory(self, flags: int, parameters: Parameters) -> Heard:
        afi = parameters.byte() if flags & WITH_AFI else 0
        bits = parameters.byte()
        ending = int.from_bytes(parameters.take((bits + 7) // 8), "little")
        tags = self._field.slot(afi, ending, bits)
        if len(tags) > 1:
            return Heard(collided=True)
        if not tags:
            return Heard()
        return Heard(bytes([0, tags[0].dsfid]) + tags[0].uid[::-1])

    def _to_tags(self, flags: int, command: int, parameters: Parameters) -> Heard:
        maker = parameters.byte() if command >= 0xA0 else None
        if flags & ADDRESSED:
            tags = [self._field.find(parameters.take(8)[::-1])]
        elif flags & SELECTED:
            raise NoAnswer  # No tag is ever selected here.
        else:
            tags = self._field.find_all()
        if command == 0x02:
            for tag in tags:
                self._field.hush(tag)
            return Heard()
        if maker not in (None, NXP):
            raise NoAnswer
        left = bytes(parameters.take(len(parameters)))
        answers = [self._answer(tag, command, flags, Parameters(left)) for tag in tags]
        if len(answers) > 1 and len(set(answers)) > 1:
            return Heard(collided=True, programmed=self._programmed)
        return Heard(answers[0], programmed=self._programmed)

    def _answer(self, tag: VirtualTag, command: int, flags: int, parameters: Parameters) -> bytes:
        option = bool(flags & OPTION)
        try:
            if command in (0xA2, 0xA3, 0xA5):
                return b"\0" + self._eas(tag, command)
            if command not in self._commands:
                raise IsoError(NOT_SUPPORTED)
            return b"\0" + self._commands[command](tag, option, parameters)
        except IsoError as error:
            if tag.silent_refusals:
                raise NoAnswer from error
            return bytes([0x01, error.code])
        except TooShort:
            return bytes([0x01, NOT_RECOGNISED])

    def _read_one(self, tag: VirtualTag, option: bool, parameters: Parameters) -> bytes:
        return self._read(tag, parameters.byte(), 1, option)

    def _read_many(self, tag: VirtualTag, option: bool, parameters: Parameters) -> bytes:
        if not tag.reads_many:
            raise IsoError(NOT_SUPPORTED)
        first, less_one = parameters.take(2)
        return self._read(tag, first, less_one + 1, option)

    def _read(self, tag: VirtualTag, first: int, count: int, security: bool) -> bytes:
        blocks = self._field.read(tag, first, count, security)
        return b"".join(
            (bytes([number in tag.locked]) if security else b"") + block
            for number, block in enumerate(blocks, first)
        )

    def _write_one(self, tag: VirtualTag, option: bool, parameters: Parameters) -> bytes:
        block = parameters.byte()
        data = parameters.take(len(parameters))
        return self._program(tag, option, 1 + len(data), lambda: tag.write(block, data))

    def _write_afi(self, tag: VirtualTag, option: bool, parameters: Parameters) -> bytes:
        afi = parameters.byte()
        return self._program(tag, option, 1, lambda: tag.write_afi(afi))

    def _write_dsfid(self, tag: VirtualTag, option: bool, parameters: Parameters) -> bytes:
        dsfid = parameters.byte()
        return self._program(tag, option, 1, lambda: tag.write_dsfid(dsfid))

    def _program(self, tag: VirtualTag, option: bool, size: int, act: Callable[[], None]) -> bytes:
        if tag.wants_option and not option:
            raise IsoError(OPTION_NOT_SUPPORTED)
        self._programmed = True
        try:
            self._field.program(tag, size, act)
        except IsoError:
            # It refuses before it begins to program.
            self._programmed = False
            raise
        return b""

    def _reset_to_ready(self, tag: VirtualTag, option: bool, parameters: Parameters) -> bytes:
        del option, parameters
        tag.quiet = False
        return b""

    def _system_information(self, tag: VirtualTag, option: bool, parameters: Parameters) -> bytes:
        del option, parameters
        self._field.system_information(tag)
        sizes = bytes([tag.block_count - 1, tag.block_size - 1])
        return (
            bytes([HAS_ALL])
            + tag.uid[::-1]
            + bytes([tag.dsfid, tag.afi])
            + sizes
            + bytes([tag.ic_reference])
        )

    def _eas(self, tag: VirtualTag, command: int) -> bytes:
        tag.require_eas()
        if command == 0xA5:
            if not tag.eas:
                raise NoAnswer
            return EAS_SEQUENCE
        return self._program(tag, True, 1, lambda: tag.set_eas(command == 0xA2))
