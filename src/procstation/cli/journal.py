"""`journal`: what happened at this station, checked, shown, replayed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import msgspec

from procstation.cli.answer import DONE, FAILED, Labels, answer, json_option
from procstation.cli.context import Context
from procstation.cli.journal_archive import archive_option
from procstation.cli.journal_export import export
from procstation.cli.journal_files import archive, mend, turn_over
from procstation.errors import InputRefused, JournalError
from procstation.journal import Examined, JournalReader, Stored
from procstation.language import mark, tr, tr_marked
from procstation.linking import BenchState, ItemInWork
from procstation.linking.view import half_done_line

ABOUT_BREAKS = mark(
    "Keep the file as it is and `procstation journal export` a copy; entries from there on prove"
    " nothing. When the newest file is damaged, `procstation journal mend` goes on behind it."
)


LABELS = Labels(mark("entries"), mark("released"), mark("half done"))


@click.group()
def journal() -> None:
    """What happened at this station, in order. May be read while the station runs."""


@journal.command()
@archive_option
@json_option
@click.pass_obj
def verify(context: Context, archive: Path | None, as_json: bool) -> int:
    """Check that no entry was changed, lost or moved. Ends with status 1 when one was.

    Files that were archived and are in no folder named are left out: the rest goes on from where
    they ended.
    """
    with opened_journal(context, archive) as opened:
        found = opened.examine()
    broken = found.broken
    document = {
        "ok": broken is None,
        "entries": found.entries,
        "first": found.first,
        "files": found.files,
        "gaps": list(found.gaps),
        "broken": None if broken is None else {"entry": broken.seq, "reason": broken.reason},
    }
    answer(document, as_json, lambda: _verdict(found))
    return DONE if broken is None else FAILED


@journal.command()
@click.option("--tail", type=click.IntRange(min=1), metavar="N", help="The last N entries only.")
@archive_option
@json_option
@click.pass_obj
def show(context: Context, tail: int | None, archive: Path | None, as_json: bool) -> None:
    """Show the entries: number, time, device, what happened."""
    with opened_journal(context, archive) as opened:
        after = 0 if tail is None else max(0, opened.last_seq - tail)
        documents = (_document(one, opened.path) for one in opened.stored(after))
        if as_json:
            answer(list(documents), as_json, tuple)
        else:
            for document in documents:
                click.echo(_line(document))


@journal.command()
@click.option("--to", type=click.IntRange(min=1), metavar="N", help="Up to entry N only.")
@archive_option
@json_option
@click.pass_obj
def replay(context: Context, to: int | None, archive: Path | None, as_json: bool) -> None:
    """Work through the whole journal again and tell where that leads, or led at an entry."""
    from procstation.station import replay as replay_bench  # noqa: PLC0415

    with opened_journal(context, archive) as opened:
        state, entries = replay_bench(opened, to)
    document = {
        "entries": entries,
        "released": state.released,
        "profile": None if state.profile is None else state.profile.name,
        "half_done": [item_document(item, in_work=item is state.now) for item in _half_done(state)],
    }
    answer(document, as_json, lambda: _replay_lines(state, entries))


@contextmanager
def opened_journal(context: Context, archive: Path | None = None) -> Iterator[JournalReader]:
    """Look into the station's journal.

    Raises:
        InputRefused: There is none.
    """
    yield JournalReader(journal_of(context), archive)


def journal_of(context: Context) -> Path:
    """Return the newest file of the station's journal.

    Raises:
        InputRefused: There is none.
    """
    from procstation.station import JOURNAL_NAME  # noqa: PLC0415

    path = context.home / JOURNAL_NAME
    # Looking must not make one: a journal that is not there is worth knowing of.
    if not path.is_file():
        raise InputRefused(
            tr("There is no journal at {path}.", path=path),
            tr("The bench begins it when it is first opened; name another home with --home DIR."),
        )
    return path


def _verdict(found: Examined) -> Iterator[str]:
    if found.broken is None:
        since = " " + tr("from entry {first} on", first=found.first) if found.first > 1 else ""
        yield tr(
            "{entries} entries in {files} file(s){since}, each as it was written",
            entries=found.entries,
            files=found.files,
            since=since,
        )
    else:
        yield tr(
            "BROKEN at entry {seq}: {reason}", seq=found.broken.seq, reason=found.broken.reason
        )
        yield f"next: {tr_marked(ABOUT_BREAKS)}"
    for gap in found.gaps:
        yield tr("gap: {gap}", gap=gap)


def _document(one: Stored, path: Path) -> dict[str, Any]:
    try:
        entry = msgspec.json.decode(one.body, type=dict[str, Any])
    except msgspec.DecodeError as error:
        raise JournalError(
            tr(
                "Entry {seq} of {path} cannot be read: {error}.",
                seq=one.seq,
                path=path,
                error=error,
            ),
            tr("See `procstation journal verify`."),
        ) from error
    return {
        "seq": one.seq,
        "at": one.at,
        "source": one.source,
        "by": one.by,
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
    source = " ".join(filter(None, (document["source"], document["by"])))
    return f"{document['seq']:>6}  {document['at']}  {source}  {what}  {details}"


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
    yield LABELS.line("entries", entries)
    yield LABELS.line("released", state.released)
    half_done = _half_done(state)
    yield LABELS.line("half done", len(half_done))
    for item in half_done:
        mark = tr(", in work") if item is state.now else ""
        yield "  " + tr(
            "number {number}{mark}: {line}",
            number=item.number,
            mark=mark,
            line=half_done_line(item),
        )


journal.add_command(export)
journal.add_command(turn_over)
journal.add_command(archive)
journal.add_command(mend)
