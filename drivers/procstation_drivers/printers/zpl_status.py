"""What a ZPL printer says of itself: the replies to ~HS, ~HQES and ~HI, without I/O.

Zebra, ZPL II Programming Guide. A reply is lines between STX and ETX; ~HS gives three such frames
of one line, ~HI one, ~HQES one of several lines (and some printers leave STX and ETX away there).
"""

import re
from dataclasses import dataclass

from procstation.devices import Problem, mark, tr
from procstation_drivers.printers.troubles import Troubles, troubles_of

ASK_STATUS = b"~HS\r\n"
ASK_ERRORS = b"~HQES\r\n"
ASK_MODEL = b"~HI\r\n"

MAX_LINE = 256
"""Bytes. The longest line of these replies has about fifty."""

_ENDS = b"\x02\x03\r\n"
_QUOTE = ord('"')
_NOISE = b"\x00\x11\x13"
"""NUL of a line coming up, XON and XOFF of its flow control."""

_STATUS_1 = re.compile(
    r"\d{3},(?P<paper_out>[01]),(?P<paused>[01]),\d+,(?P<formats_waiting>\d+),(?P<buffer_full>[01]),"
    r"(?P<diagnostic>[01]),(?P<partial_format>[01]),\d+,(?P<settings_lost>[01]),"
    r"(?P<too_cold>[01]),(?P<too_hot>[01])"
)
_STATUS_2 = re.compile(
    r"\d{3},\d,(?P<head_up>[01]),(?P<ribbon_out>[01]),[01],\w,\w,(?P<label_waiting>[01]),"
    r"(?P<labels_left>\d+),\d,\d+"
)
_STATUS_3 = re.compile(r"\w+,[01]")
_ERRORS = re.compile(r"\s*ERRORS:\s*([01])\s+([0-9A-Fa-f]{8})\s+([0-9A-Fa-f]{8})\s*")
_COUNT = re.compile(r'"(\d{1,10})(?: [^"]*)?"')
_MODEL = re.compile(r"([^,]+),[^,]+,(6|8|12|24),[^,]+(?:,.*)?")

_ERROR_BITS: dict[int, tuple[Problem, str]] = {
    0x1: (Problem.MEDIA_OUT, mark("out of labels")),
    0x2: (Problem.RIBBON_OUT, mark("out of ribbon")),
    0x4: (Problem.HEAD_OPEN, mark("the print head is open")),
    0x8: (Problem.OTHER, mark("the cutter is stuck")),
    0x10: (Problem.TOO_HOT, mark("the print head is too hot")),
    0x40: (Problem.OTHER, mark("the print head is damaged or not connected")),
    0x100: (Problem.OTHER, mark("the ribbon or what winds up the labels is stuck")),
    0x1000: (Problem.OTHER, mark("labels are jammed")),
    0x2000: (Problem.OTHER, mark("the presenter is in trouble")),
    0x4000: (Problem.OTHER, mark("labels do not feed")),
    0x8000: (Problem.OTHER, mark("the label path could not be cleared")),
    0x10000: (Problem.PAUSED, tr("paused")),
    0x20000: (Problem.OTHER, mark("a label could not be drawn back")),
    0x40000: (Problem.OTHER, mark("the label mark needs calibration")),
    0x80000: (Problem.OTHER, mark("the label mark was not found")),
}


@dataclass(frozen=True, slots=True)
class HostStatus:
    """The reply to ~HS.

    Attributes:
        formats_waiting: Label formats received and not yet begun.
        labels_left: Labels of the batch in print that are still to come.
        partial_format: A format is still arriving.
        label_waiting: A peeled label waits to be taken; the next one waits for that.
    """

    troubles: Troubles
    formats_waiting: int
    labels_left: int
    partial_format: bool
    label_waiting: bool

    @property
    def outstanding(self) -> int:
        """Labels known to be still in the printer, at least."""
        return self.formats_waiting + self.labels_left

    @property
    def is_idle(self) -> bool:
        """Nothing waits, nothing is in print, nothing is arriving."""
        return not (self.outstanding or self.partial_format)


