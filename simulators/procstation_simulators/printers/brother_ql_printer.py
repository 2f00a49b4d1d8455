"""A Brother QL made of software.

To play: `printer = VirtualBrotherQl()`; then `printer.head_open = True`, `printer.jam = True`,
`printer.labels_left = 2`, `printer.put_in(29, 90)`. What came out is in `printer.printed`, one PBM
picture of the whole label after the other, as it looks from the front. As a URL:
`sim://brother_ql?model=QL-1110NWB&roll=102x152&labels_left=40`. `&answers=false` never says a word,
as network models do.
"""

from collections import deque
from collections.abc import Mapping
from typing import ClassVar

from procstation.devices import Problem
from procstation_simulators.printers.brother_ql_stream import Command, CommandStream, unpacked
from procstation_simulators.printers.canvas import Canvas
from procstation_simulators.printers.printer import LABEL_S, PrinterSettings, VirtualPrinter

MODEL_CODES = {
    "QL-570": 0x32,
    "QL-700": 0x35,
    "QL-800": 0x38,
    "QL-820NWB": 0x41,
    "QL-1060N": 0x34,
    "QL-1110NWB": 0x44,
}
WIDE = ("QL-1060N", "QL-1110NWB")
PINS, WIDE_PINS = 720, 1296

ROLLS = {
    "12": (142, 0, 29, 106), "29": (342, 0, 6, 306), "38": (449, 0, 12, 413),
    "50": (590, 0, 12, 554), "54": (636, 0, 0, 590), "62": (732, 0, 12, 696),
    "102": (1200, 0, 12, 1164), "17x54": (201, 636, 0, 165), "23x23": (272, 272, 42, 202),
    "29x90": (342, 1061, 6, 306), "38x90": (449, 1061, 12, 413), "62x29": (732, 341, 12, 696),
    "62x100": (732, 1179, 12, 696), "102x152": (1200, 1804, 12, 1164),
}  # fmt: skip
"""Width and length of the label in dots of 300 dpi (0: continuous), pins right of what can be
printed, and how many can be printed."""

WIDE_MORE_MARGIN = 44
"""Pins at the right end of a wide head that no roll reaches."""

CONTINUOUS, DIE_CUT = 0x0A, 0x0B
REPLY, COMPLETED, FAILED, NOTICE, PHASE = 0, 1, 2, 5, 6
NO_MEDIA, END_OF_MEDIA, CUTTER = 0x01, 0x02, 0x04
WRONG_MEDIA, COVER_OPEN, NOT_FED = 0x01, 0x10, 0x40


class BrotherQlSettings(PrinterSettings):
    """Settings of a simulated Brother QL.

    Attributes:
        model: One of `MODEL_CODES`.
        roll: One of `ROLLS`.
        answers: False: it takes jobs and never says a word.
    """

    model: str = "QL-820NWB"
    roll: str = "62"
    answers: bool = True


