"""The queue of labels: what is to be printed, what became of it, and what goes back.

Every change is on the disk before anything is done because of it: a station may be switched off at
any moment, and its queue is taken up as it stood.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

import msgspec

from procstation.clock import utc_now
from procstation.errors import InputRefused, StoreError, UsageError
from procstation.items import Filing, Scheme, is_undecided
from procstation.language import mark, tr
from procstation.printing.claim import claimed
from procstation.printing.job import LabelRequest
from procstation.printing.print_file import PrintFile
from procstation.printing.queued import (
    OUT,
    WAITING,
    LabelState,
    QueuedLabel,
    QueueJob,
    Verdict,
)
from procstation.printing.sheets import SheetPositions

_LABEL = (
    "SELECT id, job, number, place, request, state, reason, printer, stock, sheet, cell, at"
    " FROM label"
)

PIECE = 200
"""Labels read from the file at once."""

CUT_OFF = mark("The station ended while it was being sent.")

# Made here, once: printers' threads read the queue side by side, and msgspec must not meet a type
# for the first time on two of them.
_REQUESTS = msgspec.json.Decoder(LabelRequest)

_BACK = {
    Verdict.SPOILED: mark("It came out spoiled."),
    Verdict.MISSING: mark("It did not come out."),
}


class PrintQueue:
    """May be used from any thread, and by several programs at once.

    Args:
        now: The time, ISO 8601.

    Raises:
        StoreError: From any method, when the file cannot be read or written.
    """

    def __init__(self, file: PrintFile, now: Callable[[], str] = utc_now) -> None:
        self._file = file
        self._now = now
        self._sheets = SheetPositions(file)

    def add(self, requests: Iterable[LabelRequest], title: str) -> int:
        """Put labels behind all others, all or none, and return the number of their job.

        Raises:
            InputRefused: There are none.
        """
        with self._file.together():
            at = self._now()
            [(place,)] = self._file.rows("SELECT coalesce(max(place), 0) FROM label")
            job = self._file.change("INSERT INTO job (title, at) VALUES (?, ?)", title, at)
            number = 0
            for request in requests:
                body = msgspec.json.encode(replace(request, copies=1))
                for _ in range(request.copies):
                    number += 1
                    self._file.change(
                        "INSERT INTO label (job, number, place, barcode, request, state, at)"
                        " VALUES (?, ?, ?, ?, ?, ?, ?)",
                        *(job, number, place + number, request.data.barcode, body),
                        *(LabelState.QUEUED, at),
                    )
            if not number:
                raise InputRefused(
                    tr("There is no label to queue."), tr("Name items that there are.")
                )
        return job

    def jobs(self) -> list[QueueJob]:
        """Return all jobs, the newest first."""
        counts: dict[int, dict[LabelState, int]] = {}
        for job, state, count in self._file.rows(
            "SELECT job, state, count(*) FROM label GROUP BY job, state"
        ):
            counts.setdefault(job, {})[LabelState(state)] = count
        return [
            QueueJob(job, title, at, counts.get(job, {}))
            for job, title, at in self._file.rows("SELECT id, title, at FROM job ORDER BY id DESC")
        ]

    def counts(self) -> dict[LabelState, int]:
        """Return how many labels are in each state there is one in."""
        rows = self._file.rows("SELECT state, count(*) FROM label GROUP BY state")
        return {LabelState(state): count for state, count in rows}

    def label(self, number: int) -> QueuedLabel | None:
        """Return a label by its number in the file."""
        return next(iter(self._found("id = ?", number)), None)

    def of_job(self, job: int, most: int = -1) -> list[QueuedLabel]:
        """Return the labels of a job as they are numbered."""
        return self._found("job = ? ORDER BY number LIMIT ?", job, most)

    def numbered(self, job: int, numbers: Iterable[int]) -> list[QueuedLabel]:
        """Return labels of a job.

        Raises:
            UsageError: There is no such job, or it has no such label.
        """
        by_number = {label.number: label for label in self.of_job(job)}
        if not by_number:
            raise UsageError(
                tr("There is no job {job}.", job=job), tr("`label queue list` shows the jobs.")
            )
        wanted = list(numbers)
        for number in wanted:
            if number not in by_number:
                raise UsageError(
                    tr("Job {job} has no label {number}.", job=job, number=number),
                    tr("Its labels are 1 to {last}.", last=max(by_number)),
                )
        return [by_number[number] for number in wanted]

    def in_state(self, *states: LabelState, behind: int = 0, most: int = -1) -> list[QueuedLabel]:
        """Return labels in these states in the order of the queue, from behind a place on."""
        marks = ", ".join("?" * len(states))
        return self._found(
            f"state IN ({marks}) AND place > ? ORDER BY place LIMIT ?", *states, behind, most
        )

    def latest_out(self, most: int) -> list[QueuedLabel]:
        """Return the labels that were printed or sent last, the newest first."""
        return self._found(
            "state IN (?, ?) ORDER BY at DESC, id DESC LIMIT ?",
            *(LabelState.PRINTED, LabelState.SENT, most),
        )

    def waiting(self, behind: int = 0) -> Iterator[QueuedLabel]:
        """Yield what is to be printed in order, from behind a place on, read some at a time."""
        while found := self.in_state(*WAITING, behind=behind, most=PIECE):
            yield from found
            behind = found[-1].place

    def in_shelf_order(self, filing: Filing | None = None) -> int:
        """Put what waits in the order of the shelves, and return how many labels that were.

        By location first; labels without a call number come last. Several labels of an item keep
        their order.

        Args:
            filing: How this library files.
        """
        on_shelf = partial(_on_shelf, filing or Filing())
        with self._file.together():
            labels = list(self.waiting())
            for there, label in zip(labels, sorted(labels, key=on_shelf), strict=True):
                self._file.change("UPDATE label SET place = ? WHERE id = ?", there.place, label.id)
        return len(labels)

    def cancel(self, labels: Iterable[QueuedLabel]) -> int:
        """Take labels out of the queue that wait or were refused; return how many."""
        states = (*WAITING, LabelState.REFUSED)
        with self._file.together():
            chosen = [one for one in self._anew(labels) if one.state in states]
            for label in chosen:
                self._become(label, LabelState.CANCELLED, "")
        return len(chosen)

    def again(self, labels: Sequence[QueuedLabel], title: str) -> int:
        """Queue labels once more, as a job of their own, and return its number."""
        return self.add((label.request for label in labels), title)

    def with_barcode(self, barcode: str) -> list[QueuedLabel]:
        """Return all labels there were of an item, the newest first."""
        return self._found("barcode = ? ORDER BY id DESC", barcode)

    def change(self, label: QueuedLabel, changes: Mapping[str, str], stock: str = "") -> None:
        """Have something else said on a label that waits or was refused; it waits then.

        Args:
            changes: By source; the record is not changed.
            stock: Another stock; "" leaves it.

        Raises:
            InputRefused: It has been printed, or is on its way.
        """
        with self._file.together():
            (now,) = self._anew([label])
            if now.state not in (*WAITING, LabelState.REFUSED, LabelState.CANCELLED):
                raise InputRefused(
                    tr(
                        "Label {name} is {state} and cannot be changed.",
                        name=now.name,
                        state=now.state.word,
                    ),
                    tr("Queue it again with `label queue reprint`, then change that one."),
                )
            data = now.request.data.changed(changes)
            request = replace(now.request, data=data, stock=stock or now.request.stock)
            self._file.change(
                "UPDATE label SET request = ?, barcode = ? WHERE id = ?",
                *(msgspec.json.encode(request), request.data.barcode, now.id),
            )
            self._become(now, LabelState.QUEUED, "")

    def refuse(self, label: QueuedLabel, reason: str) -> None:
        """Note that a label would not work as it is."""
        self._become(label, LabelState.REFUSED, reason)

    def settle(self, labels: Iterable[QueuedLabel], verdict: Verdict) -> int:
        """Note what a person found of labels that were sent; return how many.

        Spoiled and missing ones go back to their places in the queue, before all that was added
        later. A missing one leaves its cell of the sheet free, a spoiled one does not.

        Raises:
            InputRefused: One was not sent at all.
        """
        self.recover()
        with self._file.together():
            chosen = list(self._anew(labels))
            for label in chosen:
                if label.state not in OUT:
                    raise InputRefused(
                        tr(
                            "Label {name} is {state}; nothing can be said of it yet.",
                            name=label.name,
                            state=label.state.word,
                        ),
                        tr("Name labels that were sent, or are unknown."),
                    )
                self._mark_cell(label, verdict)
                if verdict is Verdict.PRINTED:
                    self._become(label, LabelState.PRINTED, "")
                else:
                    self._become(label, LabelState.FAILED, _BACK[verdict])
        return len(chosen)

    @contextmanager
    def claimed(self, printer: str) -> Iterator[None]:
        """Be the only one who prints from the queue on a printer, for as long as it takes.

        Raises:
            InputRefused: Another program does.
        """
        with claimed(self._file.path, printer):
            self._cut_off(printer)
            yield

    def recover(self) -> None:
        """Have labels asked about whose sending a crash has cut off."""
        for (printer,) in self._file.rows(
            "SELECT DISTINCT printer FROM label WHERE state = ?", LabelState.SENDING
        ):
            try:
                with self.claimed(printer):
                    pass
            except InputRefused:
                # Somebody is printing: these labels are on their way.
                continue

    def sending(
        self,
        labels: Sequence[QueuedLabel],
        printer: str,
        stock: str,
        places: Sequence[tuple[int, int] | None],
    ) -> None:
        """Note that labels are sent now. To be called before the first byte goes out.

        Args:
            places: Of each, its sheet and cell; None on a roll.
        """
        with self._file.together():
            at = self._now()
            for label, place in zip(labels, places, strict=True):
                sheet, cell = place or (None, None)
                self._file.change(
                    "UPDATE label SET state = ?, reason = '', printer = ?, stock = ?, sheet = ?,"
                    " cell = ?, at = ? WHERE id = ?",
                    *(LabelState.SENDING, printer, stock, sheet, cell, at, label.id),
                )

    def sent(self, labels: Sequence[QueuedLabel], state: LabelState, reason: str) -> None:
        """Note what became of labels that were sent."""
        with self._file.together():
            for label in labels:
                self._become(label, state, reason)

    def _become(self, label: QueuedLabel, state: LabelState, reason: str) -> None:
        self._file.change(
            "UPDATE label SET state = ?, reason = ?, at = ? WHERE id = ?",
            *(state, reason, self._now(), label.id),
        )

    def _mark_cell(self, label: QueuedLabel, verdict: Verdict) -> None:
        if label.sheet is None or label.cell is None:
            return
        sheet = self._sheets.sheet(label.printer, label.stock, label.sheet)
        if sheet is None:
            return
        cell = frozenset({label.cell})
        marked = {
            Verdict.PRINTED: sheet.with_used,
            Verdict.SPOILED: sheet.with_spoiled,
            Verdict.MISSING: sheet.with_free,
        }
        self._sheets.change(label.printer, label.stock, marked[verdict](cell))

    def _cut_off(self, printer: str) -> None:
        self._file.change(
            "UPDATE label SET state = ?, reason = ?, at = ? WHERE state = ? AND printer = ?",
            *(LabelState.UNKNOWN, CUT_OFF, self._now(), LabelState.SENDING, printer),
        )

    def _anew(self, labels: Iterable[QueuedLabel]) -> Iterator[QueuedLabel]:
        """Yield labels as they are now: they may have changed since they were shown."""
        for label in labels:
            yield from self._found("id = ?", label.id)

    def _found(self, condition: str, *values: object) -> list[QueuedLabel]:
        return [_label(*row) for row in self._file.rows(f"{_LABEL} WHERE {condition}", *values)]


def _label(
    number: int,
    job: int,
    in_job: int,
    place: int,
    request: bytes,
    state: str,
    reason: str,
    printer: str,
    stock: str,
    sheet: int | None,
    cell: int | None,
    at: str,
) -> QueuedLabel:
    try:
        wanted = _REQUESTS.decode(request)
    except msgspec.DecodeError as error:
        raise StoreError(
            tr(
                "Label {job}/{in_job} of the queue cannot be read: {error}.",
                job=job,
                in_job=in_job,
                error=error,
            ),
            tr("Cancel its job, and queue these items again."),
        ) from error
    known = LabelState(state)
    return QueuedLabel(
        number, job, in_job, place, wanted, known, reason, printer, stock, sheet, cell, at
    )


def _on_shelf(filing: Filing, label: QueuedLabel) -> tuple[str, bool, str, bytes]:
    data = label.request.data
    number = data.call_number
    scheme = number.scheme if number is not None else Scheme.OTHER
    text = data.value("call_number")
    key = filing.key(
        text,
        scheme,
        barcode=data.barcode,
        location=data.location,
        volume=data.value("volume"),
        copy=data.value("copy"),
    )
    apart = "" if filing.has_rule_for(data.location) else scheme.value
    return data.location, not text and is_undecided(key), apart, key
