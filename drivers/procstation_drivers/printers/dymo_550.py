"""DYMO LabelWriter 550, 550 Turbo, 5XL and Wireless: on USB, or the network (port 9100).

DYMO, LabelWriter 550 Series Technical Reference. The 550 series reads a chip in the roll: it tells
what roll is in it and how many labels are left, and prints on no roll without one. The Wireless has
the same protocol and reads no chip.
"""

import secrets
from typing import Annotated

from msgspec import Meta
from PIL import Image

from procstation.devices import (
    DeviceFault,
    Driver,
    Link,
    Options,
    Outcome,
    PrinterState,
    SerialSettings,
    mark,
    tr,
)
from procstation_drivers.printers.conversation import ANSWER_S, Conversation
from procstation_drivers.printers.dymo_550_status import PRINTING, Status, read_status
from procstation_drivers.printers.dymo_rolls import (
    DOTS_PER_MM,
    HEAD_DOTS,
    inked,
    require_roll,
    search_length,
)
from procstation_drivers.printers.pbm import pictures_of, rows_of
from procstation_drivers.printers.troubles import NONSENSE, Troubles, not_ready, silence

APPEAR_S = 2.0
"""Seconds in which a label sent shows by the printer being at work, or counting it."""

STALL_S = 15.0
"""Seconds for one label. The longest takes three."""

POLL_S = 0.05

TRIES = 3
"""Questions until an answer is a row of whole statuses: they have no mark and no check."""

_ASK = b"\x1bA"
_RELEASE, _LOCK, _KEEP_LOCK = b"\0", b"\1", b"\2"
"""What a question does to the lock that keeps other computers away."""
_TEXT_QUALITY = b"\x1bh"
_ONE_BIT_A_DOT = b"\x1bD\1\2"
_NEXT_LABEL, _TEAR_OFF = b"\x1bG", b"\x1bE"
_END = b"\x1bQ"


class Dymo550Options(Options, frozen=True):
    reads_chip: Annotated[
        bool,
        Meta(
            description="Whether it reads the chip of a roll. Set false for a LabelWriter Wireless:"
            " then what roll is in it is not checked, and labels are not counted."
        ),
    ] = True
    density: Annotated[int, Meta(ge=0, le=200, description="How black it prints, in per cent.")] = (
        100
    )
    head_dots: Annotated[
        int,
        Meta(ge=64, le=1248, multiple_of=8, description="Dots of the print head: 1248 on a 5XL."),
    ] = HEAD_DOTS


