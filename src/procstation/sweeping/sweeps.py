"""The sweeps of a station: opened, added to, loaded for their report, closed."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from procstation.catalog.bench_edits import Signed
from procstation.clock import utc_now
from procstation.errors import InputRefused, StoreError, did_you_mean
from procstation.items import BarcodeRange
from procstation.language import grouped, mark, tr
from procstation.store.sweep_case_rows import CaseRow
from procstation.store.sweep_rows import SweepRow
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.cases import met
from procstation.sweeping.comparing import Comparison, compared
from procstation.sweeping.live_hearing import add_heard, new_sitting
from procstation.sweeping.model import Bucket, Expected, Grade, Heard, Scope
from procstation.sweeping.placing import Placing
from procstation.sweeping.scope import among_of, in_words, scope_text
from procstation.sweeping.sweep_records import (
    Progress,
    Sweep,
    sitting_from,
    sweep_from,
)
from procstation.sweeping.thresholds import USUAL, Thresholds
from procstation.sweeping.uploads import Added, Upload, add_upload
from procstation.sweeping.wanted import NotWanted, while_wanted
from procstation.sweeping.write_back import WriteBack, changes_of, undo
from procstation.sweeping.write_back import apply as apply_changes

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore
    from procstation.store.sweep_rows import Among, SweepRows
    from procstation.sweeping.report import SweepReport

OPEN, CLOSED = mark("open"), mark("closed")
NAMED_AT_MOST = 10
"""Words or barcodes that a warning lists."""


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What a library has settled for its sweeps.

    Attributes:
        statuses: Which bucket an item is in.
        placing: Where an item stands.
        ranges: Its barcodes.
        thresholds: When an item not heard is missing.
    """

    statuses: Statuses
    placing: Placing
    ranges: tuple[BarcodeRange, ...] = ()
    thresholds: Thresholds = USUAL

    def bucket_of(self, status: str) -> Bucket:
        """Return the bucket of a status; of one that nobody has spoken of, elsewhere."""
        return self.statuses.bucket_of(status) or Bucket.ELSEWHERE


