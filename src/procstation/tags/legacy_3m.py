"""The alphanumeric format of older 3M tags (RFID501): 32 bytes, read-only here."""

from procstation.tags.content import Model, TagContent
from procstation.tags.record import ITEM, SET
from procstation.tags.set_information import plain_set, set_digits

FIRST_BYTE = 0x04
SIZE = 32
ITEM_AT, ITEM_END = 4, 20

FACTORY_BLANK = b"\x55" * 24 + bytes(8)
"""A tag as 3M delivered it."""

ITEM_TYPES = {
    1: "book",
    2: "magazine",
    3: "bound journal",
    4: "audio tape",
    5: "video",
    6: "CD",
    7: "diskette",
    8: "book with diskette",
    9: "book with CD",
    13: "book with audio tape",
}


def has_its_shape(memory: bytes) -> bool:
    """Whether memory begins as such a tag does, with a printable identifier."""
    if len(memory) < ITEM_END or memory[0] != FIRST_BYTE or memory[2] != 0:
        return False
    text = memory[ITEM_AT:ITEM_END].rstrip(b"\0")
    return bool(text) and all(0x20 <= byte < 0x7F for byte in text)


def interpret(memory: bytes, why: str) -> TagContent:
    """Read memory of that shape. Never raises."""
    item = memory[ITEM_AT:ITEM_END].rstrip(b"\0").decode("latin-1").rstrip(" ")
    part, parts = memory[1] >> 4, memory[1] & 0x0F
    warnings: list[str] = []
    if len(memory) < SIZE:
        warnings.append(f"Truncated: {len(memory)} of {SIZE} bytes were read.")
    if memory[3] not in ITEM_TYPES and memory[3] != 0:
        warnings.append(f"The item type {memory[3]} is unknown.")
    elements = {ITEM: item}
    if parts == 0:
        # Some writers leave the total out: the tag then says nothing of a set.
        return TagContent(
            Model.LEGACY_3M, why, item=item or None, elements=elements, warnings=tuple(warnings)
        )
    parts, part, odd = plain_set(parts, part)
    if odd:
        warnings.append(odd)
    elements[SET] = set_digits(parts, part)
    return TagContent(
        Model.LEGACY_3M,
        why,
        item=item or None,
        parts=parts,
        part=part,
        elements=elements,
        warnings=tuple(warnings),
    )
