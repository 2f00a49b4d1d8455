"""The items of a MARC record, by the rules of a profile."""

import re

from procstation.catalog.item_barcode import barcode_or_none
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.profile import ItemRule, Profile, StatusRule
from procstation.catalog.records import Item
from procstation.catalog.text import clean, pieces
from procstation.items import CallNumber, Scheme, guess_scheme


def items_of(
    record: MarcRecord, profile: Profile, suggested: CallNumber | None, notes: list[str]
) -> list[Item]:
    """The items of a record, in their order; `title_id` is 0.

    The rules are tried in turn: the first that finds items is the one that counts, since a barcode
    may stand both in the holdings field and in the item field.

    Args:
        suggested: The call number of the record, for items that have none of their own.
        notes: Takes what was left out, in words.
    """
    for rule in profile.items:
        found = [
            _item(field, rule, record, profile, suggested, notes)
            for field in record.all(rule.tag)
            if is_item(field, rule)
        ]
        if found:
            return found
    return []


def is_item(field: Field, rule: ItemRule) -> bool:
    """Whether a field is an item: it has a barcode, or all that such a field always has."""
    if rule.ind1 and field.indicators[:1] not in rule.ind1:
        return False
    if rule.ind2 and field.indicators[1:] not in rule.ind2:
        return False
    if field.first(rule.barcode):
        return True
    return bool(rule.needs) and all(map(field.first, rule.needs))


def _item(
    field: Field,
    rule: ItemRule,
    record: MarcRecord,
    profile: Profile,
    suggested: CallNumber | None,
    notes: list[str],
) -> Item:
    holding, holding_rule = _holding(field, rule, record, profile)

    def value(codes: str, holding_codes: str) -> str:
        own = field.first(codes)
        return clean(own or (holding.first(holding_codes) if holding is not None else ""))

    own = _call_number(field, rule, profile)
    if own is None and holding is not None:
        own = _call_number(holding, holding_rule, profile)
    barcode = _barcode(field, rule, profile, notes)
    return Item(
        id=0,
        title_id=0,
        barcode=barcode,
        call_number=own or suggested,
        library=value(rule.library, holding_rule.library),
        location=value(rule.location, holding_rule.location),
        volume=clean(" ".join(field.every(rule.volume))) if rule.volume else "",
        copy=value(rule.copy, holding_rule.copy),
        item_type=value(rule.item_type, holding_rule.item_type),
        status=_status(field, rule.status),
        system_id=clean(field.first(rule.system_id)),
        parts=pieces(field.first(rule.parts)),
    )


def _barcode(field: Field, rule: ItemRule, profile: Profile, notes: list[str]) -> str | None:
    barcode = barcode_or_none(field.first(rule.barcode), notes)
    if barcode and profile.no_barcode and re.fullmatch(profile.no_barcode, barcode):
        return None
    return barcode


def _call_number(field: Field, rule: ItemRule, profile: Profile) -> CallNumber | None:
    if not field.first(rule.call_number):
        return None
    text = " ".join(value for code in rule.call_number for value in field.every(code))
    text = call_number_text(text, rule, profile)
    if not text:
        return None
    source = f"{field.tag}${rule.call_number}"
    return CallNumber(text, _scheme(field, rule) or guess_scheme(text)[0], source)


def call_number_text(text: str, rule: ItemRule, profile: Profile) -> str:
    """The call number that the joined subfields of an item hold; "" for a stand-in."""
    if rule.inner_delimiter:
        mark = re.escape(rule.inner_delimiter)
        text = re.sub(f"^{mark}.|\\s*{mark}.", " ", text)
    text = clean(text)
    is_stand_in = profile.no_call_number and re.fullmatch(profile.no_call_number, text)
    return "" if is_stand_in else text


def _scheme(field: Field, rule: ItemRule) -> Scheme | None:
    if rule.scheme.indicator:
        said = field.indicators[rule.scheme.indicator - 1]
    else:
        said = field.first(rule.scheme.subfield)
    return rule.scheme.values.get(said)


def _status(field: Field, rules: tuple[StatusRule, ...]) -> str:
    for rule in rules:
        value = field.first(rule.subfield)
        if not value or value in rule.unless:
            continue
        if rule.unless_same_as and value == field.first(rule.unless_same_as):
            continue
        return rule.words.get(value) or rule.word or clean(value)
    return ""


def _holding(
    field: Field, rule: ItemRule, record: MarcRecord, profile: Profile
) -> tuple[Field | None, ItemRule]:
    """The holdings field an item refers to; without a reference the only one there is.

    Its rule comes with it; without a field it is that of the item.
    """
    if rule.holding is None:
        return None, rule
    candidates = [
        (holding, holding_rule)
        for holding_rule in profile.holdings
        for holding in record.all(holding_rule.tag)
    ]
    link = field.first(rule.holding.link).partition(".")[0]
    for holding, holding_rule in candidates:
        if link and link == holding.first(rule.holding.key).partition(".")[0]:
            return holding, holding_rule
    return candidates[0] if len(candidates) == 1 else (None, rule)
