"""What can be seen to have been done: by the journal and the state it leads to, never by keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from procstation.journal import Recorded
from procstation.linking import (
    BenchState,
    Chose,
    Failed,
    HelpAsked,
    PatronCardRefused,
    Printed,
    Released,
    Scanned,
    SetAside,
    Skipped,
    StepName,
    StepState,
    TagWritten,
    TookUp,
    Topic,
    Undone,
)
from procstation.sweeping.live_inputs import BayEnded, BookScanned, PlaceScanned
from procstation.sweeping.live_state import LiveOutcome

OPERATOR = "operator"
"""The source of what is decided by a key, and not by a scan."""

Kind = Literal["bench", "sweep"]


@dataclass(slots=True)
class Seen:
    """What was done since a step began, and where that has led.

    Attributes:
        entries: What the journal has of it.
        state: The bench behind the last of them.
        outcomes: At the shelf: what came of each read, in words.
        looking: At the shelf: how many are looked for; None when nobody looks.
    """

    state: BenchState
    entries: list[Recorded[Any]] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    looking: int | None = None

    def count(self, kind: type) -> int:
        """Return how many entries of a kind there are."""
        return sum(isinstance(one.entry, kind) for one in self.entries)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a check is about: see the lesson."""

    about: str
    count: int


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that can be seen to have been done.

    Attributes:
        means: In words, for whoever writes a lesson.
        about: What `about` is to say; "" for nothing.
        choices: What it may be.
    """

    kind: Kind
    means: str
    is_so: Callable[[Seen, Asked], bool]
    about: str = ""
    choices: Sequence[str] = ()


def _happened(kind: type) -> Callable[[Seen, Asked], bool]:
    return lambda seen, asked: seen.count(kind) >= asked.count


def _is_at(seen: Seen, name: StepName, *states: StepState) -> bool:
    step = seen.state.now.step if seen.state.now is not None else None
    return step is not None and step.name == name and (not states or step.state in states)


def _has_record(seen: Seen, _: Asked) -> bool:
    return seen.state.now is not None and seen.state.now.title is not None


def _has_labels(seen: Seen, _: Asked) -> bool:
    return seen.count(Printed) > 0 and _is_at(seen, StepName.CONFIRM)


def _is_asked(seen: Seen, asked: Asked) -> bool:
    return seen.state.question is not None and seen.state.question.topic == asked.about


def _chose(seen: Seen, asked: Asked) -> bool:
    return any(
        isinstance(one.entry, Chose) and one.entry.choice == int(asked.about) - 1
        for one in seen.entries
    )


def _is_torn(seen: Seen, _: Asked) -> bool:
    return any(isinstance(one.entry, Failed) and one.entry.needs_tag for one in seen.entries)


def _printer_failed(seen: Seen, _: Asked) -> bool:
    return seen.count(Failed) > 0 and _is_at(seen, StepName.LABELS, StepState.FAILED)


def _is_skipped(seen: Seen, asked: Asked) -> bool:
    item = seen.state.now or seen.state.last_released
    skipped = item is not None and (
        bool(item.without) or any(step.state == StepState.SKIPPED for step in item.steps)
    )
    return skipped and seen.count(Skipped) >= asked.count


def _other_label(seen: Seen, _: Asked) -> bool:
    item = seen.state.now
    return (
        item is not None
        and _is_at(seen, StepName.CONFIRM)
        and any(
            isinstance(one.entry, Scanned) and one.entry.code != item.barcode
            for one in seen.entries
        )
    )


def _heard(seen: Seen, asked: Asked) -> bool:
    codes = {one.entry.code for one in seen.entries if isinstance(one.entry, BookScanned)}
    return len(codes) >= asked.count


CHECKS = {
    "record": Check("bench", "the record of a book was found", _has_record),
    "tag": Check("bench", "a tag was written and read back", _happened(TagWritten)),
    "labels": Check("bench", "the labels came out", _has_labels),
    "released": Check("bench", "a book was released", _happened(Released)),
    "undone": Check("bench", "a book was undone", _happened(Undone)),
    "aside": Check("bench", "a book was set aside", _happened(SetAside)),
    "taken up": Check("bench", "a half-done book was taken up again", _happened(TookUp)),
    "skipped": Check("bench", "a step was skipped with a reason", _is_skipped),
    "pad empty": Check("bench", "nothing lies on the pad", lambda seen, _: not seen.state.on_pad),
    "two tags": Check(
        "bench", "several tags lie on the pad", lambda seen, _: len(seen.state.on_pad) > 1
    ),
    "torn": Check("bench", "a write to a tag was cut short", _is_torn),
    "printer failed": Check("bench", "a label could not be printed", _printer_failed),
    "other label": Check("bench", "another label than the book's was scanned", _other_label),
    "asked": Check("bench", "a question is open", _is_asked, "topic", tuple(Topic)),
    "chose": Check(
        "bench", "a question was answered", _chose, "answer", tuple(map(str, range(1, 10)))
    ),
    "profile": Check(
        "bench",
        "new books go by a profile",
        lambda seen, asked: (
            seen.state.profile is not None and seen.state.profile.name == asked.about
        ),
        "profiles",
    ),
    "help": Check("bench", "the next thing to do was asked for", _happened(HelpAsked)),
    "sound off": Check("bench", "sound was turned off", lambda seen, _: seen.state.muted is True),
    "card refused": Check("bench", "a patron card was refused", _happened(PatronCardRefused)),
    "by key": Check(
        "bench",
        "something was decided by a key",
        lambda seen, asked: sum(one.source == OPERATOR for one in seen.entries) >= asked.count,
    ),
    "bay": Check("sweep", "the marker of a bay was read", _happened(PlaceScanned)),
    "heard": Check("sweep", "so many different books were read", _heard),
    "outcome": Check(
        "sweep",
        "a read had this outcome",
        lambda seen, asked: seen.outcomes.count(asked.about) >= asked.count,
        "outcome",
        tuple(LiveOutcome),
    ),
    "bay ended": Check("sweep", "the person was through with a bay", _happened(BayEnded)),
    "looking": Check("sweep", "what is missing is looked for", lambda seen, _: bool(seen.looking)),
    "all found": Check(
        "sweep", "all that was looked for is found", lambda seen, _: seen.looking == 0
    ),
}
"""By the names they have in lessons."""
