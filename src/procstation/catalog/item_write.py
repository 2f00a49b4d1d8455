"""Items as fields of a MARC record, by the rules of a profile: the other way of `item_fields`."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from procstation.catalog.item_fields import is_item, items_of
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.profile import ItemRule, Profile
from procstation.catalog.records import Item
from procstation.catalog.text import clean
from procstation.items import CallNumber

LEADER = "00000nam a2200000   4500"

_IN_EITHER = ("library", "location", "copy", "item_type")
"""What stands in the holdings field where the item field has no place for it."""
_BIB_FIELD = re.compile(r"\d{3}")
_UNWRITABLE = re.compile("[\ud800-\udfff\uffff]")
"""Characters that neither XML nor UTF-8 has, beside those no text of ours holds."""

Subfields = tuple[tuple[str, str], ...]
Values = dict[str, str]
LastSeen = Callable[[str], str]
"""Returns when the item of a barcode was last seen, in ISO 8601; "" where nobody knows."""


def never(_: str) -> str:
    """Say that nobody knows."""
    return ""


def writable(text: str) -> str:
    """A text as it may stand in any record."""
    text = clean(text)
    return text if text.isascii() else _UNWRITABLE.sub("", text)


def text_field(tag: str, indicators: str, *subfields: tuple[str, str]) -> Field:
    """A field of the subfields that are not blank."""
    written = ((code, writable(value)) for code, value in subfields)
    return Field(tag, indicators, tuple(one for one in written if one[1]))


def own_call_number(item: Item) -> CallNumber | None:
    """The call number of an item, unless it is what a field of its record suggested.

    It is not written then: whoever reads the record is given the same suggestion.
    """
    number = item.call_number
    return None if number is None or _BIB_FIELD.fullmatch(number.source) else number


def fields_of(
    items: Iterable[Item], rule: ItemRule, profile: Profile, last_seen: LastSeen = never
) -> list[Field]:
    """The item fields of a record, before them the holdings fields they refer to.

    Items in one place with one call number share a holdings field.
    """
    holdings: dict[tuple[str, str, Subfields], Field] = {}
    fields = []
    for item in items:
        values = _item_values(item, rule)
        if rule.last_seen and (seen := last_seen(item.barcode or "")):
            day = datetime.fromisoformat(seen).strftime(rule.last_seen_form)
            _put(values, rule, rule.last_seen, day)
        if rule.holding is not None:
            # Where the number of the item is its link, it is that of its holding as well.
            own = values.get(rule.holding.link, "")
            plain = _holding(item, rule, profile.holdings[0])
            number = own or str(rule.holding.first_number + len(holdings))
            holding = holdings.setdefault(
                (own, plain.indicators, plain.subfields),
                replace(plain, subfields=((rule.holding.key, number), *plain.subfields)),
            )
            values = {rule.holding.link: holding.first(rule.holding.key), **values}
        fields.append(_field(rule, values, item if rule.call_number else None))
    return [*holdings.values(), *fields]


def _item_values(item: Item, rule: ItemRule) -> Values:
    values: Values = {}
    _put(values, rule, rule.barcode, item.barcode or "")
    _put(values, rule, rule.system_id, item.system_id)
    _put_call_number(values, rule, own_call_number(item))
    for name in (*_IN_EITHER, "volume"):
        _put(values, rule, getattr(rule, name), getattr(item, name))
    _put(values, rule, rule.parts, str(item.parts or ""))
    _put_status(values, rule, item.status)
    return values


def _holding(item: Item, rule: ItemRule, holding: ItemRule) -> Field:
    values: Values = {}
    if not rule.call_number:
        _put_call_number(values, holding, own_call_number(item))
    for name in _IN_EITHER:
        if not getattr(rule, name):
            _put(values, holding, getattr(holding, name), getattr(item, name))
    return _field(holding, values, None if rule.call_number else item)


def _put(values: Values, rule: ItemRule, codes: str, value: str) -> None:
    """Write a value to the first of its codes, and to those that are always there."""
    text = writable(value)
    for code in codes:
        if text and (code == codes[0] or code in rule.needs):
            values.setdefault(code, text)


def _put_call_number(values: Values, rule: ItemRule, number: CallNumber | None) -> None:
    if not rule.call_number:
        return
    if number is None:
        values.update(rule.stand_ins)
        return
    text = writable(number.text)
    inner = f"{rule.inner_delimiter}a" if rule.inner_delimiter else ""
    values[rule.call_number_written or rule.call_number[0]] = inner + text
    if rule.scheme.subfield:
        _put(values, rule, rule.scheme.subfield, _said(rule, number))


def _said(rule: ItemRule, number: CallNumber) -> str:
    """How a rule says the scheme of a call number, "" when it cannot."""
    values = rule.scheme.values.items()
    return next((said for said, scheme in values if scheme is number.scheme), "")


def _field(rule: ItemRule, values: Values, numbered: Item | None) -> Field:
    indicators = [rule.ind1[:1] or " ", rule.ind2[:1] or " "]
    number = None if numbered is None else own_call_number(numbered)
    if rule.scheme.indicator and number is not None:
        indicators[rule.scheme.indicator - 1] = _said(rule, number) or " "
    return Field(rule.tag, "".join(indicators), tuple(values.items()))


def _put_status(values: Values, rule: ItemRule, status: str) -> None:
    """Write a status with the first rule that says it and is read as the same again."""
    if not status:
        return
    for one in rule.status:
        coded = next((value for value, word in one.words.items() if word == status), "")
        value = coded or (one.written if one.word == status else "" if one.word else status)
        if value and value not in one.unless and one.subfield not in values:
            values[one.subfield] = writable(value)
            return


def rule_for(item: Item, profile: Profile) -> tuple[ItemRule, Item] | None:
    """The rule an item is written by, and what is read of it then; None when there is none.

    A rule serves when what it writes is read as one item with the same barcode.
    """
    for rule in profile.items:
        fields = fields_of([item], rule, profile)
        if not is_item(fields[-1], rule):
            continue
        found = items_of(MarcRecord(LEADER, tuple(fields)), profile, None, [])
        if len(found) == 1 and found[0].barcode == item.barcode:
            return rule, found[0]
    return None
