"""NFC Forum Type 5 tags: recognised, so that they are never overwritten without consent."""

from procstation.language import mark, tr, tr_marked
from procstation.tags.content import Model, TagContent

MAGIC = {0xE1: mark("one-byte"), 0xE2: mark("two-byte")}
"""First byte of the capability container, by how blocks are addressed."""

MAJOR_VERSION = 1
NULL_TLV, NDEF_TLV, END_TLV = 0x00, 0x03, 0xFE
TLV_NAMES = {
    0x01: mark("lock control"),
    0x02: mark("memory control"),
    0x03: mark("NDEF message"),
    0xFD: mark("proprietary"),
}
SHORT_CONTAINER, LONG_CONTAINER = 4, 8


def has_its_shape(memory: bytes) -> bool:
    """Whether memory begins with a capability container of version 1 and a TLV of such a tag."""
    if len(memory) < SHORT_CONTAINER or memory[0] not in MAGIC or memory[1] >> 6 != MAJOR_VERSION:
        return False
    # A size of 0 in the third byte says that the size stands in a longer container.
    start = SHORT_CONTAINER if memory[2] else LONG_CONTAINER
    content = memory[start:].lstrip(bytes([NULL_TLV]))
    return not content or content[0] in {NDEF_TLV, END_TLV} or 0x01 <= content[0] <= 0x02


def interpret(memory: bytes, why: str) -> TagContent:
    """Describe memory of that shape. Never raises."""
    warning = tr(
        "A tag for phones, {magic} addressing; its message is not read.",
        magic=tr_marked(MAGIC[memory[0]]),
    )
    return TagContent(Model.NDEF, why, warnings=(warning,))
