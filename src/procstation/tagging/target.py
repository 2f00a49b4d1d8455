"""What the whole memory of a tag shall be once an image is on it."""

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tagging.reading import TagReading
from procstation.tags import Model


def empty_on(reading: TagReading, item: str) -> bytes:
    """Return the memory of the tag with nothing in it but what is locked.

    Raises:
        InputRefused: What is locked names the item.
    """
    size = reading.block_size
    target = bytearray(len(reading.memory))
    for block, locked in enumerate(reading.locked):
        if locked:
            target[block * size : (block + 1) * size] = reading.memory[block * size :][:size]
    if reading.decode(bytes(target)).item is not None:
        uid = reading.uid.hex().upper()
        raise InputRefused(
            tr(
                "Blocks of the tag {uid} are locked: it will always name {item}.",
                uid=uid,
                item=item,
            ),
            tr("Take the tag out of the item, or mark it instead."),
        )
    return bytes(target)


def target_on(reading: TagReading, image: bytes, model: Model, anew: bool = False) -> bytes:
    """Return the memory that holds an image: the rest is 00, but for locked blocks behind it.

    Args:
        anew: Whether to lay it out anew when the tag reads as that record already.

    Raises:
        InputRefused: With its DSFID and its locked blocks the tag would read as something else.
    """
    old, size = reading.memory, reading.block_size
    wanted = reading.decode(image)
    now = reading.content
    same = now.model is wanted.model and now.record == wanted.record and now.record is not None
    if same and not anew and not now.warnings and now.block_order == "normal":
        # The same record may be coded otherwise by another maker: no reason to write.
        return old
    target = bytearray(image.ljust(len(old), b"\0"))
    for block in range(len(image) // size, len(reading.locked)):
        if reading.locked[block]:
            target[block * size : (block + 1) * size] = old[block * size : (block + 1) * size]
    result = reading.decode(bytes(target))
    if result.record != wanted.record or result.model is not model:
        said = (
            tr("no DSFID")
            if reading.dsfid is None
            else tr("DSFID {dsfid:02X}", dsfid=reading.dsfid)
        )
        raise InputRefused(
            tr(
                "With its {said} and its locked blocks this tag would not read as {model}: {why}",
                said=said,
                model=model,
                why=result.why,
            ),
            tr("Use another tag, or the model its DSFID announces."),
        )
    return bytes(target)
