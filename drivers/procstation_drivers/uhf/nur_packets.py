"""Packets of Nordic ID's NUR modules, without I/O, after the maker's open C library.

A packet is A5, the length of what follows the header (two bytes), flags (two), a checksum of the
header; then the command, in answers a status, data, and a CRC of those. Numbers are low byte first.
"""

import binascii
import struct
from dataclasses import dataclass

from procstation.devices import TagHeard, tr

PING, INVENTORY_STREAM = 0x01, 0x39
STREAM_NOTICE = 0x82
NOT_ASKED = 0x0001
"""Flag of a packet that answers nothing."""

START = 0xA5
HEADER = struct.Struct("<BHHB")
LONGEST = 8191
"""Bytes after the header, as the maker's library takes them."""

NO_TAG = 0x20

_NOTICE = struct.Struct("<BBHB")
_TAG = struct.Struct("<bBHIHBB")


@dataclass(frozen=True, slots=True)
class Packet:
    """An answer, or a notice that nobody asked for.

    Attributes:
        status: 0 is done.
    """

    command: int
    status: int
    data: bytes
    asked: bool = True


class PacketDecoder:
    """Turn bytes, in whatever pieces they arrive, into packets. What is none is passed over.

    Attributes:
        spoilt: Packets whose checksum was wrong, so far.
    """

    def __init__(self) -> None:
        self._begun = bytearray()
        self.spoilt = 0

    def receive(self, data: bytes) -> list[Packet]:
        """Take what arrived; b"" says the line fell quiet, so a packet begun will not end."""
        if not data:
            self._begun.clear()
            return []
        self._begun += data
        found: list[Packet] = []
        while (start := self._begun.find(START)) >= 0:
            del self._begun[:start]
            if len(self._begun) < HEADER.size:
                return found
            _, length, flags, check = HEADER.unpack_from(self._begun)
            if check != header_check(self._begun) or not 4 <= length <= LONGEST:
                del self._begun[0]
                continue
            end = HEADER.size + length
            if len(self._begun) < end:
                return found
            payload = bytes(self._begun[HEADER.size : end - 2])
            if crc(payload) != int.from_bytes(self._begun[end - 2 : end], "little"):
                self.spoilt += 1
                del self._begun[0]
                continue
            del self._begun[:end]
            found.append(Packet(payload[0], payload[1], payload[2:], not flags & NOT_ASKED))
        self._begun.clear()
        return found


def encode(command: int, data: bytes = b"") -> bytes:
    """Return a command as it goes over the line."""
    payload = bytes([command]) + data
    header = bytearray(HEADER.pack(START, len(payload) + 2, 0, 0))
    header[-1] = header_check(header)
    return bytes(header) + payload + crc(payload).to_bytes(2, "little")


def header_check(header: bytes | bytearray) -> int:
    """Return FF and the first five bytes, put together by exclusive-or."""
    check = 0xFF
    for byte in header[:5]:
        check ^= byte
    return check


def crc(data: bytes) -> int:
    """Return CRC-16 with the polynomial 1021, beginning with FFFF."""
    return binascii.crc_hqx(data, 0xFFFF)


def stream_notice(data: bytes) -> tuple[bool, list[TagHeard]]:
    """Return whether the stream has stopped, and the tags it heard.

    Raises:
        ValueError: It is cut short.
    """
    if len(data) < _NOTICE.size:
        raise ValueError(tr("a notice that is cut short"))
    tags: list[TagHeard] = []
    at = _NOTICE.size
    while at < len(data):
        end = at + 1 + data[at]
        if data[at] <= _TAG.size or end > len(data):
            raise ValueError(tr("a tag that is cut short"))
        rssi, _, _, _, pc, _, antenna = _TAG.unpack_from(data, at + 1)
        epc = data[at + 1 + _TAG.size : end]
        tags.append(TagHeard(epc, _pc(pc, epc), antenna=antenna + 1, rssi_dbm=float(rssi)))
        at = end
    return bool(data[0]), tags


def _pc(word: int, epc: bytes) -> int | None:
    """Return the PC word in its right order: which one a module has is not known for sure, and the
    length in its top bits shows it."""
    swapped = (word & 0xFF) << 8 | word >> 8
    return next((pc for pc in (word, swapped) if pc >> 11 == len(epc) // 2), None)
