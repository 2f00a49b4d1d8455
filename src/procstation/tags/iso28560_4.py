"""ISO/TS 28560-4 on UHF tags: a unique item identifier (UII), and a user bank for the rest.

The UII is the text ISIL.identifier, ISIL.identifier.set or, for privacy, identifier alone. The user
bank is a DSFID, then the elements of ISO 28560-2 without the identifier.
"""

import re
from dataclasses import replace

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tags import compaction, iso28560_2, urn40
from procstation.tags.content import Model, TagContent
from procstation.tags.content_parameter import content_parameter
from procstation.tags.elements import build
from procstation.tags.epc_bank import MOST_WORDS, WORD, EpcBank, iso_bank
from procstation.tags.image import TagImage, require_fit, to_whole_blocks
from procstation.tags.isil import looks_like_isil
from procstation.tags.record import CONTENT, ITEM, OWNER, SET, UNIQUE_ITEM, TagRecord, check_record
from procstation.tags.set_information import (
    MOST_PARTS,
    plain_set,
    read_set_digits,
    set_digits,
)

FIRST_BYTE = iso28560_2.DSFID
SEPARATOR = "."

_NATIONAL_ISIL = re.compile(r"[A-Z]{2}-[A-Za-z0-9][A-Za-z0-9/-]{0,11}")
_PLAIN_ITEM = re.compile(r"[A-Z0-9]{3,}")

AFI_LIBRARY = 0xC2
AFI_SECURED = 0x07
"""What gates look for, as on ISO 15693 tags; the standard is not known to name it."""
AFIS = (AFI_LIBRARY, AFI_SECURED)


def encode(
    record: TagRecord,
    *,
    size: int | None = None,
    uii_size: int | None = None,
    afi: int = AFI_LIBRARY,
    identifier_alone: bool = False,
) -> TagImage:
    """Lay a record out: the image's data are the user bank, its `epc` the EPC bank.

    Args:
        size: Bytes of the user bank; None when any size will do.
        uii_size: Bytes of the EPC bank after the PC word; None when any size will do.
        afi: For the PC word, one of `AFIS`: by another one no reader would know it for a library's.
        identifier_alone: Keep owner and set out of the UII, which every reader can hear.

    Raises:
        InputRefused: The record cannot be coded, or needs more than there is.
    """
    check_record(record, MOST_PARTS)
    if afi not in AFIS:
        raise InputRefused(
            tr("The AFI {afi:02X} is not one of libraries on UHF tags.", afi=afi),
            tr("Give {afis}.", afis=tr(" or ").join(f"{known:02X}" for known in AFIS)),
        )
    if SEPARATOR in record.item:
        raise InputRefused(
            tr(
                "The item identifier {item!r} has a full stop, which separates the parts of a UII.",
                item=record.item,
            ),
            tr("Use the model {iso28560_2}.", iso28560_2=Model.ISO28560_2),
        )
    alone = identifier_alone or record.owner is None
    uii = urn40.encode(record.item if alone else _full_identifier(record))
    room = MOST_WORDS * WORD if uii_size is None else min(uii_size, MOST_WORDS * WORD)
    if len(uii) > room:
        raise InputRefused(
            tr(
                "The unique item identifier needs {count} bytes, the tag has {room}.",
                count=len(uii),
                room=room,
            ),
            tr("Use a tag with a larger EPC bank, or the identifier alone."),
        )
    in_uii = {ITEM} if alone else {ITEM, OWNER, SET}
    data = _user_bank(record, in_uii)
    require_fit(len(data), size)
    return TagImage(
        Model.ISO28560_4,
        to_whole_blocks(data, WORD),
        FIRST_BYTE,
        epc=iso_bank(uii, afi, bool(data)),
    )


def read_user_bank(memory: bytes, why: str) -> iso28560_2.Interpretation:
    """Read a user bank. Takes any bytes and never raises."""
    return iso28560_2.interpret(memory, why, model=Model.ISO28560_4, start=1, first=CONTENT)


