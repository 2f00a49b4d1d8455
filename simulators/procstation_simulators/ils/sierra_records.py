"""Records of a simulated Sierra: fixed fields by number, variable fields by tag, as its API gives
them."""

from dataclasses import dataclass
from typing import Any

from procstation_simulators.ils.stock import books

LABELS = {
    "58": "COPY #",
    "59": "ICODE1",
    "60": "ICODE2",
    "61": "I TYPE",
    "62": "PRICE",
    "68": "LCHKIN",
    "76": "TOT CHKOUT",
    "79": "LOCATION",
    "88": "STATUS",
    "97": "IMESSAGE",
    "98": "PDATE",
    "108": "OPACMSG",
}
LOCATIONS = {"mstk": "Main Stacks", "mref": "Main Reference", "annex": "Annex"}
STATUSES = {"-": "AVAILABLE", "m": "MISSING", "p": "IN PROCESSING", "r": "REPAIR", "w": "WITHDRAWN"}
ITEM_TYPES = range(20)
TAGS = {
    "barcodes": "b",
    "callNumbers": "c",
    "volumes": "v",
    "internalNotes": "x",
    "messages": "m",
}
"""Keys of a change, each a list that takes the place of all fields of its tag."""
FIXED = {
    "location": "79",
    "status": "88",
    "itemType": "61",
    "copyNumber": "58",
    "icode1": "59",
    "icode2": "60",
    "price": "62",
}
WHOLE = frozenset({"itemType", "copyNumber", "icode1"})
"""Keys of a change that are numbers, not text."""


@dataclass(slots=True)
class SierraBib:
    """A bib record."""

    id: str
    title: str
    author: str
    year: int
    isbn: str

    def shown(self, with_fields: bool) -> dict[str, Any]:
        found: dict[str, Any] = {
            "id": self.id,
            "title": self.title,
            "author": self.author,
            "publishYear": self.year,
            "lang": {"code": "eng", "name": "English"},
        }
        if with_fields:
            found["varFields"] = [
                _marc("i", "020", "  ", ("a", self.isbn)),
                _marc("p", "264", " 1", ("b", "Invented Press,"), ("c", f"{self.year}.")),
            ]
        return found


@dataclass(slots=True)
class SierraItem:
    """An item record.

    Attributes:
        fixed: Values by number.
        fields: Variable fields as shown.
        due: When it is due; "" when it is not on loan.
        updated: Seconds since the epoch.
    """

    id: str
    bib: str
    fixed: dict[str, str]
    fields: list[dict[str, Any]]
    updated: float
    due: str = ""

    @property
    def barcode(self) -> str:
        return next((one["content"] for one in self.fields if one["fieldTag"] == "b"), "")

    def replace(self, tag: str, values: list[str]) -> None:
        """Put new variable fields where those of a tag were. A call number keeps its MARC tag."""
        old = next((one for one in self.fields if one["fieldTag"] == tag), None)
        self.fields = [one for one in self.fields if one["fieldTag"] != tag]
        for value in values:
            if tag == "c":
                marc = old.get("marcTag", "090") if old else "090"
                parts = [(part[0], part[1:]) for part in value.split("|") if part]
                self.fields.append(_marc("c", marc, "  ", *parts))
            else:
                self.fields.append({"fieldTag": tag, "content": value})

    def shown(self, wanted: list[str], updated: str, created: str) -> dict[str, Any]:
        location, status = self.fixed["79"], self.fixed["88"]
        found: dict[str, Any] = {
            "id": self.id,
            "updatedDate": updated,
            "createdDate": created,
            "deleted": False,
            "bibIds": [self.bib],
            "location": {"code": location, "name": LOCATIONS.get(location.strip(), "")},
            "status": {"code": status, "display": STATUSES.get(status, "")},
            "volumes": [one["content"] for one in self.fields if one["fieldTag"] == "v"],
            "barcode": self.barcode,
            "itemType": self.fixed["61"],
            "callNumber": next(
                (
                    "".join(f"|{part['tag']}{part['content']}" for part in one["subfields"])
                    for one in self.fields
                    if one["fieldTag"] == "c"
                ),
                "",
            ),
        }
        if self.due:
            found["status"]["duedate"] = self.due
        if "fixedFields" in wanted:
            found["fixedFields"] = {
                number: {"label": LABELS[number], "value": value}
                for number, value in self.fixed.items()
            }
        if "varFields" in wanted:
            found["varFields"] = [dict(one) for one in self.fields]
        return found


def stocked(
    count: int, seed: int, now_s: float
) -> tuple[dict[str, SierraBib], dict[str, SierraItem]]:
    """Return what a library begins with, by the numbers of its records."""
    bibs: dict[str, SierraBib] = {}
    items: dict[str, SierraItem] = {}
    for book in books(count, seed):
        bib = str(1000000 + book.number)
        bibs[bib] = SierraBib(bib, book.title, book.author, int(book.date), book.isbn)
        number = str(2345677 + book.number)
        first, _, rest = book.call_number.partition(" ")
        item = items[number] = blank(number, bib, now_s - 86_400)
        item.fields = [
            {"fieldTag": "b", "content": book.barcode},
            _marc("c", "050", " 4", ("a", first), ("b", rest)),
            {"fieldTag": "x", "content": f"gift {book.number}"},
            {"fieldTag": "r", "content": "Reserve reading 2024"},
        ]
    return bibs, items


def blank(number: str, bib: str, now_s: float) -> SierraItem:
    """Return a new item."""
    fixed = dict.fromkeys(LABELS, "0") | {"58": "1", "60": "-", "62": "0.00", "68": ""}
    fixed |= {"79": "mstk ", "88": "-", "97": "-", "98": "", "108": "-"}
    return SierraItem(number, bib, fixed, [], now_s)


def _marc(tag: str, marc: str, indicators: str, *parts: tuple[str, str]) -> dict[str, Any]:
    return {
        "fieldTag": tag,
        "marcTag": marc,
        "ind1": indicators[0],
        "ind2": indicators[1],
        "subfields": [{"tag": code, "content": text} for code, text in parts],
    }
