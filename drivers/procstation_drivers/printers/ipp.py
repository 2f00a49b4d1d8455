"""Office printers by the Internet Printing Protocol: queues of CUPS, and printers themselves.

Sheets of labels go there as PDF. Every printer sold with AirPrint or IPP Everywhere speaks it.
"""

import re
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import quote

from msgspec import Meta

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Driver,
    FoundPort,
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
from procstation_drivers.printers.ipp_line import (
    ByteLine,
    HttpRefused,
    IppLine,
    NetworkLine,
    NoReply,
)
from procstation_drivers.printers.ipp_message import (
    ENUM,
    INTEGER,
    JOB_GROUP,
    KEYWORD,
    MIME_TYPE,
    NAME,
    OPERATION_GROUP,
    URI,
    Attribute,
    Operation,
    Response,
    request,
    response,
)
from procstation_drivers.printers.ipp_state import (
    JOB_ATTRIBUTES,
    PRINTER_ATTRIBUTES,
    JobState,
    impressions,
    job_state,
    troubles_of_printer,
    what_it_does,
)
from procstation_drivers.printers.troubles import Troubles, not_ready

FIND_S = 2.0
ANSWER_S = 5.0
TAKE_S = 60.0
"""Seconds a job may take to get there. A server that converts at once is slow to say yes."""

POLL_S = 0.5

SUCCESS = range(0x0100)
"""Status codes."""

_REFUSALS = {
    0x0401: mark("this station may not print there"),
    0x0402: mark("it wants a password"),
    0x0403: mark("this station may not print there"),
    0x0406: mark("there is no such queue"),
    0x0408: mark("the job is too large"),
    0x040A: mark("it does not take PDF"),
    0x0503: mark("it cannot do what was asked"),
    0x0506: mark("it takes no jobs"),
    0x0507: mark("it is busy"),
}
_ENDED = {
    JobState.HELD: mark("held"),
    JobState.STOPPED: mark("stopped"),
    JobState.CANCELED: mark("canceled"),
    JobState.ABORTED: mark("aborted"),
}
"""States in which a job does not come out by itself."""

_PAGE = re.compile(rb"/Type\s*/Page\b")


class IppOptions(Options, frozen=True):
    dpi: Annotated[int, Meta(ge=72, le=2400, description="Dots per inch of the printer.")] = 600
    media: Annotated[
        str,
        Meta(
            description="Size of the sheets, as na_letter_8.5x11in or iso_a4_210x297mm; empty for"
            " what the queue is set to."
        ),
    ] = ""
    user: Annotated[str, Meta(description="Who the job is said to come from.")] = "procstation"
    completes_when_printed: Annotated[
        bool,
        Meta(
            description="Whether it says completed only when the sheets are out, and counts its"
            " pages. A spooler often says so when the bytes have left: then a job is known to be"
            " sent."
        ),
    ] = False
    stall_s: Annotated[
        int,
        Meta(ge=5, le=3600, description="Seconds a job may stand still, behind others too."),
    ] = 120


