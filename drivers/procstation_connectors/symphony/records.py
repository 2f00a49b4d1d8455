"""Symphony's items, call numbers and bibs in the station's words, and changes in Symphony's.

The state of an item is where it is: a current location that is no place (MISSING) says it, and one
that is the home location says that all is well.
"""

import re
from collections.abc import Mapping
from typing import Any

from procstation.ils import ItemField, RemoteItem, RemoteTitle, Status, SystemRefused, tr
from procstation_connectors.content_version import content_version
from procstation_connectors.symphony.options import SymphonyOptions

OF_CALL = frozenset({ItemField.CALL_NUMBER, ItemField.VOLUME, ItemField.SCHEME})
OF_ITEM = frozenset({ItemField.BARCODE, ItemField.LOCATION, ItemField.ITEM_TYPE, ItemField.STATUS})
_BIB = re.compile(r"(?:\(Sirsi\)\s*)?[a-z]?(\d+)", re.IGNORECASE)


def read_item(found: Mapping[str, Any], options: SymphonyOptions) -> RemoteItem:
    """Return an item, fetched with its call number and the title, in the station's words."""
    item, call = _fields(found), _fields(found.get("fields", {}).get("call"))
    home, now = key_of(item.get("homeLocation")), key_of(item.get("currentLocation"))
    scheme = key_of(call.get("classification"))
    status = options.statuses.get(now, now) if now != home else Status.AVAILABLE.value
    bib = item.get("bib")
    values = {
        ItemField.BARCODE: _text(item, "barcode"),
        ItemField.CALL_NUMBER: _text(call, "callNumber"),
        ItemField.SCHEME: options.schemes.get(scheme, scheme),
        ItemField.LIBRARY: key_of(item.get("library")),
        ItemField.LOCATION: home,
        ItemField.VOLUME: _text(call, "volumetric"),
        ItemField.COPY: _text(item, "copyNumber"),
        ItemField.ITEM_TYPE: key_of(item.get("itemType")),
        ItemField.STATUS: status,
    }
    return RemoteItem(
        system_id=str(found["key"]),
        title_id=key_of(bib),
        values=values,
        title=_text(_fields(bib), "title"),
        on_loan=status == Status.ON_LOAN,
        version=content_version(found),
        native=dict(found),
    )


def item_changes(
    native: Mapping[str, Any], wishes: Mapping[ItemField, str], options: SymphonyOptions
) -> dict[str, Any]:
    """Return the fields of an item that a change needs.

    Raises:
        SystemRefused: There is no location for a status.
    """
    old = _fields(native)
    home, now = key_of(old.get("homeLocation")), key_of(old.get("currentLocation"))
    new: dict[str, Any] = {}
    if ItemField.BARCODE in wishes:
        new["barcode"] = wishes[ItemField.BARCODE]
    if ItemField.ITEM_TYPE in wishes:
        new["itemType"] = policy("itemType", wishes[ItemField.ITEM_TYPE])
    if ItemField.LOCATION in wishes:
        new["homeLocation"] = policy("location", wishes[ItemField.LOCATION])
        if now == home:
            new["currentLocation"] = new["homeLocation"]
    if ItemField.STATUS in wishes:
        place = _place_for(wishes[ItemField.STATUS], options)
        new["currentLocation"] = policy("location", place or wishes.get(ItemField.LOCATION, home))
    return new


def call_changes(wishes: Mapping[ItemField, str], options: SymphonyOptions) -> dict[str, Any]:
    """Return the fields of a call number that a change needs."""
    new: dict[str, Any] = {}
    if ItemField.CALL_NUMBER in wishes:
        new["callNumber"] = wishes[ItemField.CALL_NUMBER]
    if ItemField.VOLUME in wishes:
        new["volumetric"] = wishes[ItemField.VOLUME]
    if ItemField.SCHEME in wishes:
        scheme = wishes[ItemField.SCHEME]
        codes = [code for code, ours in options.schemes.items() if ours == scheme]
        new["classification"] = policy("classification", codes[0] if codes else scheme)
    return new


def read_title(found: Mapping[str, Any]) -> RemoteTitle:
    """Return a bib in the station's words."""
    fields = _fields(found)
    marc = fields.get("bib")
    rows = marc.get("fields") if isinstance(marc, dict) else None
    marc_fields = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return RemoteTitle(
        system_id=str(found["key"]),
        title=_text(fields, "title"),
        author=_text(fields, "author"),
        date=next(iter(_marc(marc_fields, ("260", "264"), "c")), "").strip(" .,"),
        publisher=next(iter(_marc(marc_fields, ("260", "264"), "b")), "").rstrip(" ,"),
        isbn=tuple(one.split(" ")[0] for one in _marc(marc_fields, ("020",), "a")),
        issn=tuple(_marc(marc_fields, ("022",), "a")),
    )


def bib_key(number: str) -> str:
    """Return the key of a bib from any way to write it: `a604`, `(Sirsi) a604`; "" for none."""
    found = _BIB.fullmatch(number.strip())
    return found[1] if found else ""


def key_of(reference: Any) -> str:
    """Return the key of a reference, "" when it is none."""
    key = reference.get("key") if isinstance(reference, dict) else None
    return "" if key is None else str(key)


def policy(kind: str, key: str) -> dict[str, str]:
    return {"resource": f"/policy/{kind}", "key": key}


def _place_for(wish: str, options: SymphonyOptions) -> str:
    """Return the current location for a state, "" for the home location."""
    if wish == Status.AVAILABLE:
        return ""
    for code, word in options.statuses.items():
        if wish in {word, code}:
            return code
    raise SystemRefused(
        tr("Symphony has no location for {wish!r} here.", wish=wish),
        tr("Add it to the connector's option statuses."),
    )


def _marc(rows: list[dict[str, Any]], tags: tuple[str, ...], code: str) -> list[str]:
    return [
        str(part.get("data", "")).strip()
        for row in rows
        if row.get("tag") in tags
        for part in row.get("subfields") or ()
        if part.get("code") == code
    ]


def _fields(found: Any) -> Mapping[str, Any]:
    fields = found.get("fields") if isinstance(found, dict) else None
    return fields if isinstance(fields, dict) else {}


def _text(part: Mapping[str, Any], key: str) -> str:
    value = part.get(key)
    return "" if value is None else str(value)
