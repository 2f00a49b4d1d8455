"""The resources of a BIBFRAME file (RDF/XML), with the links between them.

A work, its instance and their items may stand within each other or anywhere in the file, and name
each other by address. So what is wanted of all of them is held, packed, up to a bound.
"""

from collections.abc import Iterator
from typing import NamedTuple
from xml.etree.ElementTree import Element

import msgspec

from procstation.catalog.xml_kind import BIBFRAME
from procstation.catalog.xml_tree import text_of
from procstation.errors import InputRefused
from procstation.language import tr

MOST_HELD = 100 << 20
"""Bytes of packed resources: some 60,000 instances, each with its work and two items."""

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_NAMESPACES = (
    BIBFRAME,
    RDF,
    "{http://www.w3.org/2000/01/rdf-schema#}",
    "{http://id.loc.gov/ontologies/bflc/}",
)
_WANTED = frozenset(
    (
        *("title", "mainTitle", "subtitle", "partNumber", "partName", "label", "value", "code"),
        *("contribution", "agent", "provisionActivity", "date", "simpleAgent", "simpleDate"),
        *("identifiedBy", "adminMetadata", "carrier", "issuance", "electronicLocator"),
        *("classification", "classificationPortion", "itemPortion"),
        *("hasInstance", "instanceOf", "hasItem", "itemOf"),
        *("shelfMark", "heldBy", "sublocation", "enumerationAndChronology", "status"),
    )
)
"""The properties that are kept."""

_ROLES = {
    **dict.fromkeys(("Instance", "Print", "Manuscript", "Archival", "Tactile"), "Instance"),
    **dict.fromkeys(("Electronic", "SecondaryInstance"), "Instance"),
    **dict.fromkeys(("Work", "Text", "Cartography", "Audio", "NotatedMusic"), "Work"),
    **dict.fromkeys(("NotatedMovement", "StillImage", "MovingImage", "Object"), "Work"),
    **dict.fromkeys(("Multimedia", "Dataset", "MusicAudio", "NonMusicAudio", "Monograph"), "Work"),
    **dict.fromkeys(("MixedMaterial", "Kit"), "Work"),
    "Item": "Item",
}
"""By the name of a class: a file may name a narrower class alone."""


class Resource(msgspec.Struct, array_like=True, omit_defaults=True):
    """A thing that a file describes.

    Attributes:
        id: Its address, or a name of our own for a work, instance or item without one; else "".
        offset: In the file, of the outermost element it stands in.
        types: Its classes, without namespaces.
        said: Texts and other resources by property; one of another place has nothing but its id.
    """

    id: str
    offset: int = 0
    types: list[str] = msgspec.field(default_factory=list)
    said: dict[str, list["str | Resource"]] = msgspec.field(default_factory=dict)


class Described(NamedTuple):
    """What makes one record: an instance, its work, its items; a work may stand for itself."""

    instance: Resource
    work: Resource | None
    items: tuple[Resource, ...]


