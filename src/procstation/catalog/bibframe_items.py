"""The items of a BIBFRAME file."""

from procstation.catalog.bibframe_graph import Graph, Resource, texts
from procstation.catalog.item_barcode import barcode_or_none
from procstation.catalog.records import Item
from procstation.catalog.text import clean
from procstation.catalog.xml_identifiers import IdentifierKind, identifier
from procstation.items import CallNumber, Scheme, guess_scheme

_SCHEMES = {
    "ShelfMarkLcc": Scheme.LCC,
    "ShelfMarkDdc": Scheme.DEWEY,
    "ShelfMarkNlm": Scheme.NLM,
    "ShelfMarkUdc": Scheme.UDC,
}
_AVAILABLE = "available"


def item_of(
    item: Resource, graph: Graph, suggested: CallNumber | None, notes: list[str]
) -> Item | None:
    """An item; None when it is nothing but an address on the web. `title_id` is 0.

    Args:
        suggested: The call number of the title, for an item that has none of its own.
        notes: Takes what was left out, in words.
    """
    own = _shelf_mark(item, graph)
    codes = _barcodes(item, graph)
    if not codes and own is None and "electronicLocator" in item.said:
        return None
    status = _name(item, "status", graph)
    return Item(
        id=0,
        title_id=0,
        barcode=barcode_or_none(codes[0], notes) if codes else None,
        call_number=own or suggested,
        library=_name(item, "heldBy", graph),
        location=_name(item, "sublocation", graph),
        volume=_name(item, "enumerationAndChronology", graph),
        status="" if status.lower() == _AVAILABLE else status,
        system_id="" if item.id.startswith("_") else item.id,
    )


def _barcodes(item: Resource, graph: Graph) -> list[str]:
    """What is called a barcode; else what by its check digit is one."""
    called: list[str] = []
    others: list[str] = []
    for one in graph.follow(item, "identifiedBy"):
        (called if "Barcode" in one.types else others).extend(texts(one, "value", "label"))
    by_digit = (one for one in map(identifier, others) if one.kind is IdentifierKind.BARCODE)
    return called or [one.value for one in by_digit]


def _shelf_mark(item: Resource, graph: Graph) -> CallNumber | None:
    for one in graph.follow(item, "shelfMark"):
        for text in map(clean, texts(one, "label", "value")):
            scheme = next((_SCHEMES[name] for name in one.types if name in _SCHEMES), None)
            return CallNumber(text, scheme or guess_scheme(text)[0], "bf:shelfMark")
    for text in texts(item, "shelfMark"):
        return CallNumber(text, guess_scheme(text)[0], "bf:shelfMark")
    return None


def _name(item: Resource, name: str, graph: Graph) -> str:
    """What a property says: a text, the label of a resource, or the code its address ends with."""
    for one in texts(item, name):
        return one
    for resource in graph.follow(item, name):
        for text in texts(resource, "label", "code", "value"):
            return clean(text)
        return resource.id.rstrip("/#").rpartition("/")[2]
    return ""
