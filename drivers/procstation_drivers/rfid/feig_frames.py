"""Frames of FEIG OBID readers (classic-pro CPR, i-scan), after the CPR family's manual.

A standard frame begins with its length in one byte, an advanced frame with 02 and its length in
two; the length counts every byte of the frame. The CRC covers everything before it and is sent
low byte first. A reader that finds a length or a CRC wrong says nothing.
"""

from dataclasses import dataclass

from procstation.devices import tr
from procstation_drivers.rfid.framing import FrameDecoder

ANY_READER = 0xFF
"""The address every reader listens to; replies carry the reader's own, usually 00."""

ADVANCED = 0x02
"""First byte of an advanced frame. No reply has two bytes, so it is no length."""

SHORTEST_STANDARD = 6
"""Length, address, command, status and CRC."""

SHORTEST_ADVANCED = 8

LONGEST = 2560
"""Bytes. An inventory counts its tags in one byte, at ten bytes each; more is noise."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A reply.

    Attributes:
        status: 00 is done; see `feig_replies`.
    """

    address: int
    command: int
    status: int
    data: bytes


def crc(data: bytes) -> int:
    """Return the CRC of a frame: polynomial 8408 (reflected), start FFFF, no final XOR."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ _CRC_TABLE[(value ^ byte) & 0xFF]
    return value


def encode(command: int, data: bytes = b"", address: int = ANY_READER) -> bytes:
    """Return a request as an advanced frame."""
    length = 7 + len(data)
    return _with_crc(
        bytes([ADVANCED]) + length.to_bytes(2, "big") + bytes([address, command]) + data
    )


def encode_standard(command: int, data: bytes = b"", address: int = ANY_READER) -> bytes:
    """Return a request as a standard frame.

    Raises:
        ValueError: It does not fit in 255 bytes.
    """
    length = 5 + len(data)
    if length > 0xFF:
        raise ValueError(tr("A standard frame has 255 bytes at most, not {length}.", length=length))
    return _with_crc(bytes([length, address, command]) + data)


class Decoder(FrameDecoder[Frame]):
    """Replies, standard or advanced: a reader answers in kind, and a long reply always advanced."""

    def _measure(self, begun: bytearray) -> int | None:
        if begun[0] != ADVANCED:
            return begun[0] if begun[0] >= SHORTEST_STANDARD else 0
        if len(begun) < 3:
            return None
        length = int.from_bytes(begun[1:3], "big")
        return length if SHORTEST_ADVANCED <= length <= LONGEST else 0

    def _unpack(self, raw: bytes) -> Frame | None:
        if crc(raw[:-2]) != int.from_bytes(raw[-2:], "little"):
            return None
        start = 3 if raw[0] == ADVANCED else 1
        address, command, status = raw[start : start + 3]
        return Frame(address, command, status, raw[start + 3 : -2])


def _with_crc(frame: bytes) -> bytes:
    return frame + crc(frame).to_bytes(2, "little")


def _crc_of_byte(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (0x8408 if byte & 1 else 0)
    return byte


_CRC_TABLE = tuple(_crc_of_byte(byte) for byte in range(256))
