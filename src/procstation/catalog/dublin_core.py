"""Titles and items of Dublin Core records, simple or qualified, in whatever wrapper they come."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element

from procstation.catalog.extract import Extracted, key_of_content
from procstation.catalog.item_barcode import barcode_or_none
from procstation.catalog.records import Item, Title
from procstation.catalog.text import clean, without_end_marks
from procstation.catalog.xml_identifiers import (
    Identifier,
    IdentifierKind,
    identifier,
)
from procstation.catalog.xml_kind import DUBLIN_CORE
from procstation.catalog.xml_tree import date_of, key_of, text_of
from procstation.items import CallNumber, Scheme, guess_scheme
from procstation.language import tr

_TYPE = "{http://www.w3.org/2001/XMLSchema-instance}type"
_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_SCHEMES = {"lcc": Scheme.LCC, "ddc": Scheme.DEWEY, "udc": Scheme.UDC, "nlm": Scheme.NLM}
_KINDS = {
    "text": "book",
    "image": "picture",
    "stillimage": "picture",
    "movingimage": "video",
    "sound": "spoken recording",
    "physicalobject": "object",
    "software": "computer file",
    "dataset": "computer file",
}
"""The DCMI Type Vocabulary."""


_ELEMENTS = frozenset(
    (
        *("title", "creator", "contributor", "publisher", "date", "type", "format", "identifier"),
        *("source", "language", "relation", "coverage", "rights", "subject", "description"),
        *("alternative", "issued", "created"),
    )
)
"""The fifteen elements, and the terms that are read; a wrapper may be in their namespace too."""


class _Element(NamedTuple):
    """One element.

    Attributes:
        said: Its type or scheme, as the record has it.
    """

    name: str
    text: str
    said: str


def dublin_core_begins(path: Sequence[str]) -> int:
    """See `Begins`: what has an element of Dublin Core in it is a record."""
    namespace, bracket, name = path[-1].rpartition("}")
    is_element = namespace + bracket in DUBLIN_CORE and name.lower() in _ELEMENTS
    return 2 if is_element and len(path) > 1 else 0


def extract_dublin_core(record: Element, in_repository: str) -> Extracted:
    """Take out of a record what a station keeps.

    Args:
        in_repository: Its identifier in the repository that sent it, or "".
    """
    notes: list[str] = []
    elements = _elements(record)
    numbers = [
        *(identifier(one.text, one.said) for one in elements if one.name == "identifier"),
        *(
            found
            for one in elements
            if one.name in {"source", "relation"}
            for found in [identifier(one.text, one.said)]
            if found.kind in {IdentifierKind.BARCODE, IdentifierKind.CALL_NUMBER}
        ),
    ]
    others = _values(numbers, IdentifierKind.OTHER)
    in_repository = clean(in_repository)
    titles = _texts(elements, "title", "alternative")
    names = _texts(elements, "creator", "contributor")
    title = Title(
        id=0,
        control_number=_number_among(others) or in_repository,
        title=titles[0] if titles else "",
        author=names[0] if names else "",
        publisher=next(iter(_texts(elements, "publisher")), ""),
        date=date_of(_texts(elements, "issued", "date", "created")),
        medium=_medium(_texts(elements, "type")),
        isbn=_values(numbers, IdentifierKind.ISBN),
        issn=_values(numbers, IdentifierKind.ISSN),
        call_number=_classification(elements),
    )
    if not title.title:
        notes.append(tr("it has no title (dc:title)"))
    key = key_of("dc", in_repository, clean(record.get(_ABOUT, "")), title.control_number)
    return Extracted(
        key=key or key_of_content(title),
        title=title,
        items=tuple(_items(numbers, title.call_number, notes)),
        other_words=" ".join(dict.fromkeys((*titles[1:], *names[1:]))),
        is_holdings=False,
        notes=tuple(notes),
    )


def _elements(record: Element) -> list[_Element]:
    found = []
    for element in record:
        namespace, bracket, name = element.tag.rpartition("}")
        text = text_of(element)
        if namespace + bracket in DUBLIN_CORE and text:
            attributes = {key.rpartition("}")[2].lower(): one for key, one in element.items()}
            said = (attributes.get(name, "") for name in ("type", "scheme"))
            found.append(_Element(name.lower(), text, " ".join(filter(None, said))))
    return found


def _texts(elements: Iterable[_Element], *names: str) -> list[str]:
    """The texts of elements of these names, in the order of the names."""
    kept = list(elements)
    texts = (without_end_marks(one.text) for name in names for one in kept if one.name == name)
    return list(dict.fromkeys(filter(None, texts)))


def _number_among(identifiers: Sequence[str]) -> str:
    """The first that is no address; addresses are numbers only where there is nothing else."""
    return next((one for one in identifiers if "://" not in one), "") or next(iter(identifiers), "")


def _medium(types: Sequence[str]) -> str:
    """The kind by the vocabulary of DCMI, by its name or its address; else as it is called."""
    names = [one.rstrip("/").rpartition("/")[2] for one in types]
    known = (_KINDS.get(one.replace(" ", "").lower()) for one in names)
    return next(filter(None, known), "") or next(iter(names), "").lower()


def _classification(elements: Iterable[_Element]) -> CallNumber | None:
    for one in elements:
        scheme = _SCHEMES.get(one.said.rpartition(":")[2].lower())
        if one.name == "subject" and scheme is not None:
            return CallNumber(one.text, scheme, f"subject {one.said}")
    return None


def _items(
    numbers: Sequence[Identifier], suggested: CallNumber | None, notes: list[str]
) -> Iterable[Item]:
    """One item for each barcode; where there is a call number and no barcode, one that waits."""
    call_numbers = _values(numbers, IdentifierKind.CALL_NUMBER)
    own = None
    if call_numbers:
        own = CallNumber(call_numbers[0], guess_scheme(call_numbers[0])[0], "identifier")
    barcodes = _values(numbers, IdentifierKind.BARCODE)
    for barcode in barcodes or (("",) if own else ()):
        kept = barcode_or_none(barcode, notes)
        yield Item(id=0, title_id=0, barcode=kept, call_number=own or suggested)


def _values(numbers: Iterable[Identifier], kind: IdentifierKind) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.value for one in numbers if one.kind is kind and one.value))
