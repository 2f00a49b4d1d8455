"""Where labels of a command go: its options, the desk, and what is told in the end."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from procstation.cli.answer import DONE, FAILED, answer
from procstation.cli.context import Context
from procstation.devices import LabelPrinter
from procstation.errors import UsageError
from procstation.labels import LabelShelf, RollStock, Stock, Symbology
from procstation.language import tr, trn
from procstation.printing import (
    PRINT_FILE,
    FilePrinter,
    LabelRequest,
    PrintDesk,
    PrintFile,
    PrintReport,
    Refused,
    Target,
    read_cell,
    target_of_file,
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """What a person said of where labels go."""

    printer: str | None
    output: Path | None
    dpi: str | None

    @contextmanager
    def opened(self, context: Context) -> Iterator[tuple[Target, LabelPrinter, PrintFile]]:
        """Open the printer, or make the file one, for as long as it is needed.

        Raises:
            UsageError: Neither was said, or both, or nothing can be written to such a file.
        """
        if (self.printer is None) == (self.output is None):
            raise UsageError(
                tr("A label goes to a printer or to a file."),
                tr("Give either --printer P or --output FILE."),
            )
        usual = context.config.labels.stock
        if self.output is not None:
            target = target_of_file(self.output, int(self.dpi) if self.dpi else None, usual)
            with closing(PrintFile(None)) as file:
                yield target, FilePrinter(self.output, target), file
            return
        from procstation.cli.devices import open_configured  # noqa: PLC0415

        assert self.printer is not None
        device = open_configured(context, "printer", self.printer)
        file = PrintFile(context.home / PRINT_FILE)
        try:
            loaded = context.config.devices[self.printer].stock or usual
            target = Target.of(self.printer, device, loaded)
            yield target, device, file
        finally:
            file.close()
            device.close()


def outlet_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command `--printer`, `--output` and `--dpi`, passed to it as `outlet`."""

    @click.option("--printer", help="A printer of the configuration.")
    @click.option(
        "--output", type=click.Path(path_type=Path), help="A .pdf, .zpl, .png or .svg file."
    )
    @click.option(
        "--dpi",
        type=click.Choice(["203", "300", "600"]),
        help="Of the printer a file is meant for.",
    )
    @wraps(command)
    def with_outlet(
        *args: Any, printer: str | None, output: Path | None, dpi: str | None, **kwargs: Any
    ) -> int:
        return command(*args, outlet=Outlet(printer, output, dpi), **kwargs)

    return with_outlet


def start_option(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command `--start`."""
    return click.option(
        "--start",
        metavar="PLACE",
        help="First free label of the sheet: a number along rows from 1, or ROW,COLUMN.",
    )(command)


def read_start(text: str, stock: Stock, name: str) -> int:
    """Return what `--start` says, from 1.

    Raises:
        UsageError: The stock has no such label, or is a roll.
    """
    if isinstance(stock, RollStock):
        raise UsageError(
            tr("{name!r} is a roll, which has no start position.", name=name),
            tr("Leave out --start."),
        )
    return read_cell(text, stock, name) + 1


def print_requests(
    context: Context,
    requests: Sequence[LabelRequest],
    unknown: Sequence[Refused],
    outlet: Outlet,
    start: str | None,
    as_json: bool,
) -> int:
    """Print labels, tell what came of it, and return the exit status.

    Args:
        unknown: What was refused before it became a request.
    """
    symbology = Symbology(context.config.barcodes.symbology)
    with outlet.opened(context) as (target, printer, file):
        shelf = LabelShelf(context.home)
        desk = PrintDesk(shelf, file, symbology)
        if start is not None and requests:
            name = desk.stock_for(requests[0], target)
            desk.new_sheet(target.printer, name, read_start(start, shelf.stock(name), name))
        job = desk.prepare(requests, target)
        warn((), job.notes)
        report = desk.send(job, printer)
    return _tell(report, unknown, as_json)


def _tell(report: PrintReport, unknown: Sequence[Refused], as_json: bool) -> int:
    refused = (*unknown, *report.refused)
    document = {
        "labels": report.labels,
        "sheets": report.sheets,
        "refused": refusals(refused),
    }
    answer(document, as_json, lambda: [_summary(report)])
    warn(refused, ())
    return FAILED if refused else DONE


def _summary(report: PrintReport) -> str:
    labels = trn("{count} label", "{count} labels", report.labels)
    if not report.sheets:
        return f"{labels}."
    sheets = trn("{count} sheet", "{count} sheets", report.sheets)
    return tr("{labels} on {sheets}.", labels=labels, sheets=sheets)


def refusals(refused: Sequence[Refused]) -> list[dict[str, str]]:
    return [{"barcode": one.barcode, "reason": one.reason} for one in refused]


def warn(refused: Sequence[Refused], notes: Sequence[tuple[str, str]]) -> None:
    """Tell on stderr what was done to labels, and which were not printed."""
    for barcode, note in notes:
        click.echo(f"note: {barcode}: {note}", err=True)
    for one in refused:
        click.echo(f"refused: {one.barcode}: {one.reason}", err=True)
