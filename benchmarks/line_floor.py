"""The least time things take between a pad and its tags: bytes on the wire, and the air.

Counted here from the makers' frame layouts and a table of air times, not from what driver or
simulator do. Of the air: ISO 15693 at the high data rate, 1-of-4 coding, one sub-carrier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ROUND_MS, OCCUPIED_SLOT_MS, EMPTY_SLOT_MS = 1.6, 4.6, 0.51
SLOTS = 16
"""Of an inventory."""

ONE_SLOT_MS, EMPTY_ONE_SLOT_MS = 6.2, 2.0
QUIET_MS = 4.1
READ_MS, BLOCK_MS = 6.2, 1.51
"""A read command, and each block of 4 bytes with its security byte."""
SYSTEM_MS = 9.8
WRITE_MS = 7.1 + 4.0
WRITE_AFI_MS = 5.9 + 4.0
"""With 4 ms for the chip to program a block."""

FIELD_OFF_MS = 15.0

Exchange = tuple[int, int]
"""Bytes of a question and of its answer."""


@dataclass(frozen=True, slots=True)
class Wire:
    """How many bytes a pad's frames have.

    Attributes:
        byte_ms: Of one byte, start, parity and stop bits included.
        inventory: Without tags; then `entry` for each.
        system: System information.
        read, write: Without blocks; then `read_block` and `write_block` for each.
        afi: The AFI written.
        reset: Once before each inventory, to hear tags again that were told to stay quiet.
        connect: Once for each tag, before it is asked for anything.
        blocks_read, blocks_written: The most of one command.
        passes_through: It is told each frame of the air, and runs no inventory by itself.
        hushes: It tells tags of an inventory to stay quiet.
        looks_twice: It begins an inventory with a fresh field, and ends it with a round for tags
            that were missed, after those it heard were told to stay quiet.
    """

    byte_ms: float
    inventory: Exchange
    entry: int
    system: Exchange
    read: Exchange
    read_block: int
    write: Exchange
    write_block: int
    afi: Exchange
    reset: Exchange = (0, 0)
    connect: Exchange = (0, 0)
    blocks_read: int = 16
    blocks_written: int = 16
    passes_through: bool = False
    hushes: bool = False
    looks_twice: bool = False


WIRES: Mapping[str, Wire] = {
    # STX, length, address, command, CRC: 7, and a status in answers; 38400 8E1.
    "feig": Wire(
        byte_ms=11 / 38.4,
        inventory=(9, 9),
        entry=10,
        system=(17, 21),
        read=(19, 10),
        read_block=5,
        write=(20, 8),
        write_block=4,
        afi=(18, 8),
        reset=(7, 8),
        blocks_read=32,
        hushes=True,
    ),
    # Start, length, BCC: 5, and an error byte in answers; 19200 8N1.
    "m3_810": Wire(
        byte_ms=10 / 19.2,
        inventory=(8, 10),
        entry=8,
        system=(15, 21),
        read=(16, 16),
        read_block=6,
        write=(17, 16),
        write_block=4,
        afi=(15, 16),
        looks_twice=True,
    ),
    # Start, length, reader, control, CRC: 6, a command, and its status in answers; 38400 8E1.
    "rl866": Wire(
        byte_ms=11 / 38.4,
        inventory=(8, 13),
        entry=13,
        system=(11, 27),
        read=(16, 15),
        read_block=5,
        write=(15, 13),
        write_block=4,
        afi=(12, 13),
        connect=(20, 10),
        # A length of 128 or more is written in a way that is not known.
        blocks_read=12,
    ),
    # STX, CCID header, checksum, ETX: 13; then FF C2 00 01, lengths, and the frame of the air;
    # the answer has three data objects of status, the frame, and 9000; 115200 8N1.
    "pcsc": Wire(
        byte_ms=10 / 115.2,
        inventory=(24, 39),
        entry=0,
        system=(31, 44),
        read=(33, 30),
        read_block=5,
        write=(39, 30),
        write_block=4,
        afi=(39, 30),
        reset=(42, 40),
        blocks_written=1,
        passes_through=True,
    ),
}
"""Of each pad at its usual speed."""


class Floor:
    """Adds up what is done on one pad, in milliseconds."""

    def __init__(self, pad: str) -> None:
        self._wire = WIRES[pad]
        self.ms = 0.0

    def inventory(self, tags: int, *, again: bool) -> None:
        """Find tags that fall into different slots.

        Args:
            again: They may have been told to stay quiet and have to be heard anew.
        """
        wire = self._wire
        if again and any(wire.reset):
            self._say(wire.reset)
            self.ms += FIELD_OFF_MS
        if wire.passes_through:
            # Each tag is heard alone once and told to stay quiet; silence says that none is left.
            for _ in range(tags):
                self._say(wire.inventory)
                self._say(wire.inventory)
                self.ms += ONE_SLOT_MS + QUIET_MS
            self._say(wire.inventory)
            self.ms += EMPTY_ONE_SLOT_MS
            return
        self._say(wire.inventory)
        self.ms += tags * wire.entry * wire.byte_ms
        self.ms += ROUND_MS + tags * OCCUPIED_SLOT_MS + (SLOTS - tags) * EMPTY_SLOT_MS
        self.ms += tags * QUIET_MS if wire.hushes or (wire.looks_twice and again) else 0.0
        if wire.looks_twice and again:
            self.ms += FIELD_OFF_MS + ROUND_MS + SLOTS * EMPTY_SLOT_MS

    def connect(self) -> None:
        """Turn to another tag."""
        self._say(self._wire.connect)

    def system(self) -> None:
        """Ask for DSFID, AFI and size."""
        self._say(self._wire.system)
        self.ms += SYSTEM_MS

    def read(self, blocks: int) -> None:
        """Read that many."""
        wire = self._wire
        for some in _parts(blocks, wire.blocks_read):
            self._say(wire.read)
            self.ms += some * wire.read_block * wire.byte_ms + READ_MS + some * BLOCK_MS

    def write(self, runs: Sequence[int]) -> None:
        """Write runs of so many blocks each."""
        wire = self._wire
        for run in runs:
            for some in _parts(run, wire.blocks_written):
                self._say(wire.write)
                self.ms += some * (wire.write_block * wire.byte_ms + WRITE_MS)

    def write_afi(self) -> None:
        """Write the AFI."""
        self._say(self._wire.afi)
        self.ms += WRITE_AFI_MS

    def _say(self, exchange: Exchange) -> None:
        self.ms += sum(exchange) * self._wire.byte_ms


def _parts(count: int, at_once: int) -> list[int]:
    return [min(at_once, count - at) for at in range(0, count, at_once)]
