"""What a server of SRU says of itself: ZeeRex, "explain" of SRU."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from procstation.catalog.xml_parser import XmlDamage
from procstation.copycat.sru_answer import child_text, confused, local_name, parts_of, record_data
from procstation.language import tr


@dataclass(frozen=True, slots=True)
class Explained:
    """
    Attributes:
        indexes: With the names of their families, as in `dc.title`, and what the server calls them.
        schemas: Short names of the schemas that records may be asked for in.
    """

    title: str
    indexes: tuple[tuple[str, str], ...]
    schemas: tuple[str, ...]


def read_explain(data: bytes, name: str) -> Explained:
    """Read an answer to `explain`.

    Raises:
        SystemConfused: It is none.
    """
    for part in parts_of(data, name):
        if isinstance(part, XmlDamage) or local_name(part) != "record":
            continue
        explained = record_data(part)
        if isinstance(explained, Element):
            schemas = (one for one in explained.iter() if local_name(one) == "schema")
            return Explained(
                child_text(explained, "title"),
                tuple(_indexes(explained)),
                tuple(one.get("name", "") for one in schemas),
            )
    raise confused(name, tr("does not explain itself"))


def _indexes(explained: Element) -> Iterator[tuple[str, str]]:
    for index in explained.iter():
        if local_name(index) != "index":
            continue
        title = child_text(index, "title")
        for named in index.iter():
            if local_name(named) == "name":
                family, text = named.get("set", ""), (named.text or "").strip()
                yield (f"{family}.{text}" if family else text), title
