"""An office printer made of software that speaks IPP over HTTP.

To play: `printer = VirtualOfficePrinter()`; then `printer.labels_left = 2` (sheets in its tray),
`printer.head_open = True` (a door), `printer.paused = True`; when the cause is gone it goes on by
itself. What came out is in `printer.printed`: the whole document once for each of its pages. As a
URL: `sim://ipp?labels_left=40`. `&grade=none` names errors without saying that they are some.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar, Literal

from procstation.devices import Problem
from procstation_simulators.printers.ipp_wire import (
    BOOLEAN,
    ENUM,
    INTEGER,
    JOB,
    KEYWORD,
    NAME,
    PRINTER,
    HttpStream,
    Request,
    http_reply,
    read_request,
    reply,
    value,
    values,
)
from procstation_simulators.printers.printer import LABEL_S, PrinterSettings, VirtualPrinter

OK, NOT_FOUND, NO_SUCH_FORMAT, NOT_SUPPORTED, TAKES_NO_JOBS = 0, 0x0406, 0x040A, 0x0501, 0x0506
PENDING, PROCESSING, CANCELED, COMPLETED = 3, 5, 7, 9
PRINTER_IDLE, PRINTER_PROCESSING, PRINTER_STOPPED = 3, 4, 5

REASONS = {
    "labels_left": "media-empty",
    "head_open": "door-open",
    "ribbon_out": "marker-supply-empty",
}
_PAGE = re.compile(rb"/Type\s*/Page\b")


class Operation(IntEnum):
    PRINT_JOB = 0x0002
    CANCEL_JOB = 0x0008
    GET_JOB = 0x0009
    GET_PRINTER = 0x000B
    CUPS_GET_PRINTERS = 0x4002


class OfficeSettings(PrinterSettings):
    """Settings of a simulated office printer.

    Attributes:
        formats: The format of documents it takes.
        accepts: It takes jobs.
        grade: What stands behind the name of an error.
        warns: It is low on toner, and says so.
        queues: Names of the queues of the CUPS server it is behind, with commas; "" without one.
    """

    formats: str = "application/pdf"
    accepts: bool = True
    grade: Literal["error", "none"] = "error"
    warns: bool = False
    queues: str = ""


@dataclass(slots=True)
class Job:
    """A job in its queue."""

    document: bytes
    pages: int
    done: int = 0
    state: int = PENDING


class VirtualOfficePrinter(VirtualPrinter):
    """One printer; its labels are sheets, and its head is behind a door.

    Attributes:
        settings: May be changed while it runs.
        jobs: By number, each with its state.
        asked: The attributes of the last job it was sent.
    """

    variants = ({"grade": "none"}, {"warns": "true"})
    troubles: ClassVar[Mapping[str, Problem]] = {
        "labels_left": Problem.MEDIA_OUT,
        "head_open": Problem.HEAD_OPEN,
        "ribbon_out": Problem.RIBBON_OUT,
        "paused": Problem.PAUSED,
    }
    confirms = False
    is_framed = True

    def __init__(self, settings: OfficeSettings | None = None) -> None:
        self.settings = settings or OfficeSettings()
        super().__init__(self.settings.labels_left)
        self.jobs: dict[int, Job] = {}
        self.asked: dict[str, list[bytes]] = {}
        self._stream = HttpStream()
        self._page_s = 0.0

    def receive(self, data: bytes) -> None:
        for body in self._stream.receive(data):
            if not self.faults.swallow_command():
                self._say(http_reply(self._reply(read_request(body))))

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        while (job := self._under_way()) and not self._raised() and seconds > 0:
            used_s = min(seconds, LABEL_S - self._page_s)
            seconds -= used_s
            self._page_s += used_s
            if self._page_s >= LABEL_S:
                self._put_out_page(job)

    def _under_way(self) -> Job | None:
        return next((job for job in self.jobs.values() if job.state in (PENDING, PROCESSING)), None)

    def _put_out_page(self, job: Job) -> None:
        self._page_s = 0.0
        self.labels_left -= 1
        self.printed.append(job.document)
        job.done += 1
        job.state = COMPLETED if job.done >= job.pages else PROCESSING

    def _reply(self, request: Request) -> bytes:
        match request.operation:
            case Operation.GET_PRINTER:
                return reply(OK, request.id, PRINTER, self._printer())
            case Operation.CUPS_GET_PRINTERS if self.settings.queues:
                return reply(OK, request.id, PRINTER, self._queues())
            case Operation.PRINT_JOB:
                return self._print(request)
            case Operation.GET_JOB | Operation.CANCEL_JOB:
                number = request.number("job-id")
                if number not in self.jobs:
                    return reply(NOT_FOUND, request.id)
                if request.operation == Operation.CANCEL_JOB:
                    self.jobs[number].state = CANCELED
                return reply(OK, request.id, JOB, self._job(number))
            case _:
                return reply(NOT_SUPPORTED, request.id)

    def _queues(self) -> tuple[bytes, ...]:
        first, *others = (
            value(NAME, "printer-name", name) for name in self.settings.queues.split(",")
        )
        return (first, *(bytes([PRINTER]) + other for other in others))

    def _print(self, request: Request) -> bytes:
        self.asked = request.attributes
        if request.text("document-format") != self.settings.formats:
            return reply(NO_SUCH_FORMAT, request.id)
        if not self.settings.accepts:
            return reply(TAKES_NO_JOBS, request.id)
        pages = len(_PAGE.findall(request.document))
        number = len(self.jobs) + 1
        lies = self.settings.lies
        self.jobs[number] = Job(request.document, pages, state=COMPLETED if lies else PENDING)
        return reply(OK, request.id, JOB, self._job(number))

    def _job(self, number: int) -> tuple[bytes, ...]:
        job = self.jobs[number]
        return (
            value(INTEGER, "job-id", number),
            value(ENUM, "job-state", job.state),
            values(KEYWORD, "job-state-reasons", ["none"]),
            value(INTEGER, "job-impressions-completed", job.done),
        )

    def _printer(self) -> tuple[bytes, ...]:
        grade = "" if self.settings.grade == "none" else f"-{self.settings.grade}"
        reasons = [
            name + grade
            for attribute, name in REASONS.items()
            if (self.labels_left <= 0 if attribute == "labels_left" else getattr(self, attribute))
        ]
        reasons += ["paused"] * self.paused
        reasons += ["marker-supply-low-warning", "cups-waiting-report"] * self.settings.warns
        idle = PRINTER_IDLE if self._under_way() is None else PRINTER_PROCESSING
        return (
            value(ENUM, "printer-state", PRINTER_STOPPED if self._raised() else idle),
            values(KEYWORD, "printer-state-reasons", reasons or ["none"]),
            value(BOOLEAN, "printer-is-accepting-jobs", self.settings.accepts),
            value(INTEGER, "queued-job-count", 0 if self._under_way() is None else 1),
        )

    def _lose_power(self) -> None:
        super()._lose_power()
        self._stream.clear()
