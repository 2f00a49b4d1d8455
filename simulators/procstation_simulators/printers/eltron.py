"""An EPL2 label printer made of software.

To play: `printer = VirtualEltron()`; then `printer.labels_left = 2`, `printer.head_open = True`,
`printer.paused = True`; when the cause is gone it goes on by itself. What came out is in
`printer.printed`, each label as a binary PBM picture. As a URL: `sim://epl2?labels_left=40`.
`&reports=$` tells changes unasked, as after `eR$,2`.
"""

import re
from collections import deque
from collections.abc import Mapping
from typing import ClassVar

from procstation.devices import Problem
from procstation_simulators.printers.canvas import Canvas
from procstation_simulators.printers.printer import LABEL_S, PrinterSettings, VirtualPrinter

ACK, NAK = b"\x06", b"\x15"
INPUT = 4_000_000
"""Bytes. A line longer than that has filled its memory, and is thrown away."""
WITHOUT_MEANING_HERE = re.compile(r"[qQSDZORJIjCMWiolr].*|U[A-Z].*|")
"""Settings of the roll, speed, darkness, code page: they change nothing of a picture."""
GRAPHIC = re.compile(r"GW(\d+),(\d+),(\d+),(\d+)(?:,.*)?")
BAR = re.compile(r"LO(\d+),(\d+),(\d+),(\d+)")
PRINT = re.compile(r"P(\d+)(?:,(\d+))?")
QUESTION = re.compile(rb"\^ee\r?\n")

SYNTAX, OUTSIDE = 1, 2
CODES = {
    Problem.MEDIA_OUT: 7,
    Problem.HEAD_OPEN: 11,
    Problem.PAUSED: 12,
}


class EltronSettings(PrinterSettings):
    """Settings of a simulated EPL2 printer.

    Attributes:
        width_dots: Of its head.
        image_buffers: Labels it takes in before it lets commands wait: the one in print, and those
            drawn ahead.
        acknowledges: With `US` set it sends ACK when a label is out.
        reports: The sign of `eR` with which it tells changes unasked; "" for never.
    """

    width_dots: int = 832
    image_buffers: int = 2
    acknowledges: bool = True
    reports: str = ""


class VirtualEltron(VirtualPrinter):
    """One printer.

    Attributes:
        settings: May be changed while it runs.
    """

    variants = ({"image_buffers": "1"}, {"reports": "$"})
    troubles: ClassVar[Mapping[str, Problem]] = {
        "labels_left": Problem.MEDIA_OUT,
        "head_open": Problem.HEAD_OPEN,
        "ribbon_out": Problem.MEDIA_OUT,
        "paused": Problem.PAUSED,
    }
    confirms = False

    def __init__(self, settings: EltronSettings | None = None) -> None:
        self.settings = settings or EltronSettings()
        super().__init__(self.settings.labels_left)
        self._input = bytearray()
        self._canvas = Canvas(self.settings.width_dots)
        self._wrong: list[int] = []
        self._labels: deque[bytes] = deque()
        self._label_s = 0.0
        self._acknowledging = False
        self._told: list[int] = []

    def receive(self, data: bytes) -> None:
        self._input += data
        self._report()
        self._work_off()

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        self._report()
        while self._labels and not self._raised() and seconds > 0:
            used_s = min(seconds, LABEL_S - self._label_s)
            seconds -= used_s
            self._label_s += used_s
            if self._label_s >= LABEL_S:
                self._put_out_label()
                self._work_off()

    def _put_out_label(self) -> None:
        self._label_s = 0.0
        self.labels_left -= 1
        self.printed.append(self._labels.popleft())
        if self._acknowledging and self.settings.acknowledges and not self.faults.dont_answer:
            self._say(ACK)
        self._report()

    def _work_off(self) -> None:
        while len(self._labels) < self.settings.image_buffers and self._take_command():
            pass
        if self._raised():
            # Stopped by trouble it hears one command only, also behind others that wait.
            while question := QUESTION.search(self._input):
                del self._input[question.start() : question.end()]
                self._answer()
        if len(self._input) > INPUT:
            self._input.clear()

    def _take_command(self) -> bool:
        """Carry one command out, and say whether there was a whole one."""
        line, end, rest = self._input.partition(b"\n")
        if not end:
            return False
        command = line.strip(b"\r").decode("latin-1")
        graphic = GRAPHIC.fullmatch(command)
        if graphic:
            left, top, row_bytes, rows = map(int, graphic.groups())
            if len(rest) < row_bytes * rows:
                return False
            self._draw(left, top, row_bytes, bytes(rest[: row_bytes * rows]))
            rest = rest[row_bytes * rows :]
        else:
            self._act(command)
        self._input = bytearray(rest)
        return True

    def _act(self, command: str) -> None:
        if command == "^ee":
            self._answer()
        elif command == "N":
            self._canvas = Canvas(self.settings.width_dots)
            self._wrong.clear()
        elif command in ("US", "UN"):
            self._acknowledging = command == "US"
        elif command.startswith("eR") and command.endswith(",2"):
            self.settings.reports = command[2]
        elif bar := BAR.fullmatch(command):
            left, top, width, height = map(int, bar.groups())
            self._canvas.box(left, top, width, height)
        elif order := PRINT.fullmatch(command):
            self._print(int(order[1]) * int(order[2] or 1))
        elif not WITHOUT_MEANING_HERE.fullmatch(command):
            self._wrong.append(SYNTAX)

    def _draw(self, left: int, top: int, row_bytes: int, white: bytes) -> None:
        if left + 8 * row_bytes > self.settings.width_dots + 7:
            self._wrong.append(OUTSIDE)
        self._canvas.draw(left, top, row_bytes, bytes(0xFF - byte for byte in white))

    def _print(self, labels: int) -> None:
        if self._wrong:
            if self._acknowledging:
                self._say(NAK + b"%02d" % self._wrong[0])
        elif not self.settings.lies:
            self._labels.extend([self._canvas.pbm()] * labels)

    def _answer(self) -> None:
        if not self.faults.swallow_command():
            codes = self._wrong + self._states()
            self._say(b",".join(b"%02d" % code for code in codes or [0]) + b"\r\n")

    def _states(self) -> list[int]:
        return sorted({CODES[problem] for problem in self._raised()})

    def _report(self) -> None:
        states = self._states()
        if states == self._told:
            return
        self._told = states
        if self.faults.dont_answer:
            return
        code = b"%02d" % (states[0] if states else 0)
        if self.settings.reports:
            self._say(self.settings.reports.encode("latin-1") + code + b"\r\n")
        elif self._acknowledging and states:
            self._say(NAK + code)
