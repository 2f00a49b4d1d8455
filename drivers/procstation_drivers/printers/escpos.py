"""Printers of slips that take ESC/POS: paper straps, hold slips, lists from a roll of paper."""

from itertools import cycle
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
from procstation_drivers.printers.escpos_codec import (
    ERROR_CAUSE,
    OFFLINE_CAUSE,
    PAPER,
    PRINTER,
    Printed,
    ReplyDecoder,
    Status,
    ask_for,
    confirm,
    is_nearly_out,
    slip_of,
    troubles_of_answers,
)
from procstation_drivers.printers.pbm import pictures_of, require_width
from procstation_drivers.printers.troubles import Troubles, not_ready, silence

DPI = {203: 203.2, 180: 180.0}

SLIP_S = 15.0
"""Seconds without a slip coming out. The longest takes four."""

SETTLE_S = 2.0
"""Seconds after the job in which trouble is looked for, when slips are not confirmed."""

POLL_S = 0.2

FLUSH_S = 0.5
"""Seconds in which an answer that is overdue comes, once another one pushes it out."""


class EscposOptions(Options, frozen=True):
    baudrate: Annotated[
        int, Meta(ge=300, le=921_600, description="Line speed, on a serial line only.")
    ] = 9600
    answers: Annotated[
        bool,
        Meta(
            description="Whether it can answer `DLE EOT`. Set false for a file or a one-way cable:"
            " then it counts as ready, and nothing is known of what was printed."
        ),
    ] = True
    confirms: Annotated[
        bool,
        Meta(
            description="Whether it knows `GS ( H`, and so tells when a slip is printed. Set false"
            " if it prints `H00` and a number instead: then a job is known to be sent."
        ),
    ] = True
    dpi: Annotated[Literal[203, 180], Meta(description="Dots per inch of its print head.")] = 203
    width_dots: Annotated[
        int, Meta(ge=8, le=2000, description="Dots of its head: 576 on paper of 80 mm, 384 on 58.")
    ] = 576
    cut: Annotated[bool, Meta(description="Whether it cuts behind each slip.")] = True
    feed_lines: Annotated[
        int, Meta(ge=0, le=20, description="Blank lines behind each slip, to be torn or cut in.")
    ] = 4


class EscposPrinter:
    """An ESC/POS printer at the end of a byte line."""

    language = "raster"

    def __init__(self, link: Link, options: EscposOptions) -> None:
        self._line = Conversation(link)
        self._name = link.name
        self._options = options
        self._decoder = ReplyDecoder()
        self._printed: set[bytes] = set()
        self._ids = cycle(range(10_000))
        self._owes_answer = False

    @property
    def dots_per_mm(self) -> float:
        return DPI[self._options.dpi] / 25.4

    def state(self) -> PrinterState:
        if not self._options.answers:
            return PrinterState(
                ready=True, detail=tr("cannot tell (answers = false): slips are sent unasked")
            )
        answers = self._answers()
        troubles = silence(ANSWER_S) if answers is None else troubles_of_answers(answers)
        nearly_out = answers is not None and is_nearly_out(answers[PAPER])
        detail = tr("ready, the paper is nearly out") if nearly_out else "ready"
        return PrinterState(not troubles, troubles.problems, troubles.detail or detail)

    def send(self, job: bytes, labels: int) -> Outcome:
        """Send a job, slip by slip where each is confirmed.

        Raises:
            PrintRefused: The printer is not ready, or the job is not made for it: nothing was sent.
            DeviceFault: It stopped in mid-job; with how many slips came out.
            DeviceLost: The port went away; nothing is known of the job.
        """
        pictures = pictures_of(job, labels)
        require_width(pictures, self._options.width_dots)
        options = self._options
        slips = [slip_of(one, options.feed_lines, cut=options.cut) for one in pictures]
        if not options.answers:
            self._line.send(b"".join(slips))
            return Outcome.SENT
        self._require_ready()
        if not options.confirms:
            self._line.send(b"".join(slips))
            return self._settled(labels)
        across = -(-labels // len(slips))
        for number, slip in enumerate(slips):
            slip_id = b"%04d" % next(self._ids)
            self._printed.discard(slip_id)
            self._line.send(slip + confirm(slip_id))
            if not self._came_out(slip_id, number * across, labels):
                return Outcome.UNKNOWN
        return Outcome.PRINTED

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
        if troubles is None or troubles:
            raise not_ready(self._name, troubles or silence(ANSWER_S))

    def _came_out(self, slip_id: bytes, before: int, labels: int) -> bool:
        """Wait for a slip; False when it may or may not come.

        Raises:
            DeviceFault: The printer says that it stopped.
        """
        end_s = self._line.link.now_s() + SLIP_S
        while self._line.link.now_s() < end_s:
            self._listen(POLL_S)
            if slip_id in self._printed:
                return True
            troubles = self._troubles()
            if slip_id in self._printed:
                return True
            if troubles is None:
                return False
            self._require_none(
                troubles,
                tr(
                    "{before} of the {labels} labels came out, and perhaps",
                    before=before,
                    labels=labels,
                ),
            )
        return False

    def _settled(self, labels: int) -> Outcome:
        end_s = self._line.link.now_s() + SETTLE_S
        while self._line.link.now_s() < end_s:
            troubles = self._troubles()
            if troubles is None:
                return Outcome.UNKNOWN
            self._require_none(
                troubles,
                tr("how many of the {labels} labels came out is not known,", labels=labels),
            )
            self._listen(POLL_S)
        return Outcome.SENT

    def _require_none(self, troubles: Troubles, came_out: str) -> None:
        if troubles:
            raise DeviceFault(
                tr(
                    "The printer {name} stopped: {detail}; {came_out} part of the next.",
                    name=self._name,
                    detail=troubles.detail,
                    came_out=came_out,
                ),
                tr(
                    "{do_next} It may print what it has by itself then: look"
                    " before you print again.",
                    do_next=troubles.do_next,
                ),
            )

    def _troubles(self) -> Troubles | None:
        """Return what is wrong; None when it does not answer."""
        answers = self._answers()
        return None if answers is None else troubles_of_answers(answers)

    def _answers(self) -> dict[int, int] | None:
        answers = {}
        for what in (PRINTER, OFFLINE_CAUSE, ERROR_CAUSE, PAPER):
            byte = self._ask(what)
            if byte is None:
                return None
            answers[what] = byte
        return answers

    def _ask(self, what: int) -> int | None:
        """Ask one thing. An overdue answer, which looks like any other, is pushed out first."""
        if self._owes_answer:
            self._line.send(ask_for(PRINTER))
        self._listen(FLUSH_S if self._owes_answer else 0)
        self._line.send(ask_for(what))
        byte, _ = self._line.hear(self._receive, ANSWER_S)
        self._owes_answer = byte is None
        return byte

    def _listen(self, seconds: float) -> None:
        """Wait, noting which slips came out and answering to nothing else."""

        def take(data: bytes) -> None:
            self._receive(data)

        self._line.hear(take, seconds)
        self._decoder.receive(b"")

    def _receive(self, data: bytes) -> int | None:
        byte = None
        for event in self._decoder.receive(data):
            match event:
                case Printed(slip_id):
                    self._printed.add(slip_id)
                case Status():
                    byte = event.byte
        return byte


DRIVER = Driver(
    title=mark("ESC/POS printer of slips"),
    open=EscposPrinter,
    options=EscposOptions,
    serial=SerialSettings(baudrate=9600),
    usb_printer=r"(CMD|COMMAND SET):[^;]*ESC/POS",
)
