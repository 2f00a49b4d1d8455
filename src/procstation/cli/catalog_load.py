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
from procstation.language import grouped, percent, tr

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
    report = context.catalogue.undo_load(load_id, signed_by(context, tr("undo a load")))
    answer(asdict(report), as_json, lambda: _undo_lines(report))


def _bar() -> "Progress":
    """Return what shows the progress of a load: a bar, records, rate, time left."""
    began = time.monotonic()

    def show(records: int, share: float) -> None:
        spent = max(time.monotonic() - began, 0.001)
        left = spent / share - spent if share else 0.0
        full = round(share * BAR)
        progress(
            f"[{'#' * full}{'.' * (BAR - full)}] {percent(share):>4}  "
            + tr(
                "{records} records, {rate}/s, {left} s left",
                records=grouped(records),
                rate=grouped(round(records / spent)),
                left=grouped(round(left)),
            )
        )

    return show


def _stopped_lines(load: int, records: int) -> Iterator[str]:
    if not load:
        yield tr("The load was stopped; nothing was changed.")
        return
    yield tr(
        "Load {load} was stopped after {records} records, which are in the store.",
        load=load,
        records=grouped(records),
    )
    yield "next: " + tr("`procstation catalog load --continue {load}` goes on with it,", load=load)
    yield "      " + tr("`procstation catalog undo-load {load}` takes it back.", load=load)


def _report_lines(report: LoadReport) -> Iterator[str]:
    if report.dry_run:
        yield tr("A dry run: nothing was changed. This is what would happen.")
    if report.continued:
        yield tr(
            "An interrupted load of these files (load {load}) was gone on with.", load=report.load
        )
    yield tr(
        "{records} records read: {items} items with a barcode",
        records=report.records,
        items=report.items,
    ) + (
        tr(", {items_without_barcode} without", items_without_barcode=report.items_without_barcode)
        if report.items_without_barcode
        else ""
    )
    yield tr(
        "titles: {added} added, {updated} updated, {unchanged} unchanged",
        added=report.added,
        updated=report.updated,
        unchanged=report.unchanged,
    )
    for one in report.profiles:
        yield tr(
            "{file}: profile {profile} ({why})", file=one.file, profile=one.profile, why=one.why
        )
    yield from _shortened(tr("duplicate barcodes, the first item keeps each"), report.duplicates)
    yield from _shortened(tr("barcodes moved to another title"), report.moved)
    yield from _shortened(
        tr("records rejected"),
        [
            tr(
                "{file}, record {record} at byte {offset}: {reason}",
                file=one.file,
                record=one.record,
                offset=one.offset,
                reason=one.reason,
            )
            for one in report.rejected
        ],
    )
    yield from _shortened(
        tr("records repaired"),
        [
            tr(
                "{file}, record {record} at byte {offset}: {notes}",
                file=one.file,
                record=one.record,
                offset=one.offset,
                notes="; ".join(one.notes),
            )
            for one in report.repaired
        ],
        report.repaired_records,
    )
    yield from _shortened(
        tr("changes of the bench kept"),
        [
            tr(
                "{barcode} {field}: {bench!r}, the file has {file!r}",
                barcode=one.barcode or tr("no barcode"),
                field=one.field,
                bench=one.bench,
                file=one.file,
            )
            for one in report.kept_bench_edits
        ],
    )
    yield from _shortened(
        tr("changes of the bench overtaken by the library system"),
        [
            tr(
                "{barcode} {field}: was {bench!r}, is {file!r}",
                barcode=one.barcode,
                field=one.field,
                bench=one.bench,
                file=one.file,
            )
            for one in report.replaced_bench_edits
        ],
    )
    if report.updates:
        yield tr("examples of what changed:")
        for update in report.updates:
            where = update.barcode or tr("a title without items")
            yield f"  {where} {update.field}: {update.old!r} -> {update.new!r}"


def _shortened(heading: str, entries: list[str], count: int | None = None) -> Iterator[str]:
    count = len(entries) if count is None else count
    if entries:
        yield f"{count} {heading}:"
        yield from (f"  {entry}" for entry in entries[:SHOWN])
        if count > SHOWN:
            yield "  " + tr("… and {count} more; --json has them", count=count - SHOWN)


def _act_lines(acts: "list[LoadAct]") -> Iterator[str]:
    if not acts:
        yield tr("Nothing was loaded yet.")
    for act in acts:
        yield (
            f"{act.id:>4}  {act.loaded_at}  {act.state:<11}  "
            + tr("{records} records", records=grouped(act.records))
            + f"  {act.profile}  {', '.join(act.files)}"
        )
        if act.state == "interrupted":
            yield (
                "      "
                + tr(
                    "! only a part of it is in the store: `catalog load"
                    " --continue {id}` or `catalog undo-load {id}`",
                    id=act.id,
                )
            )
        if act.state == "undoing":
            yield "      " + tr(
                "! not all of it is taken back: `catalog undo-load {id}` again", id=act.id
            )


def _undo_lines(report: "UndoReport") -> Iterator[str]:
    yield tr("Load {load} was taken back.", load=report.load)
    yield tr(
        "removed: {titles_removed} titles, {items_removed} items",
        titles_removed=report.titles_removed,
        items_removed=report.items_removed,
    )
    yield tr(
        "as before: {titles_restored} titles, {items_restored} items",
        titles_restored=report.titles_restored,
        items_restored=report.items_restored,
    )
    yield from _shortened(
        tr("kept, since the bench has worked on them"),
        [f"{one.barcode or tr('no barcode')} {one.field}: {one.bench!r}" for one in report.kept],
    )
