"""The sweeps of a station: opened, added to, loaded for their report, closed."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from procstation.errors import InputRefused, did_you_mean
from procstation.items import BarcodeRange
from procstation.store.sweep_rows import ExpectedRow, SweepRow
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.model import Bucket, Expected, Heard, Scope
from procstation.sweeping.placing import Placing, shelf_of
from procstation.sweeping.scope import among_of, in_words, scope_text
from procstation.sweeping.unknown_codes import said_of_unknown
from procstation.sweeping.uploads import Added, Upload, add_upload

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore
    from procstation.store.sweep_rows import Among, SittingRow, SweepRows
    from procstation.sweeping.report import SweepReport

OPEN, CLOSED = "open", "closed"
NAMED_AT_MOST = 10
"""Words or barcodes that a warning lists."""


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class HouseRules:
    """What a library has settled for its sweeps.

    Attributes:
        statuses: Which bucket an item is in.
        placing: Where an item stands.
        ranges: Its barcodes.
    """

    statuses: Statuses
    placing: Placing
    ranges: tuple[BarcodeRange, ...] = ()


@dataclass(frozen=True, slots=True)
class Sweep:
    """A sweep.

    Attributes:
        scope: In words.
        buckets: How many items of the scope are in each bucket.
        warnings: What was to be said when it opened.
    """

    id: int
    name: str
    state: str
    opened_at: str
    opened_by: str
    closed_at: str | None
    scope: str
    buckets: dict[Bucket, int]
    warnings: tuple[str, ...]

    @property
    def expected(self) -> int:
        """How many items should be on the shelf."""
        return self.buckets.get(Bucket.ON_SHELF, 0)

    @property
    def in_scope(self) -> int:
        """How many items the sweep is about, in all buckets."""
        return sum(self.buckets.values())


@dataclass(frozen=True, slots=True)
class Sitting:
    """An upload or a stretch of live work.

    Attributes:
        kind: `upload` or `live`.
        read: Codes that were heard in it, each repetition counted.
    """

    id: int
    kind: str
    person: str
    device: str
    begun_at: str
    ended_at: str | None
    file: str
    read: int
    unreadable: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sweep is.

    Attributes:
        heard: Different items.
        found: Those of them that it expects on the shelf.
    """

    sweep: Sweep
    heard: int
    found: int
    sittings: tuple[Sitting, ...]


