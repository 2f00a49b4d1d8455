"""What of a tag goes with its item when the tag is written anew, and what does not, in words."""

from dataclasses import dataclass, replace

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tagging.reading import TagReading
from procstation.tagging.site import SitePolicy
from procstation.tagging.undo import UndoImage
from procstation.tags import TagContent, TagRecord, convert
from procstation.tags.record import OWN_FIELD, element_name


@dataclass(frozen=True, slots=True)
class Rewrite:
    """What a tag is to say.

    Attributes:
        losses: What it says now of the same item and will not say then, one sentence each.
    """

    record: TagRecord
    losses: tuple[str, ...] = ()


def carried_over(
    reading: TagReading, wanted: TagRecord, torn: UndoImage | None, site: SitePolicy
) -> Rewrite:
    """Return what a tag is to say of an item, with what it says of that item already.

    Args:
        wanted: What tags of this library say of it; parts may be left open.
        torn: The undo image of a write on this tag that did not end, if any.

    Raises:
        InputRefused: The model of this library cannot hold it.
    """
    content = reading.content
    if content.item is None and torn is not None:
        content = reading.decode(torn.memory)
        meant = torn.record
        if content.item is None and meant is not None and meant.item == wanted.item:
            return Rewrite(_with_parts(meant, wanted))
    if content.item != wanted.item:
        return Rewrite(wanted)
    said = content.record
    assert said is not None, "it names the item"
    wanted = _with_parts(wanted, said) if wanted.parts is None else wanted
    if not site.keep_all:
        return Rewrite(wanted, left_out(content, wanted))
    known = replace(
        content,
        owner=wanted.owner or content.owner,
        usage=wanted.usage if content.usage is None else content.usage,
        parts=wanted.parts,
        part=wanted.part,
        elements={**content.elements, **wanted.elements},
        raw=content.raw - wanted.elements.keys(),
    )
    size, block_size = len(reading.memory), reading.block_size
    conversion = convert(known, site.model, size=size, block_size=block_size)
    return Rewrite(conversion.record, (*_other_owner(content, known.owner), *conversion.losses))


def left_out(content: TagContent, record: TagRecord) -> tuple[str, ...]:
    """Return what a tag says of an item and a record of the same item does not."""
    if content.item != record.item:
        return ()
    elements = (
        tr(
            "Element {number} ({name}) {text!r} is left out.",
            number=number,
            name=element_name(number),
            text=text,
        )
        for number, text in sorted(content.elements.items())
        if number not in OWN_FIELD and text and record.elements.get(number) != text
    )
    extras = (
        tr("The {name} {value!r} is left out.", name=name, value=value)
        for name, value in content.extras.items()
    )
    return (*_other_owner(content, record.owner), *elements, *extras)


def owner_elsewhere(content: TagContent, site: SitePolicy) -> str:
    """Return the owner a tag names when that is another library; "" otherwise."""
    owner = content.owner or ""
    ours = {site.owner, *site.former_owners}
    return owner if site.owner and owner not in ours else ""


def require_ours(reading: TagReading, item: str, site: SitePolicy) -> None:
    """Require that the tag of an item does not name another library as its owner.

    Raises:
        InputRefused: It does; nothing was written.
    """
    owner = owner_elsewhere(reading.content, site)
    if reading.content.item == item and owner:
        raise InputRefused(
            tr(
                "The tag of {item} says that it belongs to {owner}, and this library is "
                "{site_owner}; nothing was written.",
                item=item,
                owner=owner,
                site_owner=site.owner,
            ),
            tr("Say that the item is this library's now, or lay it aside."),
        )


def _with_parts(record: TagRecord, other: TagRecord) -> TagRecord:
    """Return a record with the parts another one states, if it does."""
    if other.parts is None:
        return record
    return replace(record, parts=other.parts, part=other.part)


def _other_owner(content: TagContent, owner: str | None) -> tuple[str, ...]:
    if not content.owner or content.owner == owner:
        return ()
    return (
        tr(
            "The owner {owner} is left out: it says {now} now.",
            owner=content.owner,
            now=owner or tr("no owner"),
        ),
    )
