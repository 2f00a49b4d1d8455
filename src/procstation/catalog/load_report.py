"""What a load answers: every record and every item accounted for."""

from collections.abc import Callable
from dataclasses import dataclass, field

AUTO = "auto"
"""Instead of the name of a profile: choose one for each file by what is in it."""

Progress = Callable[[int, float], None]
"""Told the records read so far and the share of all bytes, 0 to 1."""


@dataclass(frozen=True, slots=True)
class RejectedRecord:
    """A record that was not read. `offset` is in bytes, `record` counts from 1."""

    file: str
    offset: int
    record: int
    reason: str


@dataclass(frozen=True, slots=True)
class RepairedRecord:
    """A record that was read although something was wrong with it."""

    file: str
    offset: int
    record: int
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptEdit:
    """A value changed at the bench, and what the file says instead."""

    barcode: str
    field: str
    bench: str
    file: str


@dataclass(frozen=True, slots=True)
class Update:
    """A value that a load changed.

    Attributes:
        barcode: Of the item; of a title, the barcode of one of its items, or "".
        field: `title`, `call_number`, `status` and the like.
    """

    barcode: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class FileProfile:
    """The profile a file was read by, and why."""

    file: str
    profile: str
    why: str


@dataclass(slots=True)
class LoadReport:
    """The answer of a load.

    Attributes:
        load: The number of this act, for `catalog loads` and `catalog undo-load`.
        records: Read, repaired ones included; with the rejected ones, all there are.
        items: Distinct barcodes in the files.
        items_without_barcode: Items that wait for one.
        added, updated, unchanged: Titles, by what the files changed of them or of their items.
        duplicates: Barcodes met more than once in the files; the first keeps it.
        rejected: All of them.
        repaired_records: How many were repaired; of these `repaired` lists the first MOST_LISTED.
        kept_bench_edits: What the file would have overwritten, and did not.
        replaced_bench_edits: What it has: a status the library system has said something new of.
        moved: Barcodes that another title had before.
        updates: Some examples of what changed, at most MOST_UPDATES.
        dry_run: Nothing was changed: this is what would have been.
        continued: An earlier load of these files had been interrupted, and was gone on with.
    """

    load: int = 0
    records: int = 0
    items: int = 0
    items_without_barcode: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: list[str] = field(default_factory=list)
    rejected: list[RejectedRecord] = field(default_factory=list)
    repaired_records: int = 0
    repaired: list[RepairedRecord] = field(default_factory=list)
    kept_bench_edits: list[KeptEdit] = field(default_factory=list)
    replaced_bench_edits: list[KeptEdit] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    profile: str = ""
    profiles: list[FileProfile] = field(default_factory=list)
    dry_run: bool = False
    continued: bool = False


MOST_LISTED = 10_000
"""A file of which every record had to be repaired must not fill the memory."""

MOST_UPDATES = 20
