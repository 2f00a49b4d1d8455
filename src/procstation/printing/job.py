"""A print job: what was asked for, what was made of it, what came of it."""

from dataclasses import dataclass

from procstation.catalog.records import Item, Title
from procstation.devices import LabelPrinter, Outcome
from procstation.labels import LabelData, Layout, Page, Stock, preview


def label_data(item: Item, title: Title) -> LabelData:
    """Return what labels say of an item; one without a call number takes its title's."""
    return LabelData(
        barcode=item.barcode or "",
        call_number=item.call_number or title.call_number,
        title=title.title,
        author=title.author,
        library=item.library,
        location=item.location,
        volume=item.volume,
        copy=item.copy,
    )


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """One label to print.

    Attributes:
        stock: "" for what is in the printer, or else what the template names.
    """

    data: LabelData
    template: str
    stock: str = ""
    copies: int = 1


@dataclass(frozen=True, slots=True)
class Target:
    """What a job is prepared for.

    Attributes:
        printer: The name under which its sheets are remembered.
        language: One of `LANGUAGES`.
        stock: What is in it; "" when nobody said.
    """

    printer: str
    language: str
    dots_per_mm: float
    stock: str = ""

    @classmethod
    def of(cls, name: str, printer: LabelPrinter, stock: str = "") -> "Target":
        """Return the target that an open printer is."""
        return cls(name, printer.language, printer.dots_per_mm, stock)


@dataclass(frozen=True, slots=True)
class Refused:
    """A label that is not printed, and why, in words for a person."""

    barcode: str
    reason: str


@dataclass(frozen=True, slots=True)
class PreparedLabel:
    """A label that was laid out and checked. Copies are labels of their own."""

    request: LabelRequest
    layout: Layout


@dataclass(frozen=True, slots=True)
class Batch:
    """The labels of a job that go on one stock.

    Attributes:
        taken: Cells of the first sheet that were not free when the batch was composed.
        pages: Where the labels are.
        data: What is sent.
    """

    stock_name: str
    stock: Stock
    labels: tuple[PreparedLabel, ...]
    taken: frozenset[int]
    pages: tuple[Page, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class PreparedJob:
    """Checked labels, ready to be sent, and those that were refused."""

    target: Target
    batches: tuple[Batch, ...]
    refused: tuple[Refused, ...] = ()

    @property
    def labels(self) -> tuple[PreparedLabel, ...]:
        return tuple(label for batch in self.batches for label in batch.labels)

    @property
    def notes(self) -> tuple[tuple[str, str], ...]:
        """Barcode and note of whatever was shrunk, broken, joined, cut short or left out."""
        return tuple(
            (label.request.data.barcode, note)
            for label in self.labels
            for note in label.layout.notes
        )

    def preview(self, columns: int = 40) -> list[str]:
        """Return every label as lines of text for the terminal, one below the other."""
        return [line for label in self.labels for line in preview(label.layout, columns)]


@dataclass(frozen=True, slots=True)
class PrintReport:
    """What came of a job.

    Attributes:
        labels: Printed or sent; never one of which nothing is known.
        sheets: Sheets these labels are on; 0 for a roll.
        outcome: What is known of it; None when nothing was sent.
    """

    labels: int
    sheets: int
    refused: tuple[Refused, ...]
    outcome: Outcome | None
