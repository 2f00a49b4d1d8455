"""`procstation sweep report`: what a sweep has found."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.language import grouped, tr

if TYPE_CHECKING:
    from procstation.sweeping.report import SweepReport

SHOWN = 10
"""Items of each list shown to people; --json and --output have all."""


@click.command()
@click.argument("name")
@click.option(
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write it to a file ending in .csv, .xlsx, .pdf, .html or .json.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter"]),
    default="a4",
    show_default=True,
    help="The paper of a .pdf.",
)
@json_option
@click.pass_obj
def report(context: Context, name: str, output: Path | None, paper: str, as_json: bool) -> None:
    """Say what was found, what is missing and what stands in the wrong place."""
    from procstation.sweeping.report_files import require_ending, write_report  # noqa: PLC0415
    from procstation.sweeping.report_json import told  # noqa: PLC0415

    if output is not None:
        require_ending(output)
    found = context.sweeps.report(name)
    if output is not None:
        write_report(found, output, paper)
    # Of a large sweep this is most of the memory, and people do not read it.
    document = told(found) if as_json else None
    answer(document, as_json, lambda: _lines(found, output))


def _lines(report: "SweepReport", output: Path | None) -> Iterator[str]:
    yield tr(
        "Sweep {name}: {found} of {expected} expected items found",
        name=report.name,
        found=grouped(report.found),
        expected=grouped(report.expected),
    )
    for heading, barcodes in (
        (tr("missing"), report.missing),
        (tr("look again"), report.look_again),
        (tr("cannot tell"), report.cannot_tell),
        (tr("wrong location"), report.wrong_location),
        (tr("wrong status"), report.wrong_status),
        (tr("heard twice, far apart"), report.duplicates),
        (tr("rightly here, but outside the scope"), report.outside_scope),
        (tr("heard, and nobody can say where they belong"), report.undecided),
        (tr("heard only faintly, amid books of another shelf"), report.strays),
    ):
        if barcodes:
            yield f"{len(barcodes):,} {heading}:"
            yield from (f"  {_named(report, one)}" for one in barcodes[:SHOWN])
            yield from _more(len(barcodes))
    if report.misplaced:
        yield tr("{count} out of order:", count=grouped(len(report.misplaced)))
        for move in report.misplaced[:SHOWN]:
            left, right = (one or tr("the end") for one in move.belongs_between)
            yield "  " + tr(
                "{named}: put it between {left} and {right}",
                named=_named(report, move.barcode),
                left=left,
                right=right,
            )
        yield from _more(len(report.misplaced))
    if report.unknown:
        yield tr("{count} unknown:", count=grouped(len(report.unknown)))
        yield from (f"  {code}  {said}" for code, said in list(report.unknown.items())[:SHOWN])
        yield from _more(len(report.unknown))
    if output is not None:
        yield tr("written to {output}", output=output)


def _named(report: "SweepReport", barcode: str) -> str:
    item = report.items.get(barcode)
    return f"{barcode}  {item.call_number}  {item.title}" if item else barcode


def _more(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield "  " + tr(
            "… and {count} more; --json and --output have them", count=grouped(count - SHOWN)
        )
