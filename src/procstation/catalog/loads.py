"""The acts of loading of a store: begin one, go on with one, take one back, list them."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from procstation.catalog.load import (
    OpenedFile,
    joined_profiles,
    load_in_batches,
    names_of,
    nothing_read,
    open_files,
    sources_of,
)
from procstation.catalog.load_bulk import load_in_bulk
from procstation.catalog.load_findings import Findings
from procstation.catalog.load_report import AUTO, LoadReport, Progress
from procstation.catalog.load_undo import UndoReport, undo
from procstation.catalog.table_settings import TableSettings
from procstation.errors import InputRefused, StoreError
from procstation.language import tr
from procstation.store.load_rows import LoadRow

if TYPE_CHECKING:
    from procstation.store.catalogue_store import CatalogueStore

UNFINISHED = ("running", "stopped", "undoing")


class LoadStopped(KeyboardInterrupt):
    """Ctrl-C came during a load, which stopped between two transactions.

    Attributes:
        load: Its number; 0 when nothing of it was kept.
        records: How many it had taken.
    """

    def __init__(self, load: int, records: int) -> None:
        super().__init__(load, records)
        self.load = load
        self.records = records


@dataclass(frozen=True, slots=True)
class LoadAct:
    """An act of loading.

    Attributes:
        state: `running` (in another process, now), `interrupted`, `done`, `undoing` or `undone`.
        records: How many it has taken.
        loaded_at: When it began, ISO 8601.
    """

    id: int
    loaded_at: str
    state: str
    files: tuple[str, ...]
    profile: str
    records: int

    @property
    def trouble(self) -> InputRefused | None:
        """Why the store holds only a part of it, and what to do; None when it does not."""
        names = ", ".join(self.files)
        if self.state == "undoing":
            return InputRefused(
                tr("The undoing of load {id} ({names}) was interrupted.", id=self.id, names=names),
                tr("Finish it with `procstation catalog undo-load {id}`.", id=self.id),
            )
        if self.state != "interrupted":
            return None
        return InputRefused(
            tr(
                "Load {id} ({names}) was interrupted after {records:,} records,"
                " so only a part of it is in the store.",
                id=self.id,
                names=names,
                records=self.records,
            ),
            tr(
                "Go on with `procstation catalog load --continue {id}`, or take"
                " it back with `procstation catalog undo-load {id}`.",
                id=self.id,
            ),
        )


LOCK = "loading"


class Loads:
    """See the module."""

    def __init__(self, store: "CatalogueStore", now: Callable[[], str]) -> None:
        self._store = store
        self._now = now

    def acts(self) -> list[LoadAct]:
        """All acts of loading, the latest first."""
        with self._store.reading_loads() as rows:
            found = rows.loads()
        running = bool(found) and any(row.state == "running" for row in found) and self._is_held()
        return [_act(row, running=running) for row in found]

    def load(
        self,
        files: Sequence[Path],
        profile: str = AUTO,
        progress: Progress | None = None,
        table: TableSettings | None = None,
        *,
        alone: bool = False,
    ) -> LoadReport:
        """Begin a load, or go on with one of the same files that was interrupted.

        Args:
            alone: Nobody else uses this catalogue meanwhile; an empty store is then filled in one
                transaction, which is much quicker.

        Raises:
            InputRefused: A file is nothing we read, nothing in it could be read, or another load
                is unfinished.
            UsageError: There is no such profile.
            StoreError: Another process is loading.
            LoadStopped: It was stopped by Ctrl-C.
        """
        opened = open_files(files, profile, table)
        with self._only_one():
            unfinished = self._unfinished()
            if unfinished is not None:
                trouble = _act(unfinished, running=False).trouble
                same = unfinished.sources == sources_of(opened)
                if trouble is not None and (not same or unfinished.state == "undoing"):
                    raise trouble
                return self._go_on(unfinished, opened, progress)
            if alone:
                report = self._in_bulk(opened, progress)
                if report is not None:
                    return report
            with self._store.loading() as rows:
                load_id = rows.begin_load(self._row(opened, "running"))
            return self._in_batches(load_id, opened, Findings(), progress)

    def go_on(
        self, load_id: int, progress: Progress | None = None, table: TableSettings | None = None
    ) -> LoadReport:
        """Go on with a load that was interrupted.

        Raises:
            InputRefused: It is not unfinished, or its files are not there or no longer the same.
            StoreError: Another process is loading.
            LoadStopped: It was stopped by Ctrl-C.
        """
        with self._only_one():
            row = self._row_of(load_id)
            if row.state not in {"running", "stopped"}:
                raise InputRefused(
                    tr(
                        "Load {load_id} is {state}; there is nothing to go on with.",
                        load_id=load_id,
                        state=row.state,
                    ),
                    tr("Look at the loads with `procstation catalog loads`."),
                )
            opened = []
            for path, profile, _size, _modified in json.loads(row.sources):
                opened += open_files([Path(path)], profile, table)
            if sources_of(opened) != row.sources:
                raise InputRefused(
                    tr(
                        "A file of load {load_id} has changed since it was interrupted.",
                        load_id=load_id,
                    ),
                    tr(
                        "Take the load back with `procstation catalog undo-load"
                        " {load_id}`, then load the file anew.",
                        load_id=load_id,
                    ),
                )
            return self._go_on(row, opened, progress)

    def undo(self, load_id: int, by: str) -> UndoReport:
        """Take a load back as one act.

        Args:
            by: Who does it, as signed.

        Raises:
            InputRefused: There is no such load, it is undone already, or a later one is not.
            StoreError: Another process is loading.
        """
        with self._only_one():
            row = self._row_of(load_id)
            if row.state == "undone":
                raise InputRefused(
                    tr("Load {load_id} is undone already.", load_id=load_id),
                    tr("Look at the loads with `procstation catalog loads`."),
                )
            if row.sources == "[]":
                raise InputRefused(
                    tr(
                        "Load {load_id} was made by an earlier version, which"
                        " kept nothing to undo it by.",
                        load_id=load_id,
                    ),
                    tr("Load a newer file of the library system instead."),
                )
            with self._store.reading_loads() as rows:
                later = [
                    one.id for one in rows.loads() if one.id > load_id and one.state != "undone"
                ]
            if later:
                raise InputRefused(
                    tr(
                        "After load {load_id} came others that build on it: {map}.",
                        load_id=load_id,
                        map=", ".join(map(str, later)),
                    ),
                    tr("Undo load {later} first.", later=later[0]),
                )
            return undo(self._store, load_id, row.report, by, self._now())

    def _in_bulk(
        self, opened: Sequence[OpenedFile], progress: Progress | None
    ) -> LoadReport | None:
        """Fill an empty store; None when it is not, or is in use."""
        try:
            with self._store.filling() as filling:
                if filling is None:
                    return None
                bulk, rows = filling
                load_id = rows.begin_load(self._row(opened, "running"))
                return load_in_bulk(bulk, rows, load_id, opened, progress)
        except KeyboardInterrupt as error:
            raise LoadStopped(0, 0) from error

    def _go_on(
        self, row: LoadRow, opened: Sequence[OpenedFile], progress: Progress | None
    ) -> LoadReport:
        report = self._in_batches(row.id, opened, Findings(json.loads(row.progress)), progress)
        report.continued = True
        return report

    def _in_batches(
        self,
        load_id: int,
        opened: Sequence[OpenedFile],
        findings: Findings,
        progress: Progress | None,
    ) -> LoadReport:
        try:
            report = load_in_batches(self._store, load_id, opened, findings, progress)
        except KeyboardInterrupt as error:
            raise self._stopped(load_id) from error
        except InputRefused:
            undo(self._store, load_id, "{}")
            raise
        if report.records == 0:
            with self._store.loading() as rows:
                rows.remove_load(load_id)
            raise nothing_read(opened, report)
        return report

    def _stopped(self, load_id: int) -> LoadStopped:
        with self._store.loading() as rows:
            progress = next(one.progress for one in rows.loads() if one.id == load_id)
            rows.note_progress(load_id, "stopped", progress)
        return LoadStopped(load_id, json.loads(progress).get("records", 0))

    def _row(self, opened: Sequence[OpenedFile], state: str) -> LoadRow:
        return LoadRow(
            id=0,
            loaded_at=self._now(),
            files=names_of(opened),
            profile=joined_profiles(opened),
            report="{}",
            state=state,
            sources=sources_of(opened),
            progress="{}",
        )

    def _row_of(self, load_id: int) -> LoadRow:
        with self._store.reading_loads() as rows:
            for row in rows.loads():
                if row.id == load_id:
                    return row
        raise InputRefused(
            tr("There is no load {load_id}.", load_id=load_id),
            tr("Look at the loads with `procstation catalog loads`."),
        )

    def _unfinished(self) -> LoadRow | None:
        with self._store.reading_loads() as rows:
            return next((row for row in rows.loads() if row.state in UNFINISHED), None)

    def _is_held(self) -> bool:
        with self._store.held(LOCK) as ours:
            return not ours

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        with self._store.held(LOCK) as ours:
            if not ours:
                raise StoreError(
                    tr(
                        "Another process is loading into the store {place}.",
                        place=self._store.place,
                    ),
                    tr("Wait until it is done, or stop it; then try again."),
                )
            yield


def _act(row: LoadRow, *, running: bool) -> LoadAct:
    state = row.state
    if state == "stopped" or (state == "running" and not running):
        state = "interrupted"
    report, progress = json.loads(row.report), json.loads(row.progress)
    return LoadAct(
        row.id,
        row.loaded_at,
        state,
        tuple(json.loads(row.files)),
        row.profile,
        report.get("records", progress.get("records", 0)),
    )
