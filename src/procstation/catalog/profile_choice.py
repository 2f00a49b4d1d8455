"""Which profile a file was written for, by what its fields hold."""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from procstation.catalog.flavour import FLAVOUR_TAGS, flavour_of
from procstation.catalog.item_fields import is_item
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.profile import ItemRule, Profile
from procstation.catalog.text import normal_barcode
from procstation.language import tr

PLAIN = "marc21"
"""The profile of a file that shows no items and no sign of a system."""

SAMPLE = 500
"""Records that are looked at; more, as long as none of them has an item."""

_BARCODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z .:/+$-]{2,29}")


class Choice(NamedTuple):
    """A profile and the reason for it, in words."""

    name: str
    why: str


class _Evidence(NamedTuple):
    """What speaks for a profile: compared from left to right."""

    barcodes: int
    items: int
    signs: int
    narrowness: int


def tags_of_all(known: Mapping[str, Profile]) -> frozenset[str]:
    """The tags that `choose_profile` looks at."""
    return FLAVOUR_TAGS.union(*(profile.tags for profile in known.values()))


def choose_profile(records: Iterable[MarcRecord], known: Mapping[str, Profile]) -> Choice:
    """Choose by evidence: most item fields with a barcode, then items, then signs of the system.

    A field counts for a profile only if the indicators, the subfields that are always there and
    the look of their values are right: 852, 949, 952 and 999 each have several meanings.
    """
    candidates = {name: profile for name, profile in known.items() if profile.by_evidence}
    counts = dict.fromkeys(candidates, _Evidence(0, 0, 0, 0))
    seen = 0
    for record in records:
        seen += 1
        flavour = flavour_of(record)
        for name, profile in candidates.items():
            if flavour in {None, profile.flavour}:
                counts[name] = _add(counts[name], _evidence(record, profile))
        if seen >= SAMPLE and any(count.items for count in counts.values()):
            break
    best = max(counts, key=lambda name: (*counts[name], name == PLAIN))
    count = counts[best]
    if not any(count[:3]):
        return Choice(PLAIN, tr("no item fields in {seen} records", seen=seen))
    tags = "/".join(dict.fromkeys(rule.tag for rule in known[best].items))
    if count.items:
        why = tr(
            "{items} items in field {tags}, {barcodes} of them with a barcode",
            items=count.items,
            tags=tags,
            barcodes=count.barcodes,
        )
        return Choice(best, tr("{why}, in {seen} records", why=why, seen=seen))
    return Choice(
        best,
        tr(
            "no item fields, but {sign} in {signs} records",
            sign=known[best].signs[0],
            signs=count.signs,
        ),
    )


def _add(one: _Evidence, other: _Evidence) -> _Evidence:
    return _Evidence(
        one.barcodes + other.barcodes,
        one.items + other.items,
        one.signs + other.signs,
        max(one.narrowness, other.narrowness),
    )


def _evidence(record: MarcRecord, profile: Profile) -> _Evidence:
    signs = int(any(_shows(record, sign) for sign in profile.signs))
    for rule in profile.items:
        items = [field for field in record.all(rule.tag) if _fits(field, rule)]
        if items:
            barcodes = sum(_has_barcode(field, rule) for field in items)
            narrowness = len(rule.needs) + len(rule.matches) + len(rule.ind1 + rule.ind2)
            return _Evidence(barcodes, len(items), signs, narrowness)
    return _Evidence(0, 0, signs, 0)


def _fits(field: Field, rule: ItemRule) -> bool:
    return (
        is_item(field, rule)
        and all(field.first(code) for code in rule.needs)
        and all(re.fullmatch(pattern, field.first(code)) for code, pattern in rule.matches.items())
    )


def _has_barcode(field: Field, rule: ItemRule) -> bool:
    barcode = normal_barcode(field.first(rule.barcode))
    return _BARCODE.fullmatch(barcode) is not None


def _shows(record: MarcRecord, sign: str) -> bool:
    tag, *codes = sign.split("$")
    return any(all(field.first(code) for code in codes) for field in record.all(tag))
