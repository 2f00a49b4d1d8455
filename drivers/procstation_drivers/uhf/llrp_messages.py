"""Messages of the Low Level Reader Protocol (LLRP 1.0.1 and 1.1, EPCglobal), without I/O.

A message is a version and a type in two bytes, its whole length in four, its number in four, and
its fields and parameters. A parameter is a type and a length (TLV), or one byte whose top bit is
set and whose type says how long it is (TV). All numbers are big-endian.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from procstation.devices import Garbled, tr

GET_CAPABILITIES, CAPABILITIES = 1, 11
SET_CONFIG, CONFIG_SET = 3, 13
CLOSE, CLOSED = 14, 4
ADD_ROSPEC, ROSPEC_ADDED = 20, 30
DELETE_ROSPEC, ROSPEC_DELETED = 21, 31
ENABLE_ROSPEC, ROSPEC_ENABLED = 24, 34
ADD_ACCESSSPEC, ACCESSSPEC_ADDED = 40, 50
DELETE_ACCESSSPEC, ACCESSSPEC_DELETED = 41, 51
ENABLE_ACCESSSPEC, ACCESSSPEC_ENABLED = 42, 52
REPORT = 61
KEEPALIVE, KEEPALIVE_ACKNOWLEDGE = 62, 72
READER_EVENT = 63
ERROR = 100

VERSION = 1
VERSIONS = (1, 2)
HEAD = struct.Struct(">HII")
LONGEST = 1 << 18
"""Bytes. A reader that reports 1,500 tags at once sends half of that; more is no length."""

TV_SIZES = {
    1: 2, 2: 8, 3: 8, 4: 8, 5: 8, 6: 1, 7: 2, 8: 2, 9: 4, 10: 2, 11: 2, 12: 2, 13: 12, 14: 2,
    15: 2, 16: 4, 17: 2, 18: 4, 19: 2, 20: 2,
}  # fmt: skip
"""Bytes after the first of each TV parameter."""

_TLV = struct.Struct(">HH")


@dataclass(frozen=True, slots=True)
class Message:
    """A message.

    Attributes:
        number: Its message id: a reply has that of its request.
        body: What follows the header.
    """

    type: int
    number: int
    body: bytes


class Parameter(NamedTuple):
    """A parameter: its type, and what follows its head."""

    type: int
    data: bytes


class MessageDecoder:
    """Turn bytes, in whatever pieces they arrive, into messages.

    TCP neither loses nor changes a byte, so what is no header means that the other end speaks
    something else, or that both have lost their place: nothing after it can be trusted.
    """

    def __init__(self) -> None:
        self._begun = bytearray()
        self._lost = False

    @property
    def in_message(self) -> bool:
        """A message was begun and is not complete."""
        return bool(self._begun)

    def receive(self, data: bytes) -> list[Message | Garbled]:
        """Take what arrived. After a `Garbled` there are no further messages."""
        if self._lost:
            return []
        self._begun += data
        found: list[Message | Garbled] = []
        at = 0
        while len(self._begun) - at >= HEAD.size:
            kind, length, number = HEAD.unpack_from(self._begun, at)
            if kind >> 10 not in VERSIONS or not HEAD.size <= length <= LONGEST:
                self._lost = True
                found.append(Garbled(bytes(self._begun[at : at + 64]), tr("no LLRP message")))
                self._begun.clear()
                return found
            if len(self._begun) - at < length:
                break
            body = bytes(self._begun[at + HEAD.size : at + length])
            found.append(Message(kind & 0x3FF, number, body))
            at += length
        del self._begun[:at]
        return found


def encode(kind: int, number: int, body: bytes = b"") -> bytes:
    """Return a message as it goes over the line."""
    return HEAD.pack(VERSION << 10 | kind, HEAD.size + len(body), number) + body


def tlv(kind: int, *parts: bytes) -> bytes:
    """Return a TLV parameter of some fields and inner parameters."""
    data = b"".join(parts)
    return _TLV.pack(kind, _TLV.size + len(data)) + data


def parameters(data: bytes, at: int = 0) -> Iterator[Parameter]:
    """Yield the parameters that stand one after the other from an offset on.

    Raises:
        ValueError: One has no known length, or ends behind the end.
    """
    while at < len(data):
        if data[at] & 0x80:
            kind, start = data[at] & 0x7F, at + 1
            if kind not in TV_SIZES:
                raise ValueError(tr("a parameter of the unknown type {kind}", kind=kind))
            at = start + TV_SIZES[kind]
        elif len(data) - at < _TLV.size:
            raise ValueError(tr("{count} bytes after the last parameter", count=len(data) - at))
        else:
            kind, length = _TLV.unpack_from(data, at)
            kind, start = kind & 0x3FF, at + _TLV.size
            if length < _TLV.size:
                raise ValueError(
                    tr(
                        "a parameter of type {kind} with the length {length}",
                        kind=kind,
                        length=length,
                    )
                )
            at += length
        if at > len(data):
            raise ValueError(tr("a parameter of type {kind} that is cut short", kind=kind))
        yield Parameter(kind, data[start:at])


def first(data: bytes, kind: int, at: int = 0) -> bytes | None:
    """Return the data of the first parameter of a type; None when there is none.

    Raises:
        ValueError: As `parameters`.
    """
    return next((one.data for one in parameters(data, at) if one.type == kind), None)
