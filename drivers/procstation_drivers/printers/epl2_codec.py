"""EPL2, without I/O: labels as pictures, and what the printer says.

Zebra, EPL Programming Guide. `^ee` is answered by a line of two-digit codes, `00` or `07,11`. With
`eR$,2` set the printer reports each change by itself, `$11`. With `US` set it sends ACK after each
print command, or NAK and a code.
"""

from dataclasses import dataclass

from PIL import Image

from procstation.devices import Problem, mark, tr, tr_marked
from procstation_drivers.printers.pbm import rows_of
from procstation_drivers.printers.troubles import Troubles, troubles_of

ASK_ERRORS = b"^ee\r\n"
REPORT_LABELS = b"US\r\n"

MAX_LINE = 64
"""Bytes. A line with every code there is has about thirty."""

_ACK, _NAK = 0x06, 0x15
_ENDS = b"\r\n"
_NOISE = b"\x00\x11\x13"
"""NUL of a line coming up; XON and XOFF, which also stand behind its reports."""

_STATES = {
    7: (Problem.MEDIA_OUT, mark("out of labels or ribbon")),
    11: (Problem.HEAD_OPEN, mark("the print head is open")),
    12: (Problem.PAUSED, "paused"),
    81: (Problem.OTHER, mark("the cutter is stuck")),
    92: (Problem.PAUSED, "paused"),
}
_OF_THE_JOB = {
    1: mark("it did not understand a command"),
    2: mark("something lies outside of the label"),
    3: mark("data were too long or too short"),
    4: mark("its memory is full"),
    5: mark("its memory is set up wrongly"),
    6: mark("the line to it is disturbed"),
    8: mark("a name is taken"),
    9: mark("a name is unknown"),
}
"""They stay until the next label is begun, and keep nothing from being printed then."""


@dataclass(frozen=True, slots=True)
class Codes:
    """Codes the printer gave, none when all is well.

    Attributes:
        asked: They answer `^ee`; else they came by themselves.
    """

    codes: tuple[int, ...]
    asked: bool


@dataclass(frozen=True, slots=True)
class LabelDone:
    """ACK: a print command was carried out."""


class ReplyDecoder:
    """Turn bytes, in whatever pieces they arrive, into what the printer says."""

    def __init__(self) -> None:
        self._line = bytearray()

    def receive(self, data: bytes) -> list[Codes | LabelDone]:
        """Take what arrived; b"" says the line fell quiet, so a line begun will not end."""
        if not data:
            self._line.clear()
        events: list[Codes | LabelDone] = []
        for byte in data:
            if byte == _ACK:
                events.append(LabelDone())
            elif byte in _ENDS:
                events += self._end()
            elif byte not in _NOISE and len(self._line) < MAX_LINE:
                if byte == _NAK:
                    self._line.clear()
                self._line.append(byte)
                # No end of line follows NAK and its code.
                if self._line[0] == _NAK and len(self._line) == 3:
                    events += self._end()
        return events

    def _end(self) -> list[Codes]:
        line = self._line.decode("latin-1")
        self._line.clear()
        fields = line.split(",")
        if all(_is_code(field) for field in fields):
            return [Codes(_without_none(fields), asked=True)]
        # By itself it puts one sign ahead of a code: the one set by `eR`, or NAK.
        if len(line) == 3 and _is_code(line[1:]) and not line[0].isdigit():
            return [Codes(_without_none([line[1:]]), asked=False)]
        return []


def label_of(picture: Image.Image, gap_dots: int | None) -> bytes:
    """Return the commands that print one label.

    Args:
        picture: 1-bit, ink is 1.
        gap_dots: Between two labels; None keeps what the printer measured itself.
    """
    rows = rows_of(picture)
    size = f"q{8 * len(rows[0])}\r\n"
    if gap_dots is not None:
        size += f"Q{len(rows)},{gap_dots}\r\n"
    head = f"\r\nN\r\n{size}GW0,0,{len(rows[0])},{len(rows)}\r\n"
    return head.encode("ascii") + b"".join(rows).translate(_INVERTED) + b"\r\nP1\r\n"


def troubles_of_codes(codes: tuple[int, ...], *, in_job: bool) -> Troubles:
    """Return what codes say.

    Args:
        in_job: Errors in what was sent count as well.
    """
    raised = []
    for code in codes:
        if code not in _OF_THE_JOB:
            raised.append(
                _STATES.get(code, (Problem.OTHER, tr("an error it gives as {code:02}", code=code)))
            )
        elif in_job:
            raised.append(
                (
                    Problem.OTHER,
                    tr("{error} (error {code:02})", error=tr_marked(_OF_THE_JOB[code]), code=code),
                )
            )
    return troubles_of(raised)


def _is_code(text: str) -> bool:
    return len(text) == 2 and text.isascii() and text.isdigit()


def _without_none(fields: list[str]) -> tuple[int, ...]:
    return tuple(int(field) for field in fields if field != "00")


_INVERTED = bytes(0xFF - byte for byte in range(0x100))
"""In EPL2 a dot of 0 is black."""
