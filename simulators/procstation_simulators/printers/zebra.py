"""A ZPL label printer made of software.

To play: `printer = VirtualZebra()`; then `printer.labels_left = 2` (the roll is nearly empty),
`printer.head_open = True`, `printer.paused = True`; when the cause is gone it goes on by itself.
What came out is in `printer.printed`, the ZPL of one label after another. As a URL:
`sim://zpl?dots_per_mm=12&labels_left=40`. `&silent_in_error=true` answers nothing while it is in
trouble, as newer firmware does.
"""

from collections import deque
from collections.abc import Mapping
from typing import ClassVar

from procstation.devices import Problem
from procstation_simulators.printers.printer import LABEL_S, PrinterSettings, VirtualPrinter
from procstation_simulators.printers.zpl_status import (
    Condition,
    error_status,
    host_status,
    identification,
)
from procstation_simulators.printers.zpl_stream import Format, Immediate, Question, ZplStream

NEARLY_OUT = 5
"""Labels left when the printer warns of it."""


class ZebraSettings(PrinterSettings):
    """Settings of a simulated ZPL printer.

    Attributes:
        model: What it calls itself.
        dots_per_mm: Resolution of its head: 8, 12 or 24.
        label_length: Length of one label, in dots.
        buffer_formats: Formats it takes in before its buffer is full.
        silent_in_error: It does not answer ~HS while media or ribbon is out, the head is open or
            too hot: newer firmware does so, older answers with the flags set.
        odometer: Labels it printed before.
    """

    model: str = "ZTC ZD421"
    dots_per_mm: int = 8
    label_length: int = 254
    buffer_formats: int = 500
    silent_in_error: bool = False
    odometer: int = 1200


class VirtualZebra(VirtualPrinter):
    """One printer.

    Attributes:
        settings: May be changed while it runs.
        printed: The ZPL of each label that came out: a format with ^PQ3 stands there three times.
        too_hot, too_cold: What else keeps it from printing.
    """

    variants = ({"silent_in_error": "true"},)
    troubles: ClassVar[Mapping[str, Problem]] = {
        "labels_left": Problem.MEDIA_OUT,
        "head_open": Problem.HEAD_OPEN,
        "ribbon_out": Problem.RIBBON_OUT,
        "paused": Problem.PAUSED,
    }

    def __init__(self, settings: ZebraSettings | None = None) -> None:
        self.settings = settings or ZebraSettings()
        super().__init__(self.settings.labels_left)
        self.too_hot = False
        self.too_cold = False
        self._stream = ZplStream()
        self._waiting: deque[Format] = deque()
        self._copies_left = 0
        self._label_s = 0.0

    def receive(self, data: bytes) -> None:
        for command in self._stream.receive(data):
            match command:
                case Format():
                    self._take(command)
                case Immediate():
                    self._act(command.name)
                case Question():
                    self._tell(command.name)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        while self._waiting and self._works() and seconds > 0:
            used_s = min(seconds, LABEL_S - self._label_s)
            seconds -= used_s
            self._label_s += used_s
            if self._label_s >= LABEL_S:
                self._put_out_label()

    def _works(self) -> bool:
        return not (self.paused or self.too_cold or self._in_error())

    def _in_error(self) -> bool:
        return self.labels_left <= 0 or self.ribbon_out or self.head_open or self.too_hot

    def _put_out_label(self) -> None:
        self._label_s = 0.0
        self.labels_left -= 1
        self.printed.append(self._waiting[0].zpl)
        self._copies_left -= 1
        if self._copies_left == 0:
            self._waiting.popleft()
            self._begin()

    def _begin(self) -> None:
        self._copies_left = self._waiting[0].copies if self._waiting else 0

    def _take(self, job: Format) -> None:
        if job.copies == 0 or self.settings.lies or self._buffer_full():
            return
        self._waiting.append(job)
        if len(self._waiting) == 1:
            self._begin()

    def _buffer_full(self) -> bool:
        return len(self._waiting) >= self.settings.buffer_formats

    def _act(self, name: str) -> None:
        if self.faults.swallow_command():
            return
        match name:
            case "HS":
                if not (self.settings.silent_in_error and self._in_error()):
                    self._say(host_status(self._condition()))
            case "HQES":
                self._say(error_status(self._condition()))
            case "HI":
                dots = self.settings.dots_per_mm
                self._say(identification(self.settings.model, "V84.20.18Z", dots))
            case "PS":
                self.paused = False
            case "PP":
                self.paused = True
            case "JA":
                self._waiting.clear()
                self._begin()
                self._label_s = 0.0
            case _:
                pass

    def _tell(self, name: str) -> None:
        if self.faults.swallow_command():
            return
        answers = {
            "head.latch": "open" if self.head_open else "ok",
            "media.status": "out" if self.labels_left <= 0 else "ok",
            "odometer.total_label_count": str(self.settings.odometer + len(self.printed)),
        }
        self._say(f'"{answers.get(name, "?")}"'.encode("ascii"))

    def _condition(self) -> Condition:
        return Condition(
            media_out=self.labels_left <= 0,
            ribbon_out=self.ribbon_out,
            head_open=self.head_open,
            paused=self.paused,
            too_hot=self.too_hot,
            too_cold=self.too_cold,
            media_low=0 < self.labels_left <= NEARLY_OUT,
            buffer_full=self._buffer_full(),
            label_length=self.settings.label_length,
            formats_waiting=max(0, len(self._waiting) - 1),
            labels_in_batch=self._copies_left,
            in_format=self._stream.in_format,
        )
