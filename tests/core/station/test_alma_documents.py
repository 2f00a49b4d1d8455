"""The documents between Alma's page and the service."""

from contextlib import suppress
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.station.alma_documents import failure_document, items_document, read_wish
from procstation.station.alma_pad import PadItem, PadTag


def test_items_as_alma_reads_them() -> None:
    item = PadItem("30000000012345", True, 2, (PadTag("E00401105B6C7D8E", 1),), location="STACKS")
    assert items_document([item]).decode() == (
        "<rfid><items><item><barcode>30000000012345</barcode><is_secure>true</is_secure>"
        "<is_complete>false</is_complete><total_num_of_parts>2</total_num_of_parts>"
        "<tags><tag><tag_id>E00401105B6C7D8E</tag_id><part_num>1</part_num>"
        "<material_type /><library /><location>STACKS</location></tag></tags>"
        "</item></items></rfid>"
    )


@pytest.mark.parametrize(("word", "wanted"), [("true", True), (" False ", False), ("TRUE", True)])
def test_a_wish(word: str, wanted: bool) -> None:
    body = f"<rfid>\n <barcode> 300 </barcode><is_secure>{word}</is_secure></rfid>"
    assert read_wish(body.encode()) == ("300", wanted)


@given(st.binary() | st.text().map(str.encode))
def test_anything_else_is_refused(body: bytes) -> None:
    with pytest.raises(InputRefused):
        read_wish(body)


@settings(max_examples=60)
@given(st.binary(max_size=40), st.integers(0, 90))
def test_a_damaged_wish_is_refused_or_read(noise: bytes, at: int) -> None:
    body = b"<rfid><barcode>300</barcode><is_secure>false</is_secure></rfid>"
    with suppress(InputRefused):
        barcode, wanted = read_wish(body[:at] + noise + body[at:])
        assert barcode
        assert isinstance(wanted, bool)


@example("\ufffe\uffff\ud800\x00")
@given(st.text(st.characters(exclude_categories=[])))
def test_whatever_a_tag_holds_the_answer_can_be_read(text: str) -> None:
    item = PadItem(text, False, 1, (PadTag(text, 1),), text)
    fromstring(items_document([item]))
    fromstring(failure_document(text))
