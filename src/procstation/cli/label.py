"""`procstation label`: print labels of items and look at them before."""

from pathlib import Path

import click

from procstation.catalog import Item, Title
from procstation.cli.answer import DONE, FAILED, answer, json_option
from procstation.cli.context import Context
from procstation.cli.label_outlet import (
    Outlet,
    outlet_options,
    print_requests,
    refusals,
    start_option,
    warn,
)
from procstation.cli.label_sheets import command_labels, shelf_range
from procstation.cli.label_stock import stock_group, stocks, templates, test_page
from procstation.errors import UsageError
from procstation.labels import LabelShelf, Symbology
from procstation.labels.source import require_source
from procstation.printing import (
    LabelRequest,
    PrintDesk,
    PrintFile,
    Refused,
    label_data,
    target_of_file,
)


@click.group()
def label() -> None:
    """Labels: print them, look at them, list templates and stock."""


for command in (command_labels, shelf_range, stock_group, stocks, templates, test_page):
    label.add_command(command)


_said = click.option(
    "--set",
    "said",
    multiple=True,
    metavar="SOURCE=TEXT",
    help="Say something else on these labels; the record is not changed. Several times.",
)
_records = click.option(
    "--records",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the records are, for templates that ask for their subfields; left out, the files"
    " that were loaded.",
)


@label.command(name="print")
@click.argument("barcodes", nargs=-1, required=True, metavar="BARCODE...")
@click.option("--template", required=True, help="What goes on the label; see `label templates`.")
@click.option("--stock", default="", help="What it goes on; see `label stocks`.")
@start_option
@_said
@_records
@outlet_options
@json_option
@click.pass_obj
def print_labels(
    context: Context,
    barcodes: tuple[str, ...],
    template: str,
    stock: str,
    start: int | None,
    said: tuple[str, ...],
    records: tuple[Path, ...],
    outlet: Outlet,
    as_json: bool,
) -> int:
    """Print labels of items, each checked before; one that would not work is refused."""
    if stock:
        LabelShelf(context.home).stock(stock)
    requests, unknown = _requests(context, barcodes, template, stock, said, records)
    return print_requests(context, requests, unknown, outlet, start, as_json)


@label.command()
@click.argument("barcodes", nargs=-1, required=True, metavar="BARCODE...")
@click.option("--template", required=True, help="What goes on the label; see `label templates`.")
@click.option("--stock", default="", help="What it goes on; see `label stocks`.")
@_said
@_records
@click.option("--columns", type=click.IntRange(10, 200), default=44, show_default=True)
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
    requests, unknown = _requests(context, barcodes, template, stock, said, records)
    symbology = Symbology(context.config.barcodes.symbology)
    desk = PrintDesk(LabelShelf(context.home), PrintFile(None), symbology)
    target = target_of_file(Path("preview.png"), None, context.config.labels.stock)
    job = desk.prepare(requests, target)
    lines = job.preview(columns)
    refused = (*unknown, *job.refused)
    document = {"lines": lines, "refused": refusals(refused)}
    answer(document, as_json, lambda: lines)
    warn(refused, job.notes)
    return FAILED if refused else DONE


def _requests(
    context: Context,
    barcodes: tuple[str, ...],
    template: str,
    stock: str,
    said: tuple[str, ...],
    records: tuple[Path, ...],
) -> tuple[list[LabelRequest], list[Refused]]:
    changes = _changes(said)
    sources = LabelShelf(context.home).template(template).sources
    found: list[tuple[Item, Title]] = []
    unknown: list[Refused] = []
    for barcode in barcodes:
        held = context.catalogue.by_barcode(barcode)
        if held is not None:
            found.append(held)
            continue
        reason = (
            f"No item has the barcode {barcode!r}. Check the number, or load its record with"
            " `catalog load`."
        )
        unknown.append(Refused(barcode, reason))
    whole = {}
    if any(source.startswith("marc:") and source not in changes for source in sources):
        from procstation.catalog.whole_records import whole_records  # noqa: PLC0415

        whole = whole_records(records or _loaded_files(context), found)
    requests = []
    for item, title in found:
        data = label_data(item, title, whole.get(item.id), sources)
        requests.append(LabelRequest(data.changed(changes) if changes else data, template, stock))
    return requests, unknown


def _changes(said: tuple[str, ...]) -> dict[str, str]:
    changes = {}
    for one in said:
        source, is_said, text = one.partition("=")
        if not is_said:
            raise UsageError(
                f"--set {one!r} does not say what to print.",
                "Write SOURCE=TEXT, for example call_number='PS3562 .E42'.",
            )
        require_source(source, "--set")
        changes[source] = text
    return changes


def _loaded_files(context: Context) -> list[Path]:
    """Return the files of records that were loaded and are still there, the latest first."""
    files = (Path(name) for act in context.catalogue.loads() for name in act.files)
    return [file for file in dict.fromkeys(files) if file.is_file()]
