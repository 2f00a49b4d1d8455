"""A label in the queue, the states it goes through, and what a person says of it afterwards."""

from dataclasses import dataclass
from enum import StrEnum

from procstation.language import Spoken, mark
from procstation.printing.job import LabelRequest


class LabelState(Spoken):
    """What is known of a queued label, and never more."""

    QUEUED = mark("queued")
    SENDING = mark("sending")
    """On its way; after a crash it becomes unknown."""

    SENT = mark("sent")
    """Handed over to a device that does not tell whether it printed."""

    PRINTED = mark("printed")
    UNKNOWN = mark("unknown")
    """It may have come out: a person is asked."""

    FAILED = mark("failed")
    """It did not come out, or came out spoiled; it is back in the queue."""

    REFUSED = mark("refused")
    """It would not work as it is; it waits for a change."""

    CANCELLED = mark("cancelled")


WAITING = (LabelState.QUEUED, LabelState.FAILED)
"""What the next run prints."""

OUT = (LabelState.SENT, LabelState.PRINTED, LabelState.UNKNOWN)
"""What a person can say something of."""


class Verdict(StrEnum):
    """What a person found of a label that was sent."""

    PRINTED = "printed"
    SPOILED = "spoiled"
    """It came out and is no good: it goes back into the queue, its cell is lost."""

    MISSING = "missing"
    """It did not come out: it goes back into the queue, its cell is free."""


@dataclass(frozen=True, slots=True)
class QueuedLabel:
    """One label of the queue. Copies are labels of their own.

    Attributes:
        id: Its number in the queue's file.
        job: The act it was added by.
        number: In its job, from 1.
        place: Its turn: lower ones are printed before.
        reason: Why it is in that state, for a person; "" when there is nothing to say.
        printer, stock: Where it went last; "" before that.
        sheet: Number of the sheet it went on; None on a roll.
        cell: On that sheet, from 0.
        at: When its state changed.
    """

    id: int
    job: int
    number: int
    place: int
    request: LabelRequest
    state: LabelState
    reason: str = ""
    printer: str = ""
    stock: str = ""
    sheet: int | None = None
    cell: int | None = None
    at: str = ""

    @property
    def name(self) -> str:
        """What it is called: job and number."""
        return f"{self.job}/{self.number}"


@dataclass(frozen=True, slots=True)
class QueueJob:
    """Labels that were added together.

    Attributes:
        title: What a person added.
        counts: How many labels are in each state there is one in.
    """

    id: int
    title: str
    at: str
    counts: dict[LabelState, int]

    @property
    def labels(self) -> int:
        return sum(self.counts.values())
