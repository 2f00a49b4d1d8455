"""Why a printer is not ready, and what a person does about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from procstation.devices import PrinterState, PrintRefused, Problem

ANSWER_S = 2.0
"""Seconds. Printers answer in a few hundredths."""

DO_NEXT = {
    Problem.MEDIA_OUT: "Put in a roll of labels.",
    Problem.HEAD_OPEN: "Close the cover.",
    Problem.BUFFER_FULL: "Wait until the printer has worked off what it has.",
    Problem.TOO_HOT: "Let the print head cool down.",
    Problem.NO_ANSWER: "Check that it is switched on and connected.",
    Problem.OTHER: "Put right what it says, or switch the printer off and on.",
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong.

    Attributes:
        words: A phrase for a person, without a full stop.
        do_next: "" for what is usual with such a problem.
    """

    problem: Problem
    words: str
    do_next: str = ""

    @property
    def remedy(self) -> str:
        return self.do_next or DO_NEXT[self.problem]


SILENCE = Trouble(Problem.NO_ANSWER, f"no answer within {ANSWER_S:.0f} s")
NONSENSE = Trouble(Problem.OTHER, "it answered with something that is no status")


def state_of(troubles: Sequence[Trouble], doing: str) -> PrinterState:
    """Return the state of a printer; `doing` says what it does when nothing is wrong."""
    if not troubles:
        return PrinterState(ready=True, detail=doing)
    problems = tuple(dict.fromkeys(trouble.problem for trouble in troubles))
    return PrinterState(ready=False, problems=problems, detail=words_of(troubles))


def words_of(troubles: Sequence[Trouble]) -> str:
    return "; ".join(dict.fromkeys(trouble.words for trouble in troubles))


def not_ready(name: str, troubles: Sequence[Trouble]) -> PrintRefused:
    """Return the refusal of a job by a printer of that name."""
    return PrintRefused(
        f"The printer {name} is not ready: {words_of(troubles)}. Nothing was sent.",
        troubles[0].remedy,
    )
