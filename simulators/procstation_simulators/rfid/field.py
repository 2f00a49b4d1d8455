"""The field of a pad: which tags lie in it, and how long talking to them takes.

To play: `pad.field.lay(tag)`, `tag = pad.field.lift(uid)`.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

from procstation_simulators.rfid import air
from procstation_simulators.rfid.tag import NoAnswer, PowerLost, VirtualTag, uid_bytes

AnswerT = TypeVar("AnswerT")

RF_RESET_S = 0.015


class Field:
    """The tags on a pad, and the time the air between them and the pad was in use.

    Attributes:
        powered: The field is on. Off, no tag hears anything.
    """

    def __init__(self, tags: Iterable[VirtualTag] = ()) -> None:
        self.powered = True
        self._tags: dict[bytes, VirtualTag] = {}
        self._busy_s = 0.0
        for tag in tags:
            self.lay(tag)

    @property
    def tags(self) -> tuple[VirtualTag, ...]:
        """The tags that lie there, in the order they were laid."""
        return tuple(self._tags.values())

    @property
    def busy_s(self) -> float:
        """Seconds the pad still works on what it was told last."""
        return self._busy_s

    def lay(self, tag: VirtualTag) -> None:
        """Lay a tag on the pad; it wakes up as new.

        Raises:
            ValueError: Another tag with this UID lies there: no two are alike.
        """
        if self._tags.get(tag.uid, tag) is not tag:
            raise ValueError(f"A tag {tag.uid.hex().upper()} lies on the pad already.")
        tag.quiet = False
        self._tags[tag.uid] = tag

    def lift(self, uid: bytes | str) -> VirtualTag:
        """Take a tag off the pad and return it.

        Raises:
            KeyError: It does not lie there.
        """
        return self._tags.pop(uid_bytes(uid))

    def pass_time(self, seconds: float) -> None:
        self._busy_s = max(0.0, self._busy_s - seconds)

    def take_busy_s(self) -> float:
        """Return, once, the seconds the pad still needs for what it was told."""
        busy_s, self._busy_s = self._busy_s, 0.0
        return busy_s

    def idle(self, seconds: float) -> None:
        """The pad listens that long to nothing."""
        self._busy_s += seconds

    def reset(self) -> None:
        """Switch the field off and on: every tag is as new."""
        self._busy_s += RF_RESET_S
        for tag in self._tags.values():
            tag.quiet = False

    def switch(self, on: bool) -> None:
        """Switch the field on or off. It takes its time to come up, and tags are as new then."""
        if on and not self.powered:
            self.reset()
        self.powered = on

    def listen(self, afi: int = 0) -> list[VirtualTag]:
        """Run an inventory: return the tags that answer, those told to stay quiet excepted.

        Args:
            afi: Only tags with this AFI answer; with low digit 0, all of that family; 0: all.
        """
        tags = [tag for tag in self._answering() if _afi_fits(tag, afi)]
        self._busy_s += air.inventory_s([tag.uid for tag in tags])
        return tags

    def slot(self, afi: int, ending: int, bits: int) -> list[VirtualTag]:
        """Run an inventory of one slot: return the tags that answer in it, all at once.

        Args:
            afi: As for `listen`.
            ending, bits: Only tags whose UID ends in that many bits of this value answer.
        """
        mask = (1 << bits) - 1
        tags = [
            tag
            for tag in self._answering()
            if _afi_fits(tag, afi) and int.from_bytes(tag.uid, "big") & mask == ending & mask
        ]
        self._busy_s += air.request_s(3 + (bits + 7) // 8 + air.CRC_SIZE) + air.T1_S
        if tags:
            self._busy_s += air.response_s(2 + air.UID_SIZE + air.CRC_SIZE) + air.T2_S
        return tags

    def hush(self, tag: VirtualTag) -> None:
        """Tell a tag to stay quiet."""
        self._busy_s += air.quiet_s()
        tag.quiet = True

    def find(self, uid: bytes) -> VirtualTag:
        """Return the tag a command is addressed to.

        Raises:
            NoAnswer: It is not there; the time of an unanswered command has gone by.
        """
        tag = self._tags.get(uid) if self.powered else None
        if tag is None:
            self._busy_s += air.request_s(2 + air.UID_SIZE + air.CRC_SIZE) + air.T1_S
            raise NoAnswer
        return tag

    def find_all(self) -> list[VirtualTag]:
        """Return the tags a command without address reaches.

        Raises:
            NoAnswer: There is none.
        """
        tags = self._answering()
        if not tags:
            self._busy_s += air.request_s(2 + air.CRC_SIZE) + air.T1_S
            raise NoAnswer
        return tags

    def read(self, tag: VirtualTag, first: int, count: int, security: bool) -> list[bytes]:
        """Read blocks in one command. Raises: IsoError, NoAnswer."""
        blocks = self._ask(2, lambda: tag.read(first, count))
        self._busy_s += 8 * air.BIT_UP_S * len(blocks) * (tag.block_size + security)
        return blocks

    def security(self, tag: VirtualTag, first: int, count: int) -> list[bool]:
        """Read lock states. Raises: IsoError, NoAnswer."""
        blocks = self._ask(2, lambda: tag.read(first, count))
        self._busy_s += 8 * air.BIT_UP_S * len(blocks)
        return [number in tag.locked for number in range(first, first + len(blocks))]

    def system_information(self, tag: VirtualTag) -> None:
        """Ask for system information: the tag is read by the caller. Raises: IsoError, NoAnswer."""
        self._ask(0, tag.require_system_data)
        self._busy_s += 8 * air.BIT_UP_S * (1 + air.UID_SIZE + 5)

    def write(self, tag: VirtualTag, block: int, data: bytes) -> None:
        """Program one block. Raises: IsoError, NoAnswer."""
        self.program(tag, 1 + len(data), lambda: tag.write(block, data))

    def program(self, tag: VirtualTag, size: int, act: Callable[[], None]) -> None:
        """Send one tag a command of `size` parameter bytes that takes its programming time.

        Raises:
            IsoError: The tag refused.
            NoAnswer: It left while it was at it, or refuses by silence.
        """
        self._busy_s += tag.programming_s
        try:
            self._ask(size, act)
        except PowerLost:
            del self._tags[tag.uid]
            raise

    def _ask(self, size: int, act: Callable[[], AnswerT]) -> AnswerT:
        self._busy_s += air.exchange_s(size, 0)
        return act()

    def _answering(self) -> list[VirtualTag]:
        return [tag for tag in self._tags.values() if self.powered and not tag.quiet]


def _afi_fits(tag: VirtualTag, afi: int) -> bool:
    if afi == 0 or not tag.has_system_data:
        return afi == 0
    return tag.afi == afi or (afi & 0x0F == 0 and tag.afi & 0xF0 == afi)
