"""What was changed in the library system since a time, taken into the catalogue as one act.

The next one begins where the last one began to ask, and some time before: its clock may go
otherwise than ours.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from procstation.catalog.live_load import PROFILE, LiveLoad, LiveTaken
from procstation.errors import InputRefused, StationError, SystemRefused
from procstation.ils import LibrarySystem, RemoteItem, RemoteTitle, TitleQuery
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore

BATCH = 100
"""Items in one transaction."""

CHANGED_SINCE = "changed since"
UNTIL = "until"

MOST_EXAMPLES = 20


@dataclass(slots=True)
class DeltaReport:
    """What came of it.

    Attributes:
        load: The act, for `catalog undo-load`.
        items: How many were told of.
        new: Of them, those the catalogue had not.
        changed: Of them, those it had otherwise.
        examples: Some of the differences, in words.
        refused: What could not be taken, and why.
        trouble: What ended it before its end; what was taken until then is kept, and the next one
            begins at the same time again.
    """

    since: str
    load: int = 0
    items: int = 0
    new: int = 0
    changed: int = 0
    examples: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    trouble: StationError | None = None


def next_since(store: "CatalogueStore", source: str, overlap_minutes: int) -> str | None:
    """Return where the next delta of a system begins; None before its first."""
    with store.reading_loads() as rows:
        acts = [one for one in rows.loads() if one.profile == PROFILE and one.state == "done"]
    for act in acts:
        [[name, what, _], *_] = json.loads(act.sources)
        until = json.loads(act.progress).get(UNTIL)
        if name == source and what.startswith(CHANGED_SINCE) and until:
            begin = datetime.fromisoformat(until) - timedelta(minutes=overlap_minutes)
            return begin.isoformat(timespec="seconds").replace("+00:00", "Z")
    return None


def utc_time(text: str) -> str:
    """Return a time or a day as ISO 8601 in UTC; without a zone it is UTC.

    Raises:
        InputRefused: It is neither.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise InputRefused(
            tr("{text!r} is no time.", text=text),
            tr("Write it as 2026-01-31 or 2026-01-31T18:00Z."),
        ) from error
    offset = moment.utcoffset() or timedelta()
    plain = (moment - offset).replace(tzinfo=None)
    return plain.isoformat(timespec="seconds") + "Z"


def take_delta(
    store: "CatalogueStore",
    system: LibrarySystem,
    source: str,
    place: str,
    since: str,
    now: Callable[[], str],
    progress: Callable[[int], None] = lambda _: None,
) -> DeltaReport:
    """Take what was changed since a time (ISO 8601 in UTC).

    Args:
        place: Where files have the number of a record.
        progress: Told how many items were taken.

    Raises:
        SystemRefused: The system does not tell what was changed.
    """
    if not system.abilities.deltas:
        raise SystemRefused(
            tr("{source} does not tell what was changed.", source=source),
            tr("Load an export of it every night: `procstation catalog load FILE`."),
        )
    began = now()
    report = DeltaReport(since)
    act = LiveLoad(store, source, place, now, f"{CHANGED_SINCE} {since}")
    note = {UNTIL: began}
    titles = _Titles(system)
    try:
        _note(report, act.take((), ()))
        changed = system.changed_since(since)
        while batch := list(islice(changed, BATCH)):
            _note(report, act.take(list(titles.of(batch)), batch))
            report.items += len(batch)
            progress(report.items)
    except StationError as error:
        report.trouble, note = error, {}
    act.end({"records": report.items, **note})
    return report


class _Titles:
    """The titles of items, each asked for once."""

    def __init__(self, system: LibrarySystem) -> None:
        self._system = system
        self._met: set[str] = set()

    def of(self, items: list[RemoteItem]) -> Iterator[RemoteTitle]:
        if not self._system.abilities.find_titles:
            return
        for item in items:
            if item.title_id and item.title_id not in self._met:
                self._met.add(item.title_id)
                yield from self._system.find_titles(TitleQuery(system_id=item.title_id), 1)


def _note(report: DeltaReport, taken: LiveTaken) -> None:
    report.load = taken.load
    report.refused += taken.refused
    for one in taken.items:
        report.new += one.is_new
        report.changed += bool(one.differences)
        left = MOST_EXAMPLES - len(report.examples)
        name = one.item.barcode or one.item.system_id
        report.examples += [f"{name} {text}" for text in one.differences][: max(left, 0)]
