"""The items of a tidy record, as the store takes them; see `item_fields`.

What a profile says is turned into plain tuples once, for the many fields that are read by it.
"""

import re

from procstation.catalog.item_barcode import LONGEST_BARCODE
from procstation.catalog.item_fields import call_number_text
from procstation.catalog.profile import ItemRule, Profile
from procstation.catalog.stored import ItemValues
from procstation.catalog.text import call_number_key, normal_barcode, pieces
from procstation.catalog.tidy_record import every, squeezed
from procstation.items import guess_scheme

Columns = tuple[str, str, str, str]
"""A call number as the store keeps it: text, scheme, source and key."""

Values = dict[str, str]
"""The first value of each subfield that is not blank; and by several codes, where a rule names
several, the one that counts."""


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
            (one.subfield, one.unless, one.unless_same_as, one.words, one.word)
            for one in rule.status
        ]
        places = (rule.barcode, rule.call_number, rule.library, rule.location, rule.copy)
        others = (rule.item_type, rule.system_id, rule.parts, rule.scheme.subfield)
        same_as = (one.unless_same_as for one in rule.status)
        self._several = {codes for codes in (*places, *others, *same_as) if len(codes) > 1}

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
        for codes in self._several:
            for code in codes:
                if code in values:
                    values[codes] = values[code]
                    break
        get = values.get
        written = get(rule.barcode, "")
        if not written and not (rule.needs and all(code in values for code in rule.needs)):
            return None
        barcode = written if written.isalnum() else normal_barcode(written)
        if len(barcode) > LONGEST_BARCODE:
            raise UntidyItem
        if self._no_barcode is not None and self._no_barcode.fullmatch(barcode):
            barcode = ""
        shown = squeezed if "  " in text[3:] else str
        return (
            barcode or None,
            *(self._call_number(text, values) or suggested),
            shown(get(rule.library, "")),
            shown(get(rule.location, "")),
            squeezed(" ".join(every(text, rule.volume))) if rule.volume else "",
            shown(get(rule.copy, "")),
            shown(get(rule.item_type, "")),
            self._status_of(values),
            shown(get(rule.system_id, "")),
            pieces(get(rule.parts, "")) if rule.parts else 0,
        )

    def _call_number(self, text: str, values: Values) -> Columns | None:
        rule = self._rule
        if rule.call_number not in values:
            return None
        written = " ".join([value for code in rule.call_number for value in every(text, code)])
        number = call_number_text(written, rule, self._profile)
        if not number:
            return None
        indicator = rule.scheme.indicator
        said = text[indicator - 1] if indicator else values.get(rule.scheme.subfield, "")
        scheme = self._schemes.get(said) or guess_scheme(number)[0].value
        return number, scheme, self._source, call_number_key(number)

    def _status_of(self, values: Values) -> str:
        for code, unless, same_as, words, word in self._status:
            value = values.get(code)
            if value is None or value in unless or value == values.get(same_as):
                continue
            return words.get(value) or word or squeezed(value)
        return ""
