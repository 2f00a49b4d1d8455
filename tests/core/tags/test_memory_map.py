"""Every byte of a memory has one meaning. Images as in test_vectors, from standards and tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.tags import Model, TagContent, decode, decode_epc, decode_user_bank
from procstation.tags.epc_bank import EpcBank
from procstation.tags.memory_map import MemoryMap, map_memory

ANNEX_D = "9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000"
ANNEX_B2 = (
    "110101313030303030303133360000000000003615444B3731383530300000000000"
    "050100050122020071426F67766F676E656E00313233343536373839300000613738393635366300"
)
REVERSED = "31010111333232310034343300000000510000003745443E0000353000000000"
OLD_3M = "0411000131333032303033373637000000000000000000000000000000000000"
PHONE = "E1400E010308D101045501622E61FE0000000000000000000000000000000000"
UII = "472345C2141CC04FC70BADB5C6E2DA1DED4DD319"
USER_BANK = "060201D0140204B34607441CB6E2E335D65308AB4D6C9DD556CDEB00"


def mapped(image: str, **options: int) -> MemoryMap:
    memory = bytes.fromhex(image)
    return map_memory(memory, decode(memory, **options))  # type: ignore[arg-type]


def rows(memory_map: MemoryMap) -> list[tuple[str, str]]:
    """Bytes and meaning of each span."""
    return [
        (memory_map.memory[span.start : span.end].hex().upper(), span.text)
        for span in memory_map.spans
    ]


def test_elements_are_taken_apart() -> None:
    found = rows(mapped(ANNEX_D + "00" * 4))
    assert found[:8] == [
        ("91", "precursor: element 1, integer, pad count follows"),
        ("00", "pad count: 0"),
        ("05", "length: 5"),
        ("1CBE991A14", "primary item identifier: 123456789012"),
        ("02", "precursor: element 2, application-defined"),
        ("01", "length: 1"),
        ("D0", "content parameter: D0"),
        ("14", "precursor: element 4, integer"),
    ]
    assert found[-6:] == [
        ("02", "pad count: 2"),
        ("07", "length: 7"),
        ("ACC09EBAA06F6B", "owner institution: US-InU-Mu"),
        ("0000", "pads"),
        ("00", "end of the data"),
        ("000000", "unused, 00"),
    ]


def test_a_long_element_number_a_filler_and_what_is_left_over_are_told() -> None:
    # Element 1, a lone filler, element 17 ("test"), the end, and what the tag held before.
    found = rows(mapped("11051CBE991A14" + "80" + "7F020474657374" + "00" + "DEAD00", dsfid=6))
    assert found[3:] == [
        ("80", "filler 80, skipped"),
        ("7F", "precursor: number follows, UTF-8"),
        ("02", "element number: 15 + 2 = 17"),
        ("04", "length: 4"),
        ("74657374", "title: test"),
        ("00", "end of the data"),
        ("DEAD", "left over, not read"),
        ("00", "unused, 00"),
    ]


def test_an_element_without_its_end_is_cut_off() -> None:
    assert rows(mapped("11051CBE991A14" + "46074412", dsfid=6))[-1] == (
        "46074412",
        "cut off: an element without its end",
    )


def test_the_danish_model_has_fields_and_extension_blocks() -> None:
    found = rows(mapped(ANNEX_B2))
    assert found[:8] == [
        ("11", "version, and type of usage: 1, and 1 (for circulation)"),
        ("01", "number of parts: 1"),
        ("01", "number of this part: 1"),
        ("31303030303030313336", "primary item identifier: 1000000136"),
        ("000000000000", "primary item identifier: filled with 00"),
        ("3615", "CRC, low byte first: 1536, right"),
        ("444B373138353030", "owner institution: DK-718500"),
        ("0000000000", "owner institution: filled with 00"),
    ]
    assert ("01", "media format, other: 1") in found
    assert ("426F67766F676E656E", "supplier identifier: Bogvognen") in found
    assert ("6137383936353663", "supplier invoice number: a789656c") in found
    assert found[-1] == ("00", "end of the extension blocks")


def test_control_characters_on_a_tag_reach_no_terminal() -> None:
    # A title (element 17, octets) of ESC, "[2J" and a line end.
    found = rows(mapped("11051CBE991A14" + "6F0205" + "1B5B324A0A", dsfid=6))
    assert ("1B5B324A0A", "title: ·[2J·") in found


def test_a_wrong_crc_is_told_with_the_right_one() -> None:
    torn = "1103" + ANNEX_B2[4:68]
    assert ("3615", "CRC, low byte first: 1536, wrong, the data give 4D11") not in rows(
        mapped(ANNEX_B2)
    )
    said = next(text for data, text in rows(mapped(torn, dsfid=0x3E)) if data == "3615")
    assert said.startswith("CRC, low byte first: 1536, wrong, the data give ")


def test_turned_blocks_are_shown_turned_back_with_a_note() -> None:
    memory_map = mapped(REVERSED)
    assert memory_map.memory.startswith(bytes.fromhex("11010131"))
    assert ("3131323233333434", "primary item identifier: 11223344") in rows(memory_map)
    assert "opposite order" in memory_map.note
    assert mapped(ANNEX_B2).note == ""


def test_other_formats_are_told() -> None:
    assert ("31333032303033373637", "primary item identifier: 1302003767") in rows(mapped(OLD_3M))
    assert ("01", "item type: 1 (book)") in rows(mapped(OLD_3M))
    phone = rows(mapped(PHONE))
    assert ("0E", "size of the memory: 112 bytes") in phone
    assert ("D101045501622E61", "NDEF message, not read") in phone
    assert ("FE", "end of the messages") in phone
    assert rows(mapped("00" * 32)) == [("00" * 32, "unused, 00")]
    assert rows(mapped("55" * 24 + "00" * 8))[0] == ("55" * 24, "blank, as 3M delivered it")
    assert rows(mapped("DEADBEEF" * 3 + "FFFF"))[0][1] == "not read, of no known model"


def test_banks_of_uhf_tags_are_told() -> None:
    bank = bytes.fromhex(UII)
    assert rows(map_memory(bank, decode_epc(bank))) == [
        ("4723", "stored CRC: right"),
        ("45C2", "protocol control word: 8 words follow, AFI C2"),
        (UII[8:], "unique item identifier: CH-000134-1.12345678.31"),
    ]
    assert rows(map_memory(bank[2:], decode_epc(bank[2:])))[0][0] == "45C2"
    assert rows(map_memory(bank[4:], decode_epc(bank[4:]))) == [
        (UII[8:], "unique item identifier: CH-000134-1.12345678.31")
    ]
    user = bytes.fromhex(USER_BANK)
    found = rows(map_memory(user, decode_user_bank(user)))
    assert found[0] == ("06", "DSFID: 06")
    assert ("AB4D6C9DD556CDEB", "owner institution: US-InU-Mu") in found


def test_the_spans_of_a_block_say_which_of_them_begin_there() -> None:
    memory_map = mapped(ANNEX_D)
    second = [(span.what, begins) for span, begins in memory_map.within(4, 8)]
    assert second == [("primary item identifier", False)]


IMAGES = st.sampled_from([ANNEX_D, ANNEX_B2, REVERSED, OLD_3M, PHONE, USER_BANK]).map(bytes.fromhex)


@st.composite
def memories(draw: st.DrawFn) -> bytes:
    """Any bytes, and real images with some bytes changed or cut."""
    if draw(st.booleans()):
        return draw(st.binary(max_size=80))
    image = bytearray(draw(IMAGES))
    for _ in range(draw(st.integers(0, 3))):
        image[draw(st.integers(0, len(image) - 1))] = draw(st.integers(0, 255))
    return bytes(image[: draw(st.integers(0, len(image)))]) + bytes(draw(st.integers(0, 9)))


def assert_whole(memory: bytes, memory_map: MemoryMap) -> None:
    assert len(memory_map.memory) == len(memory)
    offset = 0
    for span in memory_map.spans:
        assert span.start == offset
        assert span.length > 0
        offset = span.end
    assert offset == len(memory)


@given(memories(), st.sampled_from(Model), st.sampled_from([1, 4, 8]), st.booleans())
def test_every_byte_is_in_exactly_one_span_whatever_the_model(
    memory: bytes, model: Model, block_size: int, turned: bool
) -> None:
    content = TagContent(model, "", block_order="reversed" if turned else "normal")
    assert_whole(memory, map_memory(memory, content, block_size))


@given(memories(), st.sampled_from([None, 0, 6, 0x3E]))
def test_every_byte_is_in_exactly_one_span_as_it_is_read(memory: bytes, dsfid: int | None) -> None:
    assert_whole(memory, map_memory(memory, decode(memory, dsfid=dsfid)))
    assert_whole(memory, map_memory(memory, decode_epc(memory)))
    assert_whole(memory, map_memory(memory, decode_user_bank(memory)))


@pytest.mark.parametrize("size", [0, 1, 3, 40])
def test_a_bank_of_another_length_is_mapped_too(size: int) -> None:
    content = TagContent(Model.ISO28560_4, "", epc=EpcBank(bytes(16), 0x4000, 1))
    assert_whole(bytes(size), map_memory(bytes(size), content))
