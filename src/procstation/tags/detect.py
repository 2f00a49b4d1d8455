"""Which data model is on a tag: by checksum, by DSFID, by what parses; never by the first byte.

The first byte 11 begins ISO 28560-3 tags as well as ISO 28560-2 ones, and E1 begins ISO 28560-2
tags as well as those for phones.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tags import iso28560_2, iso28560_3, iso28560_4, legacy_3m, ndef
from procstation.tags.block_order import reverse_blocks
from procstation.tags.content import Model, TagContent
from procstation.tags.image import TagImage
from procstation.tags.record import TagRecord
from procstation.tags.site_rule import SiteRule, rule_for

NOT_SET = 0x00
"""A DSFID that says nothing: as delivered, and as most libraries leave it."""


def decode(
    memory: bytes,
    *,
    dsfid: int | None = None,
    block_size: int = 4,
    afi: int | None = None,
    rules: Iterable[SiteRule] = (),
) -> TagContent:
    """Find out the model of a memory image and read it. Takes any bytes and never raises.

    Memory whose first byte is 00 never gives an item, whatever follows: the safe write relies on
    it. (A tag of 8-byte blocks turned round with an identifier of under 5 bytes is lost to that.)

    Args:
        memory: User memory from byte 0.
        dsfid: The tag's DSFID; None when it is not known.
        block_size: Bytes of one block, for tags whose blocks are turned round.
        afi: The tag's AFI, for the rules; None when it is not known.
        rules: What this library knows of its own tags.
    """
    if not memory:
        return TagContent(Model.FOREIGN, tr("There are no bytes to decode."))
    first = memory[0]
    if first in {0x00, 0x55, 0xFF}:
        blank = _why_blank(memory)
        if blank:
            return TagContent(Model.BLANK, blank)
    if ndef.has_its_shape(memory):
        return ndef.interpret(
            memory, tr("It begins with a capability container (NFC Forum Type 5).")
        )
    if iso28560_3.crc_is_right(memory):
        content = iso28560_3.interpret(memory, tr("The CRC of ISO 28560-3 is right."))
        return _note_dsfid(content, dsfid, iso28560_2.DSFID)
    if first != 0:
        turned = reverse_blocks(memory, block_size)
        if iso28560_3.crc_is_right(turned):
            why = tr(
                "The CRC of ISO 28560-3 is right when the bytes of each block are turned round."
            )
            content = iso28560_3.interpret(turned, why)
            return replace(_note_dsfid(content, dsfid, iso28560_2.DSFID), block_order="reversed")
    return _without_checksum(memory, dsfid, rule_for(rules, dsfid, afi))


def encode(
    record: TagRecord,
    model: Model,
    *,
    size: int | None = None,
    block_size: int = 4,
    lock: Collection[int] = (),
) -> TagImage:
    """Lay a record out in the model asked for. Arguments as in `iso28560_2.encode`.

    Of a UHF tag, `size` is that of the user bank; words are its blocks.

    Raises:
        InputRefused: The model cannot be written, or cannot hold this record in `size` bytes.
    """
    if model is Model.ISO28560_2:
        return iso28560_2.encode(record, size=size, block_size=block_size, lock=lock)
    if model is Model.ISO28560_3:
        return iso28560_3.encode(record, size=size, block_size=block_size)
    if model is Model.ISO28560_4:
        return iso28560_4.encode(record, size=size)
    raise InputRefused(
        tr("Tags of the model {model} are read and not written.", model=model),
        tr(
            "Choose {iso28560_2}, {iso28560_3} or, on UHF tags, {iso28560_4}.",
            iso28560_2=Model.ISO28560_2,
            iso28560_3=Model.ISO28560_3,
            iso28560_4=Model.ISO28560_4,
        ),
    )


def identifier_end(memory: bytes, model: Model) -> int:
    """Return how many leading bytes hold the identity of the item; 0 when none do."""
    if model is Model.ISO28560_2:
        return iso28560_2.identifier_end(memory)
    if model is Model.ISO28560_3:
        return iso28560_3.IDENTIFIER_END
    return legacy_3m.ITEM_END if model is Model.LEGACY_3M else 0


def _without_checksum(memory: bytes, dsfid: int | None, rule: SiteRule | None) -> TagContent:
    if rule is not None:
        content = _by_rule(memory, rule)
        if content is not None:
            return content
    if dsfid == iso28560_3.DSFID:
        why = tr("DSFID {dsfid:02X} says ISO 28560-3, but the CRC is wrong.", dsfid=dsfid)
        return iso28560_3.interpret_damaged(memory, why)
    if dsfid == iso28560_2.DSFID:
        why = tr("DSFID {dsfid:02X} says ISO 28560-2.", dsfid=dsfid)
        return iso28560_2.interpret(memory, why).content
    said = (
        tr("The DSFID is not known")
        if dsfid is None
        else tr("DSFID {dsfid:02X} says nothing of it", dsfid=dsfid)
    )
    if iso28560_3.has_its_shape(memory):
        why = tr(
            "{said}; it has the shape of an ISO 28560-3 basic block, but the CRC is wrong.",
            said=said,
        )
        return iso28560_3.interpret_damaged(memory, why)
    if dsfid in {None, NOT_SET}:
        reading = iso28560_2.interpret(
            memory, tr("{said}; all of it parses as ISO 28560-2.", said=said)
        )
        if not reading.doubts:
            return reading.content
        reason = reading.doubts[0]
        if memory[0] == iso28560_4.FIRST_BYTE:
            why = tr("It begins with DSFID 06, and the rest parses as the user bank of a UHF tag.")
            bank = iso28560_4.read_user_bank(memory, why)
            if not bank.doubts:
                return bank.content
    else:
        reason = tr("The DSFID belongs to no library model.")
    if legacy_3m.has_its_shape(memory):
        why = tr("{said}; it begins as 3M tags do, with a printable identifier.", said=said)
        return legacy_3m.interpret(memory, why)
    if memory[0] == 0:
        reason = tr("It begins with 00, which is no data, and goes on: a write that did not end?")
    why = tr("{said}; no CRC is right, and as ISO 28560-2: {reason}", said=said, reason=reason)
    return TagContent(Model.FOREIGN, why)


def _by_rule(memory: bytes, rule: SiteRule) -> TagContent | None:
    if rule.model is Model.ISO28560_2:
        return iso28560_2.interpret(memory, f"{rule.reason}.").content
    if rule.model is Model.ISO28560_3:
        return iso28560_3.interpret_damaged(
            memory, tr("{reason}, but the CRC is wrong.", reason=rule.reason)
        )
    if rule.model is Model.LEGACY_3M and legacy_3m.has_its_shape(memory):
        return legacy_3m.interpret(memory, f"{rule.reason}.")
    return None


def _why_blank(memory: bytes) -> str | None:
    if not any(memory):
        return tr("All bytes are 00.")
    if memory.count(0xFF) == len(memory):
        return tr("All bytes are FF.")
    factory = legacy_3m.FACTORY_BLANK
    if memory[: len(factory)] == factory[: len(memory)] and not any(memory[len(factory) :]):
        return tr("All bytes are as 3M delivered tags: 55, then 00.")
    return None


def _note_dsfid(content: TagContent, dsfid: int | None, other: int) -> TagContent:
    if dsfid != other:
        return content
    warning = tr(
        "DSFID {dsfid:02X} announces ISO 28560-2, and the tag holds ISO 28560-3.", dsfid=dsfid
    )
    return replace(content, warnings=(*content.warnings, warning))
