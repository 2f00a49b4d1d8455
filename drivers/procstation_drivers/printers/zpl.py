"""Label printers that take ZPL II: over TCP (port 9100), a serial line, or spooled as a file."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from procstation.devices import (
    DeviceFault,
    Driver,
    Link,
    Options,
    Outcome,
    PrinterState,
    PrintRefused,
    Problem,
    SerialSettings,
    mark,
    tr,
    tr_marked,
)
from procstation_drivers.printers.conversation import ANSWER_S, AnswerT, Conversation
from procstation_drivers.printers.troubles import DO_NEXT, NONSENSE, Troubles, not_ready, silence
from procstation_drivers.printers.zpl_status import (
    ASK_ERRORS,
    ASK_MODEL,
    ASK_STATUS,
    HostStatus,
    ReplyDecoder,
    read_count,
    read_dots_per_mm,
    read_errors,
    read_status,
)

POLL_S = 0.2
"""Seconds between two questions while labels come out, one in 0.25 to 2 s."""

APPEAR_S = 1.0
"""Seconds in which a job shows in the printer's counts, if they show it at all."""

HEADS = {6: 152.4 / 25.4, 8: 203.2 / 25.4, 12: 300 / 25.4, 24: 600 / 25.4}
"""What is sold as so many dots per millimetre, and what it is: 300 and 600 dpi heads are called 12
and 24, which would shift the end of a 50 mm label by 0.8 mm."""

_QUANTITY = re.compile(rb"\^PQ(\d+)")

STALL_S = 15.0
"""Seconds without any change of the counts. The slowest label takes five."""


class ZplOptions(Options, frozen=True):
    baudrate: Annotated[
        int, Meta(ge=300, le=921_600, description="Line speed, on a serial line only.")
    ] = 9600
    answers: Annotated[
        bool,
        Meta(
            description="Whether it can answer. Set false for a file or a one-way cable: then it"
            " counts as ready, and nothing is known of what was printed."
        ),
    ] = True
    dots_per_mm: Annotated[
        Literal[6, 8, 12, 24],
        Meta(description="Resolution when the printer does not tell: 8 is 203 dpi, 12 is 300 dpi."),
    ] = 8
    odometer: Annotated[
        str,
        Meta(
            pattern=r"^[a-z0-9._]*$",
            description="Name of its variable that counts labels, if it has one, for example"
            " odometer.total_label_count: then a job counts as printed only when that went up by"
            " its labels, and also when it was too quick to be seen otherwise.",
        ),
    ] = ""


@dataclass(frozen=True, slots=True)
class _Report:
    """What one round of questions gave.

    Attributes:
        status: The reply to ~HS; None when there was none, so nothing is known of any job.
        understood: The printer said how it is, by ~HS or ~HQES.
        heard: It said something at all.
    """

    troubles: Troubles
    status: HostStatus | None = None
    understood: bool = True
    heard: bool = True


