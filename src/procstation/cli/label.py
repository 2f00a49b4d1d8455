"""`procstation label`: print labels of items and look at them before."""

from contextlib import closing
from pathlib import Path

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option
from procstation.cli.context import Context
from procstation.cli.label_calibrate import calibrate
from procstation.cli.label_items import records_option, requests_of, said_option
from procstation.cli.label_outlet import (
    Outlet,
    outlet_options,
    print_requests,
    refusals,
    start_option,
    warn,
)
from procstation.cli.label_queue import queue_group
from procstation.cli.label_sheets import sheets_group
from procstation.cli.label_signs import command_labels, shelf_range
from procstation.cli.label_stock import stock_group, stocks, templates, test_page
from procstation.labels import LabelShelf, Symbology
from procstation.printing import (
    PrintDesk,
    PrintFile,
    target_of_file,
)


@click.group()
def label() -> None:
    """Labels: print them, look at them, list templates and stock."""


for command in (
    calibrate,
    command_labels,
    queue_group,
    sheets_group,
    shelf_range,
    stock_group,
    stocks,
    templates,
    test_page,
):
    label.add_command(command)


@label.command(name="print")
@click.argument("barcodes", nargs=-1, required=True, metavar="BARCODE...")
@click.option("--template", required=True, help="What goes on the label; see `label templates`.")
@click.option("--stock", default="", help="What it goes on; see `label stocks`.")
@start_option
@said_option
@records_option
@outlet_options
@json_option
@click.pass_obj
def print_labels(
    context: Context,
    barcodes: tuple[str, ...],
    template: str,
    stock: str,
    start: str | None,
    said: tuple[str, ...],
    records: tuple[Path, ...],
    outlet: Outlet,
    as_json: bool,
) -> int:
    """Print labels of items, each checked before; one that would not work is refused."""
    if stock:
        LabelShelf(context.home).stock(stock)
    requests, unknown = requests_of(context, barcodes, template, stock, said, records)
    return print_requests(context, requests, unknown, outlet, start, as_json)


@label.command()
@click.argument("barcodes", nargs=-1, required=True, metavar="BARCODE...")
@click.option("--template", required=True, help="What goes on the label; see `label templates`.")
@click.option("--stock", default="", help="What it goes on; see `label stocks`.")
@said_option
@records_option
@click.option(
    "--columns",
    type=click.IntRange(10, 200),
    default=44,
    show_default=True,
    help="How wide it is drawn, in characters.",
)
@json_option
@click.pass_obj
def preview(
    context: Context,
    barcodes: tuple[str, ...],
    template: str,
    stock: str,
    said: tuple[str, ...],
    records: tuple[Path, ...],
    columns: int,
    as_json: bool,
) -> int:
    """Show labels in the terminal as they would be printed at 600 dpi."""
    requests, unknown = requests_of(context, barcodes, template, stock, said, records)
    symbology = Symbology(context.config.barcodes.symbology)
    target = target_of_file(Path("preview.png"), None, context.config.labels.stock)
    with closing(PrintFile(None)) as file:
        job = PrintDesk(LabelShelf(context.home), file, symbology).prepare(requests, target)
    lines = job.preview(columns)
    refused = (*unknown, *job.refused)
    document = {"lines": lines, "refused": refusals(refused)}
    answer(document, as_json, lambda: lines)
    warn(refused, job.notes)
    return FAILED if refused else DONE
