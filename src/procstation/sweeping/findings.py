"""What the report of a sweep is made from, out of the store.

What nobody reads in a report is not loaded: of hundreds of thousands of items their titles and
authors, unless the report names them.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from procstation.store.sweep_rows import ExpectedRow, SweepRow
from procstation.sweeping.judging import TagHistory
from procstation.sweeping.model import Bucket, Expected, Heard
from procstation.sweeping.placing import Placing, shelf_of
from procstation.sweeping.report import Beside, ClosedCase
from procstation.sweeping.sweep_records import heard_from
from procstation.sweeping.throughput import SittingInfo
from procstation.sweeping.unknown_codes import said_of_unknown

if TYPE_CHECKING:
    from procstation.items import BarcodeRange
    from procstation.store.sweep_case_rows import SweepCaseRows

_BUCKETS = {bucket.value: bucket for bucket in Bucket}


class Findings(NamedTuple):
    """What a sweep expected and heard; of the expected, no titles, authors and statuses."""

    expected: list[Expected]
    heard: list[Heard]
    beside: Beside


def placed(rows: Iterable[ExpectedRow], placing: Placing) -> Iterator[Expected]:
    """Yield items with their shelves and their keys."""
    key_of = placing.key
    # Names that many items have are kept once.
    shared: dict[str, str] = {}
    once = shared.setdefault
    for (
        barcode, bucket, title, author, call_number, scheme, library, location, volume, copy, status
    ) in rows:  # fmt: skip
        key = key_of(barcode, call_number, scheme, location, volume, copy)
        shelf = shelf_of(key, location)
        yield Expected(
            barcode, _BUCKETS[bucket], key, once(shelf, shelf), title, author, call_number,
            once(library, library), once(location, location), volume, copy, status,
        )  # fmt: skip


def findings_of(
    rows: "SweepCaseRows",
    row: SweepRow,
    placing: Placing,
    ranges: Sequence["BarcodeRange"],
    stranger: Callable[[ExpectedRow], Expected],
) -> Findings:
    """Load what a sweep has found so far.

    Args:
        stranger: What an item that was heard and not expected is.
    """
    expected = list(placed(rows.expected_places(row.id), placing))
    heard = list(map(heard_from, rows.heard(row.id)))
    barcodes = {one.barcode for one in expected}
    said = {one.barcode for one in heard}
    strangers = map(stranger, rows.items_with(said - barcodes))
    catalogue = {one.barcode: one for one in strangers}
    unheard = {
        one.barcode for one in expected if one.bucket is Bucket.ON_SHELF and one.barcode not in said
    }
    history = rows.history(row.id, unheard)
    known = barcodes | catalogue.keys() if catalogue else barcodes
    beside = Beside(
        catalogue=catalogue,
        strange=said_of_unknown(said - known, known, ranges),
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
    return Findings(expected, heard, beside)


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
