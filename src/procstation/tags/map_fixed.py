"""What each byte of the Danish model (ISO 28560-3) is: the basic block and its extensions."""

from collections.abc import Iterator

from procstation.language import mark, tr, tr_marked
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
from procstation.tags.record import ITEM, MEDIA_OTHER, OWNER, SET, USAGE, element_name
from procstation.tags.span import Span, cut, printable
from procstation.tags.usage import usage_meaning

BLOCK_NAMES = {
    1: mark("library"),
    2: mark("acquisition"),
    3: mark("library supplement"),
    4: mark("title"),
    5: "ILL",
}


def map_fixed(memory: bytes) -> Iterator[Span]:
    """Yield the spans of the basic block, whether its CRC is right or not, and of what follows."""
    yield from cut(_basic_block(memory), len(memory))
    if len(memory) > layout.BASIC_SIZE:
        yield from _extensions(memory)


def _basic_block(memory: bytes) -> Iterator[Span]:
    head = memory[:3].ljust(3, b"\0")
    usage = (head[0] & 0x0F) << 4
    meaning = usage_meaning(usage) or tr("kept for the future")
    yield Span(
        0,
        1,
        tr("version, and type of usage"),
        USAGE,
        tr(
            "{version}, and {usage} ({meaning})",
            version=head[0] >> 4,
            usage=usage >> 4,
            meaning=meaning,
        ),
    )
    yield Span(1, 1, tr("number of parts"), SET, str(head[1]))
    yield Span(2, 1, tr("number of this part"), SET, str(head[2]))
    yield from _field(memory, layout.ITEM_AT, layout.CRC_AT, ITEM)
    yield Span(
        layout.CRC_AT,
        layout.OWNER_AT - layout.CRC_AT,
        tr("CRC, low byte first"),
        None,
        _crc(memory),
    )
    yield from _field(memory, layout.OWNER_AT, min(len(memory), layout.BASIC_SIZE), OWNER)


def _crc(memory: bytes) -> str:
    if len(memory) < layout.SHORT_SIZE:
        return tr("cannot be checked")
    stored = memory[layout.CRC_AT] | memory[layout.CRC_AT + 1] << 8
    computed = layout.checksum(memory)
    said = (
        tr("right")
        if stored == computed
        else tr("wrong, the data give {computed:04X}", computed=computed)
    )
    return f"{stored:04X}, {said}"


def _field(memory: bytes, start: int, end: int, element: int) -> Iterator[Span]:
    data, _, rest = memory[start:end].partition(b"\0")
    name = element_name(element)
    text = printable(data)
    if element == OWNER:
        text = layout.with_hyphen(text)
    yield Span(start, len(data), name, element, text)
    after = start + len(data)
    filling = end - after
    if rest.strip(b"\0"):
        yield Span(after, filling, tr("{name}: 00, then bytes after its end", name=name), element)
    else:
        yield Span(after, filling, tr("{name}: filled with 00", name=name), element)


def _extensions(memory: bytes) -> Iterator[Span]:
    blocks = split(memory, layout.BASIC_SIZE)
    for block in blocks.found:
        yield from _extension(block)
    if blocks.problem:
        rest = len(memory[blocks.end :].rstrip(b"\0"))
        yield Span(blocks.end, rest, tr("extension block without its end"))
    else:
        yield from cut([Span(blocks.end, 1, tr("end of the extension blocks"))], len(memory))


def _extension(block: ExtensionBlock) -> Iterator[Span]:
    start, size, number = block.start, len(block.data), block.identifier
    kind = tr("unstructured") if number >= FIRST_UNSTRUCTURED else tr("not defined")
    name = tr_marked(BLOCK_NAMES.get(number, "")) or kind
    yield Span(start, 1, tr("extension block: its length"), None, str(size))
    yield Span(start + 1, 2, tr("its identifier, low byte first"), None, f"{number} ({name})")
    said = tr("right") if block.is_intact else tr("wrong, the block is not read")
    yield Span(start + 3, 1, tr("its checksum, XOR"), None, said)
    offset = start + HEAD_SIZE
    if not block.is_intact or number not in FIELDS:
        yield Span(offset, start + size - offset, tr("content, not read"))
        return
    if number == LIBRARY and size > HEAD_SIZE:
        yield Span(offset, 1, element_name(MEDIA_OTHER), MEDIA_OTHER, str(block.data[HEAD_SIZE]))
        offset += 1
    elements = iter(FIELDS[number])
    for place, field in enumerate(block.data[offset - start :].split(bytes([END]))):
        if place:
            yield Span(offset, 1, tr("separator"))
            offset += 1
        element = next(elements, None)
        what = tr("more than is defined") if element is None else element_name(element)
        yield Span(offset, len(field), what, element, printable(field))
        offset += len(field)
