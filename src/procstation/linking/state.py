"""The bench between two inputs: small, encodable; all that the faces show is derived from it."""

from enum import StrEnum

import msgspec

from procstation.linking.effects import PrintLabel
from procstation.linking.inputs import Scanned, TagOnPad
from procstation.linking.item import ItemInWork
from procstation.linking.pace import Pace
from procstation.linking.profiles import JobProfile
from procstation.linking.rolls import Roll
from procstation.linking.stack_books import Stack

KEPT_LINES = 60
"""Lines of "what happened" kept for the screen; the journal keeps everything."""


class Level(StrEnum):
    """How a line is meant. Faces show a sign and play a tone for each."""

    GOOD = "good"
    INFO = "info"
    ASK = "ask"
    BAD = "bad"


class Line(msgspec.Struct, frozen=True):
    """One line of what happened."""

    at: str
    source: str
    level: Level
    text: str


class Topic(StrEnum):
    """What an open question is about."""

    OTHER_ITEM = "other item"
    WHICH_RECORD = "which record"
    WHICH_OFFER = "which offer"
    OVERWRITE = "overwrite"
    OTHER_OWNER = "other owner"
    SECOND_TAG = "second tag"
    LABEL_CAME_OUT = "label came out"
    UNDO = "undo"
    ROLL = "roll"
    LOAN = "loan"
    CHANGED_ELSEWHERE = "changed elsewhere"


ABOUT_A_TAG = frozenset({Topic.OVERWRITE, Topic.OTHER_OWNER, Topic.SECOND_TAG})
"""Questions about what lies on the pad: answered as well by laying something else there."""


class Question(msgspec.Struct, frozen=True):
    """Something only a person can decide; work on the item stands still until it is.

    Attributes:
        choices: In order; the first is the careful one.
        scan: Scanning this code again chooses the second choice, for work without a keyboard.
        subject: What the choices act on: the UID of a tag, the ids of records.
    """

    topic: Topic
    text: str
    choices: tuple[str, ...]
    scan: str = ""
    subject: tuple[str, ...] = ()


class BenchState(msgspec.Struct, frozen=True):
    """Where the bench stands.

    Attributes:
        profile: How new items go; None before the station was first started.
        configured: The profile the configuration named at the last start.
        now: The item in work.
        aside: Half-done items, oldest first.
        last_released: What `undo` takes back when no item is in work.
        on_pad: The tags in the field, as last read.
        left_on_pad: UIDs that lay there when the item before left work, or without a number when
            this one was scanned: they are not its own, until they were taken away.
        wants_scan: A code could not be used: what is laid down without a number belongs to it, and
            to no other, until a book was scanned.
        checking: A scan in mid-item, being looked up to tell whose it is.
        next_code: The next book, scanned while this one was being done.
        stack: The books laid on the pad at once, as far as each is; the last ones, when it is
            empty.
        released: Items released since the journal began.
        pace: When the last ones were, and how many are wanted.
        rolls: The rolls of tags that were named, the one in work last.
        cart: What was said for all items of the job, by name.
        said: Lines since the journal began, those not kept included.
        muted: Whether sound was turned off, or on, since the start; None leaves it as configured.
        printing_again: Labels asked for once more, of which it is not known yet how they came out.
    """

    profile: JobProfile | None = None
    configured: str = ""
    now: ItemInWork | None = None
    aside: tuple[ItemInWork, ...] = ()
    last_released: ItemInWork | None = None
    on_pad: tuple[TagOnPad, ...] = ()
    left_on_pad: tuple[str, ...] = ()
    wants_scan: bool = False
    checking: Scanned | None = None
    next_code: str = ""
    question: Question | None = None
    stack: Stack | None = None
    released: int = 0
    pace: Pace = Pace()
    rolls: tuple[Roll, ...] = ()
    cart: dict[str, str] = {}
    said: int = 0
    lines: tuple[Line, ...] = ()
    muted: bool | None = None
    printing_again: tuple[PrintLabel, ...] = ()
