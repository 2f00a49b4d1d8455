"""The report of a sweep: what was expected and what was heard, and what follows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from procstation.sweeping.bays import Bay, ShelfOrder, bays_of, tracks_of
from procstation.sweeping.duplicates import heard_twice
from procstation.sweeping.judging import TagHistory, judge
from procstation.sweeping.model import Bucket, Expected, Grade, Heard, Move, Verdict
from procstation.sweeping.passes import loudness, passes_of
from procstation.sweeping.standing import disorder_of
from procstation.sweeping.statistics import Tally, tallies_of
from procstation.sweeping.thresholds import USUAL, Thresholds
from procstation.sweeping.throughput import SittingInfo, Throughput, throughput_of

NEARBY = 20
"""Reports on each side of one, among which its neighbours are looked for."""


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
class Whereabouts:
    """Where something was heard last, or where it should have been heard.

    Attributes:
        position: In shelf order, of what stands beside it.
        number: Of the report; 0 of what nobody heard.
        between: The barcodes heard before and after it in the same sitting, or those that stand
            beside its place; "" at an end.
    """

    position: int
    number: int
    place: str
    at: str
    between: tuple[str, str]


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
        repeated: Barcodes that several expected items have.
        heaps: Sittings that were not in the order of a shelf.
        items: Of every item named above, and of their neighbours, what is known of it.
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
    repeated: tuple[str, ...]
    heaps: tuple[int, ...]
    bays: tuple[Bay, ...]
    tallies: tuple[Tally, ...]
    throughput: tuple[Throughput, ...]
    closed: tuple[ClosedCase, ...]
    conditions: Mapping[str, tuple[str, ...]]
    items: Mapping[str, Expected]
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
    expected: Sequence[Expected],
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
    order = ShelfOrder(expected)
    passes = passes_of(heard)
    tracks = tracks_of(order, passes)
    bays = bays_of(order, tracks, thresholds)
    verdicts = judge(order, bays, tracks, beside.history, thresholds)

    barcodes = dict.fromkeys(one.barcode for one in heard)
    scope = {one.barcode: one for one in expected}
    if len(scope) < len(expected):
        scope.update((one.barcode, one) for one in order.items)
    strangers = {
        one: beside.catalogue[one]
        for one in barcodes
        if one not in scope and one in beside.catalogue
    }
    places = {(one.library, one.location) for one in scope.values()}
    away = [one for one, item in strangers.items() if (item.library, item.location) not in places]
    known = scope | strangers if strangers else scope
    wrong_status = [
        one for one in barcodes if one in known and known[one].bucket is not Bucket.ON_SHELF
    ]
    # What is taken off the shelf need not be put in order there.
    disorder = disorder_of(passes, _without(known, (*away, *wrong_status)))
    strayed = [
        move.barcode for move in disorder.moves if _is_astray(known[move.barcode], move, known)
    ]
    # A number of the publisher is on many books; what is no item of ours has no place of its own.
    duplicates = [one for one in heard_twice(heard, order) if one in known]
    wrong_location = (*away, *strayed)
    outside = set(strangers) - set(away)
    unknown = {
        one: beside.strange.get(one, "not in the catalogue") for one in barcodes if one not in known
    }
    named = {
        *(one.barcode for one in verdicts),
        *(one for move in disorder.moves for one in _all_of(move)),
        *wrong_location,
        *wrong_status,
        *unknown,
        *duplicates,
        *outside,
        *disorder.undecided,
        *order.repeated,
        *(one.barcode for one in beside.closed),
        *beside.conditions,
    }
    where = _whereabouts(heard, named, order)
    moved = {one.barcode for one in disorder.moves}
    homes = _homes(order, bays, verdicts, moved)
    beside_them = {one for it in (*where.values(), *homes.values()) for one in it.between}
    return SweepReport(
        name=name,
        expected=len(order.items),
        found=len(order.items) - len(verdicts),
        heard=len(barcodes),
        buckets=dict(Counter(one.bucket for one in expected)),
        verdicts=tuple(verdicts),
        misplaced=disorder.moves,
        wrong_location=wrong_location,
        wrong_status=tuple(wrong_status),
        unknown=unknown,
        duplicates=tuple(duplicates),
        outside_scope=tuple(one for one in barcodes if one in outside),
        undecided=disorder.undecided,
        repeated=tuple(order.repeated),
        heaps=disorder.heaps,
        bays=tuple(bays),
        tallies=tallies_of(order.items, verdicts, bays),
        throughput=throughput_of(heard, beside.sittings),
        closed=beside.closed,
        conditions=beside.conditions,
        items={one: known[one] for one in named | beside_them if one in known},
        where=where,
        homes=homes,
    )


def _without(known: Mapping[str, Expected], away: Iterable[str]) -> Mapping[str, Expected]:
    gone = set(away)
    return {one: it for one, it in known.items() if one not in gone} if gone else known


def _is_astray(item: Expected, move: Move, known: Mapping[str, Expected]) -> bool:
    """Say whether a book to be moved stands at another location than its own."""
    beside = [known[one] for one in move.found_between if one in known]
    mine = (item.library, item.location)
    return bool(beside) and all((one.library, one.location) != mine for one in beside)


def _all_of(move: Move) -> tuple[str, ...]:
    return (move.barcode, *move.found_between, *move.belongs_between)


def _whereabouts(
    heard: Sequence[Heard], named: set[str], order: ShelfOrder
) -> dict[str, Whereabouts]:
    """Return where the named were heard, by their strongest report of the last sitting."""
    sittings: dict[int, list[Heard]] = {}
    best: dict[str, tuple[int, int]] = {}
    for one in heard:
        said = sittings.setdefault(one.sitting, [])
        said.append(one)
        if one.barcode not in named:
            continue
        sitting, at = best.get(one.barcode, (-1, -1))
        if sitting != one.sitting or one.ordered or loudness(one) > loudness(sittings[sitting][at]):
            best[one.barcode] = (one.sitting, len(said) - 1)
    return {
        barcode: _about(sittings[sitting], at, order) for barcode, (sitting, at) in best.items()
    }


def _about(said: Sequence[Heard], at: int, order: ShelfOrder) -> Whereabouts:
    one = said[at]
    nearby = said[max(0, at - NEARBY) : at][::-1], said[at + 1 : at + 1 + NEARBY]
    before, after = ([it.barcode for it in side if it.barcode != one.barcode] for side in nearby)
    # Of several, since any one of them may be a wanderer itself.
    beside = sorted(order.at[it] for it in (*before[:3], *after[:2]) if it in order.at)
    position = beside[len(beside) // 2] if beside else len(order.items)
    between = (before[0] if before else "", after[0] if after else "")
    return Whereabouts(position, one.number, one.place, one.at, between)


def _homes(
    order: ShelfOrder, bays: Sequence[Bay], verdicts: Sequence[Verdict], moved: set[str]
) -> dict[str, Whereabouts]:
    """Return the places of those to be looked for, between books that were heard in theirs."""
    absent = {one.barcode for one in verdicts} | moved
    homes: dict[str, Whereabouts] = {}
    number = 0
    for one in verdicts:
        if one.grade is Grade.CANNOT_TELL:
            continue
        at = order.at[one.barcode]
        while bays[number].end <= at:
            number += 1
        start, end = order.shelf_about(at)
        beside = (_next(order, at, -1, start - 1, absent), _next(order, at, 1, end, absent))
        homes[one.barcode] = Whereabouts(at, 0, bays[number].place, "", beside)
    return homes


def _next(order: ShelfOrder, at: int, step: int, edge: int, absent: set[str]) -> str:
    for other in range(at + step, edge, step):
        barcode = order.items[other].barcode
        if barcode not in absent:
            return barcode
    return ""
