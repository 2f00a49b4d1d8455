"""The print desk: prepares labels and checks them, then sends them and keeps account."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from procstation.devices import LabelPrinter, Outcome
from procstation.errors import DeviceFault, DeviceLost, InputRefused, PrintRefused, UsageError
from procstation.labels import (
    USUAL_LIMITS,
    LabelPlan,
    LabelShelf,
    Layout,
    Limits,
    RollStock,
    Symbology,
    check_layout,
    place,
    require_stock,
    warnings_of,
)
from procstation.language import mark, tr, tr_marked
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
from procstation.printing.print_file import PrintFile
from procstation.printing.registrations import Registrations
from procstation.printing.sheets import Sheet, SheetPositions

CERTAINTY = (Outcome.UNKNOWN, Outcome.SENT, Outcome.PRINTED)
"""Of several outcomes the report gives the least certain."""

CALIBRATION_FONT = "DejaVuSansCondensed"

MAYBE = mark("It may or may not have been printed")


class Account(Protocol):
    """Who is told of a batch, each time in the transaction in which its cells are remembered."""

    def begun(self, batch: Batch, sheets: Sequence[int]) -> None:
        """It is sent now.

        Args:
            sheets: The number of the sheet of each page; none for a roll.
        """
        ...

    def ended(self, outcome: Outcome | None, reason: str) -> None:
        """This came of it; None when nothing of it was printed."""
        ...


class NoAccount:
    """For labels that nobody asks about later."""

    def begun(self, batch: Batch, sheets: Sequence[int]) -> None:
        """Nothing to note."""

    def ended(self, outcome: Outcome | None, reason: str) -> None:
        """Nothing to note."""


NO_ACCOUNT = NoAccount()


class PrintDesk:
    """Prepares jobs on any thread; sends one at a time to each printer.

    Args:
        file: Remembers sheets and registrations.
        symbology: What barcodes are printed in, for templates that do not say.
        limits: What the station's printers and scanners do well; labels beyond get a note.
    """

    def __init__(
        self,
        shelf: LabelShelf,
        file: PrintFile,
        symbology: Symbology,
        limits: Limits = USUAL_LIMITS,
    ) -> None:
        self._shelf = shelf
        self._positions = SheetPositions(file)
        self._registrations = Registrations(file)
        self._symbology = symbology
        self._limits = limits
        self._plans: dict[tuple[str, str, str, float], LabelPlan] = {}
        self._sending: dict[str, threading.Lock] = {}

    def sources_of(self, template: str) -> frozenset[str]:
        """Return what a template says of an item.

        Raises:
            UsageError, ConfigError: As `LabelShelf.template`.
        """
        return self._shelf.template(template).sources

    def stock_for(self, request: LabelRequest, target: Target) -> str:
        """Return the name of the stock a request goes on.

        Raises:
            UsageError, ConfigError: There is no such template, or it does not hold.
        """
        template = self._shelf.template(request.template)
        on_sheets = takes_sheets(target.language)
        usual = template.sheet_stock if on_sheets else template.roll_stock
        return request.stock or target.stock or usual

    def new_sheet(
        self, printer: str, stock_name: str, first_free: int = 1, name: str = ""
    ) -> Sheet:
        """Note that another sheet lies in the printer, free from one of its labels on.

        Args:
            first_free: Counted from 1, along rows.
            name: What it is called, to be put in again another day.

        Raises:
            UsageError: The stock has no such label.
            StoreError: It cannot be remembered.
        """
        stock = self._shelf.stock(stock_name)
        if isinstance(stock, RollStock):
            raise UsageError(
                tr("{stock_name!r} is a roll, which has no start position.", stock_name=stock_name),
                tr("Leave out --start."),
            )
        if not 1 <= first_free <= stock.cells:
            raise UsageError(
                tr(
                    "A sheet of {stock_name!r} has no label {first_free}.",
                    stock_name=stock_name,
                    first_free=first_free,
                ),
                tr("Give a number from 1 to {cells}.", cells=stock.cells),
            )
        number = self._positions.next_number(printer, stock_name)
        sheet = Sheet(number, frozenset(range(first_free - 1)), name=name)
        self._positions.keep(printer, stock_name, sheet)
        return sheet

    def room(self, printer: str, stock_name: str) -> tuple[int, int] | None:
        """Return the number of the sheet to be printed on next and its free labels; of a roll None.

        Raises:
            UsageError, ConfigError: There is no such stock, or it does not hold.
            StoreError: The sheets cannot be read.
        """
        stock = self._shelf.stock(stock_name)
        if isinstance(stock, RollStock):
            return None
        sheet = self._positions.current(printer, stock_name)
        free = stock.cells - len(sheet.taken)
        if free > 0:
            return sheet.number, free
        return self._positions.next_number(printer, stock_name), stock.cells

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
        for number, request in enumerate(requests):
            stock_name = self.stock_for(request, target)
            try:
                layout = self.layout(request, stock_name, target)
            except InputRefused as refusal:
                refused.append(_refused(request, number, refusal))
                continue
            labels = by_stock.setdefault(stock_name, [])
            labels += [PreparedLabel(request, layout, number)] * request.copies
        batches = []
        for stock_name, labels in by_stock.items():
            taken = self._positions.current(target.printer, stock_name).taken
            batch, unreadable = self._compose(stock_name, labels, taken, target)
            refused += unreadable
            if batch is not None:
                batches.append(batch)
        return PreparedJob(target, tuple(batches), tuple(refused))

    def send(
        self, job: PreparedJob, printer: LabelPrinter, account: Account = NO_ACCOUNT
    ) -> PrintReport:
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
                tr(
                    "The job is made for {language}, the printer takes {printer_language}.",
                    language=job.target.language,
                    printer_language=printer.language,
                ),
                tr("Prepare it again for this printer."),
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
                outcome, reason = self._send_batch(batch, job.target.printer, printer, account)
                if outcome is not None:
                    outcomes.append(outcome)
                if outcome in (Outcome.PRINTED, Outcome.SENT):
                    labels += len(batch.labels)
                    sheets += 0 if isinstance(batch.stock, RollStock) else len(batch.pages)
                else:
                    refused += [
                        Refused(one.request.data.barcode, reason, one.number)
                        for one in batch.labels
                    ]
        outcome = min(outcomes, key=CERTAINTY.index) if outcomes else None
        return PrintReport(labels, sheets, tuple(refused), outcome)

    def calibrate(self, target: Target, stock_name: str, printer: LabelPrinter) -> Outcome:
        """Print the frames of a stock's labels, and rulers, moved by what was measured so far.

        Raises:
            UsageError: The stock does not exist, or is of sheets and the printer takes rolls.
            DeviceLost, DeviceFault: As `LabelPrinter.send`.
        """
        from procstation.labels.calibration import calibration_page  # noqa: PLC0415
        from procstation.printing.drawing import DRAWINGS  # noqa: PLC0415

        stock = self._shelf.stock(stock_name)
        if not isinstance(stock, RollStock) and not takes_sheets(target.language):
            raise UsageError(
                tr(
                    "{stock_name!r} is a sheet stock, and {language} printers take rolls.",
                    stock_name=stock_name,
                    language=target.language,
                ),
                tr("Choose a roll; see `label stocks`."),
            )
        registration = self._registrations.of(target.printer, stock_name)
        face = self._shelf.face(CALIBRATION_FONT)
        page = calibration_page(stock, face, target.dots_per_mm, registration)
        return printer.send(DRAWINGS[target.language].render([page]), 1)

    def layout(self, request: LabelRequest, stock_name: str, target: Target) -> Layout:
        """Lay one label out, and check what can be known of it before it is drawn.

        Raises:
            InputRefused: It would not work.
            UsageError, ConfigError: As `prepare`.
        """
        stock = self._shelf.stock(stock_name)
        plan = self._plan(request.template, stock_name, target)
        layout = plan.lay_out(request.data)
        check_layout(layout, stock.margin_mm)
        warnings = warnings_of(layout, self._limits)
        return replace(layout, notes=(*layout.notes, *warnings)) if warnings else layout

    def _plan(self, template_name: str, stock_name: str, target: Target) -> LabelPlan:
        key = template_name, stock_name, target.language, target.dots_per_mm
        plan = self._plans.get(key)
        if plan is not None:
            return plan
        template, stock = self._shelf.template(template_name), self._shelf.stock(stock_name)
        require_stock(template, template_name, stock, stock_name)
        if not isinstance(stock, RollStock) and not takes_sheets(target.language):
            raise UsageError(
                tr(
                    "{stock_name!r} is a sheet stock, and {language} printers take rolls.",
                    stock_name=stock_name,
                    language=target.language,
                ),
                tr(
                    "Choose a roll, for example --stock {roll_stock}.",
                    roll_stock=template.roll_stock,
                ),
            )
        plan = LabelPlan(template, stock, self._shelf, target.dots_per_mm, self._symbology)
        self._plans[key] = plan
        return plan

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
        registration = self._registrations.of(target.printer, stock_name)
        refused: list[Refused] = []
        while labels:
            pages = place([label.layout for label in labels], stock, taken, registration)
            data = drawing.render(pages)
            faults = drawing.faults(data, pages, self._shelf, stock.margin_mm)
            if not faults:
                batch = Batch(stock_name, stock, tuple(labels), taken, tuple(pages), data)
                return batch, refused
            refused += [
                _refused(labels[at].request, labels[at].number, fault)
                for at, fault in faults.items()
            ]
            labels = [label for number, label in enumerate(labels) if number not in faults]
        return None, refused

    def _in_place(self, batch: Batch, target: Target) -> tuple[Batch | None, list[Refused]]:
        """Return the batch as it was composed, or anew if the sheet is not as it was then."""
        taken = self._positions.current(target.printer, batch.stock_name).taken
        if taken == batch.taken:
            return batch, []
        return self._compose(batch.stock_name, batch.labels, taken, target)

    def _send_batch(
        self, batch: Batch, name: str, printer: LabelPrinter, account: Account
    ) -> tuple[Outcome | None, str]:
        """Return the outcome, None when nothing was printed, and why if not all went well."""
        stock = batch.stock_name
        before = self._positions.current(name, stock)
        sheets = self._sheets_of(batch, name, before)
        with self._positions.together():
            for sheet, cells in sheets:
                self._positions.keep(name, stock, sheet.with_spoiled(cells))
            account.begun(batch, [sheet.number for sheet, _ in sheets])
        try:
            # Of a roll a printer counts rows, of which each may have several labels.
            on_roll = isinstance(batch.stock, RollStock)
            outcome = printer.send(batch.data, len(batch.pages if on_roll else batch.labels))
        except PrintRefused as refusal:
            reason = f"{refusal.what} {refusal.do_next}"
            with self._positions.together():
                for sheet, _ in sheets:
                    if sheet.number != before.number:
                        self._positions.forget(name, stock, sheet.number)
                if sheets:
                    self._positions.keep(name, stock, before)
                account.ended(None, reason)
            return None, reason
        except (DeviceLost, DeviceFault) as trouble:
            outcome, reason = Outcome.UNKNOWN, f"{MAYBE}: {trouble.what}"
        else:
            unknown = outcome is Outcome.UNKNOWN
            reason = (
                tr("{maybe}: the printer did not say.", maybe=tr_marked(MAYBE)) if unknown else ""
            )
        with self._positions.together():
            if outcome is not Outcome.UNKNOWN:
                for sheet, cells in sheets:
                    self._positions.keep(name, stock, sheet.with_used(cells))
            account.ended(outcome, reason)
        return outcome, reason

    def _sheets_of(
        self, batch: Batch, name: str, before: Sheet
    ) -> list[tuple[Sheet, frozenset[int]]]:
        """Return the sheets a batch goes on, and its cells on each; none for a roll."""
        if isinstance(batch.stock, RollStock):
            return []
        sheets: list[tuple[Sheet, frozenset[int]]] = []
        fresh = self._positions.next_number(name, batch.stock_name)
        for page in batch.pages:
            cells = frozenset(label.cell for label in page.labels)
            # A full sheet is passed over: the first page then begins on a fresh one.
            if not sheets and not cells & before.taken:
                sheets.append((before, cells))
            else:
                sheets.append((Sheet(fresh), cells))
                fresh += 1
        return sheets


def _refused(request: LabelRequest, number: int, refusal: InputRefused) -> Refused:
    return Refused(request.data.barcode, f"{refusal.what} {refusal.do_next}", number)
