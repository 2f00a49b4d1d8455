"""What a report says in tables: the same rows for a workbook, a page and a printed list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from procstation.language import mark, tr, tr_marked
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
        (tr("expected on the shelf"), report.expected),
        (tr("found"), report.found),
        (tr("missing"), len(report.missing)),
        (tr("to be looked for again"), len(report.look_again)),
        (tr("cannot be told"), len(report.cannot_tell)),
        (tr("out of order"), len(report.misplaced)),
        (tr("of another location"), len(report.wrong_location)),
        (tr("accounted for elsewhere, and here"), len(report.wrong_status)),
        (tr("not in the catalogue"), len(report.unknown)),
        (tr("heard at two places"), len(report.duplicates)),
        (tr("here, and not asked for"), len(report.outside_scope)),
        (tr("heard only faintly, of another shelf"), len(report.strays)),
        (tr("cases closed"), len(report.closed)),
    ]
    buckets = [
        (tr("in the scope, {status}", status=bucket.word), count)
        for bucket, count in sorted(report.buckets.items())
        if bucket is not Bucket.ON_SHELF
    ]
    return counts + buckets


def work_table(work: WorkList) -> Table:
    """Return a list as it is worked off, with the columns its kind needs."""
    columns = [tr("call number"), tr("title"), tr("barcode"), tr("place")]
    match work.kind:
        case ListKind.RESHELVE:
            columns += [
                tr("stands after"),
                tr("stands before"),
                tr("put after"),
                tr("put before"),
                tr("why"),
            ]
        case ListKind.LOOK_AGAIN:
            columns += [tr("look after"), tr("look before"), tr("likely gone"), tr("why")]
        case _:
            columns += [tr("stands after"), tr("stands before"), tr("why")]
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
        tr("bay"), tr("shelf"), tr("marker"), tr("first"), tr("last"), tr("expected"), tr("heard"),
        tr("passes"), tr("rate"), tr("rate at least"), tr("longest gap"), tr("state"),
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
            bay.hearing.word,
        )
        for bay in bays
    )
    return Table(tr("Bays"), columns, rows)


def throughput_table(report: SweepReport) -> Table:
    rows = tuple((one.hour, one.who, one.items, one.first) for one in report.throughput)
    return Table(
        tr("Throughput"),
        (tr("hour (UTC)"), tr("person"), tr("items"), tr("for the first time")),
        rows,
    )


LOSSES: tuple[tuple[str, str, By], ...] = (
    (mark("Losses by location"), mark("location"), "location"),
    (mark("Losses by class"), mark("class"), "call_class"),
)


def loss_tables(tallies: Sequence[Tally]) -> tuple[Table, ...]:
    """Return what is lost by location and by class."""
    return tuple(
        Table(
            tr_marked(title),
            (
                tr_marked(name),
                tr("expected"),
                tr("swept"),
                tr("missing"),
                tr("look again"),
                tr("loss rate"),
            ),
            rows,
        )
        for title, name, by in LOSSES
        if (rows := tuple(_loss_row(key, one) for key, one in summed(tallies, by).items()))
    )


def _loss_row(key: str, one: Tally) -> Row:
    rate = "" if one.loss_rate is None else round(one.loss_rate, 4)
    return (key or tr("other"), one.expected, one.swept, one.missing, one.look_again, rate)
