"""A lesson as it goes: which step it is at, what went wrong, what to say."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from procstation.keys import with_keys
from procstation.language import mark, tr_marked
from procstation.linking import (
    Chose,
    Garbled,
    PatronCardRefused,
    Scanned,
    SetAside,
    Skipped,
    TagsOnPad,
    TookUp,
    TriedAgain,
    UndoAsked,
)
from procstation.sweeping.live_inputs import BayEnded, BookScanned, PassAsked, PlaceScanned
from procstation.training.checks import CHECKS, Asked, Seen
from procstation.training.lesson import Lesson, MistakeSection, StepSection

BY_SCAN = MistakeSection(
    check="by key",
    hint=mark("That was a key. Here everything is said by scans: see the sheet."),
)

ACTS = (
    Scanned,
    Garbled,
    PatronCardRefused,
    Chose,
    Skipped,
    SetAside,
    TookUp,
    TriedAgain,
    UndoAsked,
    BayEnded,
    BookScanned,
    PlaceScanned,
    PassAsked,
)
"""Entries that are something a person did."""


class Watch(Protocol):
    """Where what is done is seen."""

    def news(self) -> Iterator[Seen]:
        """Yield where the station stands behind each thing that happened since the last time, with
        that thing as its only entry."""
        ...


@dataclass(slots=True)
class StepDone:
    """How a step went.

    Attributes:
        acts: What the person did in it.
        mistakes: What was said of mistakes, each once.
        hinted: Whether the hint was needed.
    """

    step: StepSection
    acts: int = 0
    mistakes: list[str] = field(default_factory=list)
    hinted: bool = False
    is_over: bool = False

    @property
    def went_well(self) -> bool:
        return self.is_over and not self.mistakes and not self.hinted


class Trainer:
    """Follows a lesson. May be used from several threads.

    Args:
        watch: Sees what is done.

    Attributes:
        steps: How each step went, as far as the lesson is.
    """

    def __init__(self, lesson: Lesson, watch: Watch) -> None:
        self.lesson = lesson
        self.steps = [StepDone(step) for step in lesson.steps]
        self._watch = watch
        self._at = 0
        self._seen: Seen | None = None
        self._said = ""
        self._standing: set[str] = set()
        """Mistakes that are still so: each is said when it comes to be."""
        self._lock = threading.Lock()

    @property
    def is_over(self) -> bool:
        return self._at >= len(self.steps)

    @property
    def number(self) -> int:
        """Return the number of the step, from 1; of the last one when the lesson is over."""
        return min(self._at + 1, len(self.steps))

    @property
    def task(self) -> str:
        """Return the thing to do, in words; "" when the lesson is over."""
        return "" if self.is_over else _said(self.steps[self._at].step.do)

    @property
    def hint(self) -> str:
        """Return what is to be said of a mistake, or as a hint; "" for nothing."""
        return _said(self._said)

    def look(self) -> bool:
        """See what was done; return whether that changed anything here."""
        with self._lock:
            before = self._at, self._said
            for seen in self._watch.news():
                if self.is_over:
                    break
                self._take(seen)
            return (self._at, self._said) != before

    def _take(self, new: Seen) -> None:
        done = self.steps[self._at]
        seen = self._seen
        if seen is None:
            seen = self._seen = Seen(new.state)
        seen.state, seen.looking = new.state, new.looking
        seen.entries += new.entries
        seen.outcomes += new.outcomes
        done.acts += sum(map(_is_act, new.entries))
        if _is_so(done.step, seen):
            done.is_over = True
            self._at += 1
            self._seen = Seen(new.state, looking=new.looking)
            self._said = ""
            self._standing.clear()
            return
        self._see_mistakes(done, seen)
        if done.step.hint and done.acts > done.step.acts and not self._said:
            done.hinted, self._said = True, done.step.hint

    def _see_mistakes(self, done: StepDone, seen: Seen) -> None:
        mistakes = (*done.step.mistakes, *((BY_SCAN,) if self.lesson.by_scan else ()))
        for mistake in mistakes:
            if not _is_so(mistake, seen):
                self._standing.discard(mistake.hint)
            elif mistake.hint not in self._standing:
                self._standing.add(mistake.hint)
                self._said = mistake.hint
                if mistake.hint not in done.mistakes:
                    done.mistakes.append(mistake.hint)

    def result(self) -> "Result":
        """Return what went well, and what to try again."""
        return Result(
            tuple(_said(one.step.do) for one in self.steps if one.went_well),
            tuple(
                (_said(one.step.do), _said((one.mistakes or [one.step.hint])[0]))
                for one in self.steps
                if one.is_over and not one.went_well
            ),
        )


@dataclass(frozen=True, slots=True)
class Result:
    """How a lesson went.

    Attributes:
        well: The steps that went well.
        again: The others, each with what was said of it.
    """

    well: tuple[str, ...]
    again: tuple[tuple[str, str], ...]


def _said(words: str) -> str:
    """Words of a lesson in the language that is spoken, with the keys there are."""
    return with_keys(tr_marked(words))


def _is_so(said: StepSection | MistakeSection, seen: Seen) -> bool:
    return CHECKS[said.check].is_so(seen, Asked(said.about, said.count))


def _is_act(recorded: object) -> bool:
    entry = getattr(recorded, "entry", None)
    if isinstance(entry, TagsOnPad):
        return bool(entry.tags)
    return isinstance(entry, ACTS)
