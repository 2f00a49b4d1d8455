"""Brother QL: the status of 32 bytes, asked for or sent by the printer itself, without I/O.

Brother, Raster Command Reference: "Status information request".
"""

from dataclasses import dataclass

from procstation.devices import Problem
from procstation_drivers.printers.brother_ql_media import MEDIA, Media
from procstation_drivers.printers.trouble import Trouble

SIZE = 32
_HEAD = b"\x80\x20B"

REPLY, COMPLETED, FAILED, TURNED_OFF, NOTICE, PHASE = 0, 1, 2, 4, 5, 6
"""Why a status is sent (byte 18)."""

COOLING, COOLED = 3, 4
"""Notices (byte 22)."""

_CONTINUOUS, _DIE_CUT = (0x0A, 0x4A), (0x0B, 0x4B)

_ERRORS_1 = {
    0x01: Trouble(Problem.MEDIA_OUT, "no labels are in it"),
    0x02: Trouble(Problem.MEDIA_OUT, "out of labels"),
    0x04: Trouble(Problem.OTHER, "the cutter is jammed", "Take out what jams the cutter."),
    0x10: Trouble(Problem.OTHER, "it is in use by another computer", "Wait until it is free."),
    0x20: Trouble(Problem.OTHER, "it is being switched off", "Switch it on."),
    0x80: Trouble(Problem.OTHER, "its fan does not turn", "Have the printer repaired."),
}
_ERRORS_2 = {
    0x01: Trouble(
        Problem.OTHER,
        "another roll is in it than the labels are made for",
        "Put in the roll of the stock, or choose the stock of the roll.",
    ),
    0x02: Trouble(Problem.BUFFER_FULL, "its buffer is full"),
    0x04: Trouble(Problem.OTHER, "it did not understand what was sent", "Print again."),
    0x10: Trouble(Problem.HEAD_OPEN, "the cover is open"),
    0x40: Trouble(
        Problem.OTHER,
        "the labels do not feed: jammed, or at the end of the roll",
        "Open the cover, lay the roll in anew, and close it.",
    ),
    0x80: Trouble(Problem.OTHER, "a system error"),
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
    troubles: tuple[Trouble, ...]
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
        found = []
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
    troubles = [trouble for bit, trouble in _ERRORS_1.items() if status[8] & bit]
    troubles += [trouble for bit, trouble in _ERRORS_2.items() if status[9] & bit]
    unknown = status[8] & ~sum(_ERRORS_1), status[9] & ~sum(_ERRORS_2)
    if any(unknown) or (status[18] == FAILED and not troubles):
        troubles.append(
            Trouble(Problem.OTHER, f"an error it gives as {status[8]:02X} {status[9]:02X}")
        )
    if media_type == 0 and not any(one.problem is Problem.MEDIA_OUT for one in troubles):
        troubles.append(_ERRORS_1[0x01])
    elif media_type and media_type not in _CONTINUOUS + _DIE_CUT:
        troubles.append(
            Trouble(Problem.OTHER, "it does not know the roll in it", "Put in a DK roll.")
        )
    if status[18] == TURNED_OFF:
        troubles.append(_ERRORS_1[0x20])
    return Status(
        kind=status[18],
        is_printing=status[19] == 1,
        model_code=status[4],
        troubles=tuple(troubles),
        width_mm=status[10],
        length_mm=0 if media_type in _CONTINUOUS else length_mm,
        notice=status[22] if status[18] == NOTICE else 0,
    )
