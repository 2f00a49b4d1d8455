"""The small XML documents that Alma's staff page and an RFID service exchange."""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element, ParseError, SubElement, tostring

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from procstation.errors import InputRefused
from procstation.language import tr
from procstation.station.alma_pad import PadItem

_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def items_document(items: Sequence[PadItem]) -> bytes:
    """Return the answer to what lies on the pad."""
    root = Element("rfid")
    listed = SubElement(root, "items")
    for item in items:
        one = SubElement(listed, "item")
        SubElement(one, "barcode").text = item.barcode
        SubElement(one, "is_secure").text = _word(item.secured)
        SubElement(one, "is_complete").text = _word(item.complete)
        SubElement(one, "total_num_of_parts").text = str(item.parts)
        tags = SubElement(one, "tags")
        for tag in item.tags:
            part = SubElement(tags, "tag")
            SubElement(part, "tag_id").text = tag.uid
            SubElement(part, "part_num").text = str(tag.part)
            # A tag says neither in Alma's codes; the elements belong to the shape all the same.
            SubElement(part, "material_type").text = ""
            SubElement(part, "library").text = ""
            SubElement(part, "location").text = item.location
    return _xml(root)


def read_wish(body: bytes) -> tuple[str, bool]:
    """Return barcode and wanted security.

    Raises:
        InputRefused: It is no such document.
    """
    try:
        root = fromstring(body)
    except (ParseError, LookupError, ValueError, DefusedXmlException) as error:
        raise InputRefused(
            tr("The request is no XML: {error}.", error=error), tr("Send an rfid document.")
        ) from error
    barcodes = [(one.text or "").strip() for one in root.iter("barcode")]
    wishes = [(one.text or "").strip().lower() for one in root.iter("is_secure")]
    if root.tag != "rfid" or len(barcodes) != 1 or len(wishes) != 1:
        raise InputRefused(
            tr("The request names no item."), tr("Send one barcode and one is_secure.")
        )
    if not barcodes[0] or wishes[0] not in {"true", "false"}:
        raise InputRefused(
            tr("is_secure is {wish!r} for item {barcode!r}.", wish=wishes[0], barcode=barcodes[0]),
            tr("Send true or false."),
        )
    return barcodes[0], wishes[0] == "true"


def success_document() -> bytes:
    """Return the answer to a wish that was done."""
    root = Element("rfid")
    SubElement(root, "success").text = "true"
    return _xml(root)


def failure_document(words: str) -> bytes:
    """Return the answer that says what went wrong."""
    root = Element("rfid")
    SubElement(SubElement(root, "ExceptionDetail"), "Message").text = words
    return _xml(root)


def _word(value: bool) -> str:
    return "true" if value else "false"


def _xml(root: Element) -> bytes:
    # What is read from a tag may hold anything.
    return _NOT_IN_XML.sub("\ufffd", tostring(root, encoding="unicode")).encode()
