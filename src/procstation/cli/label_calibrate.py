"""`procstation label calibrate`: by how much a printer misses its stock, and made up for."""

import click

from procstation.cli.answer import DONE, answer, json_option
from procstation.cli.context import Context
from procstation.cli.label_outlet import Outlet
from procstation.cli.label_stock import print_page
from procstation.errors import UsageError, did_you_mean
from procstation.labels import LabelShelf, Registration, check_registration
from procstation.language import decimal, tr
from procstation.printing import PRINT_FILE, PrintFile, Registrations


@click.command()
@click.option("--printer", required=True, help="A printer of the configuration.")
@click.option("--stock", default="", help="Left out, what is in that printer.")
@click.option(
    "--set",
    "measured",
    metavar="X,Y[,STRETCH]",
    help="Move labels so many millimetres right and down; negative left and up. STRETCH is the"
    " wanted distance between two labels far apart, by the printed one.",
)
@click.option("--show", is_flag=True, help="Only tell what is set.")
@json_option
@click.pass_obj
def calibrate(
    context: Context, printer: str, stock: str, measured: str | None, show: bool, as_json: bool
) -> int:
    """Print a page with the frames of the labels and rulers, or enter what was measured on it.

    Hold the page against a sheet of labels. Where a printed cross lies 0.8 mm too far left and
    0.5 mm too low, enter `--set 0.8,-0.5`, and print the page once more: it lies right then.
    """
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
    file = PrintFile(context.home / PRINT_FILE)
    try:
        registrations = Registrations(file)
        if measured is not None:
            wanted = read_registration(measured)
            check_registration(wanted, found)
            registrations.keep(printer, name, wanted)
        now = registrations.of(printer, name)
    finally:
        file.close()
    pages = 0
    if measured is None and not show:
        print_page(context, name, Outlet(printer, None, None))
        pages = 1
    document = {
        "printer": printer,
        "stock": name,
        "right_mm": now.right_mm,
        "down_mm": now.down_mm,
        "stretch": now.stretch,
        "pages": pages,
    }
    answer(document, as_json, lambda: [_told(printer, name, now), *([tr("1 page sent.")] * pages)])
    return DONE


def read_registration(text: str) -> Registration:
    """Read `X,Y` or `X,Y,STRETCH`; a decimal comma is no comma here.

    Raises:
        UsageError: It is neither.
    """
    parts = text.split(",")
    try:
        values = [float(part) for part in parts]
    except ValueError as error:
        raise UsageError(
            tr("{text!r} is no measure.", text=text),
            tr("Write millimetres to the right and down, as in 0.8,-0.5."),
        ) from error
    if len(values) not in (2, 3):
        raise UsageError(
            tr("{text!r} has {count} numbers.", text=text, count=len(values)),
            tr("Write X,Y or X,Y,STRETCH, as in 0.8,-0.5."),
        )
    return Registration(*values)


def _told(printer: str, stock: str, now: Registration) -> str:
    if now == Registration():
        return tr(
            "{printer}, {stock}: labels are drawn where the stock says.",
            printer=printer,
            stock=stock,
        )
    right, down = (decimal(f"{abs(one):g}") for one in (now.right_mm, now.down_mm))
    across = (
        tr("{mm} mm to the right", mm=right)
        if now.right_mm >= 0
        else tr("{mm} mm to the left", mm=right)
    )
    along = tr("{mm} mm down", mm=down) if now.down_mm >= 0 else tr("{mm} mm up", mm=down)
    stretch = (
        tr(", stretched {stretch} times", stretch=decimal(f"{now.stretch:g}"))
        if now.stretch != 1
        else ""
    )
    return tr(
        "{printer}, {stock}: labels are moved {across} and {along}{stretch}.",
        printer=printer,
        stock=stock,
        across=across,
        along=along,
        stretch=stretch,
    )