def read_uii(bank: EpcBank, why: str) -> TagContent:
    """Read the UII of a bank that is said to have one. Takes any bytes and never raises."""
    content = TagContent(
        Model.ISO28560_4, why, crc_ok=bank.crc_ok, secured=is_secured(bank), epc=bank
    )
    warnings: list[str] = []
    if bank.pc is None:
        warnings.append(tr("Without the PC word, AFI and security are not known."))
    if bank.crc_ok is False:
        warnings.append(
            tr("The stored CRC is wrong: read the tag again; its item is not relied on.")
        )
    try:
        text = urn40.decode(bank.uii)
    except ValueError as error:
        warnings.append(tr("The unique item identifier cannot be read: {error}.", error=error))
        return replace(content, warnings=tuple(warnings))
    if not text or not text.isprintable():
        warnings.append(
            tr("The unique item identifier {text!r} is empty or cannot be printed.", text=text)
        )
        return replace(content, elements={UNIQUE_ITEM: text}, warnings=tuple(warnings))
    owner, item, digits = _split(text)
    elements = {UNIQUE_ITEM: text, ITEM: item}
    parts = part = None
    if owner:
        elements[OWNER] = owner
        if not looks_like_isil(owner):
            warnings.append(tr("The owner {owner!r} is no ISIL.", owner=owner))
    if digits is not None:
        elements[SET] = digits
        parts, part, odd = plain_set(*(read_set_digits(digits) or (0, 0)))
        if odd:
            warnings.append(odd)
    if not item:
        warnings.append(tr("The item identifier is empty."))
    trusted = item if item and bank.crc_ok is not False else None
    return replace(
        content,
        item=trusted,
        owner=owner or None,
        parts=parts,
        part=part,
        elements=elements,
        warnings=tuple(warnings),
    )


def join(uii: TagContent, bank: TagContent) -> TagContent:
    """Return what both banks of one tag say together. Where they differ, the UII holds."""
    warnings = [*uii.warnings, *bank.warnings]
    for number, what in ((OWNER, tr("owner")), (SET, tr("set information"))):
        said, other = uii.elements.get(number), bank.elements.get(number)
        if said is not None and other is not None and said != other:
            warnings.append(
                tr(
                    "The {what} is {said!r} in the UII and {other!r} in the user bank.",
                    what=what,
                    said=said,
                    other=other,
                )
            )
    if uii.epc is not None and uii.epc.has_user_memory is False:
        warnings.append(tr("The PC word says that there is no user bank."))
    stated = uii if uii.parts is not None else bank
    return replace(
        uii,
        owner=uii.owner or bank.owner,
        parts=stated.parts,
        part=stated.part,
        usage=bank.usage,
        elements={**bank.elements, **uii.elements},
        raw=bank.raw,
        warnings=tuple(warnings),
    )


def is_secured(bank: EpcBank) -> bool | None:
    """Return what the AFI of a bank says to a gate; None when it says nothing known."""
    if bank.afi not in AFIS:
        return None
    return bank.afi == AFI_SECURED


def reads_as_uii(data: bytes) -> bool:
    """Whether bytes without a PC word show by themselves that they are a UII.

    Nearly any word is one of URN Code 40, so a text proves nothing: the ISIL of a country, a full
    stop and a plain identifier do, or a long number coded as writers do.
    """
    try:
        text = urn40.decode(data)
    except ValueError:
        return False
    owner, item, _ = _split(text)
    if owner is not None and _NATIONAL_ISIL.fullmatch(owner) and _PLAIN_ITEM.fullmatch(item):
        return True
    return urn40.has_long_number(data) and text.isprintable() and urn40.encode(text) == data


def _full_identifier(record: TagRecord) -> str:
    owner = record.owner or ""
    if not looks_like_isil(owner):
        raise InputRefused(
            tr("The owner {owner!r} is no ISIL.", owner=owner),
            tr("Give it as the ISIL register of your country lists it."),
        )
    fields = [owner, record.item]
    if record.parts is not None and record.part is not None:
        fields.append(set_digits(record.parts, record.part))
    return SEPARATOR.join(fields)


def _user_bank(record: TagRecord, in_uii: set[int]) -> bytes:
    values = iso28560_2.compact(record)
    numbers = sorted(number for number in values if number not in in_uii)
    if not numbers:
        return b""
    parameter = build(CONTENT, compaction.APPLICATION, content_parameter(numbers))
    return bytes([FIRST_BYTE]) + parameter + b"".join(build(n, *values[n]) for n in numbers)


def _split(text: str) -> tuple[str | None, str, str | None]:
    """Return owner, item identifier and digits of the set information."""
    owner, stop, rest = text.partition(SEPARATOR)
    if not stop:
        return None, text, None
    item, stop, digits = rest.rpartition(SEPARATOR)
    if stop and read_set_digits(digits) is not None:
        return owner, item, digits
    return owner, rest, None