class IppPrinter:
    """A printer or a queue."""

    language = "pdf"

    def __init__(self, port: Link | str, options: IppOptions) -> None:
        """Take note of the address; whether it can be used is asked by `state`, each time.

        Args:
            port: `ipp://HOST/printers/QUEUE`, `ipps://…`, or an open line that carries HTTP.

        Raises:
            DeviceFault: The address is none.
        """
        self._line: IppLine = NetworkLine(port) if isinstance(port, str) else ByteLine(port)
        self._options = options
        self._request_id = 0

    @property
    def dots_per_mm(self) -> float:
        return self._options.dpi / 25.4

    def state(self) -> PrinterState:
        troubles, detail = self._troubles()
        return PrinterState(not troubles, troubles.problems, troubles.detail or detail)

    def send(self, job: bytes, labels: int) -> Outcome:
        """Send a job and follow it through the queue.

        Raises:
            PrintRefused: The printer is not ready or did not take the job: nothing is printed.
            DeviceFault: It stopped, or someone cancelled the job; how much came out is not known.
            DeviceLost: It cannot be reached any more; nothing is known of the job.
        """
        if not job.startswith(b"%PDF-"):
            raise PrintRefused(
                tr(
                    "The job of {labels} labels is no PDF: it begins {job!r}.",
                    labels=labels,
                    job=job[:8],
                ),
                tr("Render it for the language `pdf`."),
            )
        troubles, _ = self._troubles()
        if troubles:
            raise not_ready(self._line.name, troubles)
        try:
            taken = self._print(job, labels)
        except NoReply:
            return Outcome.UNKNOWN
        job_id = next(iter(taken.numbers(JOB_GROUP, "job-id")), None)
        if job_id is None:
            return Outcome.UNKNOWN
        try:
            return self._follow(job_id, labels, pages=len(_PAGE.findall(job)))
        except (NoReply, HttpRefused):
            return Outcome.UNKNOWN

    def close(self) -> None:
        self._line.close()

    def _print(self, job: bytes, labels: int) -> Response:
        about = [
            Attribute(NAME, "job-name", (f"{labels} labels",)),
            Attribute(MIME_TYPE, "document-format", ("application/pdf",)),
        ]
        # A page that is fitted to the paper, or printed on both sides, misses its labels.
        like = [
            Attribute(KEYWORD, "print-scaling", ("none",)),
            Attribute(KEYWORD, "sides", ("one-sided",)),
            Attribute(ENUM, "orientation-requested", (3,)),
        ]
        if self._options.media:
            like.append(Attribute(KEYWORD, "media", (self._options.media,)))
        try:
            taken = self._ask(Operation.PRINT_JOB, about, like, job, TAKE_S)
        except HttpRefused as refused:
            raise self._not_taken(str(refused)) from refused
        if taken.status not in SUCCESS:
            said = "; ".join(taken.texts(OPERATION_GROUP, "status-message"))
            why = tr_marked(_REFUSALS.get(taken.status, "")) or said or tr("it does not say why")
            raise self._not_taken(tr("{why} (status {status:04X})", why=why, status=taken.status))
        return taken

    def _follow(self, job_id: int, labels: int, pages: int) -> Outcome:
        last: object = None
        changed_s = self._line.now_s()
        about = [
            Attribute(INTEGER, "job-id", (job_id,)),
            Attribute(KEYWORD, "requested-attributes", JOB_ATTRIBUTES),
        ]
        while True:
            job = self._ask(Operation.GET_JOB_ATTRIBUTES, about)
            state, count = job_state(job), impressions(job)
            if job.status not in SUCCESS or state is None:
                # Servers that keep no history forget it, whether printed or cancelled.
                return Outcome.UNKNOWN
            if state is JobState.COMPLETED:
                return self._completed(count, pages)
            if state in _ENDED:
                words = tr("the job is {state}", state=tr_marked(_ENDED[state]))
                raise self._stopped(Troubles((Problem.OTHER,), (words,)), labels, count)
            troubles, _ = self._troubles()
            if any(one is not Problem.BUFFER_FULL for one in troubles.problems):
                raise self._stopped(troubles, labels, count)
            if (state, count) != last:
                last, changed_s = (state, count), self._line.now_s()
            elif self._line.now_s() - changed_s > self._options.stall_s:
                return Outcome.UNKNOWN
            self._line.wait(POLL_S)

    def _completed(self, count: int | None, pages: int) -> Outcome:
        if not self._options.completes_when_printed:
            return Outcome.SENT
        return Outcome.PRINTED if count and count >= pages else Outcome.UNKNOWN

    def _troubles(self) -> tuple[Troubles, str]:
        """Return what is wrong with the printer, and what it does when nothing is."""
        asked = Attribute(KEYWORD, "requested-attributes", PRINTER_ATTRIBUTES)
        try:
            said = self._ask(Operation.GET_PRINTER_ATTRIBUTES, [asked])
        except NoReply as error:
            return Troubles((Problem.NO_ANSWER,), (str(error),)), ""
        except HttpRefused as error:
            return Troubles((Problem.OTHER,), (tr("its server answers {error}", error=error),)), ""
        if said.status not in SUCCESS:
            why = tr_marked(_REFUSALS.get(said.status, "")) or tr("it does not tell how it is")
            return Troubles(
                (Problem.OTHER,), (tr("{why} (status {status:04X})", why=why, status=said.status),)
            ), ""
        return troubles_of_printer(said), what_it_does(said)

    def _ask(
        self,
        operation: Operation,
        about: list[Attribute],
        job: list[Attribute] | None = None,
        document: bytes = b"",
        within_s: float = ANSWER_S,
    ) -> Response:
        self._request_id += 1
        whom = [
            Attribute(URI, "printer-uri", (self._line.uri,)),
            Attribute(NAME, "requesting-user-name", (self._options.user,)),
        ]
        # A job's id stands next to the printer it is of.
        whom[1:1] = [one for one in about if one.name == "job-id"]
        rest = [one for one in about if one.name != "job-id"]
        body = request(operation, self._request_id, whom + rest, job or [], document)
        try:
            answer = response(self._line.post(body, within_s))
        except ValueError as error:
            raise NoReply(tr("it answered with something that is no IPP")) from error
        if answer.request_id != self._request_id:
            raise NoReply(tr("it answered another question"))
        return answer

    def _not_taken(self, why: str) -> PrintRefused:
        return PrintRefused(
            tr(
                "The printer {name} did not take the job: {why}. Nothing is printed.",
                name=self._line.name,
                why=why,
            ),
            tr("Check the address and the queue, then print again."),
        )

    def _stopped(self, troubles: Troubles, labels: int, count: int | None) -> DeviceFault:
        came_out = tr(", {count} pages came out so far", count=count) if count is not None else ""
        return DeviceFault(
            tr(
                "The printer {name} stopped: {detail}{came_out}; how many of the"
                " {labels} labels are out is not known.",
                name=self._line.name,
                detail=troubles.detail,
                came_out=came_out,
                labels=labels,
            ),
            tr(
                "Look at the printer and its queue: it may print the rest by"
                " itself, unless the job is cancelled there."
            ),
        )


def find_queues(server: str = "localhost:631") -> Sequence[FoundPort]:
    """List the queues of the CUPS server of this machine; none where there is no such server."""
    asked = Attribute(KEYWORD, "requested-attributes", ("printer-name", "printer-info"))
    try:
        line = NetworkLine(f"ipp://{server}/")
        reply = line.post(request(Operation.CUPS_GET_PRINTERS, 1, [asked]), FIND_S)
        found = response(reply).printers
    except (NoReply, HttpRefused, DeviceLost, ValueError):
        return ()
    queues = [
        (str(name), str(next(iter(printer.get("printer-info", ())), "") or name))
        for printer in found
        for name in printer.get("printer-name", ())
    ]
    return tuple(
        FoundPort(f"ipp://{server}/printers/{quote(name)}", title) for name, title in queues
    )


DRIVER = Driver(
    title=mark("Office printer by IPP (CUPS, AirPrint, IPP Everywhere)"),
    open=IppPrinter,
    options=IppOptions,
    serial=SerialSettings(baudrate=115_200),
    schemes=("ipp", "ipps", "http", "https"),
    find=find_queues,
)
