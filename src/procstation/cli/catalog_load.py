"""`procstation catalog load`, `loads` and `undo-load`: the acts of loading."""

import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procstation.catalog import LoadReport
from procstation.cli.answer import answer, json_option, progress
from procstation.cli.catalog_columns import table_options
from procstation.cli.context import Context
from procstation.cli.load_warnings import warn_of
from procstation.cli.supervisor import signed_by
from procstation.errors import UsageError
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.catalog.load_report import Progress
    from procstation.catalog.load_undo import UndoReport
    from procstation.catalog.loads import LoadAct
    from procstation.catalog.table_settings import TableSettings

SHOWN = 10
"""Lines of a long list that are shown to people; `--json` has them all."""

BAR = 24
"""Characters."""


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--profile",
    default="auto",
    show_default=True,
    help="Where the items are in the records; see `catalog profiles`.",
)
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option(
    "--continue", "load_id", type=int, metavar="ID", help="Go on with a load that was interrupted."
)
@table_options
@json_option
@click.pass_obj
def load(
    context: Context,
    files: tuple[Path, ...],
    profile: str,
    dry_run: bool,
    load_id: int | None,
    table: "TableSettings | None",
    as_json: bool,
) -> None:
    """Load files of records or tables of items, as one act that can be undone.

    MARC 21 and UNIMARC, as binary, XML, JSON or MicroLIF; MODS, METS with MODS, Dublin Core and
    BIBFRAME as XML; FOLIO's JSON; CSV and XLSX, whose columns `catalog columns` shows. What a file
    is, is told by what is in it.

    Loading a newer file again updates what changed in it and keeps what was done at the bench. The
    bench can work meanwhile. Ctrl-C stops the load: then go on with it, or take it back.
    """
    if load_id is not None and (files or dry_run):
        raise UsageError(
            tr("--continue goes on with the files of that load."),
            tr("Leave out files and --dry-run."),
        )
    if load_id is None and not files:
        raise UsageError(tr("No file was named."), tr("Name the files to load."))
    from procstation.catalog.loads import LoadStopped  # noqa: PLC0415

    shown = _bar()
    try:
        if load_id is not None:
            report = context.catalogue.continue_load(load_id, shown, table)
        else:
            report = context.catalogue.load(
                files, profile, shown, table, alone=True, dry_run=dry_run
            )
    except LoadStopped as stopped:
        progress("")
        for line in _stopped_lines(stopped.load, stopped.records):
            click.echo(line, err=True)
        raise
    finally:
        progress("")
    answer(asdict(report), as_json, lambda: _report_lines(report))
    warn_of(report)


@click.command()
@json_option
@click.pass_obj
def loads(context: Context, as_json: bool) -> None:
    """List the acts of loading, the latest first."""
    acts = context.catalogue.loads()
    answer([asdict(act) for act in acts], as_json, lambda: _act_lines(acts))


@click.command("undo-load")
@click.argument("load_id", metavar="ID", type=int)
@json_option
@click.pass_obj
def undo_load(context: Context, load_id: int, as_json: bool) -> None:
    """Take a load back as one act: the latest first.

    What it added goes and what it changed is as it was before. Items on which the bench has worked
    since stay, and are named.
    """
    report = context.catalogue.undo_load(load_id, signed_by(context, "undo a load"))
    answer(asdict(report), as_json, lambda: _undo_lines(report))


def _bar() -> "Progress":
    """Return what shows the progress of a load: a bar, records, rate, time left."""
    began = time.monotonic()

    def show(records: int, share: float) -> None:
        spent = max(time.monotonic() - began, 0.001)
        left = spent / share - spent if share else 0.0
        full = round(share * BAR)
        progress(
            f"[{'#' * full}{'.' * (BAR - full)}] {share:4.0%}  {records:,} records, "
            f"{records / spent:,.0f}/s, {left:,.0f} s left"
        )

    return show


def _stopped_lines(load: int, records: int) -> Iterator[str]:
    if not load:
        yield "The load was stopped; nothing was changed."
        return
    yield f"Load {load} was stopped after {records:,} records, which are in the store."
    yield f"next: `procstation catalog load --continue {load}` goes on with it,"
    yield f"      `procstation catalog undo-load {load}` takes it back."


def _report_lines(report: LoadReport) -> Iterator[str]:
    if report.dry_run:
        yield "A dry run: nothing was changed. This is what would happen."
    if report.continued:
        yield f"An interrupted load of these files (load {report.load}) was gone on with."
    yield f"{report.records} records read: {report.items} items with a barcode" + (
        f", {report.items_without_barcode} without" if report.items_without_barcode else ""
    )
    yield f"titles: {report.added} added, {report.updated} updated, {report.unchanged} unchanged"
    for one in report.profiles:
        yield f"{one.file}: profile {one.profile} ({one.why})"
    yield from _shortened("duplicate barcodes, the first item keeps each", report.duplicates)
    yield from _shortened("barcodes moved to another title", report.moved)
    yield from _shortened(
        "records rejected",
        [f"{one.file}, record {one.record} at byte {one.offset}: {one.reason}"
         for one in report.rejected],
    )  # fmt: skip
    yield from _shortened(
        "records repaired",
        [f"{one.file}, record {one.record} at byte {one.offset}: {'; '.join(one.notes)}"
         for one in report.repaired],
        report.repaired_records,
    )  # fmt: skip
    yield from _shortened(
        "changes of the bench kept",
        [f"{one.barcode or 'no barcode'} {one.field}: {one.bench!r}, the file has {one.file!r}"
         for one in report.kept_bench_edits],
    )  # fmt: skip
    yield from _shortened(
        "changes of the bench overtaken by the library system",
        [f"{one.barcode} {one.field}: was {one.bench!r}, is {one.file!r}"
         for one in report.replaced_bench_edits],
    )  # fmt: skip
    if report.updates:
        yield "examples of what changed:"
        for update in report.updates:
            where = update.barcode or "a title without items"
            yield f"  {where} {update.field}: {update.old!r} -> {update.new!r}"


def _shortened(heading: str, entries: list[str], count: int | None = None) -> Iterator[str]:
    count = len(entries) if count is None else count
    if entries:
        yield f"{count} {heading}:"
        yield from (f"  {entry}" for entry in entries[:SHOWN])
        if count > SHOWN:
            yield f"  … and {count - SHOWN} more; --json has them"


def _act_lines(acts: "list[LoadAct]") -> Iterator[str]:
    if not acts:
        yield "Nothing was loaded yet."
    for act in acts:
        yield (
            f"{act.id:>4}  {act.loaded_at}  {act.state:<11}  {act.records:,} records"
            f"  {act.profile}  {', '.join(act.files)}"
        )
        if act.state == "interrupted":
            yield (
                f"      ! only a part of it is in the store: `catalog load --continue {act.id}` or "
                f"`catalog undo-load {act.id}`"
            )
        if act.state == "undoing":
            yield f"      ! not all of it is taken back: `catalog undo-load {act.id}` again"


def _undo_lines(report: "UndoReport") -> Iterator[str]:
    yield f"Load {report.load} was taken back."
    yield f"removed: {report.titles_removed} titles, {report.items_removed} items"
    yield f"as before: {report.titles_restored} titles, {report.items_restored} items"
    yield from _shortened(
        "kept, since the bench has worked on them",
        [f"{one.barcode or 'no barcode'} {one.field}: {one.bench!r}" for one in report.kept],
    )
