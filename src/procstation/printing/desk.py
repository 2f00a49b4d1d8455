"""The print desk: prepares labels and checks them, then sends them and keeps account."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace

from procstation.devices import LabelPrinter, Outcome
from procstation.errors import DeviceFault, DeviceLost, InputRefused, UsageError
from procstation.labels import (
    USUAL_LIMITS,
    LabelShelf,
    Layout,
    Limits,
    RollStock,
    Symbology,
    check_layout,
    lay_out,
    place,
    require_stock,
    warnings_of,
)
from procstation.printing.job import (
    Batch,
    LabelRequest,
    PreparedJob,
    PreparedLabel,
    PrintReport,
    Refused,
    Target,
)
from procstation.printing.language import takes_sheets
from procstation.printing.sheets import Sheet, SheetPositions

CERTAINTY = (Outcome.UNKNOWN, Outcome.SENT, Outcome.PRINTED)
"""Of several outcomes the report gives the least certain."""


class PrintDesk:
    """Prepares jobs on any thread; sends one at a time to each printer.

    Args:
        symbology: What barcodes are printed in, for templates that do not say.
        limits: What the station's printers and scanners do well; labels beyond get a note.
    """

    def __init__(
        self,
        shelf: LabelShelf,
        positions: SheetPositions,
        symbology: Symbology,
        limits: Limits = USUAL_LIMITS,
    ) -> None:
        self._shelf = shelf
        self._positions = positions
        self._symbology = symbology
        self._limits = limits
        self._sending: dict[str, threading.Lock] = {}

    def stock_for(self, request: LabelRequest, target: Target) -> str:
        """Return the name of the stock a request goes on.

        Raises:
            UsageError, ConfigError: There is no such template, or it does not hold.
        """
        template = self._shelf.template(request.template)
        on_sheets = takes_sheets(target.language)
        usual = template.sheet_stock if on_sheets else template.roll_stock
        return request.stock or target.stock or usual

    def new_sheet(self, target: Target, stock_name: str, first_free: int) -> None:
        """Note that another sheet lies in the printer, free from one of its labels on.

        Args:
            first_free: Counted from 1, along rows.

        Raises:
            UsageError: The stock has no such label.
            StoreError: It cannot be remembered.
        """
        stock = self._shelf.stock(stock_name)
        if isinstance(stock, RollStock):
            raise UsageError(
                f"{stock_name!r} is a roll, which has no start position.", "Leave out --start."
            )
        if not 1 <= first_free <= stock.cells:
            raise UsageError(
                f"A sheet of {stock_name!r} has no label {first_free}.",
                f"Give a number from 1 to {stock.cells}.",
            )
        before = self._positions.current(target.printer, stock_name)
        sheet = Sheet(before.number + 1, frozenset(range(first_free - 1)))
        self._positions.keep(target.printer, stock_name, sheet)

    def prepare(self, requests: Iterable[LabelRequest], target: Target) -> PreparedJob:
        """Lay labels out, draw them for a target, and check what was drawn.

        Nothing is sent and nothing remembered. A label that would not work is refused with its
        reason; the others are not held up.

        Raises:
            UsageError, ConfigError: A template or a stock does not exist, does not hold, or they do
                not go together.
            StoreError: The used positions of the sheet cannot be read.
        """
        refused: list[Refused] = []
        by_stock: dict[str, list[PreparedLabel]] = {}
        for request in requests:
            stock_name = self.stock_for(request, target)
            try:
                layout = self._checked_layout(request, stock_name, target)
            except InputRefused as refusal:
                refused.append(_refused(request, refusal))
                continue
            labels = by_stock.setdefault(stock_name, [])
            labels += [PreparedLabel(request, layout)] * request.copies
        batches = []
        for stock_name, labels in by_stock.items():
            taken = self._positions.current(target.printer, stock_name).taken
            batch, unreadable = self._compose(stock_name, labels, taken, target)
            refused += unreadable
            if batch is not None:
                batches.append(batch)
        return PreparedJob(target, tuple(batches), tuple(refused))

    def send(self, job: PreparedJob, printer: LabelPrinter) -> PrintReport:
        """Send a prepared job and account for it.

        The cells it goes on count as spoiled until the printer's answer is known, so that a crash
        in between never prints on one label twice. Of labels whose outcome is unknown none is
        counted, and their cells stay spoiled.

        Raises:
            UsageError: The printer does not take what the job was prepared for.
            StoreError: The positions cannot be remembered; that batch was not sent.
        """
        if printer.language != job.target.language:
            raise UsageError(
                f"The job is made for {job.target.language}, the printer takes {printer.language}.",
                "Prepare it again for this printer.",
            )
        refused = list(job.refused)
        outcomes: list[Outcome] = []
        labels = sheets = 0
        with self._sending.setdefault(job.target.printer, threading.Lock()):
            for prepared in job.batches:
                batch, unreadable = self._in_place(prepared, job.target)
                refused += unreadable
                if batch is None:
                    continue
                outcome, reason = self._send_batch(batch, job.target.printer, printer)
                if outcome is not None:
                    outcomes.append(outcome)
                if outcome in (Outcome.PRINTED, Outcome.SENT):
                    labels += len(batch.labels)
                    sheets += 0 if isinstance(batch.stock, RollStock) else len(batch.pages)
                else:
                    refused += [Refused(one.request.data.barcode, reason) for one in batch.labels]
        outcome = min(outcomes, key=CERTAINTY.index) if outcomes else None
        return PrintReport(labels, sheets, tuple(refused), outcome)

    def _checked_layout(self, request: LabelRequest, stock_name: str, target: Target) -> Layout:
        template, stock = self._shelf.template(request.template), self._shelf.stock(stock_name)
        require_stock(template, request.template, stock, stock_name)
        if not isinstance(stock, RollStock) and not takes_sheets(target.language):
            raise UsageError(
                f"{stock_name!r} is a sheet stock, and {target.language} printers take rolls.",
                f"Choose a roll, for example --stock {template.roll_stock}.",
            )
        layout = lay_out(
            template, stock, request.data, self._shelf, target.dots_per_mm, self._symbology
        )
        check_layout(layout, stock.margin_mm)
        return replace(layout, notes=(*layout.notes, *warnings_of(layout, self._limits)))

    def _compose(
        self,
        stock_name: str,
        labels: Sequence[PreparedLabel],
        taken: frozenset[int],
        target: Target,
    ) -> tuple[Batch | None, list[Refused]]:
        """Draw labels on their stock and check the drawing, leaving out what does not work."""
        # Loaded with the first label, so that the station need not wait for it at its start.
        from procstation.printing.drawing import DRAWINGS  # noqa: PLC0415

        drawing, stock = DRAWINGS[target.language], self._shelf.stock(stock_name)
        refused: list[Refused] = []
        while labels:
            pages = place([label.layout for label in labels], stock, taken)
            data = drawing.render(pages)
            faults = drawing.faults(data, pages, self._shelf, stock.margin_mm)
            if not faults:
                batch = Batch(stock_name, stock, tuple(labels), taken, tuple(pages), data)
                return batch, refused
            refused += [_refused(labels[number].request, fault) for number, fault in faults.items()]
            labels = [label for number, label in enumerate(labels) if number not in faults]
        return None, refused

    def _in_place(self, batch: Batch, target: Target) -> tuple[Batch | None, list[Refused]]:
        """Return the batch as it was composed, or anew if the sheet is not as it was then."""
        taken = self._positions.current(target.printer, batch.stock_name).taken
        if taken == batch.taken:
            return batch, []
        return self._compose(batch.stock_name, batch.labels, taken, target)

    def _send_batch(
        self, batch: Batch, name: str, printer: LabelPrinter
    ) -> tuple[Outcome | None, str]:
        """Return the outcome, None when nothing was printed, and why if not all went well."""
        before = self._positions.current(name, batch.stock_name)
        sheet, cells = _last_sheet(batch, before)
        remembers = not isinstance(batch.stock, RollStock)
        if remembers:
            self._positions.keep(name, batch.stock_name, sheet.with_spoiled(cells))
        try:
            outcome = printer.send(batch.data, len(batch.labels))
        except DeviceFault as fault:
            if remembers:
                self._positions.keep(name, batch.stock_name, before)
            return None, f"{fault.what} {fault.do_next}"
        except DeviceLost as lost:
            return Outcome.UNKNOWN, f"It may or may not have been printed: {lost.what}"
        if outcome is Outcome.UNKNOWN:
            return outcome, "It may or may not have been printed: the printer did not say."
        if remembers:
            self._positions.keep(name, batch.stock_name, sheet.with_used(cells))
        return outcome, ""


def _refused(request: LabelRequest, refusal: InputRefused) -> Refused:
    return Refused(request.data.barcode, f"{refusal.what} {refusal.do_next}")


def _last_sheet(batch: Batch, before: Sheet) -> tuple[Sheet, frozenset[int]]:
    """Return the sheet that will be in the printer when the batch is done, and the batch's cells
    on it."""
    cells = frozenset(label.cell for label in batch.pages[-1].labels)
    # A full sheet is passed over: the first page then begins on a fresh one.
    first = frozenset(label.cell for label in batch.pages[0].labels)
    fresh = len(batch.pages) - (not first & before.taken)
    return (Sheet(before.number + fresh) if fresh else before), cells
