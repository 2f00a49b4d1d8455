"""One line of the history: who did what to which item, when and where, and what it was before."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import PurePath

import msgspec

from procstation.catalog.bench_edits import signer
from procstation.items.field_words import field_in_words
from procstation.language import mark, moment, tr, tr_marked, trn
from procstation.linking import (
    Failed,
    Garbled,
    PatronCardRefused,
    Printed,
    RecordWritten,
    Released,
    RollTaken,
    Scanned,
    SetAside,
    SignedIn,
    SignedOut,
    Skipped,
    Started,
    SupervisorAgreed,
    TagRepaired,
    TagWritten,
    TookUp,
    Undone,
)
from procstation.linking.change import in_words
from procstation.linking.inputs import AnyInput
from procstation.store.history_rows import ItemChangeRow, LoadedRow, PostedRow, RunDoneRow


class Source(StrEnum):
    """Where an entry is kept; with its number it names the entry."""

    CHANGE = "change"
    MESSAGE = "message"
    LOAD = "load"
    JOB = "job"
    SWEEP = "sweep"
    LABEL = "label"
    BENCH = "bench"


SOURCES = {
    Source.CHANGE: mark("item"),
    Source.MESSAGE: mark("outbox"),
    Source.LOAD: mark("load"),
    Source.JOB: mark("job"),
    Source.SWEEP: mark("sweep"),
    Source.LABEL: mark("label"),
    Source.BENCH: mark("bench"),
}
"""What each is called in the list."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done.

    Attributes:
        number: Within its source.
        at: ISO 8601 in UTC.
        who: The person; "" when nobody was signed in.
        station: "" where it was not noted.
        device: Which one it came from; "" where that is not known.
        barcode: Of the item; "" when it is about none, or about many.
        text: What was done, in words.
        before: What it was before, by field or in words; empty when there is nothing to tell.
    """

    source: Source
    number: int
    at: str
    who: str
    station: str
    device: str
    barcode: str
    text: str
    before: Mapping[str, str]

    @property
    def name(self) -> str:
        """What the entry is called on the command line: `change:17`."""
        return f"{self.source}:{self.number}"


HIDDEN = frozenset({"scheme", "source"})
"""Columns that go with a call number and are not told apart from it."""


def of_change(row: ItemChangeRow) -> Entry:
    """What somebody did to one item."""
    before: dict[str, str] = json.loads(row.before)
    after: dict[str, str] = json.loads(row.after)
    if row.kind == "tag":
        text = tr("tag {uid} written, {model}", uid=after["uid"], model=after["model"])
        was = {"tag": before["barcode"]} if before["barcode"] else {}
    else:
        text = _changes(before, after)
        if row.kind == "made":
            text = tr("made: {changes}", changes=text)
            before = {}
        elif row.kind == "removed":
            text = tr("removed")
        was = {name: text for name, text in before.items() if name not in HIDDEN}
    if row.act:
        text += f" ({row.act})"
    return Entry(Source.CHANGE, row.id, row.at, row.who, row.station, "", row.barcode, text, was)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> str:
    return ", ".join(
        f"{field_in_words(name)}: {in_words(name, before.get(name, ''))} → {in_words(name, value)}"
        for name, value in after.items()
        if name not in HIDDEN
    )


def of_message(row: PostedRow) -> Entry:
    """What the library system was to be told."""
    who, station = signer(row.made_by)
    text = tr("the library system is told ({kind}): {state}", kind=row.kind, state=row.state)
    return Entry(Source.MESSAGE, row.id, row.made_at, who, station, "", row.barcode, text, {})


def of_load(row: LoadedRow, barcode: str, now: Mapping[str, str] | None) -> Entry:
    """An act of loading, or what it did to one item.

    Args:
        now: The item as it is, by column; None when the entry is about no single item.
    """
    files = ", ".join(PurePath(name).name for name in json.loads(row.files))
    text = tr("{files} loaded as {profile}", files=files, profile=row.profile)
    was: dict[str, str] = {}
    if row.before and now is not None:
        old = _columns_of(row.before)
        was = {name: old[name] for name in now if name not in HIDDEN and old[name] != now[name]}
    if row.state == "undone":
        undone = json.loads(row.progress)
        text += _undone(undone.get("undone_at", ""), undone.get("undone_by", ""))
    elif row.state != "done":
        text += f" ({row.state})"
    return Entry(Source.LOAD, row.id, row.loaded_at, "", "", "", barcode, text, was)


def _columns_of(before: str) -> dict[str, str]:
    from procstation.store.rows import ItemRow  # noqa: PLC0415

    values = ItemRow(*json.loads(before))._asdict()
    return {name: str(value or "") for name, value in values.items()}


def of_run(row: RunDoneRow) -> Entry:
    """A job that was done to a list."""
    text = tr_marked(row.title) + ": " + _items(row)
    who, station = signer(row.by)
    return Entry(Source.JOB, row.id, row.at, who, station, "", "", text, {})


def of_sweep(row: RunDoneRow) -> Entry:
    """What a sweep brought into the catalogue."""
    text = tr("what sweep {name} found is in the catalogue: ", name=row.title) + _items(row)
    who, station = signer(row.by)
    return Entry(Source.SWEEP, row.id, row.at, who, station, "", "", text, {})


def _items(row: RunDoneRow) -> str:
    count = trn("1 change", "{number} changes", row.items, number=row.items)
    return count + (_undone(row.undone_at, row.undone_by) if row.undone_at else "")


def _undone(at: str, by: str) -> str:
    """When and by whom something was taken back; of what an earlier version did less is known."""
    if not by:
        return tr(", undone {at}", at=local(at)) if at else tr(", undone")
    return tr(", undone {at} by {by}", at=local(at), by=by)


TOLD: dict[type[msgspec.Struct], str] = {
    Started: mark("the station was started"),
    Scanned: mark("{code} scanned"),
    Garbled: mark("unreadable: {reason}"),
    PatronCardRefused: mark("a patron card was refused"),
    SignedIn: mark("{name} signed in"),
    SignedOut: mark("{name} signed out"),
    SupervisorAgreed: mark("{name} agreed, as a supervisor: {act}"),
    Skipped: mark("a step was skipped: {reason}"),
    SetAside: mark("set aside"),
    TookUp: mark("taken up again"),
    RecordWritten: mark("a record was written by hand"),
    RollTaken: mark("another roll of tags"),
    Printed: mark("{template} label: {detail}"),
    TagWritten: mark("the tag was done: {detail}"),
    TagRepaired: mark("the tag was put right: {detail}"),
    Released: mark("released"),
    Undone: mark("undone: {detail}"),
    Failed: mark("failed: {error}"),
}
"""What the bench recorded that a person did or met. What it did to items is among their changes."""

BENCH_KINDS = tuple(str(kind.__struct_config__.tag) for kind in TOLD)


def bench_text(entry: AnyInput) -> str:
    """Say what an entry of the bench's journal is."""
    words = tr_marked(TOLD[type(entry)])
    for name in ("code", "reason", "name", "template", "detail", "error", "act"):
        words = words.replace(f"{{{name}}}", str(getattr(entry, name, "")))
    return words.rstrip(": ")