class Dymo550Printer:
    """A LabelWriter of the 550 sort at the end of a byte line."""

    language = "raster"
    dots_per_mm = DOTS_PER_MM

    def __init__(self, link: Link, options: Dymo550Options) -> None:
        self._conversation = Conversation(link)
        self._options = options

    def state(self) -> PrinterState:
        status, troubles = self._status(_RELEASE)
        if status is None or troubles:
            return PrinterState(False, troubles.problems, troubles.detail)
        knows = self._options.reads_chip
        roll = status.roll if knows else tr("it cannot tell what roll is in it")
        detail = tr("printing: {roll}", roll=roll) if status.doing == PRINTING else roll
        return PrinterState(ready=True, detail=detail)

    def send(self, job: bytes, labels: int) -> Outcome:
        """Send the labels one by one, under the printer's lock.

        `PRINTED` takes that the roll counts as many labels fewer as were sent; without a chip, that
        the printer was seen at work on each label, and ready afterwards.

        Raises:
            PrintRefused: It is not ready, or another roll is in it: nothing was sent.
            DeviceFault: It stopped in mid-job; with how many labels may have come out.
            DeviceLost: The port went away; nothing is known of the label under way.
        """
        pictures = pictures_of(job, labels)
        before = self._require_ready(pictures)
        # A job of an earlier connection may still be known to the printer by its number.
        self._conversation.send(self._start(secrets.randbits(32)))
        for number, picture in enumerate(pictures):
            is_last = number == len(pictures) - 1
            self._conversation.send(self._label(picture, number + 1, is_last=is_last))
            if not self._is_out(
                before.labels_left - number,
                tr("{number} of the {labels} labels", number=number, labels=labels),
            ):
                self._conversation.send(_END)
                return Outcome.UNKNOWN
        self._conversation.send(_END)
        after, troubles = self._status(_RELEASE)
        if after is None or troubles:
            return Outcome.UNKNOWN
        counted = before.labels_left - after.labels_left
        is_short = self._options.reads_chip and counted != len(pictures)
        return Outcome.UNKNOWN if is_short else Outcome.PRINTED

    def close(self) -> None:
        self._conversation.close()

    def _require_ready(self, pictures: list[Image.Image]) -> Status:
        """Take the lock, and return what the printer said.

        Raises:
            PrintRefused: It is not ready, or another roll is in it; the lock is given back.
        """
        name = self._conversation.link.name
        status, troubles = self._status(_LOCK)
        try:
            if status is None or troubles:
                raise not_ready(name, troubles)
            for picture in pictures:
                require_roll(picture, status.sku)
                inked(picture, self._options.head_dots)
        except DeviceFault:
            self._conversation.ask_until_quiet(_ASK + _RELEASE)
            raise
        return status

    def _start(self, job_id: int) -> bytes:
        density = b"\x1bC" + bytes((self._options.density,))
        return b"\x1bs" + job_id.to_bytes(4, "little") + density + _TEXT_QUALITY

    def _label(self, picture: Image.Image, index: int, *, is_last: bool) -> bytes:
        lines = rows_of(inked(picture, self._options.head_dots))
        size = (len(lines), 8 * len(lines[0]))
        # The length is sent with its low byte first, unlike on the 450.
        length = b"\x1bL" + search_length(picture).to_bytes(2, "little")
        head = b"\x1bn" + index.to_bytes(2, "little") + _ONE_BIT_A_DOT
        head += b"".join(number.to_bytes(4, "little") for number in size)
        return length + head + b"".join(lines) + (_TEAR_OFF if is_last else _NEXT_LABEL)

    def _is_out(self, left_before: int, before: str) -> bool:
        """Follow one label; return False when nothing proves that it came out.

        Args:
            left_before: Labels on the roll before it.
            before: How many came out already, in words.

        Raises:
            DeviceFault: It stopped.
        """
        link, seen_printing = self._conversation.link, False
        start_s = link.now_s()
        while True:
            status, troubles = self._status(_KEEP_LOCK)
            if status is None:
                return False
            is_counted = status.labels_left < left_before
            if is_counted and status.is_idle:
                return True
            if troubles:
                came_out = (
                    tr("and the next one as well")
                    if is_counted
                    else tr("the next one in part at most")
                )
                self._conversation.send(_END)
                raise DeviceFault(
                    tr(
                        "The printer {name} stopped: {detail}; {before} came out"
                        " before, {came_out}.",
                        name=link.name,
                        detail=troubles.detail,
                        before=before,
                        came_out=came_out,
                    ),
                    tr(
                        "{do_next} It may print that label by itself then: look"
                        " before you print again.",
                        do_next=troubles.do_next,
                    ),
                )
            if seen_printing and status.is_idle:
                return True
            seen_printing = seen_printing or status.doing == PRINTING
            if link.now_s() - start_s > (STALL_S if seen_printing else APPEAR_S):
                return False
            self._conversation.pause(POLL_S)

    def _status(self, lock: bytes) -> tuple[Status | None, Troubles]:
        """Ask; return the answer and what is wrong. Without an answer something always is."""
        for _ in range(TRIES):
            answer = self._conversation.ask_until_quiet(_ASK + lock)
            if not answer:
                return None, silence(ANSWER_S)
            status = read_status(answer, reads_chip=self._options.reads_chip)
            if status is not None:
                return status, status.troubles
        return None, NONSENSE


DRIVER = Driver(
    title=mark("DYMO LabelWriter 550, 5XL and Wireless"),
    open=Dymo550Printer,
    options=Dymo550Options,
    serial=SerialSettings(baudrate=115_200),
    usb_printer=r"(MDL|MODEL):(DYMO )?LabelWriter (5|Wireless)",
)
