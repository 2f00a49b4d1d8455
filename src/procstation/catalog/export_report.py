"""What an export answers: what was written, and all that was not."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class SplitTitle:
    """A title whose items take more than one record, which load as one again."""

    control_number: str
    title: str
    records: int


@dataclass(frozen=True, slots=True)
class NotExported:
    """An item that was not written, or a whole title where `barcode` is None and it has no item."""

    control_number: str
    barcode: str | None
    reason: str


@dataclass(slots=True)
class ExportReport:
    """The answer of an export.

    Attributes:
        profile: By which the items were written; `table` for a table.
        records: Written; rows of a table.
        items: In them.
        split: What took several records, since one would have been too long.
        refused: What could not be written, with the reason.
        left_out: Values of written items that the profile has no place for, counted by field.
    """

    profile: str
    records: int = 0
    items: int = 0
    split: list[SplitTitle] = field(default_factory=list)
    refused: list[NotExported] = field(default_factory=list)
    left_out: dict[str, int] = field(default_factory=dict)
