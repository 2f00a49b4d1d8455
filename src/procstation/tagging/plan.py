"""In which order the blocks of a tag are written so that no interruption names a wrong item.

Byte 0 of the memory is made 00 first and gets its new value last. Memory that begins with 00 has
no data for ISO 28560-2 (the end mark) and no basic block for ISO 28560-3 (no version), whatever
follows; so between the first write and the last the tag reads as no item:

1. block 0 as it is, but beginning with 00: only byte 0 differs, so a write torn within the block
   leaves the old tag or no item;
2. block 0 as it will be, but beginning with 00, and all other blocks that change;
3. block 0 as it will be: again only byte 0 differs.

This holds at every block and at every byte of every block, whichever bytes a torn write reaches,
for any pair of memories; it does not hold for a chip that leaves a single byte half-written.
"""

from dataclasses import dataclass

from procstation.errors import InputRefused
from procstation.language import tr

BLOCKS_AT_ONCE = 16
"""Blocks written by one command, so that a person sees a long write go on."""


@dataclass(frozen=True, slots=True)
class BlockWrite:
    """Whole consecutive blocks, written in ascending order."""

    first: int
    data: bytes


@dataclass(frozen=True, slots=True)
class WritePlan:
    """The writes that turn one memory into another.

    Attributes:
        blank: Makes the tag read as no item.
        body: All that changes, with byte 0 still 00. To be read back before going on.
        release: Gives byte 0 its value, and thereby makes the tag readable.
        changed: Numbers of the blocks that differ, ascending.
    """

    block_size: int
    blank: tuple[BlockWrite, ...]
    body: tuple[BlockWrite, ...]
    release: tuple[BlockWrite, ...]
    changed: tuple[int, ...]

    @property
    def block_writes(self) -> int:
        """How many blocks are written, some of them more than once."""
        writes = (*self.blank, *self.body, *self.release)
        return sum(len(write.data) for write in writes) // self.block_size


def plan_write(
    old: bytes, new: bytes, block_size: int, locked: tuple[bool | None, ...], identifier_end: int
) -> WritePlan:
    """Plan the least set of writes from `old` to `new`, which are of equal length.

    Args:
        locked: One entry a block; one of which it is not known counts as free.
        identifier_end: How many leading bytes hold the identity, in the old or the new memory.

    Raises:
        InputRefused: A locked block would have to change, or the identity while block 0 is
            locked. Nothing may be written then.
    """
    changed = tuple(
        start // block_size
        for start in range(0, len(old), block_size)
        if old[start : start + block_size] != new[start : start + block_size]
    )
    for block in changed:
        if locked[block]:
            raise InputRefused(
                tr("Block {block} of the tag is locked and would have to change.", block=block),
                tr("Use another tag; nothing was written."),
            )
    if locked and locked[0]:
        if old[:identifier_end] != new[:identifier_end]:
            raise InputRefused(
                tr("Block 0 of the tag is locked, so its identifier cannot be changed safely."),
                tr("Use another tag; nothing was written."),
            )
        # The identity stays the same throughout, so there is nothing to blank.
        return WritePlan(block_size, (), _runs(new, changed, block_size), (), changed)
    first, old_first = new[:block_size], old[:block_size]
    if changed == (0,) and first[1:] == old_first[1:]:
        return WritePlan(block_size, (), (), (BlockWrite(0, first),), changed)
    if not changed:
        return WritePlan(block_size, (), (), (), ())
    blanked, staged = b"\0" + old_first[1:], b"\0" + first[1:]
    blank = (BlockWrite(0, blanked),) if blanked != old_first else ()
    release = (BlockWrite(0, first),) if staged != first else ()
    others = tuple(block for block in changed if block != 0)
    blocks = others if staged == blanked else (0, *others)
    return WritePlan(
        block_size, blank, _runs(staged + new[block_size:], blocks, block_size), release, changed
    )


def _runs(memory: bytes, blocks: tuple[int, ...], block_size: int) -> tuple[BlockWrite, ...]:
    runs: list[list[int]] = []
    for block in blocks:
        if runs and runs[-1][-1] == block - 1 and len(runs[-1]) < BLOCKS_AT_ONCE:
            runs[-1].append(block)
        else:
            runs.append([block])
    return tuple(
        BlockWrite(run[0], memory[run[0] * block_size : (run[-1] + 1) * block_size]) for run in runs
    )
