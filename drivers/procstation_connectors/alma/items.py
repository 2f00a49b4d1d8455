"""Alma's items and records in the station's words, and back.

An item has three parts: `bib_data`, `holding_data` and `item_data`. A PUT replaces the whole, so
what is sent is what was read with the wishes written into it; of a coded value only `value`.
"""

import copy
from collections.abc import Mapping
from typing import Any

from procstation.ils import (
    ItemField,
    RemoteItem,
    RemoteTitle,
    Reply,
    Status,
    SystemRefused,
    tr,
)
from procstation_connectors.alma.calls import read_object
from procstation_connectors.alma.options import AlmaOptions
from procstation_connectors.content_version import content_version

PLAIN = {ItemField.BARCODE: "barcode", ItemField.VOLUME: "description"}
NOT_IN_PLACE = "not in place"
"""What Alma says of an item without saying why."""


def text(part: Mapping[str, Any], key: str) -> str:
    """Return a value as text, whether it is coded or not; "" when it is missing."""
    value = part.get(key)
    if isinstance(value, dict):
        value = value.get("value")
    return value if isinstance(value, str) else ""


def read_item(reply: Reply, options: AlmaOptions) -> RemoteItem:
    """Return the item of an answer. Raises as `read_object`."""
    found = read_object(reply, "bib_data", "holding_data", "item_data")
    bib, holding, item = found["bib_data"], found["holding_data"], found["item_data"]
    path = (text(bib, "mms_id"), text(holding, "holding_id"), text(item, "pid"))
    if not all(path):
        raise reply.unusable(tr("an item without its numbers"))
    process = text(item, "process_type")
    status = options.statuses.get(process, process)
    if not process and text(item, "base_status") == "0":
        status = NOT_IN_PLACE
    away = holding.get("in_temp_location") is True
    own_number = text(item, "alternative_call_number")
    kind = text(item, "alternative_call_number_type") if own_number else ""
    kind = kind or text(holding, "call_number_type")
    values = {
        ItemField.CALL_NUMBER: own_number or text(holding, "call_number"),
        ItemField.SCHEME: options.schemes.get(kind, kind),
        ItemField.LIBRARY: text(holding, "temp_library") if away else text(item, "library"),
        ItemField.LOCATION: text(holding, "temp_location") if away else text(item, "location"),
        ItemField.COPY: text(holding, "copy_id"),
        ItemField.ITEM_TYPE: text(item, options.item_type),
        ItemField.STATUS: status,
        ItemField.NOTE: text(item, options.note),
        **{field: text(item, key) for field, key in PLAIN.items()},
    }
    return RemoteItem(
        system_id="/".join(path),
        title_id=path[0],
        values=values,
        title=text(bib, "title"),
        on_loan=status == Status.ON_LOAN,
        # Alma tells only the day of the last change.
        version=content_version(item, holding),
        native=found,
    )


def read_title(bib: Mapping[str, Any]) -> RemoteTitle:
    """Return a record in the station's words."""
    isbn, issn = text(bib, "isbn"), text(bib, "issn")
    return RemoteTitle(
        system_id=text(bib, "mms_id"),
        title=text(bib, "title"),
        author=text(bib, "author"),
        date=text(bib, "date_of_publication"),
        publisher=text(bib, "publisher_const"),
        isbn=(isbn,) if isbn else (),
        issn=(issn,) if issn else (),
        control_number=text(bib, "mms_id"),
    )


def blank_item(options: AlmaOptions) -> dict[str, Any]:
    """Return what a new item is before the wishes are written into it."""
    item: dict[str, Any] = {"physical_material_type": {"value": options.material}}
    if options.policy:
        item["policy"] = {"value": options.policy}
    return {"holding_data": {}, "item_data": item}


def written(
    found: Mapping[str, Any], wishes: Mapping[ItemField, str], options: AlmaOptions
) -> dict[str, Any]:
    """Return an item as it is sent: as found, with the wishes in it.

    Raises:
        SystemRefused: A scheme has no code here.
    """
    sent: dict[str, Any] = _only_values(copy.deepcopy(dict(found)))
    item, holding = sent["item_data"], sent["holding_data"]
    for field, wish in wishes.items():
        match field:
            case ItemField.CALL_NUMBER:
                item["alternative_call_number"] = wish
            case ItemField.SCHEME:
                item["alternative_call_number_type"] = {"value": code_of(wish, options)}
            case ItemField.ITEM_TYPE:
                item[options.item_type] = {"value": wish}
            case ItemField.NOTE:
                item[options.note] = wish
            case ItemField.COPY:
                holding["copy_id"] = wish
            case ItemField.BARCODE | ItemField.VOLUME:
                item[PLAIN[field]] = wish
    if wishes.keys() & {ItemField.LIBRARY, ItemField.LOCATION}:
        _move(item, holding, wishes)
    sent.pop("link", None)
    return sent


def code_of(scheme: str, options: AlmaOptions) -> str:
    """Return Alma's code of a scheme. Raises SystemRefused: it has none."""
    for code, ours in options.schemes.items():
        if scheme in {ours, code}:
            return code
    raise SystemRefused(
        tr("The scheme {scheme!r} has no code in Alma.", scheme=scheme),
        tr("Add it to the connector's option schemes."),
    )


def _move(
    item: Mapping[str, Any], holding: dict[str, Any], wishes: Mapping[ItemField, str]
) -> None:
    home = (text(item, "library"), text(item, "location"))
    away = holding.get("in_temp_location") is True
    now = (text(holding, "temp_library"), text(holding, "temp_location")) if away else home
    place = (wishes.get(ItemField.LIBRARY, now[0]), wishes.get(ItemField.LOCATION, now[1]))
    holding["in_temp_location"] = place != home
    stays = ("", "") if place == home else place
    holding["temp_library"], holding["temp_location"] = ({"value": code} for code in stays)


def _only_values(value: Any) -> Any:
    if isinstance(value, dict):
        if "value" in value:
            return {"value": value["value"]}
        return {key: _only_values(one) for key, one in value.items()}
    return value
