"""`procstation label`: print labels, list templates and stocks."""

from pathlib import Path

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option
from procstation.cli.context import Context
from procstation.devices import LabelPrinter
from procstation.errors import UsageError
from procstation.labels import LabelShelf, Limits, SheetStock, Stock, Symbology, Template
from procstation.printing import (
    FilePrinter,
    LabelRequest,
    PrintDesk,
    PrintReport,
    Refused,
    SheetPositions,
    Target,
    label_data,
    target_of_file,
)

SHEETS_FOLDER = "sheets"


@click.group()
def label() -> None:
    """Spine and barcode labels: print them, look at them, list templates and stock."""


@label.command(name="print")
@click.argument("barcodes", nargs=-1, required=True, metavar="BARCODE...")
@click.option("--template", required=True, help="What goes on the label; see `label templates`.")
@click.option("--stock", default="", help="What it goes on; see `label stocks`.")
@click.option("--start", type=int, help="First free label of the sheet, counted along rows from 1.")
@click.option("--printer", help="A printer of the configuration.")
@click.option("--output", type=click.Path(path_type=Path), help="A .pdf, .zpl, .png or .svg file.")
@click.option(
    "--dpi", type=click.Choice(["203", "300", "600"]), help="Of the printer a file is meant for."
)
@json_option
@click.pass_obj
def print_labels(
    context: Context,
    barcodes: tuple[str, ...],
    template: str,
    stock: str,
    start: int | None,
    printer: str | None,
    output: Path | None,
    dpi: str | None,
    as_json: bool,
) -> int:
    """Print labels of items, each checked before; one that would not work is refused."""
    if (printer is None) == (output is None):
        raise UsageError(
            "A label goes to a printer or to a file.", "Give either --printer P or --output FILE."
        )
    shelf = LabelShelf(context.home)
    shelf.template(template)
    if stock:
        shelf.stock(stock)
    requests, unknown = _requests(context, barcodes, template, stock)
    symbology = Symbology(context.config.barcodes.symbology)
    limits = Limits.of(context.config.barcodes)
    if output is not None:
        target = target_of_file(output, int(dpi) if dpi else None, context.config.labels.stock)
        desk = PrintDesk(shelf, SheetPositions(None), symbology, limits)
        report = _print(desk, requests, target, start, FilePrinter(output, target))
    else:
        from procstation.cli.devices import open_configured  # noqa: PLC0415

        assert printer is not None
        device = open_configured(context, "printer", printer)
        try:
            loaded = context.config.devices[printer].stock or context.config.labels.stock
            target = Target.of(printer, device, loaded)
            positions = SheetPositions(context.home / SHEETS_FOLDER)
            desk = PrintDesk(shelf, positions, symbology, limits)
            report = _print(desk, requests, target, start, device)
        finally:
            device.close()
    return _tell(report, unknown, as_json)


@label.command()
@click.argument("barcodes", nargs=-1, required=True, metavar="BARCODE...")
@click.option("--template", required=True, help="What goes on the label; see `label templates`.")
@click.option("--stock", default="", help="What it goes on; see `label stocks`.")
@click.option("--columns", type=click.IntRange(10, 200), default=44, show_default=True)
@json_option
@click.pass_obj
def preview(
    context: Context,
    barcodes: tuple[str, ...],
    template: str,
    stock: str,
    columns: int,
    as_json: bool,
) -> int:
    """Show labels in the terminal as they would be printed at 600 dpi."""
    requests, unknown = _requests(context, barcodes, template, stock)
    barcodes_here = context.config.barcodes
    desk = PrintDesk(
        LabelShelf(context.home),
        SheetPositions(None),
        Symbology(barcodes_here.symbology),
        Limits.of(barcodes_here),
    )
    target = target_of_file(Path("preview.png"), None, context.config.labels.stock)
    job = desk.prepare(requests, target)
    lines = job.preview(columns)
    refused = (*unknown, *job.refused)
    document = {"lines": lines, "refused": _refusals(refused)}
    answer(document, as_json, lambda: lines)
    _warn(refused, job.notes)
    return FAILED if refused else DONE


