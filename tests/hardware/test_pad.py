"""A real RFID pad: what the contract asks that only reads; and one write, to a blank tag."""

import pytest

from procstation.devices import RfidPad
from procstation.tagging import TagReading, read_tag
from procstation.tags import Model

pytestmark = pytest.mark.device

PATTERN = bytes(range(0x41, 0x61))
"""Not a sign of any tag model; longer than any block."""


@pytest.fixture
def tags(pad: RfidPad) -> tuple[bytes, ...]:
    """The tags that lie on the pad."""
    found = pad.inventory()
    if not found:
        pytest.skip("no tag lies on the pad")
    return found


def test_the_inventory_is_in_order_and_says_the_same_twice(pad: RfidPad) -> None:
    found = pad.inventory()
    assert all(len(uid) == 8 and uid[0] == 0xE0 for uid in found)
    assert list(found) == sorted(set(found))
    assert pad.inventory() == found


def test_a_tag_tells_of_itself(pad: RfidPad, tags: tuple[bytes, ...]) -> None:
    for uid in tags:
        assert pad.system_information(uid).uid == uid


def test_blocks_lie_where_they_are_asked_for(pad: RfidPad, tags: tuple[bytes, ...]) -> None:
    for uid in tags:
        whole = pad.read_blocks(uid, 0, 4)
        assert len(whole.data) == 4 * whole.size == whole.size * len(whole.locked)
        one_by_one = b"".join(pad.read_blocks(uid, block, 1).data for block in range(4))
        assert one_by_one == whole.data


def test_a_tag_decodes(pad: RfidPad, tags: tuple[bytes, ...]) -> None:
    for uid in tags:
        reading = read_tag(pad, uid)
        assert len(reading.memory) == reading.block_size * len(reading.locked)
        assert reading.content.why


def test_a_blank_tag_takes_a_block_and_gives_it_back(pad: RfidPad, tags: tuple[bytes, ...]) -> None:
    reading = _alone_and_blank(pad, tags)
    last, size = len(reading.locked) - 1, reading.block_size
    before = pad.read_blocks(reading.uid, last, 1).data
    try:
        pad.write_blocks(reading.uid, last, PATTERN[:size], size)
        assert pad.read_blocks(reading.uid, last, 1).data == PATTERN[:size]
    finally:
        pad.write_blocks(reading.uid, last, before, size)
    assert read_tag(pad, reading.uid).memory == reading.memory


def _alone_and_blank(pad: RfidPad, tags: tuple[bytes, ...]) -> TagReading:
    """The tag on the pad, when it is the only one there and nothing was ever written to it."""
    if len(tags) > 1:
        pytest.skip("more than one tag lies on the pad: nothing is written")
    reading = read_tag(pad, tags[0])
    if reading.content.model is not Model.BLANK or any(reading.memory):
        pytest.skip(f"the tag on the pad is not blank ({reading.content.model}): it stays as it is")
    if any(reading.locked):
        pytest.skip("the tag on the pad has locked blocks: nothing is written")
    return reading
