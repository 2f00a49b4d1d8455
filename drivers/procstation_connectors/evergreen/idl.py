"""Evergreen's objects: a hint of the class, and values by position.

`{"__c": "acp", "__p": [...]}`: what stands where is in the IDL that the server publishes, and
changes between releases. Behind the last field stand three marks that tell the server what a client
did to an object.
"""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException

from procstation.ils import Reply, tr
from procstation_connectors.xml_answers import read_xml

MARKS = ("isnew", "ischanged", "isdeleted")
NEEDED = {
    "acp": ("id", "barcode", "call_number", "status", "location", "circ_lib", "circ_modifier"),
    "acn": ("id", "label", "record", "owning_lib"),
    "bre": ("id", "marc"),
}


class Idl:
    """The order of the fields of each class."""

    def __init__(self, order: Mapping[str, tuple[str, ...]]) -> None:
        self._order = order

    def read(self, value: Any, name: str) -> dict[str, Any] | None:
        """Return an object by the names of its fields; None when it is no such object."""
        if not isinstance(value, dict) or value.get("__c") != name:
            return None
        values = value.get("__p")
        return dict(zip(self._order[name], values, strict=False)) if values else None

    def changed(self, value: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return an object as it goes back: as it came, with these fields and the mark of a
        change."""
        name = value["__c"]
        order = self._order[name]
        values = list(value["__p"])
        values += [None] * (len(order) - len(values))
        for field, wish in {**fields, "ischanged": 1}.items():
            values[order.index(field)] = wish
        return {"__c": name, "__p": values}


def parse_idl(reply: Reply) -> Idl:
    """Read the IDL of a server.

    Raises:
        SystemConfused: It is none, or lacks a class or a field.
    """
    try:
        root = read_xml(reply.body)
    except (ParseError, LookupError, ValueError, DefusedXmlException) as error:
        raise reply.unusable(tr("no IDL")) from error
    order: dict[str, tuple[str, ...]] = {}
    for one in root.iterfind("{*}class"):
        name = one.get("id", "")
        if name in NEEDED:
            listed = [field.get("name", "") for field in one.iterfind("{*}fields/{*}field")]
            order[name] = (*(field for field in listed if field not in MARKS), *MARKS)
    for name, fields in NEEDED.items():
        missing = set(fields) - set(order.get(name, ()))
        if missing:
            raise reply.unusable(
                tr("an IDL without {name}.{missing}", name=name, missing=min(missing))
            )
    return Idl(order)