class Sweeps:
    """The sweeps in the store of a catalogue. May be used from any thread and process.

    Every method that changes something has it on disk when it returns, or raises and has changed
    nothing.

    Raises:
        StoreError: From any method, when the store cannot be read or written.
    """

    def __init__(
        self, store: "CatalogueStore", rules: HouseRules, *, now: Callable[[], str] = utc_now
    ) -> None:
        self._store = store
        self._rules = rules
        self._now = now

    def open(self, name: str, scope: Scope, *, by: str = "", dry_run: bool = False) -> Sweep:
        """Open a sweep and freeze what it expects.

        Args:
            dry_run: Only say what it would expect.

        Raises:
            InputRefused: There is one of that name, or no item is in the scope.
        """
        with self._store.reading_sweeps_beside() as rows:
            _refuse_known(rows, name)
            among, warnings = among_of(scope, rows, self._rules.placing)
            statuses = rows.statuses(among)
            warnings += self._warnings(rows, among, scope, statuses)
        buckets: dict[str, int] = {}
        for status, count in statuses.items():
            bucket = self._rules.bucket_of(status)
            buckets[bucket] = buckets.get(bucket, 0) + count
        row = SweepRow(
            0, name, OPEN, self._now(), by, None, scope_text(scope),
            json.dumps(buckets), json.dumps(warnings, ensure_ascii=False),
        )  # fmt: skip
        if dry_run:
            return sweep_from(row)
        with self._store.sweeping_items() as (rows, _):
            _refuse_known(rows, name)
            row = row._replace(id=rows.add_sweep(row))
            # Asked again: an item may have got another status since.
            buckets_of = {one: self._rules.bucket_of(one).value for one in rows.statuses(among)}
            frozen = rows.freeze(row.id, among, buckets_of)
            row = row._replace(buckets=json.dumps(frozen))
            rows.set_buckets(row.id, row.buckets)
        return sweep_from(row)

    def _warnings(
        self, rows: "SweepRows", among: "Among", scope: Scope, statuses: dict[str, int]
    ) -> Iterator[str]:
        if not statuses:
            raise InputRefused(
                tr(
                    "No item with a barcode is in this scope: {scope}.",
                    scope=in_words(scope_text(scope)),
                ),
                tr("Widen it, or load the catalogue first."),
            )
        bucket_of = self._rules.statuses.bucket_of
        if strange := {one: n for one, n in statuses.items() if bucket_of(one) is None}:
            yield (
                tr(
                    "Nobody has said what these statuses mean: {named}. Their items count as "
                    'accounted for elsewhere; say what they are in [sweeps.status], as "on '
                    'shelf".',
                    named=_named(strange),
                )
            )
        if scope.barcodes and (lacking := len(set(scope.barcodes)) - sum(statuses.values())):
            yield tr(
                "{lacking} barcodes of the list are in no catalogue.", lacking=grouped(lacking)
            )
        if not scope.barcodes and (waiting := rows.without_barcode(among)):
            yield tr(
                "{waiting} items in the scope have no barcode and cannot be heard.",
                waiting=grouped(waiting),
            )
        if claimed := rows.claimed_twice(among):
            yield (
                tr(
                    "{count} barcodes are on two items by the library system's own files; "
                    "the first item is expected: {some}.",
                    count=grouped(len(claimed)),
                    some=_some(claimed),
                )
            )

    def sweeps(self) -> list[Sweep]:
        """All sweeps, the latest first."""
        with self._store.reading_sweeps() as rows:
            return list(map(sweep_from, rows.sweeps()))

    def sweep(self, name: str) -> Sweep:
        """Raises InputRefused when there is none of that name."""
        with self._store.reading_sweeps() as rows:
            return sweep_from(_row(rows, name))

    def progress(self, name: str) -> Progress:
        """Raises InputRefused when there is no such sweep."""
        with self._store.reading_sweeps_beside() as rows:
            row = _row(rows, name)
            heard, found = rows.counts(row.id, Bucket.ON_SHELF)
            return Progress(
                sweep_from(row), heard, found, tuple(map(sitting_from, rows.sittings(row.id)))
            )

    def add(self, name: str, upload: Upload) -> Added:
        """Add the file of a scanner: all of it, or nothing. The same file is not added twice.

        Raises:
            InputRefused: There is no such sweep, or it is closed.
        """
        with self._store.sweeping() as rows:
            row = _open_row(rows, name)
            now = self._now()
            looked_for = rows.open_cases()
            added = add_upload(rows, row.id, upload, self._rules.ranges, now)
            if looked_for:
                rows.close_cases(looked_for & rows.heard_barcodes(row.id), name, now)
            return added

    def begin_sitting(self, name: str, *, person: str = "", device: str = "") -> int:
        """Begin a stretch of live work, and return its number.

        Raises:
            InputRefused: There is no such sweep, or it is closed.
        """
        with self._store.sweeping() as rows:
            row = _open_row(rows, name)
            return rows.add_sitting(new_sitting(row.id, person, device, self._now()))

    def hear(self, sitting: int, heard: Sequence[tuple[int, Heard]]) -> int:
        """Take what was heard live; return how much of it was not taken before.

        Args:
            heard: Each with the number of its journal entry, ascending: what was taken already, as
                when a station starts again, is passed over.
        """
        with self._store.sweeping() as rows:
            return add_heard(rows, sitting, heard, self._now())

    def seen(self, barcode: str, where: str, at: str) -> bool:
        """Note that an item was met outside a sweep: see `cases.met`."""
        return met(self._store, barcode, where, at)

    def cases(self, *, closed: bool = False) -> list[CaseRow]:
        """Items that a sweep did not hear and nobody has met since, the oldest first.

        Args:
            closed: Those that were met since as well.
        """
        with self._store.reading_sweeps() as rows:
            return rows.cases(closed=closed)

    def expected(self, name: str) -> list[Expected]:
        """What a sweep is about, as it was frozen. Raises InputRefused when there is none."""
        from procstation.sweeping.findings import placed  # noqa: PLC0415

        with self._store.reading_sweeps_beside() as rows:
            return list(placed(rows.expected(_row(rows, name).id), self._rules.placing))

    def close(self, name: str) -> Sweep:
        """Close a sweep; items that are missing or to be looked for become cases.

        Raises:
            InputRefused: There is no such open sweep.
        """
        verdicts = self.report(name).verdicts
        with self._store.sweeping() as rows:
            row = _open_row(rows, name)
            now = self._now()
            rows.set_state(row.id, CLOSED, now)
            looked_for = rows.open_cases()
            rows.add_cases(
                row.id,
                now,
                (
                    (one.barcode, one.grade.value, one.reason)
                    for one in verdicts
                    if one.grade is not Grade.CANNOT_TELL and one.barcode not in looked_for
                ),
            )
            return sweep_from(_row(rows, name))

    def compare(self, name: str, earlier: str) -> Comparison:
        """Compare a sweep with an earlier one. Raises InputRefused when there is no such sweep."""
        now, then = self.report(name), self.report(earlier)
        with self._store.reading_sweeps() as rows:
            return compared(now, then, rows.heard_barcodes(_row(rows, name).id))

    def write_back(
        self, name: str, *, by: str, apply: bool = False, to_location: str = ""
    ) -> WriteBack:
        """Bring what a sweep found into the catalogue: status, and when each item was seen.

        Args:
            apply: Do it; without, only what would be done is returned.
            to_location: Where items of other locations belong from now on; "" changes none.

        Raises:
            InputRefused: There is no such sweep.
        """
        found = self.report(name)
        with self._store.sweeping_items() as (rows, items):
            row = _row(rows, name)
            changes = tuple(changes_of(found, items, self._rules.bucket_of, to_location))
            heard = rows.heard_barcodes(row.id)
            seen = rows.in_catalogue(heard)
            if not apply:
                return WriteBack(0, changes, len(seen))
            now = self._now()
            apply_changes(items, changes, Signed(by, now, f"sweep {name}"))
            times = rows.times_heard(row.id)
            rows.note_seen(
                (code, times.get(code, row.opened_at), f"sweep {name}") for code in sorted(seen)
            )
            number = rows.add_writeback(row.id, now, by, changes) if changes else 0
            return WriteBack(number, changes, len(seen))

    def seen_at(self, name: str) -> dict[str, str]:
        """Return when each item that a sweep heard was seen last (ISO 8601), by barcode.

        Raises:
            InputRefused: There is no such sweep.
        """
        with self._store.reading_sweeps() as rows:
            row = _row(rows, name)
            times = rows.times_heard(row.id)
            heard = rows.in_catalogue(rows.heard_barcodes(row.id))
            return {code: times.get(code, row.opened_at) for code in sorted(heard)}

    def undo_write_back(self, name: str, *, by: str) -> WriteBack:
        """Take the latest write-back of a sweep back; what was changed again since stays.

        Raises:
            InputRefused: There is no such sweep, or nothing of it is in the catalogue.
        """
        with self._store.sweeping_items() as (rows, items):
            signed = Signed(by, self._now(), f"undo of sweep {name}")
            return undo(rows, items, _row(rows, name).id, signed)

    def reopen(self, name: str) -> Sweep:
        """Raises InputRefused when there is no such closed sweep."""
        with self._store.sweeping() as rows:
            row = _row(rows, name)
            if row.state == OPEN:
                raise InputRefused(tr("Sweep {name!r} is open.", name=name), tr("Go on with it."))
            rows.set_state(row.id, OPEN, None)
            rows.remove_open_cases(row.id)
            return sweep_from(_row(rows, name))

    def delete(self, name: str) -> None:
        """Remove a sweep with all it heard. Raises InputRefused when there is none."""
        with self._store.sweeping() as rows:
            rows.remove_sweep(_row(rows, name).id)

    def report(self, name: str) -> "SweepReport":
        """Say what a sweep has found so far.

        Raises:
            InputRefused: There is no such sweep.
        """
        found = self.report_while(name, lambda: True)
        assert found is not None, "it is wanted to the end"
        return found

    def report_while(self, name: str, wanted: Callable[[], bool]) -> "SweepReport | None":
        """Say what a sweep has found so far; None when nobody waits for it any more.

        Args:
            wanted: Whether somebody does; asked again and again, on this thread.

        Raises:
            InputRefused: There is no such sweep.
        """
        from procstation.sweeping.findings import nothing_collected  # noqa: PLC0415
        from procstation.sweeping.reporting import report_from  # noqa: PLC0415

        try:
            with nothing_collected(), self._store.reading_sweeps_beside() as rows:
                return report_from(rows, _row(rows, name), self._rules, while_wanted(wanted))
        except NotWanted:
            return None
        except StoreError:
            # Of what its own function raises SQLite tells only that it has.
            if wanted():
                raise
            return None


