"""All there is to know of one tag: each byte, each lock, its standard, its security, its past."""

from dataclasses import dataclass

from procstation.tagging.guards import refuse_patron_card
from procstation.tagging.reading import TagReading
from procstation.tagging.security import SecurityState
from procstation.tagging.site import SitePolicy
from procstation.tagging.undo import UndoFolder, UndoImage
from procstation.tags import (
    Block,
    Conformance,
    MemoryMap,
    TagContent,
    blocks_of,
    examine,
    map_memory,
)


@dataclass(frozen=True, slots=True)
class Inspection:
    """A tag as it was read, taken apart.

    Attributes:
        map: What each byte is.
        conformance: How far it keeps to its model.
        security: What it is to the gates of this library.
        unfinished: What it held before a write of this station that did not end; None when none
            is open.
        images: How many undo images of it are kept.
    """

    reading: TagReading
    map: MemoryMap
    conformance: Conformance
    security: SecurityState
    unfinished: UndoImage | None
    images: int

    @property
    def content(self) -> TagContent:
        return self.reading.content

    @property
    def name(self) -> str:
        """Its UID, 16 hexadecimal digits."""
        return self.reading.uid.hex().upper()

    def blocks(self) -> tuple[Block, ...]:
        """Return its blocks, with what each of their bytes is."""
        return blocks_of(self.map, self.reading.block_size, self.reading.locked)


def inspect(reading: TagReading, site: SitePolicy, undo: UndoFolder) -> Inspection:
    """Take a tag apart that was read.

    Raises:
        InputRefused: It is a patron's card.
        StoreError: Its undo images cannot be read.
    """
    content = reading.content
    refuse_patron_card(content)
    conformance = examine(
        reading.memory,
        content,
        dsfid=reading.dsfid,
        block_size=reading.block_size,
        locked=reading.locked,
    )
    torn = undo.unfinished(reading.uid)
    if torn is not None and content.item is not None and content.item != torn.intended:
        # It never began, or another station has written the tag since.
        torn = None
    return Inspection(
        reading,
        map_memory(reading.memory, content, reading.block_size),
        conformance,
        site.security(reading.marks),
        torn,
        len(undo.images(reading.uid)),
    )
