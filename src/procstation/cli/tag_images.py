"""`procstation tag dump`, `restore` and `undo`: the memory of a tag, kept and given back."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.devices import open_configured
from procstation.cli.tag_field import choose_tag, pad_options, read_chosen
from procstation.cli.tag_report import answer_report, note_content, show_progress, undo_folder
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tagging import (
    SitePolicy,
    TagReading,
    TagWriter,
    UndoFolder,
    image_of,
    parse_image,
)

MOST_IMAGE = 1 << 20
"""Bytes. The memory of a large tag, in hexadecimal and with all that is said of it, has 20,000."""


@click.command()
@click.option(
    "--output",
    type=click.Path(dir_okay=False, allow_dash=True, path_type=Path),
    help="A file that `tag restore` takes; `-` is stdout.",
)
@pad_options
@json_option
@click.pass_obj
def dump(
    context: Context, output: Path | None, device: str | None, uid: str | None, as_json: bool
) -> None:
    """Show or keep the whole memory of the tag on the pad."""
    with closing(open_configured(context, "rfid", device)) as pad:
        reading = read_chosen(pad, uid, SitePolicy.of(context.config.tags))
    text = image_of(reading, datetime.now(UTC), "dump").to_json()
    if str(output) == "-":
        click.echo(text, nl=False)
        return
    if output is not None:
        _keep(text, output)
    kept = [] if output is None else [tr("kept in {output}", output=output)]
    answer(json.loads(text), as_json, lambda: [*_memory_lines(reading), *kept])


@click.command()
@click.argument("file", type=click.File("rb"))
@click.option(
    "--replace", "replacing", metavar="ITEM", help="The item whose tag may be written over."
)
@pad_options
@json_option
@click.pass_obj
def restore(
    context: Context,
    file: Any,
    replacing: str | None,
    device: str | None,
    uid: str | None,
    as_json: bool,
) -> None:
    """Write a dumped memory back to its tag; FILE may be `-`."""
    from procstation.catalog.file_beginning import whole  # noqa: PLC0415

    image = parse_image(whole(file, file.name, MOST_IMAGE), file.name)
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        chosen, others = choose_tag(pad, uid)
        report = TagWriter(pad, undo_folder(context), site).restore(
            chosen, image, expect_replacing=replacing, allow=others, progress=show_progress
        )
    note_content(context, chosen, report.content)
    answer_report(report, as_json, tr("as in {name}, verified", name=file.name))


@click.command()
@click.option(
    "--prune", is_flag=True, help="Delete instead what was kept for longer than `keep_undo_days`."
)
@click.option("--dry-run", is_flag=True, help="With --prune: only say what would be deleted.")
@pad_options
@json_option
@click.pass_obj
def undo(
    context: Context,
    prune: bool,
    dry_run: bool,
    device: str | None,
    uid: str | None,
    as_json: bool,
) -> None:
    """Give the tag on the pad what it held before this station last wrote it."""
    folder = undo_folder(context)
    if prune:
        _prune(folder, context.config.tags.keep_undo_days, dry_run, as_json)
        return
    if dry_run:
        raise click.UsageError(tr("--dry-run goes with --prune."))
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        chosen, others = choose_tag(pad, uid)
        image = folder.latest(chosen)
        if image is None:
            raise InputRefused(
                tr("This station has not written the tag {chosen}.", chosen=chosen.hex().upper()),
                tr("Undo it at the station that did, or write it anew."),
            )
        report = TagWriter(pad, folder, site).restore(
            chosen, image, allow=others, progress=show_progress
        )
    note_content(context, chosen, report.content)
    was = tr(
        "it was before “{reason}” of {when}",
        reason=image.reason,
        when=f"{image.when.astimezone():%Y-%m-%d %H:%M}",
    )
    answer_report(report, as_json, tr("as {was}; verified", was=was))


def _prune(folder: UndoFolder, days: int, dry_run: bool, as_json: bool) -> None:
    outdated = folder.outdated(datetime.now(UTC) - timedelta(days=days))
    if not dry_run:
        folder.remove(outdated)
    unfinished = [
        {"uid": image.uid.hex().upper(), "item": image.item, "intended": image.intended}
        for image in folder.all_unfinished()
    ]
    document = {"pruned": len(outdated), "dry_run": dry_run, "unfinished": unfinished}
    answer(document, as_json, lambda: _prune_lines(len(outdated), days, dry_run, len(unfinished)))


def _prune_lines(count: int, days: int, dry_run: bool, unfinished: int) -> list[str]:
    verb = tr("would be deleted") if dry_run else tr("deleted")
    lines = [
        tr("Undo images older than {days} days: {count} {verb}.", days=days, count=count, verb=verb)
    ]
    if unfinished:
        lines.append(
            tr(
                "Writes that did not end: {unfinished}. What those tags held is kept.",
                unfinished=unfinished,
            )
        )
    return lines


def _keep(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputRefused(
            tr(
                "The dump cannot be written to {path}: {strerror}.",
                path=path,
                strerror=error.strerror or error,
            ),
            tr("Give a path that may be written."),
        ) from error


def _memory_lines(reading: TagReading) -> list[str]:
    size = reading.block_size
    lines: list[str] = []
    for block, locked in enumerate(reading.locked):
        data = reading.memory[block * size : (block + 1) * size]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in data)
        lines.append(
            f"{block:3}  {data.hex(' ').upper()}  {text}{'  ' + tr('locked') if locked else ''}"
        )
    return lines
