"""What one target answered to one search."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from procstation.catalog.marc_record import MarcRecord
from procstation.errors import SystemRefused

Fits = Callable[[MarcRecord], bool]
"""Whether a record has what was asked for."""


@dataclass(frozen=True, slots=True)
class Hits:
    """
    Attributes:
        found: How many records the target says it has; at least as many as are here.
        records: Those that were taken, at most as many as were asked for.
        unread: Why others of them could not be read.
    """

    found: int
    records: tuple[MarcRecord, ...] = ()
    unread: tuple[str, ...] = ()


def in_turn(queries: Iterable[str], ask: Callable[[str], Hits], fits: Fits) -> Hits:
    """Ask one query after the other until one finds a record that fits; return all that came.

    A number may be in a catalogue in one of its forms only, and in an index that knows only that:
    a refusal counts when nothing else was answered.

    Raises:
        SystemTrouble: As `ask` does; the first refusal, when all were refused.
    """
    found = 0
    records: list[MarcRecord] = []
    unread: list[str] = []
    refusal: SystemRefused | None = None
    answered = False
    for query in queries:
        try:
            hits = ask(query)
        except SystemRefused as error:
            refusal = refusal or error
            continue
        answered = True
        fresh = [one for one in hits.records if one not in records]
        found += hits.found - (len(hits.records) - len(fresh))
        records += fresh
        unread += hits.unread
        if any(map(fits, fresh)):
            break
    if refusal is not None and not answered:
        raise refusal
    return Hits(found, tuple(records), tuple(unread))
