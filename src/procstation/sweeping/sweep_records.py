"""A sweep and its sittings, as they are told."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from procstation.sweeping.model import Bucket
from procstation.sweeping.scope import in_words

if TYPE_CHECKING:
    from procstation.store.sweep_rows import SittingRow, SweepRow


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
        through: The last line of the file, or entry of the journal, that was taken.
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
    through: int = 0


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


def sweep_from(row: "SweepRow") -> Sweep:
    counts = {Bucket(name): count for name, count in json.loads(row.buckets).items()}
    warnings = tuple(json.loads(row.warnings))
    return Sweep(
        row.id, row.name, row.state, row.opened_at, row.opened_by, row.closed_at,
        in_words(row.scope), counts, warnings,
    )  # fmt: skip


def sitting_from(row: "SittingRow") -> Sitting:
    return Sitting(
        row.id, row.kind, row.person, row.device, row.begun_at, row.ended_at, row.file, row.read,
        tuple(json.loads(row.unreadable or "[]")), row.through,
    )  # fmt: skip
