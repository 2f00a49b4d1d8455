"""The steps an item goes through, and how far each is."""

from enum import StrEnum

import msgspec

from procstation.language import mark, tr_marked


class StepName(StrEnum):
    """A step of a job profile."""

    RECORD = mark("record")
    BARCODE = mark("barcode")
    CHANGE = mark("change")
    TAG = mark("tag")
    LABELS = mark("labels")
    CONFIRM = mark("confirm")
    SYSTEM = mark("system")
    RELEASE = mark("release")

    @property
    def word(self) -> str:
        """What it is called at the bench."""
        return tr_marked(self.value)


class StepState(StrEnum):
    """How far a step is. A face shows the word beside the sign: colour alone says nothing."""

    WAITING = mark("waits")
    ASKING = mark("needs you")
    WORKING = mark("working")
    DONE = mark("done")
    SKIPPED = mark("skipped")
    FAILED = mark("failed")

    @property
    def word(self) -> str:
        """What it is called at the bench."""
        return tr_marked(self.value)


ENDED = frozenset({StepState.DONE, StepState.SKIPPED})


class Step(msgspec.Struct, frozen=True):
    """One step of one item.

    Attributes:
        detail: For a person: what was done, what is wrong, or the reason it was skipped.
    """

    name: StepName
    state: StepState = StepState.WAITING
    detail: str = ""
