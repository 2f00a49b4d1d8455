"""The steps an item goes through, and how far each is."""

from enum import StrEnum

import msgspec


class StepName(StrEnum):
    """A step of a job profile."""

    RECORD = "record"
    BARCODE = "barcode"
    CHANGE = "change"
    TAG = "tag"
    LABELS = "labels"
    CONFIRM = "confirm"
    SYSTEM = "system"
    RELEASE = "release"


class StepState(StrEnum):
    """How far a step is. A face shows the word beside the sign: colour alone says nothing."""

    WAITING = "waits"
    ASKING = "needs you"
    WORKING = "working"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


ENDED = frozenset({StepState.DONE, StepState.SKIPPED})


class Step(msgspec.Struct, frozen=True):
    """One step of one item.

    Attributes:
        detail: For a person: what was done, what is wrong, or the reason it was skipped.
    """

    name: StepName
    state: StepState = StepState.WAITING
    detail: str = ""
