"""What a simulated Koha holds at the beginning."""

from typing import Any
from xml.etree.ElementTree import ParseError, fromstring

from procstation_simulators.ils.koha_items import empty_item
from procstation_simulators.ils.stock import Book

MARC = "{http://www.loc.gov/MARC21/slim}"
LOCAL_SUBFIELDS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<collection'
    ' xmlns="http://www.loc.gov/MARC21/slim"><record><datafield tag="999" ind1=" " ind2=" ">'
    '<subfield code="k">Schenkung Müller</subfield></datafield></record></collection>'
)


def sample_biblio(book: Book) -> dict[str, Any]:
    """Return the record of a book, as Koha lists it."""
    return {
        "biblio_id": book.number,
        "title": book.title,
        "author": book.author,
        "copyright_date": int(book.date),
        "publisher": "Sample Press",
        "isbn": f"{book.isbn} | {book.isbn[3:]}",
        "issn": None,
    }


def read_biblio(body: bytes, number: int) -> dict[str, Any]:
    """Return a record that was sent, as Koha lists it; ValueError when it is none."""
    try:
        record = fromstring(body)  # noqa: S314  (of a system that does not exist)
    except ParseError as error:
        raise ValueError(str(error)) from error
    if record.tag != f"{MARC}record" or record.find(f"{MARC}leader") is None:
        raise ValueError("one MARCXML record with a leader is wanted")

    def first(tag: str, code: str) -> str:
        path = f"{MARC}datafield[@tag='{tag}']/{MARC}subfield[@code='{code}']"
        return record.findtext(path, "")

    if not first("245", "a"):
        raise ValueError("there is no 245")
    date = first("264", "c").strip(" .")
    return {
        "biblio_id": number,
        "title": first("245", "a"),
        "author": first("100", "a"),
        "copyright_date": int(date) if date.isdecimal() else None,
        "publisher": first("264", "b"),
        "isbn": first("020", "a"),
        "issn": None,
    }


def sample_item(book: Book) -> dict[str, Any]:
    """Return the item of a book: each fourth with local subfields, on loan, or missing."""
    said: dict[str, Any] = {
        "item_id": book.number,
        "biblio_id": book.number,
        "external_id": book.barcode,
        "callnumber": book.call_number,
        "call_number_source": "lcc",
        "home_library_id": "MAIN",
        "holding_library_id": "MAIN",
        "location": "STACKS",
        "item_type_id": "BK",
        "copy_number": "1",
        "inventory_number": f"INV-{book.number:04d}",
        "last_seen_date": "2026-01-15T09:30:00+00:00",
    }
    # So that what a client must carry along, and what it must tell, is always among them.
    if book.number % 4 == 1:
        said |= {"extended_subfields": LOCAL_SUBFIELDS, "coded_location_qualifier": "Q7"}
    elif book.number % 4 == 2:
        said |= {"checked_out_date": "2026-03-01", "checkouts_count": 3}
    elif book.number % 4 == 3:
        said["lost_status"] = 4
    return {**empty_item(), **said}
