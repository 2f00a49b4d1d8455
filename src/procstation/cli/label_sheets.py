"""`procstation label sheets`: the sheets of labels there are, and which places on them are free."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

from procstation.cli.answer import DONE, answer, json_option
from procstation.cli.context import Context
from procstation.cli.label_outlet import read_start
from procstation.errors import UsageError, did_you_mean
from procstation.labels import LabelShelf, RollStock, SheetStock, Symbology
from procstation.language import tr
from procstation.printing import (
    PRINT_FILE,
    KnownSheet,
    PrintDesk,
    PrintFile,
    Sheet,
    SheetPositions,
    read_cell,
)
from procstation.printing.sheet_picture import LEGEND, sheet_rows


@click.group(name="sheets")
def sheets_group() -> None:
    """Sheets of labels: each is remembered with its used and its spoiled labels."""


@contextmanager
def opened_file(context: Context) -> Iterator[PrintFile]:
    file = PrintFile(context.home / PRINT_FILE)
    try:
        yield file
    finally:
        file.close()


def _place_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command `--printer` and `--stock`."""

    @click.option("--printer", required=True, help="A printer of the configuration.")
    @click.option("--stock", default="", help="Left out, what is in that printer.")
    @wraps(command)
    def with_place(*args: Any, printer: str, stock: str, **kwargs: Any) -> int:
        return command(*args, printer=printer, stock=stock, **kwargs)

    return with_place


@sheets_group.command(name="list")
@json_option
@click.pass_obj
def list_sheets(context: Context, as_json: bool) -> None:
    """List the sheets of all printers."""
    shelf = LabelShelf(context.home)
    with opened_file(context) as file:
        known = SheetPositions(file).known()
    answer(
        [_document(one, shelf) for one in known],
        as_json,
        lambda: [_line(one, shelf) for one in known] or [tr("No sheet was printed on yet.")],
    )


@sheets_group.command()
@_place_options
@click.argument("sheet", required=False)
@json_option
@click.pass_obj
def show(context: Context, printer: str, stock: str, sheet: str | None, as_json: bool) -> int:
    """Draw the sheet that is in a printer, or another by its name or number."""
    name, found = _stock(context, printer, stock)
    with opened_file(context) as file:
        chosen = _chosen(SheetPositions(file), printer, name, sheet)
    known = KnownSheet(printer, name, chosen, sheet is None)
    answer(
        _document(known, LabelShelf(context.home)),
        as_json,
        lambda: [_title(known), "", *_drawn(chosen, found), "", LEGEND],
    )
    return DONE


@sheets_group.command()
@_place_options
@click.option("--start", default="1", metavar="PLACE", help="First free label, or ROW,COLUMN.")
@click.option("--name", default="", help="What to call it, to put it in again another day.")
@json_option
@click.pass_obj
def new(context: Context, printer: str, stock: str, start: str, name: str, as_json: bool) -> int:
    """Note that another sheet lies in the printer."""
    called, found = _stock(context, printer, stock)
    symbology = Symbology(context.config.barcodes.symbology)
    with opened_file(context) as file:
        desk = PrintDesk(LabelShelf(context.home), file, symbology)
        sheet = desk.new_sheet(printer, called, read_start(start, found, called), name)
    return _tell(context, KnownSheet(printer, called, sheet, True), as_json)


@sheets_group.command()
@_place_options
@click.argument("sheet")
@json_option
@click.pass_obj
def use(context: Context, printer: str, stock: str, sheet: str, as_json: bool) -> int:
    """Note that a sheet laid aside lies in the printer again, by its name or number."""
    called, _ = _stock(context, printer, stock)
    with opened_file(context) as file:
        found = SheetPositions(file).put_in(printer, called, sheet)
    return _tell(context, KnownSheet(printer, called, found, True), as_json)


@sheets_group.command()
@_place_options
@click.argument("places", nargs=-1, required=True, metavar="PLACE...")
@click.option("--sheet", help="Another one than that in the printer, by its name or number.")
@json_option
@click.pass_obj
def spoil(
    context: Context,
    printer: str,
    stock: str,
    places: tuple[str, ...],
    sheet: str | None,
    as_json: bool,
) -> int:
    """Mark labels as no good: torn, peeled off, badly printed. Places as 5 or as ROW,COLUMN."""
    return _mark(context, printer, stock, places, sheet, Sheet.with_spoiled, as_json)


