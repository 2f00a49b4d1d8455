"""Jobs on a list of items: planned and counted first, run as one act, undone as one act.

What needs the book in the hand, its tag, waits for a pad and is told.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from procstation.catalog import Catalogue
from procstation.catalog.bench_edits import Signed, save_item
from procstation.catalog.stored import item_from
from procstation.errors import InputRefused
from procstation.items.field_words import field_in_words
from procstation.language import tr
from procstation.linking import JobProfile, Profiles, StepName, profile_named
from procstation.linking.change import (
    fields_wanted,
    hindrance,
    value_of,
    with_fields_of,
)
from procstation.outbox import NewItems, post_item
from procstation.outbox.posting import take_back
from procstation.printing import LabelState, PrintQueue
from procstation.station.item_changes import ItemChanges, changed_in
from procstation.station.job_runs import (
    Plan,
    Planned,
    Run,
    RunItem,
    UndoneRun,
    as_json,
    change_of,
    item_of_run,
    labels_of,
    required_run,
    run_from,
)
from procstation.store.catalog_rows import CatalogRows
from procstation.store.job_rows import WAITS, RunItemRow, RunRow
from procstation.store.outbox_rows import OutboxRows
from procstation.sweeping.cases import met


class LabelAdding(Protocol):
    """Where labels are queued."""

    queue: PrintQueue

    def add(self, barcodes: Sequence[str], template: str) -> int:
        """Queue labels of items, and return the number of their job."""
        ...

    def require_template(self, template: str) -> None:
        """Raise UsageError when there is no such template."""
        ...


class JobRoom:
    """May be used from any thread.

    Args:
        labels: Queues labels.
        by: Who is noted to have changed items.
        now: The time, ISO 8601 in UTC.
        new_items: What items made at the bench get, for the library system; None without one.
        told: Called when there is something new to send.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        labels: LabelAdding,
        profiles: Profiles,
        by: Callable[[], str],
        now: Callable[[], str],
        new_items: NewItems | None = None,
        told: Callable[[], None] = lambda: None,
    ) -> None:
        self._catalogue = catalogue
        self._store = catalogue.store
        self._labels = labels
        self._profiles = profiles
        self.by = by
        """Who is noted to have changed an item."""
        self._now = now
        self._new_items = new_items
        self._told = told
        self._changes = ItemChanges(catalogue, by, now)

    @property
    def jobs(self) -> list[JobProfile]:
        """Return the jobs that change items, by name."""
        return [one for _, one in sorted(self._profiles.items()) if one.change is not None]

    def plan(self, name: str, barcodes: Iterable[str], said: Mapping[str, str]) -> Plan:
        """Return what a job would do to items; nothing is changed.

        Args:
            name: Of the job's profile.
            said: What it asks for, by name.

        Raises:
            UsageError: There is no such job or template, it has to see each book, or something was
                not said, or nothing that it asks for.
            InputRefused: There is no barcode.
        """
        profile = profile_named(self._profiles, name)
        change = change_of(profile, said)
        for template in profile.templates if StepName.LABELS in profile.steps else ():
            self._labels.require_template(template)
        items: list[Planned] = []
        refused: list[tuple[str, str]] = []
        for barcode in dict.fromkeys(one.strip() for one in barcodes):
            held = self._catalogue.by_barcode(barcode) if barcode else None
            if held is None:
                if barcode:
                    refused.append((barcode, tr("it is not in the catalogue")))
                continue
            item, title = held
            fields = fields_wanted(change, item, said)
            why = hindrance(change, item, fields)
            if why:
                refused.append((barcode, why))
            else:
                items.append(Planned(item, title.title, fields))
        if not items and not refused:
            raise InputRefused(tr("The list names no item."), tr("Give barcodes, one a line."))
        warning = self._changes.warning({**change.set, **said})
        return Plan(profile, dict(said), tuple(items), tuple(refused), warning)

    def run(self, plan: Plan) -> Run:
        """Do what was planned: all items or, when one was changed meanwhile, none; then queue the
        labels.

        Raises:
            InputRefused: An item was changed since it was planned, or nothing is left to do.
            StoreError: It cannot be stored.
        """
        if not plan.items:
            raise InputRefused(
                tr("No item of the list can be changed."), tr("See why, item by item.")
            )
        signed = Signed(self.by(), self._now())
        profile = plan.profile
        tell = self._new_items if StepName.SYSTEM in profile.steps else None
        row = RunRow(0, profile.name, profile.title, as_json(plan.said), signed.at, signed.by)
        with self._store.running_job() as (jobs, outbox, items):
            number = jobs.add(row)
            signed = signed._replace(act=f"job {number}")
            for place, one in enumerate(plan.items, start=1):
                changed_in(items, one.barcode, one.fields, one.item, signed)
                if tell is not None:
                    post_item(
                        outbox, items, one.item.id, self._key(number, one.barcode), signed, tell
                    )
                pad = WAITS if plan.needs_pad else ""
                jobs.add_item(
                    RunItemRow(
                        number, place, one.item.id, one.barcode, as_json(one.item),
                        as_json(one.fields), pad,
                    )
                )  # fmt: skip
        barcodes = [one.barcode for one in plan.items]
        for barcode in barcodes:
            met(self._store, barcode, signed.by, signed.at)
        self._told()
        labels = [self._labels.add(barcodes, template) for template in plan.templates]
        if labels:
            with self._store.running_job() as (jobs, _, _):
                jobs.set_labels(number, as_json(labels))
        return self.show(number)[0]

    def runs(self, most: int = 50) -> list[Run]:
        """Return the latest runs, the newest first."""
        with self._store.reading_jobs() as jobs:
            return [run_from(*row) for row in jobs.runs(most)]

    def show(self, number: int) -> tuple[Run, list[RunItem]]:
        """Return a run and its items.

        Raises:
            UsageError: There is no such run.
        """
        with self._store.reading_jobs() as jobs:
            row, rows = required_run(jobs, number), jobs.items(number)
        waiting = sum(one.at_pad == WAITS for one in rows)
        return run_from(row, len(rows), waiting), [item_of_run(one) for one in rows]

    def undo(self, number: int) -> UndoneRun:
        """Take a run back: each item gets the fields it had, unless they were changed since.

        Raises:
            UsageError: There is no such run.
            InputRefused: It is undone already.
        """
        signed = Signed(self.by(), self._now(), f"undo of job {number}")
        back: list[str] = []
        kept: list[tuple[str, str]] = []
        with self._store.running_job() as (jobs, outbox, items):
            row = required_run(jobs, number)
            if row.undone_at:
                raise InputRefused(
                    tr(
                        "Run {number} was undone by {undone_by} at {undone_at}.",
                        number=number,
                        undone_by=row.undone_by,
                        undone_at=row.undone_at,
                    ),
                    tr("Run the job again, if it is to be done after all."),
                )
            rows = jobs.items(number)
            for one in map(item_of_run, rows):
                why = self._give_back(outbox, items, one, self._key(number, one.barcode), signed)
                if why:
                    kept.append((one.barcode, why))
                else:
                    back.append(one.barcode)
            jobs.set_undone(number, signed.at, signed.by)
        self._told()
        queue = self._labels.queue
        labels = [one for job in labels_of(row) for one in queue.of_job(job)]
        out = [one for one in labels if one.state in {LabelState.PRINTED, LabelState.SENT}]
        cancelled = queue.cancel(labels)
        tags = tuple(one.barcode for one in rows if one.at_pad not in {"", WAITS})
        return UndoneRun(tuple(back), tuple(kept), cancelled, len(out), tags)

    def _give_back(
        self, outbox: OutboxRows, items: CatalogRows, one: RunItem, key: str, signed: Signed
    ) -> str:
        """Give an item its fields back; return why it keeps them, "" when it does not."""
        row = items.item(one.was.id)
        if row is None:
            return tr("it is not in the catalogue any more")
        item = item_from(row)
        for name, after in one.fields.items():
            if value_of(item, name) != after:
                return tr("its {name} was changed since", name=field_in_words(name))
        take_back(outbox, items, key, signed)
        save_item(items, with_fields_of(item, one.was, tuple(one.fields)), signed)
        return ""

    def _key(self, number: int, barcode: str) -> str:
        """Name what was done to an item, for the outbox."""
        return f"job {number}/{barcode}"
