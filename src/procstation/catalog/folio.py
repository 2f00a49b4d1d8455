"""An instance of FOLIO's inventory with its holdings and items, as a title with items.

The ids of types are those of the reference data that FOLIO is delivered with; where a type is
written out by its name, the name counts.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from procstation.catalog.extract import Extracted, key_of_content
from procstation.catalog.isbn import isbn_in_020, normal_issn
from procstation.catalog.item_barcode import barcode_or_none
from procstation.catalog.json_values import object_at, objects_at, text_at
from procstation.catalog.records import Item, Title
from procstation.catalog.scheme_names import scheme_named
from procstation.catalog.text import pieces, without_end_marks
from procstation.items import CallNumber, Scheme, guess_scheme
from procstation.language import tr

Json = Mapping[str, Any]

_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")
_SCHEMES = {
    "95467209-6d7b-468b-94df-0f5d7ad2747d": Scheme.LCC,
    "03dd64d0-5626-4ecd-8ece-4531e0069f35": Scheme.DEWEY,
    "054d460d-d6b9-4469-9e37-7a78a2266655": Scheme.NLM,
    "fc388041-6cd0-4806-8a74-ebe3b9ab4c6e": Scheme.SUDOC,
    "d644be8f-deb5-4c4d-8c9e-2291b7c0f46f": Scheme.UDC,
    "6caca63e-5651-4db6-9247-3205156e9699": Scheme.OTHER,
}
"""Types of call numbers."""
_CLASSIFICATIONS = {
    "ce176ace-a53e-4b4d-aa89-725ed7b2edac": Scheme.LCC,
    "42471af9-7d25-4f3a-bf78-60d29dcf463b": Scheme.DEWEY,
    "a7f4d03f-b0d8-496c-aebf-4e9cdb678200": Scheme.NLM,
    "9075b5f8-7d97-49e1-a431-73fdd468d476": Scheme.SUDOC,
    "e8662436-75a8-4984-bebc-531e38c774a0": Scheme.UDC,
}
"""Types of classification numbers, in the order they are tried."""
_ISBN = "8261054f-be78-422d-bd51-4ed9f33c3422"
_ISSN = "913300b2-03ed-469a-8179-c1092c991227"
_HOLDINGS = ("holdings", "holdingsRecords", "holdingsRecords2")
_ITEMS = ("items", "holdingsItems", "bareHoldingsItems")


def extract_folio(record: Json) -> Extracted | str:
    """Take out of an instance what a station keeps.

    Args:
        record: The instance with `holdings` and `items` in it or beside it, or items within their
            holdings.

    Returns:
        A string is the reason why it is none.
    """
    instance = object_at(record, "instance") or record
    name = text_at(instance, "title") or text_at(instance, "indexTitle")
    number = text_at(instance, "hrid") or text_at(instance, "id")
    if not name and not number:
        if objects_at(record, "items"):
            return tr("it holds items without the instance they belong to")
        return tr("it has neither a title nor an hrid, so it is no instance")
    notes = [] if name else [tr("it has no title")]
    suggested = _suggested(instance)
    contributors = sorted(
        objects_at(instance, "contributors"), key=lambda one: one.get("primary") is not True
    )
    publication = next(iter(objects_at(instance, "publication")), {})
    dated = text_at(publication, "dateOfPublication")
    year = _YEAR.search(dated)
    title = Title(
        id=0,
        control_number=number,
        title=without_end_marks(name),
        author=next((text_at(one, "name") for one in contributors), ""),
        publisher=without_end_marks(text_at(publication, "publisher")),
        date=year[0] if year else dated.strip("[]"),
        isbn=_identifiers(instance, _ISBN, "isbn", isbn_in_020),
        issn=_identifiers(instance, _ISSN, "issn", normal_issn),
        call_number=suggested,
    )
    others = [text_at(one, "alternativeTitle") for one in objects_at(instance, "alternativeTitles")]
    others += [text_at(one, "name") for one in contributors[1:]]
    return Extracted(
        key=f"001:{number}" if number else key_of_content(title),
        title=title,
        items=tuple(_items(record, instance, suggested, notes)),
        other_words=" ".join(dict.fromkeys(filter(None, others))),
        is_holdings=False,
        notes=tuple(dict.fromkeys(notes)),
    )


def _identifiers(instance: Json, type_id: str, name: str, read: Any) -> tuple[str, ...]:
    found = []
    for one in objects_at(instance, "identifiers"):
        named = text_at(one, "identifierTypeName") or text_at(one, "identifierType", "name")
        if text_at(one, "identifierTypeId") == type_id or named.lower() == name:
            found.append(read(text_at(one, "value")))
    return tuple(dict.fromkeys(filter(None, found)))


def _suggested(instance: Json) -> CallNumber | None:
    numbers = objects_at(instance, "classifications")
    for type_id, scheme in _CLASSIFICATIONS.items():
        for one in numbers:
            text = text_at(one, "classificationNumber")
            if text and text_at(one, "classificationTypeId") == type_id:
                return CallNumber(text, scheme, "classifications")
    return None


def _items(
    record: Json, instance: Json, suggested: CallNumber | None, notes: list[str]
) -> Iterator[Item]:
    parents = (record,) if instance is record else (record, instance)
    holdings = [one for parent in parents for key in _HOLDINGS for one in objects_at(parent, key)]
    by_id = {text_at(one, "id"): one for one in holdings}
    loose = [(one, None) for parent in parents for one in objects_at(parent, "items")]
    within = [(one, holding) for holding in holdings for key in _ITEMS
              for one in objects_at(holding, key)]  # fmt: skip
    seen: set[str] = set()
    for item, parent in (*loose, *within):
        item_id = text_at(item, "id")
        if item_id and item_id in seen:
            continue
        seen.add(item_id)
        holding = parent or by_id.get(text_at(item, "holdingsRecordId"), {})
        yield _item(item, holding, suggested, notes)


def _item(item: Json, holding: Json, suggested: CallNumber | None, notes: list[str]) -> Item:
    parts = [text_at(item, name) for name in ("volume", "enumeration", "chronology")]
    status = text_at(item, "status", "name") or text_at(item, "status")
    return Item(
        id=0,
        title_id=0,
        barcode=_barcode(item, notes),
        call_number=_call_number(item, holding) or suggested,
        library=_place(item, holding, "library"),
        location=_place(item, holding, ""),
        volume=" ".join(filter(None, parts)),
        copy=text_at(item, "copyNumber") or text_at(holding, "copyNumber"),
        item_type=text_at(item, "materialType", "name") or text_at(item, "materialType"),
        status="" if status == "Available" else status,
        system_id=text_at(item, "id") or text_at(item, "hrid"),
        parts=pieces(text_at(item, "numberOfPieces")),
    )


def _barcode(item: Json, notes: list[str]) -> str | None:
    return barcode_or_none(text_at(item, "barcode"), notes)


def _call_number(item: Json, holding: Json) -> CallNumber | None:
    """What FOLIO says is in effect; else that of the item, else that of the holdings."""
    effective = object_at(item, "effectiveCallNumberComponents")
    for part, prefix, number, suffix, source in (
        (effective, "prefix", "callNumber", "suffix", "effectiveCallNumberComponents"),
        (object_at(item, "callNumber"), "prefix", "callNumber", "suffix", "callNumber"),
        (item, "itemLevelCallNumberPrefix", "itemLevelCallNumber", "itemLevelCallNumberSuffix",
         "itemLevelCallNumber"),
        (item, "callNumberPrefix", "callNumber", "callNumberSuffix", "callNumber"),
        (holding, "callNumberPrefix", "callNumber", "callNumberSuffix", "holdings"),
    ):  # fmt: skip
        if text_at(part, number):
            words = [text_at(part, name) for name in (prefix, number, suffix)]
            text = " ".join(filter(None, words))
            scheme = _scheme(part) or _scheme(item) or _scheme(holding)
            return CallNumber(text, scheme or guess_scheme(text)[0], source)
    return None


def _scheme(part: Json) -> Scheme | None:
    for name in (text_at(part, "typeName"), text_at(part, "callNumberType", "name")):
        if name:
            return scheme_named(name)
    for key in ("typeId", "itemLevelCallNumberTypeId", "callNumberTypeId"):
        if scheme := _SCHEMES.get(text_at(part, key)):
            return scheme
    return None


def _place(item: Json, holding: Json, within: str) -> str:
    """The name of the location, or of what it is within, that is in effect."""
    for part in (item, holding):
        for kind in ("effectiveLocation", "temporaryLocation", "permanentLocation"):
            for place in (object_at(object_at(part, "location"), kind), object_at(part, kind)):
                found = object_at(place, within) if within else place
                name = text_at(found, "name") or text_at(found, "code")
                if name:
                    return name
    return ""
