"""`journal export`: the entries as lines, each with its digest."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import dropwhile, takewhile
from pathlib import Path

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.errors import InputRefused, UsageError
from procstation.journal import JournalReader, Stored
from procstation.language import tr


class _Written:
    """What went into an export."""

    def __init__(self) -> None:
        self.entries = 0
        self.first: int | None = None
        self.last: int | None = None
        self._digest = hashlib.sha256()

    def lines(self, entries: Iterable[Stored]) -> Iterator[bytes]:
        """Yield a line for each entry, and take account of it."""
        for one in entries:
            self.entries += 1
            self.first = self.first or one.seq
            self.last = one.seq
            line = _line(one).encode()
            self._digest.update(line)
            yield line

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--from", "begin", metavar="N|TIME", help="From this entry, or this time, on.")
@click.option("--to", "end", metavar="N|TIME", help="Up to this entry, or before this time.")
@click.option(
    "--archive",
    "folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where archived files of the journal are.",
)
@json_option
@click.pass_obj
def export(
    context: Context,
    file: Path,
    begin: str | None,
    end: str | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Write entries to FILE, one JSON document a line; `-` is stdout.

    `digest` is the first 16 bytes of SHA-256 over the digest before, then number, time, source,
    stream and, if somebody was signed in, who, each ended by a zero byte, then `body`, as it
    stands; in hexadecimal. The answer has the SHA-256 of the whole file.
    """
    from procstation.cli.journal import journal_of  # noqa: PLC0415
    from procstation.cli.supervisor import require_supervisor  # noqa: PLC0415

    reader = JournalReader(journal_of(context), folder)
    if file in reader.files() or (file.exists() and file.samefile(reader.path)):
        raise InputRefused(tr("{file} is the journal itself.", file=file), tr("Name another file."))
    require_supervisor(context, tr("export the journal"))
    after = int(begin) - 1 if begin is not None and begin.isdecimal() else 0
    entries = _until(end, _since(begin, reader.stored(after)))
    written = _Written()
    if str(file) == "-":
        for line in written.lines(entries):
            click.echo(line, nl=False)
        return
    try:
        with file.open("wb") as output:
            output.writelines(written.lines(entries))
    except OSError as error:
        raise InputRefused(
            tr(
                "The export to {file} stopped after {entries} entries: {strerror}.",
                file=file,
                entries=written.entries,
                strerror=error.strerror or error,
            ),
            tr("Make room or name another file, then export again."),
        ) from error
    document = {
        "file": str(file),
        "entries": written.entries,
        "first": written.first,
        "last": written.last,
        "sha256": written.sha256,
    }
    answer(
        document,
        as_json,
        lambda: [
            tr("{file}: {entries} entries", file=file, entries=written.entries),
            f"SHA-256 {written.sha256}",
        ],
    )


def _since(begin: str | None, entries: Iterable[Stored]) -> Iterable[Stored]:
    if begin is None or begin.isdecimal():
        return entries
    time = _time(begin)
    return dropwhile(lambda one: one.at < time, entries)


def _until(end: str | None, entries: Iterable[Stored]) -> Iterable[Stored]:
    if end is None:
        return entries
    if end.isdecimal():
        last = int(end)
        return takewhile(lambda one: one.seq <= last, entries)
    time = _time(end)
    return takewhile(lambda one: one.at < time, entries)


def _time(text: str) -> str:
    """Return a time on the clock on the wall as the journal writes it.

    Raises:
        UsageError: It is none.
    """
    try:
        return datetime.fromisoformat(text).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except ValueError as error:
        raise UsageError(
            tr("{text!r} is neither the number of an entry nor a time.", text=text),
            tr("Write a time as 2026-11-21 or 2026-11-21T14:30."),
        ) from error


def _line(one: Stored) -> str:
    document = {
        "seq": one.seq,
        "at": one.at,
        "source": one.source,
        "stream": one.stream,
        "by": one.by,
        "body": one.body.decode("utf-8", errors="backslashreplace"),
        "digest": one.digest.hex(),
    }
    return json.dumps(document, ensure_ascii=False) + "\n"
