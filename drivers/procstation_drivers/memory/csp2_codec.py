"""Frames of the CSP2 family: Symbol CS1504, Opticon OPN-2001 and their kin.

A command is its number, 02, strings (length and bytes), 00, and a CRC; a reply is a status, 02,
fixed fields, strings, 00, and a CRC, high byte first. A status other than 06 comes alone.
"""

from dataclasses import dataclass
from enum import IntEnum

from procstation.devices import StoredScan, mark, tr

STX = 0x02
FINE = 0x06
END = 0x00
LONGEST_STRING = 250
LONGEST_REPLY = 4 << 20
"""Bytes: over 150,000 codes, more than any of them keeps."""


class Command(IntEnum):
    INTERROGATE = 0x01
    CLEAR = 0x02
    SET_PARAMETERS = 0x03
    UPLOAD = 0x07
    READ_PARAMETER = 0x08
    SET_TIME = 0x09
    GET_TIME = 0x0A


class Parameter(IntEnum):
    AUTO_CLEAR = 0x0F
    STORE_TIME = 0x23
    ASCII = 0x4F


FIXED = {Command.INTERROGATE: 18, Command.UPLOAD: 8}
"""Bytes of a reply ahead of its strings; none in the others."""

REFUSALS = {
    0x05: mark("it does not know the command"),
    0x07: mark("the command arrived spoilt (CRC)"),
    0x08: mark("the command arrived spoilt (character)"),
    0x09: mark("a general error"),
}

SYMBOLOGIES = {
    0x01: "code39", 0x02: "codabar", 0x03: "code128", 0x04: "code2of5", 0x05: "code2of5",
    0x06: "itf", 0x07: "code93", 0x08: "ean13", 0x09: "upce", 0x0A: "ean8", 0x0B: "ean13",
    0x0C: "code11", 0x0E: "msi", 0x0F: "gs1-128", 0x10: "upce", 0x11: "pdf417", 0x13: "code39",
    0x15: "code39", 0x16: "ean13", 0x19: "code128", 0x1B: "datamatrix", 0x1C: "qr",
    0x20: "code39", 0x30: "databar", 0x31: "databar", 0x32: "databar",
}  # fmt: skip
UPC_A = 0x08
ADD_ONS = 0x3F
"""40 and 80 (hex) say that an add-on of two or five digits follows."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a scanner answered.

    Attributes:
        status: 06 is fine.
        fixed: The fields ahead of the strings.
        raw: All bytes of it.
    """

    status: int
    fixed: bytes = b""
    strings: tuple[bytes, ...] = ()
    raw: bytes = b""


class Spoilt(Exception):
    """A reply that cannot be trusted; the message says why."""


def crc(data: bytes) -> bytes:
    """Return the check of a frame: CRC-16, reflected polynomial A001, start FFFF, inverted."""
    value = 0xFFFF
    for byte in data:
        value = (value >> 8) ^ _CRC_OF_BYTE[(value ^ byte) & 0xFF]
    return (value ^ 0xFFFF).to_bytes(2, "big")


def _crc_of(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ (0xA001 if byte & 1 else 0)
    return byte


_CRC_OF_BYTE = tuple(map(_crc_of, range(256)))


def encode(command: Command, *strings: bytes) -> bytes:
    """Return a command."""
    body = bytes([command, STX])
    body += b"".join(bytes([len(one)]) + one for one in strings) + bytes([END])
    return body + crc(body)


class Decoder:
    """Puts the reply to one command together, in whatever pieces it comes."""

    def __init__(self, command: Command) -> None:
        self._fixed = FIXED.get(command, 0)
        self._bytes = bytearray()
        self._at = 2 + self._fixed
        self._strings: list[bytes] = []

    @property
    def has_begun(self) -> bool:
        return bool(self._bytes)

    @property
    def received(self) -> int:
        """Bytes so far."""
        return len(self._bytes)

    def receive(self, data: bytes) -> Reply | None:
        """Take what arrived; return the reply once it is whole.

        Raises:
            Spoilt: It is none, or its CRC is wrong.
        """
        held = self._bytes
        held += data
        if not held:
            return None
        if held[0] != FINE:
            if held[0] in REFUSALS:
                return Reply(held[0], raw=bytes(held))
            raise Spoilt(tr("it begins with {value}", value=held[:8].hex(" ").upper()))
        if len(held) > 1 and held[1] != STX:
            raise Spoilt(tr("it begins with {value}", value=held[:8].hex(" ").upper()))
        while self._at < len(held):
            length = held[self._at]
            end = self._at + 1 + length
            if length == END:
                return self._whole(end)
            if length > LONGEST_STRING or end > LONGEST_REPLY:
                raise Spoilt(
                    tr("a string of {length} bytes at byte {at}", length=length, at=self._at)
                )
            if end > len(held):
                return None
            self._strings.append(bytes(held[self._at + 1 : end]))
            self._at = end
        return None

    def _whole(self, end: int) -> Reply | None:
        held = self._bytes
        if len(held) < end + 2:
            return None
        if crc(bytes(held[:end])) != bytes(held[end : end + 2]):
            raise Spoilt(tr("its CRC is wrong"))
        if len(held) > end + 2:
            raise Spoilt(tr("{count} bytes follow its end", count=len(held) - end - 2))
        return Reply(FINE, bytes(held[2 : 2 + self._fixed]), tuple(self._strings), bytes(held))


def encode_time(at: str) -> bytes:
    """Return a local time, ISO 8601, as second, minute, hour, day, month, year of the century."""
    day, _, time = at.partition("T")
    year, month, date = map(int, day.split("-"))
    hour, minute, second = (int(part[:2]) for part in time.split(":"))
    return bytes([second, minute, hour, date, month, year - 2000])


def decode_time(data: bytes) -> str:
    """Return such a time as ISO 8601; "" when it is none."""
    if len(data) != 6:
        return ""
    second, minute, hour, day, month, year = data
    return _time(2000 + year, month, day, hour, minute, second)


def decode_stamp(data: bytes) -> str:
    """Return the time stamp of a code, four bytes, as ISO 8601; "" when it is none."""
    stamp = int.from_bytes(data, "big")
    return _time(
        2000 + (stamp & 0x3F), stamp >> 6 & 0xF, stamp >> 10 & 0x1F,
        stamp >> 15 & 0x1F, stamp >> 20 & 0x3F, stamp >> 26 & 0x3F,
    )  # fmt: skip


def _time(year: int, month: int, day: int, hour: int, minute: int, second: int) -> str:
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 60):
        return ""
    return f"{year:04d}-{month:02d}-{day:02d}T{hour:02d}:{minute:02d}:{second:02d}"


def decode_scan(string: bytes, *, stamped: bool) -> StoredScan:
    """Return one code of an upload.

    Args:
        stamped: Four bytes of time stamp are at its end.

    Raises:
        Spoilt: It is too short, or holds what no barcode does: masked data.
    """
    end = len(string) - 4 if stamped else len(string)
    if end < 2:
        raise Spoilt(tr("a code of {count} bytes", count=len(string)))
    data = string[1:end]
    if any((byte < 0x20 and byte != 0x1D) or byte > 0x7E for byte in data):
        raise Spoilt(tr("its codes are masked: parameter 4F (ASCII mode) is off"))
    kind = string[0] & ADD_ONS
    text = data.decode("ascii")
    if kind == UPC_A and len(text) == 12:
        text = "0" + text
    return StoredScan(text, SYMBOLOGIES.get(kind), decode_stamp(string[end:]) if stamped else "")
