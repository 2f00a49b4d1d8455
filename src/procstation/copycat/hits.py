"""What one target answered to one search."""

from dataclasses import dataclass

from procstation.catalog.marc_record import MarcRecord


@dataclass(frozen=True, slots=True)
class Hits:
    """
    Attributes:
        found: How many records the target says it has; at least as many as are here.
        records: Those that were taken, at most as many as were asked for.
        unread: Why others of them could not be read.
    """

    found: int
    records: tuple[MarcRecord, ...] = ()
    unread: tuple[str, ...] = ()
