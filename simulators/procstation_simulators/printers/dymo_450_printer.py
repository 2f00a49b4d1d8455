"""A DYMO LabelWriter 450 made of software.

To play: `printer = VirtualDymo450()`; then `printer.labels_left = 2`, `printer.jam = True`. What
came out is in `printer.printed`, one PBM picture after the other. As a URL:
`sim://dymo_450?labels_left=40`. `&se450=true` says that it is ready the other way round, and
`&twin=true` has a second roll.
"""

from collections import deque
from collections.abc import Mapping
from typing import ClassVar

from procstation.devices import Problem
from procstation_simulators.printers.canvas import Canvas
from procstation_simulators.printers.dymo_stream import Command, CommandStream
from procstation_simulators.printers.printer import LABEL_S, PrinterSettings, VirtualPrinter

HEAD_BYTES = 84

LENGTHS = {
    "@": 0, "A": 0, "V": 0, "Q": 2, "B": 1, "D": 1, "L": 2, "q": 1, "c": 0, "d": 0, "e": 0, "g": 0,
    "h": 0, "i": 0, "y": 0, "z": 0, "f": 2, "G": 0, "E": 0,
}  # fmt: skip

READY, TOP_OF_FORM, NO_PAPER, JAM, ERROR = 0x01, 0x02, 0x20, 0x40, 0x80


class Dymo450Settings(PrinterSettings):
    """Settings of a simulated LabelWriter 450.

    Attributes:
        twin: It has two rolls; `labels_left` counts the left one.
        se450: Bit 0 of its status means that it is not ready.
    """

    twin: bool = False
    se450: bool = False


class VirtualDymo450(VirtualPrinter):
    """One printer.

    Attributes:
        settings: May be changed while it runs.
        jam, broken: What else keeps it from printing.
        right_labels_left: Labels on the right roll of a twin.
        from_rolls: Which roll each label came from, 1 or 2.
    """

    troubles: ClassVar[Mapping[str, Problem]] = {
        "labels_left": Problem.MEDIA_OUT,
        "jam": Problem.OTHER,
        "broken": Problem.OTHER,
    }
    together = ("labels_left", "jam")

    def __init__(self, settings: Dymo450Settings | None = None) -> None:
        self.settings = settings or Dymo450Settings()
        super().__init__(self.settings.labels_left)
        self.jam = self.broken = False
        self.right_labels_left = self.settings.labels_left
        self.from_rolls: list[int] = []
        self._stream = CommandStream(LENGTHS, line_bytes=lambda: self._line_bytes)
        self._waiting: deque[bytes] = deque()
        self._label_s = 0.0
        self._roll = 1
        self._initialize()

    def receive(self, data: bytes) -> None:
        self._stream.receive(data, self._do)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        while self._waiting and seconds > 0 and not self._errors():
            used_s = min(seconds, LABEL_S - self._label_s)
            seconds -= used_s
            self._label_s += used_s
            if self._label_s >= LABEL_S:
                self._put_out_label()

    def _lose_power(self) -> None:
        super()._lose_power()
        self._stream.clear()
        self._waiting.clear()
        self._label_s = 0.0
        self._initialize()

    def _initialize(self) -> None:
        self._line_bytes = HEAD_BYTES
        self._tab = 0
        self._lines: list[bytes] = []

    def _do(self, command: Command) -> None:
        match command.letter, command.data:
            case "", dots:
                self._lines.append(bytes(self._tab) + dots)
            case "@", _:
                self._initialize()
            case "D", data:
                self._line_bytes = max(1, min(data[0], HEAD_BYTES))
            case "B", data:
                self._tab = data[0]
            case "f", data:
                self._lines += [b""] * data[1]
            case "q", data if self.settings.twin and data in b"12":
                self._roll = int(data)
            case "A", _:
                self._tell_status()
            case (("G" | "E"), _):
                self._end_label()
            case _:
                pass

    def _end_label(self) -> None:
        lines, self._lines = self._lines, []
        if self.settings.lies or not lines:
            return
        label = Canvas(8 * max(1, *map(len, lines)), len(lines))
        for number, line in enumerate(lines):
            if line:
                label.draw(0, number, len(line), line)
        self._waiting.append(label.pbm())

    def _put_out_label(self) -> None:
        self._label_s = 0.0
        if self._roll == 1:
            self.labels_left -= 1
        else:
            self.right_labels_left -= 1
        self.from_rolls.append(self._roll)
        self.printed.append(self._waiting.popleft())

    def _errors(self) -> int:
        left = self.labels_left if self._roll == 1 else self.right_labels_left
        return (NO_PAPER if left <= 0 else 0) | self.jam * JAM | self.broken * ERROR

    def _tell_status(self) -> None:
        if self.faults.swallow_command():
            return
        status = self._errors()
        if not self._waiting:
            status |= TOP_OF_FORM
        if bool(status & ~TOP_OF_FORM or self._waiting) is self.settings.se450:
            status |= READY
        self._say(bytes((status,)))