class Sweeps:
    """The sweeps in the store of a catalogue. May be used from any thread and process.

    Every method that changes something has it on disk when it returns, or raises and has changed
    nothing.

    Raises:
        StoreError: From any method, when the store cannot be read or written.
    """

    def __init__(
        self, store: "CatalogueStore", rules: HouseRules, *, now: Callable[[], str] = _now
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
        with self._store.reading_sweeps() as rows:
            _refuse_known(rows, name)
            among, warnings = among_of(scope, rows, self._rules.placing)
            statuses = rows.statuses(among)
            warnings += self._warnings(rows, among, scope, statuses)
        by_status = {status: self._bucket_of(status).value for status in statuses}
        buckets: dict[str, int] = {}
        for status, count in statuses.items():
            buckets[by_status[status]] = buckets.get(by_status[status], 0) + count
        row = SweepRow(
            0, name, OPEN, self._now(), by, None, scope_text(scope),
            json.dumps(buckets), json.dumps(warnings, ensure_ascii=False),
        )  # fmt: skip
        if dry_run:
            return _sweep(row)
        with self._store.sweeping() as (rows, _):
            _refuse_known(rows, name)
            row = row._replace(id=rows.add_sweep(row))
            rows.freeze(row.id, among, by_status)
        return _sweep(row)

    def _warnings(
        self, rows: "SweepRows", among: "Among", scope: Scope, statuses: dict[str, int]
    ) -> Iterator[str]:
        if not statuses:
            raise InputRefused(
                f"No item with a barcode is in this scope: {in_words(scope_text(scope))}.",
                "Widen it, or load the catalogue first.",
            )
        bucket_of = self._rules.statuses.bucket_of
        if strange := {one: n for one, n in statuses.items() if bucket_of(one) is None}:
            yield (
                f"Nobody has said what these statuses mean: {_named(strange)}. Their items count "
                'as accounted for elsewhere; say what they are in [sweeps.status], as "on shelf".'
            )
        if scope.barcodes and (lacking := len(set(scope.barcodes)) - sum(statuses.values())):
            yield f"{lacking:,} barcodes of the list are in no catalogue."
        if not scope.barcodes and (waiting := rows.without_barcode(among)):
            yield f"{waiting:,} items in the scope have no barcode and cannot be heard."
        if claimed := rows.claimed_twice(among):
            yield (
                f"{len(claimed):,} barcodes are on two items by the library system's own files; "
                f"the first item is expected: {_some(claimed)}."
            )

    def _bucket_of(self, status: str) -> Bucket:
        return self._rules.statuses.bucket_of(status) or Bucket.ELSEWHERE

    def sweeps(self) -> list[Sweep]:
        """All sweeps, the latest first."""
        with self._store.reading_sweeps() as rows:
            return list(map(_sweep, rows.sweeps()))

    def sweep(self, name: str) -> Sweep:
        """Raises InputRefused when there is none of that name."""
        with self._store.reading_sweeps() as rows:
            return _sweep(_row(rows, name))

    def progress(self, name: str) -> Progress:
        """Raises InputRefused when there is no such sweep."""
        with self._store.reading_sweeps() as rows:
            row = _row(rows, name)
            heard, found = rows.counts(row.id, Bucket.ON_SHELF)
            return Progress(_sweep(row), heard, found, _sittings(rows, row.id))

    def add(self, name: str, upload: Upload) -> Added:
        """Add the file of a scanner: all of it, or nothing. The same file is not added twice.

        Raises:
            InputRefused: There is no such sweep, or it is closed.
        """
        with self._store.sweeping() as (rows, _):
            row = _open_row(rows, name)
            return add_upload(rows, row.id, upload, self._rules.ranges, self._now())

    def close(self, name: str) -> Sweep:
        """Raises InputRefused when there is no such open sweep."""
        with self._store.sweeping() as (rows, _):
            row = _open_row(rows, name)
            rows.set_state(row.id, CLOSED, self._now())
            return _sweep(_row(rows, name))

    def reopen(self, name: str) -> Sweep:
        """Raises InputRefused when there is no such closed sweep."""
        with self._store.sweeping() as (rows, _):
            row = _row(rows, name)
            if row.state == OPEN:
                raise InputRefused(f"Sweep {name!r} is open.", "Go on with it.")
            rows.set_state(row.id, OPEN, None)
            return _sweep(_row(rows, name))

    def delete(self, name: str) -> None:
        """Remove a sweep with all it heard. Raises InputRefused when there is none."""
        with self._store.sweeping() as (rows, _):
            rows.remove_sweep(_row(rows, name).id)

    def report(self, name: str) -> "SweepReport":
        """Say what a sweep has found so far.

        Raises:
            InputRefused: There is no such sweep.
        """
        from procstation.sweeping.report import Beside, report_of  # noqa: PLC0415
        from procstation.sweeping.throughput import SittingInfo  # noqa: PLC0415

        with self._store.reading_sweeps() as rows:
            row = _row(rows, name)
            expected = [self._expected(one) for one in rows.expected(row.id)]
            heard = list(_heard(rows, row.id))
            strangers = [self._stranger(one) for one in rows.strangers(row.id)]
            sittings = {
                one.id: SittingInfo(one.person, one.device, one.begun_at)
                for one in rows.sittings(row.id)
            }
        catalogue = {one.barcode: one for one in strangers}
        known = {one.barcode for one in expected} | set(catalogue)
        unknown = dict.fromkeys(one.barcode for one in heard if one.barcode not in known)
        beside = Beside(
            catalogue=catalogue,
            strange=said_of_unknown(unknown, known, self._rules.ranges),
            sittings=sittings,
        )
        return report_of(expected, heard, beside, name=name)

    def _stranger(self, row: ExpectedRow) -> Expected:
        return self._expected(row._replace(bucket=self._bucket_of(row.status).value))

    def _expected(self, row: ExpectedRow) -> Expected:
        key = self._rules.placing.key(row.barcode, row.call_number, row.scheme)
        return Expected(
            barcode=row.barcode,
            bucket=Bucket(row.bucket),
            key=key,
            shelf=shelf_of(key, row.location),
            title=row.title,
            author=row.author,
            call_number=row.call_number,
            library=row.library,
            location=row.location,
            volume=row.volume,
            copy=row.copy,
            status=row.status,
        )


def _heard(rows: "SweepRows", sweep_id: int) -> Iterator[Heard]:
    for row in rows.heard(sweep_id):
        yield Heard(
            row.id, row.barcode, row.sitting_id, row.place, row.at, row.strength_dbm, row.reads,
            bool(row.ordered),
        )  # fmt: skip


def _sweep(row: SweepRow) -> Sweep:
    counts = {Bucket(name): count for name, count in json.loads(row.buckets).items()}
    warnings = tuple(json.loads(row.warnings))
    return Sweep(
        row.id, row.name, row.state, row.opened_at, row.opened_by, row.closed_at,
        in_words(row.scope), counts, warnings,
    )  # fmt: skip


def _sittings(rows: "SweepRows", sweep_id: int) -> tuple[Sitting, ...]:
    return tuple(map(_sitting, rows.sittings(sweep_id)))


def _sitting(row: "SittingRow") -> Sitting:
    return Sitting(
        row.id, row.kind, row.person, row.device, row.begun_at, row.ended_at, row.file, row.read,
        tuple(json.loads(row.unreadable or "[]")),
    )  # fmt: skip


def _row(rows: "SweepRows", name: str) -> SweepRow:
    row = rows.sweep(name)
    if row is None:
        known = [one.name for one in rows.sweeps()]
        raise InputRefused(f"There is no sweep {name!r}.", did_you_mean(name, known))
    return row


def _open_row(rows: "SweepRows", name: str) -> SweepRow:
    row = _row(rows, name)
    if row.state != OPEN:
        raise InputRefused(
            f"Sweep {name!r} was closed on {row.closed_at}.",
            f"Reopen it with `procstation sweep reopen {name}`.",
        )
    return row


def _refuse_known(rows: "SweepRows", name: str) -> None:
    if rows.sweep(name) is not None:
        raise InputRefused(f"There is a sweep {name!r} already.", "Choose another name.")


def _named(counts: dict[str, int]) -> str:
    most = sorted(counts, key=lambda word: -counts[word])
    return _some([f"{word!r} ({counts[word]:,})" for word in most])


def _some(words: Sequence[str]) -> str:
    more = len(words) - NAMED_AT_MOST
    return ", ".join(words[:NAMED_AT_MOST]) + (f" and {more:,} more" if more > 0 else "")
