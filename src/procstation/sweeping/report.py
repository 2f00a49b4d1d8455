"""The report of a sweep: what was expected and what was heard, and what follows."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from procstation.language import tr
from procstation.sweeping.bays import Bay, CallNumbers, bays_of, tracks_of
from procstation.sweeping.books import Books, books_of
from procstation.sweeping.duplicates import heard_twice
from procstation.sweeping.judging import TagHistory, judge, not_heard
from procstation.sweeping.model import Bucket, Expected, Grade, Heard, Move, Verdict
from procstation.sweeping.order import Step
from procstation.sweeping.passes import passes_of
from procstation.sweeping.reads import Reads
from procstation.sweeping.standing import disorder_of
from procstation.sweeping.statistics import Tally, tallies_of
from procstation.sweeping.thresholds import USUAL, Thresholds
from procstation.sweeping.throughput import SittingInfo, Throughput, throughput_of
from procstation.sweeping.wanted import GoOn, always
from procstation.sweeping.whereabouts import Whereabouts, heard_at, homes_of

ItemsWith = Callable[[Collection[str]], Mapping[str, Expected]]
"""Returns what is known of some barcodes, but for shelf and key."""


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """An item missing or looked for since an earlier sweep, heard in this one.

    Attributes:
        since: The sweep that opened the case.
    """

    barcode: str
    since: str
    place: str = ""
    at: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known beside the expected list.

    Attributes:
        catalogue: By barcode, of what was heard and not expected: what the catalogue has of it now.
        strange: By barcode, of what the catalogue has not: what can be said, such as that its form
            is another library's.
        history: By barcode, how often earlier sweeps heard an item.
        sittings: By number.
        closed: Cases of earlier sweeps that this one closed.
        conditions: By barcode, what somebody at the shelf said of the book: `damaged`, `relabel`,
            `weed`.
    """

    catalogue: Mapping[str, Expected] = field(default_factory=dict)
    strange: Mapping[str, str] = field(default_factory=dict)
    history: Mapping[str, TagHistory] = field(default_factory=dict)
    sittings: Mapping[int, SittingInfo] = field(default_factory=dict)
    closed: tuple[ClosedCase, ...] = ()
    conditions: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SweepReport:
    """What a sweep found. Tuples of barcodes are in shelf order, or in that of hearing.

    Attributes:
        expected: Items that should be on the shelf.
        found: Of them, those heard.
        buckets: Of everything in the scope, where the catalogue has it.
        verdicts: On every item that was expected and not heard, in shelf order.
        misplaced: The moves that put the shelf right, once it is rid of what does not belong there.
        wrong_location: Heard, and belonging to another location or library.
        wrong_status: Heard, though the catalogue has them on loan, lost, withdrawn…
        unknown: Heard, and not in the catalogue; with what can be said of each.
        duplicates: Heard at two places far apart in one walk.
        outside_scope: Heard, rightly here, and not asked for.
        undecided: Heard, and nobody can say where they belong.
        strays: Heard by radio amid another shelf, too weakly or too seldom to stand there.
        repeated: Barcodes that several expected items have.
        heaps: Sittings that were not in the order of a shelf.
        items: Of every item named above what is known of it, but for its shelf and its key.
        call_numbers: Of those that stand or belong beside one named above.
        where: Of every item named above and heard.
        homes: Of every item missing or to be looked for, its place on the shelf.
    """

    name: str
    expected: int
    found: int
    heard: int
    buckets: Mapping[Bucket, int]
    verdicts: tuple[Verdict, ...]
    misplaced: tuple[Move, ...]
    wrong_location: tuple[str, ...]
    wrong_status: tuple[str, ...]
    unknown: Mapping[str, str]
    duplicates: tuple[str, ...]
    outside_scope: tuple[str, ...]
    undecided: tuple[str, ...]
    strays: tuple[str, ...]
    repeated: tuple[str, ...]
    heaps: tuple[int, ...]
    bays: tuple[Bay, ...]
    tallies: tuple[Tally, ...]
    throughput: tuple[Throughput, ...]
    closed: tuple[ClosedCase, ...]
    conditions: Mapping[str, tuple[str, ...]]
    items: Mapping[str, Expected]
    call_numbers: Mapping[str, str]
    where: Mapping[str, Whereabouts]
    homes: Mapping[str, Whereabouts]

    def graded(self, grade: Grade) -> list[str]:
        return [one.barcode for one in self.verdicts if one.grade is grade]

    @property
    def missing(self) -> list[str]:
        return self.graded(Grade.MISSING)

    @property
    def look_again(self) -> list[str]:
        return self.graded(Grade.LOOK_AGAIN)

    @property
    def cannot_tell(self) -> list[str]:
        return self.graded(Grade.CANNOT_TELL)


