"""`procstation label templates`, `stocks`, `stock import`, `test-page`: what labels are made of."""

from collections.abc import Iterator
from pathlib import Path

import click
import msgspec

from procstation.cli.answer import DONE, FAILED, Labels, answer, json_option
from procstation.cli.context import Context
from procstation.cli.label_outlet import Outlet, outlet_options
from procstation.devices import Outcome
from procstation.errors import DeviceFault, InputRefused, UsageError, did_you_mean
from procstation.labels import LabelShelf, RollStock, SheetStock, Stock, Symbology, Template
from procstation.labels.shelf import OWN_FOLDER, STOCK
from procstation.language import decimal, mark, tr, tr_marked
from procstation.printing import PrintDesk

LABELS = Labels(
    *(mark("label"), mark("margin"), mark("sheet"), mark("labels"), mark("roll")),
    *(mark("turned"), mark("in a row"), mark("templates")),
)


@click.command()
@json_option
@click.pass_obj
def templates(context: Context, as_json: bool) -> None:
    """List the templates there are."""
    shelf = LabelShelf(context.home)
    found = {name: shelf.template(name) for name in shelf.template_names}
    answer(
        [_template_document(name, template) for name, template in found.items()],
        as_json,
        lambda: [f"{name:<18}{template.title}" for name, template in found.items()],
    )


@click.command()
@click.argument("name", required=False)
@json_option
@click.pass_obj
def stocks(context: Context, name: str | None, as_json: bool) -> None:
    """List the label stock there is, or tell all of one, with the templates that fit it."""
    shelf = LabelShelf(context.home)
    if name is not None:
        stock = shelf.stock(name)
        fitting = [one for one in shelf.template_names if _fits(shelf.template(one), stock)]
        document = {**_stock_document(name, stock), **msgspec.to_builtins(stock)}
        answer({**document, "templates": fitting}, as_json, lambda: _detail(name, stock, fitting))
        return
    found = {one: shelf.stock(one) for one in shelf.stock_names}
    answer(
        [_stock_document(one, stock) for one, stock in found.items()],
        as_json,
        lambda: [
            f"{one:<20}{stock.label_width_mm:>7g} × {stock.label_height_mm:<6g} mm  "
            f"{_count(stock):<12}{stock.title}"
            for one, stock in found.items()
        ],
    )


@click.group(name="stock")
def stock_group() -> None:
    """Label stock of this station."""


@stock_group.command(name="import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--part", help="Only this one, by the maker's number or by its name here.")
@click.option("--name", help="What to call it here; with --part.")
@json_option
@click.pass_obj
def import_stock(
    context: Context, file: Path, part: str | None, name: str | None, as_json: bool
) -> int:
    """Take stock from a file of gLabels 3 templates or of Koha's sample data.

    Each becomes a file in the station's own folder of stock, where it can be corrected.
    """
    from procstation.labels.imported import stock_toml  # noqa: PLC0415
    from procstation.labels.stock_import import MOST_BYTES, read_stock_file  # noqa: PLC0415

    if name is not None and part is None:
        raise UsageError(tr("--name is for one stock."), tr("Say which with --part."))
    from procstation.catalog.file_beginning import read_whole  # noqa: PLC0415

    found = read_stock_file(read_whole(file, MOST_BYTES), file.name)
    if part is not None:
        wanted = part.casefold()
        chosen = [one for one in found if wanted in (one.part.casefold(), one.name)]
        if not chosen:
            parts = [one.part for one in found]
            raise UsageError(
                tr("{file} has no part {part!r}.", file=file, part=part), did_you_mean(part, parts)
            )
        found = chosen[:1]
    folder = context.home / OWN_FOLDER / STOCK
    imported, refused, notes = [], [], []
    for one in found:
        if one.stock is None:
            refused.append({"name": one.called, "reason": one.why_not})
            continue
        called = name or one.name
        _write(folder / f"{called}.toml", stock_toml(one.stock))
        imported.append(called)
        notes += [f"{called}: {note}" for note in one.notes]
    answer(
        {"imported": imported, "refused": refused, "notes": notes},
        as_json,
        lambda: [
            tr("{count} imported into {folder}.", count=len(imported), folder=folder),
            *(f"  {one}" for one in imported),
        ],
    )
    for note in notes:
        click.echo(f"note: {note}", err=True)
    for entry in refused:
        click.echo(f"refused: {entry['name']}: {entry['reason']}", err=True)
    return DONE if imported and not (part and refused) else FAILED


