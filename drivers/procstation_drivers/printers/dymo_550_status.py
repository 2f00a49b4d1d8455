"""DYMO LabelWriter 550: the status of 32 bytes, without I/O.

DYMO, LabelWriter 550 Series Technical Reference. Numbers are little-endian.
"""

from dataclasses import dataclass

from procstation.devices import Problem, mark, tr
from procstation_drivers.printers.troubles import Troubles, troubles_of

SIZE = 32

IDLE, PRINTING, ERROR, CANCELLED, BUSY, UNLOCKED = range(6)
"""What it does (byte 0)."""

_HOT = 1
_CRITICAL, _LOW = 6, 7

_NO_CHIP = (
    Problem.OTHER,
    mark("the roll in it is not one of DYMO's with a chip, and it prints on no other"),
)
_BAYS: dict[int, tuple[Problem, str]] = {
    0: (Problem.OTHER, mark("it does not know yet what roll is in it")),
    1: (Problem.HEAD_OPEN, mark("the cover is open")),
    2: (Problem.MEDIA_OUT, mark("out of labels: there is no roll in it, or none with DYMO's chip")),
    3: (Problem.OTHER, mark("the roll is not put in right")),
    5: (Problem.MEDIA_OUT, mark("out of labels: the roll is empty")),
    9: (Problem.OTHER, mark("the labels are jammed")),
    10: _NO_CHIP,
}
"""What keeps it from printing (byte 10). Of 4 and 6 to 8, a roll is in."""

_REMEDIES = {
    _BAYS[1]: mark("Close the cover."),
    _BAYS[2]: mark("Put in a roll made by DYMO for the 550 series; no other is accepted."),
    _BAYS[3]: mark("Take the roll out and put it in again, its labels fed into the slot."),
    _BAYS[9]: mark("Open the cover, take the jam out, and let it feed a label."),
    _NO_CHIP: mark("Put in a roll made by DYMO for the 550 series, or use another printer."),
}


@dataclass(frozen=True, slots=True)
class Status:
    """One status.

    Attributes:
        doing: `IDLE`, `PRINTING`, …
        sku: DYMO's number of the roll, from its chip; "" when there is none.
        labels_left: On the roll, as its chip counts.
        is_low: The roll is nearly empty.
    """

    doing: int
    troubles: Troubles
    sku: str
    labels_left: int
    is_low: bool

    @property
    def is_idle(self) -> bool:
        return self.doing in (IDLE, UNLOCKED)

    @property
    def roll(self) -> str:
        """What is in it, in words."""
        name = tr("roll {sku}", sku=self.sku) if self.sku else tr("a roll without a number")
        if self.is_low:
            return tr(
                "{roll}, {count} labels left, which is nearly all",
                roll=name,
                count=self.labels_left,
            )
        return tr("{roll}, {count} labels left", roll=name, count=self.labels_left)


def read_status(answer: bytes, *, reads_chip: bool = True) -> Status | None:
    """Return what the last 32 bytes of an answer say; None when it is no row of whole statuses.

    Args:
        reads_chip: The printer knows its rolls. One that does not need not know what is in it.
    """
    if not answer or len(answer) % SIZE:
        return None
    status = answer[-SIZE:]
    doing, head, bay = status[0], status[8], status[10]
    if doing > UNLOCKED or head > _HOT or bay > max(_BAYS):
        return None
    raised = [_BAYS[bay]] if bay in _BAYS and (bay or reads_chip) else []
    if head == _HOT:
        raised.append((Problem.TOO_HOT, tr("the print head is too hot")))
    if doing == BUSY:
        raised.append((Problem.OTHER, tr("it is at work for another computer")))
    error = int.from_bytes(status[23:27], "little")
    if doing == ERROR and not raised:
        raised.append((Problem.OTHER, tr("an error it gives as {error:08X}", error=error)))
    return Status(
        doing=doing,
        troubles=troubles_of(raised, _REMEDIES.get(raised[0], "") if raised else ""),
        sku=status[11:23].split(b"\0")[0].decode("ascii", "replace").strip(),
        labels_left=int.from_bytes(status[27:29], "little"),
        is_low=bay in (_CRITICAL, _LOW),
    )
