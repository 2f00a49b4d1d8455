"""Conversion between models. Images of dp2, libdanrfid and Biblio-RFID."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.tags import Model, TagContent, TagRecord, convert, decode, decode_epc, encode

ISO_2 = decode(
    bytes.fromhex("9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000")
)
ISO_3 = decode(bytes.fromhex("1101013130303030303030353600000000000098A4444B373138353030000000"))
BOOK_3M = decode(bytes.fromhex("0411000131333032303033373637000000000000002000050000000700000000"))


def _content(record: TagRecord) -> TagContent:
    return decode(encode(record, Model.ISO28560_2).data, dsfid=6)


def test_what_fits_is_all_kept() -> None:
    conversion = convert(ISO_2, Model.ISO28560_3)
    assert conversion.losses == ()
    assert conversion.added == ("Its type of usage will be 60, no information.",)
    back = decode(conversion.image.data)
    assert (back.item, back.owner) == ("123456789012", "US-InU-Mu")
    assert (back.parts, back.part, back.elements[6]) == (12, 3, "QA268.L55")
    other_way = convert(ISO_3, Model.ISO28560_2, lock=(1,))
    assert (other_way.losses, other_way.added) == ((), ())
    assert other_way.image.lockable == (0, 1)
    assert decode(other_way.image.data, dsfid=6).record == ISO_3.record


def test_to_a_uhf_tag_and_back() -> None:
    conversion = convert(ISO_2, Model.ISO28560_4)
    epc = conversion.image.epc
    assert epc is not None
    content = decode_epc(epc.data, conversion.image.data)
    assert (content.record, conversion.losses) == (ISO_2.record, ())
    back = convert(content, Model.ISO28560_2, lock=(1, 3))
    assert decode(back.image.data, dsfid=6).record == ISO_2.record
    assert back.losses == ()


def test_what_the_model_has_no_place_for_is_named() -> None:
    elements = {15: "shelf mark", 17: "Dune", 19: "book"}
    conversion = convert(_content(TagRecord("1", None, 1, 1, 0x12, elements)), Model.ISO28560_3)
    assert [loss.split(":")[0] for loss in conversion.losses] == [
        "Element 15 (local data A) 'shelf mark' is left out",
        "Element 19 (media format, other) 'book' is left out",
        "Only the main class of the type of usage 12 is kept, as 10.",
    ]
    assert conversion.added == ()
    assert decode(conversion.image.data).elements[17] == "Dune"


def test_an_owner_the_model_cannot_hold_is_named() -> None:
    conversion = convert(_content(TagRecord("1", "EST-x")), Model.ISO28560_3)
    assert "Element 3 (owner institution) 'EST-x' is left out" in conversion.losses[0]
    assert decode(conversion.image.data).owner is None
    assert conversion.added[0] == "It will be part 1 of 1."


def test_what_a_small_tag_has_no_room_for_is_named() -> None:
    everything = TagRecord("1000000056", "DK-718500", 1, 1, 0x10, {6: "QA268", 17: "A long title"})
    conversion = convert(_content(everything), Model.ISO28560_3, size=48)
    assert len(conversion.losses) == 1
    assert "Element 17 (title) 'A long title' is left out: The data need" in conversion.losses[0]
    tiny = convert(_content(everything), Model.ISO28560_3, size=32)
    assert len(tiny.losses) == 2
    assert len(tiny.image.data) == 32


def test_what_only_3m_tags_hold_is_named() -> None:
    conversion = convert(BOOK_3M, Model.ISO28560_2)
    assert conversion.losses == (
        "The item type 'book' has no place in iso28560-2.",
        "The branch '2' has no place in iso28560-2.",
        "The library '5' has no place in iso28560-2.",
        "The custom number '7' has no place in iso28560-2.",
    )
    assert conversion.record == TagRecord("1302003767", None, 1, 1)


def test_bytes_that_are_no_text_are_not_turned_into_text() -> None:
    memory = bytes.fromhex("110163 0203000800 0F00 02ABCD")
    content = decode(memory, dsfid=6)
    assert (content.elements[15], content.raw) == ("ABCD", {15})
    conversion = convert(content, Model.ISO28560_2)
    assert "ABCD holds bytes and no text" in conversion.losses[0]
    assert 15 not in decode(conversion.image.data, dsfid=6).elements


def test_an_element_no_standard_defines_is_named() -> None:
    content = decode(bytes.fromhex("11016302 0400000001 7F0F0141"), dsfid=6)
    assert content.elements[30] == "A"
    assert "Element 30 (not defined) 'A'" in convert(content, Model.ISO28560_2).losses[0]


@pytest.mark.parametrize(
    ("content", "to", "words"),
    [
        (decode(bytes(32)), Model.ISO28560_3, "no item that can be relied on"),
        (_content(TagRecord("1", usage=0x81)), Model.ISO28560_3, "patron card"),
        (_content(TagRecord("1" * 17)), Model.ISO28560_3, "takes 17 bytes"),
        (_content(TagRecord("1", None, 300, 1)), Model.ISO28560_3, "300 parts"),
        (_content(TagRecord("1.2", "FI-E")), Model.ISO28560_4, "full stop"),
        (ISO_2, Model.LEGACY_3M, "read and not written"),
    ],
)
def test_what_cannot_be_converted_is_refused(content: TagContent, to: Model, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        convert(content, to)
    assert words in refused.value.what
    assert "81" not in refused.value.what


TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zs"], max_codepoint=0xFFFF),
    min_size=1,
    max_size=12,
)


@st.composite
def records(draw: st.DrawFn) -> TagRecord:
    parts = draw(st.none() | st.integers(1, 255))
    return TagRecord(
        draw(st.from_regex(r"[0-9A-Z]{2,16}", fullmatch=True)),
        draw(
            st.none()
            | st.from_regex(r"[A-Z]{2}-[A-Za-z0-9:/][A-Za-z0-9:/\-]{0,10}", fullmatch=True)
        ),
        parts,
        None if parts is None else draw(st.integers(1, parts)),
        draw(st.none() | st.integers(0, 0x7F)),
        draw(st.dictionaries(st.sampled_from([*range(6, 11), *range(12, 27)]), TEXT, max_size=4)),
    )


@given(
    records(),
    st.sampled_from([Model.ISO28560_2, Model.ISO28560_3, Model.ISO28560_4]),
    st.sampled_from([None, 64, 112]),
)
def test_all_is_kept_or_named(record: TagRecord, to: Model, size: int | None) -> None:
    try:
        conversion = convert(_content(record), to, size=size)
    except InputRefused:
        # The part is never left out, and so not an element 4 that has no room.
        assert size == 64
        return
    image = conversion.image
    got = (
        decode(image.data, dsfid=image.dsfid)
        if image.epc is None
        else decode_epc(image.epc.data, image.data)
    ).record
    assert got is not None
    losses, added = " ".join(conversion.losses), " ".join(conversion.added)
    assert got.item == record.item
    assert got.owner == record.owner or "Element 3 " in losses
    assert (got.parts, got.part) == (record.parts, record.part) or "It will be part" in added
    assert got.usage == record.usage or "type of usage" in losses + added
    for number, text in record.elements.items():
        assert got.elements.get(number) == text or f"Element {number} " in losses
    assert set(got.elements) - {19} <= set(record.elements)