@sheets_group.command()
@_place_options
@click.argument("places", nargs=-1, required=True, metavar="PLACE...")
@click.option("--sheet", help="Another one than that in the printer, by its name or number.")
@json_option
@click.pass_obj
def free(
    context: Context,
    printer: str,
    stock: str,
    places: tuple[str, ...],
    sheet: str | None,
    as_json: bool,
) -> int:
    """Mark labels as free after all."""
    return _mark(context, printer, stock, places, sheet, Sheet.with_free, as_json)


def _mark(
    context: Context,
    printer: str,
    stock: str,
    places: tuple[str, ...],
    sheet: str | None,
    marked: Callable[[Sheet, frozenset[int]], Sheet],
    as_json: bool,
) -> int:
    called, found = _stock(context, printer, stock)
    cells = frozenset(read_cell(place, found, called) for place in places)
    with opened_file(context) as file:
        positions = SheetPositions(file)
        with positions.together():
            changed = marked(_chosen(positions, printer, called, sheet), cells)
            if sheet is None:
                positions.keep(printer, called, changed)
            else:
                positions.change(printer, called, changed)
    return _tell(context, KnownSheet(printer, called, changed, sheet is None), as_json)


def _stock(context: Context, printer: str, stock: str) -> tuple[str, SheetStock]:
    """Return the sheet stock that is meant, and its name."""
    printers = context.config.devices_of("printer")
    if printer not in printers:
        raise UsageError(
            tr("No printer is named {printer!r}.", printer=printer), did_you_mean(printer, printers)
        )
    name = stock or printers[printer].stock or context.config.labels.stock
    if not name:
        raise UsageError(
            tr("The configuration does not say what is in {printer}.", printer=printer),
            tr("Give --stock S."),
        )
    found = LabelShelf(context.home).stock(name)
    if isinstance(found, RollStock):
        raise UsageError(
            tr("{name!r} is a roll.", name=name), tr("Name a stock of sheets; see `label stocks`.")
        )
    return name, found


def _chosen(positions: SheetPositions, printer: str, stock: str, called: str | None) -> Sheet:
    if called is None:
        return positions.current(printer, stock)
    return positions.called(printer, stock, called)


def _tell(context: Context, known: KnownSheet, as_json: bool) -> int:
    shelf = LabelShelf(context.home)
    answer(_document(known, shelf), as_json, lambda: [_line(known, shelf)])
    return DONE


def _title(known: KnownSheet) -> str:
    named = f" “{known.sheet.name}”" if known.sheet.name else ""
    there = tr(", in the printer") if known.is_in else ""
    return tr(
        "{printer}, {stock}, sheet {number}{named}{there}",
        printer=known.printer,
        stock=known.stock,
        number=known.sheet.number,
        named=named,
        there=there,
    )


def _line(known: KnownSheet, shelf: LabelShelf) -> str:
    stock = shelf.stock(known.stock)
    cells = stock.cells if isinstance(stock, SheetStock) else 0
    sheet = known.sheet
    return tr(
        "{title}: {free} of {cells} free, {used} used, {spoiled} spoiled",
        title=_title(known),
        free=cells - len(sheet.taken),
        cells=cells,
        used=len(sheet.used),
        spoiled=len(sheet.spoiled),
    )


def _drawn(sheet: Sheet, stock: SheetStock) -> Iterator[str]:
    first = 1
    for row in sheet_rows(sheet, stock):
        yield f"{first:>4}  {row}"
        first += len(row.split())


def _document(known: KnownSheet, shelf: LabelShelf) -> dict[str, object]:
    stock = shelf.stock(known.stock)
    cells = stock.cells if isinstance(stock, SheetStock) else 0
    sheet = known.sheet
    return {
        "printer": known.printer,
        "stock": known.stock,
        "sheet": sheet.number,
        "name": sheet.name,
        "in_printer": known.is_in,
        "labels": cells,
        "used": sorted(cell + 1 for cell in sheet.used),
        "spoiled": sorted(cell + 1 for cell in sheet.spoiled),
        "free": [cell + 1 for cell in range(cells) if cell not in sheet.taken],
    }
