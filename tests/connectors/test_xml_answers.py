from xml.etree.ElementTree import ParseError

import pytest
from defusedxml import DefusedXmlException

from procstation_connectors.xml_answers import MAX_DEPTH, MAX_ELEMENTS, read_xml


def test_an_answer_is_a_tree() -> None:
    root = read_xml(b'<bib><subfield code="a">T\xc3\xadtulo</subfield> tail</bib>')
    [field] = root.iter("subfield")
    assert (field.get("code"), field.text, field.tail) == ("a", "Título", " tail")


@pytest.mark.long
@pytest.mark.parametrize(
    "answer",
    [b"<a>" * (MAX_DEPTH + 1), b"<a>" + b"<b/>" * MAX_ELEMENTS + b"</a>", b"<a>", b"no XML"],
    ids=["deep", "large", "cut off", "text"],
)
def test_what_is_no_answer_is_refused(answer: bytes) -> None:
    with pytest.raises(ParseError):
        read_xml(answer)


def test_entities_are_refused() -> None:
    with pytest.raises(DefusedXmlException):
        read_xml(b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>')
