"""What a person can hear: one tone for each kind of outcome."""

from enum import StrEnum


class Outcome(StrEnum):
    """A kind of outcome. The names stand in the files of themes."""

    GOOD = "good"
    """A step went well."""
    KNOWN = "known"
    """The record of the book is known."""
    DONE = "done"
    """The book is released, or undone as was wanted."""
    NEXT = "next"
    """The person asked for the next thing to do."""
    LATER = "later"
    """The book is set aside, half done."""
    LOOK = "look"
    """Something beside the book wants to be looked at: a device, the library system."""
    ASK = "ask"
    """A question is open."""
    BAD = "bad"
    """It went wrong."""
    REFUSED = "refused"
    """What was scanned is not taken: a card, a number of another kind."""

    RIGHT = "right"
    """At the shelf: the right place."""
    OUTSIDE = "outside"
    """At the shelf: not of this sweep."""
    PLACE = "place"
    """At the shelf: a bay begins or ends."""
    NOTED = "noted"
    """At the shelf: what was said of a book is kept."""
    NEARER = "nearer"
    """Looking for a book: its tag is louder than ever."""
    FOUND = "found"
    """At the shelf: found again."""
    ORDER = "order"
    """At the shelf: out of order."""
    LOCATION = "location"
    """At the shelf: of another location."""
    STATUS = "status"
    """At the shelf: should not be here at all."""
    HOLD = "hold"
    """At the shelf: somebody waits for it."""
    UNKNOWN = "unknown"
    """At the shelf: nobody knows it."""
    ONCE_MORE = "once_more"
    """At the shelf: the bay has to be gone along once more."""


_CALM = frozenset(
    {
        Outcome.GOOD,
        Outcome.KNOWN,
        Outcome.RIGHT,
        Outcome.OUTSIDE,
        Outcome.PLACE,
        Outcome.NOTED,
        Outcome.NEARER,
    }
)
_WORTH_AN_EAR = frozenset({Outcome.DONE, Outcome.NEXT, Outcome.LATER, Outcome.LOOK})


def weight(outcome: Outcome) -> int:
    """Return how much an outcome matters: 0 as things should go, 1 news, 2 a person must act.

    What weighs less never cuts off what weighs more.
    """
    if outcome in _CALM:
        return 0
    return 1 if outcome in _WORTH_AN_EAR else 2


BEATS = {
    Outcome.GOOD: "",
    Outcome.KNOWN: "",
    Outcome.DONE: ".",
    Outcome.NEXT: ".",
    Outcome.LATER: ". .",
    Outcome.LOOK: ".. .",
    Outcome.ASK: "..",
    Outcome.BAD: "...",
    Outcome.REFUSED: ". . .",
    Outcome.RIGHT: ".",
    Outcome.OUTSIDE: ".",
    Outcome.PLACE: ".",
    Outcome.NOTED: ".",
    Outcome.NEARER: ".",
    Outcome.FOUND: "....",
    Outcome.ORDER: "..",
    Outcome.LOCATION: "...",
    Outcome.STATUS: ". .",
    Outcome.HOLD: ".. ..",
    Outcome.UNKNOWN: ". . .",
    Outcome.ONCE_MORE: "... ...",
}
"""How each sounds where there is one sound only, the bell of the terminal: a beat for each point, a
pause for each space."""
