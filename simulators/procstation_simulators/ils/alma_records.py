"""Titles, holdings and items of a simulated Alma, in the shapes its API gives them."""

import copy
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element, SubElement, fromstring, tostring

from procstation_simulators.ils.stock import Book, books

CODED = frozenset(
    {
        "base_status", "process_type", "physical_material_type", "policy", "library", "location",
        "alternative_call_number_type", "physical_condition", "call_number_type", "temp_library",
        "temp_location", "temp_policy", "temp_call_number_type",
    }
)  # fmt: skip
READ_ONLY = frozenset(
    {
        "creation_date", "modification_date", "base_status", "process_type",
        "library", "location", "awaiting_reshelving", "requested", "holding_id", "call_number",
        "call_number_type", "permanent_call_number", "link", "additional_info",
    }
)  # fmt: skip
_PLAIN = (
    "barcode", "description", "pieces", "inventory_number", "inventory_price", "inventory_date",
    "storage_location_id", "alternative_call_number", "public_note", "fulfillment_note",
    *(f"enumeration_{letter}" for letter in "abcdefgh"),
    *(f"chronology_{letter}" for letter in "ijklm"),
    *(f"{kind}_note_{number}" for kind in ("internal", "statistics") for number in (1, 2, 3)),
)  # fmt: skip
_DESCRIPTIONS = {"BOOK": "Book", "1": "Item in place", "0": "Item not in place", "LOAN": "Loan"}


def coded(value: str) -> dict[str, str]:
    """Return a code as Alma gives it."""
    return {"value": value, "desc": _DESCRIPTIONS.get(value, value.capitalize())}


@dataclass(slots=True)
class AlmaTitle:
    """A bib record."""

    mms: str
    title: str
    author: str
    date: str
    isbn: str

    def shown(self) -> dict[str, Any]:
        record = Element("record")
        SubElement(record, "controlfield", {"tag": "001"}).text = self.mms
        _field(record, "020", a=self.isbn)
        _field(record, "100", a=self.author)
        _field(record, "245", a=self.title)
        _field(record, "264", b="Invented Press", c=self.date)
        return {
            "mms_id": self.mms,
            "record_format": "marc21",
            "title": self.title,
            "author": self.author,
            "isbn": self.isbn,
            "issn": None,
            "date_of_publication": self.date,
            "publisher_const": "Invented Press",
            "anies": [tostring(record, encoding="unicode")],
        }


@dataclass(slots=True)
class AlmaHolding:
    """A holdings record: the place and the call number of its items."""

    hid: str
    mms: str
    record: str

    def part(self, letter: str) -> str:
        return read_852(self.record).get(letter, "")

    @property
    def call_number(self) -> str:
        return " ".join(part for part in (self.part("h"), self.part("i")) if part)

    def brief(self) -> dict[str, Any]:
        return {
            "holding_id": self.hid,
            "library": coded(self.part("b")),
            "location": coded(self.part("c")),
            "call_number": self.call_number,
        }

    def shown(self) -> dict[str, Any]:
        return {"holding_id": self.hid, "created_by": "System", "anies": [self.record]}


@dataclass(slots=True)
class AlmaItem:
    """An item; `data` is its item_data."""

    pid: str
    hid: str
    mms: str
    data: dict[str, Any]
    holding_data: dict[str, Any]

    @classmethod
    def blank(cls, pid: str, holding: AlmaHolding, today: str) -> "AlmaItem":
        data: dict[str, Any] = dict.fromkeys(_PLAIN, "")
        data |= {
            "pid": pid,
            "creation_date": today,
            "modification_date": today,
            "base_status": coded("1"),
            "process_type": coded(""),
            "physical_material_type": {"value": ""},
            "policy": {"value": ""},
            "alternative_call_number_type": {"value": ""},
            "physical_condition": {"value": ""},
            "is_magnetic": False,
            "awaiting_reshelving": False,
            "requested": False,
        }
        holding_data = {
            "library": holding.part("b"),
            "copy_id": "",
            "in_temp_location": False,
            "temp_library": {"value": ""},
            "temp_location": {"value": ""},
            "temp_policy": {"value": ""},
            "temp_call_number": "",
            "temp_call_number_type": {"value": ""},
        }
        return cls(pid, holding.hid, holding.mms, data, holding_data)

    @property
    def barcode(self) -> str:
        return str(self.data["barcode"])

    def emptied(self) -> "AlmaItem":
        """Return the item as it is before a PUT is written into it: what is left out is gone."""
        changed = copy.deepcopy(self)
        for key, value in changed.data.items():
            if key not in READ_ONLY and key != "pid":
                changed.data[key] = _empty(value)
        for key, value in changed.holding_data.items():
            if key not in READ_ONLY:
                changed.holding_data[key] = _empty(value)
        changed.data["pid"] = ""
        return changed

    def shown(self, title: AlmaTitle, holding: AlmaHolding) -> dict[str, Any]:
        """Return the whole object, codes with their descriptions."""
        there = {key: value for key, value in self.holding_data.items() if key != "library"}
        return {
            "link": f"/almaws/v1/bibs/{self.mms}/holdings/{self.hid}/items/{self.pid}",
            "bib_data": {"mms_id": self.mms, "title": title.title, "author": title.author},
            "holding_data": {
                "holding_id": self.hid,
                "call_number": holding.call_number,
                "call_number_type": coded("0"),
                "permanent_call_number": holding.call_number,
                **_described(there),
            },
            "item_data": {
                **_described(self.data),
                "library": coded(holding.part("b")),
                "location": coded(holding.part("c")),
            },
        }