def local(at: str) -> str:
    """Return a time of the store as it is written here, on the clock of this place."""
    return moment(local_time(at))


def local_time(at: str) -> datetime:
    """Return a time of the store, which is in UTC whether it says so or not, on the clock of this
    place."""
    told = datetime.fromisoformat(at)
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).astimezone()


def where_from(entry: Entry) -> str:
    """Return who did it and where, in one piece: `anna, bench-1, scanner`."""
    return ", ".join(filter(None, (entry.who, entry.station, entry.device)))


def entry_line(entry: Entry) -> str:
    """Return one line for a list."""
    about = (entry.barcode, where_from(entry) or tr_marked(SOURCES[entry.source]), entry.text)
    return "  ".join((local(entry.at), *filter(None, about)))


def detail_lines(entry: Entry) -> list[str]:
    """Return all that is known of an entry, a line each."""
    lines = [
        (tr("when"), local(entry.at)),
        (tr("who"), entry.who or tr("nobody was signed in")),
        (tr("station"), entry.station),
        (tr("device"), entry.device),
        (tr("item"), entry.barcode),
        (tr("what"), entry.text),
    ]
    lines += [
        (tr("before"), f"{field_in_words(name)}: {in_words(name, value)}")
        for name, value in entry.before.items()
    ]
    return [f"{name}: {value}" for name, value in lines if value]
