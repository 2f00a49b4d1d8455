"""Holdings records of Alma: the place and the call number that items inherit, in field 852."""

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException

from procstation.ils import HttpSession, ItemDraft, ItemField, Reply, SystemRefused, tr
from procstation_connectors.alma.calls import listed, read_object
from procstation_connectors.alma.items import text
from procstation_connectors.class_and_rest import class_and_rest
from procstation_connectors.xml_answers import read_xml

CLASS, REST = "h", "i"


def holding_for(session: HttpSession, name: str, draft: ItemDraft) -> dict[str, Any]:
    """Return the holdings record a new item belongs to.

    Raises:
        SystemRefused: None fits, or several do.
    """
    found = listed(session.call("GET", f"/bibs/{draft.title_id}/holdings"), "holding")
    wanted = {
        key: draft.values[field]
        for field, key in ((ItemField.LIBRARY, "library"), (ItemField.LOCATION, "location"))
        if draft.values.get(field)
    }
    fitting = [one for one in found if all(text(one, key) == wanted[key] for key in wanted)]
    if len(fitting) > 1:
        number = draft.values.get(ItemField.CALL_NUMBER, "")
        fitting = [one for one in fitting if text(one, "call_number") == number] or fitting
    if len(fitting) == 1:
        return fitting[0]
    place = " ".join(wanted.values()) or tr("no place")
    raise SystemRefused(
        tr(
            "Record {title_id} has {count} holdings in {name} for {place}.",
            title_id=draft.title_id,
            count=len(fitting) or tr("no"),
            name=name,
            place=place,
        ),
        tr("Make the holdings record in Alma first.")
        if not fitting
        else tr("Say library and location of the item."),
    )


def change_call_number(
    session: HttpSession, native: Mapping[str, Any], name: str, number: str, code: str, shared: bool
) -> None:
    """Write a call number into 852 $h and $i of the holdings record of an item.

    Args:
        code: First indicator; "" leaves it.
        shared: Also when other items hang on it.

    Raises:
        SystemRefused: Other items hang on it, or it has no 852.
    """
    mms, hid = text(native["bib_data"], "mms_id"), text(native["holding_data"], "holding_id")
    path = f"/bibs/{mms}/holdings/{hid}"
    if not shared:
        there = read_object(session.call("GET", f"{path}/items", params={"limit": 1}))
        if there.get("total_record_count") != 1:
            raise SystemRefused(
                tr(
                    "Other items share the holdings record {hid} in {name}: they"
                    " would get the call number {number} too.",
                    hid=hid,
                    name=name,
                    number=number,
                ),
                tr(
                    "Give the item a number of its own (option call_number), or"
                    " allow it (option change_shared_holdings)."
                ),
            )
    reply = session.call("GET", path)
    holding = read_object(reply)
    record = _parse(reply, holding)
    field = next((one for one in record.iter("datafield") if one.get("tag") == "852"), None)
    if field is None:
        raise SystemRefused(
            tr("The holdings record {hid} in {name} has no 852.", hid=hid, name=name),
            tr("Repair it in Alma first."),
        )
    _write(field, number, code)
    sent = {**holding, "anies": [tostring(record, encoding="unicode")]}
    session.call("PUT", path, json=sent)


def _parse(reply: Reply, holding: Mapping[str, Any]) -> Element:
    try:
        (xml,) = holding["anies"]
        record = read_xml(xml)
    except (LookupError, TypeError, ValueError, ParseError, DefusedXmlException) as error:
        raise reply.unusable(tr("no holdings record")) from error
    assert isinstance(record, Element)
    return record


def _write(field: Element, number: str, code: str) -> None:
    had = {one.get("code"): one for one in field.iter("subfield")}
    both = CLASS in had and REST in had
    first, rest = class_and_rest(number, (had[CLASS].text or "") if both else "")
    if CLASS not in had:
        had[CLASS] = SubElement(field, "subfield", {"code": CLASS})
    had[CLASS].text = first
    if rest:
        had[REST].text = rest
    elif REST in had:
        field.remove(had[REST])
    if code:
        field.set("ind1", code)
