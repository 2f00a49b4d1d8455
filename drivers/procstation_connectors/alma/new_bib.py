"""A bib record as Alma takes a new one: MARCXML without its namespace, within `bib`."""

from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml import DefusedXmlException

from procstation.ils import SystemRefused, tr
from procstation_connectors.xml_answers import read_xml


def new_bib(record: bytes) -> bytes:
    """Return the body of a POST to /bibs.

    Raises:
        SystemRefused: It is no MARCXML record.
    """
    try:
        found = read_xml(record)
    except (ParseError, LookupError, ValueError, DefusedXmlException) as error:
        raise SystemRefused(tr("That is no MARCXML record."), tr("Fetch it again.")) from error
    bib = Element("bib")
    bib.append(_plain(found))
    return str(tostring(bib, encoding="unicode")).encode()


def _plain(element: Element) -> Element:
    plain = Element(element.tag.rpartition("}")[2], dict(element.attrib))
    plain.text = element.text
    for part in element:
        plain.append(_plain(part))
    return plain
