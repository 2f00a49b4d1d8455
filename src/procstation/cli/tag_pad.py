"""The commands of `procstation tag` that work on the configured pad."""

import json
from collections.abc import Callable, Collection
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from procstation.cli.answer import answer, json_option, progress
from procstation.cli.context import Context
from procstation.cli.devices import open_configured
from procstation.cli.tag_options import MODELS, Wish, content_options
from procstation.cli.tag_text import (
    content_document,
    content_lines,
    reading_document,
    security_document,
    security_line,
)
from procstation.devices import RfidPad
from procstation.errors import InputRefused, TagLost
from procstation.tagging import (
    SitePolicy,
    TagReading,
    TagWriter,
    UndoFolder,
    WriteProgress,
    WriteReport,
    image_of,
    parse_image,
    read_tag,
    refuse_patron_card,
)
from procstation.tags import Model, TagRecord

UNDO_FOLDER = "undo"
"""In the station's home folder."""


def pad_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--device` and `--uid`."""
    device = click.option("--device", metavar="NAME", help="Which of several pads.")
    uid = click.option(
        "--uid", metavar="HEX", help="Which of several tags on the pad, 16 hexadecimal digits."
    )
    return device(uid(command))


@click.command()
@pad_options
@json_option
@click.pass_obj
def read(context: Context, device: str | None, uid: str | None, as_json: bool) -> None:
    """Read and decode the tag on the pad."""
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        reading = _read(pad, uid, site)
    answer(reading_document(reading, site), as_json, lambda: _reading_lines(reading, site))


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
        chosen, others = _choose(pad, uid)
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
        chosen, _ = _choose(pad, uid)
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
        reading = _read(pad, uid, SitePolicy.of(context.config.tags))
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
        chosen, others = _choose(pad, uid)
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
        chosen, others = _choose(pad, uid)
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


def _read(pad: RfidPad, uid: str | None, site: SitePolicy) -> TagReading:
    reading = read_tag(pad, _choose(pad, uid)[0], site.rules)
    refuse_patron_card(reading.content)
    return reading


def _choose(pad: RfidPad, wanted: str | None) -> tuple[bytes, Collection[bytes]]:
    """Return the tag to work on, and the others a person accepted by naming it."""
    field = pad.inventory()
    if wanted is None:
        if len(field) > 1:
            names = ", ".join(uid.hex().upper() for uid in field)
            raise InputRefused(
                f"{len(field)} tags are on the pad: {names}.",
                "Take all but one away, or name one with --uid.",
            )
        for uid in field:
            return uid, ()
        raise TagLost("There is no tag on the pad.", "Lay the item down and try again.")
    for uid in field:
        if uid.hex().upper() == wanted.upper():
            return uid, field
    raise TagLost(f"The tag {wanted} is not on the pad.", "Lay it down and try again.")


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


def _reading_lines(reading: TagReading, site: SitePolicy) -> list[str]:
    return [
        f"tag       {reading.uid.hex().upper()}: {reading.family.name}, {len(reading.locked)} "
        f"blocks of {reading.block_size} bytes",
        *content_lines(reading.content),
        security_line(reading.afi, site.security(reading.afi)),
    ]


def _memory_lines(reading: TagReading) -> list[str]:
    size = reading.block_size
    lines: list[str] = []
    for block, locked in enumerate(reading.locked):
        data = reading.memory[block * size : (block + 1) * size]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in data)
        lines.append(f"{block:3}  {data.hex(' ').upper()}  {text}{'  locked' if locked else ''}")
    return lines
