"""What a report says in tables: the same rows for a workbook, a page and a printed list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from procstation.sweeping.bays import Bay
from procstation.sweeping.lists import Entry, ListKind, WorkList
from procstation.sweeping.model import Bucket
from procstation.sweeping.report import SweepReport
from procstation.sweeping.statistics import By, Tally, summed

Row = Sequence[str | int | float]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading, column names and rows; numbers stay numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def summary(report: SweepReport) -> list[tuple[str, int]]:
    """Return what was counted, in the words of a person."""
    counts = [
        ("expected on the shelf", report.expected),
        ("found", report.found),
        ("missing", len(report.missing)),
        ("to be looked for again", len(report.look_again)),
        ("cannot be told", len(report.cannot_tell)),
        ("out of order", len(report.misplaced)),
        ("of another location", len(report.wrong_location)),
        ("accounted for elsewhere, and here", len(report.wrong_status)),
        ("not in the catalogue", len(report.unknown)),
        ("heard at two places", len(report.duplicates)),
        ("here, and not asked for", len(report.outside_scope)),
        ("heard only faintly, of another shelf", len(report.strays)),
        ("cases closed", len(report.closed)),
    ]
    buckets = [
        (f"in the scope, {bucket.value}", count)
        for bucket, count in sorted(report.buckets.items())
        if bucket is not Bucket.ON_SHELF
    ]
    return counts + buckets


def work_table(work: WorkList) -> Table:
    """Return a list as it is worked off, with the columns its kind needs."""
    columns = ["call number", "title", "barcode", "place"]
    match work.kind:
        case ListKind.RESHELVE:
            columns += ["stands after", "stands before", "put after", "put before", "why"]
        case ListKind.LOOK_AGAIN:
            columns += ["look after", "look before", "likely gone", "why"]
        case _:
            columns += ["stands after", "stands before", "why"]
    return Table(work.title, tuple(columns), tuple(_row(one, work.kind) for one in work.entries))


def _row(one: Entry, kind: ListKind) -> Row:
    start = (shelf_mark(one), one.title, one.barcode, one.where, one.left, one.right)
    match kind:
        case ListKind.RESHELVE:
            return (*start, one.to_left, one.to_right, one.why)
        case ListKind.LOOK_AGAIN:
            likely = "" if one.probability is None else round(one.probability, 3)
            return (*start, likely, f"{one.why}: {one.reason}")
        case _:
            return (*start, one.why)


def shelf_mark(one: Entry) -> str:
    """Return a call number with what tells volumes and copies apart, each said once."""
    parts = [one.call_number]
    for more in (one.volume, one.copy):
        if more and more.casefold() not in one.call_number.casefold().split():
            parts.append(more)
    return " ".join(filter(None, parts))


def coverage_table(bays: Iterable[Bay]) -> Table:
    columns = (
        "bay", "shelf", "marker", "first", "last", "expected", "heard", "passes", "rate",
        "rate at least", "longest gap", "state",
    )  # fmt: skip
    rows = tuple(
        (
            bay.number,
            bay.shelf,
            bay.place,
            bay.first,
            bay.last,
            bay.expected,
            bay.heard,
            len(bay.passes),
            round(bay.rate, 3),
            round(bay.least, 3),
            bay.gap,
            bay.hearing.value,
        )
        for bay in bays
    )
    return Table("Bays", columns, rows)


def throughput_table(report: SweepReport) -> Table:
    rows = tuple((one.hour, one.who, one.items, one.first) for one in report.throughput)
    return Table("Throughput", ("hour (UTC)", "person", "items", "for the first time"), rows)


LOSSES: tuple[tuple[str, str, By], ...] = (
    ("Losses by location", "location", "location"),
    ("Losses by class", "class", "call_class"),
)


def loss_tables(tallies: Sequence[Tally]) -> tuple[Table, ...]:
    """Return what is lost by location and by class."""
    return tuple(
        Table(title, (name, "expected", "swept", "missing", "look again", "loss rate"), rows)
        for title, name, by in LOSSES
        if (rows := tuple(_loss_row(key, one) for key, one in summed(tallies, by).items()))
    )


def _loss_row(key: str, one: Tally) -> Row:
    rate = "" if one.loss_rate is None else round(one.loss_rate, 4)
    return (key or "other", one.expected, one.swept, one.missing, one.look_again, rate)
