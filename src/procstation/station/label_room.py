"""The room of the labels: the queue as the screens see it, run on the printers' own threads."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass

from procstation.catalog import Catalogue
from procstation.devices import LabelPrinter, Outcome
from procstation.errors import InputRefused, StationError, UsageError
from procstation.items import CallNumber, Filing, Scheme
from procstation.labels import (
    LabelData,
    LabelShelf,
    Registration,
    SheetStock,
    check_registration,
    preview,
)
from procstation.language import tr
from procstation.printing import (
    KnownSheet,
    LabelRequest,
    Portion,
    PrintDesk,
    PrintFile,
    PrintQueue,
    QueuedLabel,
    QueueRun,
    Registrations,
    Sheet,
    SheetPositions,
    Target,
    read_cell,
)
from procstation.printing.whole_data import whole_data
from procstation.station.outcome import trouble_of
from procstation.station.print_acts import PrinterAtHand

PREVIEW_DOTS_PER_MM = 300 / 25.4
"""Until a printer has said its own."""

USUAL_TEMPLATE = "barcode"
SAMPLE = LabelData("31234000000018", CallNumber("QA76.73 .P98", Scheme.LCC, "852$h"), "Sample")
"""A label that is drawn and not printed."""


@dataclass(frozen=True, slots=True)
class RunStatus:
    """How a run on one printer goes, or went.

    Attributes:
        labels: Printed or sent so far.
        said: What a person should know now.
    """

    is_running: bool
    labels: int
    said: str


@dataclass(slots=True)
class _Running:
    run: QueueRun
    claim: ExitStack
    total: int = 0
    shall_stop: bool = False


class LabelRoom:
    """May be used from any thread.

    Args:
        printers: By name, in the order of the configuration.
        filing: How this library files.

    Attributes:
        queue: The queue of labels.
        changed: Called, on any thread, when there is something new to show.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        shelf: LabelShelf,
        file: PrintFile,
        desk: PrintDesk,
        printers: Mapping[str, PrinterAtHand],
        filing: Filing | None = None,
    ) -> None:
        self._filing = filing
        self.queue = PrintQueue(file)
        self.changed: Callable[[], None] = lambda: None
        self._catalogue = catalogue
        self._shelf = shelf
        self._desk = desk
        self._printers = printers
        self._sheets = SheetPositions(file)
        self._registrations = Registrations(file)
        self._running: dict[str, _Running] = {}
        self._status: dict[str, RunStatus] = {}
        self._targets: dict[str, Target] = {}

    def order_queue(self) -> int:
        """Put what waits in the order of the shelves, and return how many labels that were."""
        return self.queue.in_shelf_order(self._filing)

    @property
    def printers(self) -> list[str]:
        return list(self._printers)

    def stock_in(self, printer: str) -> str:
        """Return the stock that is said to be in a printer; "" when nobody said."""
        return self._printers[printer].stock

    def status(self, printer: str) -> RunStatus:
        return self._status.get(printer, RunStatus(False, 0, ""))

    def add(self, barcodes: Sequence[str], template: str) -> int:
        """Queue labels of items, and return the number of their job.

        Raises:
            InputRefused: One is not in the catalogue; or a file of records, which the template
                asks for, cannot be read.
            UsageError: There is no such template.
        """
        sources = self._shelf.template(template).sources
        items = []
        for barcode in barcodes:
            held = self._catalogue.by_barcode(barcode)
            if held is None:
                raise InputRefused(
                    tr("No item has the barcode {barcode!r}.", barcode=barcode),
                    tr("Check the number; nothing was queued."),
                )
            items.append(held)
        whole = whole_data(self._catalogue, items, sources)
        requests = [LabelRequest(data, template) for data in whole]
        return self.queue.add(requests, f"{template}: {', '.join(barcodes[:3])}")

    def require_template(self, template: str) -> None:
        """Raise UsageError when there is no such template."""
        self._shelf.template(template)

    def get_ready(self, printer: str) -> None:
        """Load what a printer's labels take, on its thread, so that the first comes out at once."""
        at_hand = self._printers[printer]

        def draw(device: LabelPrinter) -> None:
            target = Target.of(printer, device, at_hand.stock)
            for template in at_hand.templates or (USUAL_TEMPLATE,):
                self._desk.prepare([LabelRequest(SAMPLE, template)], target)

        # What is wrong with a template or a stock is told when a label of it is to be printed.
        at_hand.runner().submit(draw)

    def run(self, printer: str) -> None:
        """Print what waits for a printer, until something ends it.

        Raises:
            InputRefused: It is printing from the queue already, here or elsewhere.
        """
        at_hand = self._printers[printer]
        with ExitStack() as opened:
            opened.enter_context(self.queue.claimed(printer))
            run = QueueRun(self.queue, self._desk, printer, at_hand.templates, at_hand.stock)
            self._running[printer] = _Running(run, opened.pop_all())
        self._tell(printer, True, 0, "printing")
        self._go_on(printer)

    def stop(self, printer: str) -> None:
        """End a run after the portion that is on its way."""
        running = self._running.get(printer)
        if running is not None:
            running.shall_stop = True
            self._tell(printer, True, running.total, tr("stopping after what is on its way"))

    def preview(self, label: QueuedLabel, printer: str, columns: int, rows: int) -> list[str]:
        """Return a label as lines of text, laid out as for a printer.

        Args:
            columns, rows: The room there is for it.

        Raises:
            StationError: It would not work; with the reason.
        """
        known = self._targets.get(printer)
        dots = known.dots_per_mm if known is not None else PREVIEW_DOTS_PER_MM
        # A picture takes sheets and rolls alike: it is laid out the same.
        target = Target(printer, "png", dots, self._printers[printer].stock if printer else "")
        stock = label.stock or self._desk.stock_for(label.request, target)
        layout = self._desk.layout(label.request, stock, target)
        # Two lines are frame, as are two columns; a character is twice as high as wide.
        fitting = 2 + int(2 * max(rows - 2, 1) * layout.width_mm / layout.height_mm)
        return preview(layout, min(columns, fitting))

    def sheets(self) -> list[tuple[KnownSheet, SheetStock]]:
        """Return all sheets with their stock; of a printer with none yet, the fresh one."""
        known = self._sheets.known()
        held = {(one.printer, one.stock) for one in known}
        for name, at_hand in self._printers.items():
            if at_hand.stock and (name, at_hand.stock) not in held:
                fresh = self._sheets.current(name, at_hand.stock)
                known.append(KnownSheet(name, at_hand.stock, fresh, True))
        found = [(one, self._shelf.stock(one.stock)) for one in known]
        return [(one, stock) for one, stock in found if isinstance(stock, SheetStock)]

    def new_sheet(self, known: KnownSheet, first: str, name: str = "") -> None:
        """Note that another sheet lies in the printer, free from a place on.

        Raises:
            UsageError: There is no such place.
        """
        cell = read_cell(first, self._sheet_stock(known.stock), known.stock)
        self._desk.new_sheet(known.printer, known.stock, cell + 1, name)

    def put_in(self, known: KnownSheet) -> None:
        """Note that a sheet laid aside lies in its printer again."""
        self._sheets.keep(known.printer, known.stock, known.sheet)

    def mark(self, known: KnownSheet, places: str, *, spoiled: bool) -> None:
        """Mark places of a sheet, separated by blanks, as spoiled or as free.

        Raises:
            UsageError: There is no such place.
        """
        stock = self._sheet_stock(known.stock)
        cells = frozenset(read_cell(one, stock, known.stock) for one in places.split())
        marked = Sheet.with_spoiled if spoiled else Sheet.with_free
        sheet = marked(known.sheet, cells)
        (self._sheets.keep if known.is_in else self._sheets.change)(
            known.printer, known.stock, sheet
        )

    def registration(self, printer: str, stock: str) -> Registration:
        """Return what was measured of a printer and stock."""
        return self._registrations.of(printer, stock)

    def register(self, printer: str, stock: str, measured: Registration) -> None:
        """Remember what was measured.

        Raises:
            InputRefused: Labels would leave the page.
        """
        check_registration(measured, self._shelf.stock(stock))
        self._registrations.keep(printer, stock, measured)

    def calibrate(self, printer: str, stock: str) -> None:
        """Print the calibration page; how it went is in the status of the printer."""
        at_hand = self._printers[printer]

        def send(device: LabelPrinter) -> Outcome:
            return self._desk.calibrate(Target.of(printer, device, stock), stock, device)

        def done(future: Future[Outcome]) -> None:
            error = trouble_of(future, tr("The printer"))
            said = (
                f"{error.what} {error.do_next}"
                if error
                else tr("1 page, {result}", result=future.result())
            )
            self._tell(printer, False, 0, said)

        at_hand.runner().submit(send).add_done_callback(done)

    def _sheet_stock(self, name: str) -> SheetStock:
        stock = self._shelf.stock(name)
        if not isinstance(stock, SheetStock):
            raise UsageError(tr("{name!r} is a roll.", name=name), tr("Name a stock of sheets."))
        return stock

    def _go_on(self, printer: str) -> None:
        running = self._running[printer]

        def step(device: LabelPrinter) -> Portion | None:
            if printer not in self._targets:
                self._targets[printer] = Target.of(printer, device)
            return running.run.step(device)

        self._printers[printer].runner().submit(step).add_done_callback(
            lambda future: self._stepped(printer, future)
        )

    def _stepped(self, printer: str, future: "Future[Portion | None]") -> None:
        running = self._running[printer]
        error: StationError | None = trouble_of(future, tr("The printer"))
        portion = future.result() if error is None else None
        if portion is not None:
            running.total += portion.labels
        if portion is not None and not portion.stop and not running.shall_stop:
            self._tell(printer, True, running.total, "printing")
            self._go_on(printer)
            return
        del self._running[printer]
        running.claim.close()
        if error is not None:
            said = f"{error.what} {error.do_next}"
        elif portion is not None and portion.stop:
            said = portion.stop
        else:
            said = "stopped" if portion is not None else "done"
        self._tell(printer, False, running.total, said)

    def _tell(self, printer: str, is_running: bool, labels: int, said: str) -> None:
        self._status[printer] = RunStatus(is_running, labels, said)
        self.changed()
