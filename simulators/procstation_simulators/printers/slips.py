"""An ESC/POS printer of slips made of software.

To play: `printer = VirtualSlipPrinter()`; then `printer.labels_left = 2` (the paper is nearly out),
`printer.head_open = True`, `printer.paused = True` (off line); when the cause is gone it goes on by
itself. What came out is in `printer.printed`, each slip as a binary PBM picture: all that was
printed up to a cut. As a URL: `sim://escpos?labels_left=40&confirms=false`.
"""

from collections import deque
from collections.abc import Mapping
from typing import ClassVar

from procstation.devices import Problem
from procstation_simulators.printers.canvas import Canvas
from procstation_simulators.printers.escpos_stream import (
    Change,
    Command,
    Cut,
    EscposStream,
    Feed,
    Id,
    Question,
    Raster,
    Reset,
)
from procstation_simulators.printers.printer import LABEL_S, PrinterSettings, VirtualPrinter

LINE_ROWS = 34
"""Rows of one line of text, a sixth of an inch."""
NEARLY_OUT = 5
"""Slips left when the paper is nearly out."""
ALWAYS = 0x12


class SlipSettings(PrinterSettings):
    """Settings of a simulated ESC/POS printer.

    Attributes:
        width_dots: Of its head.
        confirms: It knows `GS ( H`.
        asb: It tells changes unasked from the start, as after `GS a`.
    """

    width_dots: int = 576
    confirms: bool = True
    asb: bool = False


class VirtualSlipPrinter(VirtualPrinter):
    """One printer; its labels are slips, and its head is under the cover.

    Attributes:
        settings: May be changed while it runs.
    """

    variants = ({"asb": "true"},)
    troubles: ClassVar[Mapping[str, Problem]] = {
        "labels_left": Problem.MEDIA_OUT,
        "head_open": Problem.HEAD_OPEN,
        "paused": Problem.PAUSED,
    }

    def __init__(self, settings: SlipSettings | None = None) -> None:
        self.settings = settings or SlipSettings()
        super().__init__(self.settings.labels_left)
        self._stream = EscposStream()
        self._waiting: deque[Command] = deque()
        self._canvas = Canvas(self.settings.width_dots)
        self._slip_s = 0.0
        self._tells_changes = self.settings.asb
        self._told = self._change()

    def receive(self, data: bytes) -> None:
        for command in self._stream.receive(data):
            if isinstance(command, Question):
                self._answer(command.what)
            elif not (self.settings.lies and isinstance(command, Raster | Cut | Id)):
                self._waiting.append(command)
        self._work_off()

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        # What had to wait for the end of some trouble has its turn now.
        self._work_off()
        while self._waiting and not self._raised() and seconds > 0:
            # Only a slip that is cut off takes time; all else is done when its turn comes.
            used_s = min(seconds, LABEL_S - self._slip_s)
            seconds -= used_s
            self._slip_s += used_s
            if self._slip_s >= LABEL_S:
                self._put_out_slip()
                self._work_off()

    def _put_out_slip(self) -> None:
        self._slip_s = 0.0
        self._waiting.popleft()
        self.labels_left -= 1
        self.printed.append(self._canvas.pbm())
        self._canvas = Canvas(self.settings.width_dots)

    def _work_off(self) -> None:
        """Do what waits, up to the next slip that has to come out."""
        while self._waiting and not isinstance(self._waiting[0], Cut) and self._may_go_on():
            match self._waiting.popleft():
                case Raster(row_bytes, rows):
                    self._canvas.draw(0, self._canvas.height, row_bytes, rows)
                case Feed(lines):
                    self._canvas.feed(lines * LINE_ROWS)
                case Id(signs) if self.settings.confirms and not self.faults.dont_answer:
                    self._say(b"\x37\x22" + signs + b"\x00")
                case Change(on):
                    self._tells_changes = on
                case Reset():
                    self._tells_changes = self.settings.asb
                case _:
                    pass
        self._tell_change()

    def _may_go_on(self) -> bool:
        """What is printed already is confirmed even when the paper ended just behind it."""
        return isinstance(self._waiting[0], Id) or not self._raised()

    def _answer(self, what: int) -> None:
        if self.faults.swallow_command():
            return
        stopped, out = bool(self._raised()), self.labels_left <= 0
        byte = {
            1: 0x08 * stopped,
            2: 0x04 * self.head_open | 0x20 * out,
            3: 0,
            4: 0x60 * out | 0x0C * (self.labels_left <= NEARLY_OUT),
        }[what]
        self._say(bytes((ALWAYS | byte,)))

    def _change(self) -> bytes:
        out, nearly_out = self.labels_left <= 0, self.labels_left <= NEARLY_OUT
        first = 0x10 | 0x08 * bool(self._raised()) | 0x20 * self.head_open
        return bytes((first, 0, 0x03 * nearly_out | 0x0C * out, 0))

    def _tell_change(self) -> None:
        change = self._change()
        if self._tells_changes and change != self._told and not self.faults.dont_answer:
            self._say(change)
        self._told = change
