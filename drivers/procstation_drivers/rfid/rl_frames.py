"""Frames of RL866 readers, as the public program Lainuri sends and takes them.

FA, the length of all that follows it, the reader's number, a control byte, information, and the CRC
over all but FA. A block of information begins with its command; in a reply a status of two bytes
follows, low byte first.
"""

from dataclasses import dataclass

from procstation_drivers.rfid.feig_frames import crc
from procstation_drivers.rfid.framing import FrameDecoder

START = 0xFA
ANY_READER = 0xFF

SEQUENCE = 0x40
"""Control byte of a block of information: nothing but this bit, which alternates."""

RESYNCHRONISE, RESYNCHRONISED = 0xC0, 0xE0
"""Control bytes: from now on the sequence begins with 0; and the answer."""

AROUND = 5
"""Length, reader, control byte and CRC."""
SHORTEST_REPLY = 3
"""Bytes of information: command and status."""


@dataclass(frozen=True, slots=True)
class Block:
    """A frame from a reader.

    Attributes:
        command, status, data: What a block of information holds; 0 and empty in others.
    """

    reader: int
    control: int
    command: int = 0
    status: int = 0
    data: bytes = b""


def encode(control: int, information: bytes = b"", reader: int = ANY_READER) -> bytes:
    """Return a frame to a reader."""
    covered = bytes([AROUND + len(information), reader, control]) + information
    return bytes([START]) + covered + crc(covered).to_bytes(2, "little")


class Decoder(FrameDecoder[Block]):
    """Frames of a reader."""

    def _measure(self, begun: bytearray) -> int | None:
        if begun[0] != START:
            return 0
        if len(begun) < 2:
            return None
        return 1 + begun[1] if begun[1] >= AROUND else 0

    def _unpack(self, raw: bytes) -> Block | None:
        if crc(raw[1:-2]) != int.from_bytes(raw[-2:], "little"):
            return None
        information = raw[4:-2]
        if len(information) < SHORTEST_REPLY:
            return Block(raw[2], raw[3])
        status = int.from_bytes(information[1:3], "little")
        return Block(raw[2], raw[3], information[0], status, information[3:])
