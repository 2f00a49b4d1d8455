"""A memory map by blocks, as people look at tags."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from procstation.tags.memory_map import MemoryMap
from procstation.tags.span import Span


@dataclass(frozen=True, slots=True)
class BlockRow:
    """Bytes of one block that belong to one span.

    Attributes:
        text: The bytes as characters, with a dot for each that is none.
        meaning: What they are; begins with a sign when the span began in a block before.
    """

    data: bytes
    text: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block, or several in a row that are alike and belong to one span.

    Attributes:
        number: Of the first.
        last: Of the last; the same for one block.
        data: Bytes of one block, in the order in which they are read.
        rows: Its bytes, by what they are.
        spans: The same, as they lie in the whole memory.
    """

    number: int
    last: int
    data: bytes
    locked: bool | None
    rows: tuple[BlockRow, ...]
    spans: tuple[Span, ...]


def blocks_of(
    memory_map: MemoryMap, block_size: int, locked: Sequence[bool | None] = ()
) -> tuple[Block, ...]:
    """Return the blocks of a memory.

    Args:
        locked: One entry a block; none when it is not known.
    """
    found: list[Block] = []
    for block in _each_block(memory_map, block_size, locked):
        if found and _continues(found[-1], block):
            found[-1] = replace(found[-1], last=block.last)
        else:
            found.append(block)
    return tuple(found)


def _each_block(
    memory_map: MemoryMap, block_size: int, locked: Sequence[bool | None]
) -> Iterator[Block]:
    memory = memory_map.memory
    for number, start in enumerate(range(0, len(memory), block_size)):
        end = start + block_size
        spans = tuple(memory_map.within(start, end))
        rows = tuple(_row(memory, span, begins, start, end) for span, begins in spans)
        is_locked = number < len(locked) and locked[number]
        yield Block(
            number, number, memory[start:end], is_locked, rows, tuple(span for span, _ in spans)
        )


def _row(memory: bytes, span: Span, begins: bool, start: int, end: int) -> BlockRow:
    data = memory[max(span.start, start) : min(span.end, end)]
    text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "·" for byte in data)
    return BlockRow(data, text, span.text if begins else f"… {span.what}")


def _continues(one: Block, other: Block) -> bool:
    alike = (one.data, one.locked) == (other.data, other.locked)
    return alike and len(one.spans) == 1 and one.spans == other.spans
