"""The items of a MODS record: its copies, its places on the shelf, the barcodes it names."""

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from procstation.catalog.item_barcode import barcode_or_none
from procstation.catalog.records import Item
from procstation.catalog.xml_identifiers import (
    Identifier,
    IdentifierKind,
    identifier,
)
from procstation.catalog.xml_kind import MODS
from procstation.catalog.xml_tree import every_text, first_text, text_of
from procstation.items import CallNumber, guess_scheme

_PHYSICAL = ("physicalLocation", "shelfLocator", "holdingSimple")
_COPY = f"{MODS}holdingSimple/{MODS}copyInformation"


def identifiers_of(mods: Element) -> list[Identifier]:
    """What identifies the work and its items, without what is marked as wrong."""
    return [
        identifier(text_of(one), f"{one.get('type', '')} {one.get('displayLabel', '')}")
        for one in mods.iterfind(f"{MODS}identifier")
        if one.get("invalid") != "yes" and text_of(one)
    ]


def items_of_mods(mods: Element, suggested: CallNumber | None, notes: list[str]) -> list[Item]:
    """The items of a record, or of the original it is a copy of; `title_id` is 0.

    Every copy is an item, and so is a place with a shelf number, or a shelf number alone. Barcodes
    that stand among the identifiers belong to these in their order; one that is left over is an
    item in the first place.

    Args:
        suggested: The call number of the record, for items that have none of their own.
        notes: Takes what was left out, in words.
    """
    holders = [mods, *mods.iterfind(f"{MODS}relatedItem[@type='original']")]
    for holder in holders:
        items = list(_items(holder, suggested, notes))
        if items:
            return items
    return []


def _items(holder: Element, suggested: CallNumber | None, notes: list[str]) -> Iterator[Item]:
    numbers = identifiers_of(holder)
    named = next((one.value for one in numbers if one.kind is IdentifierKind.CALL_NUMBER), "")
    own = CallNumber(named, guess_scheme(named)[0], "identifier") if named else None
    places = [place for place in holder.iterfind(f"{MODS}location") if _is_physical(place)]
    items = [item for place in places for item in _items_at(place, own or suggested, notes)]
    known = {item.barcode for item in items}
    codes = (one.value for one in numbers if one.kind is IdentifierKind.BARCODE)
    named_codes = dict.fromkeys(barcode_or_none(code, notes) for code in codes)
    barcodes = [barcode for barcode in named_codes if barcode is None or barcode not in known]
    for item in items:
        yield replace(item, barcode=barcodes.pop(0)) if item.barcode is None and barcodes else item
    shelf = _at(places[0], own or suggested) if places else _nowhere(own or suggested)
    if own and not items and not barcodes:
        yield shelf
    for barcode in barcodes:
        yield replace(shelf, barcode=barcode)


def _is_physical(place: Element) -> bool:
    return any(place.find(f"{MODS}{name}") is not None for name in _PHYSICAL)


def _items_at(place: Element, suggested: CallNumber | None, notes: list[str]) -> Iterator[Item]:
    shelf = _at(place, suggested)
    copies = place.findall(_COPY)
    if not copies and first_text(place, f"{MODS}shelfLocator"):
        yield shelf
    for copy in copies:
        barcode, number = None, ""
        for one in copy.iterfind(f"{MODS}itemIdentifier"):
            said = one.get("type", "barcode")
            found = identifier(text_of(one), said)
            if found.kind is IdentifierKind.BARCODE and barcode is None:
                barcode = barcode_or_none(found.value, notes)
            else:
                number = number or found.value
        yield replace(
            shelf,
            barcode=barcode,
            call_number=_call_number(copy) or shelf.call_number,
            location=" ".join(every_text(copy, f"{MODS}subLocation")) or shelf.location,
            volume=" ".join(every_text(copy, f"{MODS}enumerationAndChronology")),
            system_id=number,
        )


def _at(place: Element, suggested: CallNumber | None) -> Item:
    """An item without a barcode in a place: the library, then the place within it."""
    names = every_text(place, f"{MODS}physicalLocation") or [""]
    return replace(
        _nowhere(_call_number(place) or suggested), library=names[0], location=" ".join(names[1:])
    )


def _nowhere(call_number: CallNumber | None) -> Item:
    return Item(id=0, title_id=0, barcode=None, call_number=call_number)


def _call_number(element: Element) -> CallNumber | None:
    text = first_text(element, f"{MODS}shelfLocator")
    return CallNumber(text, guess_scheme(text)[0], "shelfLocator") if text else None