def report_of(
    expected: Iterable[Expected],
    heard: Sequence[Heard],
    beside: Beside | None = None,
    *,
    name: str = "",
    thresholds: Thresholds = USUAL,
) -> SweepReport:
    """Say what a sweep found.

    Args:
        expected: Everything in the scope of the sweep, as it was frozen, in any order.
        heard: In the order of hearing.
        name: Of the sweep.
    """
    beside = beside or Beside()
    books, known, repeated = books_of(expected)
    reads = Reads([list(heard)] if heard else [], books)
    asked = [books.barcode(one) for one in books.not_expected()]
    strangers = {one: beside.catalogue[one] for one in asked if one in beside.catalogue}
    books.describe(strangers)
    known |= strangers
    return report_on(
        books,
        reads,
        beside,
        lambda asked: {one: known[one] for one in asked if one in known},
        lambda asked: {one: known[one].call_number for one in asked if one in known},
        name=name,
        thresholds=thresholds,
        repeated=repeated,
    )


def report_on(
    books: Books,
    reads: Reads,
    beside: Beside,
    items_with: ItemsWith,
    call_numbers_of: CallNumbers,
    *,
    name: str = "",
    thresholds: Thresholds = USUAL,
    repeated: Sequence[str] = (),
    go_on: GoOn = always,
) -> SweepReport:
    """Say what a sweep found, by columns.

    Args:
        beside: `catalogue` is not looked at: the books have been told.
        repeated: Barcodes that several expected items have.

    Raises:
        NotWanted: By `go_on`.
    """
    spoken_of = (*repeated, *(one.barcode for one in beside.closed), *beside.conditions)
    noted = {books.numbers[one] for one in spoken_of if one in books.numbers}
    books.seal()
    passes = passes_of(reads)
    go_on()
    tracks = tracks_of(books, reads, passes)
    go_on()
    bays = bays_of(books, reads, tracks, call_numbers_of, thresholds)
    go_on()
    verdicts = judge(books, bays, tracks, beside.history, thresholds)
    go_on()
    judged = list(zip(not_heard(books, tracks), verdicts, strict=True))
    strangers = [one for one in books.not_expected() if books.bucket(one) is not None]
    away = [one for one in strangers if not books.is_of_here(one)]
    wrong_status = _wrong_status(books, reads)
    disorder = disorder_of(passes, books, reads, (*away, *wrong_status))
    go_on()
    strayed = [move.book for move in disorder.moves if _is_astray(books, move)]
    unknown = [one for one in books.not_expected() if books.bucket(one) is None]
    duplicates = heard_twice(books, reads)
    named = {
        *noted,
        *(at for at, _ in judged),
        *(move.book for move in disorder.moves),
        *books.not_expected(),
        *wrong_status,
        *duplicates,
        *disorder.undecided,
        *disorder.strays,
    }
    go_on()
    codes = books.barcode
    beside_moved = {one for move in disorder.moves for one in _beside(move)}
    where = {codes(one): it for one, it in heard_at(books, reads, named | beside_moved).items()}
    homes = homes_of(books, bays, judged, (move.book for move in disorder.moves))
    go_on()
    items = items_with({*map(codes, named), *spoken_of})
    beside_them = {one for it in (*where.values(), *homes.values()) for one in it.between}
    beside_them.update(map(codes, beside_moved))
    return SweepReport(
        name=name,
        expected=books.on_shelf,
        found=books.on_shelf - len(verdicts),
        heard=reads.different,
        buckets=books.buckets(),
        verdicts=tuple(verdicts),
        misplaced=tuple(_move(books, one) for one in disorder.moves),
        wrong_location=tuple(map(codes, (*away, *strayed))),
        wrong_status=tuple(map(codes, wrong_status)),
        unknown={
            code: beside.strange.get(code, tr("not in the catalogue"))
            for code in map(codes, unknown)
        },
        duplicates=tuple(map(codes, duplicates)),
        outside_scope=tuple(codes(one) for one in strangers if books.is_of_here(one)),
        undecided=tuple(map(codes, disorder.undecided)),
        strays=tuple(map(codes, disorder.strays)),
        repeated=tuple(repeated),
        heaps=disorder.heaps,
        bays=tuple(bays),
        tallies=tallies_of(books, judged, bays),
        throughput=throughput_of(reads, beside.sittings),
        closed=beside.closed,
        conditions=beside.conditions,
        items=items,
        call_numbers=call_numbers_of(beside_them.difference(items)),
        where=where,
        homes=homes,
    )


def _wrong_status(books: Books, reads: Reads) -> list[int]:
    """Return what was heard and is not on its shelf by the catalogue, in the order of hearing."""
    others = dict.fromkeys(one for one in reads.books if one >= books.on_shelf)
    return [one for one in others if books.bucket(one) not in (Bucket.ON_SHELF, None)]


def _is_astray(books: Books, move: Step) -> bool:
    """Say whether a book to be moved stands at another location than its own."""
    beside = [one for one in move.found_between if one >= 0]
    return bool(beside) and not any(books.are_together(move.book, one) for one in beside)


def _beside(move: Step) -> Iterator[int]:
    return (one for one in (*move.found_between, *move.belongs_between) if one >= 0)


def _move(books: Books, move: Step) -> Move:
    left, right = map(books.barcode, move.found_between)
    to_left, to_right = map(books.barcode, move.belongs_between)
    return Move(books.barcode(move.book), (left, right), (to_left, to_right), move.sure)
