"""Evergreen's copies and records in the station's words, and changes in Evergreen's."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException

from procstation.ils import (
    ItemField,
    RemoteItem,
    RemoteTitle,
    Status,
    SystemRefused,
    copy_number,
    tr,
)
from procstation_connectors.content_version import content_version
from procstation_connectors.evergreen.idl import Idl
from procstation_connectors.evergreen.options import EvergreenOptions
from procstation_connectors.xml_answers import read_xml

PATCHED = {
    ItemField.LIBRARY: "circ_lib",
    ItemField.LOCATION: "location",
    ItemField.COPY: "copy_number",
    ItemField.ITEM_TYPE: "circ_modifier",
}
"""What the OpenAPI changes; the rest goes through the gateway."""
KEYS = {**PATCHED, ItemField.BARCODE: "barcode", ItemField.STATUS: "status"}
RESTLESS = frozenset({"edit_date", "editor"})


def read_copy(native: Mapping[str, Any], idl: Idl, options: EvergreenOptions) -> RemoteItem | None:
    """Return a fleshed copy in the station's words; None when it is none, or deleted there."""
    copy = idl.read(native, "acp")
    if copy is None or copy.get("deleted") == "t":
        return None
    volume = idl.read(copy.get("call_number"), "acn") or {}
    record = idl.read(volume.get("record"), "bre") or {}
    status = _text(copy.get("status"))
    scheme = _text(volume.get("label_class"))
    location = _text(copy.get("location"))
    library = _text(copy.get("circ_lib"))
    values = {
        ItemField.BARCODE: _text(copy.get("barcode")),
        ItemField.CALL_NUMBER: _text(volume.get("label")),
        ItemField.SCHEME: options.schemes.get(scheme, scheme),
        ItemField.LIBRARY: options.libraries.get(library, library),
        ItemField.LOCATION: options.locations.get(location, location),
        ItemField.COPY: _text(copy.get("copy_number")),
        ItemField.ITEM_TYPE: _text(copy.get("circ_modifier")),
        ItemField.STATUS: options.statuses.get(status, status),
    }
    return RemoteItem(
        system_id=_text(copy.get("id")),
        title_id=_text(record.get("id", volume.get("record"))),
        values=values,
        title=read_title("", _text(record.get("marc"))).title,
        on_loan=values[ItemField.STATUS] == Status.ON_LOAN,
        version=content_version({key: copy[key] for key in copy if key not in RESTLESS}),
        native=dict(native),
    )


def read_title(number: str, marc: str) -> RemoteTitle:
    """Return a MARCXML record in the station's words; what cannot be read is left empty."""
    try:
        record: Element | None = read_xml(marc)
    except (ParseError, LookupError, ValueError, DefusedXmlException):
        record = None
    return RemoteTitle(
        system_id=number,
        title=" ".join(_marc(record, ("245",), "ab")).rstrip(" /:"),
        author=next(iter(_marc(record, ("100", "110", "111"), "a")), "").rstrip(","),
        date=next(iter(_marc(record, ("260", "264"), "c")), "").strip(" .,"),
        publisher=next(iter(_marc(record, ("260", "264"), "b")), "").rstrip(" ,"),
        isbn=tuple(one.split(" ")[0] for one in _marc(record, ("020",), "a")),
        issn=tuple(_marc(record, ("022",), "a")),
    )


def fields_of(wishes: Mapping[ItemField, str], options: EvergreenOptions) -> dict[str, Any]:
    """Return the fields of a copy for these wishes, without the call number.

    Raises:
        SystemRefused: A value has no number in Evergreen.
    """
    codes = {
        ItemField.LIBRARY: options.libraries,
        ItemField.LOCATION: options.locations,
        ItemField.STATUS: options.statuses,
        ItemField.COPY: {},
    }
    return {
        KEYS[field]: number_for(field, wish, codes[field]) if field in codes else wish
        for field, wish in wishes.items()
        if field in KEYS
    }


def number_for(field: ItemField, wish: str, codes: Mapping[str, str]) -> int:
    """Return Evergreen's number for a code of ours, or for a number as it is.

    Raises:
        SystemRefused: There is none.
    """
    for number, ours in codes.items():
        if ours == wish:
            return int(number)
    plain = copy_number(wish) if field is ItemField.COPY else wish
    if plain.isdecimal():
        return int(plain)
    raise SystemRefused(
        tr(
            "The {field} {wish!r} has no number in Evergreen.",
            field=field.replace("_", " "),
            wish=wish,
        ),
        tr("Add it to the options of the connector, or use the number."),
    )


def _marc(record: Element | None, tags: tuple[str, ...], letters: str) -> list[str]:
    if record is None:
        return []
    return [
        part.text.strip()
        for field in record.iterfind("{*}datafield")
        if field.get("tag") in tags
        for part in field.iterfind("{*}subfield")
        if part.get("code", " ") in letters and part.text
    ]


def _text(value: Any) -> str:
    return "" if value is None else str(value)
