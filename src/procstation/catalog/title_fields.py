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

AUTHOR_CODES = {
    tag: "abcdn" if tag.endswith("11") else "abc" if tag.endswith("00") else "ab"
    for tag in (*MAIN_AUTHORS, *OTHER_AUTHORS)
}
TITLE_CODES = {"245": "abnpk", **dict.fromkeys(OTHER_TITLES, "abnp")}
"""The subfields that are shown, by the tags in the order they are looked at."""

_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")
SEARCHED = {
    **dict.fromkeys(("245", *OTHER_TITLES), "anp"),
    **dict.fromkeys((*MAIN_AUTHORS, *OTHER_AUTHORS), "abc"),
}
"""The subfields whose words find a title."""
SEARCHED["245"] = SEARCHED["246"] = "abnp"
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
        date=date_of((clean(field.first("c")) for field in imprints), record.control("008")),
        medium=medium_of(
            record.leader,
            (field.first("b") for field in record.all("338")),
            (field.data for field in record.all("007")),
        ),
        isbn=numbers_of(isbn_in_020(field.first("a")) for field in record.all("020")),
        issn=numbers_of(normal_issn(field.first("a")) for field in record.all("022")),
        call_number=suggested,
    )


def other_words(record: MarcRecord) -> str:
    """Further words that find a record: other titles and authors, and all in other scripts."""
    found = [_words(field, field.tag) for field in record.all(*OTHER_TITLES, *OTHER_AUTHORS)]
    for field in record.all("880"):
        original = field.first("6")[:3]
        if original in SEARCHED:
            found.append(_words(field, original))
    return " ".join(dict.fromkeys(found))


def _words(field: Field, tag: str) -> str:
    return clean(" ".join(field.every(SEARCHED[tag])))


def _title(record: MarcRecord) -> str:
    for field in record.all(*TITLE_CODES):
        parts = [clean(part) for part in field.every(TITLE_CODES[field.tag])]
        text = without_end_marks(" ".join(filter(None, parts)))
        if text:
            return text
    return ""


def _author(record: MarcRecord) -> str:
    for field in record.all(*AUTHOR_CODES):
        text = without_end_marks(clean(" ".join(field.every(AUTHOR_CODES[field.tag]))))
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


def date_of(stated: Iterable[str], fixed: str) -> str:
    """The year of publication; where no year can be read, the date as it stands.

    Args:
        stated: The dates of the imprints, clean.
        fixed: The text of 008.
    """
    first = ""
    for text in stated:
        year = _YEAR.search(text)
        if year is not None:
            return year[0]
        first = first or text
    coded = fixed[7:11]
    return coded if _YEAR.fullmatch(coded) else without_end_marks(first).strip("[]")


def medium_of(leader: str, carriers: Iterable[str], forms: Iterable[str]) -> str:
    """What kind of thing it is; by 338 $b, by the texts of 007, else by the leader."""
    for code in carriers:
        carrier = _CARRIERS.get(code)
        if carrier is not None:
            return carrier
    if any(form.startswith("cr") for form in forms):
        return "online resource"
    kind, level = leader[6], leader[7]
    if kind in "at":
        return "serial" if level in "bis" else "manuscript" if kind == "t" else "book"
    return _KINDS.get(kind, "")


def numbers_of(found: Iterable[str | None]) -> tuple[str, ...]:
    """Each number once, without what is none."""
    return tuple(dict.fromkeys([number for number in found if number]))
