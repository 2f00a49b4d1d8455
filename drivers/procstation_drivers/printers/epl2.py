"""Label printers that take EPL2: older Eltron and Zebra desktop printers, and their clones."""

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
    SerialSettings,
    mark,
    tr,
)
from procstation_drivers.printers.conversation import ANSWER_S, Conversation
from procstation_drivers.printers.epl2_codec import (
    ASK_ERRORS,
    REPORT_LABELS,
    LabelDone,
    ReplyDecoder,
    label_of,
    troubles_of_codes,
)
from procstation_drivers.printers.pbm import pictures_of, require_width
from procstation_drivers.printers.troubles import NONSENSE, Troubles, not_ready, silence

HEADS = {8: 203.2 / 25.4, 12: 300 / 25.4}
"""What is sold as so many dots per millimetre, and what it is."""

BUSY_S = 15.0
"""Seconds `^ee` may take in mid-job, since it waits for its turn behind a label in print."""

SETTLE_S = 2.0
"""Seconds after the last label in which trouble is still looked for: labels wait in its buffer."""

POLL_S = 0.2

FLUSH_S = 0.5
"""Seconds in which an answer that is overdue comes, once another one pushes it out."""


class Epl2Options(Options, frozen=True):
    baudrate: Annotated[
        int, Meta(ge=300, le=921_600, description="Line speed, on a serial line only.")
    ] = 9600
    answers: Annotated[
        bool,
        Meta(
            description="Whether it can answer `^ee`. Set false for a file or a one-way cable: then"
            " it counts as ready, and nothing is known of what was printed."
        ),
    ] = True
    acknowledges: Annotated[
        bool,
        Meta(
            description="Whether it sends ACK once a label is out, after `US`. Only then is a job"
            " known to be printed; else it is known to be sent."
        ),
    ] = False
    dots_per_mm: Annotated[
        Literal[8, 12], Meta(description="Resolution: 8 is 203 dpi, 12 is 300 dpi.")
    ] = 8
    width_dots: Annotated[int, Meta(ge=8, le=2000, description="Dots of its print head.")] = 832
    gap_mm: Annotated[
        Annotated[float, Meta(ge=0, le=30)] | None,
        Meta(description="Between two labels; unset keeps what it measured itself."),
    ] = None


@dataclass(slots=True)
class _Sent:
    """A job under way.

    Attributes:
        across: Labels beside each other, which are one row and one format.
        rows: Sent so far.
    """

    labels: int
    across: int
    rows: int = 0

    def labels_in(self, rows: int) -> int:
        return min(self.labels, rows * self.across)


