"""The alphanumeric format of older 3M tags (RFID501): 32 bytes, read-only here."""

from dataclasses import replace

from procstation.language import mark, tr, tr_marked
from procstation.tags.content import Model, TagContent
from procstation.tags.record import ITEM, SET
from procstation.tags.set_information import plain_set, set_digits

FIRST_BYTE = 0x04
SIZE = 32
ITEM_AT, ITEM_END = 4, 20
PLACE_AT, CUSTOM_AT, CUSTOM_END = 20, 24, 28
"""Twelve bits of branch and twenty of library, then a signed number of the library's own."""

FACTORY_BLANK = b"\x55" * 24 + bytes(8)
"""A tag as 3M delivered it."""

ITEM_TYPES = {
    0: mark("other"),
    1: mark("book"),
    2: mark("magazine"),
    3: mark("bound journal"),
    4: mark("audio tape"),
    5: mark("video"),
    6: "CD",
    7: mark("diskette"),
    8: mark("book with diskette"),
    9: mark("book with CD"),
    13: mark("book with audio tape"),
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
        warnings.append(
            tr("Truncated: {count} of {size} bytes were read.", count=len(memory), size=SIZE)
        )
    if memory[3] not in ITEM_TYPES:
        warnings.append(tr("The item type {number} is unknown.", number=memory[3]))
    elements = {ITEM: item}
    content = TagContent(
        Model.LEGACY_3M,
        why,
        item=item or None,
        elements=elements,
        extras=_extras(memory),
        warnings=tuple(warnings),
    )
    if parts == 0:
        # Some writers leave the total out: the tag then says nothing of a set.
        return content
    parts, part, odd = plain_set(parts, part)
    if odd:
        warnings.append(odd)
    elements[SET] = set_digits(parts, part)
    return replace(content, parts=parts, part=part, warnings=tuple(warnings))


def _extras(memory: bytes) -> dict[str, str]:
    extras = {mark("item type"): tr_marked(ITEM_TYPES.get(memory[3], f"{memory[3]}"))}
    place = int.from_bytes(memory[PLACE_AT:CUSTOM_AT], "big")
    if len(memory) >= CUSTOM_AT and place:
        extras |= {mark("branch"): str(place >> 20), mark("library"): str(place & 0xFFFFF)}
    custom = int.from_bytes(memory[CUSTOM_AT:CUSTOM_END], "big", signed=True)
    if len(memory) >= CUSTOM_END and custom:
        extras[mark("custom number")] = str(custom)
    return extras
