"""What a sweep works on: its scope, what it expects, what it heard, what it concludes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from procstation.items import CallNumber
from procstation.language import Spoken, mark


class Bucket(Spoken):
    """Where the catalogue has an item when its sweep opens. Only `ON_SHELF` can be missing."""

    ON_SHELF = mark("on shelf")
    ON_LOAN = mark("on loan")
    IN_TRANSIT = mark("in transit")
    ON_HOLD = mark("on hold")
    LOST = mark("lost")
    WITHDRAWN = mark("withdrawn")
    NEW = mark("new")
    ELSEWHERE = mark("elsewhere")
    """Accounted for in another way: at the bindery, in repair, on display."""


@dataclass(frozen=True, slots=True)
class Scope:
    """What a sweep is about. An empty field does not narrow it.

    Attributes:
        first, last: Call numbers, both ends included, in shelf order.
        barcodes: A list somebody gave; then nothing else narrows it.
    """

    library: str = ""
    location: str = ""
    first: CallNumber | None = None
    last: CallNumber | None = None
    barcodes: tuple[str, ...] = ()


class Expected(NamedTuple):
    """One item as it was frozen when the sweep opened.

    Attributes:
        key: Shelf key; items of one shelf compare by it. None where nobody can place the item.
        shelf: The shelf it stands on: its location, with the prefix where that has a shelf.
        status: What the library system said then.
    """

    barcode: str
    bucket: Bucket
    key: bytes | None
    shelf: str = ""
    title: str = ""
    author: str = ""
    call_number: str = ""
    library: str = ""
    location: str = ""
    volume: str = ""
    copy: str = ""
    status: str = ""


class ScanRead(NamedTuple):
    """One code in what a scanner handed over, as it stands there.

    Attributes:
        barcode: The code, not yet looked up.
        at: ISO 8601 in UTC; "" where none was recorded.
        place: The shelf tag or bay marker read last before it.
        line: The line or record of the file, from 1.
    """

    barcode: str
    at: str = ""
    place: str = ""
    line: int = 0


class Unreadable(NamedTuple):
    """A line of a file that is no read.

    Attributes:
        text: What stands there, "" where it must not be kept: a patron's number.
    """

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class ScanFile:
    """What a file of a scanner holds: every line of it is a read, unreadable, or says something
    about the reads.

    Attributes:
        kind: What sort of file it was taken for.
        why: How that was known, in words.
        marks: The lines that only say something about others: headings, dates, places.
    """

    reads: Sequence[ScanRead]
    unreadable: Sequence[Unreadable] = ()
    kind: str = ""
    why: str = ""
    marks: Sequence[int] = ()


class Heard(NamedTuple):
    """One item heard once, after repetitions were folded.

    Attributes:
        number: Ascending in the order of hearing within the sweep.
        sitting: The upload or the stretch of live work it belongs to.
        place: The shelf tag or bay marker read last before it; "" when there was none.
        at: ISO 8601 in UTC; "" where the device knows no time.
        strength_dbm: Of the strongest of its reads, for radio.
        reads: How often it was read in a row.
        ordered: Whether the order of hearing is the order on the shelf: yes for a barcode scanner,
            no for radio.
    """

    number: int
    barcode: str
    sitting: int
    place: str = ""
    at: str = ""
    strength_dbm: float | None = None
    reads: int = 1
    ordered: bool = True


@dataclass(frozen=True, slots=True)
class Move:
    """A book to take out and put elsewhere.

    Attributes:
        found_between: The barcodes beside it now; "" at an end of what was heard.
        belongs_between: The barcodes it belongs between, once the moves before it are made; "" at
            an end, both where nothing of its shelf was heard.
        sure: 0 to 1: how sure it is that the book is out of place.
    """

    barcode: str
    found_between: tuple[str, str]
    belongs_between: tuple[str, str]
    sure: float = 1.0


class Grade(Spoken):
    """What not hearing an item means."""

    MISSING = mark("missing")
    LOOK_AGAIN = mark("look again")
    CANNOT_TELL = mark("cannot tell")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is concluded of an item that was expected and not heard.

    Attributes:
        probability: That it is not on its shelf, 0 to 1; None where nothing can be said.
        reason: In words, with the numbers it rests on.
    """

    barcode: str
    grade: Grade
    probability: float | None
    reason: str