@label.command()
@json_option
@click.pass_obj
def templates(context: Context, as_json: bool) -> None:
    """List the templates there are."""
    shelf = LabelShelf(context.home)
    found = {name: shelf.template(name) for name in shelf.template_names}
    answer(
        [_template_document(name, template) for name, template in found.items()],
        as_json,
        lambda: [f"{name:<16}{template.title}" for name, template in found.items()],
    )


@label.command()
@json_option
@click.pass_obj
def stocks(context: Context, as_json: bool) -> None:
    """List the label stock there is."""
    shelf = LabelShelf(context.home)
    found = {name: shelf.stock(name) for name in shelf.stock_names}
    answer(
        [_stock_document(name, stock) for name, stock in found.items()],
        as_json,
        lambda: [
            f"{name:<20}{stock.label_width_mm:>7g} × {stock.label_height_mm:<6g} mm  "
            f"{f'{stock.cells} a sheet' if isinstance(stock, SheetStock) else 'roll':<12}"
            f"{stock.title}"
            for name, stock in found.items()
        ],
    )


def _requests(
    context: Context, barcodes: tuple[str, ...], template: str, stock: str
) -> tuple[list[LabelRequest], list[Refused]]:
    requests: list[LabelRequest] = []
    unknown: list[Refused] = []
    for barcode in barcodes:
        found = context.catalogue.by_barcode(barcode)
        if found is None:
            reason = (
                f"No item has the barcode {barcode!r}. Check the number, or load its record with"
                " `catalog load`."
            )
            unknown.append(Refused(barcode, reason))
        else:
            item, title = found
            requests.append(LabelRequest(label_data(item, title), template, stock))
    return requests, unknown


def _print(
    desk: PrintDesk,
    requests: list[LabelRequest],
    target: Target,
    start: int | None,
    printer: LabelPrinter,
) -> PrintReport:
    if start is not None and requests:
        desk.new_sheet(target, desk.stock_for(requests[0], target), start)
    job = desk.prepare(requests, target)
    _warn((), job.notes)
    return desk.send(job, printer)


def _tell(report: PrintReport, unknown: list[Refused], as_json: bool) -> int:
    refused = (*unknown, *report.refused)
    document = {
        "labels": report.labels,
        "sheets": report.sheets,
        "refused": _refusals(refused),
    }
    answer(document, as_json, lambda: [_summary(report)])
    _warn(refused, ())
    return FAILED if refused else DONE


def _summary(report: PrintReport) -> str:
    labels = "1 label" if report.labels == 1 else f"{report.labels} labels"
    if not report.sheets:
        return f"{labels}."
    return f"{labels} on {'1 sheet' if report.sheets == 1 else f'{report.sheets} sheets'}."


def _refusals(refused: tuple[Refused, ...]) -> list[dict[str, str]]:
    return [{"barcode": one.barcode, "reason": one.reason} for one in refused]


def _warn(refused: tuple[Refused, ...], notes: tuple[tuple[str, str], ...]) -> None:
    for barcode, note in notes:
        click.echo(f"note: {barcode}: {note}", err=True)
    for one in refused:
        click.echo(f"refused: {one.barcode}: {one.reason}", err=True)


def _template_document(name: str, template: Template) -> dict[str, object]:
    return {
        "name": name,
        "title": template.title,
        "min_width_mm": template.min_width_mm,
        "min_height_mm": template.min_height_mm,
        "sheet_stock": template.sheet_stock,
        "roll_stock": template.roll_stock,
    }


def _stock_document(name: str, stock: Stock) -> dict[str, object]:
    document: dict[str, object] = {
        "name": name,
        "title": stock.title,
        "kind": stock.kind,
        "label_width_mm": stock.label_width_mm,
        "label_height_mm": stock.label_height_mm,
    }
    if isinstance(stock, SheetStock):
        document |= {"columns": stock.columns, "rows": stock.rows, "labels": stock.cells}
    return document
