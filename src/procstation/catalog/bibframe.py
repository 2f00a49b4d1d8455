"""Titles and items of a BIBFRAME 2 file, as a source of a load."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from procstation.catalog.bibframe_graph import RDF, Described, Graph, Resource, texts
from procstation.catalog.bibframe_items import item_of
from procstation.catalog.extract import Extracted, key_of_content
from procstation.catalog.file_beginning import open_file
from procstation.catalog.isbn import isbn_in_020, normal_issn
from procstation.catalog.load_report import FileProfile
from procstation.catalog.records import Title
from procstation.catalog.source import Refused, Taken
from procstation.catalog.text import clean, without_end_marks
from procstation.catalog.xml_kind import BIBFRAME, XmlKind, only_profile
from procstation.catalog.xml_parser import XmlDamage
from procstation.catalog.xml_records import xml_records
from procstation.catalog.xml_tree import date_of, key_of
from procstation.items import CallNumber, Scheme, guess_scheme
from procstation.language import tr

_SCHEMES = {
    "ClassificationLcc": Scheme.LCC,
    "ClassificationNlm": Scheme.NLM,
    "ClassificationDdc": Scheme.DEWEY,
    "ClassificationUdc": Scheme.UDC,
}
"""By class; of several classifications the first of these is the call number."""
_KINDS = {
    "Cartography": "map",
    "NotatedMusic": "score",
    "MusicAudio": "music recording",
    "NonMusicAudio": "spoken recording",
    "Audio": "spoken recording",
    "StillImage": "picture",
    "MovingImage": "video",
    "Object": "object",
    "Multimedia": "computer file",
    "Dataset": "computer file",
    "MixedMaterial": "mixed material",
    "Kit": "kit",
    "Manuscript": "manuscript",
    "Serial": "serial",
    "Text": "book",
    "Monograph": "book",
}
"""By class, the narrower one first."""
_CARRIERS = {
    "cr": "online resource",
    "vd": "video disc",
    "vf": "video cassette",
    "sd": "audio disc",
    "ss": "audio cassette",
}
"""By the code at the end of the address of a carrier."""


class BibframeSource:
    """See `Source`. A record is an instance with its work and its items."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def profile(self, asked: str) -> FileProfile:
        return only_profile(self._path, XmlKind.BIBFRAME, "bibframe", asked)

    def read(self, profile: str) -> Iterator[Taken | Refused]:
        """As `Source.read`; what links across the file allow is held, see `MOST_HELD`."""
        del profile
        graph = Graph()
        number = 0
        with open_file(self._path) as file:
            for found in xml_records(file, bibframe_begins):
                if isinstance(found, XmlDamage):
                    number += 1
                    yield Refused(number, found.offset, found.reason)
                else:
                    graph.add(found.element, found.offset)
        for described in graph.described():
            number += 1
            extracted = _extract(described, graph)
            yield Taken(number, described.instance.offset, extracted, extracted.notes)
        for item in graph.items_alone():
            number += 1
            reason = tr("it is an item, and what it is a copy of is not in the file")
            yield Refused(number, item.offset, reason)


def bibframe_begins(path: Sequence[str]) -> int:
    """See `Begins`: what stands in rdf:RDF, or a resource without that around it."""
    if len(path) > 1 and path[-2] == f"{RDF}RDF":
        return 1
    return int(path[-1].startswith(BIBFRAME))


def _extract(described: Described, graph: Graph) -> Extracted:
    instance, work, _ = described
    notes: list[str] = []
    both = (instance, work)
    titles = [one for part in both for one in _titles(part, graph)]
    authors = _authors(work or instance, graph)
    suggested = _classification(both, graph)
    title = Title(
        id=0,
        control_number=_control_number(instance, graph),
        title=titles[0] if titles else "",
        author=authors[0] if authors else "",
        publisher=_publisher(instance, graph),
        date=date_of(
            text
            for part in _provisions(instance, graph)
            for text in texts(part, "date", "simpleDate")
        ),
        medium=_medium(both, graph),
        isbn=_numbers(isbn_in_020(one) for one in _identifiers(both, graph, "Isbn")),
        issn=_numbers(normal_issn(one) or "" for one in _identifiers(both, graph, "Issn")),
        call_number=suggested,
    )
    if not title.title:
        notes.append(tr("it has no title (bf:title)"))
    items = [item_of(one, graph, suggested, notes) for one in described.items]
    address = "" if instance.id.startswith("_") else instance.id
    return Extracted(
        key=key_of("bibframe", address, title.control_number) or key_of_content(title),
        title=title,
        items=tuple(one for one in items if one is not None),
        other_words=" ".join(dict.fromkeys((*titles[1:], *authors[1:]))),
        is_holdings=False,
        notes=tuple(notes),
    )


