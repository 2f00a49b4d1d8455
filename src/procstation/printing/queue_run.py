"""Printing from the queue: a portion at a time, each accounted for before the next is sent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from procstation.devices import LabelPrinter, Outcome
from procstation.errors import UsageError
from procstation.language import tr
from procstation.printing.desk import PrintDesk
from procstation.printing.job import Batch, PreparedJob, Target
from procstation.printing.queue import PrintQueue
from procstation.printing.queued import LabelState, QueuedLabel

MOST_ON_ROLL = 32
"""Labels of a roll sent together. Of so many a person is asked when the printer falls silent."""

STATES = {
    Outcome.PRINTED: LabelState.PRINTED,
    Outcome.SENT: LabelState.SENT,
    Outcome.UNKNOWN: LabelState.UNKNOWN,
    None: LabelState.FAILED,
}


@dataclass(frozen=True, slots=True)
class Portion:
    """What one step of a run did.

    Attributes:
        labels: Printed or sent.
        refused: Would not work; they wait for a change.
        unknown: May have come out: a person is asked.
        failed: Did not come out and are back in the queue.
        stop: Why the run ends here, for a person; "" when it goes on.
    """

    labels: int = 0
    refused: int = 0
    unknown: int = 0
    failed: int = 0
    stop: str = ""


class QueueRun:
    """One run over the queue on one printer, on one stock.

    On a roll the first portion is one label, so that it comes out at once, and each next one is
    twice as large; on sheets it is what is left of a sheet. A run ends with the first portion of
    which not all came out for certain: more would only be more to ask about.

    Args:
        templates: What the printer prints; empty for everything.
        stock: What is in it; "" when nobody said: then what the first label asks for.
        most_sheets: How many sheets there are, the one in work included; None for enough.
    """

    def __init__(
        self,
        queue: PrintQueue,
        desk: PrintDesk,
        printer: str,
        templates: Sequence[str] = (),
        stock: str = "",
        most_sheets: int | None = None,
    ) -> None:
        self._queue = queue
        self._desk = desk
        self._printer = printer
        self._templates = templates
        self._loaded = stock
        self._stock = stock
        self._most_sheets = most_sheets
        self._sheets: set[int] = set()
        self._size = 1
        self._behind = 0
        self._elsewhere: Counter[str] = Counter()

    def step(self, device: LabelPrinter) -> Portion | None:
        """Print the next portion. Returns None when nothing is left for this printer and stock.

        Raises:
            DeviceLost: The printer went away before anything was sent.
            StoreError: Queue or sheets cannot be read or written.
        """
        target = Target.of(self._printer, device, self._loaded)
        chosen, refused = self._choose(target)
        if not chosen:
            return Portion(refused=refused) if refused else self._rest()
        room = self._desk.room(self._printer, self._stock)
        if room is not None:
            sheet, _ = room
            if sheet not in self._sheets and len(self._sheets) == self._most_sheets:
                return Portion(refused=refused, stop=tr("The sheets are used up; the rest waits."))
            self._sheets.add(sheet)
        self._behind = chosen[-1].place
        job, faulty = self._prepared(chosen, target)
        account = _Account(self._queue, chosen, self._printer)
        report = self._desk.send(job, device, account)
        for one in report.refused:
            if one.request not in account.numbers:
                self._queue.refuse(chosen[one.request], one.reason)
                faulty += 1
        self._size = min(2 * self._size, MOST_ON_ROLL)
        sent, refused = len(account.numbers), refused + faulty
        if report.outcome is Outcome.UNKNOWN:
            return Portion(refused=refused, unknown=sent, stop=account.reason)
        return Portion(report.labels, refused, failed=sent - report.labels, stop=account.reason)

    def _choose(self, target: Target) -> tuple[list[QueuedLabel], int]:
        """Return the labels of the next portion, and how many were refused on the way."""
        chosen: list[QueuedLabel] = []
        refused, most = 0, 1
        for label in self._queue.waiting(self._behind):
            if self._templates and label.request.template not in self._templates:
                continue
            try:
                stock = self._desk.stock_for(label.request, target)
                if not self._stock:
                    self._stock = stock
                if stock != self._stock:
                    self._elsewhere[stock] += 1
                    continue
                room = self._desk.room(self._printer, stock)
            except UsageError as error:
                self._refuse(label, error)
                refused += 1
                continue
            most = self._size if room is None else room[1]
            chosen.append(label)
            if len(chosen) >= most:
                break
        return chosen, refused

    def _prepared(self, chosen: list[QueuedLabel], target: Target) -> tuple[PreparedJob, int]:
        """Prepare labels; one whose template and stock do not go together is taken out."""
        requests = [label.request for label in chosen]
        try:
            return self._desk.prepare(requests, target), 0
        except UsageError:
            good = [label for label in chosen if self._goes(label, target)]
        refused = len(chosen) - len(good)
        chosen[:] = good
        return self._desk.prepare([label.request for label in good], target), refused

    def _goes(self, label: QueuedLabel, target: Target) -> bool:
        try:
            self._desk.prepare([label.request], target)
        except UsageError as error:
            self._refuse(label, error)
            return False
        return True

    def _refuse(self, label: QueuedLabel, error: UsageError) -> None:
        self._queue.refuse(label, f"{error.what} {error.do_next}")

    def _rest(self) -> Portion | None:
        if not self._elsewhere:
            return None
        wanted = ", ".join(
            tr("{count} for {stock}", count=count, stock=stock)
            for stock, count in sorted(self._elsewhere.items())
        )
        self._elsewhere.clear()
        return Portion(
            stop=tr(
                "Labels wait for other stock: {wanted}. Put it in, then run again.", wanted=wanted
            )
        )


class _Account:
    """Notes in the queue what becomes of a batch.

    Attributes:
        numbers: Of the labels that were sent, which of the chosen ones they are.
        reason: Why not all came out; "" when they did.
    """

    def __init__(self, queue: PrintQueue, chosen: Sequence[QueuedLabel], printer: str) -> None:
        self._queue = queue
        self._chosen = chosen
        self._printer = printer
        self.numbers: list[int] = []
        self.reason = ""

    def begun(self, batch: Batch, sheets: Sequence[int]) -> None:
        self.numbers = [label.number for label in batch.labels]
        places: list[tuple[int, int] | None] = [None] * len(batch.labels)
        for page, sheet in zip(batch.pages, sheets, strict=False):
            for label in page.labels:
                places[label.number] = sheet, label.cell
        self._queue.sending(self._labels(), self._printer, batch.stock_name, places)

    def ended(self, outcome: Outcome | None, reason: str) -> None:
        self.reason = reason
        self._queue.sent(self._labels(), STATES[outcome], reason)

    def _labels(self) -> list[QueuedLabel]:
        return [self._chosen[number] for number in self.numbers]
