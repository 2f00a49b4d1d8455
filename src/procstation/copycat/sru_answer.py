"""Reading what a server of SRU answers: 1.1, 1.2 (Library of Congress) or 2.0 (OASIS).

The parts are taken by their local names: prefixes and namespaces differ from server to server.
Nothing a server says is expanded or fetched, and a record that is broken costs only itself.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, cast
from xml.etree.ElementTree import Element, tostring

from procstation.catalog.marc_read import Unreadable
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marcxml_read import decode_xml
from procstation.catalog.marcxml_split import Fragment
from procstation.catalog.xml_parser import XmlDamage, XmlRecord
from procstation.catalog.xml_records import xml_records
from procstation.catalog.xml_tree import text_of
from procstation.errors import InputRefused, SystemConfused
from procstation.language import mark, tr, tr_marked

_PARTS = frozenset(("numberOfRecords", "record", "diagnostic"))
_MARC = frozenset(("leader", "controlfield", "datafield"))
_END = re.compile(rb"</(?:[\w.-]+:)?(?:searchRetrieve|explain)Response\s*>")
_NUMBER = re.compile(r"[0-9]{1,9}")

_DECLARATION = re.compile(r"\A<\?xml[^>]*\?>")
"""Of a packed string it says nothing: the answer has an encoding of its own."""
_ASK = mark("Check the address of the target; if it is right, try again later.")


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """What a server says is wrong.

    Attributes:
        number: Of the list info:srw/diagnostic/1; 0 of another list.
        details: What it is about: the name of an index, a part of the query.
    """

    number: int
    message: str = ""
    details: str = ""


@dataclass(frozen=True, slots=True)
class SruAnswer:
    """One answer.

    Attributes:
        found: How many records the server has; None when it does not say.
        received: How many records are in this answer, whatever could be made of them.
        records: Those that are MARC.
        unread: Why others are not.
    """

    found: int | None
    received: int
    records: tuple[MarcRecord, ...]
    unread: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


class _Body(BytesIO):
    """An answer as the readers of files take it: with a name for their messages."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


def read_answer(data: bytes, name: str) -> SruAnswer:
    """Read a whole answer.

    Args:
        name: Of the target, for messages.

    Raises:
        SystemConfused: It is none, or is not whole.
    """
    found: int | None = None
    records: list[MarcRecord] = []
    unread: list[str] = []
    diagnostics: list[Diagnostic] = []
    received = 0
    for part in parts_of(data, name):
        if isinstance(part, XmlDamage):
            received += 1
            unread.append(part.reason)
            continue
        kind = local_name(part)
        if kind == "numberOfRecords":
            found = _number(part.text or "")
        elif kind == "diagnostic":
            diagnostics.append(_diagnostic(part))
        else:
            received += 1
            taken = _taken(part)
            if isinstance(taken, MarcRecord):
                records.append(taken)
            elif isinstance(taken, Diagnostic):
                diagnostics.append(taken)
            else:
                unread.append(taken)
    return SruAnswer(found, received, tuple(records), tuple(unread), tuple(diagnostics))


def parts_of(data: bytes, name: str) -> Iterator[Element | XmlDamage]:
    """Yield the parts of an answer that are of use, each as a tree.

    Raises:
        SystemConfused: It is no answer of SRU, or is not whole.
    """
    if not data.strip():
        raise confused(name, tr("is empty"))
    is_whole = _END.search(data) is not None
    roots: set[str] = set()

    def begins(path: Sequence[str]) -> int:
        roots.add(_local(path[0]))
        return 1 if _local(path[-1]) in _PARTS else 0

    parts: list[Element | XmlDamage] = []
    try:
        for found in xml_records(cast("BinaryIO", _Body(data, f"What {name} answered")), begins):
            parts.append(found.element if isinstance(found, XmlRecord) else found)
    except InputRefused as error:
        raise SystemConfused(error.what, tr_marked(_ASK)) from error
    if not any(root.endswith("Response") for root in roots):
        begin = data[:60].decode("utf-8", "replace").strip()
        raise confused(name, tr("is no answer of SRU: it begins with {begin!r}", begin=begin))
    if not is_whole:
        raise confused(name, tr("breaks off in the middle"))
    yield from parts


def confused(name: str, why: str) -> SystemConfused:
    """The error for an answer that cannot be used."""
    return SystemConfused(
        tr("What {name} answered {why}. Nothing of it was used.", name=name, why=why),
        tr_marked(_ASK),
    )


def local_name(element: Element) -> str:
    return _local(element.tag)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def child(element: Element, name: str) -> Element | None:
    """The first element within another, at any depth, that has a local name."""
    return next((one for one in element.iter() if local_name(one) == name), None)


def child_text(element: Element, name: str) -> str:
    """The text of that; "" without one."""
    return text_of(child(element, name))


def _diagnostic(element: Element) -> Diagnostic:
    base, _, number = child_text(element, "uri").rpartition("/")
    return Diagnostic(
        (_number(number) or 0) if base == "info:srw/diagnostic/1" else 0,
        child_text(element, "message"),
        child_text(element, "details"),
    )


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if _NUMBER.fullmatch(text) else None


def record_data(record: Element) -> Element | str:
    """What a record holds: a tree, out of a string too; or why it cannot be read."""
    data = child(record, "recordData")
    if data is None:
        return tr("it has no data")
    if len(data):
        return data
    # With recordPacking "string", whether the answer says so or not.
    text = (data.text or "").strip()
    body = cast("BinaryIO", _Body(_DECLARATION.sub("", text).encode(), "A record"))
    try:
        found = next(xml_records(body, len), None)
    except InputRefused as error:
        return error.what.rstrip(".")
    if isinstance(found, XmlDamage):
        return found.reason
    return tr("it is empty") if found is None else found.element


def _taken(record: Element) -> MarcRecord | Diagnostic | str:
    data = record_data(record)
    if isinstance(data, str):
        return data
    diagnostic = child(data, "diagnostic")
    if diagnostic is not None:
        return _diagnostic(diagnostic)
    marc = next((one for one in data.iter() if any(local_name(two) in _MARC for two in one)), None)
    if marc is None:
        named = local_name(data[0] if local_name(data) == "recordData" else data)
        return tr("it is no MARC, but <{named}>", named=named)
    try:
        return decode_xml(Fragment(1, 0, tostring(marc, "utf-8"), "utf-8")).record
    except Unreadable as error:
        return str(error)
