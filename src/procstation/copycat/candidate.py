"""A record that may be the one: read far enough to choose by."""

from dataclasses import dataclass

from procstation.catalog.extract import extract
from procstation.catalog.isbn import isbn_in_020
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.profile import profile_named
from procstation.catalog.records import Title
from procstation.catalog.text import clean
from procstation.copycat.cleaning import Cleaning, cleaned
from procstation.copycat.target import Target
from procstation.copycat.wanted import Wanted, normal_lccn
from procstation.errors import InputRefused
from procstation.language import tr

_EDITION = {"marc21": ("250", "ab"), "unimarc": ("205", "ab")}
_END_MARKS = " /,:;="
"""Not the full stop: it is of an abbreviation more often than not."""
_NO_TITLES = "zqw"
"""Leader/06 of authorities, communities and classifications."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One record of one target.

    Attributes:
        title: As a station would keep it, `id` 0; its call number is what the record suggests.
        doubt: Why it may not be what was asked for; "" when nothing speaks against it.
        record: Ready for our catalogue: its local fields left out.
        key: What the catalogue will know it by.
        dropped: The tags that were left out.
        profile: The profile it is to be loaded by.
    """

    target: str
    title: Title
    edition: str
    doubt: str
    record: MarcRecord
    key: str
    dropped: tuple[str, ...]
    profile: str


def candidate_of(
    record: MarcRecord, target: Target, wanted: Wanted, cleaning: Cleaning
) -> Candidate | str:
    """Return a record as a candidate; or why it can be none."""
    if record.leader[6] in _NO_TITLES or record.is_holdings:
        return tr("it describes no title")
    ours = cleaned(record, target.flavour, target.name, cleaning)
    read = extract(ours.record, profile_named(target.flavour))
    if not read.title.title:
        return tr("it has no title")
    tag, codes = _EDITION[target.flavour]
    editions = [clean(" ".join(field.every(codes))) for field in ours.record.all(tag)]
    return Candidate(
        target=target.name,
        title=read.title,
        edition=editions[0].rstrip(_END_MARKS) if editions else "",
        doubt=_doubt(record, read.title, wanted),
        record=ours.record,
        key=read.key,
        dropped=ours.dropped,
        profile=target.flavour,
    )


def fits(record: MarcRecord, target: Target, wanted: Wanted) -> bool:
    """Whether nothing speaks against a record."""
    title = extract(record, profile_named(target.flavour)).title
    return not _doubt(record, title, wanted)


def _doubt(record: MarcRecord, title: Title, wanted: Wanted) -> str:
    """Servers find more than they are asked for: numbers of other volumes, of other editions."""
    number = wanted.forms[0]
    if wanted.by == "isbn" and number not in title.isbn:
        cancelled = (
            isbn_in_020(value) for field in record.all("020", "010") for value in field.every("z")
        )
        if number in cancelled:
            return tr("it names ISBN {number} as another edition's", number=number)
        return tr("it does not have ISBN {number}", number=number)
    if wanted.by == "issn" and number not in title.issn:
        return tr("it does not have ISSN {number}", number=number)
    if wanted.by == "lccn" and number not in set(_lccns(record)):
        return tr("it does not have LCCN {number}", number=number)
    return ""


def _lccns(record: MarcRecord) -> list[str]:
    found = []
    for field in record.all("010"):
        for value in field.every("a"):
            try:
                found.append(normal_lccn(value))
            except InputRefused:
                continue
    return found
