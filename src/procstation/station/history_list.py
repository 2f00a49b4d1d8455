"""The history of a store and of this station in one list, the newest first."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from heapq import merge
from typing import TYPE_CHECKING

from procstation.errors import UsageError
from procstation.journal import Among, JournalReader
from procstation.language import tr, tr_marked
from procstation.linking.inputs import INPUTS
from procstation.printing import PrintFile
from procstation.station.bench import STREAM
from procstation.station.history_entry import (
    BENCH_KINDS,
    Entry,
    Source,
    bench_text,
    of_change,
    of_load,
    of_message,
    of_run,
    of_sweep,
)
from procstation.store.history_rows import NEWEST, Wanted

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore
    from procstation.store.history_rows import HistoryRows

PIECE = 60
"""Entries read from each source at once."""

Piece = Callable[[int, int], list[Entry]]
"""Entries of one source with numbers below the first argument, newest first, as many as the
second."""


class HistoryList:
    """May be used from any thread. See `HistoryRoom`."""

    def __init__(
        self, store: "CatalogueStore", journal: JournalReader, labels: PrintFile, station: str
    ) -> None:
        self._store = store
        self._journal = journal
        self._labels = labels
        self._station = station

    def entries(self, wanted: Wanted) -> Iterator[Entry]:
        """Yield what is wanted. See `HistoryRoom`."""
        sources = [self._changes, self._messages, self._loads, self._runs, self._swept]
        if wanted.station in ("", self._station):
            sources += [self._printed, self._bench]
        return merge(
            *(_all_of(source(wanted)) for source in sources),
            key=lambda one: _comparable(one.at),
            reverse=True,
        )

    def entry(self, name: str) -> Entry:
        """Return the entry with a name. See `HistoryRoom`."""
        kind, _, number = name.partition(":")
        if kind in set(Source) and number.isdecimal():
            piece = {
                Source.CHANGE: self._changes,
                Source.MESSAGE: self._messages,
                Source.LOAD: self._loads,
                Source.JOB: self._runs,
                Source.SWEEP: self._swept,
                Source.LABEL: self._printed,
                Source.BENCH: self._bench,
            }[Source(kind)](Wanted())
            found = [one for one in piece(int(number) + 1, 1) if one.number == int(number)]
            if found:
                return found[0]
        raise UsageError(
            tr("The history has no entry {name!r}.", name=name),
            tr("Take a name from `procstation history --json`, as change:17."),
        )

    def _reading(self, wanted: Wanted) -> AbstractContextManager["HistoryRows"]:
        """Who did it, and when, is looked for row by row: nobody has to wait for that."""
        if wanted.who or wanted.station or wanted.since or wanted.until:
            return self._store.reading_history_beside()
        return self._store.reading_history()

    def _changes(self, wanted: Wanted) -> Piece:
        def piece(behind: int, most: int) -> list[Entry]:
            with self._reading(wanted) as rows:
                return list(map(of_change, rows.changes(wanted, behind, most)))

        return piece

    def _messages(self, wanted: Wanted) -> Piece:
        def piece(behind: int, most: int) -> list[Entry]:
            with self._reading(wanted) as rows:
                return list(map(of_message, rows.posted(wanted, behind, most)))

        return piece

    def _loads(self, wanted: Wanted) -> Piece:
        def piece(behind: int, most: int) -> list[Entry]:
            with self._reading(wanted) as rows:
                found = rows.loaded(wanted, behind, most)
            now = self._columns(wanted.barcode) if wanted.barcode and found else None
            return [of_load(row, wanted.barcode, now) for row in found]

        return piece

    def _columns(self, barcode: str) -> dict[str, str] | None:
        from procstation.catalog.bench_edits import EDITABLE  # noqa: PLC0415

        with self._store.reading() as rows:
            row = rows.item_with_barcode(barcode)
        return None if row is None else {name: str(getattr(row, name) or "") for name in EDITABLE}

    def _runs(self, wanted: Wanted) -> Piece:
        def piece(behind: int, most: int) -> list[Entry]:
            with self._reading(wanted) as rows:
                return list(map(of_run, rows.runs(wanted, behind, most)))

        return piece

    def _swept(self, wanted: Wanted) -> Piece:
        def piece(behind: int, most: int) -> list[Entry]:
            with self._reading(wanted) as rows:
                return list(map(of_sweep, rows.swept(wanted, behind, most)))

        return piece

    def _printed(self, wanted: Wanted) -> Piece:
        where, values = "l.id < ?", list[object]()
        for column, value in (
            ("l.barcode =", wanted.barcode),
            ("l.at >=", wanted.since),
            ("l.at <", wanted.until),
        ):
            if value:
                where, values = f"{where} AND {column} ?", [*values, value]

        def piece(behind: int, most: int) -> list[Entry]:
            if wanted.who:
                # Nobody is noted to have printed a label.
                return []
            rows = self._labels.rows(
                "SELECT l.id, l.at, l.barcode, l.state, l.reason, l.printer, j.title"  # noqa: S608
                f" FROM label l JOIN job j ON j.id = l.job WHERE {where}"
                " ORDER BY l.id DESC LIMIT ?",
                *(behind, *values, most),
            )
            return [self._label(*row) for row in rows]

        return piece

    def _label(
        self, number: int, at: str, barcode: str, state: str, reason: str, printer: str, title: str
    ) -> Entry:
        text = tr("label of “{title}”: {state}", title=title, state=tr_marked(state))
        if reason:
            text += f" ({tr_marked(reason)})"
        return Entry(Source.LABEL, number, at, "", self._station, printer, barcode, text, {})

    def _bench(self, wanted: Wanted) -> Piece:
        numbers = self._journal.about(STREAM, wanted.barcode) if wanted.barcode else None
        among = Among(
            BENCH_KINDS,
            numbers,
            wanted.who,
            wanted.since,
            wanted.until,
        )

        def piece(behind: int, most: int) -> list[Entry]:
            found = self._journal.backwards(STREAM, behind, most, among)
            return [
                Entry(
                    *(Source.BENCH, one.seq, one.at, one.by, self._station),
                    "" if one.source in {"operator", "station"} else one.source,
                    wanted.barcode,
                    bench_text(INPUTS.decode(one.body)),
                    {},
                )
                for one in found
            ]

        return piece


def _all_of(piece: Piece) -> Iterator[Entry]:
    behind = NEWEST
    while found := piece(behind, PIECE):
        yield from found
        behind = found[-1].number
        if len(found) < PIECE:
            return


def _comparable(at: str) -> str:
    """All times are in UTC; not all say so in the same way."""
    return at.removesuffix("Z").removesuffix("+00:00")
