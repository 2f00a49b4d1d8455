"""What must not be overlooked in the report of a load, as lines on stderr."""

import sys
from collections.abc import Iterator

import click

from procstation.catalog import LoadReport
from procstation.cli.answer import shown
from procstation.language import tr, trn


def warn_of(report: LoadReport) -> None:
    """Say what was not loaded; nothing when all was."""
    for line in _warnings(report):
        click.echo(shown(f"warning: {line}", sys.stderr), err=True)


def _warnings(report: LoadReport) -> Iterator[str]:
    if report.rejected:
        first = report.rejected[0]
        count, present = len(report.rejected), report.records + len(report.rejected)
        yield trn(
            "{count} of {present} records was not loaded; the first, record {record} at byte"
            " {offset} of {file}: {reason}.",
            "{count} of {present} records were not loaded; the first, record {record} at byte"
            " {offset} of {file}: {reason}.",
            count,
            present=present,
            record=first.record,
            offset=first.offset,
            file=first.file,
            reason=first.reason,
        )
    if not report.items and not report.items_without_barcode:
        yield (
            tr(
                "no items in {records} records: no barcode can be looked up."
                " If the records should have items, name the library system"
                " with --profile.",
                records=report.records,
            )
        )
