"""The encoded elements of ISO 28560-2 and of the user bank of ISO 28560-4: bytes to elements.

An element is a precursor (bit 7: a pad count follows; bits 6 to 4: compaction; bits 3 to 0: element
number, 15 meaning 15 plus the byte that follows), the length of the value, the value, the pads.
"""

from dataclasses import dataclass
from typing import NamedTuple

from procstation.language import tr

END = 0x00
FILLER = 0x80
PAD_COUNT_FOLLOWS = 0x80
NUMBER_FOLLOWS = 0x0F


class Element(NamedTuple):
    """One element as it lies in memory.

    Attributes:
        end: Offset of the byte after its pads.
    """

    number: int
    compaction: int
    value: bytes
    end: int


@dataclass(frozen=True, slots=True)
class Elements:
    """All elements of a memory.

    Attributes:
        found: In order of memory.
        end: Offset of the first byte that was not taken for an element.
        problem: Why reading stopped before the end mark, or None.
        truncated: The memory ended within an element.
    """

    found: tuple[Element, ...]
    end: int
    problem: str | None = None
    truncated: bool = False


def parse(memory: bytes, offset: int = 0) -> Elements:
    """Split memory into elements, from `offset` up to the end mark. Takes any bytes."""
    found: list[Element] = []
    size = len(memory)
    while offset < size:
        precursor = memory[offset]
        if precursor == END:
            break
        if precursor == FILLER:
            offset += 1
            continue
        start = offset
        number = precursor & NUMBER_FOLLOWS
        if number == 0:
            problem = tr(
                "Byte {start} ({precursor:02X}) begins an element of number 0.",
                start=start,
                precursor=precursor,
            )
            return Elements(tuple(found), start, problem)
        try:
            offset += 1
            if number == NUMBER_FOLLOWS:
                number += memory[offset]
                offset += 1
            pads = 0
            if precursor & PAD_COUNT_FOLLOWS:
                pads = memory[offset]
                offset += 1
            length = memory[offset]
            offset += 1
            if length & 0x80:
                length &= 0x7F
                while True:
                    group = memory[offset]
                    offset += 1
                    length = length << 7 | group & 0x7F
                    if not group & 0x80:
                        break
        except IndexError:
            return Elements(tuple(found), start, _cut(start, size), truncated=True)
        after = offset + length + pads
        if after > size:
            return Elements(tuple(found), start, _cut(start, size), truncated=True)
        value = memory[offset : offset + length]
        found.append(Element(number, precursor >> 4 & 7, value, after))
        offset = after
    return Elements(tuple(found), offset)


def _cut(start: int, size: int) -> str:
    return tr(
        "Truncated: the element at byte {start} does not end within the {size} bytes read.",
        start=start,
        size=size,
    )


def build(number: int, compaction: int, value: bytes, border: int = 1, start: int = 0) -> bytes:
    """Return one encoded element.

    Args:
        border: Make it end on a multiple of this many bytes, by a pad count and pads of 00.
        start: Offset at which it will lie.
    """
    extended = number >= NUMBER_FOLLOWS
    head = compaction << 4 | (NUMBER_FOLLOWS if extended else number)
    extension = bytes([number - NUMBER_FOLLOWS]) if extended else b""
    body = encode_length(len(value)) + value
    missing = -(start + 1 + len(extension) + len(body)) % border
    if not missing:
        return bytes([head]) + extension + body
    # The pad count is itself one of the missing bytes.
    pads = missing - 1
    return bytes([head | PAD_COUNT_FOLLOWS]) + extension + bytes([pads]) + body + bytes(pads)


def encode_length(length: int) -> bytes:
    """Return a length in groups of 7 bits, most significant first, top bit set on all but the last.

    One byte up to 127; 128 is 81 00.
    """
    groups = [length & 0x7F]
    while length := length >> 7:
        groups.append(length & 0x7F | 0x80)
    return bytes(reversed(groups))
