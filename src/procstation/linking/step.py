"""The steps an item goes through, and how far each is."""

import msgspec

from procstation.language import Spoken, mark


class StepName(Spoken):
    """A step of a job profile."""

    RECORD = mark("record")
    BARCODE = mark("barcode")
    CHANGE = mark("change")
    TAG = mark("tag")
    LABELS = mark("labels")
    CONFIRM = mark("confirm")
    SYSTEM = mark("system")
    RELEASE = mark("release")


class StepState(Spoken):
    """How far a step is. A face shows the word beside the sign: colour alone says nothing."""

    WAITING = mark("waits")
    ASKING = mark("needs you")
    WORKING = mark("working")
    DONE = mark("done")
    SKIPPED = mark("skipped")
    FAILED = mark("failed")


ENDED = frozenset({StepState.DONE, StepState.SKIPPED})


class Step(msgspec.Struct, frozen=True):
    """One step of one item.

    Attributes:
        detail: For a person: what was done, what is wrong, or the reason it was skipped.
    """

    name: StepName
    state: StepState = StepState.WAITING
    detail: str = ""