class ReplyDecoder:
    """Turn bytes, in whatever pieces they arrive, into lines of text.

    A line between quotation marks, as `! U1 getvar` is answered, ends with the second of them.
    """

    def __init__(self) -> None:
        self._line = bytearray()

    def receive(self, data: bytes) -> list[str]:
        """Take what arrived; b"" says the line fell quiet, so a line begun will not end."""
        if not data:
            self._line.clear()
        lines = []
        for byte in data:
            if byte in _ENDS:
                if self._line and len(self._line) <= MAX_LINE:
                    lines.append(self._line.decode("latin-1"))
                self._line.clear()
            elif byte not in _NOISE and len(self._line) <= MAX_LINE:
                self._line.append(byte)
                if byte == _QUOTE and self._line[0] == _QUOTE and len(self._line) > 1:
                    lines.append(self._line.decode("latin-1"))
                    self._line.clear()
        return lines


def read_status(lines: list[str]) -> HostStatus | None:
    """Return what ~HS said, when all three lines are there and whole."""
    for first, second, third in zip(lines, lines[1:], lines[2:], strict=False):
        line_1, line_2 = _STATUS_1.fullmatch(first), _STATUS_2.fullmatch(second)
        if line_1 and line_2 and _STATUS_3.fullmatch(third):
            return _status(line_1.groupdict() | line_2.groupdict())
    return None


def read_errors(lines: list[str]) -> Troubles | None:
    """Return what ~HQES said, once its line of errors is there."""
    for line in lines:
        match = _ERRORS.fullmatch(line)
        if match:
            return _troubles_of_bits(int(match[3], 16), flagged=match[1] == "1")
    return None


def read_dots_per_mm(lines: list[str]) -> int | None:
    """Return the dots per millimetre ~HI named: 6, 8, 12 or 24."""
    matches = (_MODEL.fullmatch(line) for line in lines)
    return next((int(match[2]) for match in matches if match), None)


def read_count(lines: list[str]) -> int | None:
    """Return the number an SGD variable is said to have."""
    matches = (_COUNT.fullmatch(line) for line in lines)
    return next((int(match[1]) for match in matches if match), None)


def _status(fields: dict[str, str]) -> HostStatus:
    flags = (
        ("paper_out", Problem.MEDIA_OUT, tr("out of labels")),
        ("head_up", Problem.HEAD_OPEN, tr("the print head is open")),
        ("ribbon_out", Problem.RIBBON_OUT, tr("out of ribbon")),
        ("paused", Problem.PAUSED, tr("paused")),
        ("buffer_full", Problem.BUFFER_FULL, tr("its buffer is full")),
        ("too_hot", Problem.TOO_HOT, tr("the print head is too hot")),
        ("too_cold", Problem.TOO_COLD, tr("the print head is too cold")),
        ("settings_lost", Problem.OTHER, tr("it lost its settings")),
        ("diagnostic", Problem.OTHER, tr("it is in diagnostic mode and would print the raw data")),
    )
    raised = [(problem, words) for name, problem, words in flags if fields[name] == "1"]
    return HostStatus(
        troubles_of(raised),
        formats_waiting=int(fields["formats_waiting"]),
        labels_left=int(fields["labels_left"]),
        partial_format=fields["partial_format"] == "1",
        label_waiting=fields["label_waiting"] == "1",
    )


def _troubles_of_bits(bits: int, *, flagged: bool) -> Troubles:
    raised = [trouble for bit, trouble in _ERROR_BITS.items() if bits & bit]
    unknown = bits & ~sum(_ERROR_BITS)
    if unknown or (flagged and not bits):
        raised.append((Problem.OTHER, tr("an error it gives as {unknown:08X}", unknown=unknown)))
    return troubles_of(raised)
