"""Title, author, imprint, kind and numbers of a MARC 21 bibliographic record."""

import re
from collections.abc import Iterable

from procstation.catalog.isbn import isbn_in_020, normal_issn
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.records import Title
from procstation.catalog.text import clean, without_end_marks
from procstation.items import CallNumber

MAIN_AUTHORS = ("100", "110", "111")
OTHER_AUTHORS = ("700", "710", "711")
OTHER_TITLES = ("130", "240", "246", "247", "740")
TITLE_TAGS = frozenset(
    (
        *("001", "004", "007", "008", "020", "022", "245", "260", "264", "338", "880"),
        *MAIN_AUTHORS,
        *OTHER_AUTHORS,
        *OTHER_TITLES,
    )
)
"""All that this module reads."""

_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")
_SEARCHED = {
    **dict.fromkeys(("245", *OTHER_TITLES), "anp"),
    **dict.fromkeys((*MAIN_AUTHORS, *OTHER_AUTHORS), "abc"),
}
"""The subfields whose words find a title."""
_SEARCHED["245"] = _SEARCHED["246"] = "abnp"
_KINDS = {
    "c": "score", "d": "score", "e": "map", "f": "map", "g": "video", "i": "spoken recording",
    "j": "music recording", "k": "picture", "m": "computer file", "o": "kit", "p": "mixed material",
    "r": "object",
}  # fmt: skip
"""By leader/06, where it is not language material."""
_CARRIERS = {"cr": "online resource", "vd": "video disc", "vf": "video cassette",
             "sd": "audio disc", "ss": "audio cassette"}  # fmt: skip
"""By 338 $b."""


def title_of(record: MarcRecord, control_number: str, suggested: CallNumber | None) -> Title:
    """What a station shows of a record; texts that are missing are ""."""
    imprints = _imprints(record)
    return Title(
        id=0,
        control_number=control_number,
        title=_title(record),
        author=_author(record),
        publisher=_publisher(imprints),
        date=_date(record, imprints),
        medium=_medium(record),
        isbn=_numbers(isbn_in_020(field.first("a")) for field in record.all("020")),
        issn=_numbers(normal_issn(field.first("a")) for field in record.all("022")),
        call_number=suggested,
    )


def other_words(record: MarcRecord) -> str:
    """Further words that find a record: other titles and authors, and all in other scripts."""
    found = [_words(field, field.tag) for field in record.all(*OTHER_TITLES, *OTHER_AUTHORS)]
    for field in record.all("880"):
        original = field.first("6")[:3]
        if original in _SEARCHED:
            found.append(_words(field, original))
    return " ".join(dict.fromkeys(found))


def _words(field: Field, tag: str) -> str:
    return clean(" ".join(field.every(_SEARCHED[tag])))


def _title(record: MarcRecord) -> str:
    for field in record.all("245", *OTHER_TITLES):
        parts = [clean(part) for part in field.every("abnpk" if field.tag == "245" else "abnp")]
        text = without_end_marks(" ".join(filter(None, parts)))
        if text:
            return text
    return ""


def _author(record: MarcRecord) -> str:
    for field in record.all(*MAIN_AUTHORS, *OTHER_AUTHORS):
        codes = "abcdn" if field.tag.endswith("11") else "abc" if field.tag[1:] == "00" else "ab"
        text = without_end_marks(clean(" ".join(field.every(codes))))
        if text:
            return text
    return ""


def _imprints(record: MarcRecord) -> list[Field]:
    """260, and 264 with its publication (second indicator 1) first."""
    produced = record.all("264")
    if len(produced) > 1:
        produced = sorted(produced, key=lambda field: field.indicators[1:] != "1")
    return record.all("260") + produced


def _publisher(imprints: Iterable[Field]) -> str:
    for field in imprints:
        text = without_end_marks(clean(field.first("b")))
        if text:
            return text
    return ""


def _date(record: MarcRecord, imprints: Iterable[Field]) -> str:
    """The year of publication; where no year can be read, the date as it stands."""
    stated = ""
    for field in imprints:
        text = clean(field.first("c"))
        year = _YEAR.search(text)
        if year is not None:
            return year[0]
        stated = stated or text
    coded = record.control("008")[7:11]
    return coded if _YEAR.fullmatch(coded) else without_end_marks(stated).strip("[]")


def _medium(record: MarcRecord) -> str:
    for field in record.all("338"):
        carrier = _CARRIERS.get(field.first("b"))
        if carrier is not None:
            return carrier
    if any(field.data.startswith("cr") for field in record.all("007")):
        return "online resource"
    kind, level = record.leader[6], record.leader[7]
    if kind in "at":
        return "serial" if level in "bis" else "manuscript" if kind == "t" else "book"
    return _KINDS.get(kind, "")


def _numbers(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number for number in found if number))
