"""A tag that is torn in mid-write, and a line on which something happens in mid-command."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from procstation.devices import DirectLink, SerialSettings
from procstation_simulators.rfid.pad import VirtualPad
from procstation_simulators.rfid.tag import VirtualTag

STRANGER = "E00401105B6C7D8F"
"""The tag that comes in the place of the one that is written."""

Torn = Callable[[bytes, bytes, int], bytes]
"""What a block holds after a tear: what it held, what it was to hold, how many bytes were done."""

PATTERNS: Mapping[str, Torn] = {
    "in order": lambda old, new, done: new[:done] + old[done:],
    "in reverse": lambda old, new, done: old[: len(old) - done] + new[len(old) - done :],
    "erased to 00": lambda old, new, done: new if done == len(new) else bytes(len(new)),
    "erased to FF": lambda old, new, done: new if done == len(new) else b"\xff" * len(new),
}
"""How chips may program a block, for all that is known: no data sheet says it, so all are tried."""

BEYOND: Mapping[str, Torn] = {
    "half programmed, rest 00": lambda old, new, done: new[:done] + bytes(len(old) - done),
    "half programmed, rest FF": lambda old, new, done: new[:done] + b"\xff" * (len(old) - done),
}
"""What no order of writes can guard against where a number has no checksum: its first block erased
as a whole and then programmed in part. To be counted, not promised."""


@dataclass(slots=True, eq=False)
class TornTag(VirtualTag):
    """A tag that leaves when so many more bytes are programmed, by one of the patterns.

    Attributes:
        torn_at_s: When it left, on the clock it was given.
    """

    torn: Torn = PATTERNS["in order"]
    now_s: Callable[[], float] = field(default=lambda: 0.0)
    torn_at_s: float | None = None

    def _program(self, cells: bytearray, at: int, data: bytes) -> None:
        left = self.tear_after_bytes
        if left is not None and left <= len(data):
            self.torn_at_s = self.now_s()
            # A single byte, as the AFI, is programmed or not.
            if len(data) > 1:
                data = self.torn(bytes(cells[at : at + len(data)]), data, left)
                self.tear_after_bytes = len(data)
        # A class with slots is made twice, and `super()` would mean the first.
        VirtualTag._program(self, cells, at, data)


class CutLine(DirectLink):
    """A line to a simulated pad, on which something happens at one of the coming commands.

    Attributes:
        pad: The simulated pad.
        commands: How many were sent since `strike_at` was called.
        struck_at_s: When it happened; None before.
    """

    def __init__(self, pad: VirtualPad, serial: SerialSettings | None) -> None:
        super().__init__(pad, None, serial)
        self.pad = pad
        self.commands = 0
        self.struck_at_s: float | None = None
        self._at = 0
        self._strike: Strike | None = None

    def strike_at(self, number: int, strike: "Strike | None") -> None:
        """Have that happen instead of sending the command of that number, from 0."""
        self.commands, self._at, self._strike = 0, number, strike

    def write(self, data: bytes) -> None:
        number, self.commands = self.commands, self.commands + 1
        if self._strike is not None and number == self._at:
            self.struck_at_s = self.now_s()
            self._strike(self, data)
        else:
            self.send(data)

    def send(self, data: bytes) -> None:
        """Send it, whatever was to happen."""
        super().write(data)


Strike = Callable[[CutLine, bytes], None]
"""Is given the line and the command that was to be sent."""


def _pull_after(share: float) -> Strike:
    def strike(line: CutLine, data: bytes) -> None:
        line.send(data[: round(len(data) * share)])
        line.pad.faults.unplug()

    return strike


def _answer(**faults: object) -> Strike:
    def strike(line: CutLine, data: bytes) -> None:
        for name, value in faults.items():
            setattr(line.pad.faults, name, value)
        line.send(data)

    return strike


def _lift(line: CutLine, data: bytes) -> None:
    for tag in line.pad.field.tags:
        line.pad.field.lift(tag.uid)
    line.send(data)


def _exchange(line: CutLine, data: bytes) -> None:
    for tag in line.pad.field.tags:
        line.pad.field.lift(tag.uid)
    line.pad.field.lay(VirtualTag.blank(STRANGER))
    line.send(data)


STRIKES: Mapping[str, Strike] = {
    "cable pulled before": _pull_after(0.0),
    "cable pulled in the middle": _pull_after(0.5),
    "cable pulled behind": _pull_after(1.0),
    "command lost": _answer(dont_answer=1),
    "answer lost": _answer(cut_reply=0),
    "answer cut": _answer(cut_reply=4),
    "answer spoilt": _answer(flip_bit=21),
    "answer late": _answer(reply_late_s=0.7),
    "answered twice": _answer(reply_twice=True),
    "tag lifted": _lift,
    "tag exchanged": _exchange,
}
"""What happens to the line, or on the pad, as a command goes out."""
