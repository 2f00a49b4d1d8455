"""What a station keeps of a MARC record: its title, its items, the words that find it."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import NamedTuple

from procstation.catalog import title_fields, unimarc_title
from procstation.catalog.call_number_fields import call_number_of
from procstation.catalog.item_fields import items_of
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.profile import Profile
from procstation.catalog.records import Item, Title
from procstation.catalog.text import clean, has_control_characters
from procstation.items import CallNumber
from procstation.language import tr


class _TitleReader(NamedTuple):
    """How the title of a record is read, in one flavour of MARC."""

    tag: str
    tags: frozenset[str]
    title_of: Callable[[MarcRecord, str, CallNumber | None], Title]
    other_words: Callable[[MarcRecord], str]


_READERS: dict[str, _TitleReader] = {
    "marc21": _TitleReader(
        "245", title_fields.TITLE_TAGS, title_fields.title_of, title_fields.other_words
    ),
    "unimarc": _TitleReader(
        "200", unimarc_title.TITLE_TAGS, unimarc_title.title_of, unimarc_title.other_words
    ),
}


@dataclass(frozen=True, slots=True)
class Extracted:
    """One record, as far as it is kept.

    Attributes:
        key: What makes it the same record in the next file.
        is_holdings: A holdings record: `key` and items belong to a title of another record.
        notes: What was left out or looks wrong, in words.
        is_brief: It says less than a record does: what is blank in it takes nothing away.
        follows_items: It does not name a record: its title is the one its items have already, and
            one by `key` only when they have none.
    """

    key: str
    title: Title
    items: tuple[Item, ...]
    other_words: str
    is_holdings: bool
    notes: tuple[str, ...] = ()
    is_brief: bool = False
    follows_items: bool = False


def tags_wanted(profile: Profile) -> frozenset[str]:
    """The tags that `extract` reads, with a profile."""
    return _READERS[profile.flavour].tags | profile.tags


def extract(record: MarcRecord, profile: Profile) -> Extracted:
    """Take out of a record what a station keeps."""
    notes: list[str] = []
    suggested = call_number_of(record, profile.call_numbers)
    key, number = _key_of(record, profile)
    reader = _READERS[profile.flavour]
    title = reader.title_of(record, number, suggested)
    if not title.title and not record.is_holdings:
        notes.append(tr("it has no title ({tag})", tag=reader.tag))
    if _has_control_characters(record, reader.tag):
        notes.append(tr("control characters were taken out of its title ({tag})", tag=reader.tag))
    return Extracted(
        key=key or key_of_content(title),
        title=title,
        items=tuple(items_of(record, profile, suggested, notes)),
        other_words=reader.other_words(record),
        is_holdings=record.is_holdings,
        notes=tuple(notes),
    )


def _has_control_characters(record: MarcRecord, tag: str) -> bool:
    if record.is_plain:
        return False
    return any(
        has_control_characters(value) for field in record.all(tag) for _, value in field.subfields
    )


def _key_of(record: MarcRecord, profile: Profile) -> tuple[str, str]:
    """Where the number of the record was found, with the number; and the number alone.

    Numbers of different fields are different numbers: 999 $c of one system and 001 of another
    both begin at 1.
    """
    if record.is_holdings and record.control("004"):
        number = clean(record.control("004"))
        return f"001:{number}", number
    for place in profile.record_key:
        tag, _, code = place.partition("$")
        for field in record.all(tag):
            number = clean(field.first(code) if code else field.data)
            if number:
                return f"{place}:{number}", number
    return "", ""


def key_of_content(title: Title) -> str:
    """A key for a record without a number, the same for the same record in the next file."""
    said = "\0".join((title.title, title.author, title.date, *title.isbn))
    return "content:" + blake2b(said.encode(), digest_size=12).hexdigest()
