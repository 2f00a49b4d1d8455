"""Reading a whole tag: what it says of itself, all its blocks, and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from procstation.devices import EasPad, RfidPad, TagLost, TagRefused, TagSystem
from procstation.tagging.security import GateMarks
from procstation.tags import (
    Model,
    SiteRule,
    TagContent,
    TagFamily,
    decode,
    family_of,
    iso28560_2,
)

MOST_BLOCKS = 256
"""Blocks an ISO 15693 command can address; asked for when a tag does not say how many it has."""

ENOUGH_BLOCKS = 9
"""With blocks of 4 bytes these hold the 34 that the checksum of ISO 28560-3 covers."""

SYSTEM_TRIES = 2
"""A tag at the edge of the field must not pass for one that has no AFI."""


@dataclass(frozen=True)
class TagReading:
    """A tag as it was read.

    Attributes:
        uid: 8 bytes, most significant first.
        dsfid: None when the tag does not tell.
        afi: None when the tag does not tell.
        block_size: Bytes.
        memory: All user blocks, byte 0 of block 0 first.
        locked: One entry a block; None where the pad cannot tell, and a write has to try.
        rules: What tags are here that do not say it themselves.
        eas: Whether its EAS bit is set; None when it has none or nobody asked.
    """

    uid: bytes
    family: TagFamily
    dsfid: int | None
    afi: int | None
    block_size: int
    memory: bytes
    locked: tuple[bool | None, ...]
    rules: tuple[SiteRule, ...] = ()
    eas: bool | None = None

    @property
    def marks(self) -> GateMarks:
        """What gates look at."""
        return GateMarks(self.afi, self.eas)

    @cached_property
    def content(self) -> TagContent:
        """What the memory means."""
        return self.decode(self.memory)

    def decode(self, memory: bytes) -> TagContent:
        """Return what some memory would mean on this tag."""
        return decode(
            memory,
            dsfid=self.dsfid,
            block_size=self.block_size,
            afi=self.afi,
            rules=self.rules,
        )


def read_tag(
    pad: RfidPad, uid: bytes, rules: Sequence[SiteRule] = (), *, with_eas: bool = False
) -> TagReading:
    """Read all of one tag and decode it.

    Args:
        rules: What tags are here that do not say it themselves.
        with_eas: Whether to ask for the EAS bit, where the pad can.

    Raises:
        TagLost: It is not there, or left while it was read.
        DeviceLost, DeviceFault: As the pad raises them.
    """
    begun = _begin(pad, uid, rules, with_eas)
    return begun.read_on(pad, begun.block_count)


def identify_tag(
    pad: RfidPad, uid: bytes, rules: Sequence[SiteRule] = (), *, with_eas: bool = False
) -> TagReading:
    """Read as much of a tag as tells for certain which item it is on: all of it, unless its
    beginning is proved by a checksum, or said to be complete.

    A pile is known in half the time. Nothing may be written on the strength of this, as the memory
    may end early. Arguments and errors as of `read_tag`.
    """
    begun = _begin(pad, uid, rules, with_eas)
    some = begun.read_on(pad, min(ENOUGH_BLOCKS, begun.block_count))
    if len(some.locked) < ENOUGH_BLOCKS or _is_certain(some):
        return some
    return begun.read_on(pad, begun.block_count, some)


def _is_certain(reading: TagReading) -> bool:
    content = reading.content
    if content.model is Model.ISO28560_3:
        return content.crc_ok is True and content.block_order == "normal"
    # Without a checksum, only what the tag announces and what has an end is taken at its word.
    ends = not any(reading.memory[-reading.block_size :])
    announced = content.model is Model.ISO28560_2 and reading.dsfid == iso28560_2.DSFID
    return announced and ends and content.item is not None and not content.warnings


@dataclass(frozen=True, slots=True)
class _Begun:
    """A tag whose memory is still to be read."""

    uid: bytes
    family: TagFamily
    system: TagSystem
    eas: bool | None
    rules: tuple[SiteRule, ...]

    @property
    def block_count(self) -> int:
        """How many blocks to ask for."""
        return _block_count(self.system, self.family)

    def read_on(self, pad: RfidPad, end: int, read: TagReading | None = None) -> TagReading:
        """Read up to a block, behind those read already."""
        had = read.memory if read is not None else b""
        locked = read.locked if read is not None else ()
        blocks = pad.read_blocks(self.uid, len(locked), end - len(locked))
        return TagReading(
            self.uid,
            self.family,
            self.system.dsfid,
            self.system.afi,
            blocks.size if read is None else read.block_size,
            had + blocks.data,
            locked + blocks.locked,
            self.rules,
            self.eas,
        )


def _begin(pad: RfidPad, uid: bytes, rules: Sequence[SiteRule], with_eas: bool) -> _Begun:
    family = family_of(uid)
    system = _system_of(pad, uid, family)
    eas = pad.read_eas(uid) if with_eas and isinstance(pad, EasPad) else None
    return _Begun(uid, family, system, eas, tuple(rules))


def _system_of(pad: RfidPad, uid: bytes, family: TagFamily) -> TagSystem:
    if not family.system_information:
        return TagSystem(uid)
    for _ in range(SYSTEM_TRIES):
        try:
            return pad.system_information(uid)
        except TagRefused:
            break
        except TagLost:
            # A tag without this command keeps silent: only its absence from the field is a loss.
            if uid not in pad.inventory():
                raise
    return TagSystem(uid)


def _block_count(system: TagSystem, family: TagFamily) -> int:
    count = system.block_count
    if count is None:
        return family.block_count or MOST_BLOCKS
    # Some readers hand on the numbers of the air interface, which are one less.
    return count + 1 if system.block_size is not None and system.block_size % 2 else count
