"""`journal`: what happened at this station, checked, shown, replayed, exported."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from procstation.cli.answer import DONE, FAILED, answer, json_option
from procstation.cli.context import Context
from procstation.errors import InputRefused, JournalError
from procstation.journal import Broken, Journal, Stored
from procstation.linking import BenchState, ItemInWork
from procstation.linking.view import half_done_line

ABOUT_BREAKS = (
    "Keep the file as it is and `procstation journal export` a copy; entries from there on prove"
    " nothing."
)


@click.group()
def journal() -> None:
    """What happened at this station, in order. May be read while the station runs."""


@journal.command()
@json_option
@click.pass_obj
def verify(context: Context, as_json: bool) -> int:
    """Check that no entry was changed, lost or moved. Ends with status 1 when one was."""
    with opened_journal(context) as opened:
        entries = opened.last_seq
        broken = opened.verify()
    document = {
        "ok": broken is None,
        "entries": entries,
        "broken": None if broken is None else {"entry": broken.seq, "reason": broken.reason},
    }
    answer(document, as_json, lambda: _verdict(entries, broken))
    return DONE if broken is None else FAILED


@journal.command()
@click.option("--tail", type=click.IntRange(min=1), metavar="N", help="The last N entries only.")
@json_option
@click.pass_obj
def show(context: Context, tail: int | None, as_json: bool) -> None:
    """Show the entries: number, time, device, what happened."""
    with opened_journal(context) as opened:
        after = 0 if tail is None else max(0, opened.last_seq - tail)
        documents = (_document(one, opened.path) for one in opened.stored(after))
        if as_json:
            answer(list(documents), as_json, tuple)
        else:
            for document in documents:
                click.echo(_line(document))


@journal.command()
@json_option
@click.pass_obj
def replay(context: Context, as_json: bool) -> None:
    """Work through the whole journal again and tell where that leads."""
    from procstation.station import replay as replay_bench  # noqa: PLC0415

    with opened_journal(context) as opened:
        state, entries = replay_bench(opened)
    document = {
        "entries": entries,
        "released": state.released,
        "profile": None if state.profile is None else state.profile.name,
        "half_done": [item_document(item, in_work=item is state.now) for item in _half_done(state)],
    }
    answer(document, as_json, lambda: _replay_lines(state, entries))


@journal.command()
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.pass_obj
def export(context: Context, file: Path) -> None:
    """Write all entries to FILE, one JSON document a line; `-` is stdout.

    `digest` is the first 16 bytes of SHA-256 over the digest before, then number, time, source and
    stream, each ended by a zero byte, then `body`, as it stands; in hexadecimal.
    """
    with opened_journal(context) as opened:
        lines = (_export_line(one) for one in opened.stored())
        if str(file) == "-":
            for line in lines:
                click.echo(line)
        else:
            count = _write(lines, file, opened.path)
            click.echo(f"{file}: {count} entries", err=True)


@contextmanager
def opened_journal(context: Context) -> Iterator[Journal]:
    """Open the station's journal to look into it.

    Raises:
        InputRefused: There is none.
    """
    from procstation.station import JOURNAL_NAME  # noqa: PLC0415

    path = context.home / JOURNAL_NAME
    # Looking must not make one: a journal that is not there is worth knowing of.
    if not path.is_file():
        raise InputRefused(
            f"There is no journal at {path}.",
            "The bench begins it when it is first opened; name another home with --home DIR.",
        )
    with closing(Journal(path)) as opened:
        yield opened


def _verdict(entries: int, broken: Broken | None) -> list[str]:
    if broken is None:
        return [f"{entries} entries, each as it was written"]
    return [f"BROKEN at entry {broken.seq} of {entries}: {broken.reason}", f"next: {ABOUT_BREAKS}"]


def _document(one: Stored, path: Path) -> dict[str, Any]:
    try:
        entry = msgspec.json.decode(one.body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise JournalError(
            f"Entry {one.seq} of {path} cannot be read: {error}.",
            "See `procstation journal verify`.",
        ) from error
    return {
        "seq": one.seq,
        "at": one.at,
        "source": one.source,
        "stream": one.stream,
        "entry": entry,
    }


def _line(document: dict[str, Any]) -> str:
    entry = document["entry"]
    details = " ".join(
        f"{key}={_shown(value)}"
        for key, value in entry.items()
        if key != "what" and value not in ("", None, [])
    )
    what = entry.get("what", document["stream"])
    return f"{document['seq']:>6}  {document['at']}  {document['source']}  {what}  {details}"


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # What a device sent may hold control characters, which a terminal would act on.
    return text if text.isprintable() else ascii(text)


def _half_done(state: BenchState) -> tuple[ItemInWork, ...]:
    """The item in work, and those set aside."""
    return (*((state.now,) if state.now is not None else ()), *state.aside)


def item_document(item: ItemInWork, *, in_work: bool) -> dict[str, Any]:
    """Return a half-done item as a document: which, and what it waits for."""
    step = item.step
    return {
        "number": item.number,
        "title": None if item.title is None else item.title.title,
        "barcode": item.barcode or None,
        "tag": item.tag_uid or None,
        "in_work": in_work,
        "step": None if step is None else step.name.value,
        "state": None if step is None else step.state.value,
        "detail": "" if step is None else step.detail,
    }


def _replay_lines(state: BenchState, entries: int) -> Iterator[str]:
    yield f"entries    {entries}"
    yield f"released   {state.released}"
    half_done = _half_done(state)
    yield f"half done  {len(half_done)}"
    for item in half_done:
        mark = ", in work" if item is state.now else ""
        yield f"  number {item.number}{mark}: {half_done_line(item)}"


def _export_line(one: Stored) -> str:
    document = {
        "seq": one.seq,
        "at": one.at,
        "source": one.source,
        "stream": one.stream,
        "body": one.body.decode("utf-8", errors="backslashreplace"),
        "digest": one.digest.hex(),
    }
    return json.dumps(document, ensure_ascii=False)


def _write(lines: Iterator[str], file: Path, journal_file: Path) -> int:
    count = 0
    try:
        if file.exists() and file.samefile(journal_file):
            raise InputRefused(f"{file} is the journal itself.", "Name another file.")
        with file.open("w", encoding="utf-8", newline="\n") as output:
            for line in lines:
                output.write(line + "\n")
                count += 1
    except OSError as error:
        raise InputRefused(
            f"The export to {file} stopped after {count} entries: {error.strerror or error}.",
            "Make room or name another file, then export again.",
        ) from error
    return count
