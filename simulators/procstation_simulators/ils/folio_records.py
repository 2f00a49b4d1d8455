"""What a simulated FOLIO holds: code lists, instances, holdings, items, each with its UUID."""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from procstation_simulators.ils.stock import Book

LISTS = {
    "material-types": ("mtypes", ("book", "dvd")),
    "loan-types": ("loantypes", ("Can circulate", "Reading room")),
    "call-number-types": (
        "callNumberTypes",
        ("Library of Congress classification", "Dewey Decimal classification", "Other scheme"),
    ),
    "item-note-types": ("itemNoteTypes", ("Note", "Provenance")),
}
"""By path: the key of the list in its answer, and the names."""

PLACES = {
    "locations": ("locations", (("MAIN-ST", "Main stacks"), ("ANNEX", "Annex"))),
    "service-points": ("servicepoints", (("desk-1", "Circ Desk 1"), ("desk-2", "Circ Desk 2"))),
}
"""The same for lists whose entries have a code as well."""

STATUSES = frozenset(
    {
        "Aged to lost",
        "Available",
        "Awaiting delivery",
        "Awaiting pickup",
        "Checked out",
        "Claimed returned",
        "Declared lost",
        "In process",
        "In process (non-requestable)",
        "In transit",
        "Intellectual item",
        "Long missing",
        "Lost and paid",
        "Missing",
        "On order",
        "Order closed",
        "Paged",
        "Restricted",
        "Unavailable",
        "Unknown",
        "Withdrawn",
    }
)

MARKS = {
    "mark-missing": "Missing",
    "mark-withdrawn": "Withdrawn",
    "mark-in-process": "In process",
    "mark-in-process-non-requestable": "In process (non-requestable)",
    "mark-intellectual-item": "Intellectual item",
    "mark-long-missing": "Long missing",
    "mark-restricted": "Restricted",
    "mark-unavailable": "Unavailable",
    "mark-unknown": "Unknown",
}

TEXTS = frozenset(
    {
        "id",
        "hrid",
        "barcode",
        "accessionNumber",
        "itemLevelCallNumber",
        "itemLevelCallNumberPrefix",
        "itemLevelCallNumberSuffix",
        "itemLevelCallNumberTypeId",
        "copyNumber",
        "volume",
        "enumeration",
        "chronology",
        "displaySummary",
        "numberOfPieces",
        "descriptionOfPieces",
        "holdingsRecordId",
    }
)
REFERENCES = {
    "materialType": "material-types",
    "permanentLoanType": "loan-types",
    "permanentLocation": "locations",
    "temporaryLocation": "locations",
}
OTHERS = frozenset(
    {
        "status",
        "notes",
        "administrativeNotes",
        "circulationNotes",
        "tags",
        "_version",
        "lastCheckIn",
    }
)
WRITABLE = TEXTS | REFERENCES.keys() | OTHERS
READ_ONLY = frozenset(
    {
        "title",
        "callNumber",
        "effectiveShelvingOrder",
        "effectiveLocation",
        "effectiveCallNumberComponents",
        "isBoundWith",
        "metadata",
    }
)


def uuid_of(kind: str, name: object) -> str:
    """Return the UUID of a thing: always the same one."""
    return str(uuid5(NAMESPACE_URL, f"folio:{kind}:{name}"))


def code_lists() -> dict[str, list[dict[str, str]]]:
    """Return the entries of each list, by its path."""
    lists = {
        path: [{"id": uuid_of(path, name), "name": name} for name in names]
        for path, (_, names) in LISTS.items()
    }
    for path, (_, entries) in PLACES.items():
        lists[path] = [
            {"id": uuid_of(path, code), "code": code, "name": name} for code, name in entries
        ]
    return lists


def instance_of(book: Book) -> dict[str, Any]:
    """Return the record of a book."""
    return {
        "id": uuid_of("instance", book.number),
        "hrid": f"in{book.number:011d}",
        "title": book.title,
        "contributors": [{"name": book.author, "primary": True}],
        "publication": [{"publisher": "Sample Press", "dateOfPublication": book.date}],
        "identifiers": [{"value": book.isbn, "identifierTypeId": uuid_of("id-type", "ISBN")}],
    }


def holding_of(book: Book) -> dict[str, Any]:
    """Return the holdings record of a book."""
    return {
        "id": uuid_of("holding", book.number),
        "hrid": f"ho{book.number:011d}",
        "instanceId": uuid_of("instance", book.number),
        "permanentLocationId": uuid_of("locations", "MAIN-ST"),
        "callNumber": book.call_number,
        "callNumberTypeId": uuid_of("call-number-types", "Library of Congress classification"),
    }


def item_of(book: Book, updated: str) -> dict[str, Any]:
    """Return the item of a book, as it is stored; each fourth is on loan, or missing."""
    status = {2: "Checked out", 3: "Missing"}.get(book.number % 4, "Available")
    return {
        "id": uuid_of("item", book.number),
        "_version": 1,
        "hrid": f"it{book.number:011d}",
        "holdingsRecordId": uuid_of("holding", book.number),
        "barcode": book.barcode,
        "accessionNumber": f"ACC-{book.number}",
        "copyNumber": "1",
        "materialType": uuid_of("material-types", "book"),
        "permanentLoanType": uuid_of("loan-types", "Can circulate"),
        "status": status,
        "administrativeNotes": ["from the sample"],
        "notes": [
            {
                "itemNoteTypeId": uuid_of("item-note-types", "Provenance"),
                "note": "Schenkung Müller",
                "staffOnly": True,
            }
        ],
        "metadata": {"createdDate": updated, "updatedDate": updated},
    }
