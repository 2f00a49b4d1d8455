"""What the report of a sweep is made from, out of the store.

What nobody reads in a report is not loaded: of hundreds of thousands of items their titles and
authors, unless the report names them.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import compress
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from procstation.store.sweep_rows import ExpectedRow, SweepRow
from procstation.sweeping.books import Books
from procstation.sweeping.judging import TagHistory
from procstation.sweeping.model import Bucket, Expected
from procstation.sweeping.placing import Placing, shelf_of
from procstation.sweeping.reads import Reads
from procstation.sweeping.report import Beside, ClosedCase
from procstation.sweeping.throughput import SittingInfo
from procstation.sweeping.unknown_codes import said_of_unknown
from procstation.sweeping.wanted import GoOn, always, each

if TYPE_CHECKING:
    from procstation.items import BarcodeRange
    from procstation.store.sweep_case_rows import SweepCaseRows

_BUCKETS = {bucket.value: bucket for bucket in Bucket}


class Findings(NamedTuple):
    """What a sweep expected, what it heard, and what is known beside that."""

    books: Books
    reads: Reads
    beside: Beside


def placed(rows: Iterable[ExpectedRow], placing: Placing) -> Iterator[Expected]:
    """Yield items with their shelves and their keys."""
    for row in rows:
        key = placing.key(
            row.barcode, row.call_number, row.scheme, row.location, row.volume, row.copy
        )
        yield told(row)._replace(key=key, shelf=shelf_of(key, row.location))


def told(row: ExpectedRow) -> Expected:
    """Return an item without its shelf and its key."""
    (
        barcode, bucket, title, author, call_number, _, library, location, volume, copy, status
    ) = row  # fmt: skip
    # Names that many items have are kept once.
    return Expected(
        barcode, _BUCKETS[bucket], None, "", title, intern(author), call_number,
        intern(library), intern(location), volume, copy, intern(status),
    )  # fmt: skip


def findings_of(
    rows: "SweepCaseRows",
    row: SweepRow,
    placing: Placing,
    ranges: Sequence["BarcodeRange"],
    stranger: Callable[[ExpectedRow], Expected],
    go_on: GoOn = always,
) -> Findings:
    """Load what a sweep has found so far.

    Args:
        stranger: What an item that was heard and not expected is.

    Raises:
        NotWanted: By `go_on`.
    """

    def filed(*values: str) -> bytes:
        # The store sorts by this, and gives no row before it has all.
        go_on()
        return placing.filed(*values)

    others = placed(rows.expected_elsewhere(row.id, Bucket.ON_SHELF), placing)
    books = Books(each(rows.filed(row.id, Bucket.ON_SHELF, filed), go_on), others)
    reads = Reads(each(rows.heard_in_pieces(row.id), go_on), books)
    go_on()
    asked = [books.barcode(one) for one in books.not_expected()]
    books.describe({one.barcode: one for one in map(stranger, rows.items_with(asked))})
    unknown = [books.barcode(one) for one in books.not_expected() if books.bucket(one) is None]
    known = [one for one, at in books.numbers.items() if books.bucket(at)] if unknown else []
    go_on()
    history = rows.history(row.id, _unheard(books, reads))
    go_on()
    beside = Beside(
        strange=said_of_unknown(unknown, known, ranges),
        history={one: TagHistory(*counts) for one, counts in history.items()},
        sittings={
            one.id: SittingInfo(one.person, one.device, one.begun_at)
            for one in rows.sittings(row.id)
        },
        closed=tuple(
            ClosedCase(one.barcode, one.sweep, at=one.closed_at or "")
            for one in rows.cases_closed_in(row.name)
        ),
        conditions=rows.conditions(row.id),
    )
    return Findings(books, reads, beside)


def _unheard(books: Books, reads: Reads) -> set[str]:
    left = bytearray(b"\1") * len(books)
    for book in reads.books:
        left[book] = 0
    return set(compress(books.numbers, left[: books.on_shelf]))


@contextmanager
def nothing_collected() -> Iterator[None]:
    """Let the collector of cycles rest: of millions of tuples it finds none, again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
