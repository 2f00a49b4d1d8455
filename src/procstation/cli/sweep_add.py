"""`procstation sweep add`: what was scanned, out of files."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.sweep_open import read_bytes
from procstation.sweeping.lines import read_lines
from procstation.sweeping.uploads import Added, Upload

SHOWN = 20
"""Unreadable lines shown to people; --json has all."""


@click.command()
@click.argument("name")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--person", default="", help="Who scanned.")
@click.option("--device", default="", help="What it was scanned with.")
@json_option
@click.pass_obj
def add(
    context: Context, name: str, files: tuple[Path, ...], person: str, device: str, as_json: bool
) -> None:
    """Add what was scanned: barcodes, one a line; `-` is stdin.

    A file that was added already is not counted again; of one that has grown only what is new.
    """
    added = []
    for file in files:
        data = sys.stdin.buffer.read() if str(file) == "-" else read_bytes(file)
        upload = Upload(str(file), data, read_lines(data), person, device)
        added.append(context.sweeps.add(name, upload))
    document = {
        "read": sum(one.read for one in added),
        "new": sum(one.new for one in added),
        "repeated": sum(one.repeated for one in added),
        "unreadable": [
            {"file": one.file, **line._asdict()} for one in added for line in one.unreadable
        ],
        "files": [
            {
                "file": one.file,
                "kind": one.kind,
                "sitting": one.sitting,
                "read": one.read,
                "new": one.new,
                "added_before": one.before or None,
                "lines_added_before": one.skipped,
            }
            for one in added
        ],
    }
    answer(document, as_json, lambda: _lines(added))
    for one in added:
        if one.before:
            click.echo(
                f"warning: {one.file} was added at {one.before} already; nothing counts twice.",
                err=True,
            )


def _lines(added: Sequence[Added]) -> Iterator[str]:
    for one in added:
        yield f"{one.file}: {one.read:,} read, {one.new:,} new, {one.repeated:,} repeated"
        if one.skipped:
            yield f"  the file has grown: its first {one.skipped:,} lines were added before"
        if one.unreadable:
            yield f"  {len(one.unreadable):,} lines could not be used:"
        for line in one.unreadable[:SHOWN]:
            yield f"    line {line.line}: {line.text!r}: {line.reason}"
        if len(one.unreadable) > SHOWN:
            yield f"    … and {len(one.unreadable) - SHOWN:,} more; --json has them"
