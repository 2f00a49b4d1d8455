"""The lists somebody carries to the shelf, each in the order of the walk."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from procstation.language import Spoken, mark, percent, tr, tr_marked
from procstation.sweeping.model import Bucket, Expected, Grade
from procstation.sweeping.report import SweepReport
from procstation.sweeping.whereabouts import Whereabouts

RELABEL = frozenset(("damaged", "relabel"))
WEED = "weed"
"""Conditions that put a book on a list; any other is an exception somebody has to read."""


class ListKind(Spoken):
    """What is to be done with the books of a list."""

    PULL = mark("pull")
    RESHELVE = mark("reshelve")
    RELABEL = mark("relabel")
    LOOK_AGAIN = mark("look again")
    EXCEPTIONS = mark("exceptions")


TITLES = {
    ListKind.PULL: mark("Take off the shelf"),
    ListKind.RESHELVE: mark("Put in its place"),
    ListKind.RELABEL: mark("Needs a new label"),
    ListKind.LOOK_AGAIN: mark("Look for"),
    ListKind.EXCEPTIONS: mark("To be settled at the desk"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One book of a list.

    Attributes:
        why: What is the matter, in a few words.
        where: The bay marker it was heard at, or its own.
        left, right: Its neighbours where it stands, or should stand when nobody heard it: call
            numbers, or barcodes of books without one; "" at an end.
        to_left, to_right: The neighbours it belongs between, for books to be moved.
        probability: Of a book looked for: that it is gone.
    """

    barcode: str
    why: str
    call_number: str = ""
    volume: str = ""
    copy: str = ""
    title: str = ""
    author: str = ""
    location: str = ""
    status: str = ""
    where: str = ""
    left: str = ""
    right: str = ""
    to_left: str = ""
    to_right: str = ""
    probability: float | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class WorkList:
    """A list to be worked off."""

    kind: ListKind
    entries: tuple[Entry, ...]

    @property
    def title(self) -> str:
        return tr_marked(TITLES[self.kind])


def lists_of(report: SweepReport) -> tuple[WorkList, ...]:
    """Return all five lists; those with nothing to do are empty."""
    return (
        WorkList(ListKind.PULL, tuple(_pull(report))),
        WorkList(ListKind.RESHELVE, tuple(_reshelve(report))),
        WorkList(ListKind.LOOK_AGAIN, tuple(_look_again(report))),
        WorkList(ListKind.RELABEL, tuple(_relabel(report))),
        WorkList(ListKind.EXCEPTIONS, tuple(_exceptions(report))),
    )


def _pull(report: SweepReport) -> Iterator[Entry]:
    why: dict[str, list[str]] = {}
    for barcode in report.wrong_location:
        item = report.items[barcode]
        home = ", ".join(filter(None, (item.library, item.location)))
        why.setdefault(barcode, []).append(tr("belongs to {home}", home=home))
    for barcode in report.wrong_status:
        item = report.items[barcode]
        said = item.bucket.word
        if item.status and item.status.casefold() != item.bucket:
            said = f"{said} ({item.status})"
        why.setdefault(barcode, []).append(tr("the catalogue has it {said}", said=said))
    for barcode, said in report.unknown.items():
        why.setdefault(barcode, []).append(said)
    for barcode in report.duplicates:
        why.setdefault(barcode, []).append(tr("heard at two places: two books with one barcode"))
    for barcode, conditions in report.conditions.items():
        if WEED in conditions:
            why.setdefault(barcode, []).append(tr("to be weeded"))
    for barcode in _walked(report, why):
        yield _entry(report, barcode, "; ".join(why[barcode]))


def _reshelve(report: SweepReport) -> Iterator[Entry]:
    """Yield the moves in the order in which they are to be made."""
    for move in report.misplaced:
        why = (
            tr("out of order")
            if move.sure >= 1
            else tr("out of order, {share} sure", share=percent(move.sure))
        )
        left, right = (_named(report, one) for one in move.found_between)
        to_left, to_right = (_named(report, one) for one in move.belongs_between)
        entry = _entry(report, move.barcode, why)
        yield replace(entry, left=left, right=right, to_left=to_left, to_right=to_right)


def _look_again(report: SweepReport) -> Iterator[Entry]:
    """Yield what is missing and what is to be looked for, in shelf order."""
    for one in report.verdicts:
        if one.grade is Grade.CANNOT_TELL:
            continue
        entry = _entry(report, one.barcode, one.grade.word, report.homes[one.barcode])
        yield replace(entry, probability=one.probability, reason=one.reason)


def _relabel(report: SweepReport) -> Iterator[Entry]:
    marked = {
        barcode: ", ".join(tr_marked(one) for one in conditions if one in RELABEL)
        for barcode, conditions in report.conditions.items()
        if RELABEL.intersection(conditions)
    }
    for barcode in _walked(report, marked):
        yield _entry(report, barcode, marked[barcode])


def _exceptions(report: SweepReport) -> Iterator[Entry]:
    why: dict[str, list[str]] = {}
    for barcode in report.undecided:
        why.setdefault(barcode, []).append(tr("nobody can say where its call number belongs"))
    for barcode in report.strays:
        why.setdefault(barcode, []).append(tr("heard only faintly, amid books of another shelf"))
    for barcode in report.repeated:
        why.setdefault(barcode, []).append(tr("several items of the catalogue have this barcode"))
    for barcode, conditions in report.conditions.items():
        others = [one for one in conditions if one not in RELABEL and one != WEED]
        if others:
            why.setdefault(barcode, []).append(", ".join(map(tr_marked, others)))
    for one in report.closed:
        why.setdefault(one.barcode, []).append(
            tr("found again; looked for since {since}", since=one.since)
        )
    for barcode in _walked(report, why):
        yield _entry(report, barcode, "; ".join(why[barcode]))


def _walked(report: SweepReport, barcodes: Iterable[str]) -> list[str]:
    """Return barcodes in the order of the shelves; those nobody heard come last."""
    places = {one: (0, it.position, it.number) for one, it in report.where.items()}
    return sorted(barcodes, key=lambda one: (places.get(one, (1, 0, 0)), one))


def _entry(report: SweepReport, barcode: str, why: str, where: Whereabouts | None = None) -> Entry:
    item = report.items.get(barcode, UNKNOWN)
    where = where or report.where.get(barcode, NOWHERE)
    left, right = (_named(report, one) for one in where.between)
    return Entry(
        barcode,
        why,
        call_number=item.call_number,
        volume=item.volume,
        copy=item.copy,
        title=item.title,
        author=item.author,
        location=item.location,
        status=item.status,
        where=where.place,
        left=left,
        right=right,
    )


def _named(report: SweepReport, barcode: str) -> str:
    """Return what a person sees of a neighbour on its spine."""
    item = report.items.get(barcode)
    call_number = item.call_number if item else report.call_numbers.get(barcode)
    return call_number or barcode


UNKNOWN = Expected("", Bucket.ELSEWHERE, None)
NOWHERE = Whereabouts(0, 0, "", "", ("", ""))