def _titles(part: Resource | None, graph: Graph) -> list[str]:
    """The titles, the one that is no variant first; the label where there is none."""
    found = sorted(graph.follow(part, "title"), key=lambda one: one.types != ["Title"])
    return [text for one in found if (text := _title(one))] or texts(part, "label")[:1]


def _title(resource: Resource) -> str:
    main = (texts(resource, "mainTitle") or texts(resource, "label") or [""])[0]
    subtitle = texts(resource, "subtitle")
    parts = [" : ".join(filter(None, map(without_end_marks, (main, *subtitle))))]
    parts += map(without_end_marks, texts(resource, "partNumber", "partName"))
    return without_end_marks(clean(". ".join(filter(None, parts))))


def _authors(work: Resource, graph: Graph) -> list[str]:
    """The names of those who contributed, the first of them before the others."""
    contributions = sorted(
        graph.follow(work, "contribution"), key=lambda one: "PrimaryContribution" not in one.types
    )
    agents = (agent for one in contributions for agent in graph.follow(one, "agent"))
    labels = (without_end_marks(label) for agent in agents for label in texts(agent, "label")[:1])
    return list(dict.fromkeys(filter(None, labels)))


def _provisions(instance: Resource, graph: Graph) -> list[Resource]:
    found = graph.follow(instance, "provisionActivity")
    return sorted(found, key=lambda one: "Publication" not in one.types)


def _publisher(instance: Resource, graph: Graph) -> str:
    for one in _provisions(instance, graph):
        agents = [label for agent in graph.follow(one, "agent") for label in texts(agent, "label")]
        for name in (*agents, *texts(one, "simpleAgent")):
            return without_end_marks(name)
    return ""


def _medium(both: Sequence[Resource | None], graph: Graph) -> str:
    instance, work = both
    for one in graph.follow(instance, "carrier"):
        if carrier := _CARRIERS.get(one.id.rpartition("/")[2]):
            return carrier
    types = {name for part in (instance, work) if part for name in part.types}
    if any(one.id.endswith("/serl") for one in graph.follow(instance, "issuance")):
        types.add("Serial")
    return next((kind for name, kind in _KINDS.items() if name in types), "")


def _identifiers(parts: Sequence[Resource | None], graph: Graph, kind: str) -> list[str]:
    numbers = (one for part in parts for one in graph.follow(part, "identifiedBy"))
    return [text for one in numbers if kind in one.types for text in texts(one, "value", "label")]


def _control_number(instance: Resource, graph: Graph) -> str:
    """The number of the record it was made of, the library's, that of LC, or its address."""
    records = graph.follow(instance, "adminMetadata")
    found = (
        _identifiers(records, graph, "Local")
        or _identifiers([instance], graph, "Local")
        or _identifiers([instance], graph, "Lccn")
    )
    address = "" if instance.id.startswith("_") else instance.id
    return clean(found[0]) if found else address


def _classification(both: Sequence[Resource | None], graph: Graph) -> CallNumber | None:
    """The number of the scheme that comes first among those known by class; else the first."""
    found: dict[str, str] = {}
    for one in (one for part in both for one in graph.follow(part, "classification")):
        if text := clean(" ".join(texts(one, "classificationPortion", "itemPortion")[:2])):
            for name in one.types or ("Classification",):
                found.setdefault(name, text)
    for name, scheme in _SCHEMES.items():
        if name in found:
            return CallNumber(found[name], scheme, f"bf:{name}")
    for text in found.values():
        return CallNumber(text, guess_scheme(text)[0], "bf:classification")
    return None


def _numbers(found: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, found)))