def stocked(
    count: int, seed: int, today: str
) -> tuple[dict[str, AlmaTitle], dict[str, AlmaHolding], dict[str, AlmaItem]]:
    """Return what an institution begins with, by number."""
    titles: dict[str, AlmaTitle] = {}
    holdings: dict[str, AlmaHolding] = {}
    items: dict[str, AlmaItem] = {}
    for book in books(count, seed):
        mms = f"99{book.number:013d}561"
        hid, pid = f"22{book.number:011d}561", f"23{book.number:011d}561"
        titles[mms] = AlmaTitle(mms, book.title, book.author, book.date, book.isbn)
        holding = holdings[hid] = AlmaHolding(hid, mms, _holdings_record(hid, book))
        item = items[pid] = AlmaItem.blank(pid, holding, today)
        item.data["barcode"] = book.barcode
        item.data["physical_material_type"] = {"value": "BOOK"}
        item.data["policy"] = {"value": "LOAN"}
        item.data["statistics_note_2"] = f"gift {book.number}"
        item.data["storage_location_id"] = f"crate {book.number}"
    return titles, holdings, items


def read_852(record: str) -> dict[str, str]:
    """Return the subfields of 852; ValueError without b and c."""
    for field in fromstring(record).iter("datafield"):  # noqa: S314
        if field.get("tag") == "852":
            parts = {part.get("code", ""): part.text or "" for part in field.iter("subfield")}
            if not {"b", "c"} <= set(parts):
                raise ValueError("852 needs b and c")
            return parts
    raise ValueError("there is no 852")


def read_bib(body: bytes, mms: str) -> AlmaTitle:
    """Read a new record out of a request; ValueError or ParseError when there is none."""
    bib = fromstring(body)  # noqa: S314  (of a system that does not exist)
    record = bib.find("record")
    if bib.tag != "bib" or record is None or record.find("leader") is None:
        raise ValueError("a record with a leader is wanted within bib")

    def first(tag: str, code: str) -> str:
        path = f"datafield[@tag='{tag}']/subfield[@code='{code}']"
        return record.findtext(path, "") if record is not None else ""

    if not first("245", "a"):
        raise ValueError("there is no 245")
    return AlmaTitle(
        mms, first("245", "a"), first("100", "a"), first("264", "c"), first("020", "a")
    )


def _holdings_record(hid: str, book: Book) -> str:
    record = Element("record")
    SubElement(record, "leader").text = "#####nx##a22#####1n#4500"
    SubElement(record, "controlfield", {"tag": "001"}).text = hid
    first, _, rest = book.call_number.partition(" ")
    _field(record, "852", ind1="0", b="MAIN", c="STACKS", h=first, i=rest, z="With index")
    return tostring(record, encoding="unicode")


def _field(record: Element, tag: str, ind1: str = " ", **parts: str) -> None:
    field = SubElement(record, "datafield", {"tag": tag, "ind1": ind1, "ind2": " "})
    for letter, text in parts.items():
        SubElement(field, "subfield", {"code": letter}).text = text


def _described(data: dict[str, Any]) -> dict[str, Any]:
    return {key: coded(value["value"]) if key in CODED else value for key, value in data.items()}


def _empty(value: Any) -> Any:
    if isinstance(value, dict):
        return {"value": ""}
    return False if isinstance(value, bool) else ""
