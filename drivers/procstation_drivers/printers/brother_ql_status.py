"""Brother QL: the status of 32 bytes, asked for or sent by the printer itself, without I/O.

Brother, Raster Command Reference: "Status information request".
"""

from dataclasses import dataclass

from procstation.devices import Problem, mark, tr
from procstation_drivers.printers.brother_ql_media import MEDIA, Media
from procstation_drivers.printers.troubles import Troubles, troubles_of

SIZE = 32
_HEAD = b"\x80\x20B"

REPLY, COMPLETED, FAILED, TURNED_OFF, NOTICE, PHASE = 0, 1, 2, 4, 5, 6
"""Why a status is sent (byte 18)."""

COOLING, COOLED = 3, 4
"""Notices (byte 22)."""

_CONTINUOUS, _DIE_CUT = (0x0A, 0x4A), (0x0B, 0x4B)

_ERRORS_1 = {
    0x01: (Problem.MEDIA_OUT, mark("no labels are in it")),
    0x02: (Problem.MEDIA_OUT, mark("out of labels")),
    0x04: (Problem.OTHER, mark("the cutter is jammed")),
    0x10: (Problem.OTHER, mark("it is in use by another computer")),
    0x20: (Problem.OTHER, mark("it is switched off")),
    0x80: (Problem.OTHER, mark("its fan does not turn")),
}
_ERRORS_2 = {
    0x01: (Problem.OTHER, mark("another roll is in it than the labels are made for")),
    0x02: (Problem.BUFFER_FULL, mark("its buffer is full")),
    0x04: (Problem.OTHER, mark("it did not understand what was sent")),
    0x10: (Problem.HEAD_OPEN, mark("the cover is open")),
    0x40: (Problem.OTHER, mark("the labels do not feed: jammed, or at the end of the roll")),
    0x80: (Problem.OTHER, mark("a system error")),
}
_UNKNOWN_ROLL = (Problem.OTHER, mark("it does not know the roll in it"))

_REMEDIES = {
    _ERRORS_1[0x04]: mark("Take out what jams the cutter."),
    _ERRORS_2[0x01]: mark("Put in the roll of the stock, or choose the stock of the roll."),
    _ERRORS_2[0x10]: mark("Close the cover."),
    _ERRORS_2[0x40]: mark("Open the cover, lay the roll in anew, and close it."),
    _UNKNOWN_ROLL: mark("Put in one of Brother's DK rolls."),
}


@dataclass(frozen=True, slots=True)
class Status:
    """One status.

    Attributes:
        kind: Why it was sent: `REPLY`, `COMPLETED`, …
        is_printing: The phase: printing, or waiting for data.
        model_code: Byte 4.
        width_mm, length_mm: Of the roll; the length is 0 for a continuous one.
        notice: 0, `COOLING`, `COOLED`, …
    """

    kind: int
    is_printing: bool
    model_code: int
    troubles: Troubles
    width_mm: int
    length_mm: int
    notice: int

    @property
    def media(self) -> Media | None:
        """The roll that is in; None when there is none, or one we do not know."""
        return MEDIA.get((self.width_mm, self.length_mm))


class StatusDecoder:
    """Turn bytes, in whatever pieces they arrive, into statuses."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def receive(self, data: bytes) -> list[Status]:
        """Take what arrived; b"" says the line fell quiet, so a status begun will not end."""
        if not data:
            self._buffer.clear()
        self._buffer += data
        found: list[Status] = []
        while True:
            start = self._buffer.find(_HEAD)
            if start < 0:
                # The last bytes may be the beginning of a head.
                del self._buffer[: 1 - len(_HEAD)]
                return found
            del self._buffer[:start]
            if len(self._buffer) < SIZE:
                return found
            found.append(read_status(bytes(self._buffer[:SIZE])))
            del self._buffer[:SIZE]


def read_status(status: bytes) -> Status:
    """Take a status of 32 bytes apart."""
    media_type, length_mm = status[11], status[17]
    return Status(
        kind=status[18],
        is_printing=status[19] == 1,
        model_code=status[4],
        troubles=_troubles(status),
        width_mm=status[10],
        length_mm=0 if media_type in _CONTINUOUS else length_mm,
        notice=status[22] if status[18] == NOTICE else 0,
    )


def _troubles(status: bytes) -> Troubles:
    errors_1, errors_2, media_type, kind = status[8], status[9], status[11], status[18]
    raised = [trouble for bit, trouble in _ERRORS_1.items() if errors_1 & bit]
    raised += [trouble for bit, trouble in _ERRORS_2.items() if errors_2 & bit]
    has_unknown = errors_1 & ~sum(_ERRORS_1) or errors_2 & ~sum(_ERRORS_2)
    if media_type == 0 and not any(problem is Problem.MEDIA_OUT for problem, _ in raised):
        raised.append(_ERRORS_1[0x01])
    elif media_type and media_type not in _CONTINUOUS + _DIE_CUT:
        raised.append(_UNKNOWN_ROLL)
    if kind == TURNED_OFF:
        raised.append(_ERRORS_1[0x20])
    if has_unknown or (kind == FAILED and not raised):
        raised.append(
            (
                Problem.OTHER,
                tr(
                    "an error it gives as {errors_1:02X} {errors_2:02X}",
                    errors_1=errors_1,
                    errors_2=errors_2,
                ),
            )
        )
    return troubles_of(raised, _REMEDIES.get(raised[0], "") if raised else "")
