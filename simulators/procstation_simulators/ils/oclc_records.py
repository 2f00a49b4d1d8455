"""Records of a simulated OCLC: local holdings records in MARCXML, checked as its service does, and
bibs."""

import re
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, fromstring, tostring

from procstation_simulators.ils.stock import Book

MARC = "http://www.loc.gov/MARC21/slim"
BRANCHES = {"MAIN": ("Stacks", "Reference"), "LAW": ("Law Stacks",)}
SYMBOL = "OCPSB"
_TAG = re.compile(r"\d{3}")


class Lhr:
    """A local holdings record.

    Attributes:
        controls: Control fields by tag.
        fields: Tag, indicators and subfields, in order.
    """

    def __init__(
        self,
        controls: dict[str, str],
        fields: list[tuple[str, str, list[tuple[str, str]]]],
    ) -> None:
        self.controls = controls
        self.fields = fields

    @property
    def number(self) -> str:
        return self.controls["001"]

    @property
    def bib(self) -> str:
        return self.controls["004"]

    @property
    def place(self) -> tuple[str, str, list[tuple[str, str]]]:
        return next(field for field in self.fields if field[0] == "852")

    @property
    def barcodes(self) -> list[str]:
        """Of its pieces: in 876 each, or in 852 for a single one."""
        parts = [
            text
            for tag, _, subfields in self.fields
            for code, text in subfields
            if (tag, code) in {("876", "p"), ("852", "p")}
        ]
        return [one for one in parts if one]

    def shown(self, barcode: str) -> dict[str, Any]:
        """Return all of it, apart by what it says."""
        _, indicators, parts = self.place
        number = " ".join(text for code, text in parts if code in "khijm")
        return {
            "controls": {tag: text for tag, text in self.controls.items() if tag != "005"},
            "changed": self.controls.get("005", ""),
            "barcode": barcode,
            "indicators": indicators,
            "call_number": number,
            "place": [(code, text) for code, text in parts if code not in "khijm"],
            "others": [field for field in self.fields if field[0] != "852"],
        }

    def xml(self) -> bytes:
        return _written("00000nx  a2200000zi 4500", self.controls, self.fields)


def read_lhr(body: bytes) -> Lhr:
    """Read a record as it is sent.

    Raises:
        ValueError: In words: it is none that the service takes.
    """
    try:
        record = fromstring(body)  # noqa: S314  (of a system that does not exist)
    except ParseError as error:
        raise ValueError(f"not well-formed: {error}") from error
    if record.tag != f"{{{MARC}}}record":
        raise ValueError("no MARC record")
    leader = record.findtext(f"{{{MARC}}}leader", "")
    if len(leader) != 24 or leader[6] not in "uvxy":
        raise ValueError(f"the leader is not that of holdings: {leader!r}")
    controls: dict[str, str] = {}
    fields: list[tuple[str, str, list[tuple[str, str]]]] = []
    for field in record:
        tag = field.get("tag", "")
        if field.tag == f"{{{MARC}}}leader":
            continue
        if not _TAG.fullmatch(tag):
            raise ValueError(f"no tag: {tag!r}")
        if field.tag == f"{{{MARC}}}controlfield":
            controls[tag] = field.text or ""
            continue
        parts = [(part.get("code", ""), part.text or "") for part in field]
        if any(len(code) != 1 or not text for code, text in parts) or not parts:
            raise ValueError(f"an empty subfield in {tag}")
        fields.append((tag, field.get("ind1", " ") + field.get("ind2", " "), parts))
    _check(controls, fields)
    return Lhr(controls, fields)


def _check(
    controls: Mapping[str, str], fields: list[tuple[str, str, list[tuple[str, str]]]]
) -> None:
    if not controls.get("004", "").isdecimal():
        raise ValueError("004 has to be an OCLC number")
    if len(controls.get("008", "")) != 32:
        raise ValueError("008 has to be 32 characters long")
    places = [dict(parts) for tag, _, parts in fields if tag == "852"]
    if len(places) != 1:
        raise ValueError("exactly one 852 is wanted")
    (place,) = places
    if place.get("a") != SYMBOL:
        raise ValueError(f"852 $a has to be {SYMBOL}")
    if place.get("b") not in BRANCHES:
        raise ValueError(f"852 $b: there is no branch {place.get('b')!r}")
    if place.get("c") not in BRANCHES[place["b"]]:
        raise ValueError(f"852 $c: there is no shelving location {place.get('c')!r}")


def sample_lhr(book: Book) -> Lhr:
    """Return the holdings of a book: its barcode in 852, or in 876 for each third."""
    first, _, rest = book.call_number.partition(" ")
    place = [("a", SYMBOL), ("b", "MAIN"), ("c", "Stacks"), ("h", first), ("i", rest)]
    piece = [("8", "1.1"), ("p", book.barcode), ("c", "20.00")]
    fields = [("852", "0 ", place)]
    if book.number % 3:
        place += [("p", book.barcode)]
    else:
        fields.append(("876", "  ", piece))
    place += [("x", f"gift {book.number}"), ("z", "With index")]
    controls = {
        "001": str(160000000 + book.number),
        "004": bib_number(book),
        "005": "20260101120000.0",
        "007": "tu",
        "008": "2601010p    8   4001uueng0260101",
    }
    return Lhr(controls, fields)


def bib_number(book: Book) -> str:
    return str(900000 + book.number)


def bib_xml(book: Book) -> bytes:
    fields = [
        ("020", "  ", [("a", book.isbn)]),
        ("100", "1 ", [("a", book.author)]),
        ("245", "10", [("a", f"{book.title} /"), ("c", book.author)]),
        ("264", " 1", [("b", "Invented Press,"), ("c", f"{book.date}.")]),
    ]
    return _written("00000cam a2200000 i 4500", {"001": f"ocn{bib_number(book)}"}, fields)


def _written(
    leader: str,
    controls: Mapping[str, str],
    fields: list[tuple[str, str, list[tuple[str, str]]]],
) -> bytes:
    record = Element("record", {"xmlns": MARC})
    SubElement(record, "leader").text = leader
    for tag, text in sorted(controls.items()):
        SubElement(record, "controlfield", {"tag": tag}).text = text
    for tag, indicators, parts in fields:
        there = {"tag": tag, "ind1": indicators[0], "ind2": indicators[1]}
        field = SubElement(record, "datafield", there)
        for code, text in parts:
            SubElement(field, "subfield", {"code": code}).text = text
    return str(tostring(record, encoding="unicode")).encode()
