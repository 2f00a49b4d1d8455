"""A print job: what was asked for, what was made of it, what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.records import Item, Title
from procstation.devices import LabelPrinter, Outcome
from procstation.items import CallNumber
from procstation.labels import LabelData, Layout, Page, Stock, preview
from procstation.labels.data import VALUES_APART
from procstation.labels.source import ITEM, TITLE
from procstation.printing.marc_value import marc_value


def label_data(
    item: Item, title: Title, record: MarcRecord | None = None, sources: Iterable[str] = ()
) -> LabelData:
    """Return what labels say of an item; one without a call number takes its title's.

    Args:
        record: The whole record, where a template asks for its subfields.
        sources: What the template asks for; of the record only these are kept.
    """
    barcode = item.barcode or ""
    more = {f"item:{name}": _text(getattr(item, name)) for name in ITEM}
    more |= {f"title:{name}": _text(getattr(title, name)) for name in TITLE}
    if record is not None:
        asked = [source for source in sources if source.startswith("marc:")]
        more |= {source: marc_value(record, source, barcode) for source in asked}
    return LabelData(
        barcode=barcode,
        call_number=item.call_number or title.call_number,
        title=title.title,
        author=title.author,
        library=item.library,
        location=item.location,
        volume=item.volume,
        copy=item.copy,
        more={source: text for source, text in more.items() if text},
    )


def _text(value: str | int | tuple[str, ...] | CallNumber | None) -> str:
    if isinstance(value, CallNumber):
        return value.text
    return VALUES_APART.join(value) if isinstance(value, tuple) else str(value or "")


@dataclass(frozen=True, slots=True)
class LabelRequest:
    """One label to print.

    Attributes:
        data: With what a person changed for this label alone in its `changes`.
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
    """A label that is not printed, and why, in words for a person.

    Attributes:
        request: Which of the requests it was, from 0.
    """

    barcode: str
    reason: str
    request: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PreparedLabel:
    """A label that was laid out and checked. Copies are labels of their own.

    Attributes:
        number: Which of the requests it was, from 0.
    """

    request: LabelRequest
    layout: Layout
    number: int = 0


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
