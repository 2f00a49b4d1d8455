"""What a station keeps of a row of a table: an item, and the title it belongs to."""

import re
from collections.abc import Mapping
from dataclasses import replace
from hashlib import blake2b

from procstation.catalog.extract import Extracted
from procstation.catalog.isbn import isbn_in_020, normal_issn
from procstation.catalog.item_barcode import barcode_or_none
from procstation.catalog.records import Item, Title
from procstation.catalog.scheme_names import scheme_named
from procstation.catalog.table_headers import KOHA_RECORD_NUMBERS, heading
from procstation.catalog.table_proposal import Column
from procstation.catalog.text import clean, folded, normal_barcode, pieces, without_end_marks
from procstation.items import CallNumber, guess_scheme
from procstation.language import tr

ITEM_FIELDS = frozenset(
    ("call_number", "library", "location", "volume", "copy", "item_type", "status", "system_id")
)
"""Fields that, besides the barcode, make a row an item."""
_OF_ITEMS = frozenset(("barcode", *ITEM_FIELDS)) - {"call_number"}
"""In a table without any of them the call number is that of the title."""

_ROUNDED = re.compile(r"\d[.,]\d+E\+?\d{1,3}|\d+E\+\d{1,3}", re.IGNORECASE)
_FRACTION = re.compile(r"\d+[.,]\d+")
_CELL_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|#+)")
_AS_FORMULA = re.compile(r'="([^"]*)"')
_GUARDED = re.compile(r"'+[=+@-]")
_SEVERAL = re.compile(r"[;,|/\n]")
_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")
_AVAILABLE = frozenset(
    ("available", "on shelf", "0", "-", "verfugbar", "disponible", "disponibile", "disponivel",
     "beschikbaar", "inne", "tilgjengelig", "paikalla", "dostepny")
)  # fmt: skip


_STATES = {
    "withdrawn": "withdrawn",
    "lost": "lost",
    "on_loan": "on loan",
    "damaged": "damaged",
    "not_for_loan": "not for loan",
    "restricted": "restricted",
}
"""Fields that say one thing of an item each, the weightiest first."""
_NO = frozenset(("", "0", "0000-00-00", "no", "n", "false"))


class RowReader:
    """Reads rows by what their columns hold.

    Args:
        columns: By field.
        guarded: Whether an apostrophe before a sign of calculation is not part of the text.
    """

    def __init__(self, columns: Mapping[str, Column], *, guarded: bool) -> None:
        self._columns = columns
        self._guarded = guarded
        number = columns.get("control_number")
        koha = number is not None and heading(number.name) in KOHA_RECORD_NUMBERS
        self._key = "999$c" if koha else "001"
        self._has_items = not columns.keys().isdisjoint(_OF_ITEMS)
        call_number = columns.get("call_number")
        self._source = call_number.name or f"column {call_number.number}" if call_number else ""

    def read(self, cells: tuple[str, ...]) -> Extracted | str:
        """Take out of a row what a station keeps; a string is the reason why it is refused."""
        values = {
            field: self._text(cells[column.number - 1])
            for field, column in self._columns.items()
            if column.number <= len(cells)
        }
        barcode = normal_barcode(values.get("barcode", ""))
        fault = _fault(barcode)
        if fault:
            return fault
        title = _title(values)
        if not (barcode or title.title or title.control_number or title.isbn):
            return tr("it has neither a barcode nor a title nor the number of a record")
        notes: list[str] = []
        kept = barcode_or_none(barcode, notes)
        if values.get("isbn") and not title.isbn:
            notes.append(tr("{value!r} is no ISBN; it was left out", value=values["isbn"][:40]))
        items: tuple[Item, ...] = ()
        if not self._has_items:
            title = replace(title, call_number=self._call_number(values))
        elif barcode or any(values.get(field) for field in ITEM_FIELDS):
            items = (self._item(values, kept or ""),)
        numbered = bool(title.control_number)
        return Extracted(
            key=f"{self._key}:{title.control_number}" if numbered else _key(title, barcode),
            title=title,
            items=items,
            other_words="",
            is_holdings=False,
            notes=tuple(notes),
            is_brief=True,
            follows_items=not numbered,
        )

    def _text(self, cell: str) -> str:
        text = cell.strip()
        if text.startswith("="):
            formula = _AS_FORMULA.fullmatch(text)
            return clean(formula[1]) if formula else clean(text)
        if self._guarded and _GUARDED.match(text):
            text = text[1:]
        return clean(text)

    def _item(self, values: Mapping[str, str], barcode: str) -> Item:
        return Item(
            id=0,
            title_id=0,
            barcode=barcode or None,
            call_number=self._call_number(values),
            library=values.get("library", ""),
            location=values.get("location", ""),
            volume=values.get("volume", ""),
            copy=values.get("copy", ""),
            item_type=values.get("item_type", ""),
            status=_status(values),
            system_id=values.get("system_id", "").lstrip("'"),
            parts=pieces(values.get("parts", "")),
        )

    def _call_number(self, values: Mapping[str, str]) -> CallNumber | None:
        if not values.get("call_number"):
            return None
        names = ("call_number_prefix", "call_number", "call_number_suffix")
        text = " ".join(filter(None, (values.get(name, "") for name in names)))
        scheme = scheme_named(values.get("scheme", "")) or guess_scheme(text)[0]
        return CallNumber(text, scheme, self._source)


def _status(values: Mapping[str, str]) -> str:
    status = values.get("status", "")
    if status and folded(status) not in _AVAILABLE and status != values.get("location"):
        return status
    for field, word in _STATES.items():
        value = values.get(field, "").lower()
        if value not in _NO:
            return "on order" if field == "not_for_loan" and value.startswith("-") else word
    return ""


def _title(values: Mapping[str, str]) -> Title:
    stated = values.get("date", "")
    year = _YEAR.search(stated)
    isbns = (isbn_in_020(part.strip(" '")) for part in _SEVERAL.split(values.get("isbn", "")))
    issns = (normal_issn(part.strip(" '")) for part in _SEVERAL.split(values.get("issn", "")))
    return Title(
        id=0,
        control_number=values.get("control_number", "").lstrip("'"),
        title=without_end_marks(values.get("title", "")),
        author=without_end_marks(values.get("author", "")),
        publisher=without_end_marks(values.get("publisher", "")),
        date=year[0] if year else stated,
        isbn=tuple(dict.fromkeys(filter(None, isbns))),
        issn=tuple(dict.fromkeys(filter(None, issns))),
    )


def _fault(barcode: str) -> str:
    if _ROUNDED.fullmatch(barcode):
        return tr(
            "its barcode {barcode} was rounded by a spreadsheet; format the"
            " column as text there and export it from the library system"
            " again",
            barcode=barcode,
        )
    if _CELL_ERROR.fullmatch(barcode):
        return tr("its barcode is {barcode}, the error of a spreadsheet", barcode=barcode)
    if _FRACTION.fullmatch(barcode):
        return tr("its barcode {barcode} is a number with a fraction", barcode=barcode)
    return ""


def _key(title: Title, barcode: str) -> str:
    """The same for rows of the same title; a row that names none has its own."""
    said = (folded(title.title), folded(title.author), " ".join(sorted(title.isbn)))
    text = "\0".join(said if any(said) else ("barcode", barcode))
    return "row:" + blake2b(text.encode(), digest_size=12).hexdigest()
