"""Which item a tag heard by radio is on, or which place it marks, or what it is instead."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from procstation.devices import TagHeard
from procstation.language import mark, tr, tr_marked
from procstation.tags import Model, TagContent, decode_epc

PATRON = mark("a patron's card; it is not kept")
BLANK = mark("a blank tag")

MOST_KNOWN = 200_000
"""Tags that are kept in mind: about 60 MB."""

SERIAL_TID = 12
"""Bytes of a TID that has a serial number of its own; a shorter one is that of its whole model."""

TRADE = {
    0x2C: mark("a GDTI: a document of a trade"),
    0x2D: mark("a GSRN: a relation in a trade, as on cards of customers"),
    0x2E: mark("a GSRN: a relation in a trade, as on cards of customers"),
    0x2F: mark("a number of the US Department of Defense"),
    0x30: mark("an SGTIN: an article of a shop"),
    0x31: mark("an SSCC: a parcel or a pallet"),
    0x32: mark("an SGLN: a place of a trade"),
    0x33: mark("a GRAI: a box or a cart that is used again"),
    0x34: mark("a GIAI: a piece of equipment"),
    0x35: mark("a number of a private scheme"),
    0x36: mark("an SGTIN: an article of a shop"),
    0x37: mark("a GRAI: a box or a cart that is used again"),
    0x38: mark("a GIAI: a piece of equipment"),
    0x39: mark("an SGLN: a place of a trade"),
    0x3E: mark("a GDTI: a document of a trade"),
}
"""What an EPC is by its first byte, after GS1's EPC Tag Data Standard."""


@dataclass(frozen=True, slots=True)
class TagName:
    """What a tag is.

    Attributes:
        barcode: Of its item; "" when it has none.
        owner: The ISIL its tag names, "" without.
        place: The place it marks, when it is a shelf tag.
        reason: Why it is neither, in words.
    """

    barcode: str = ""
    owner: str = ""
    place: str = ""
    reason: str = ""


class TagNames:
    """Tells what tags are, each looked at once.

    Args:
        item_of: The barcode of the item for which a tag was written, by its TID or EPC in
            hexadecimal; "" where none was.
        place_codes: What the identifiers or EPCs of shelf tags look like: a regular expression,
            whose group `place`, where it has one, is the place. "" for no shelf tags.

    Raises:
        re.error: It is none.
    """

    def __init__(self, item_of: Callable[[str], str], place_codes: str = "") -> None:
        self._item_of = item_of
        self._place_codes = re.compile(place_codes, re.IGNORECASE) if place_codes else None
        self._known: dict[tuple[int | None, bytes, bytes, bytes], TagName] = {}

    def of(self, heard: TagHeard) -> TagName:
        """Return what a tag is, by its EPC bank, its user bank, or the store."""
        tag = (heard.pc, heard.epc, heard.tid, heard.user)
        name = self._known.get(tag)
        if name is None:
            name = self._look_at(heard)
            # One that is nobody's may be written for an item meanwhile.
            if name.barcode or name.place:
                self._remember(tag, name)
        return name

    def _remember(self, tag: tuple[int | None, bytes, bytes, bytes], name: TagName) -> None:
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        self._known[tag] = name

    def _look_at(self, heard: TagHeard) -> TagName:
        content = decode_epc(_bank(heard), heard.user)
        if content.is_patron_card:
            return TagName(reason=PATRON)
        said = content.item or heard.epc.hex().upper()
        if self._place_codes is not None and (marked := self._place_codes.fullmatch(said)):
            return TagName(place=marked.groupdict().get("place") or said)
        # What the station wrote down when it wrote the tag holds: a number on a tag that was not
        # written in full may be another's.
        noted = self._noted(heard)
        if noted or content.item:
            return TagName(noted or content.item or "", content.owner or "")
        return TagName(owner=content.owner or "", reason=_reason(heard, content))

    def _noted(self, heard: TagHeard) -> str:
        by_tid = self._item_of(heard.tid.hex().upper()) if len(heard.tid) >= SERIAL_TID else ""
        return by_tid or self._item_of(heard.epc.hex().upper())


def _bank(heard: TagHeard) -> bytes:
    return heard.epc if heard.pc is None else heard.pc.to_bytes(2, "big") + heard.epc


def _reason(heard: TagHeard, content: TagContent) -> str:
    """Return why a tag has no item, in words."""
    shown = heard.epc.hex().upper()
    if content.model is Model.BLANK or not any(heard.epc):
        return BLANK
    if content.model is not Model.FOREIGN:
        why = content.warnings[0] if content.warnings else tr("It has no identifier.")
        return tr(
            "the tag {shown} is of the model {model}, but: {why}",
            shown=shown,
            model=content.model,
            why=why,
        )
    is_trade = heard.pc is None or not heard.pc & 0x0100
    if is_trade and heard.epc[0] in TRADE:
        return tr(
            "the tag {shown} is no library's but {trade}",
            shown=shown,
            trade=tr_marked(TRADE[heard.epc[0]]),
        )
    return tr("the tag {shown} is of no library format known here", shown=shown)
