"""What is spoken for each outcome: a few words, in the language of the interface."""

from procstation.language import mark, tr_marked
from procstation.sound.outcome import Outcome

_PHRASES = {
    Outcome.DONE: mark("Done."),
    Outcome.LATER: mark("Set aside."),
    Outcome.LOOK: mark("Look at the screen."),
    Outcome.ASK: mark("A question."),
    Outcome.BAD: mark("Wrong."),
    Outcome.REFUSED: mark("Refused."),
    Outcome.FOUND: mark("Found again."),
    Outcome.ORDER: mark("Out of order."),
    Outcome.LOCATION: mark("Wrong location."),
    Outcome.STATUS: mark("Take it out."),
    Outcome.HOLD: mark("On hold."),
    Outcome.UNKNOWN: mark("Unknown."),
    Outcome.ONCE_MORE: mark("Once more."),
}
"""The others are only heard as a tone: a word for each would never end."""

_WITH_TITLE = frozenset(
    {
        Outcome.KNOWN,
        Outcome.LATER,
        Outcome.FOUND,
        Outcome.ORDER,
        Outcome.LOCATION,
        Outcome.STATUS,
        Outcome.HOLD,
    }
)
"""Outcomes by which a person has to know the book, or to make sure that it is the right one."""


def phrase(outcome: Outcome, title: str = "") -> str:
    """Return what is said; "" for nothing.

    Args:
        title: Of the book, already fit to be spoken; "" when titles are not.
    """
    if outcome is Outcome.NEXT:
        return title
    words = tr_marked(_PHRASES.get(outcome, ""))
    about = title if outcome in _WITH_TITLE else ""
    return " ".join(part for part in (words, about) if part)
