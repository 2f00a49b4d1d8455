"""ISO 28560-3, the Danish model: a fixed basic block with a CRC, then optional extension blocks."""

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tags import extension_blocks
from procstation.tags.content import Model, TagContent
from procstation.tags.crc16 import crc16
from procstation.tags.image import TagImage, require_fit, to_whole_blocks
from procstation.tags.record import (
    CONTENT,
    ITEM,
    OWNER,
    PATRON_CLASS,
    SET,
    USAGE,
    TagRecord,
    check_record,
)
from procstation.tags.set_information import plain_set, set_digits

DSFID = 0x3E
"""Access method 0, data format 30; 00 is as common in the field."""

VERSION = 1
ITEM_AT, ITEM_SIZE = 3, 16
CRC_AT = 19
OWNER_AT = 21
BASIC_SIZE = 34
SHORT_SIZE = 32
"""The basic block of a tag of 256 bits: the owner is two bytes shorter, nothing follows."""

IDENTIFIER_END = CRC_AT
"""Bytes before this one hold the identity."""

COUNTRY_SIZE = 2
MOST_PARTS = 255
NO_USAGE_KNOWN = 0x60
"""Type of usage: no information."""


def encode(record: TagRecord, *, size: int | None = None, block_size: int = 4) -> TagImage:
    """Lay a record out.

    Args:
        size: Bytes of user memory; None when any size will do. From 32 to 33 makes the short
            basic block, without extension blocks.

    Raises:
        InputRefused: A value has no place, is too long for its field, or `size` is too small.
    """
    check_record(record, MOST_PARTS)
    basic_size = SHORT_SIZE if size is not None and size < BASIC_SIZE else BASIC_SIZE
    extensions, warnings = extension_blocks.encode(record.elements), list[str]()
    require_fit((BASIC_SIZE if extensions else SHORT_SIZE) + len(extensions), size)
    usage = NO_USAGE_KNOWN if record.usage is None else record.usage
    if usage & 0x0F:
        warnings.append(
            tr(
                "Only the main class of the type of usage {usage:02X} is kept, as {kept:02X}.",
                usage=usage,
                kept=usage & 240,
            )
        )
    basic = bytearray(BASIC_SIZE)
    basic[0] = VERSION << 4 | usage >> 4
    basic[1] = 1 if record.parts is None else record.parts
    basic[2] = 1 if record.part is None else record.part
    basic[ITEM_AT:CRC_AT] = _item_field(record.item)
    basic[OWNER_AT:BASIC_SIZE] = _owner_field(record.owner, basic_size - OWNER_AT)
    basic[CRC_AT:OWNER_AT] = checksum(bytes(basic)).to_bytes(2, "little")
    data = bytes(basic[:basic_size])
    if extensions:
        data += extensions
        if size is None or len(data) < size:
            data += bytes([extension_blocks.END])
    elif not any(data[SHORT_SIZE:]):
        data = data[:SHORT_SIZE]
    return TagImage(
        Model.ISO28560_3, to_whole_blocks(data, block_size), DSFID, warnings=tuple(warnings)
    )


def checksum(memory: bytes) -> int:
    """Return the CRC of a basic block: all of it but the CRC itself, missing bytes as 00."""
    covered = memory[:CRC_AT] + memory[OWNER_AT:BASIC_SIZE]
    return crc16(covered + bytes(SHORT_SIZE - len(covered)))


def crc_is_right(memory: bytes) -> bool:
    """Whether memory begins with a basic block whose CRC is right.

    A first byte of 00 has neither version nor usage and is no basic block, whatever the CRC says:
    it is what the station writes first to make a tag unreadable and replaces last.
    """
    if len(memory) < SHORT_SIZE or memory[0] == 0:
        return False
    return checksum(memory) == memory[CRC_AT] | memory[CRC_AT + 1] << 8


def interpret(memory: bytes, why: str) -> TagContent:
    """Read memory whose CRC is right. Never raises."""
    warnings: list[str] = []
    version, usage = memory[0] >> 4, (memory[0] & 0x0F) << 4
    if version == PATRON_CLASS:
        # With its halves swapped it is a patron card: to be on the safe side, it is taken for one.
        usage = PATRON_CLASS << 4
    if version != VERSION:
        warnings.append(
            tr(
                "Byte 0 is {byte:02X}: version {version} is unknown. Some"
                " writers swap its halves; it would then mean version {swapped},"
                " type of usage {version}0.",
                byte=memory[0],
                version=version,
                swapped=memory[0] & 15,
            )
        )
    parts, part, odd = plain_set(memory[1], memory[2])
    if odd:
        warnings.append(odd)
    item = _read_field(tr("item identifier"), memory[ITEM_AT:CRC_AT], warnings)
    if item != item.rstrip(" "):
        warnings.append(tr("The item identifier is filled with spaces."))
        item = item.rstrip(" ")
    if not item:
        warnings.append(tr("The item identifier is empty."))
    owner = with_hyphen(_read_field(tr("owner"), memory[OWNER_AT:BASIC_SIZE], warnings))
    elements = {CONTENT: f"{version:X}", USAGE: f"{usage:02X}"}
    if item:
        elements[ITEM] = item
    if owner:
        elements[OWNER] = owner
    elements[SET] = set_digits(parts, part)
    if len(memory) > BASIC_SIZE:
        elements |= extension_blocks.decode(memory, BASIC_SIZE, warnings)
    return TagContent(
        Model.ISO28560_3,
        why,
        item=item or None,
        owner=owner or None,
        parts=parts,
        part=part,
        usage=usage,
        elements=elements,
        crc_ok=True,
        warnings=tuple(warnings),
    )


