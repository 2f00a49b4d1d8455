"""SIP2 frames: where one ends, its sequence number and its checksum (protocol definition 2.00)."""

import re
from dataclasses import dataclass
from enum import Enum

from procstation.ils import tr

MOST_BYTES = 64 * 1024
"""An answer about one item is under 4 KiB; what goes on longer than this is no SIP2."""

ANSWER_AGAIN = b"97AZFEF5"
"""Asks the other end to send its last answer again."""

_TAIL = re.compile(
    rb"(?:AY(?P<sequence>\d)(?:AZ *(?P<checksum>[0-9A-Fa-f]{1,4}))?"
    # Without AY only where a value cannot be meant: "…AJTOAZBEEF" is a title.
    rb"|(?:(?<=[^0-9A-Za-z ])|(?<=^9[67]))AZ *(?P<alone>[0-9A-Fa-f]{1,4}))[^0-9A-Za-z]{0,9}$"
)


class Check(Enum):
    """What the checksum of a frame says."""

    RIGHT = "right"
    WRONG = "wrong"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame taken apart.

    Attributes:
        body: Command, fixed fields and fields, without what is padded behind them.
        sequence: 0 to 9; None when it has none.
    """

    body: bytes
    sequence: int | None
    check: Check

    @property
    def code(self) -> str:
        """Its command; two digits in any frame that is one."""
        return self.body[:2].decode("ascii", "replace")


@dataclass(frozen=True, slots=True)
class Garbled:
    """Bytes that are no frame, and why."""

    why: str


class Decoder:
    """Turn bytes, in whatever pieces they arrive, into frames.

    Args:
        end: The byte that ends a frame; a line feed behind a carriage return is left out.
    """

    def __init__(self, end: bytes = b"\r") -> None:
        self._end = end
        self._begun = bytearray()
        self._flooded = False

    def receive(self, data: bytes) -> list[Frame | Garbled]:
        """Take what arrived; b"" says the line fell quiet, so a frame begun will not end."""
        if not data:
            return self._quiet()
        *ended, rest = data.split(self._end)
        found: list[Frame | Garbled] = []
        for part in ended:
            self._take(part)
            found += self._finish()
        self._take(rest)
        return found

    def _take(self, part: bytes) -> None:
        if len(self._begun) + len(part) > MOST_BYTES:
            self._flooded = True
            self._begun.clear()
        if not self._flooded:
            self._begun += part

    def _finish(self) -> list[Frame | Garbled]:
        line, flooded = bytes(self._begun).strip(b"\r\n\0 "), self._flooded
        self._begun.clear()
        self._flooded = False
        if flooded:
            return [
                Garbled(tr("more than {most_bytes} bytes without an end", most_bytes=MOST_BYTES))
            ]
        if not line:
            return []
        if not line[:2].isdigit():
            return [Garbled(tr("it begins with no command"))]
        return [unframe(line)]

    def _quiet(self) -> list[Frame | Garbled]:
        begun = bool(self._begun.strip(b"\r\n\0 ")) or self._flooded
        self._begun.clear()
        self._flooded = False
        return [Garbled(tr("it was cut short"))] if begun else []


def checksum(data: bytes) -> bytes:
    """Return the four digits that follow `data`, which is the frame up to and with its AZ."""
    return b"%04X" % (-sum(data) & 0xFFFF)


def frame(body: bytes, sequence: int | None = None) -> bytes:
    """Return a frame without its terminator; with error detection if it has a sequence number."""
    if sequence is None:
        return body
    summed = b"%bAY%dAZ" % (body, sequence)
    return summed + checksum(summed)


def unframe(line: bytes) -> Frame:
    """Take a frame apart, without its terminator, as leniently as servers differ."""
    tail = _TAIL.search(line)
    if tail is None:
        return Frame(line, None, Check.NONE)
    body = line[: tail.start()].rstrip(b" ")
    sequence = int(tail["sequence"]) if tail["sequence"] is not None else None
    group = "checksum" if tail["checksum"] is not None else "alone"
    if tail[group] is None:
        return Frame(body, sequence, Check.NONE)
    # The letters AZ are summed too, and what a server pads behind them is not.
    summed = line[: line.rindex(b"AZ", 0, tail.start(group)) + 2]
    right = (sum(summed) + int(tail[group], 16)) & 0xFFFF == 0
    return Frame(body, sequence, Check.RIGHT if right else Check.WRONG)
