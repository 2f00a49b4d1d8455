"""Title, author, imprint, kind and numbers of a UNIMARC bibliographic record.

UNIMARC keeps no punctuation in its fields; it is set here, as ISBD has it.
"""

import re
from collections.abc import Iterable, Iterator

from procstation.catalog.isbn import isbn13, isbn_in_020, normal_issn
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.records import Title
from procstation.catalog.text import clean, without_end_marks
from procstation.items import CallNumber

AUTHORS = ("700", "710", "720", "701", "711", "721", "702", "712", "722")
"""Those responsible first, then those who share it, then the others."""
OTHER_TITLES = ("500", "503", "510", "512", "513", "514", "515", "516", "517", "518", "532", "540")
TITLE_TAGS = frozenset(
    ("001", "010", "011", "073", "100", "200", "210", "214", *AUTHORS, *OTHER_TITLES)
)
"""All that this module reads."""

_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")
_BEFORE = {"a": " ; ", "d": " = ", "e": " : ", "h": ". ", "i": ". "}
"""What stands before a subfield of 200 that is not the first."""
_KINDS = {
    "a": "book", "b": "manuscript", "c": "score", "d": "score", "e": "map", "f": "map",
    "g": "video", "i": "spoken recording", "j": "music recording", "k": "picture",
    "l": "online resource", "m": "kit", "r": "object",
}  # fmt: skip
"""By leader/06."""


def title_of(record: MarcRecord, control_number: str, suggested: CallNumber | None) -> Title:
    """What a station shows of a record; texts that are missing are ""."""
    return Title(
        id=0,
        control_number=control_number,
        title=next(filter(None, map(_title, record.all("200", *OTHER_TITLES))), ""),
        author=_author(record),
        publisher=next(_of_imprints(record, "c"), ""),
        date=_date(record),
        medium=_medium(record),
        isbn=_numbers(_isbns(record)),
        issn=_numbers(normal_issn(field.first("a")) for field in record.all("011")),
        call_number=suggested,
    )


def other_words(record: MarcRecord) -> str:
    """Further words that find a record: other titles and forms of the title, and other authors."""
    found = [" ".join(field.every("adehi")) for field in record.all("200", *OTHER_TITLES)]
    found += [_name(field) for field in record.all(*AUTHORS)]
    return " ".join(dict.fromkeys(filter(None, map(clean, found))))


def _title(field: Field) -> str:
    text = ""
    for code, value in field.subfields:
        part = clean(value)
        if part and code in "aehi":
            text += (_BEFORE[code] if text else "") + part
    return without_end_marks(text)


def _author(record: MarcRecord) -> str:
    for field in record.all(*AUTHORS):
        name = _name(field)
        if name:
            return name
    statements = (without_end_marks(clean(field.first("f"))) for field in record.all("200"))
    return next(filter(None, statements), "")


def _name(field: Field) -> str:
    person = field.tag[1] in "02"
    parts = [clean(part) for part in field.every("abcd" if person else "ab")]
    return without_end_marks((", " if person else ". ").join(filter(None, parts)))


def _of_imprints(record: MarcRecord, code: str) -> Iterator[str]:
    """A subfield of 214 for the publication (second indicator 0), then of 210."""
    published = [field for field in record.all("214") if field.indicators[1:] in {"0", " ", ""}]
    for field in (*published, *record.all("210")):
        text = without_end_marks(clean(field.first(code)))
        if text:
            yield text


def _date(record: MarcRecord) -> str:
    """The year of publication; where no year can be read, the date as it stands."""
    stated = list(_of_imprints(record, "d"))
    for text in stated:
        year = _YEAR.search(text)
        if year is not None:
            return year[0]
    coded = next((field.first("a")[9:13] for field in record.all("100")), "")
    if _YEAR.fullmatch(coded):
        return coded
    return stated[0].strip("[]") if stated else ""


def _medium(record: MarcRecord) -> str:
    kind, level = record.leader[6], record.leader[7]
    return "serial" if kind == "a" and level in "si" else _KINDS.get(kind, "")


def _isbns(record: MarcRecord) -> Iterator[str | None]:
    for field in record.all("010"):
        yield isbn_in_020(field.first("a"))
    for field in record.all("073"):
        yield isbn13(field.first("a"))


def _numbers(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number for number in found if number))