def interpret_damaged(memory: bytes, why: str) -> TagContent:
    """Describe memory that is of this model and whose CRC is wrong: nothing in it is trusted."""
    warnings = [tr("The CRC is wrong: the tag is damaged or was not written to the end.")]
    if len(memory) < SHORT_SIZE:
        warnings = [
            tr(
                "Truncated: {count} bytes were read, the basic block has {size}.",
                count=len(memory),
                size=SHORT_SIZE,
            )
        ]
    field = memory[ITEM_AT:CRC_AT].rstrip(b"\0")
    if field:
        shown = field.decode("latin-1")
        warnings.append(
            tr("The identifier field reads {shown!r}, which is not to be relied on.", shown=shown)
        )
    return TagContent(Model.ISO28560_3, why, crc_ok=False, warnings=tuple(warnings))


def has_its_shape(memory: bytes) -> bool:
    """Whether memory looks like a basic block of version 1, leaving the CRC aside."""
    if len(memory) <= ITEM_AT or memory[0] >> 4 != VERSION or memory[0] & 0x0F > 9:
        return False
    parts, part = memory[1], memory[2]
    if not (1 <= part <= parts or (parts, part) in {(1, 0), (0, 1)}):
        return False
    item, owner = memory[ITEM_AT:CRC_AT], memory[OWNER_AT:BASIC_SIZE]
    # A torn field may have text of two records with 00 between.
    return item[0] != 0 and all(byte == 0 or 0x20 <= byte < 0x7F for byte in item + owner)


def _item_field(item: str) -> bytes:
    field = item.encode("utf-8")
    if len(field) > ITEM_SIZE:
        raise InputRefused(
            tr(
                "The item identifier {item!r} takes {count} bytes; ISO 28560-3 has {item_size}.",
                item=item,
                count=len(field),
                item_size=ITEM_SIZE,
            ),
            tr("Use the model iso28560-2, which has no such limit."),
        )
    return field.ljust(ITEM_SIZE, b"\0")


def _owner_field(owner: str | None, room: int) -> bytes:
    if owner is None:
        return bytes(BASIC_SIZE - OWNER_AT)
    country, hyphen, unit = owner.partition("-")
    if not (len(country) == COUNTRY_SIZE and country.isascii() and country.isalpha() and hyphen):
        raise InputRefused(
            tr(
                "The owner {owner!r} has no country of two letters before its"
                " hyphen, which ISO 28560-3 leaves out.",
                owner=owner,
            ),
            tr("Use an ISIL of a country, or the model iso28560-2."),
        )
    if unit.startswith("-"):
        raise InputRefused(
            tr(
                "The owner {owner!r} has two hyphens after its country and would be read with one.",
                owner=owner,
            ),
            tr("Correct the ISIL."),
        )
    field = (country + unit).encode("utf-8")
    if not unit or len(field) > room:
        raise InputRefused(
            tr(
                "The owner {owner!r} takes {count} bytes without its hyphen; this tag has {room}.",
                owner=owner,
                count=len(field),
                room=room,
            ),
            tr("Use a larger tag, or the model iso28560-2."),
        )
    return field.ljust(BASIC_SIZE - OWNER_AT, b"\0")


def _read_field(what: str, field: bytes, warnings: list[str]) -> str:
    data, _, rest = field.partition(b"\0")
    if rest.strip(b"\0"):
        warnings.append(tr("The field of the {what} has bytes after its end.", what=what))
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
        warnings.append(tr("The {what} is not UTF-8; it is read as ISO 8859-1.", what=what))
    if not text.isprintable():
        warnings.append(
            tr("The {what} {text!r} has characters that cannot be printed.", what=what, text=text)
        )
    return text


def with_hyphen(field: str) -> str:
    """Return the ISIL of an owner field, which leaves the hyphen after the country out."""
    country = field[:COUNTRY_SIZE]
    if len(field) <= COUNTRY_SIZE or not country.isalpha() or field[COUNTRY_SIZE] == "-":
        return field
    return f"{country}-{field[COUNTRY_SIZE:]}"
