"""What each byte of the Danish model (ISO 28560-3) is: the basic block and its extensions."""

from collections.abc import Iterator

from procstation.tags import iso28560_3 as layout
from procstation.tags.extension_blocks import (
    END,
    FIELDS,
    FIRST_UNSTRUCTURED,
    HEAD_SIZE,
    LIBRARY,
    ExtensionBlock,
    split,
)
from procstation.tags.record import ELEMENT_NAMES, ITEM, MEDIA_OTHER, OWNER, SET, USAGE
from procstation.tags.span import Span, cut, printable
from procstation.tags.usage import usage_meaning

BLOCK_NAMES = {1: "library", 2: "acquisition", 3: "library supplement", 4: "title", 5: "ILL"}


def map_fixed(memory: bytes) -> Iterator[Span]:
    """Yield the spans of the basic block, whether its CRC is right or not, and of what follows."""
    yield from cut(_basic_block(memory), len(memory))
    if len(memory) > layout.BASIC_SIZE:
        yield from _extensions(memory)


def _basic_block(memory: bytes) -> Iterator[Span]:
    head = memory[:3].ljust(3, b"\0")
    usage = (head[0] & 0x0F) << 4
    meaning = usage_meaning(usage) or "kept for the future"
    yield Span(
        0,
        1,
        "version, and type of usage",
        USAGE,
        f"{head[0] >> 4}, and {usage >> 4} ({meaning})",
    )
    yield Span(1, 1, "number of parts", SET, str(head[1]))
    yield Span(2, 1, "number of this part", SET, str(head[2]))
    yield from _field(memory, layout.ITEM_AT, layout.CRC_AT, ITEM)
    yield Span(
        layout.CRC_AT, layout.OWNER_AT - layout.CRC_AT, "CRC, low byte first", None, _crc(memory)
    )
    yield from _field(memory, layout.OWNER_AT, min(len(memory), layout.BASIC_SIZE), OWNER)


def _crc(memory: bytes) -> str:
    if len(memory) < layout.SHORT_SIZE:
        return "cannot be checked"
    stored = memory[layout.CRC_AT] | memory[layout.CRC_AT + 1] << 8
    computed = layout.checksum(memory)
    said = "right" if stored == computed else f"wrong, the data give {computed:04X}"
    return f"{stored:04X}, {said}"


def _field(memory: bytes, start: int, end: int, element: int) -> Iterator[Span]:
    data, _, rest = memory[start:end].partition(b"\0")
    name = ELEMENT_NAMES[element]
    text = printable(data)
    if element == OWNER:
        text = layout.with_hyphen(text)
    yield Span(start, len(data), name, element, text)
    after = start + len(data)
    filling = end - after
    if rest.strip(b"\0"):
        yield Span(after, filling, f"{name}: 00, then bytes after its end", element)
    else:
        yield Span(after, filling, f"{name}: filled with 00", element)


def _extensions(memory: bytes) -> Iterator[Span]:
    blocks = split(memory, layout.BASIC_SIZE)
    for block in blocks.found:
        yield from _extension(block)
    if blocks.problem:
        rest = len(memory[blocks.end :].rstrip(b"\0"))
        yield Span(blocks.end, rest, "extension block without its end")
    else:
        yield from cut([Span(blocks.end, 1, "end of the extension blocks")], len(memory))


def _extension(block: ExtensionBlock) -> Iterator[Span]:
    start, size, number = block.start, len(block.data), block.identifier
    kind = "unstructured" if number >= FIRST_UNSTRUCTURED else "not defined"
    name = BLOCK_NAMES.get(number, kind)
    yield Span(start, 1, "extension block: its length", None, str(size))
    yield Span(start + 1, 2, "its identifier, low byte first", None, f"{number} ({name})")
    said = "right" if block.is_intact else "wrong, the block is not read"
    yield Span(start + 3, 1, "its checksum, XOR", None, said)
    offset = start + HEAD_SIZE
    if not block.is_intact or number not in FIELDS:
        yield Span(offset, start + size - offset, "content, not read")
        return
    if number == LIBRARY and size > HEAD_SIZE:
        yield Span(offset, 1, ELEMENT_NAMES[MEDIA_OTHER], MEDIA_OTHER, str(block.data[HEAD_SIZE]))
        offset += 1
    elements = iter(FIELDS[number])
    for place, field in enumerate(block.data[offset - start :].split(bytes([END]))):
        if place:
            yield Span(offset, 1, "separator")
            offset += 1
        element = next(elements, None)
        what = "more than is defined" if element is None else ELEMENT_NAMES[element]
        yield Span(offset, len(field), what, element, printable(field))
        offset += len(field)
