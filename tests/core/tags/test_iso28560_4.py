"""ISO/TS 28560-4: UII and user bank. The UII of the standard's example, as in dp2's tests."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.tags import (
    EpcBank,
    Model,
    TagRecord,
    decode,
    decode_any,
    decode_epc,
    decode_user_bank,
    encode,
    iso28560_4,
)
from procstation.tags.epc_bank import with_crc

BANK = bytes.fromhex("472345C2141CC04FC70BADB5C6E2DA1DED4DD319")
UII = BANK[4:]


def _banks(record: TagRecord, **options: bool) -> tuple[EpcBank, bytes]:
    image = iso28560_4.encode(record, **options)
    assert image.epc is not None
    return image.epc, image.data


def test_the_example_of_the_standard() -> None:
    record = TagRecord("12345678", "CH-000134-1", 3, 1, elements={6: "QA268.L55"})
    epc, user = _banks(record)
    assert (epc.data, epc.uii) == (BANK, UII)
    assert user.hex().upper() == "060201104607441CB6E2E335D600"
    content = decode_epc(BANK, user)
    assert content.record == record
    assert content.warnings == ()


def test_without_other_elements_there_is_no_user_bank() -> None:
    epc, user = _banks(TagRecord("12345678", "CH-000134-1", 3, 1))
    assert user == b""
    assert f"{epc.pc:04X}" == "41C2"
    assert decode_epc(epc.data).warnings == ()


def test_the_identifier_alone_keeps_the_owner_from_every_reader() -> None:
    record = TagRecord("12345678", "CH-000134-1", 3, 1, 0x10)
    epc, user = _banks(record, identifier_alone=True)
    assert decode_epc(epc.data).elements == {0: "12345678", 1: "12345678"}
    assert decode_epc(epc.data, user).record == record
    assert decode_user_bank(user).owner == "CH-000134-1"
    assert _banks(TagRecord("12345678"))[0].uii == epc.uii


def test_which_parts_of_the_bank_there_are_is_said() -> None:
    for bank, words, secured in (
        (BANK, "since the stored CRC is right", False),
        (BANK[2:], "PC word and UII, since", False),
        (bytes(2) + BANK[2:], "CRC, PC word and UII, since the PC word", False),
        (UII, "without CRC and PC word", None),
    ):
        for content in (decode_epc(bank), decode_any(bank)):
            assert (content.model, content.item) == (Model.ISO28560_4, "12345678")
            assert words in content.why
            assert content.secured is secured
            assert content.crc_ok is (True if bank is BANK else None)


def test_a_wrong_stored_crc_gives_no_item() -> None:
    content = decode_epc(bytes.fromhex("4724") + BANK[2:])
    assert (content.model, content.item, content.crc_ok) == (Model.ISO28560_4, None, False)
    assert "stored CRC is wrong" in content.warnings[0]


def test_every_single_wrong_bit_behind_a_crc_is_noticed() -> None:
    for bit in range(len(BANK) * 8):
        bank = bytearray(BANK)
        bank[bit // 8] ^= 1 << bit % 8
        assert decode_epc(bytes(bank)).item is None


def test_an_epc_of_another_trade_behind_its_pc_word_is_not_read_as_a_uii() -> None:
    # Without the PC word's evidence these would be G-GG.SLH and so on, or ZP-DS.GTN and so on.
    for bank in ("300030344C4189EB2F1E7BD5D47E", "300061997CD3F14B93E2687535CA"):
        assert decode_epc(bytes.fromhex(bank)).model is Model.FOREIGN
    by_chance = "A51C1C152EEF149C2C34C13CA2BB8FAD27E732B262710ADE35FB1E36"
    assert decode_epc(bytes.fromhex(by_chance)).model is Model.FOREIGN


def test_an_afi_that_would_not_be_known_again_is_refused() -> None:
    with pytest.raises(InputRefused, match="The AFI 21 is not one of libraries"):
        iso28560_4.encode(TagRecord("1"), afi=0x21)


def test_what_follows_the_stated_length_is_not_read() -> None:
    content = decode_epc(BANK + b"\xc1\x23")
    assert (content.item, content.epc) == ("12345678", with_crc(BANK))


@pytest.mark.parametrize(
    ("pc", "secured", "model"),
    [
        (0x4507, True, Model.ISO28560_4),
        (0x45C2, False, Model.ISO28560_4),
        (0x4521, None, Model.FOREIGN),
        (0x4400, None, Model.FOREIGN),
    ],
)
def test_the_afi_of_the_pc_word(pc: int, secured: bool | None, model: Model) -> None:
    bank = iso28560_4.iso_bank(UII, pc & 0xFF, user_memory=True)
    assert (bank.pc == pc) is bool(pc & 0x0100)
    content = decode_epc(pc.to_bytes(2, "big") + UII)
    if model is Model.FOREIGN:
        # Without its PC word the UII is still no proof: the PC word is part of these bytes.
        assert content.model is Model.FOREIGN
    else:
        assert (content.model, content.secured, content.item) == (model, secured, "12345678")


@pytest.mark.parametrize(
    ("text", "owner", "item", "parts", "warning"),
    [
        ("B.A12312345678", "B", "A12312345678", None, "no ISIL"),
        ("12345678", None, "12345678", None, ""),
        ("DK-718500.AB.CD", "DK-718500", "AB.CD", None, ""),
        ("DK-718500.1234", "DK-718500", "1234", None, ""),
        ("DK-718500.5.11", "DK-718500", "5", 1, ""),
        ("DK-718500.5.13", "DK-718500", "5", 1, "impossible"),
        ("DK-718500.", "DK-718500", None, None, "empty"),
    ],
)
def test_forms_of_the_uii(
    text: str, owner: str | None, item: str | None, parts: int | None, warning: str
) -> None:
    uii = iso28560_4.urn40.encode(text)
    content = decode_epc(iso28560_4.iso_bank(uii, 0xC2, user_memory=False).data)
    assert (content.owner, content.item, content.parts) == (owner, item, parts)
    assert warning in " ".join(content.warnings)
    assert bool(content.warnings) is bool(warning)


def test_a_uii_that_cannot_be_read_gives_no_item() -> None:
    for uii in ("FFFF", "FC0A", "0001"):
        bank = iso28560_4.iso_bank(bytes.fromhex(uii), 0xC2, user_memory=False)
        content = decode_epc(bank.data)
        assert (content.model, content.item) == (Model.ISO28560_4, None)
        assert content.warnings


def test_banks_that_contradict_each_other() -> None:
    _, user = _banks(TagRecord("1", "FI-E", 2, 2), identifier_alone=True)
    content = decode_epc(BANK, user)
    assert (content.owner, content.parts, content.part) == ("CH-000134-1", 3, 1)
    assert len(content.warnings) == 2
    unannounced = iso28560_4.iso_bank(UII, 0xC2, user_memory=False).data
    assert "no user bank" in decode_epc(unannounced, user).warnings[-1]


def test_user_banks() -> None:
    assert decode_user_bank(b"").model is Model.BLANK
    assert decode_user_bank(bytes(8)).model is Model.BLANK
    foreign = decode_user_bank(b"\x0c\x02\xd9")
    assert (foreign.model, "begins with 0C" in foreign.why) == (Model.FOREIGN, True)


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (TagRecord("12.34", "CH-000134-1"), "has a full stop"),
        (TagRecord("1", "nobody"), "no ISIL"),
        (TagRecord("A" * 94), "needs 64 bytes, the tag has 62"),
        (TagRecord("A" * 13, "CH-000134-1"), "needs 18 bytes, the tag has 16"),
        (TagRecord("1", "CH-000134-1", elements={17: "A title"}), "need 15 bytes, the tag has 12"),
        (TagRecord("1😀"), "cannot hold"),
    ],
)
def test_what_does_not_fit_is_refused(record: TagRecord, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        iso28560_4.encode(record, size=12, uii_size=None if len(record.item) == 94 else 16)
    assert words in refused.value.what
    assert refused.value.do_next


TEXT = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Zs"], max_codepoint=0xFFFF),
    min_size=1,
    max_size=9,
)
ITEM = TEXT.filter(lambda text: text.isprintable() and "." not in text)


@st.composite
def records(draw: st.DrawFn) -> TagRecord:
    parts = draw(st.none() | st.integers(1, 999))
    return TagRecord(
        draw(ITEM | st.from_regex(r"[0-9]{1,24}", fullmatch=True)),
        draw(st.none() | st.from_regex(r"[A-Z]{2}-[A-Za-z0-9:/\-]{1,12}", fullmatch=True)),
        parts,
        None if parts is None else draw(st.integers(1, parts)),
        draw(st.none() | st.integers(0, 255)),
        draw(st.dictionaries(st.sampled_from([*range(6, 11), *range(12, 27)]), TEXT, max_size=3)),
    )


@pytest.mark.long
@given(records(), st.booleans())
def test_any_record_comes_back(record: TagRecord, alone: bool) -> None:
    epc, user = _banks(record, identifier_alone=alone)
    content = decode_epc(epc.data, user)
    assert content.record == record
    assert content.warnings == ()
    assert content.crc_ok
    assert epc.has_user_memory is bool(user)
    assert encode(record, Model.ISO28560_4).data == _banks(record)[1]


@given(
    st.binary(max_size=40)
    | st.binary(max_size=30).map(lambda rest: b"\x31\x07" + rest)
    | st.binary(max_size=20).map(lambda uii: iso28560_4.iso_bank(uii, 7, user_memory=True).data)
    | st.binary(min_size=12, max_size=12).map(lambda rest: bytes.fromhex("19E9F877") + rest)
    | st.binary(min_size=12, max_size=12).map(lambda rest: bytes.fromhex("4000000000") + rest),
    st.binary(max_size=20) | st.binary(max_size=20).map(lambda rest: b"\x06" + rest),
)
def test_any_bytes_decode(bank: bytes, user: bytes) -> None:
    for content in (
        decode_epc(bank),
        decode_epc(bank, user),
        decode_user_bank(user),
        decode_any(bank),
        decode_any(user),
    ):
        assert content.why
        assert content.item != ""


@given(st.from_regex(r"[0-9A-Z]{2,16}", fullmatch=True), st.integers(0, 12))
def test_a_tag_of_another_band_is_never_taken_for_a_uhf_one(item: str, blocks: int) -> None:
    for model in (Model.ISO28560_2, Model.ISO28560_3):
        memory = encode(TagRecord(item), model).data + bytes(4 * blocks)
        assert decode_any(memory) == decode(memory)
        assert decode_any(memory).item == item
