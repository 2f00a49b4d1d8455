"""Reading a whole tag: what it says of itself, all its blocks, and what they mean."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from procstation.devices import EasPad, RfidPad, TagLost, TagRefused, TagSystem
from procstation.tagging.security import GateMarks
from procstation.tags import SiteRule, TagContent, TagFamily, decode, family_of

MOST_BLOCKS = 256
"""Blocks an ISO 15693 command can address; asked for when a tag does not say how many it has."""

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
        locked: One entry a block.
        rules: What tags are here that do not say it themselves.
        eas: Whether its EAS bit is set; None when it has none or nobody asked.
    """

    uid: bytes
    family: TagFamily
    dsfid: int | None
    afi: int | None
    block_size: int
    memory: bytes
    locked: tuple[bool, ...]
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
    family = family_of(uid)
    system = _system_of(pad, uid, family)
    eas = pad.read_eas(uid) if with_eas and isinstance(pad, EasPad) else None
    blocks = pad.read_blocks(uid, 0, _block_count(system, family))
    return TagReading(
        uid,
        family,
        system.dsfid,
        system.afi,
        blocks.size,
        blocks.data,
        blocks.locked,
        tuple(rules),
        eas,
    )


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
