"""Items between Koha's words and ours."""

from collections.abc import Mapping
from typing import Any

from procstation.ils import ItemField, RemoteItem, Status, SystemRefused, tr
from procstation_connectors.content_version import content_version
from procstation_connectors.koha.options import KohaOptions

KEYS = {
    ItemField.BARCODE: "external_id",
    ItemField.CALL_NUMBER: "callnumber",
    ItemField.SCHEME: "call_number_source",
    ItemField.LIBRARY: "home_library_id",
    ItemField.LOCATION: "location",
    ItemField.VOLUME: "serial_issue_number",
    ItemField.COPY: "copy_number",
    ItemField.ITEM_TYPE: "item_type_id",
}
HOLDING = "holding_library_id"
LAST_SEEN = "last_seen_date"
LOCAL_SUBFIELDS = "extended_subfields"

WIDTHS = {
    ItemField.BARCODE: 20,
    ItemField.CALL_NUMBER: 255,
    ItemField.LIBRARY: 10,
    ItemField.ITEM_TYPE: 10,
    ItemField.LOCATION: 80,
    ItemField.COPY: 32,
}
"""Characters of the columns, from Koha's schema: longer values fail there or are cut."""

READ_ONLY = frozenset(
    {
        "item_id",
        "biblio_id",
        "call_number_sort",
        "checked_out_date",
        "checkouts_count",
        "effective_bookable",
        "effective_item_type_id",
        "effective_not_for_loan_status",
        "holds_count",
        "last_checkout_date",
        "renewals_count",
        "timestamp",
    }
)
"""Koha makes these itself, and refuses or ignores them."""

STATUS_KEYS = ("withdrawn", "lost_status", "damaged_status", "not_for_loan_status")
"""In the order in which they tell what an item is."""


class ItemBodies:
    """Translates items, by the codes of one library."""

    def __init__(self, options: KohaOptions) -> None:
        self._options = options
        self._our_schemes = {theirs: ours for ours, theirs in options.schemes.items()}
        self._words: dict[str, Mapping[str, Status]] = {
            "withdrawn": options.withdrawn,
            "lost_status": options.lost,
            "damaged_status": options.damaged,
            "not_for_loan_status": options.not_for_loan,
        }
        self._never_sent = READ_ONLY | set(options.never_sent)

    def read(self, native: Mapping[str, Any]) -> RemoteItem:
        """Return an item as Koha gave it."""
        values = {field: _text(native.get(key)) for field, key in KEYS.items()}
        values[ItemField.SCHEME] = self._our_schemes.get(
            values[ItemField.SCHEME], values[ItemField.SCHEME]
        )
        values[ItemField.STATUS] = self._status(native)
        values[ItemField.NOTE] = _text(native.get(self._options.note))
        biblio = native.get("biblio")
        return RemoteItem(
            system_id=str(native["item_id"]),
            title_id=_text(native.get("biblio_id")),
            values=values,
            title=_text(biblio.get("title")) if isinstance(biblio, dict) else "",
            on_loan=native.get("checked_out_date") is not None,
            last_seen=_text(native.get(LAST_SEEN)),
            version=self._version(native),
            native=dict(native),
        )

    def writable(self, native: Mapping[str, Any]) -> dict[str, Any]:
        """Return what goes back to Koha with a change: all it gave that it takes."""
        return {
            key: value
            for key, value in native.items()
            if key not in self._never_sent
            and not key.startswith("_")
            and not isinstance(value, dict | list)
        }

    def changed(self, native: Mapping[str, Any], values: Mapping[ItemField, str]) -> dict[str, Any]:
        """Return the keys that these values change, with what Koha shall have in them.

        Args:
            native: The item as it is; empty for one that is made.

        Raises:
            SystemRefused: A value is too long, or means nothing there.
        """
        keys: dict[str, Any] = {}
        for field, value in values.items():
            width = WIDTHS.get(field)
            if width is not None and len(value) > width:
                raise SystemRefused(
                    tr(
                        "{field} {value!r} has {count} characters, and Koha keeps {width}.",
                        field=field.replace("_", " "),
                        value=value,
                        count=len(value),
                        width=width,
                    ),
                    tr("Shorten it; nothing was sent."),
                )
            if field is ItemField.STATUS:
                keys |= self._status_keys(native, value)
            elif field is ItemField.NOTE:
                keys[self._options.note] = value or None
            elif field is ItemField.SCHEME:
                keys[KEYS[field]] = self._options.schemes.get(value, value) or None
            else:
                keys[KEYS[field]] = value or None
        library = keys.get("home_library_id")
        # What lies at home moves with its home; what is elsewhere stays there.
        if library and native.get(HOLDING) == native.get("home_library_id"):
            keys[HOLDING] = library
        return keys

    def _status(self, native: Mapping[str, Any]) -> str:
        own_words = []
        for key in STATUS_KEYS:
            code = native.get(key) or 0
            if not code:
                continue
            word = self._words[key].get(str(code))
            if word is not None:
                return word
            own_words.append(f"{key}={code}")
        if native.get("checked_out_date") is not None:
            return Status.ON_LOAN
        return own_words[0] if own_words else Status.AVAILABLE

    def _status_keys(self, native: Mapping[str, Any], status: str) -> dict[str, Any]:
        keys: dict[str, Any] = {"withdrawn": 0, "lost_status": 0}
        for key in ("damaged_status", "not_for_loan_status"):
            # A code without a word of ours, such as "reference only", is none of our business.
            if str(native.get(key)) in self._words[key]:
                keys[key] = 0
        if status == Status.AVAILABLE:
            return keys
        key, equals, code = status.partition("=")
        if equals and key in STATUS_KEYS and code.lstrip("-").isdecimal():
            return {**keys, key: int(code)}
        for key in STATUS_KEYS:
            for code, word in self._words[key].items():
                if word == status:
                    return {**keys, key: int(code)}
        raise SystemRefused(
            tr("Koha has no code for {status!r} here.", status=status),
            tr("Name one in the options lost, damaged, not_for_loan or withdrawn, or leave it."),
        )

    def _version(self, native: Mapping[str, Any]) -> str:
        # Koha counts no versions. A sighting is no change that anybody has to decide on.
        told = self.writable(native)
        told.pop(LAST_SEEN, None)
        return content_version(told)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