@click.command(name="test-page")
@click.option("--stock", required=True, help="See `label stocks`.")
@outlet_options
@json_option
@click.pass_obj
def test_page(context: Context, stock: str, outlet: Outlet, as_json: bool) -> int:
    """Print the frames of all labels of a stock, and rulers in millimetres.

    Held against a sheet of labels it says by how much printer and stock disagree.
    """
    outcome = print_page(context, stock, outlet)
    answer(
        {"stock": stock, "outcome": outcome.value},
        as_json,
        lambda: [tr("1 page, {outcome}.", outcome=tr_marked(outcome))],
    )
    return DONE


def print_page(context: Context, stock: str, outlet: Outlet) -> Outcome:
    """Print the page of a stock, and return what is known of it.

    Raises:
        DeviceFault: Nothing is.
    """
    symbology = Symbology(context.config.barcodes.symbology)
    with outlet.opened(context) as (target, printer, file):
        desk = PrintDesk(LabelShelf(context.home), file, symbology)
        outcome = desk.calibrate(target, stock, printer)
    if outcome is Outcome.UNKNOWN:
        raise DeviceFault(
            tr("The printer did not say whether it printed."), tr("Look whether the page came out.")
        )
    return outcome


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputRefused(
            tr("{path} cannot be written: {strerror}.", path=path, strerror=error.strerror),
            tr("Correct its permissions."),
        ) from error


def _fits(template: Template, stock: Stock) -> bool:
    return (
        template.min_width_mm <= stock.label_width_mm
        and template.min_height_mm <= stock.label_height_mm
    )


def _count(stock: Stock) -> str:
    if isinstance(stock, SheetStock):
        return tr("{cells} a sheet", cells=stock.cells)
    return tr("continuous") if stock.continuous else tr("roll")


def _detail(name: str, stock: Stock, fitting: list[str]) -> Iterator[str]:
    yield f"{name}: {stock.title}"
    shape = "" if stock.shape == "rectangle" else f", {stock.shape}"
    hole = tr(", with a hole of {mm} mm", mm=_number(stock.hole_mm)) if stock.hole_mm else ""
    size = _size(stock.label_width_mm, stock.label_height_mm)
    yield LABELS.line("label", f"{size} mm{shape}{hole}")
    yield LABELS.line("margin", f"{_number(stock.margin_mm)} mm")
    if isinstance(stock, RollStock) and stock.margin_feed_mm:
        feed = _number(stock.margin_feed_mm)
        yield LABELS.line("", tr("{mm} mm at the edges that come out first and last", mm=feed))
    if isinstance(stock, SheetStock):
        yield LABELS.line("sheet", f"{_size(stock.page_width_mm, stock.page_height_mm)} mm")
        for grid in (stock, *stock.more):
            yield LABELS.line(
                "labels",
                tr(
                    "{columns} × {rows}, the first {left} mm from the left and {top} mm from the"
                    " top, {pitch} mm apart",
                    columns=grid.columns,
                    rows=grid.rows,
                    left=_number(grid.left_mm),
                    top=_number(grid.top_mm),
                    pitch=_size(grid.pitch_x_mm, grid.pitch_y_mm),
                ),
            )
    else:
        cut = tr("continuous, cut after each label") if stock.continuous else tr("die-cut")
        yield LABELS.line("roll", cut)
        if stock.turn:
            turn = tr("{angle}° clockwise, so that it is read along the feed", angle=stock.turn)
            yield LABELS.line("turned", turn)
        if stock.across > 1:
            yield LABELS.line("in a row", stock.across)
    yield LABELS.line("templates", ", ".join(fitting) or tr("none fits"))


def _number(mm: float) -> str:
    return decimal(f"{mm:g}")


def _size(across_mm: float, along_mm: float) -> str:
    return f"{_number(across_mm)} × {_number(along_mm)}"


def _template_document(name: str, template: Template) -> dict[str, object]:
    return {
        "name": name,
        "title": template.title,
        "min_width_mm": template.min_width_mm,
        "min_height_mm": template.min_height_mm,
        "sheet_stock": template.sheet_stock,
        "roll_stock": template.roll_stock,
        "sources": sorted(template.sources),
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
    else:
        document |= {"turn": stock.turn, "across": stock.across}
    return document
