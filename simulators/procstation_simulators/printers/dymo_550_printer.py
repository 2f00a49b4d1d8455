"""A DYMO LabelWriter 550 made of software.

To play: `printer = VirtualDymo550()`; then `printer.labels_left = 2`, `printer.head_open = True`,
`printer.counterfeit = True` (a roll without DYMO's chip), `printer.put_in("30252")`. What came out
is in `printer.printed`, one PBM picture after the other. As a URL:
`sim://dymo_550?sku=30252&labels_left=40`. `&has_chip_reader=false` knows nothing of its rolls, as
the Wireless.
"""

from collections import deque
from collections.abc import Mapping
from typing import ClassVar

from procstation.devices import Problem
from procstation_simulators.printers.canvas import Canvas
from procstation_simulators.printers.dymo_stream import Command, CommandStream
from procstation_simulators.printers.printer import LABEL_S, PrinterSettings, VirtualPrinter

HEAD_DOTS = 672

LENGTHS = {
    "A": 1, "s": 4, "C": 1, "h": 0, "i": 0, "L": 2, "T": 1, "M": 8, "n": 2, "D": 10, "G": 0, "E": 0,
    "Q": 0, "@": 0,
}  # fmt: skip

IDLE, PRINTING, ERROR, BUSY, UNLOCKED = 0, 1, 2, 4, 5
UNKNOWN_BAY, OPEN, NO_MEDIA, EMPTY, LOW, FINE, JAM, COUNTERFEIT = 0, 1, 2, 5, 7, 8, 9, 10
HOT = 1
NEARLY_OUT = 10


class Dymo550Settings(PrinterSettings):
    """Settings of a simulated LabelWriter 550.

    Attributes:
        sku: DYMO's number of the roll in it.
        has_chip_reader: It knows what roll is in it, and takes none without a chip.
        tells_unlocked: While nobody holds its lock it says so instead of being idle.
    """

    sku: str = "30332"
    has_chip_reader: bool = True
    tells_unlocked: bool = False


class VirtualDymo550(VirtualPrinter):
    """One printer.

    Attributes:
        settings: May be changed while it runs.
        sku: Of the roll in it.
        no_roll, counterfeit, jam, too_hot, in_use: What else keeps it from printing: no roll, one
            without DYMO's chip, a jam, a hot head, another computer that holds its lock.
    """

    variants = ({"tells_unlocked": "true"},)
    troubles: ClassVar[Mapping[str, Problem]] = {
        "labels_left": Problem.MEDIA_OUT,
        "no_roll": Problem.MEDIA_OUT,
        "head_open": Problem.HEAD_OPEN,
        "jam": Problem.OTHER,
        "counterfeit": Problem.OTHER,
        "in_use": Problem.OTHER,
        "too_hot": Problem.TOO_HOT,
    }
    together = ("head_open", "too_hot")
    label_dots = (295, 295)

    def __init__(self, settings: Dymo550Settings | None = None) -> None:
        self.settings = settings or Dymo550Settings()
        super().__init__(self.settings.labels_left)
        self.sku = self.settings.sku
        self.no_roll = self.counterfeit = self.jam = self.too_hot = self.in_use = False
        self._stream = CommandStream(LENGTHS, _bitmap_bytes)
        self._waiting: deque[bytes] = deque()
        self._label_s = 0.0
        self._is_locked = False
        self._job = b"\0" * 4
        self._index = b"\0" * 2
        self._drawn: bytes | None = None

    def put_in(self, sku: str, labels: int = 1000) -> None:
        """Put in another roll."""
        self.sku, self.labels_left = sku, labels
        self.no_roll = self.counterfeit = False

    def receive(self, data: bytes) -> None:
        self._stream.receive(data, self._do)

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        while self._waiting and seconds > 0 and not self._is_stopped():
            used_s = min(seconds, LABEL_S - self._label_s)
            seconds -= used_s
            self._label_s += used_s
            if self._label_s >= LABEL_S:
                self._label_s = 0.0
                self.labels_left -= 1
                self.printed.append(self._waiting.popleft())

    def _lose_power(self) -> None:
        super()._lose_power()
        self._stream.clear()
        self._waiting.clear()
        self._is_locked = False
        self._drawn = None

    def _do(self, command: Command) -> None:
        match command.letter, command.data:
            case "A", lock:
                self._is_locked = not self.in_use and (
                    lock == b"\1" or (lock == b"\2" and self._is_locked)
                )
                self._tell_status()
            case "s", job:
                self._job = job
            case "n", index:
                self._index = index
            case "D", data:
                self._drawn = _drawn(data)
            case (("G" | "E"), _):
                # Who does not hold the lock is not listened to.
                if self._drawn and self._is_locked and not self.settings.lies:
                    self._waiting.append(self._drawn)
                self._drawn = None
            case "Q", _:
                self._is_locked = False
            case _:
                pass

    def _bay(self) -> int:
        if self.head_open:
            return OPEN
        if self.no_roll:
            return NO_MEDIA
        if self.jam:
            return JAM
        if self.labels_left <= 0:
            return EMPTY
        if not self.settings.has_chip_reader:
            return UNKNOWN_BAY
        if self.counterfeit:
            return COUNTERFEIT
        return LOW if self.labels_left <= NEARLY_OUT else FINE

    def _is_stopped(self) -> bool:
        return self.too_hot or self._bay() not in (UNKNOWN_BAY, LOW, FINE)

    def _doing(self) -> int:
        if self.in_use:
            return BUSY
        if self._waiting:
            return ERROR if self._is_stopped() else PRINTING
        return UNLOCKED if self.settings.tells_unlocked and not self._is_locked else IDLE

    def _tell_status(self) -> None:
        if self.faults.swallow_command():
            return
        status = bytearray(32)
        status[0] = self._doing()
        status[1:5], status[5:7] = self._job, self._index
        status[8], status[9], status[10] = HOT * self.too_hot, 100, self._bay()
        if self.settings.has_chip_reader and not self.no_roll and not self.counterfeit:
            status[11:23] = self.sku.encode("ascii")[:12].ljust(12, b"\0")
            status[27:29] = max(0, self.labels_left).to_bytes(2, "little")
        self._say(bytes(status))


def _size(parameters: bytes) -> tuple[int, int]:
    """Return how many lines a bitmap has, and how many dots one of them: in that order."""
    return int.from_bytes(parameters[2:6], "little"), int.from_bytes(parameters[6:10], "little")


def _bitmap_bytes(letter: str, parameters: bytes) -> int:
    if letter != "D":
        return 0
    lines, dots = _size(parameters)
    return lines * ((dots + 7) // 8)


def _drawn(data: bytes) -> bytes:
    lines, dots = _size(data)
    label = Canvas(dots, lines)
    label.draw(0, 0, (dots + 7) // 8, data[10:])
    return label.pbm()
