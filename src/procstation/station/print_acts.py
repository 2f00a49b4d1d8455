"""What the job asks of the printers: one label, prepared, checked, sent, and told how it went."""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass

from procstation.catalog import Catalogue
from procstation.devices import DeviceRunner, LabelPrinter, Outcome
from procstation.errors import DeviceFault, InputRefused
from procstation.language import tr
from procstation.linking import AnyInput, Failed, Printed, PrintLabel
from procstation.printing import LabelRequest, PrintDesk, Target
from procstation.printing.whole_data import whole_data
from procstation.station.outcome import trouble_of

Answer = Callable[[AnyInput], None]

OWN = "own:"
"""Begins a source of a template that a person says."""


@dataclass(frozen=True, slots=True)
class PrinterAtHand:
    """A configured printer.

    Attributes:
        templates: What it prints; empty for everything.
        stock: What is in it; "" when nobody said.
    """

    runner: Callable[[], DeviceRunner]
    templates: tuple[str, ...]
    stock: str


class PrintActs:
    """Prints on the printer's own thread, so that a slow picture stalls nothing.

    Args:
        printers: By name, in the order of the configuration.
    """

    def __init__(
        self, catalogue: Catalogue, desk: PrintDesk, printers: Mapping[str, PrinterAtHand]
    ) -> None:
        self._catalogue = catalogue
        self._desk = desk
        self._printers = printers

    def print_label(self, number: int, wish: PrintLabel, answer: Answer) -> None:
        """Print a label.

        Raises:
            StationError: There is no printer for it, or no such item.
        """
        name, printer = self._printer_for(wish.template)
        held = self._catalogue.by_barcode(wish.barcode)
        if held is None:
            raise InputRefused(
                tr("{barcode} is not in the catalogue any more.", barcode=wish.barcode),
                tr("Set the item aside."),
            )

        def send(device: LabelPrinter) -> AnyInput:
            # On the printer's thread: a template with subfields of the whole record has to look
            # for it in the files that were loaded.
            sources = self._desk.sources_of(wish.template)
            (data,) = whole_data(self._catalogue, [held], sources)
            said = {f"{OWN}{name}": value for name, value in wish.said.items()}
            request = LabelRequest(data.changed(said), wish.template)
            job = self._desk.prepare([request], Target.of(name, device, printer.stock))
            report = self._desk.send(job, device)
            if report.outcome is Outcome.UNKNOWN:
                return Printed(number, wish.template, "unknown", report.refused[-1].reason)
            if report.refused or report.outcome is None:
                reason = report.refused[0].reason if report.refused else tr("nothing was sent.")
                return Failed(
                    number,
                    tr(
                        "The {template} label was not printed: {reason}",
                        template=wish.template,
                        reason=reason,
                    ),
                    "",
                )
            notes = "; ".join(note for _, note in job.notes)
            return Printed(number, wish.template, report.outcome, notes)

        def done(future: Future[AnyInput]) -> None:
            error = trouble_of(future, tr("The printer"))
            if error is None:
                answer(future.result())
            else:
                answer(Failed(number, error.what, error.do_next))

        printer.runner().submit(send).add_done_callback(done)

    def _printer_for(self, template: str) -> tuple[str, PrinterAtHand]:
        for name, printer in self._printers.items():
            if not printer.templates or template in printer.templates:
                return name, printer
        raise DeviceFault(
            tr("No printer is configured for the {template} label.", template=template),
            tr("Add one to procstation.toml, or skip the step."),
        )
