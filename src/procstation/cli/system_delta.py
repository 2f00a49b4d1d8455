"""`procstation system delta`: what was changed in the library system, into the catalogue."""

from collections.abc import Iterator
from contextlib import closing, nullcontext

import click

from procstation.catalog.live_delta import DeltaReport, next_since, take_delta, utc_time
from procstation.catalog.live_load import number_place
from procstation.cli.answer import answer, json_option, progress
from procstation.cli.context import Context
from procstation.clock import utc_now
from procstation.errors import ConfigError, UsageError
from procstation.language import grouped, tr
from procstation.station.system_desk import connector_to, told_system


@click.command()
@click.option(
    "--since", metavar="TIME", help="2026-01-31 or 2026-01-31T18:00Z; else since the last time."
)
@click.option(
    "--overlap",
    type=click.IntRange(0),
    default=60,
    show_default=True,
    metavar="MINUTES",
    help="So long before the last one it begins; more, where the clocks differ more.",
)
@click.option("--dry-run", is_flag=True, help="Only say what it would change.")
@json_option
@click.pass_obj
def delta(context: Context, since: str | None, overlap: int, dry_run: bool, as_json: bool) -> None:
    """Take what was changed in the library system since the last time into the catalogue.

    For every night. It is an act of loading: `catalog loads` lists it, `catalog undo-load` takes
    it back. Where the system does not tell what was changed, load an export of it instead.
    """
    config, store = context.config, context.catalogue.store
    if not config.systems:
        raise ConfigError(
            tr("No library system is configured."),
            tr("Add a table [systems.NAME] to procstation.toml."),
        )
    name = told_system(config)
    begin = utc_time(since) if since else next_since(store, name, overlap)
    if begin is None:
        raise UsageError(
            tr("Nothing was taken from {name} so far.", name=name),
            tr("Say --since: when the file was exported that the catalogue was loaded from."),
        )
    place = number_place(store, config.systems[name].connector)
    with (
        closing(connector_to(config)()) as system,
        store.copied() if dry_run else nullcontext(store) as into,
    ):
        report = take_delta(
            into,
            system,
            name,
            place,
            begin,
            utc_now,
            lambda count: progress(tr("{count} items", count=grouped(count))),
        )
    progress("")
    answer(_document(report, dry_run), as_json, lambda: _lines(report, dry_run))
    if report.trouble is not None:
        raise report.trouble


def _document(report: DeltaReport, dry_run: bool) -> dict[str, object]:
    trouble = report.trouble
    return {
        "since": report.since,
        "load": None if dry_run else report.load,
        "items": report.items,
        "new": report.new,
        "changed": report.changed,
        "examples": report.examples,
        "refused": report.refused,
        "complete": trouble is None,
        "dry_run": dry_run,
    }


def _lines(report: DeltaReport, dry_run: bool) -> Iterator[str]:
    if dry_run:
        yield tr("A dry run: nothing was changed. This is what would be.")
    yield (
        tr(
            "{items} items were changed since {since}: {new} are new, {changed} differ.",
            items=grouped(report.items),
            since=report.since,
            new=grouped(report.new),
            changed=grouped(report.changed),
        )
    )
    yield from (f"  {one}" for one in report.examples)
    if report.changed > len(report.examples):
        yield "  …"
    yield from (f"  ! {one}" for one in report.refused)
    if not dry_run:
        yield "next: " + tr(
            "`procstation catalog undo-load {load}` takes it back", load=report.load
        )
