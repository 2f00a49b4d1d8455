"""LLRP 1.0.1 on the wire, from the reader's end: requests taken apart, answers put together."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

HEADER = 10


class Refused(Exception):
    """A request the reader does not carry out.

    Args:
        status: LLRP status code.
    """

    def __init__(self, status: int, said: str = "") -> None:
        super().__init__(said)
        self.status = status
        self.said = said


@dataclass(frozen=True, slots=True)
class Request:
    """A message of the client."""

    version: int
    kind: int
    number: int
    body: bytes


class Inbox:
    """Cuts what the client sends into messages."""

    def __init__(self) -> None:
        self._data = bytearray()

    def put(self, data: bytes) -> Iterator[Request]:
        """Yield the messages that are complete now.

        Raises:
            Refused: What came is no message; the reader hangs up then.
        """
        self._data += data
        while len(self._data) >= HEADER:
            head = int.from_bytes(self._data[:2], "big")
            length = int.from_bytes(self._data[2:6], "big")
            if head >> 13 or not HEADER <= length < 65536:
                raise Refused(100, "no message")
            if len(self._data) < length:
                return
            number = int.from_bytes(self._data[6:10], "big")
            body = bytes(self._data[HEADER:length])
            del self._data[:length]
            yield Request(head >> 10 & 7, head & 0x3FF, number, body)


def message(kind: int, number: int, body: bytes) -> bytes:
    """Put a message of version 1 together."""
    return (
        (0x0400 | kind).to_bytes(2, "big") + struct.pack(">II", HEADER + len(body), number) + body
    )


def parameter(kind: int, data: bytes) -> bytes:
    """Put a TLV parameter together."""
    return struct.pack(">HH", kind, 4 + len(data)) + data


def short(kind: int, data: bytes) -> bytes:
    """Put a TV parameter together."""
    return bytes([0x80 | kind]) + data


def status(code: int, said: str = "") -> bytes:
    """Put the status of a reply together."""
    text = said.encode()
    return parameter(287, struct.pack(">HH", code, len(text)) + text)


def event(microseconds: int, inner: bytes) -> bytes:
    """Put the data of an event together."""
    return parameter(246, parameter(128, struct.pack(">Q", microseconds)) + inner)


def split(data: bytes) -> list[tuple[int, bytes]]:
    """Take parameters apart; a client sends none of the short ones.

    Raises:
        Refused: They are cut short or run over.
    """
    found: list[tuple[int, bytes]] = []
    while data:
        if len(data) < 4:
            raise Refused(100, "a parameter is cut short")
        kind, length = struct.unpack_from(">HH", data)
        if kind & 0xFC00 or not 4 <= length <= len(data):
            raise Refused(100, f"parameter {kind & 0x3FF} has the length {length}")
        found.append((kind, data[4:length]))
        data = data[length:]
    return found


def only(found: list[tuple[int, bytes]], kind: int) -> bytes:
    """Return the one parameter of a type that has to be there once."""
    matches = [data for one, data in found if one == kind]
    if not matches:
        raise Refused(103, f"parameter {kind} is missing")
    if len(matches) > 1:
        raise Refused(104, f"parameter {kind} is there twice")
    return matches[0]


def fields(layout: str, data: bytes) -> tuple[int, ...]:
    """Return the fields at the beginning of some data."""
    try:
        return struct.unpack_from(">" + layout, data)
    except struct.error as error:
        raise Refused(101, "fields are cut short") from error
