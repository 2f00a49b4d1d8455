"""Titles with items as brief records: what a station keeps of a record, to match and overlay it by.

They are not the records that were loaded: a station does not keep subjects, notes and the like.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from procstation.catalog import marc21_title_write, unimarc_title_write
from procstation.catalog.call_number_fields import FIELDS
from procstation.catalog.item_write import LastSeen, fields_of, never, writable
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.profile import ItemRule, Profile
from procstation.catalog.records import Item, Title
from procstation.items import CallNumber, Scheme

_INDICATORS = {"050": " 4", "055": " 4", "060": " 4", "082": "04", "086": "0 "}
_NUMBER = re.compile(r"(\d{3}(?:\$.)?):(.+)", re.DOTALL)

_WRITERS: dict[str, Callable[[Title, str], tuple[str, list[Field]]]] = {
    "marc21": marc21_title_write.title_fields,
    "unimarc": unimarc_title_write.title_fields,
}
"""By the flavour of a profile: the leader of a title and its fields."""


class Numbered(NamedTuple):
    """A title and its number.

    Attributes:
        place: The field and subfield the number is written to.
        number: "" for a title without one.
        own: Whether the record will be known by this again, as when it was loaded.
    """

    title: Title
    place: str
    number: str
    own: bool


def numbered(title: Title, key: str, profile: Profile) -> Numbered:
    """Find the place for the number of a title.

    Args:
        key: What made it the same record when it was loaded: a place and a number.
    """
    known = _NUMBER.fullmatch(key)
    if known and known[1] in profile.record_key:
        return Numbered(title, known[1], writable(known[2]), own=True)
    places = profile.record_key
    place = "001" if "001" in places else places[0]
    return Numbered(title, place, writable(title.control_number), own=False)


def brief_record(
    of: Numbered,
    suggested: CallNumber | None,
    items: Sequence[Item],
    rule: ItemRule | None,
    profile: Profile,
    entered: str,
    last_seen: LastSeen = never,
) -> MarcRecord:
    """Build a record with items.

    Args:
        suggested: The call number for items that have none of their own.
        rule: By which the items are written; None where there are none.
        entered: The day the record is made, as YYYYMMDD.
    """
    leader, fields = _WRITERS[profile.flavour](of.title, entered)
    if rule is not None:
        fields += fields_of(items, rule, profile, last_seen)
    if of.number:
        tag, _, code = of.place.partition("$")
        number = ((code, of.number),)
        fields.append(Field(tag, "  ", number) if code else Field(tag, data=of.number))
    if suggested is not None and profile.call_numbers:
        fields.append(_call_number_field(suggested, profile.call_numbers))
    return MarcRecord(leader, tuple(sorted(fields, key=lambda field: field.tag)))


def _call_number_field(number: CallNumber, tags: Sequence[str]) -> Field:
    """The field it came from, else one of its scheme, else any: it must be one that is read."""
    fitting = (tag for tag in tags if FIELDS[tag].scheme is number.scheme)
    tag = number.source if number.source in tags else next(fitting, tags[0])
    indicators = _INDICATORS.get(tag, "  ")
    if tag == "086" and number.scheme is Scheme.OTHER:
        indicators = "1 "
    return Field(tag, indicators, (("a", writable(number.text)),))
