"""What a PC/SC desktop reader does with an APDU: storage-card commands and the transparent session.

Storage-card commands are those of PC/SC part 3; the transparent session is that of the ACR1552U, as
recorded transcripts show it.
"""

from collections.abc import Iterator
from typing import Literal

from procstation_simulators.rfid.air_commands import AirCommands
from procstation_simulators.rfid.field import Field
from procstation_simulators.rfid.parameters import Parameters, TooShort
from procstation_simulators.rfid.tag import IsoError, NoAnswer, VirtualTag
from procstation_simulators.settings import Settings

DONE = b"\x90\x00"
ENDED_EARLY = b"\x62\x82"
FAILED = b"\x63\x00"
NOT_PROGRAMMED = b"\x65\x81"
WRONG_LENGTH = b"\x67\x00"
NO_SESSION = b"\x69\x85"
NOT_SUPPORTED = b"\x6a\x81"
NOT_FOUND = b"\x6a\x82"
WRONG_ADDRESS = b"\x6b\x00"

GOOD = bytes.fromhex("C003 00 9000")
"""Error status of a transparent command: no object failed."""
TIMED_OUT = bytes.fromhex("C003 01 6401")
"""The first object failed: nothing was heard in time."""

USUAL_WAIT_S = 0.02
"""How long the reader listens when no timer was set. (Unverified.)"""

COLLISION = 0x02
"""Bit of the reception status: answers ran into each other."""

ISO_15693_PART_3 = b"\x02\x03"


class PcscSettings(Settings):
    """Settings of a simulated PC/SC reader.

    Attributes:
        tags: UIDs of blank tags that lie on it from the start, with commas between them.
        session: It has the transparent session; otherwise it is a plain reader, which sees one tag.
        addresses: What P1 P2 of the storage-card commands count: `blocks` or `bytes`.
        unaligned: With `bytes`: an address within a block is taken.
        uid_order: How the plain reader hands a UID over: `high` or `low` byte first.
    """

    tags: str = ""
    session: bool = True
    addresses: Literal["blocks", "bytes"] = "blocks"
    unaligned: bool = True
    uid_order: Literal["high", "low"] = "high"


class Apdus:
    """The reader's commands.

    Attributes:
        in_session: A transparent session is open: the reader looks for no card by itself.
    """

    def __init__(self, field: Field, settings: PcscSettings) -> None:
        self._field = field
        self._settings = settings
        self._air = AirCommands(field)
        self._wait_s = USUAL_WAIT_S
        self.in_session = False

    def forget(self) -> None:
        """The reader lost its power."""
        self.in_session = False

    def carry_out(self, apdu: bytes, card: VirtualTag | None) -> bytes:
        """Return the answer to an APDU, status bytes included.

        Args:
            card: The tag the reader has activated; None in a session, which needs none.
        """
        if len(apdu) < 5 or apdu[0] != 0xFF:
            return NOT_SUPPORTED
        if apdu[1] == 0xC2:
            return self._transparent(apdu)
        if card is None:
            return NOT_FOUND
        match apdu[1]:
            case 0xCA if apdu[2:4] == b"\0\0":
                high_first = self._settings.uid_order == "high"
                return (card.uid if high_first else card.uid[::-1]) + DONE
            case 0xB0:
                return self._read(card, int.from_bytes(apdu[2:4], "big"), apdu[4])
            case 0xD6 if len(apdu) == 5 + apdu[4]:
                return self._write(card, int.from_bytes(apdu[2:4], "big"), apdu[5:])
            case 0xD6:
                return WRONG_LENGTH
            case _:
                return NOT_SUPPORTED

    def _read(self, card: VirtualTag, address: int, size: int) -> bytes:
        first = self._first_byte(card, address)
        if first is None:
            return WRONG_ADDRESS
        if first >= len(card.memory):
            return NOT_FOUND
        last = min(first + size, len(card.memory))
        block, end = first // card.block_size, -(-last // card.block_size)
        try:
            blocks = self._field.read(card, block, end - block, security=False)
        except NoAnswer:
            return FAILED
        at = first - block * card.block_size
        data = b"".join(blocks)[at : at + last - first]
        return data + (DONE if len(data) == size else ENDED_EARLY)

    def _write(self, card: VirtualTag, address: int, data: bytes) -> bytes:
        first = self._first_byte(card, address)
        if first is None or first % card.block_size:
            return WRONG_ADDRESS
        if len(data) % card.block_size:
            return WRONG_LENGTH
        if first + len(data) > len(card.memory):
            return NOT_FOUND
        try:
            for at in range(0, len(data), card.block_size):
                block = (first + at) // card.block_size
                self._field.write(card, block, data[at : at + card.block_size])
        except IsoError:
            return NOT_PROGRAMMED
        except NoAnswer:
            return FAILED
        return DONE

    def _first_byte(self, card: VirtualTag, address: int) -> int | None:
        if self._settings.addresses == "blocks":
            return address * card.block_size
        if address % card.block_size and not self._settings.unaligned:
            return None
        return address

    def _transparent(self, apdu: bytes) -> bytes:
        if not self._settings.session or apdu[2] != 0:
            return NOT_SUPPORTED
        parameters = Parameters(apdu[4:])
        try:
            objects = list(_objects(parameters.take(parameters.byte())))
        except TooShort:
            return WRONG_LENGTH
        match apdu[3]:
            case 0x00:
                return self._manage([tag for tag, _ in objects])
            case _ if not self.in_session:
                return b"\xc0\x03\x01" + NO_SESSION + DONE
            case 0x01:
                return self._exchange(dict(objects))
            case 0x02 if dict(objects) == {0x8F: ISO_15693_PART_3}:
                return GOOD + bytes.fromhex("8F0100") + DONE
            case _:
                return b"\xc0\x03\x01" + NOT_SUPPORTED + DONE

    def _manage(self, wanted: list[int]) -> bytes:
        for one in wanted:
            match one:
                case 0x81:
                    self.in_session = True
                case 0x82:
                    self.in_session = False
                case 0x83:
                    self._field.switch(False)
                case 0x84:
                    self._field.switch(True)
                case _:
                    return b"\xc0\x03\x01" + NOT_SUPPORTED + DONE
        return GOOD + DONE

    def _exchange(self, objects: dict[int, bytes]) -> bytes:
        timer = objects.get(0x5F46)
        heard = self._air.exchange(objects.get(0x95, b""))
        if heard.collided:
            garbled = bytes([0x96, 2, COLLISION, 1])
            return GOOD + bytes.fromhex("920100") + garbled + DONE
        # Without a timer the reader gives up before a tag has programmed, and says so though the
        # tag was written.
        if heard.answer is None or (heard.programmed and timer is None):
            wait_s = USUAL_WAIT_S if timer is None else int.from_bytes(timer, "little") / 1e6
            self._field.idle(wait_s)
            return TIMED_OUT + DONE
        good = bytes.fromhex("920100 96020000 97") + _length(heard.answer) + heard.answer
        return GOOD + good + DONE


def _length(data: bytes) -> bytes:
    return bytes([len(data)]) if len(data) < 0x80 else bytes([0x81, len(data)])


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Take data objects apart. Raises: TooShort."""
    left = Parameters(data)
    while len(left):
        tag = left.byte()
        if tag & 0x1F == 0x1F:
            tag = tag << 8 | left.byte()
        size = left.byte()
        yield tag, left.take(left.byte() if size == 0x81 else size)