class VirtualBrotherQl(VirtualPrinter):
    """One printer.

    Attributes:
        settings: May be changed while it runs.
        printed: Pictures of whole labels, with their margins, at the resolution of the job.
        cuts: How many labels were cut off.
        jam, cutter_jam, too_hot: What else keeps it from printing; hot, it only waits.
    """

    variants = ({"model": "QL-700"}, {"model": "QL-1110NWB"})
    troubles: ClassVar[Mapping[str, Problem]] = {
        "labels_left": Problem.MEDIA_OUT,
        "head_open": Problem.HEAD_OPEN,
        "jam": Problem.OTHER,
        "cutter_jam": Problem.OTHER,
    }
    label_dots = (732, 341)

    def __init__(self, settings: BrotherQlSettings | None = None) -> None:
        self.settings = settings or BrotherQlSettings()
        super().__init__(self.settings.labels_left)
        self.cuts = 0
        self.jam = False
        self.cutter_jam = False
        self._hot = False
        self._roll = self.settings.roll
        self._stream = CommandStream()
        self._waiting: deque[bytes] = deque()
        self._cutting = False
        self._label_s = 0.0
        self._initialize()

    @property
    def too_hot(self) -> bool:
        return self._hot

    @too_hot.setter
    def too_hot(self, hot: bool) -> None:
        if hot != self._hot:
            self._hot = hot
            self._tell(NOTICE, notice=3 if hot else 4)

    def put_in(self, roll: str, labels: int = 1000) -> None:
        """Put in another roll, e.g. `29x90`."""
        if roll not in ROLLS:
            raise ValueError(f"there is no roll {roll!r}, only {', '.join(ROLLS)}.")
        self._roll, self.labels_left = roll, labels

    def receive(self, data: bytes) -> None:
        for command in self._stream.receive(data):
            self._do(command)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        while self._waiting and seconds > 0 and not self._hot:
            errors = self._errors()
            if any(errors):
                self._waiting.clear()
                self._label_s = 0.0
                self._tell(FAILED, errors=errors)
                return
            used_s = min(seconds, LABEL_S - self._label_s)
            seconds -= used_s
            self._label_s += used_s
            if self._label_s >= LABEL_S:
                self._put_out_label()

    def _lose_power(self) -> None:
        super()._lose_power()
        self._stream.clear()
        self._waiting.clear()
        self._initialize()

    def _initialize(self) -> None:
        self._rows: list[int] = []
        self._packed = self._cutting = self._fine = False
        self._margin = 0
        self._asked_media: bytes = b""

    def _do(self, command: Command) -> None:
        data = command.data
        match command.name:
            case b"\x1b@":
                self._initialize()
            case b"\x1biS":
                self._tell(REPLY, errors=self._errors())
            case b"\x1biz":
                self._asked_media = data
            case b"\x1biM":
                self._cutting = bool(data[0] & 0x40)
            case b"\x1biK":
                self._fine = bool(data[0] & 0x40)
            case b"\x1bid":
                self._margin = int.from_bytes(data, "little")
            case b"M":
                self._packed = data[0] == 2
            case b"g":
                self._rows.append(self._row(data[2:]))
            case b"Z":
                self._rows.append(0)
            case b"\x0c" | b"\x1a":
                self._print()
            case _:
                pass

    @property
    def _pins(self) -> int:
        return WIDE_PINS if self.settings.model in WIDE else PINS

    def _row(self, data: bytes) -> int:
        size = self._pins // 8
        row = unpacked(data, size) if self._packed else data[:size].ljust(size, b"\0")
        return int.from_bytes(row, "big")

    def _print(self) -> None:
        rows, self._rows = self._rows, []
        if self.settings.lies:
            return
        if self._is_other_media(len(rows)):
            self._tell(FAILED, errors=(0, WRONG_MEDIA))
            return
        self._waiting.append(self._label(rows))
        self._tell(PHASE, is_printing=True)

    def _is_other_media(self, lines: int) -> bool:
        """Say whether the job names, by its flags of what is valid, another roll than is in."""
        valid, kind, width_mm, length_mm = self._asked_media[:4].ljust(4, b"\0")
        asked_lines = int.from_bytes(self._asked_media[4:8], "little")
        is_type, is_width, is_length = self._media_type(), *self._size_mm()
        return bool(
            (valid & 0x02 and kind != is_type)
            or (valid & 0x04 and width_mm != is_width)
            or (valid & 0x08 and length_mm != is_length)
            or asked_lines != lines
        )

    def _label(self, rows: list[int]) -> bytes:
        """Return what a label looks like from the front when these rows are on it."""
        width, length, right_margin, printable = ROLLS[self._roll]
        if self.settings.model in WIDE:
            right_margin += WIDE_MORE_MARGIN
        left = (width - printable) // 2
        blank = self._margin
        if length:
            blank = max(0, length * (2 if self._fine else 1) - len(rows)) // 2
        label = Canvas(width, len(rows) + 2 * blank)
        for number, row in enumerate(rows):
            # The first pin sent lies at the right end; the roll covers some of them only.
            pins = row >> (self._pins - right_margin - printable) & ((1 << printable) - 1)
            front = int(f"{pins:0{printable}b}"[::-1], 2)
            size = (printable + 7) // 8
            black = (front << -printable % 8).to_bytes(size, "big")
            label.draw(left, blank + number, size, black)
        return label.pbm()

    def _put_out_label(self) -> None:
        self._label_s = 0.0
        self.labels_left -= 1
        self.printed.append(self._waiting.popleft())
        self.cuts += self._cutting
        self._tell(COMPLETED, is_printing=True)
        self._tell(PHASE)

    def _errors(self) -> tuple[int, int]:
        out = END_OF_MEDIA if ROLLS[self._roll][1] else NO_MEDIA
        first = (out if self.labels_left <= 0 else 0) | (CUTTER if self.cutter_jam else 0)
        return first, (COVER_OPEN if self.head_open else 0) | (NOT_FED if self.jam else 0)

    def _media_type(self) -> int:
        return DIE_CUT if ROLLS[self._roll][1] else CONTINUOUS

    def _size_mm(self) -> tuple[int, int]:
        width, _, length = self._roll.partition("x")
        return int(width), int(length or 0)

    def _tell(
        self,
        kind: int,
        *,
        errors: tuple[int, int] = (0, 0),
        is_printing: bool = False,
        notice: int = 0,
    ) -> None:
        if not self.settings.answers or self.faults.swallow_command():
            return
        status = bytearray(32)
        status[:7] = (0x80, 0x20, 0x42, 0x34, MODEL_CODES[self.settings.model], 0x30, 0)
        status[8], status[9] = errors
        width_mm, length_mm = self._size_mm()
        if self.labels_left > 0:
            status[10], status[11], status[17] = width_mm, self._media_type(), length_mm
        status[18], status[19], status[22] = kind, is_printing, notice
        self._say(bytes(status))
