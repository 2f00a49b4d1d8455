"""Reading no more of a tag than tells which item it is on."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procstation.tagging import identify_tag, read_tag
from procstation.tags import Model, TagRecord, encode

UID = bytes.fromhex("E00401105B6C7D8E")
TITLED = TagRecord("31234000000017", "US-InU-Mu", 3, 2, 0x10, {17: "The left hand of darkness"})

Lay = Callable[..., Any]


@pytest.mark.parametrize(
    ("model", "dsfid", "record", "blocks"),
    [
        (Model.ISO28560_3, 0x00, TITLED, 9),
        (Model.ISO28560_3, 0x3E, TITLED, 9),
        (Model.ISO28560_2, 0x06, TagRecord("31234000000017"), 9),
        # Without a checksum or a DSFID only the whole memory tells; and this one goes on.
        (Model.ISO28560_2, 0x00, TagRecord("31234000000017"), 28),
        (Model.ISO28560_2, 0x06, TITLED, 28),
    ],
)
def test_no_more_is_read_than_is_needed(
    lay: Lay, model: Model, dsfid: int, record: TagRecord, blocks: int
) -> None:
    pad = lay(encode(record, model).data, dsfid=dsfid)
    reading = identify_tag(pad, UID)
    assert reading.content.item == record.item
    assert len(reading.locked) == blocks
    assert reading.memory == bytes(pad.tags[UID].memory)[: 4 * blocks]


def test_a_small_tag_is_read_once(lay: Lay) -> None:
    pad = lay(encode(TagRecord("1"), Model.ISO28560_3, size=32).data, size=32)
    assert identify_tag(pad, UID).content.item == "1"
    assert pad.commands == ["system information", "read"]


@pytest.mark.parametrize("size", [4, 8])
def test_a_tag_begun_and_read_on_is_that_tag(lay: Lay, size: int) -> None:
    memory = bytes(number % 251 for number in range(2 * size * 28))
    pad = lay(memory, block_size=size, locked={0, 10, 27})
    whole = read_tag(pad, UID)
    assert identify_tag(pad, UID) == whole


records = st.builds(
    TagRecord,
    st.text("0123456789ABCDEF-", min_size=1, max_size=16),
    st.sampled_from([None, "DK-718500", "US-InU-Mu"]),
    st.none(),
    st.none(),
    st.sampled_from([None, 0x10]),
    st.dictionaries(st.sampled_from([6, 17]), st.text("QA26.L5 x", min_size=1, max_size=20)),
)
memories = st.one_of(
    st.binary(max_size=112),
    st.builds(
        lambda record, model, tail: encode(record, model).data.ljust(48, b"\0") + tail,
        records.filter(lambda record: record.item == record.item.strip()),
        st.sampled_from([Model.ISO28560_2, Model.ISO28560_3]),
        st.one_of(st.just(b""), st.binary(max_size=8)),
    ),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(memory=memories, dsfid=st.sampled_from([0x00, 0x06, 0x3E, None]))
def test_whatever_is_on_it_the_item_is_that_of_the_whole_tag(
    lay: Lay, memory: bytes, dsfid: int | None
) -> None:
    pad = lay(memory[:112], dsfid=dsfid)
    some, whole = identify_tag(pad, UID).content, read_tag(pad, UID).content
    assert (some.item, some.model, some.owner, some.parts, some.part, some.usage) == (
        whole.item, whole.model, whole.owner, whole.parts, whole.part, whole.usage,
    )  # fmt: skip
    assert (some.crc_ok, some.block_order) == (whole.crc_ok, whole.block_order)
