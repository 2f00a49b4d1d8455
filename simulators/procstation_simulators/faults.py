"""How any simulated device is made to misbehave: one set of faults for scanners, pads, printers."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Faults:
    """What goes wrong next. Each fault is set by hand, strikes once and is then gone.

    To play: `device.faults.dont_answer = 1`, then use the device as always.

    Attributes:
        cable: What the device does when its cable is pulled (False) or put back (True).
        dont_answer: Ignore that many commands: nothing is done and nothing is answered. A scanner
            loses that many scans.
        cut_reply: Only the first that many bytes of the next reply leave the device. 0: the
            command is carried out and the answer lost.
        flip_bit: Position of the bit turned over in the next reply: 0 is the lowest bit of its
            first byte, -1 the highest of its last; beyond the end it wraps around.
        noise_before: Bytes that come just ahead of the next reply.
        noise_after: Bytes that come just behind it.
        reply_late_s: The next reply is held back for that many seconds; a reply that is due
            meanwhile pushes it out first, since a line keeps its order.
        reply_twice: The next reply comes two times.
    """

    cable: Callable[[bool], None] = field(repr=False)
    dont_answer: int = 0
    cut_reply: int | None = None
    flip_bit: int | None = None
    noise_before: bytes = b""
    noise_after: bytes = b""
    reply_late_s: float = 0.0
    reply_twice: bool = False

    def unplug(self) -> None:
        """Pull the cable: whatever was under way on the line is lost."""
        self.cable(False)

    def plug(self) -> None:
        """Put the cable back. The device comes up as after switching it on."""
        self.cable(True)

    def swallow_command(self) -> bool:
        """Say whether the device shall ignore the command it just got, and count it."""
        if self.dont_answer <= 0:
            return False
        self.dont_answer -= 1
        return True

    def spoil(self, reply: bytes) -> bytes:
        """Return the reply as it leaves the device, and forget the faults that were used up."""
        spoilt = bytearray(reply)
        if self.flip_bit is not None and spoilt:
            at = self.flip_bit % (8 * len(spoilt))
            spoilt[at // 8] ^= 1 << (at % 8)
        if self.cut_reply is not None:
            del spoilt[self.cut_reply :]
        sent = self.noise_before + bytes(spoilt) + self.noise_after
        if self.reply_twice:
            sent *= 2
        self.flip_bit = self.cut_reply = None
        self.noise_before = self.noise_after = b""
        self.reply_twice = False
        return sent

    def take_late_s(self) -> float:
        """Return, once, how long the next reply is held back."""
        late_s, self.reply_late_s = self.reply_late_s, 0.0
        return late_s
