"""The items of a tidy record, as the store takes them; see `item_fields`.

What a profile says is turned into plain tuples once, for the many fields that are read by it.
"""

import re
from collections.abc import Callable

from procstation.catalog.item_fields import LONGEST_BARCODE, call_number_text
from procstation.catalog.profile import ItemRule, Profile
from procstation.catalog.stored import ItemValues
from procstation.catalog.text import call_number_key, normal_barcode
from procstation.catalog.tidy_record import every, squeezed
from procstation.items import guess_scheme

Columns = tuple[str, str, str, str]
"""A call number as the store keeps it: text, scheme, source and key."""

Values = dict[str, str]
"""The first value of each subfield that is not blank."""


class UntidyItem(Exception):
    """An item that must be read in the careful way."""


class TidyItems:
    """Reads the items of a profile."""

    def __init__(self, profile: Profile) -> None:
        self._readers = [(rule.tag, _TidyRule(rule, profile)) for rule in profile.items]
        self._holdings = frozenset(
            holding.tag
            for rule in profile.items
            if rule.holding is not None
            for holding in profile.holdings
        )

    def read(self, texts: dict[str, list[str]], suggested: Columns) -> tuple[ItemValues, ...]:
        """Return the items of a record.

        Args:
            texts: The fields by their tags.
            suggested: The call number for items that have none of their own.

        Raises:
            UntidyItem: One of them asks for more care.
        """
        if not self._holdings.isdisjoint(texts):
            raise UntidyItem
        for tag, rule in self._readers:
            if tag in texts:
                found = tuple([item for text in texts[tag] if (item := rule.item(text, suggested))])
                if found:
                    return found
        return ()


class _TidyRule:
    """One rule of a profile, made ready."""

    def __init__(self, rule: ItemRule, profile: Profile) -> None:
        self._rule = rule
        self._profile = profile
        self._no_barcode = re.compile(profile.no_barcode) if profile.no_barcode else None
        self._source = f"{rule.tag}${rule.call_number}"
        schemes = rule.scheme.values.items()
        self._schemes = {said: scheme.value for said, scheme in schemes}
        self._status = [
            (one.subfield, one.unless, _getter(one.unless_same_as), one.words, one.word)
            for one in rule.status
        ]
        self._barcode = _getter(rule.barcode)
        self._library = _getter(rule.library)
        self._location = _getter(rule.location)
        self._copy = _getter(rule.copy)
        self._item_type = _getter(rule.item_type)
        self._system_id = _getter(rule.system_id)
        self._scheme = _getter(rule.scheme.subfield)

    def item(self, text: str, suggested: Columns) -> ItemValues | None:
        """Return the columns of an item, None when the field is no item.

        Raises:
            UntidyItem: See `TidyItems`.
        """
        rule = self._rule
        if (rule.ind1 and text[0] not in rule.ind1) or (rule.ind2 and text[1] not in rule.ind2):
            return None
        values = {
            part[0]: value for part in text.split("\x1f")[:0:-1] if (value := part[1:].strip())
        }
        written = self._barcode(values)
        if not written and not (rule.needs and all(code in values for code in rule.needs)):
            return None
        barcode = normal_barcode(written) if written else ""
        if len(barcode) > LONGEST_BARCODE:
            raise UntidyItem
        if self._no_barcode is not None and self._no_barcode.fullmatch(barcode):
            barcode = ""
        return (
            barcode or None,
            *(self._call_number(text, values) or suggested),
            squeezed(self._library(values)),
            squeezed(self._location(values)),
            squeezed(" ".join(every(text, rule.volume))) if rule.volume else "",
            squeezed(self._copy(values)),
            squeezed(self._item_type(values)),
            self._status_of(values),
            squeezed(self._system_id(values)),
        )

    def _call_number(self, text: str, values: Values) -> Columns | None:
        rule = self._rule
        if not any(code in values for code in rule.call_number):
            return None
        written = " ".join([value for code in rule.call_number for value in every(text, code)])
        number = call_number_text(written, rule, self._profile)
        if not number:
            return None
        indicator = rule.scheme.indicator
        said = text[indicator - 1] if indicator else self._scheme(values)
        scheme = self._schemes.get(said) or guess_scheme(number)[0].value
        return number, scheme, self._source, call_number_key(number)

    def _status_of(self, values: Values) -> str:
        for code, unless, same_as, words, word in self._status:
            value = values.get(code)
            if value is None or value in unless or value == same_as(values):
                continue
            return words.get(value) or word or squeezed(value)
        return ""


def _getter(codes: str) -> Callable[[Values], str]:
    """How the first value of some codes is taken."""
    if len(codes) == 1:
        return lambda values: values.get(codes, "")
    return lambda values: next((values[code] for code in codes if code in values), "")
