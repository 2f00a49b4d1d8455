"""ESC/POS, without I/O: slips as pictures, and what the printer says.

Epson, ESC/POS command reference. `DLE EOT n` is answered by one byte at once. With `GS a` set the
printer sends four bytes at each change. `GS ( H` has it send an id when all before it is printed.
"""

from dataclasses import dataclass

from PIL import Image

from procstation.devices import Problem, mark, tr
from procstation_drivers.printers.pbm import rows_of
from procstation_drivers.printers.troubles import Troubles, troubles_of

PRINTER, OFFLINE_CAUSE, ERROR_CAUSE, PAPER = 1, 2, 3, 4
"""What `DLE EOT` asks for."""

BAND = 255
"""Rows of one picture command. Several makers' printers take no more."""

ID_HEAD = b"\x37\x22"
"""Ahead of the four signs of an id; NUL follows."""
_ID_SIZE = 7
_CHANGE_SIZE = 4

_FIXED_BITS = 0x93
_STATUS, _CHANGE = 0x12, 0x10
"""What the fixed bits are in an answer, and in the first byte of a change told unasked."""

_BITS: dict[int, dict[int, tuple[Problem, str]]] = {
    OFFLINE_CAUSE: {
        0x04: (Problem.HEAD_OPEN, mark("the cover is open")),
        0x08: (Problem.OTHER, mark("its feed button is pressed")),
        0x20: (Problem.MEDIA_OUT, mark("out of paper")),
    },
    ERROR_CAUSE: {
        0x04: (Problem.OTHER, mark("its mechanism is stuck")),
        0x08: (Problem.OTHER, mark("the cutter is stuck")),
        0x20: (Problem.OTHER, mark("it has an error that only switching off ends")),
        0x40: (Problem.TOO_HOT, mark("it waits, mostly for its print head to cool down")),
    },
    PAPER: {0x60: (Problem.MEDIA_OUT, mark("out of paper"))},
}
_OFFLINE = 0x08
_ERROR = 0x40
_NEARLY_OUT = 0x0C


@dataclass(frozen=True, slots=True)
class Status:
    """One byte that answers `DLE EOT`; which one, the question says."""

    byte: int


@dataclass(frozen=True, slots=True)
class Printed:
    """All ahead of this id is printed."""

    id: bytes


class ReplyDecoder:
    """Turn bytes, in whatever pieces they arrive, into what the printer says."""

    def __init__(self) -> None:
        self._frame = bytearray()

    def receive(self, data: bytes) -> list[Status | Printed]:
        """Take what arrived; b"" says the line fell quiet, so a frame begun will not end."""
        if not data:
            self._frame.clear()
        events: list[Status | Printed] = []
        for byte in data:
            self._frame.append(byte)
            events += self._look()
        return events

    def _look(self) -> list[Status | Printed]:
        frame = bytes(self._frame)
        if frame[0] == ID_HEAD[0]:
            if len(frame) < _ID_SIZE and frame[:2] == ID_HEAD[: len(frame)]:
                return []
            self._frame.clear()
            is_whole = frame[:2] == ID_HEAD and frame[-1] == 0
            return [Printed(frame[2:-1])] if is_whole else []
        if frame[0] & _FIXED_BITS == _CHANGE and len(frame) < _CHANGE_SIZE:
            # Told unasked. Nothing is taken from it: whoever wants to know asks.
            return []
        self._frame.clear()
        is_status = len(frame) == 1 and frame[0] & _FIXED_BITS == _STATUS
        return [Status(frame[0])] if is_status else []


def ask_for(what: int) -> bytes:
    """Return the question, `DLE EOT n`."""
    return bytes((0x10, 0x04, what))


def slip_of(picture: Image.Image, feed_lines: int, *, cut: bool) -> bytes:
    """Return the commands that print one slip.

    Args:
        picture: 1-bit, ink is 1.
        feed_lines: Blank lines behind it.
    """
    rows = rows_of(picture)
    size = len(rows[0])
    commands = bytearray(b"\x1b@")
    for first in range(0, len(rows), BAND):
        band = rows[first : first + BAND]
        commands += b"\x1dv0\x00" + size.to_bytes(2, "little") + len(band).to_bytes(2, "little")
        commands += b"".join(band)
    if feed_lines:
        commands += b"\x1bd" + bytes((feed_lines,))
    if cut:
        commands += b"\x1dVB\x00"
    return bytes(commands)


def confirm(slip_id: bytes) -> bytes:
    """Return the command that has four signs sent back when all before it is printed."""
    return b"\x1d(H\x06\x0000" + slip_id


def troubles_of_answers(answers: dict[int, int]) -> Troubles:
    """Return what the answers to `DLE EOT` say, by what was asked for."""
    raised: list[tuple[Problem, str]] = []
    for what, bits in _BITS.items():
        raised += [trouble for mask, trouble in bits.items() if answers.get(what, 0) & mask]
    if not raised and answers.get(OFFLINE_CAUSE, 0) & _ERROR:
        raised.append((Problem.OTHER, tr("it has an error and does not say which")))
    if not raised and answers[PRINTER] & _OFFLINE:
        raised.append((Problem.PAUSED, tr("paused or off line")))
    # The end of the paper is told twice, by what stopped the printer and by the sensor.
    return troubles_of(list(dict.fromkeys(raised)))


def is_nearly_out(paper: int) -> bool:
    return bool(paper & _NEARLY_OUT)
