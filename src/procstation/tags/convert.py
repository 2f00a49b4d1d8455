"""From one data model to another: the image, and in words what it could not keep."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from procstation.errors import InputRefused
from procstation.language import tr, tr_marked
from procstation.tags.content import Model, TagContent
from procstation.tags.detect import encode
from procstation.tags.image import TagImage
from procstation.tags.iso28560_3 import NO_USAGE_KNOWN
from procstation.tags.record import OWNER, TagRecord, element_name


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a tag would become.

    Attributes:
        losses: What the tag says now and the image does not, one sentence each.
        added: What the image says and the tag does not, since the model has to say something.
    """

    record: TagRecord
    image: TagImage
    losses: tuple[str, ...]
    added: tuple[str, ...]


def convert(
    content: TagContent,
    to: Model,
    *,
    size: int | None = None,
    block_size: int = 4,
    lock: Collection[int] = (),
) -> Conversion:
    """Lay what a tag says out in another model, or in the same one on a smaller tag.

    Elements are kept from the lowest number up, as far as the model and `size` have room; which of
    them are left out stands in the losses. The identifier and the part are never left out.

    Args:
        size, block_size, lock: As in `encode`.

    Raises:
        InputRefused: There is no item that can be trusted, the tag is a patron card, or the model
            cannot hold the identifier or the part.
    """
    record = _record(content)

    def lay_out(what: TagRecord) -> TagImage:
        return encode(what, to, size=size, block_size=block_size, lock=lock)

    kept = replace(record, elements={})
    losses: list[str] = []
    try:
        image = lay_out(kept)
    except InputRefused as refused:
        if kept.owner is None:
            raise
        kept = replace(kept, owner=None)
        image = lay_out(kept)
        losses.append(_left_out(OWNER, record.owner or "", refused))
    for number, text in sorted(record.elements.items()):
        if number in content.raw:
            losses.append(
                tr(
                    "{element} {text} holds bytes and no text; it is left out.",
                    element=_named(number),
                    text=text,
                )
            )
            continue
        more = replace(kept, elements={**kept.elements, number: text})
        try:
            image, kept = lay_out(more), more
        except InputRefused as refused:
            losses.append(_left_out(number, text, refused))
    losses += [*image.warnings, *_beyond(content.extras, to)]
    return Conversion(kept, image, tuple(losses), tuple(_added(kept, to)))


def _record(content: TagContent) -> TagRecord:
    if content.is_patron_card:
        raise InputRefused(
            tr("The tag is a patron card."), tr("Take it away; it is not converted.")
        )
    record = content.record
    if record is None:
        raise InputRefused(
            tr(
                "The tag holds no item that can be relied on ({model}): {why}",
                model=content.model,
                why=content.why,
            ),
            tr("Read it again, or write it anew with the item's barcode."),
        )
    # What is empty says nothing, so nothing of it is lost.
    return replace(record, elements={no: text for no, text in record.elements.items() if text})


def _left_out(number: int, text: str, refused: InputRefused) -> str:
    return tr(
        "{element} {text!r} is left out: {what}",
        element=_named(number),
        text=text,
        what=refused.what,
    )


def _named(number: int) -> str:
    return tr("Element {number} ({name})", number=number, name=element_name(number))


def _beyond(extras: Mapping[str, str], to: Model) -> list[str]:
    return [
        tr("The {name} {value!r} has no place in {to}.", name=tr_marked(name), value=value, to=to)
        for name, value in extras.items()
    ]


def _added(record: TagRecord, to: Model) -> list[str]:
    if to is not Model.ISO28560_3:
        return []
    added: list[str] = []
    if record.parts is None:
        added.append(tr("It will be part 1 of 1."))
    if record.usage is None:
        added.append(
            tr("Its type of usage will be {usage:02X}, no information.", usage=NO_USAGE_KNOWN)
        )
    return added