class Graph:
    """All resources of a file."""

    def __init__(self) -> None:
        self._packed: dict[str, list[bytes]] = {}
        self._held = 0
        self._unnamed = 0
        self._named: dict[str, dict[str, None]] = {"Instance": {}, "Work": {}, "Item": {}}
        self._works: dict[str, str] = {}
        self._items: dict[str, dict[str, None]] = {}

    def add(self, element: Element, offset: int) -> None:
        """Take a resource, and those that stand within it.

        Raises:
            InputRefused: The file has more than can be held.
        """
        self._keep(self._read(element, offset))

    def described(self) -> Iterator[Described]:
        """Yield what the records are: every instance, and every work that has none.

        Items of a work, which do not say of which instance, are copies of its first.
        """
        begun: set[str] = set()
        for one in self._named["Instance"]:
            work = self._works.get(one)
            if work is None:
                yield Described(self.get(one), None, self._items_of(one))
                continue
            items = self._items_of(one) if work in begun else self._items_of(one, work)
            begun.add(work)
            yield Described(self.get(one), self.get(work), items)
        for one in self._named["Work"]:
            if one not in begun:
                yield Described(self.get(one), None, self._items_of(one))

    def _items_of(self, *titles: str) -> tuple[Resource, ...]:
        named = dict.fromkeys(item for title in titles for item in self._items.get(title, ()))
        return tuple(self.get(item) for item in named if item in self._named["Item"])

    def items_alone(self) -> Iterator[Resource]:
        """Yield the items of which the file does not say what they are copies of."""
        titles = self._named["Instance"].keys() | self._named["Work"].keys()
        placed = {item for title in titles for item in self._items.get(title, ())}
        return (self.get(one) for one in self._named["Item"] if one not in placed)

    def get(self, name: str) -> Resource:
        """All that the file says of a resource, in however many places."""
        whole = Resource(name)
        for packed in reversed(self._packed.get(name, ())):
            part = msgspec.msgpack.decode(packed, type=Resource)
            whole.offset = part.offset
            whole.types = [*part.types, *(one for one in whole.types if one not in part.types)]
            for key, values in part.said.items():
                whole.said[key] = [*values, *whole.said.get(key, ())]
        return whole

    def follow(self, resource: Resource | None, name: str) -> list[Resource]:
        """The resources that are the value of a property."""
        values = resource.said.get(name, ()) if resource else ()
        return [
            self.get(one.id) if one.id in self._packed else one
            for one in values
            if isinstance(one, Resource)
        ]

    def _keep(self, resource: Resource) -> None:
        self._packed.setdefault(resource.id, []).append(packed := msgspec.msgpack.encode(resource))
        self._held += len(packed)
        if self._held > MOST_HELD:
            raise InputRefused(
                tr(
                    "The BIBFRAME file describes more than can be held at once"
                    " ({most_held} MB): its links may reach from its first line"
                    " to its last.",
                    most_held=MOST_HELD >> 20,
                ),
                tr("Export it in parts of at most 50,000 works."),
            )
        role = next((_ROLES[one] for one in resource.types if one in _ROLES), None)
        if role is not None:
            self._named[role][resource.id] = None
        for one in _links(resource, "instanceOf"):
            self._works.setdefault(resource.id, one)
        for one in _links(resource, "hasInstance"):
            self._works.setdefault(one, resource.id)
        for one in _links(resource, "itemOf"):
            self._items.setdefault(one, {})[resource.id] = None
        for one in _links(resource, "hasItem"):
            self._items.setdefault(resource.id, {})[one] = None

    def _read(self, element: Element, offset: int) -> Resource:
        types = [] if element.tag == f"{RDF}Description" else [_local(element.tag)]
        resource = Resource(_id_of(element), offset, types)
        for name, value in element.items():
            if name == f"{RDF}type":
                types.append(_local(value))
            elif (known := _property(name)) and value.strip():
                resource.said.setdefault(known, []).append(value.strip())
        for child in element:
            if child.tag == f"{RDF}type":
                types.append(_local(child.get(f"{RDF}resource", "")))
            elif known := _property(child.tag):
                resource.said.setdefault(known, []).extend(self._values(child, offset))
        if not resource.id and any(one in _ROLES for one in types):
            self._unnamed += 1
            resource.id = f"_#{self._unnamed}"
        return resource

    def _values(self, element: Element, offset: int) -> list[str | Resource]:
        if element.get(f"{RDF}parseType") == "Resource":
            return [self._read(element, offset)]
        link = element.get(f"{RDF}resource") or _id_of(element)
        if link:
            return [Resource(link)]
        if len(element):
            return [self._in_place(self._read(child, offset)) for child in element]
        text = text_of(element)
        return [text] if text else []

    def _in_place(self, resource: Resource) -> Resource:
        """A resource within another: one with a name is kept apart, where others can find it."""
        if not resource.id:
            return resource
        self._keep(resource)
        return Resource(resource.id)


def texts(resource: Resource | None, *names: str) -> list[str]:
    """The texts that are values of properties, in the order of the properties."""
    said = (one for name in names for one in (resource.said.get(name, ()) if resource else ()))
    return [one for one in said if isinstance(one, str)]


def _links(resource: Resource, name: str) -> list[str]:
    return [one.id for one in resource.said.get(name, ()) if isinstance(one, Resource) and one.id]


def _id_of(element: Element) -> str:
    """The address of a resource, as its own element or a reference to it has it."""
    if about := element.get(f"{RDF}about"):
        return about
    if name := element.get(f"{RDF}ID"):
        return f"#{name}"
    node = element.get(f"{RDF}nodeID")
    return f"_:{node}" if node else ""


def _local(name: str) -> str:
    return name.rpartition("}")[2].rstrip("/#").replace("#", "/").rpartition("/")[2]


def _property(name: str) -> str | None:
    namespace, bracket, local = name.rpartition("}")
    return local if local in _WANTED and namespace + bracket in _NAMESPACES else None
