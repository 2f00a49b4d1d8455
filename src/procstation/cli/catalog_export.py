"""`procstation catalog export`: items back into records, for the library system."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from procstation.catalog.export_report import ExportReport
from procstation.cli.answer import FAILED, answer, json_option, progress
from procstation.cli.context import Context
from procstation.errors import UsageError
from procstation.language import grouped, percent, tr

SHOWN = 10
"""Lines of a long list that are shown to people; `--json` has them all."""


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True))
@click.option(
    "--profile",
    default="auto",
    show_default=True,
    help="Where to put the items in the records; auto is the profile of the latest load.",
)
@click.option(
    "--changed",
    is_flag=True,
    help="Only items added or changed at the bench since the last export by this profile.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(("mrc", "xml", "csv", "xlsx")),
    help="Instead of the ending of FILE; mrc for -.",
)
@json_option
@click.pass_obj
def export(
    context: Context, file: str, profile: str, changed: bool, form: str | None, as_json: bool
) -> int:
    """Write items back into records: .mrc (MARC 21), .xml (MARCXML), .csv or .xlsx.

    The records are brief: number, ISBN, author, title, imprint, call number and items, to match
    and overlay the full ones by. FILE is written whole or not at all; - is stdout.

    What the bench changed counts as exported for the profile it was written by, and for tables
    apart from the records.
    """
    from procstation.catalog.export import format_of  # noqa: PLC0415

    to_stdout = file == "-"
    if to_stdout and as_json:
        raise UsageError(
            tr("The records and the answer cannot both go to stdout."),
            tr("Name a file, or leave out --json."),
        )
    if form is None:
        form = "mrc" if to_stdout else format_of(file)
    out = sys.stdout.buffer if to_stdout else Path(file)
    try:
        report = context.catalogue.export(
            out, form, profile, changed=changed, progress=_show_progress
        )
    finally:
        progress("")
    if to_stdout:
        for line in _lines(report):
            click.echo(line, err=True)
    else:
        answer(asdict(report), as_json, lambda: _lines(report))
    return FAILED if report.refused else 0


def _show_progress(records: int, share: float) -> None:
    progress(tr("{records} records, {share}", records=grouped(records), share=percent(share)))


def _lines(report: ExportReport) -> Iterator[str]:
    yield tr(
        "{records} records written with {items} items, profile {profile}",
        records=report.records,
        items=report.items,
        profile=report.profile,
    )
    yield from _shortened(
        tr("titles took several records, which load as one"),
        [
            tr(
                "{control_number} {title}: {records} records",
                control_number=one.control_number,
                title=one.title,
                records=one.records,
            )
            for one in report.split
        ],
    )
    yield from _shortened(
        tr("not written"),
        [
            tr(
                "{barcode} of {number}: {reason}",
                barcode=one.barcode or tr("no barcode"),
                number=one.control_number or tr("a title without a number"),
                reason=one.reason,
            )
            for one in report.refused
        ],
    )
    for name, count in report.left_out.items():
        yield tr(
            "{name} left out of {count} items: profile {profile} has no place for it",
            name=name,
            count=count,
            profile=report.profile,
        )


def _shortened(heading: str, entries: list[str]) -> Iterator[str]:
    if entries:
        yield f"{len(entries)} {heading}:"
        yield from (f"  {entry}" for entry in entries[:SHOWN])
        if len(entries) > SHOWN:
            yield "  " + tr("… and {count} more; --json has them all", count=len(entries) - SHOWN)
