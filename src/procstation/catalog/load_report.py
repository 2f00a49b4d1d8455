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
    """A value changed at the bench, which the file would have overwritten."""

    barcode: str
    field: str
    bench: str
    file: str


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
        records: Read, repaired ones included; with the rejected ones, all there are.
        items: Distinct barcodes in the files.
        items_without_barcode: Items that wait for one.
        added, updated, unchanged: Titles, by what the files changed of them or of their items.
        duplicates: Barcodes met more than once in the files; the first keeps it.
        moved: Barcodes that another title had before.
    """

    records: int = 0
    items: int = 0
    items_without_barcode: int = 0
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    duplicates: list[str] = field(default_factory=list)
    rejected: list[RejectedRecord] = field(default_factory=list)
    repaired: list[RepairedRecord] = field(default_factory=list)
    kept_bench_edits: list[KeptEdit] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    profile: str = ""
    profiles: list[FileProfile] = field(default_factory=list)
