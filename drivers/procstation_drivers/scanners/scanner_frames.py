"""What barcode scanners send over a serial line: frames, without I/O.

The line carries one code after another, each in whatever framing the scanner was programmed to
add: a prefix STX, an AIM identifier, a suffix, a check byte. Silence is an input too.
"""

from functools import reduce
from operator import xor
from re import Pattern
from typing import Literal

from procstation.devices import Garbled, Scan, split_aim, symbology_of, tr

NUL, STX, ETX = 0x00, 0x02, 0x03
LINE_ENDS = b"\r\n"

MAX_FRAME = 512
"""Bytes before the suffix. The longest codes of a library are a fifth of that; more is noise."""

Suffix = Literal["auto", "cr", "lf", "crlf", "tab", "etx", "none"]

_TERMINATORS: dict[Suffix, bytes] = {
    "auto": b"\r\n\t\x03",
    "cr": b"\r",
    "lf": b"\n",
    "crlf": b"\r\n",
    "tab": b"\t",
    "etx": b"\x03",
    "none": b"",
}


class FrameDecoder:
    """Turn bytes, in whatever pieces they arrive, into scans.

    Args:
        suffix: What ends a code. `auto` takes any of CR, LF, TAB and ETX, and silence as well
            until the first of them has been seen. With `none` only silence ends a code.
        aim: Take an AIM identifier off the front; without, `]C1…` is data.
        lrc: A check byte follows ETX: the XOR of all bytes after STX up to and including ETX.
            Then ETX alone ends a code.
        answers: What the scanner replies to commands, to be taken off the front of a frame.
    """

    def __init__(
        self,
        suffix: Suffix = "auto",
        *,
        aim: bool = True,
        lrc: bool = False,
        answers: Pattern[bytes] | None = None,
    ) -> None:
        self._terminators = _TERMINATORS["etx" if lrc else suffix]
        self._silence_ends = suffix in ("auto", "none") and not lrc
        self._learns = suffix == "auto"
        self._aim = aim
        self._lrc = lrc
        self._answers = answers
        self._frame = bytearray()
        self._lrc_is_next = False
        self._dropping = False

    @property
    def pending(self) -> bool:
        """Whether a frame was begun: then silence has a meaning."""
        return bool(self._frame) or self._dropping

    def receive(self, data: bytes) -> list[Scan | Garbled]:
        """Take what arrived; b"" says the line fell quiet for longer than a scanner pauses."""
        if not data:
            self._dropping = False
            events = [self._unfinished(tr("the code broke off without its suffix"))]
        else:
            events = [self._take(byte) for byte in data]
        return [event for event in events if event is not None]

    def abandon(self) -> None:
        """Drop the frame begun, to its end: part of what it was to hold is known to be lost."""
        self._frame.clear()
        self._lrc_is_next = False
        self._dropping = True

    def _take(self, byte: int) -> Scan | Garbled | None:
        if self._lrc_is_next:
            return self._check(byte)
        if self._dropping:
            self._dropping = byte not in self._terminators
            return None
        if byte == STX:
            event = self._unfinished(tr("another code began before this one ended"))
            self._frame.append(STX)
            return event
        if byte in self._terminators:
            return self._terminated(byte)
        if not self._frame and (byte == NUL or byte in LINE_ENDS):
            return None
        if len(self._frame) == MAX_FRAME:
            self._dropping = True
            return Garbled(
                self._cut(), tr("more than {max_frame} bytes without a suffix", max_frame=MAX_FRAME)
            )
        self._frame.append(byte)
        return None

    def _terminated(self, byte: int) -> Scan | Garbled | None:
        if not self._frame:
            return None
        self._frame.append(byte)
        if self._learns:
            self._silence_ends = False
        if self._lrc:
            self._lrc_is_next = True
            return None
        return self._read(self._cut())

    def _check(self, byte: int) -> Scan | Garbled | None:
        self._lrc_is_next = False
        raw = self._cut()
        expected = reduce(xor, raw.removeprefix(bytes([STX])))
        if byte != expected:
            return Garbled(
                raw + bytes([byte]),
                tr(
                    "check byte {byte:02X}, where {expected:02X} is right",
                    byte=byte,
                    expected=expected,
                ),
            )
        return self._read(raw + bytes([byte]), raw)

    def _unfinished(self, reason: str) -> Scan | Garbled | None:
        self._lrc_is_next = False
        raw = self._cut()
        event = self._read(raw)
        if event is None or self._silence_ends:
            return event
        return Garbled(raw, reason)

    def _cut(self) -> bytes:
        raw = bytes(self._frame)
        self._frame.clear()
        return raw

    def _read(self, raw: bytes, framed: bytes | None = None) -> Scan | Garbled | None:
        data = raw if framed is None else framed
        while self._answers and (answer := self._answers.match(data)):
            data = data[answer.end() :]
        ends = self._terminators + LINE_ENDS
        if data.startswith(bytes([STX])):
            data, ends = data[1:], ends + bytes([ETX])
        data = data.replace(bytes([NUL]), b"").rstrip(ends)
        if not data:
            return None
        aim, text = split_aim(_text(data)) if self._aim else ("", _text(data))
        if aim.startswith("]Z"):
            return Garbled(raw, tr("an answer of the scanner, not a barcode"))
        if not text:
            return Garbled(raw, tr("an AIM identifier without a code"))
        return Scan(text, raw, symbology_of(aim), aim)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
