"""Frames of the 3M 210, 810 and 850 pads, after 3M's protocol specification 1.0.0.

D6 (D5 in the probe), the length in two bytes (command to checksum), the command, in a reply the
error byte, then what belongs to the command, and the checksum over everything after the first
byte. Numbers are sent high byte first.
"""

from binascii import crc_hqx
from dataclasses import dataclass

from procstation_drivers.rfid.framing import FrameDecoder

NORMAL = 0xD6
PROBE = 0xD5

SHORTEST = 7
"""Bytes of a reply: start, length, command, error, checksum."""

LONGEST = 512
"""Bytes. An inventory of 60 tags has 490; a longer length field is noise."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A reply.

    Attributes:
        head: D6, or D5 for the answer to a probe.
        error: 00 is done; see `m3_replies`.
    """

    head: int
    command: int
    error: int
    data: bytes


def checksum(data: bytes) -> int:
    """Return the BCC of a frame: CRC polynomial 1021, start FFFF, inverted."""
    return crc_hqx(data, 0xFFFF) ^ 0xFFFF


def encode(payload: bytes, head: int = NORMAL) -> bytes:
    """Return a request; `payload` is the command and what belongs to it."""
    body = (len(payload) + 2).to_bytes(2, "big") + payload
    return bytes([head]) + body + checksum(body).to_bytes(2, "big")


class Decoder(FrameDecoder[Frame]):
    """Replies of a pad."""

    def _measure(self, begun: bytearray) -> int | None:
        if begun[0] not in (NORMAL, PROBE):
            return 0
        if len(begun) < 3:
            return None
        length = 3 + int.from_bytes(begun[1:3], "big")
        return length if SHORTEST <= length <= LONGEST else 0

    def _unpack(self, raw: bytes) -> Frame | None:
        if checksum(raw[1:-2]) != int.from_bytes(raw[-2:], "big"):
            return None
        return Frame(raw[0], raw[3], raw[4], raw[5:-2])