class ZplPrinter:
    """A ZPL printer at the end of a byte line."""

    language = "zpl"

    def __init__(self, link: Link, options: ZplOptions) -> None:
        self._line = Conversation(link)
        self._name = link.name
        self._options = options
        self._dots_per_mm: int | None = None
        self._ask_model = options.answers and not self._line.is_file
        self._has_talked = False

    @property
    def dots_per_mm(self) -> float:
        """Dots per millimetre, from the printer when it tells, else as set.

        Raises:
            DeviceLost: The port went away.
        """
        if self._dots_per_mm is None and self._ask_model:
            self._dots_per_mm, _ = self._ask(ASK_MODEL, read_dots_per_mm)
            self._ask_model = False
        return HEADS[self._dots_per_mm or self._options.dots_per_mm]

    def state(self) -> PrinterState:
        if not self._options.answers:
            return PrinterState(
                ready=True, detail=tr("cannot tell (answers = false): labels are sent unasked")
            )
        if self._line.is_file:
            return PrinterState(
                ready=False,
                problems=(Problem.NO_ANSWER,),
                detail=tr("a file cannot answer; set answers = false to write to it unasked"),
            )
        report = self._report()
        status = report.status
        return PrinterState(
            ready=not report.troubles,
            problems=report.troubles.problems,
            detail=report.troubles.detail or _what_it_does(status),
            labels_left=status.labels_left if status else None,
        )

    def send(self, job: bytes, labels: int) -> Outcome:
        """Send a job and follow it until the printer has none of it left.

        `PRINTED` takes both: the job was seen in the printer's counts, and they fell to nothing.
        A job that was cancelled at the printer looks the same; only an odometer tells it apart.

        Raises:
            PrintRefused: Before anything was sent, since the printer is not ready.
            DeviceFault: It stopped in mid-job; with how many labels may have come out.
            DeviceLost: The port went away; nothing is known of the job.
        """
        before = self._require_ready()
        count_before = self._count()
        self._line.send(job)
        if not self._options.answers:
            return Outcome.SENT
        outcome = self._follow(labels, before.outstanding if before else 0)
        if count_before is None:
            return outcome
        count = self._count()
        is_out = count is not None and count - count_before >= _rows_of(job)
        return Outcome.PRINTED if is_out else Outcome.UNKNOWN

    def close(self) -> None:
        self._line.close()

    def _require_ready(self) -> HostStatus | None:
        if not self._options.answers:
            return None
        if self._line.is_file:
            raise PrintRefused(
                tr(
                    "{name} is a file and cannot say whether it is ready; nothing was sent.",
                    name=self._name,
                ),
                tr("Set answers = false in its options to write to it unasked."),
            )
        report = self._report()
        if report.troubles:
            raise not_ready(self._name, report.troubles)
        return report.status

    def _count(self) -> int | None:
        """Return how many labels it ever printed, when it has such a count."""
        if not (self._options.answers and self._options.odometer):
            return None
        question = f'! U1 getvar "{self._options.odometer}"\r\n'.encode("ascii")
        count, _ = self._ask(question, read_count)
        return count

    def _follow(self, labels: int, outstanding_before: int) -> Outcome:
        seen = False
        last: HostStatus | None = None
        changed_s = self._line.link.now_s()
        while True:
            report = self._report()
            status = report.status
            if not report.heard:
                return Outcome.UNKNOWN
            if report.understood:
                seen = seen or (status is not None and status.outstanding > outstanding_before)
                outcome = self._outcome(report, labels, seen)
                if outcome is not None:
                    return outcome
            now_s = self._line.link.now_s()
            if status is not None and status != last:
                last, changed_s = status, now_s
            never_came = not seen and status is not None and status.is_idle
            if now_s - changed_s > (APPEAR_S if never_came else STALL_S):
                return Outcome.UNKNOWN
            self._line.pause(POLL_S)

    def _outcome(self, report: _Report, labels: int, seen: bool) -> Outcome | None:
        """Return what the report settles; None when the job is still under way."""
        status = report.status
        gone = seen and status is not None and status.is_idle
        problems = [one for one in report.troubles.problems if one is not Problem.BUFFER_FULL]
        if problems and gone:
            # Either the last label came out and then the roll ended, or the job was cancelled.
            return Outcome.UNKNOWN
        if problems:
            raise DeviceFault(
                tr(
                    "The printer {name} stopped: {detail}; {came_out}.",
                    name=self._name,
                    detail=report.troubles.detail,
                    came_out=_came_out(status if seen else None, labels),
                ),
                tr(
                    "{do_next} It may print the rest by itself then: look before you print again.",
                    do_next=tr_marked(DO_NEXT[problems[0]]),
                ),
            )
        if gone:
            return Outcome.PRINTED
        return Outcome.UNKNOWN if status is None else None

    def _report(self) -> _Report:
        status, heard_status = self._ask(ASK_STATUS, read_status)
        if status is not None:
            self._talks()
            return _Report(status.troubles, status)
        # Current firmware leaves ~HS unanswered while out of labels, out of ribbon or open.
        errors, heard_errors = self._ask(ASK_ERRORS, read_errors)
        if errors is not None:
            self._talks()
            return _Report(errors)
        if heard_status or heard_errors:
            return _Report(NONSENSE, understood=False)
        return _Report(silence(ANSWER_S), understood=False, heard=False)

    def _talks(self) -> None:
        if not self._has_talked:
            self._has_talked = True
            self._ask_model = True

    def _ask(
        self, question: bytes, read: Callable[[list[str]], AnswerT | None]
    ) -> tuple[AnswerT | None, bool]:
        """Return the answer, or None, and whether anything came at all."""
        decoder, lines = ReplyDecoder(), list[str]()

        def receive(data: bytes) -> AnswerT | None:
            lines.extend(decoder.receive(data))
            return read(lines)

        return self._line.ask(question, receive, ANSWER_S)


def _rows_of(job: bytes) -> int:
    """Return how many times a job has the printer feed: labels beside each other come at once."""
    formats = job.split(b"^XA")[1:]
    quantities = [_QUANTITY.search(one) for one in formats]
    return sum(int(found[1]) if found else 1 for found in quantities)


def _what_it_does(status: HostStatus | None) -> str:
    if status is None:
        return tr("ready (it tells only its errors)")
    if status.label_waiting:
        return tr("a label waits to be taken")
    if status.is_idle:
        return tr("ready")
    return tr("printing, {outstanding} to come", outstanding=status.outstanding)


def _came_out(status: HostStatus | None, labels: int) -> str:
    if status is None:
        return tr("how many of the {labels} labels came out is not known", labels=labels)
    return tr(
        "up to {most} of the {labels} labels may have come out",
        most=max(0, labels - status.outstanding),
        labels=labels,
    )


DRIVER = Driver(
    title=mark("ZPL label printer (Zebra and others)"),
    open=ZplPrinter,
    options=ZplOptions,
    serial=SerialSettings(baudrate=9600),
    usb_printer=r"(CMD|COMMAND SET):[^;]*ZPL",
)
