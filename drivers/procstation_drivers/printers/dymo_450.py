"""DYMO LabelWriter 300, 330, 400, 450, 450 Twin Turbo and SE450, by their raster commands.

DYMO, LabelWriter 400/450 Series Technical Reference. The printer tells its state in one byte and
counts nothing; so labels are sent one by one, and each is waited for. What roll is in it cannot
be known.
"""

from collections.abc import Sequence
from typing import Annotated, Literal

from msgspec import Meta
from PIL import Image

from procstation.devices import (
    DeviceFault,
    Driver,
    Link,
    Options,
    Outcome,
    PrinterState,
    Problem,
    SerialSettings,
    mark,
    tr,
)
from procstation_drivers.printers.conversation import ANSWER_S, Conversation
from procstation_drivers.printers.dymo_rolls import DOTS_PER_MM, HEAD_DOTS, inked, search_length
from procstation_drivers.printers.pbm import pictures_of, rows_of
from procstation_drivers.printers.troubles import (
    NONSENSE,
    Troubles,
    not_ready,
    silence,
    troubles_of,
)

APPEAR_S = 1.0
"""Seconds in which a label sent shows by the printer being busy."""

STALL_S = 15.0
"""Seconds for one label. The longest takes three."""

POLL_S = 0.05

TRIES = 3
"""Questions until an answer is one and the same byte: it has no mark and no check."""

_RESET = b"\x1b" * 100 + b"\x1b@"
"""More of them than one line has bytes, so that a line cut short is filled up first."""
_ASK = b"\x1bA"
_DENSITY = {"light": b"\x1bc", "medium": b"\x1bd", "normal": b"\x1be", "dark": b"\x1bg"}
_RESOLUTION_300 = b"\x1by\x1bh"
_NEXT_LABEL, _TEAR_OFF = b"\x1bG", b"\x1bE"
_LINE = b"\x16"

_READY, _NO_PAPER, _JAM, _ERROR = 0x01, 0x20, 0x40, 0x80
_UNUSED = 0x1C
_BITS = {
    _NO_PAPER: (Problem.MEDIA_OUT, mark("out of labels")),
    _JAM: (Problem.OTHER, mark("the labels are jammed")),
    _ERROR: (Problem.OTHER, mark("an error of the printer")),
}
_REMEDIES = {_BITS[_JAM]: mark("Open the cover, take the jam out, and let it feed a label.")}


class Dymo450Options(Options, frozen=True):
    roll: Annotated[
        Literal["only", "left", "right"],
        Meta(description="Of a Twin Turbo: which of its two rolls is used."),
    ] = "only"
    is_se450: Annotated[
        bool, Meta(description="An SE450, which says that it is ready the other way round.")
    ] = False
    answers: Annotated[
        bool,
        Meta(
            description="Whether it can answer. Set false for a one-way cable: then it counts as"
            " ready, and nothing is known of what was printed."
        ),
    ] = True
    density: Annotated[
        Literal["light", "medium", "normal", "dark"], Meta(description="How black it prints.")
    ] = "normal"
    head_dots: Annotated[
        int, Meta(ge=64, le=HEAD_DOTS, multiple_of=8, description="Dots of the print head.")
    ] = HEAD_DOTS
    baudrate: Annotated[
        int, Meta(ge=300, le=921_600, description="Line speed, on a serial line only.")
    ] = 115_200