def _row(rows: "SweepRows", name: str) -> SweepRow:
    row = rows.sweep(name)
    if row is None:
        known = [one.name for one in rows.sweeps()]
        raise InputRefused(tr("There is no sweep {name!r}.", name=name), did_you_mean(name, known))
    return row


def _open_row(rows: "SweepRows", name: str) -> SweepRow:
    row = _row(rows, name)
    if row.state != OPEN:
        raise InputRefused(
            tr("Sweep {name!r} was closed on {closed_at}.", name=name, closed_at=row.closed_at),
            tr("Reopen it with `procstation sweep reopen {name}`.", name=name),
        )
    return row


def _refuse_known(rows: "SweepRows", name: str) -> None:
    if rows.sweep(name) is not None:
        raise InputRefused(
            tr("There is a sweep {name!r} already.", name=name), tr("Choose another name.")
        )


def _named(counts: dict[str, int]) -> str:
    most = sorted(counts, key=lambda word: -counts[word])
    return _some([f"{word!r} ({counts[word]:,})" for word in most])


def _some(words: Sequence[str]) -> str:
    more = len(words) - NAMED_AT_MOST
    return ", ".join(words[:NAMED_AT_MOST]) + (
        " " + tr("and {more} more", more=grouped(more)) if more > 0 else ""
    )
