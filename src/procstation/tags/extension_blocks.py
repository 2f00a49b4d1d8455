"""The extension blocks of ISO 28560-3, from byte 34 on, each with a checksum of its own.

A block is its own length (1 byte), its identifier (2 bytes, low one first), a byte that makes the
XOR of the whole block 0, and fields of text separated by 00. Empty fields at the end are left out.
"""

from collections.abc import Mapping
from functools import reduce
from operator import xor
from typing import NamedTuple

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tags.record import (
    ALTERNATIVE_ITEM,
    ALTERNATIVE_OWNER,
    GS1_PRODUCT,
    ILL_BORROWER,
    ILL_BORROWER_LOCAL,
    ILL_TRANSACTION,
    INVOICE,
    MARC_MEDIA,
    MEDIA_OTHER,
    ONIX_MEDIA,
    ORDER,
    OWNER_SUBSIDIARY,
    PRODUCT_LOCAL,
    SHELF,
    SUPPLIER,
    SUPPLY_STAGE,
    TITLE,
    element_name,
)

END = 0x00
HEAD_SIZE = 4
LONGEST = 255
FIRST_UNSTRUCTURED = 101
LIBRARY = 1
"""The block that begins with one raw byte, the media format."""

FIELDS: Mapping[int, tuple[int, ...]] = {
    LIBRARY: (ALTERNATIVE_ITEM, ALTERNATIVE_OWNER),
    2: (SUPPLIER, PRODUCT_LOCAL, ORDER, INVOICE, GS1_PRODUCT, SUPPLY_STAGE),
    3: (SHELF, MARC_MEDIA, ONIX_MEDIA, OWNER_SUBSIDIARY),
    4: (TITLE,),
    5: (ILL_BORROWER, ILL_TRANSACTION, ILL_BORROWER_LOCAL),
}
"""Elements of each block in their order; the media format comes before those of block 1."""

PLACES = frozenset({MEDIA_OTHER}).union(*FIELDS.values())


class ExtensionBlock(NamedTuple):
    """One block as it lies in memory.

    Attributes:
        data: All its bytes, the length first.
    """

    start: int
    data: bytes

    @property
    def identifier(self) -> int:
        return self.data[1] | self.data[2] << 8

    @property
    def is_intact(self) -> bool:
        return reduce(xor, self.data) == 0


class ExtensionBlocks(NamedTuple):
    """All blocks of a memory.

    Attributes:
        found: In order of memory, damaged ones too.
        end: Offset of the first byte that was not taken for a block.
        problem: Why reading stopped before the end mark, or None.
    """

    found: tuple[ExtensionBlock, ...]
    end: int
    problem: str | None = None


def split(memory: bytes, offset: int) -> ExtensionBlocks:
    """Split memory into blocks, from `offset` up to the end mark. Takes any bytes."""
    found: list[ExtensionBlock] = []
    while offset < len(memory) and memory[offset] != END:
        length = memory[offset]
        data = memory[offset : offset + length]
        if length < HEAD_SIZE:
            problem = tr(
                "The extension block at byte {offset} has the length {length}.",
                offset=offset,
                length=length,
            )
            return ExtensionBlocks(tuple(found), offset, problem)
        if len(data) < length:
            problem = tr(
                "Truncated: the extension block at byte {offset} has {length}"
                " bytes, {count} were read.",
                offset=offset,
                length=length,
                count=len(data),
            )
            return ExtensionBlocks(tuple(found), offset, problem)
        found.append(ExtensionBlock(offset, data))
        offset += length
    return ExtensionBlocks(tuple(found), offset)


def encode(elements: Mapping[int, str]) -> bytes:
    """Return the blocks for elements 6 to 26, without end mark; b"" when there are none.

    Raises:
        InputRefused: An element has no place in this model, or a block becomes too long.
    """
    for number in elements:
        if number not in PLACES:
            raise InputRefused(
                tr(
                    "ISO 28560-3 has no place for element {number} ({element_name}).",
                    number=number,
                    element_name=element_name(number),
                ),
                tr("Leave it out, or use the model iso28560-2."),
            )
    blocks: list[bytes] = []
    for identifier, numbers in FIELDS.items():
        fields = [elements.get(number, "").encode("utf-8") for number in numbers]
        payload = b"\0".join(fields).rstrip(b"\0")
        if identifier == LIBRARY and (payload or MEDIA_OTHER in elements):
            payload = _media_byte(elements.get(MEDIA_OTHER, "0")) + payload
        if payload:
            blocks.append(_block(identifier, payload))
    return b"".join(blocks)


def decode(memory: bytes, offset: int, warnings: list[str]) -> dict[int, str]:
    """Return the elements of the blocks from `offset` on; what is odd is added to `warnings`.

    A damaged block is skipped by its length. Never raises.
    """
    elements: dict[int, str] = {}
    seen: set[int] = set()
    blocks = split(memory, offset)
    for block in blocks.found:
        identifier = block.identifier
        if not block.is_intact:
            warnings.append(
                tr(
                    "The extension block at byte {start} is damaged and left out.",
                    start=block.start,
                )
            )
        elif identifier not in FIELDS:
            warnings.append(left_out(identifier))
        elif identifier in seen:
            warnings.append(
                tr("A second extension block {identifier} is left out.", identifier=identifier)
            )
        else:
            seen.add(identifier)
            elements |= _fields(identifier, block.data[HEAD_SIZE:], warnings)
    if blocks.problem:
        warnings.append(blocks.problem)
    return elements


def left_out(identifier: int) -> str:
    """Return the warning about a block of a kind that is not read."""
    kind = tr("unstructured") if identifier >= FIRST_UNSTRUCTURED else tr("not defined")
    return tr(
        "The extension block {identifier} is {kind} and left out.", identifier=identifier, kind=kind
    )


def _fields(identifier: int, payload: bytes, warnings: list[str]) -> dict[int, str]:
    elements: dict[int, str] = {}
    if identifier == LIBRARY and payload:
        elements[MEDIA_OTHER] = str(payload[0])
        payload = payload[1:]
    fields = payload.split(b"\0")
    numbers = FIELDS[identifier]
    if any(fields[len(numbers) :]):
        warnings.append(
            tr(
                "The extension block {identifier} has more fields than are defined.",
                identifier=identifier,
            )
        )
    for number, field in zip(numbers, fields, strict=False):
        if field:
            try:
                elements[number] = field.decode("utf-8")
            except UnicodeDecodeError:
                elements[number] = field.decode("latin-1")
                warnings.append(
                    tr("Element {number} is not UTF-8; it is read as ISO 8859-1.", number=number)
                )
    return elements


def _media_byte(text: str) -> bytes:
    if not (text.isascii() and text.isdecimal() and int(text) <= 0xFF):
        raise InputRefused(
            tr(
                "Element {media_other} ({element_name}) is {text!r}.",
                media_other=MEDIA_OTHER,
                element_name=element_name(MEDIA_OTHER),
                text=text,
            ),
            tr("Give a number from 0 to 255."),
        )
    return bytes([int(text)])


def _block(identifier: int, payload: bytes) -> bytes:
    length = HEAD_SIZE + len(payload)
    if length > LONGEST:
        raise InputRefused(
            tr(
                "The extension block {identifier} would need {length} bytes; it"
                " may have {longest}.",
                identifier=identifier,
                length=length,
                longest=LONGEST,
            ),
            tr("Shorten the elements {map}.", map=", ".join(map(str, FIELDS[identifier]))),
        )
    head = bytes([length, identifier & 0xFF, identifier >> 8])
    return head + bytes([reduce(xor, head + payload)]) + payload
