"""`procstation sweep open`: what a sweep is about, frozen."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.errors import InputRefused, UsageError
from procstation.items import Scheme
from procstation.language import grouped, tr
from procstation.sweeping.model import Scope
from procstation.sweeping.scope import between_books
from procstation.sweeping.scope_asked import ScopeAsked
from procstation.sweeping.sweep_records import Sweep


@click.command("open")
@click.argument("name")
@click.option("--library", default="", help="Only items of this library.")
@click.option("--location", default="", help="Only items of this location.")
@click.option("--from", "first", default="", help="The first call number of the range, included.")
@click.option("--to", "last", default="", help="The last call number of the range, included.")
@click.option(
    "--scheme",
    type=click.Choice([scheme.value for scheme in Scheme]),
    help="Of --from and --to; left out, guessed.",
)
@click.option("--first-book", default="", help="Barcode of the first book on the shelf.")
@click.option("--last-book", default="", help="Barcode of the last book on the shelf.")
@click.option(
    "--list",
    "list_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The barcodes in this file (one a line, CSV, XLSX), and nothing else.",
)
@click.option("--dry-run", is_flag=True, help="Only say what the sweep would expect.")
@json_option
@click.pass_obj
def open_sweep(
    context: Context,
    name: str,
    library: str,
    location: str,
    first: str,
    last: str,
    scheme: str | None,
    first_book: str,
    last_book: str,
    list_file: Path | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Open a sweep and freeze what it expects.

    Without options it is about every item with a barcode. What is on loan, in transit or otherwise
    accounted for is never called missing.
    """
    name = name.strip()
    if not name:
        raise UsageError(tr("The sweep has no name."), tr("Name it, as `stacks-2026`."))
    if list_file is not None and (first_book or last_book):
        raise UsageError(
            tr("A list says itself what the sweep is about."), tr("Leave out the other options.")
        )
    listed = str(list_file) if list_file is not None else ""
    scope = ScopeAsked(library, location, first, last, listed, scheme or "").scope()
    if first_book or last_book:
        scope = _between(context, scope, first_book, last_book)
    opened = context.sweeps.open(name, scope, by=context.config.station.name, dry_run=dry_run)
    answer({**sweep_document(opened), "dry_run": dry_run}, as_json, lambda: _lines(opened, dry_run))
    for warning in opened.warnings:
        click.echo(f"warning: {warning}", err=True)


def sweep_document(sweep: Sweep) -> dict[str, Any]:
    """A sweep as `--json` shows it."""
    return {
        "sweep": sweep.name,
        "state": sweep.state,
        "scope": sweep.scope,
        "expected": sweep.expected,
        "in_scope": sweep.in_scope,
        "buckets": {bucket.value: count for bucket, count in sweep.buckets.items()},
        "opened_at": sweep.opened_at,
        "opened_by": sweep.opened_by,
        "closed_at": sweep.closed_at,
        "warnings": list(sweep.warnings),
    }


def bucket_lines(sweep: Sweep) -> Iterator[str]:
    """How many items of a sweep are in each bucket."""
    for bucket, count in sorted(sweep.buckets.items(), key=lambda one: -one[1]):
        yield f"  {grouped(count):>9}  {bucket.word}"


def _lines(sweep: Sweep, dry_run: bool) -> Iterator[str]:
    if dry_run:
        yield tr("A dry run: nothing was opened. This is what would be expected.")
    yield tr("Sweep {name}: {scope}", name=sweep.name, scope=sweep.scope)
    yield tr(
        "{expected} items expected on the shelf, of {in_scope}:",
        expected=grouped(sweep.expected),
        in_scope=grouped(sweep.in_scope),
    )
    yield from bucket_lines(sweep)
    if not dry_run:
        yield "next: " + tr(
            "add what was scanned with `procstation sweep add {name} FILE`", name=sweep.name
        )


def _between(context: Context, scope: Scope, first: str, last: str) -> Scope:
    if not (first and last) or scope.first or scope.last:
        raise UsageError(
            tr("A stretch of shelf has two ends."),
            tr("Give --first-book and --last-book, or --from and --to."),
        )
    items = []
    for barcode in (first.strip(), last.strip()):
        found = context.catalogue.by_barcode(barcode)
        if found is None:
            raise InputRefused(
                tr("No item has barcode {barcode!r}.", barcode=barcode),
                tr("Take the book beside it."),
            )
        items.append(found[0])
    return between_books(scope, *items)
