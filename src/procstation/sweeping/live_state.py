"""A live sweep between two inputs."""

from dataclasses import dataclass, field
from typing import NamedTuple

from procstation.language import Spoken, mark
from procstation.sweeping.live_bay import BayInWork
from procstation.sweeping.live_walk import Walk
from procstation.sweeping.model import Heard
from procstation.sweeping.thresholds import USUAL, Thresholds

KEPT_LINES = 5
KEPT_PULLS = 200


class LiveOutcome(Spoken):
    """What came of a read. Each has a tone and a colour of its own, and beside them its word."""

    RIGHT = mark("right place")
    AGAIN = mark("heard already")
    OUTSIDE = mark("not asked for")
    FOUND = mark("found again")
    PLACE = mark("bay")
    NOTED = mark("noted")
    ORDER = mark("out of order")
    LOCATION = mark("wrong location")
    STATUS = mark("wrong status")
    HOLD = mark("on hold")
    UNKNOWN = mark("unknown")
    ONCE_MORE = mark("once more")
    REFUSED = mark("refused")
    NEARER = mark("nearer")
    """In find mode: the tag looked for was heard, louder than ever."""


LOUDEST = (
    LiveOutcome.FOUND,
    LiveOutcome.HOLD,
    LiveOutcome.STATUS,
    LiveOutcome.LOCATION,
    LiveOutcome.UNKNOWN,
    LiveOutcome.ORDER,
    LiveOutcome.ONCE_MORE,
    LiveOutcome.REFUSED,
    LiveOutcome.NEARER,
    LiveOutcome.NOTED,
    LiveOutcome.PLACE,
    LiveOutcome.OUTSIDE,
    LiveOutcome.RIGHT,
    LiveOutcome.AGAIN,
)
"""Of several things heard at once, the first of these is the one to be told."""

PULLED = frozenset((LiveOutcome.HOLD, LiveOutcome.STATUS, LiveOutcome.LOCATION))
"""What is to be taken off the shelf now."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of one read.

    Attributes:
        text: What is the matter and what to do, as a sentence; "" when nothing is.
        before, after: For a book out of order, the neighbours it belongs between, in words.
    """

    at: str
    outcome: LiveOutcome
    barcode: str = ""
    call_number: str = ""
    title: str = ""
    text: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Pull:
    """A book to be taken off the shelf."""

    barcode: str
    call_number: str
    why: str


@dataclass(frozen=True, slots=True)
class Signal:
    """The tag looked for that was heard last.

    Attributes:
        strength_dbm: None where the reader does not tell.
        best_dbm: The strongest it was heard in this search.
    """

    barcode: str
    strength_dbm: float | None = None
    best_dbm: float | None = None


@dataclass(slots=True)
class LiveState:
    """What a live sweep knows. It changes by `receive` and nothing else; what the faces show of it
    is frozen and replaced as a whole.

    Attributes:
        reads: Everything that was read in this sitting, each repetition counted.
        heard: Barcodes, of all sittings as far as they are known here.
        found: How many of them are expected on the shelf.
        said: The last reads, the newest last; `count` is how many there ever were.
        last_book: The barcode read last; conditions are said of it.
        ask_again: Why the bay that was ended has to be gone along once more.
        finding: Barcodes that are looked for; None when nobody looks for any.
    """

    sweep: str = ""
    sitting: int = 0
    thresholds: Thresholds = USUAL
    reads: int = 0
    heard: set[str] = field(default_factory=set)
    found: int = 0
    said: tuple[Said, ...] = ()
    count: int = 0
    place: str = ""
    walk: Walk = field(default_factory=Walk)
    bay: BayInWork = field(default_factory=BayInWork)
    bays: dict[str, BayInWork] = field(default_factory=dict)
    last_book: str = ""
    ask_again: str = ""
    pulls: tuple[Pull, ...] = ()
    conditions: dict[str, tuple[str, ...]] = field(default_factory=dict)
    finding: tuple[str, ...] | None = None
    signal: Signal | None = None

    @property
    def now(self) -> Said | None:
        """What was said last."""
        return self.said[-1] if self.said else None


class Turn(NamedTuple):
    """What one input asks to be done.

    Attributes:
        tone: What the person is to hear of it; None for silence.
        heard: What is to be kept; its numbers are given when it is.
        conditions: Barcodes, each with all that was said of the book.
    """

    tone: LiveOutcome | None = None
    heard: tuple[Heard, ...] = ()
    conditions: tuple[tuple[str, tuple[str, ...]], ...] = ()
