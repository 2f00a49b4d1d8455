"""Why a printer is not ready, in words, and what a person does about it."""

from dataclasses import dataclass

from procstation.devices import PrintRefused, Problem, mark, tr, tr_marked

DO_NEXT = {
    Problem.MEDIA_OUT: mark("Put in labels and let the printer feed one."),
    Problem.RIBBON_OUT: mark("Put in ribbon."),
    Problem.HEAD_OPEN: mark("Close the print head."),
    Problem.PAUSED: mark("Press the pause key of the printer."),
    Problem.BUFFER_FULL: mark("Wait until the printer has worked off what it has."),
    Problem.TOO_HOT: mark("Let the print head cool down."),
    Problem.TOO_COLD: mark("Let the printer warm up."),
    Problem.NO_ANSWER: mark("Check that it is switched on, connected, closed and loaded."),
    Problem.OTHER: mark("Look at the printer's display, or switch it off and on."),
}
"""For a printer of labels."""


@dataclass(frozen=True, slots=True)
class Troubles:
    """Why a printer is not ready; empty when it says nothing is wrong.

    Attributes:
        problems: Each once.
        words: The same for a person, one phrase each, marked for the catalogues or translated.
        remedy: What to do about them, where it is not the usual.
    """

    problems: tuple[Problem, ...] = ()
    words: tuple[str, ...] = ()
    remedy: str = ""

    def __bool__(self) -> bool:
        return bool(self.problems)

    @property
    def detail(self) -> str:
        return "; ".join(map(tr_marked, self.words))

    @property
    def do_next(self) -> str:
        """What is to be done about the first of them."""
        return tr_marked(self.remedy or DO_NEXT[self.problems[0]])


def troubles_of(raised: list[tuple[Problem, str]], remedy: str = "") -> Troubles:
    """Gather what a printer raised: several causes of one problem count as one problem."""
    problems = tuple(dict.fromkeys(problem for problem, _ in raised))
    return Troubles(problems, tuple(words for _, words in raised), remedy)


NONSENSE = Troubles((Problem.OTHER,), (mark("it answered with something that is no status"),))


def silence(seconds: float) -> Troubles:
    """Return the trouble of a printer that said nothing for so long."""
    return Troubles(
        (Problem.NO_ANSWER,), (tr("no answer within {seconds:.0f} s", seconds=seconds),)
    )


def not_ready(name: str, troubles: Troubles) -> PrintRefused:
    """Return the error of a job that was not begun."""
    return PrintRefused(
        tr(
            "The printer {name} is not ready: {detail}. Nothing was sent.",
            name=name,
            detail=troubles.detail,
        ),
        troubles.do_next,
    )
