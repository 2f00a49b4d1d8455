"""USB CCID messages on a byte line, as ACS frames them for its serial readers.

STX (02), a header of ten bytes, the data, the exclusive or of header and data, ETX (03). The header
is that of USB CCID 1.1, chapter 6: message type, length of the data in four bytes, low byte first,
slot, sequence number, and three bytes that depend on the type.
"""

from dataclasses import dataclass
from functools import reduce
from operator import xor

from procstation_drivers.rfid.framing import FrameDecoder

STX, ETX = 0x02, 0x03

POWER_ON, SLOT_STATUS, APDU = 0x62, 0x65, 0x6F
"""Message types, to the reader."""

DATA_BLOCK, STATUS_BLOCK = 0x80, 0x81
"""Message types, from the reader."""

FAILED = 0xC0
"""Bits of the status that are set when the command was not carried out."""

HEADER_SIZE = 10
AROUND = 3
"""STX, checksum and ETX."""

LARGEST_DATA = 300
"""Bytes. An answer to a short APDU has 258; more is noise."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message from the reader.

    Attributes:
        sequence: Number of the message it answers.
        status, error: bStatus and bError.
    """

    kind: int
    sequence: int
    status: int
    error: int
    data: bytes


def encode(kind: int, sequence: int, data: bytes = b"") -> bytes:
    """Return a message to slot 0 of a reader."""
    body = bytes([kind]) + len(data).to_bytes(4, "little") + bytes([0, sequence, 0, 0, 0]) + data
    return bytes([STX]) + body + bytes([reduce(xor, body), ETX])


class Decoder(FrameDecoder[Message]):
    """Messages of a reader."""

    def _measure(self, begun: bytearray) -> int | None:
        if begun[0] != STX:
            return 0
        if len(begun) < 6:
            return None
        length = int.from_bytes(begun[2:6], "little")
        return HEADER_SIZE + length + AROUND if length <= LARGEST_DATA else 0

    def _unpack(self, raw: bytes) -> Message | None:
        body = raw[1:-2]
        if raw[-1] != ETX or raw[-2] != reduce(xor, body):
            return None
        return Message(body[0], body[6], body[7], body[8], body[HEADER_SIZE:])
