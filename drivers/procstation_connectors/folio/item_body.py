"""Items between FOLIO's words and ours."""

from collections.abc import Mapping
from typing import Any

from procstation.ils import ItemField, RemoteItem, Status, SystemRefused, tr
from procstation_connectors.folio.code_lists import CodeLists
from procstation_connectors.folio.options import FolioOptions

TEXTS = {
    ItemField.BARCODE: "barcode",
    ItemField.VOLUME: "volume",
    ItemField.COPY: "copyNumber",
}
READ_ONLY = frozenset(
    {
        "title",
        "callNumber",
        "effectiveShelvingOrder",
        "effectiveLocation",
        "effectiveCallNumberComponents",
        "isBoundWith",
        "metadata",
    }
)
CALL_NUMBER_PARTS = ("prefix", "callNumber", "suffix")

CHANGES = frozenset(
    {
        ItemField.BARCODE,
        ItemField.CALL_NUMBER,
        ItemField.SCHEME,
        ItemField.LOCATION,
        ItemField.VOLUME,
        ItemField.COPY,
        ItemField.ITEM_TYPE,
        ItemField.STATUS,
    }
)

MARKS = {
    "Missing": "mark-missing",
    "Withdrawn": "mark-withdrawn",
    "In process": "mark-in-process",
    "In process (non-requestable)": "mark-in-process-non-requestable",
    "Intellectual item": "mark-intellectual-item",
    "Long missing": "mark-long-missing",
    "Restricted": "mark-restricted",
    "Unavailable": "mark-unavailable",
    "Unknown": "mark-unknown",
}
"""Statuses that have a call of their own, which does what belongs to them."""


class ItemBodies:
    """Translates items, by the code lists of one FOLIO."""

    def __init__(self, options: FolioOptions, lists: CodeLists) -> None:
        self._options = options
        self._lists = lists
        self._our_schemes = {name: scheme for scheme, name in options.schemes.items()}

    def read(self, native: Mapping[str, Any], instance_id: str) -> RemoteItem:
        """Return an item as FOLIO gave it."""
        status = _within(native, "status", "name")
        parts = native.get("effectiveCallNumberComponents") or {}
        values = {field: native.get(key) or "" for field, key in TEXTS.items()}
        values[ItemField.CALL_NUMBER] = " ".join(
            parts[key] for key in CALL_NUMBER_PARTS if parts.get(key)
        )
        scheme = self._lists.name("call-number-types", parts.get("typeId") or "")
        values[ItemField.SCHEME] = self._our_schemes.get(scheme, scheme)
        location = _within(native, "effectiveLocation", "id")
        values[ItemField.LOCATION] = self._lists.name("locations", location)
        values[ItemField.ITEM_TYPE] = _within(native, "materialType", "name")
        word = self._options.statuses.get(status)
        values[ItemField.STATUS] = status if word is None else word
        return RemoteItem(
            system_id=native["id"],
            title_id=instance_id,
            values=values,
            title=native.get("title") or "",
            on_loan=word == Status.ON_LOAN,
            last_seen=_within(native, "lastCheckIn", "dateTime"),
            version=str(native.get("_version", "")),
            native=dict(native),
        )

    def changed(self, values: Mapping[ItemField, str]) -> dict[str, Any]:
        """Return the keys that these values change, the status apart.

        Raises:
            SystemRefused: A value means nothing there, or a field cannot be changed.
        """
        keys: dict[str, Any] = {}
        for field, value in values.items():
            if field in TEXTS:
                keys[TEXTS[field]] = value or None
            elif field is ItemField.CALL_NUMBER:
                # Ours is the whole of it.
                keys |= {
                    "itemLevelCallNumber": value or None,
                    "itemLevelCallNumberPrefix": None,
                    "itemLevelCallNumberSuffix": None,
                }
            elif field is ItemField.SCHEME:
                name = self._options.schemes.get(value, value)
                uuid = self._lists.uuid("call-number-types", name) if value else None
                keys["itemLevelCallNumberTypeId"] = uuid
            elif field is ItemField.LOCATION:
                uuid = self._lists.uuid("locations", value) if value else None
                keys["permanentLocation"] = {"id": uuid} if uuid else None
            elif field is ItemField.ITEM_TYPE:
                keys["materialType"] = {"id": self._lists.uuid("material-types", value)}
            elif field is not ItemField.STATUS:
                raise SystemRefused(
                    tr("FOLIO has no {field} of an item that a station could change.", field=field),
                    tr("Change it in FOLIO."),
                )
        return keys

    def status(self, word: str) -> str:
        """Return FOLIO's name of a status.

        Raises:
            SystemRefused: It has none.
        """
        for name, known in self._options.statuses.items():
            if known == word:
                return name
        if word in MARKS:
            return word
        raise SystemRefused(
            tr("FOLIO has no status for {word!r}.", word=word),
            tr("Name one in the option statuses, or leave it."),
        )


def writable(native: Mapping[str, Any]) -> dict[str, Any]:
    """Return what goes back to FOLIO with a change: all it gave that it takes."""
    return {key: value for key, value in native.items() if key not in READ_ONLY}


def _within(native: Mapping[str, Any], key: str, inner: str) -> str:
    value = native.get(key)
    return value.get(inner) or "" if isinstance(value, dict) else ""
