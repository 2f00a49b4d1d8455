"""`procstation sweep add`: what was scanned, out of files."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import click

from procstation.catalog.file_beginning import whole
from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.errors import InputRefused
from procstation.language import grouped, tr
from procstation.sweeping.dropped_times import DateOrder
from procstation.sweeping.files import MOST_BYTES, FileRules, read_scan_file
from procstation.sweeping.house_rules import file_rules_of
from procstation.sweeping.scope_asked import read_bytes
from procstation.sweeping.uploads import Added, Upload

SHOWN = 20
"""Unreadable lines shown to people; --json has all."""

date_order_option = click.option(
    "--date-order",
    type=click.Choice(get_args(DateOrder)[1:]),
    help="Which part of a date comes first, where the file leaves that open.",
)
column_option = click.option(
    "--column",
    type=click.IntRange(min=0),
    default=0,
    help="The column of the barcode, from 1; without it, it is found out.",
)


@click.command()
@click.argument("name")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--person", default="", help="Who scanned.")
@click.option("--device", default="", help="What it was scanned with.")
@date_order_option
@column_option
@json_option
@click.pass_obj
def add(
    context: Context,
    name: str,
    files: tuple[Path, ...],
    person: str,
    device: str,
    date_order: DateOrder | None,
    column: int,
    as_json: bool,
) -> None:
    """Add what was scanned: barcodes or tags, one a line, or the file of a handheld; `-` is stdin.

    What sort of file it is is found out: text, CSV, XLSX, and those of Opticon, Zebra, Bitatek,
    Baracoda and Sierra. A file that was added already is not counted again; of one that has grown
    only what is new.
    """
    rules = file_rules(context, date_order, column)
    added = []
    whys = []
    for file in files:
        data = _from_stdin() if str(file) == "-" else read_bytes(file)
        scans = read_scan_file(data, rules)
        added.append(context.sweeps.add(name, Upload(str(file), data, scans, person, device)))
        whys.append(scans.why)
    answer(added_document(added, whys), as_json, lambda: added_lines(added, whys))
    for one in added:
        if one.before:
            click.echo(
                "warning: "
                + tr(
                    "{file} was added at {before} already; nothing counts twice.",
                    file=one.file,
                    before=one.before,
                ),
                err=True,
            )


def _from_stdin() -> bytes:
    return whole(sys.stdin.buffer, tr("What came on stdin"), MOST_BYTES)


def require_open(context: Context, name: str) -> None:
    """Refuse early what a closed sweep would not take.

    Raises:
        InputRefused: There is no such sweep, or it is closed.
    """
    sweep = context.sweeps.sweep(name)
    if sweep.closed_at:
        raise InputRefused(
            tr("Sweep {name!r} was closed on {closed_at}.", name=name, closed_at=sweep.closed_at),
            tr("Reopen it with `procstation sweep reopen {name}`.", name=name),
        )


def file_rules(context: Context, date_order: DateOrder | None, column: int) -> FileRules:
    """What is known of a file before it is read.

    Raises:
        ConfigError: What the codes of places look like is said by no regular expression.
    """
    return replace(file_rules_of(context.config), date_order=date_order or "", column=column)


def added_document(added: Sequence[Added], whys: Sequence[str]) -> dict[str, Any]:
    """What adding some files did, as `--json` shows it."""
    return {
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
                "why": why,
                "sitting": one.sitting,
                "read": one.read,
                "new": one.new,
                "added_before": one.before or None,
                "lines_added_before": one.skipped,
            }
            for one, why in zip(added, whys, strict=True)
        ],
    }


def added_lines(added: Sequence[Added], whys: Sequence[str]) -> Iterator[str]:
    """The same for people."""
    for one, why in zip(added, whys, strict=True):
        yield tr(
            "{file}: {read} read, {new} new, {repeated} repeated",
            file=one.file,
            read=grouped(one.read),
            new=grouped(one.new),
            repeated=grouped(one.repeated),
        )
        yield "  " + tr("taken for: {kind} ({why})", kind=one.kind, why=why)
        if one.skipped:
            yield "  " + tr(
                "the file has grown: its first {skipped} lines were added before",
                skipped=grouped(one.skipped),
            )
        if one.unreadable:
            yield "  " + tr("{count} lines could not be used:", count=grouped(len(one.unreadable)))
        for line in one.unreadable[:SHOWN]:
            yield "    " + tr(
                "line {line}: {text!r}: {reason}",
                line=line.line,
                text=line.text,
                reason=line.reason,
            )
        if len(one.unreadable) > SHOWN:
            yield "    " + tr(
                "… and {count} more; --json has them", count=grouped(len(one.unreadable) - SHOWN)
            )
