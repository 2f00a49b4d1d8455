"""Records and volumes of a simulated Evergreen."""

from typing import Any
from xml.etree.ElementTree import ParseError, fromstring

from procstation_simulators.ils.stock import Book

MARC = "{http://www.loc.gov/MARC21/slim}"


def record_fields(book: Book) -> dict[str, Any]:
    """Return the fields of a bib record."""
    return {
        "id": book.number,
        "marc": _marc(book),
        "active": "t",
        "deleted": "f",
        "tcn_value": str(book.number),
    }


def read_record(marc: str, number: int) -> dict[str, Any]:
    """Return the fields of a record that was sent; ValueError when it is none.

    Its control number becomes the title control number; without one, that is made up.
    """
    try:
        record = fromstring(marc)  # noqa: S314  (of a system that does not exist)
    except ParseError as error:
        raise ValueError(str(error)) from error
    if record.tag != f"{MARC}record" or record.find(f"{MARC}leader") is None:
        raise ValueError("one MARCXML record with a leader is wanted")
    tcn = record.findtext(f"{MARC}controlfield[@tag='001']", "").strip() or f"AUTO-{number}"
    return {"id": number, "marc": marc, "active": "t", "deleted": "f", "tcn_value": tcn}


def volume_fields(number: int, label: str, record: int, library: int) -> dict[str, Any]:
    """Return the fields of a volume."""
    return {"id": number, "label": label, "record": record, "owning_lib": library, "label_class": 3}


def _marc(book: Book) -> str:
    fields = "".join(
        f'<datafield tag="{tag}" ind1=" " ind2=" "><subfield code="{code}">{text}</subfield>'
        "</datafield>"
        for tag, code, text in (
            ("020", "a", book.isbn),
            ("100", "a", book.author),
            ("245", "a", book.title),
            ("264", "c", book.date),
        )
    )
    leader = "<leader>00000nam a2200000 a 4500</leader>"
    return f'<record xmlns="http://www.loc.gov/MARC21/slim">{leader}{fields}</record>'
