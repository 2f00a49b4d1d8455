"""The commands of `procstation tag` that work on the configured pad."""

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from procstation.cli.answer import answer, json_option, progress
from procstation.cli.context import Context
from procstation.cli.devices import open_configured
from procstation.cli.tag_field import choose_tag, pad_options, read_chosen
from procstation.cli.tag_options import MODELS, Wish, content_options
from procstation.cli.tag_text import (
    content_document,
    content_lines,
    security_document,
    security_line,
)
from procstation.errors import InputRefused
from procstation.tagging import (
    SitePolicy,
    TagReading,
    TagWriter,
    UndoFolder,
    WriteProgress,
    WriteReport,
    image_of,
    parse_image,
)
from procstation.tags import Model, TagRecord

UNDO_FOLDER = "undo"
"""In the station's home folder."""


@click.command()
@content_options
@click.option("--model", type=click.Choice(MODELS), help="Data model; the site's by default.")
@click.option(
    "--replace", "replacing", metavar="ITEM", help="The item whose tag may be written over."
)
@click.option("--overwrite-foreign", is_flag=True, help="Write over data of unknown meaning.")
@pad_options
@json_option
@click.pass_obj
def write(
    context: Context,
    wish: Wish,
    model: str | None,
    replacing: str | None,
    overwrite_foreign: bool,
    device: str | None,
    uid: str | None,
    as_json: bool,
) -> None:
    """Write the tag on the pad, verify it, and secure it when the site wants that."""
    site = _site(context, model)
    usage = site.usage if wish.usage is None else wish.usage
    owner = wish.owner or site.owner
    record = TagRecord(wish.item, owner, wish.parts, wish.part, usage, wish.elements)
    with closing(open_configured(context, "rfid", device)) as pad:
        chosen, others = choose_tag(pad, uid)
        report = TagWriter(pad, _undo_folder(context), site).write(
            chosen,
            record,
            expect_replacing=replacing,
            overwrite_foreign=overwrite_foreign,
            allow=others,
            progress=_show,
        )
    _answer_report(report, as_json)


@click.command()
@click.argument("state", type=click.Choice(["on", "off"], case_sensitive=False))
@pad_options
@json_option
@click.pass_obj
def secure(
    context: Context, state: str, device: str | None, uid: str | None, as_json: bool
) -> None:
    """Set the security of the tag on the pad: ON in the library, OFF on loan."""
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        chosen, _ = choose_tag(pad, uid)
        report = TagWriter(pad, _undo_folder(context), site).secure(chosen, state == "on")
    _answer_report(report, as_json)


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
    answer(json.loads(text), as_json, lambda: _memory_lines(reading))


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
    image = parse_image(file.read(), file.name)
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        chosen, others = choose_tag(pad, uid)
        report = TagWriter(pad, _undo_folder(context), site).restore(
            chosen, image, expect_replacing=replacing, allow=others, progress=_show
        )
    _answer_report(report, as_json)


@click.command()
@pad_options
@json_option
@click.pass_obj
def undo(context: Context, device: str | None, uid: str | None, as_json: bool) -> None:
    """Give the tag on the pad what it held before this station last wrote it."""
    folder = _undo_folder(context)
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        chosen, others = choose_tag(pad, uid)
        image = folder.latest(chosen)
        if image is None:
            raise InputRefused(
                f"This station has not written the tag {chosen.hex().upper()}.",
                "Undo it at the station that did, or write it anew.",
            )
        report = TagWriter(pad, folder, site).restore(chosen, image, allow=others, progress=_show)
    _answer_report(report, as_json)


def _site(context: Context, model: str | None) -> SitePolicy:
    site = SitePolicy.of(context.config.tags)
    return site if model is None else replace(site, model=Model(model))


def _undo_folder(context: Context) -> UndoFolder:
    return UndoFolder(context.home / UNDO_FOLDER)


def _keep(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputRefused(
            f"The dump cannot be written to {path}: {error.strerror or error}.",
            "Give a path that may be written.",
        ) from error


def _show(step: WriteProgress) -> None:
    progress(f"{step.step} {step.done}/{step.total}")


def _answer_report(report: WriteReport, as_json: bool) -> None:
    document = (
        security_document(report.uid, report.afi, report.security)
        | content_document(report.content)
        | {
            "warnings": [*report.warnings, *report.content.warnings],
            "blocks_written": report.blocks_written,
        }
    )
    answer(document, as_json, lambda: _report_lines(report))


def _report_lines(report: WriteReport) -> list[str]:
    blocks = f"{report.blocks_written} blocks" if report.blocks_written else "nothing to write"
    return [
        f"tag       {report.uid.hex().upper()}: {blocks}, verified",
        *content_lines(report.content),
        security_line(report.afi, report.security),
        *(f"warning: {warning}" for warning in report.warnings),
    ]


def _memory_lines(reading: TagReading) -> list[str]:
    size = reading.block_size
    lines: list[str] = []
    for block, locked in enumerate(reading.locked):
        data = reading.memory[block * size : (block + 1) * size]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in data)
        lines.append(f"{block:3}  {data.hex(' ').upper()}  {text}{'  locked' if locked else ''}")
    return lines