class Epl2Printer:
    """An EPL2 printer at the end of a byte line."""

    language = "raster"

    def __init__(self, link: Link, options: Epl2Options) -> None:
        self._line = Conversation(link)
        self._name = link.name
        self._options = options
        self._owes_answer = False
        self._done = 0

    @property
    def dots_per_mm(self) -> float:
        return HEADS[self._options.dots_per_mm]

    def state(self) -> PrinterState:
        if not self._options.answers:
            return PrinterState(
                ready=True, detail=tr("cannot tell (answers = false): labels are sent unasked")
            )
        troubles = self._troubles()
        return PrinterState(not troubles, troubles.problems, troubles.detail or "ready")

    def send(self, job: bytes, labels: int) -> Outcome:
        """Send a job row by row, looking after each whether the printer goes on.

        Raises:
            PrintRefused: The printer is not ready, or the job is not made for it: nothing was sent.
            DeviceFault: It stopped in mid-job; with how many labels may have come out.
            DeviceLost: The port went away; nothing is known of the job.
        """
        pictures = pictures_of(job, labels)
        require_width(pictures, self._options.width_dots)
        gap_mm = self._options.gap_mm
        gap_dots = None if gap_mm is None else round(gap_mm * self.dots_per_mm)
        formats = [label_of(picture, gap_dots) for picture in pictures]
        if not self._options.answers:
            self._line.send(b"".join(formats))
            return Outcome.SENT
        self._require_ready()
        if self._options.acknowledges:
            self._line.send(REPORT_LABELS)
            # Some acknowledge this command as well, which is no label.
            self._wait(POLL_S)
        job_sent = _Sent(labels, across=-(-labels // len(formats)))
        self._done = 0
        for one in formats:
            self._line.send(one)
            job_sent.rows += 1
            if not self._goes_on(job_sent):
                return Outcome.UNKNOWN
        return (
            self._acknowledged(job_sent) if self._options.acknowledges else self._settled(job_sent)
        )

    def close(self) -> None:
        self._line.close()

    def _require_ready(self) -> None:
        if self._line.is_file:
            raise PrintRefused(
                tr(
                    "{name} is a file and cannot say whether it is ready; nothing was sent.",
                    name=self._name,
                ),
                tr("Set answers = false in its options to write to it unasked."),
            )
        troubles = self._troubles()
        if troubles:
            raise not_ready(self._name, troubles)

    def _settled(self, sent: _Sent) -> Outcome:
        end_s = self._line.link.now_s() + SETTLE_S
        while self._line.link.now_s() < end_s:
            self._wait(POLL_S)
            if not self._goes_on(sent):
                return Outcome.UNKNOWN
        return Outcome.SENT

    def _acknowledged(self, sent: _Sent) -> Outcome:
        done, changed_s = self._done, self._line.link.now_s()
        while self._done < sent.rows:
            self._wait(POLL_S)
            if self._done > done:
                done, changed_s = self._done, self._line.link.now_s()
            elif self._line.link.now_s() - changed_s > BUSY_S:
                return Outcome.UNKNOWN
            if not self._goes_on(sent):
                return Outcome.UNKNOWN
        return Outcome.PRINTED

    def _goes_on(self, sent: _Sent) -> bool:
        """Return False when it says nothing.

        Raises:
            DeviceFault: It says that it stopped.
        """
        codes, _ = self._ask(BUSY_S)
        if codes is None:
            return False
        troubles = troubles_of_codes(codes, in_job=True)
        if troubles:
            raise DeviceFault(
                tr(
                    "The printer {name} stopped: {detail}; {came_out}.",
                    name=self._name,
                    detail=troubles.detail,
                    came_out=self._came_out(sent),
                ),
                tr(
                    "{do_next} It may print what it has by itself then: look"
                    " before you print again.",
                    do_next=troubles.do_next,
                ),
            )
        return True

    def _came_out(self, sent: _Sent) -> str:
        most = sent.labels_in(sent.rows)
        if self._options.acknowledges:
            return tr(
                "{least} and up to {most} of the {labels} labels may have come out",
                least=sent.labels_in(self._done),
                most=most,
                labels=sent.labels,
            )
        return tr(
            "up to {most} of the {labels} labels may have come out", most=most, labels=sent.labels
        )

    def _troubles(self) -> Troubles:
        """Ask how it is. Silence is a trouble."""
        codes, heard = self._ask(ANSWER_S)
        if codes is not None:
            return troubles_of_codes(codes, in_job=False)
        return NONSENSE if heard else silence(ANSWER_S)

    def _ask(self, within_s: float) -> tuple[tuple[int, ...] | None, bool]:
        """Return the codes the printer gives, and whether anything came at all.

        An answer that is overdue would be taken for the one to this question; so the printer is
        asked once for nothing first.
        """
        if self._owes_answer:
            self._line.send(ASK_ERRORS)
        self._wait(FLUSH_S if self._owes_answer else 0)
        self._line.send(ASK_ERRORS)
        codes, heard = self._line.hear(self._receive(ReplyDecoder()), within_s)
        self._owes_answer = codes is None
        return codes, heard

    def _wait(self, seconds: float) -> None:
        """Wait, counting labels and answering to nothing else."""
        receive = self._receive(ReplyDecoder())

        def take(data: bytes) -> None:
            receive(data)

        self._line.hear(take, seconds)

    def _receive(self, decoder: ReplyDecoder) -> Callable[[bytes], tuple[int, ...] | None]:
        """Return what takes bytes, counts labels, and returns codes that were asked for.

        Trouble the printer reports by itself counts as asked for: it is as good.
        """

        def receive(data: bytes) -> tuple[int, ...] | None:
            codes: tuple[int, ...] | None = None
            for event in decoder.receive(data):
                if isinstance(event, LabelDone):
                    self._done += 1
                elif event.asked or event.codes:
                    codes = (codes or ()) + event.codes
            return codes

        return receive


DRIVER = Driver(
    title=mark("EPL2 label printer (Eltron, older Zebra)"),
    open=Epl2Printer,
    options=Epl2Options,
    serial=SerialSettings(baudrate=9600),
    usb_printer=r"(CMD|COMMAND SET):[^;]*EPL",
)
