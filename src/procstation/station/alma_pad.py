"""What Alma's staff page asks of an RFID pad: which items lie on it, and their security."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from procstation.devices import RfidPad
from procstation.errors import TagLost
from procstation.language import tr
from procstation.tagging import SitePolicy, TagReading, TagWriter, UndoFolder, identify_tag
from procstation.tags.record import SHELF


@dataclass(frozen=True, slots=True)
class PadTag:
    """One tag of an item.

    Attributes:
        uid: Hexadecimal.
        part: Which part of the item, from 1.
    """

    uid: str
    part: int


@dataclass(frozen=True, slots=True)
class PadItem:
    """An item on the pad.

    Attributes:
        secured: All its tags are; one whose security is not known is not.
        parts: How many it consists of.
        location: The shelf location its tag names, "" without.
    """

    barcode: str
    secured: bool
    parts: int
    tags: tuple[PadTag, ...]
    location: str = ""

    @property
    def complete(self) -> bool:
        """Whether each of its parts lies there."""
        return {tag.part for tag in self.tags} >= set(range(1, self.parts + 1))


def items_on(pad: RfidPad, site: SitePolicy) -> list[PadItem]:
    """Return the items on the pad. Of patron cards, and of tags that hold no item, nothing.

    Raises:
        DeviceLost, DeviceFault: As the pad raises them.
    """
    readings = sorted(_readings(pad, site), key=lambda reading: reading.content.item or "")
    return [
        _item(barcode, list(tags), site)
        for barcode, tags in groupby(readings, lambda reading: reading.content.item or "")
    ]


def secure_item(
    pad: RfidPad, undo: UndoFolder, site: SitePolicy, barcode: str, secured: bool
) -> None:
    """Set the security of all tags of an item, read back.

    Raises:
        TagLost: The item does not lie there, or a tag left.
        InputRefused, NotSecured, TagTorn, DeviceLost, DeviceFault: As `TagWriter.secure`.
    """
    tags = [one.uid for one in _readings(pad, site) if one.content.item == barcode]
    if not tags:
        raise TagLost(
            tr("Item {barcode} is not on the pad.", barcode=barcode),
            tr("Lay it down, then try again."),
        )
    writer = TagWriter(pad, undo, site)
    for uid in tags:
        writer.secure(uid, secured)


def _readings(pad: RfidPad, site: SitePolicy) -> Iterable[TagReading]:
    for uid in pad.inventory():
        try:
            reading = identify_tag(pad, uid, site.rules, with_eas=site.gates.see_eas)
        except TagLost:
            # It was taken away while the others were read.
            continue
        if reading.content.item and not reading.content.is_patron_card:
            yield reading


def _item(barcode: str, readings: list[TagReading], site: SitePolicy) -> PadItem:
    contents = [reading.content for reading in readings]
    return PadItem(
        barcode,
        all(site.security(reading.marks).secured is True for reading in readings),
        max(content.parts or 1 for content in contents),
        tuple(PadTag(reading.uid.hex().upper(), reading.content.part or 1) for reading in readings),
        next((text for one in contents if (text := one.elements.get(SHELF, ""))), ""),
    )