class Dymo450Printer:
    """A LabelWriter of the 450 sort at the end of a byte line."""

    language = "raster"
    dots_per_mm = DOTS_PER_MM

    def __init__(self, link: Link, options: Dymo450Options) -> None:
        self._conversation = Conversation(link)
        self._options = options

    def state(self) -> PrinterState:
        if not self._options.answers:
            return PrinterState(
                ready=True, detail=tr("cannot tell (answers = false): labels are sent unasked")
            )
        status, troubles = self._status()
        if status is None or troubles:
            return PrinterState(False, troubles.problems, troubles.detail)
        detail = (
            tr("it cannot tell what roll is in it")
            if self._is_ready(status)
            else tr("printing: it cannot tell what roll is in it")
        )
        return PrinterState(ready=True, detail=detail)

    def send(self, job: bytes, labels: int) -> Outcome:
        """Send the labels one by one.

        `PRINTED` takes that the printer was seen at work on each label, and ready afterwards.

        Raises:
            PrintRefused: It is not ready, or a label is inked beyond the head: nothing was sent.
            DeviceFault: It stopped in mid-job; with how many labels may have come out.
            DeviceLost: The port went away; nothing is known of the label under way.
        """
        pictures = [inked(one, self._options.head_dots) for one in pictures_of(job, labels)]
        rows = [self._label(pictures, number) for number in range(len(pictures))]
        start = _RESET + self._choice + _DENSITY[self._options.density] + _RESOLUTION_300
        if not self._options.answers:
            self._conversation.send(start + b"".join(rows))
            return Outcome.SENT
        self._conversation.send(_RESET)
        self._require_ready()
        self._conversation.send(start)
        for number, commands in enumerate(rows):
            self._conversation.send(commands)
            if not self._is_out(
                tr(
                    "{number} of the {labels} labels",
                    number=number * labels // len(rows),
                    labels=labels,
                )
            ):
                return Outcome.UNKNOWN
        return Outcome.PRINTED

    def close(self) -> None:
        self._conversation.close()

    @property
    def _choice(self) -> bytes:
        return {"only": b"", "left": b"\x1bq1", "right": b"\x1bq2"}[self._options.roll]

    def _label(self, pictures: Sequence[Image.Image], number: int) -> bytes:
        picture = pictures[number]
        lines = rows_of(picture)
        feed = _TEAR_OFF if number == len(pictures) - 1 else _NEXT_LABEL
        # The length is sent with its high byte first, as only these printers have it.
        length = b"\x1bL" + search_length(picture).to_bytes(2, "big")
        place = b"\x1bQ\0\0\x1bB\0\x1bD" + bytes((len(lines[0]),))
        return length + place + b"".join(_LINE + line for line in lines) + feed

    def _require_ready(self) -> None:
        status, troubles = self._status()
        if status is None or troubles:
            raise not_ready(self._conversation.link.name, troubles)
        if not self._is_ready(status):
            busy = tr("it is still at work")
            remedy = tr("Wait until it stands still. If it does, set is_se450 the other way.")
            raise not_ready(
                self._conversation.link.name, troubles_of([(Problem.OTHER, busy)], remedy)
            )

    def _is_out(self, before: str) -> bool:
        """Follow one label; return False when nothing proves that it came out.

        Args:
            before: How many came out already, in words.

        Raises:
            DeviceFault: It stopped.
        """
        link, seen_busy = self._conversation.link, False
        start_s = link.now_s()
        while True:
            status, troubles = self._status()
            if status is None:
                return False
            if troubles:
                raise DeviceFault(
                    tr(
                        "The printer {name} stopped: {detail}; {before} came out"
                        " before, and the next one in part or not at all.",
                        name=link.name,
                        detail=troubles.detail,
                        before=before,
                    ),
                    tr(
                        "{do_next} It may print that label by itself then: look"
                        " before you print again.",
                        do_next=troubles.do_next,
                    ),
                )
            is_ready = self._is_ready(status)
            if is_ready and seen_busy:
                return True
            seen_busy = seen_busy or not is_ready
            if link.now_s() - start_s > (STALL_S if seen_busy else APPEAR_S):
                return False
            self._conversation.pause(POLL_S)

    def _is_ready(self, status: int) -> bool:
        return bool(status & _READY) is not self._options.is_se450

    def _status(self) -> tuple[int | None, Troubles]:
        """Ask; return the answer and what is wrong. Without an answer something always is."""
        for _ in range(TRIES):
            answer = self._conversation.ask_until_quiet(self._choice + _ASK)
            if not answer:
                return None, silence(ANSWER_S)
            if set(answer) == {answer[0]} and not answer[0] & _UNUSED:
                return answer[0], _troubles(answer[0])
        return None, NONSENSE


def _troubles(status: int) -> Troubles:
    raised = [trouble for bit, trouble in _BITS.items() if status & bit]
    return troubles_of(raised, _REMEDIES.get(raised[0], "") if raised else "")


DRIVER = Driver(
    title="DYMO LabelWriter 300 to 450",
    open=Dymo450Printer,
    options=Dymo450Options,
    serial=SerialSettings(baudrate=115_200),
    usb_printer=r"(MDL|MODEL):(DYMO )?LabelWriter [34]",
)
