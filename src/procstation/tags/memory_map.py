"""What each byte of a tag's memory is, in the order of memory and in the words of the standards."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from procstation.language import mark, tr, tr_marked
from procstation.tags import legacy_3m, ndef
from procstation.tags.block_order import reverse_blocks
from procstation.tags.content import Model, TagContent
from procstation.tags.map_elements import map_elements
from procstation.tags.map_fixed import map_fixed
from procstation.tags.record import ITEM, SET, UNIQUE_ITEM, element_name
from procstation.tags.span import Span, cut, printable, rest_of, with_dots

TURNED = mark(
    "The bytes of each block lie in opposite order on the tag; they are shown turned round."
)

CRC_SIZE = PC_SIZE = 2


@dataclass(frozen=True, slots=True)
class MemoryMap:
    """A memory with the meaning of each of its bytes.

    Attributes:
        memory: In the order in which it is read: blocks that lie turned round are turned back.
        spans: Ascending; every byte of `memory` is in exactly one.
        note: What is to be said of all of it; "" when nothing is.
    """

    memory: bytes
    spans: tuple[Span, ...]
    note: str = ""

    def within(self, start: int, end: int) -> Iterator[tuple[Span, bool]]:
        """Yield spans with bytes from `start` up to `end`, and whether each begins among these."""
        for span in self.spans:
            if span.start < end and span.end > start:
                yield span, span.start >= start


def map_memory(memory: bytes, content: TagContent, block_size: int = 4) -> MemoryMap:
    """Tell what each byte of a memory is, given how it was read. Takes any bytes and never raises.

    Args:
        memory: What `content` was decoded from: the user memory of an ISO 15693 tag, or a bank of a
            UHF tag.
        block_size: Bytes of one block, for tags whose blocks are turned round.
    """
    if content.epc is not None:
        return MemoryMap(memory, _filled(memory, _epc_bank(memory, content)))
    if content.block_order == "reversed":
        # A last block that was cut is not turned: nobody knows its missing bytes.
        turned = reverse_blocks(memory, block_size)
        memory = turned + memory[len(turned) :]
        return MemoryMap(memory, _filled(memory, map_fixed(memory)), tr_marked(TURNED))
    return MemoryMap(memory, _filled(memory, _MAPS.get(content.model, _unknown)(memory)))


def _filled(memory: bytes, spans: Iterator[Span]) -> tuple[Span, ...]:
    """Return spans that have bytes, and after them what nothing was said of."""
    given = [span for span in spans if span.length]
    end = given[-1].end if given else 0
    return (*given, *rest_of(memory, end))


def _user_bank(memory: bytes) -> Iterator[Span]:
    yield from cut([Span(0, 1, "DSFID", None, memory[:1].hex().upper())], len(memory))
    yield from map_elements(memory, 1)


def _blank(memory: bytes) -> Iterator[Span]:
    factory = legacy_3m.FACTORY_BLANK
    if memory[:1] == factory[:1]:
        filled = factory.rstrip(b"\0")
        yield Span(0, min(len(filled), len(memory)), tr("blank, as 3M delivered it"))


def _unknown(memory: bytes) -> Iterator[Span]:
    yield Span(0, len(memory.rstrip(b"\0")), tr("not read, of no known model"))


def _legacy_3m(memory: bytes) -> Iterator[Span]:
    known = memory[: legacy_3m.SIZE].ljust(legacy_3m.SIZE, b"\0")
    item = known[legacy_3m.ITEM_AT : legacy_3m.ITEM_END].rstrip(b"\0")
    item_end = legacy_3m.ITEM_AT + len(item)
    kind = tr_marked(legacy_3m.ITEM_TYPES.get(known[3], mark("unknown")))
    place = int.from_bytes(known[legacy_3m.PLACE_AT : legacy_3m.CUSTOM_AT], "big")
    custom = int.from_bytes(known[legacy_3m.CUSTOM_AT : legacy_3m.CUSTOM_END], "big", signed=True)
    fields = (
        Span(0, 1, tr("mark of the 3M format")),
        Span(1, 1, tr("part, and number of parts"), SET, f"{known[1] >> 4}, {known[1] & 0x0F}"),
        Span(2, 1, tr("always 00")),
        Span(3, 1, tr("item type"), None, f"{known[3]} ({kind})"),
        Span(4, len(item), element_name(ITEM), ITEM, printable(item)),
        Span(item_end, legacy_3m.ITEM_END - item_end, tr("identifier: filled with 00"), ITEM),
        Span(20, 4, tr("branch, and library"), None, f"{place >> 20}, {place & 0xFFFFF}"),
        Span(24, 4, tr("number of the library's own"), None, str(custom)),
    )
    yield from cut(fields, len(memory))


def _ndef(memory: bytes) -> Iterator[Span]:
    head = memory[: ndef.SHORT_CONTAINER].ljust(ndef.SHORT_CONTAINER, b"\0")
    size = ndef.SHORT_CONTAINER if head[2] else ndef.LONG_CONTAINER
    fields = (
        Span(
            0,
            1,
            tr("capability container"),
            None,
            tr("{size} addresses", size=tr_marked(ndef.MAGIC.get(head[0], mark("unknown")))),
        ),
        Span(1, 1, tr("version and access"), None, f"{head[1]:02X}"),
        Span(
            2,
            1,
            tr("size of the memory"),
            None,
            tr("{count} bytes", count=head[2] * 8) if head[2] else tr("see below"),
        ),
        Span(3, 1, tr("features"), None, f"{head[3]:02X}"),
        Span(4, size - 4, tr("size of the memory, long form")),
    )
    yield from cut(fields, len(memory))
    offset = min(size, len(memory))
    while offset < len(memory):
        kind = memory[offset]
        if kind == ndef.END_TLV:
            yield Span(offset, 1, tr("end of the messages"))
            return
        if kind == ndef.NULL_TLV:
            run = memory[offset:]
            filling = len(run) - len(run.lstrip(b"\0"))
            if filling == len(run):
                return
            yield Span(offset, filling, tr("null, skipped"))
            offset += filling
            continue
        name = tr_marked(ndef.TLV_NAMES.get(kind, "")) or tr(
            "block of the unknown kind {kind:02X}", kind=kind
        )
        length, stated_in = _length_of_tlv(memory, offset + 1)
        value_at = min(offset + 1 + stated_in, len(memory))
        end = min(value_at + length, len(memory))
        yield Span(offset, 1, tr("kind"), None, name)
        yield Span(offset + 1, value_at - offset - 1, tr("length"), None, str(length))
        yield Span(value_at, end - value_at, tr("{name}, not read", name=name))
        offset = end


def _length_of_tlv(memory: bytes, offset: int) -> tuple[int, int]:
    """Return the length of a value, and in how many bytes it is stated."""
    if memory[offset : offset + 1] == b"\xff":
        return int.from_bytes(memory[offset + 1 : offset + 3], "big"), 3
    return int.from_bytes(memory[offset : offset + 1], "big"), 1


def _epc_bank(memory: bytes, content: TagContent) -> Iterator[Span]:
    bank = content.epc
    assert bank is not None
    size = len(memory)
    offset = 0
    # A CRC that a program blanked counts as left out, and yet its bytes are there.
    if bank.pc is not None and memory[:PC_SIZE] != bank.pc.to_bytes(PC_SIZE, "big"):
        said = {True: tr("right"), False: tr("wrong"), None: tr("left out")}[bank.crc_ok]
        yield from cut([Span(0, CRC_SIZE, tr("stored CRC"), None, said)], size)
        offset = CRC_SIZE
    if bank.pc is not None:
        words = (
            tr("{count} words follow", count=bank.words)
            if bank.afi is None
            else tr("{count} words follow, AFI {afi:02X}", count=bank.words, afi=bank.afi)
        )
        yield from cut([Span(offset, PC_SIZE, tr("protocol control word"), None, words)], size)
        offset += PC_SIZE
    name = "EPC" if content.model is not Model.ISO28560_4 else element_name(UNIQUE_ITEM)
    said = with_dots(content.elements.get(UNIQUE_ITEM) or content.item or "")
    yield from cut([Span(offset, len(bank.uii), name, UNIQUE_ITEM, said)], size)


_MAPS: dict[Model, Callable[[bytes], Iterator[Span]]] = {
    Model.ISO28560_2: map_elements,
    Model.ISO28560_3: map_fixed,
    Model.ISO28560_4: _user_bank,
    Model.LEGACY_3M: _legacy_3m,
    Model.NDEF: _ndef,
    Model.BLANK: _blank,
}
