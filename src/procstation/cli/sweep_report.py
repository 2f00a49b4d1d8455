"""`procstation sweep report`: what a sweep has found."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context

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
    yield f"Sweep {report.name}: {report.found:,} of {report.expected:,} expected items found"
    for heading, barcodes in (
        ("missing", report.missing),
        ("look again", report.look_again),
        ("cannot tell", report.cannot_tell),
        ("wrong location", report.wrong_location),
        ("wrong status", report.wrong_status),
        ("heard twice, far apart", report.duplicates),
        ("rightly here, but outside the scope", report.outside_scope),
        ("heard, and nobody can say where they belong", report.undecided),
        ("heard only faintly, amid books of another shelf", report.strays),
    ):
        if barcodes:
            yield f"{len(barcodes):,} {heading}:"
            yield from (f"  {_named(report, one)}" for one in barcodes[:SHOWN])
            yield from _more(len(barcodes))
    if report.misplaced:
        yield f"{len(report.misplaced):,} out of order:"
        for move in report.misplaced[:SHOWN]:
            left, right = (one or "the end" for one in move.belongs_between)
            yield f"  {_named(report, move.barcode)}: put it between {left} and {right}"
        yield from _more(len(report.misplaced))
    if report.unknown:
        yield f"{len(report.unknown):,} unknown:"
        yield from (f"  {code}  {said}" for code, said in list(report.unknown.items())[:SHOWN])
        yield from _more(len(report.unknown))
    if output is not None:
        yield f"written to {output}"


def _named(report: "SweepReport", barcode: str) -> str:
    item = report.items.get(barcode)
    return f"{barcode}  {item.call_number}  {item.title}" if item else barcode


def _more(count: int) -> Iterator[str]:
    if count > SHOWN:
        yield f"  … and {count - SHOWN:,} more; --json and --output have them"
