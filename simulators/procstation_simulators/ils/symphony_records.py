"""Records of a simulated Symphony: bibs, call numbers and items, each an object with `resource`,
`key` and `fields`, and the fields a client asks for with `includeFields`."""

import copy
import re
from collections.abc import Mapping
from typing import Any

from procstation_simulators.ils.stock import books

POLICIES = {
    "location": (
        "STACKS", "REF", "STORAGE", "CHECKEDOUT", "INTRANSIT", "HOLDS", "MISSING", "LOST",
        "INPROCESS", "REPAIR", "DISCARD", "ON-ORDER",
    ),
    "itemType": ("BOOK", "REFBOOK", "DVD"),
    "library": ("MAIN", "BRANCH"),
    "classification": ("LC", "DEWEY", "ALPHANUM", "SUDOC", "LCPER", "AUTO"),
    "itemCategory1": ("GENERAL", "GIFT"),
}  # fmt: skip
ITEM_FIELDS = {
    "barcode": "",
    "itemType": "itemType",
    "homeLocation": "location",
    "currentLocation": "location",
    "itemCategory1": "itemCategory1",
    "price": None,
    "circulate": None,
    "permanent": None,
}
"""Fields of an item that may be written: "" is text, a word is a policy, None anything."""
CALL_FIELDS = {"callNumber": "", "volumetric": "", "classification": "classification"}
BY_CIRCULATION = frozenset({"CHECKEDOUT", "INTRANSIT", "HOLDS"})
"""Locations that only circulation gives."""
_WORDS = re.compile(r"\s*(\*|\w+|[{},])")

Wanted = dict[str, "Wanted"]


def policy(kind: str, key: str) -> dict[str, str]:
    """Return a reference to a policy."""
    return {"resource": f"/policy/{kind}", "key": key}


def wanted_fields(text: str) -> Wanted:
    """Read `*,call{*},bib{title,author}`.

    Raises:
        ValueError: It is not written so.
    """
    words, at = [], 0
    while at < len(text):
        found = _WORDS.match(text, at)
        if found is None:
            raise ValueError(f"includeFields: {text[at:]!r}")
        words.append(found[1])
        at = found.end()
    wanted = _read(words)
    if words:
        raise ValueError(f"includeFields: {words[0]!r}")
    return wanted


def _read(words: list[str]) -> Wanted:
    wanted: Wanted = {}
    while words:
        name = words.pop(0)
        if name in "{},":
            raise ValueError(f"includeFields: {name!r}")
        wanted[name] = {}
        if words and words[0] == "{":
            words.pop(0)
            wanted[name] = _read(words)
            if not words or words.pop(0) != "}":
                raise ValueError("includeFields: a brace is open")
        if not words or words[0] != ",":
            break
        words.pop(0)
    return wanted


class SymphonyRecords:
    """What the library has, by key.

    Attributes:
        tables: Fields of each record by its key, for each resource.
    """

    def __init__(self, count: int, seed: int) -> None:
        self.tables: dict[str, dict[str, dict[str, Any]]] = {"bib": {}, "call": {}, "item": {}}
        for book in books(count, seed):
            bib = str(600 + book.number)
            call = f"{bib}:2"
            self.tables["bib"][bib] = {
                "title": book.title,
                "author": book.author,
                "bib": _marc(book.title, book.author, book.date, book.isbn),
                "shadowed": False,
                "callList": [{"resource": "/catalog/call", "key": call}],
            }
            self.tables["call"][call] = {
                "bib": {"resource": "/catalog/bib", "key": bib},
                "callNumber": book.call_number,
                "volumetric": "",
                "classification": policy("classification", "LC"),
                "library": policy("library", "MAIN"),
                "itemList": [],
            }
            self.add_item(call, book.barcode)

    def add_item(self, call: str, barcode: str) -> None:
        """Hang one more item on a call number."""
        listed = self.tables["call"][call]["itemList"]
        key = f"{call}:{len(listed) + 1}"
        listed.append({"resource": "/catalog/item", "key": key})
        self.tables["item"][key] = {
            "bib": self.tables["call"][call]["bib"],
            "call": {"resource": "/catalog/call", "key": call},
            "barcode": barcode,
            "copyNumber": len(listed),
            "itemType": policy("itemType", "BOOK"),
            "homeLocation": policy("location", "STACKS"),
            "currentLocation": policy("location", "STACKS"),
            "library": policy("library", "MAIN"),
            "itemCategory1": policy("itemCategory1", "GIFT"),
            "price": {"currencyCode": "USD", "amount": "20.00"},
            "circulate": True,
            "permanent": True,
        }

    def with_barcode(self, barcode: str) -> str:
        """Return the key of an item, "" when there is none."""
        items = self.tables["item"].items()
        return next((key for key, fields in items if fields["barcode"] == barcode), "")

    def shown(self, kind: str, key: str, wanted: Wanted) -> dict[str, Any]:
        """Return a record with the fields that were asked for.

        Raises:
            ValueError: It has no such field.
        """
        fields = self.tables[kind][key]
        names = [*fields] if "*" in wanted else [*wanted]
        for name in wanted:
            if name != "*" and name not in fields:
                raise ValueError(f"{kind} has no field {name}")
        shown = {name: self._field(fields[name], wanted.get(name, {})) for name in names}
        return {"resource": f"/catalog/{kind}", "key": key, "fields": shown}

    def _field(self, value: Any, wanted: Wanted) -> Any:
        if wanted and isinstance(value, Mapping) and value["resource"].startswith("/catalog/"):
            return self.shown(value["resource"].rpartition("/")[2], value["key"], wanted)
        return copy.deepcopy(value)

    def check(self, known: Mapping[str, str | None], fields: Mapping[str, Any]) -> None:
        """Raises ValueError: a field may not be written, or not so."""
        for name, value in fields.items():
            if name not in known:
                raise ValueError(f"{name} cannot be modified")
            kind = known[name]
            if kind == "" and not isinstance(value, str):
                raise ValueError(f"{name} has to be text")
            if not kind:
                continue
            codes = POLICIES[kind]
            if value not in [policy(kind, code) for code in codes]:
                raise ValueError(f"{name} is no policy of {kind}: {value}")


def _marc(title: str, author: str, date: str, isbn: str) -> dict[str, Any]:
    def field(tag: str, **parts: str) -> dict[str, Any]:
        subfields = [{"code": code, "data": text} for code, text in parts.items()]
        return {"tag": tag, "inds": "  ", "subfields": subfields}

    return {
        "standard": "MARC21",
        "type": "BIB",
        "leader": "00000nam a2200000 a 4500",
        "fields": [
            field("020", a=isbn),
            field("100", a=author),
            field("245", a=title),
            field("264", b="Invented Press,", c=f"{date}."),
        ],
    }
