"""ISO 28560-2. Images from dp2 and lainuri test material and from a tag in use in Finland."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.tags import Model, TagRecord, decode, iso28560_2
from procstation.tags.content_parameter import content_parameter, read_content_parameter
from procstation.tags.elements import parse

ANNEX_D = bytes.fromhex("9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000")
FINNISH = bytes.fromhex("4109DB1C4EC30D77DB5DF80201E0030632410E3E4E0F14010B050110")
DP2 = bytes.fromhex("11061C68B3EFC7790201F024020302650110C601061890E048F5E0000306ACC0F1F5EC1F")
TORN = bytes.fromhex("11045EA1983D0201A0030632408E05CB7F650110")


def test_the_lockable_example_of_the_standard() -> None:
    record = TagRecord("123456789012", "US-InU-Mu", 12, 3, None, {6: "QA268.L55"})
    image = iso28560_2.encode(record, lock={1, 3})
    assert image.data == ANNEX_D
    assert image.lockable == (0, 1, 6, 7, 8)
    content = decode(ANNEX_D)
    assert content.model is Model.ISO28560_2
    assert content.record == record
    assert content.warnings == ()


def test_a_tag_in_use() -> None:
    record = TagRecord("611N00576578", "FI-Porna", 1, 1, 0x10)
    assert iso28560_2.encode(record).data == FINNISH
    assert decode(FINNISH).record == record
    assert decode(FINNISH).elements[2] == "E0"


def test_an_image_by_dp2() -> None:
    content = decode(DP2)
    assert content.record == TagRecord("31236021012345", "US-OCoLC", 3, 2, 0x10, {6: "FIC ROW"})
    assert content.elements[4] == "0302"
    locked = iso28560_2.encode(TagRecord("31236021012345", "US-OCoLC", 3, 2), lock={1, 3})
    assert locked.lockable[:2] == (0, 1)
    assert decode(locked.data).item == "31236021012345"


def test_two_halves_of_two_tags_read_as_a_third_since_nothing_can_tell() -> None:
    assert decode(TORN).item == "1587648573"


def test_content_parameter() -> None:
    for text, numbers in {"D0": {3, 4, 6}, "A022": {3, 5, 13, 17}, "E0": {3, 4, 5}}.items():
        assert content_parameter(numbers).hex().upper() == text
        assert read_content_parameter(bytes.fromhex(text)) == numbers


def test_both_ways_of_writing_the_type_of_usage() -> None:
    for usage in ("050115", "650115"):
        assert decode(FINNISH[:11] + bytes.fromhex(usage), dsfid=6).usage == 0x15


def test_a_part_number_above_the_number_of_parts_is_warned_of() -> None:
    image = bytes.fromhex("1105 1CBE991A14 020140 140117")  # set information "23"
    content = decode(image)
    assert (content.parts, content.part) == (2, 3)
    assert "read the other way round it is part 2 of 3" in content.warnings[0]


def test_a_wrong_content_parameter_is_a_warning() -> None:
    content = decode(ANNEX_D[:8] + bytes.fromhex("0201E0") + ANNEX_D[11:])
    assert content.item == "123456789012"
    assert content.warnings == (
        "The content parameter announces the elements 3, 4, 5; found are 3, 4, 6.",
    )


def test_cut_short_by_the_reader_it_keeps_what_is_whole() -> None:
    content = decode(ANNEX_D[:32])
    assert (content.item, content.owner) == ("123456789012", None)
    assert "Truncated" in content.warnings[0]


def test_two_different_identifiers_give_none() -> None:
    content = decode(bytes.fromhex("110163 110164"), dsfid=6)
    assert content.item is None
    assert "Element 1 is there twice: '99' and '100'." in content.warnings


def test_without_dsfid_a_tag_with_doubts_is_foreign() -> None:
    two_identifiers = bytes.fromhex("110163 110164")
    assert decode(two_identifiers).model is Model.FOREIGN
    assert decode(two_identifiers, dsfid=0).model is Model.FOREIGN
    assert decode(two_identifiers, dsfid=6).model is Model.ISO28560_2


def test_without_content_parameter_the_rest_must_make_sense() -> None:
    item, owner = "11051CBE991A14", "030622C1E718500F"
    assert decode(bytes.fromhex(item + owner)).owner == "DK-718500"
    assert decode(bytes.fromhex(item + "1301FF")).model is Model.FOREIGN
    assert decode(bytes.fromhex(item + "140107")).model is Model.FOREIGN
    assert decode(bytes.fromhex(item + "66020103")).model is Model.FOREIGN


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (TagRecord("3123\n"), "control character U+000A at place 5"),
        (TagRecord(""), "empty"),
        (TagRecord(" 123"), "begins or ends with a space"),
        (TagRecord("123", "FI-Å"), "ISO 28560-2 cannot code"),
        (TagRecord("123", parts=2), "only one is given"),
        (TagRecord("123", parts=2, part=3), "Part 3 of 2 does not exist"),
        (TagRecord("123", parts=1000, part=1), "1000 parts"),
        (TagRecord("123", usage=256), "no byte"),
        (TagRecord("123", elements={3: "FI-E"}), "cannot be set as such"),
        (TagRecord("123", elements={27: "x"}), "no data element 27"),
        (TagRecord("123", elements={17: ""}), "Element 17 is empty"),
        (TagRecord("123", elements={17: "a\0b"}), "U+0000"),
        (TagRecord("123", elements={17: "\ud800"}), "U+D800"),
    ],
)
def test_what_cannot_be_coded_is_refused(record: TagRecord, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        iso28560_2.encode(record)
    assert words in refused.value.what
    assert refused.value.do_next


def test_what_does_not_fit_is_refused_with_numbers() -> None:
    record = TagRecord("123456789012", "US-InU-Mu", 12, 3, None, {6: "QA268.L55"})
    with pytest.raises(InputRefused, match=r"The data need 36 bytes, the tag has 32\."):
        iso28560_2.encode(record, size=32, lock={1, 3})
    assert len(iso28560_2.encode(record, size=32).data) == 32


TEXT = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zs"]), min_size=1, max_size=30)
PRINTED = TEXT.filter(str.isprintable)
ISIL = st.from_regex(r"[A-Z]{2}-[A-Za-z0-9:/\-]{1,12}", fullmatch=True)


@st.composite
def records(draw: st.DrawFn) -> TagRecord:
    parts = draw(st.none() | st.integers(1, 999))
    part = None if parts is None else draw(st.integers(1, parts))
    numbers = st.sampled_from([*range(6, 11), *range(12, 27)])
    return TagRecord(
        draw(st.from_regex(r"[0-9]{1,20}", fullmatch=True).filter(lambda t: len(t) > 1) | PRINTED),
        draw(st.none() | ISIL),
        parts,
        part,
        draw(st.none() | st.integers(0, 255)),
        draw(st.dictionaries(numbers, TEXT, max_size=4)),
    )


@pytest.mark.long
@given(records(), st.sampled_from([4, 8]), st.sets(st.integers(1, 26)))
def test_any_record_comes_back(record: TagRecord, block_size: int, lock: set[int]) -> None:
    image = iso28560_2.encode(record, block_size=block_size, lock=lock)
    content = decode(image.data + bytes(block_size), dsfid=6, block_size=block_size)
    assert content.record == record
    assert content.warnings == ()
    assert decode(image.data, dsfid=0, block_size=block_size).record == record


@pytest.mark.long
@given(records(), st.sampled_from([4, 8]), st.sets(st.integers(1, 26), min_size=1))
def test_lockable_blocks_hold_locked_elements_and_nothing_else(
    record: TagRecord, block_size: int, lock: set[int]
) -> None:
    image = iso28560_2.encode(record, block_size=block_size, lock=lock)
    owners: list[int] = []
    start = 0
    for element in parse(image.data).found:
        owners += [element.number] * (element.end - start)
        start = element.end
    owners += [0] * (len(image.data) - start)
    for block in range(len(image.data) // block_size):
        inside = set(owners[block * block_size : (block + 1) * block_size])
        assert (block in image.lockable) is (inside <= lock)
        # An element that shall be lockable has no byte in a block that is not.
        assert block in image.lockable or not inside & lock


def test_garbage_after_an_identifier_leaves_nothing_to_vouch_for_it() -> None:
    garbage = decode(bytes.fromhex("11030341303030"), dsfid=6)
    assert (garbage.item, garbage.elements[1]) == (None, "213296")
    assert "begins an element of number 0" in garbage.warnings[0]
    assert decode(bytes.fromhex("1103034130 020100 30"), dsfid=6).item == "213296"


@pytest.mark.corpus
def test_corpus_tags(corpus: Path) -> None:
    path = corpus / "rfid" / "iso28560-2-tags-a.json"
    names = {"primary_item_id": 1, "set_info": 4, "shelf_location": 6, "owner_isil": 3, "title": 17}
    for tag in json.loads(path.read_text(encoding="utf-8")):
        for dsfid in (None, 0, 6):
            content = decode(bytes.fromhex(tag["memory_hex"]), dsfid=dsfid)
            expected = {names[name]: value for name, value in tag["expected"].items()}
            found = {number: content.elements.get(number) for number in expected}
            assert found == expected, tag["id"]
            assert content.item == expected[1]
