"""Which model is on a tag. 3M image from Biblio-RFID."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.tags import Model, SiteRule, TagRecord, decode, decode_epc, encode, urn40

BOOK_3M = bytes.fromhex("0411000131333032303033373637").ljust(32, b"\0")
PHONE = bytes.fromhex("E1400E010308D101045501622E61FE").ljust(32, b"\0")
OCTETS_WITH_PADS = bytes.fromhex("E10404 41622D31 00000000 0200 ")
ISO_2 = bytes.fromhex("9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000")

RULES = tuple(
    SiteRule(model, dsfid, 7)
    for dsfid, model in ((0, Model.ISO28560_2), (6, Model.ISO28560_3), (0x99, Model.LEGACY_3M))
)


@pytest.mark.parametrize(
    ("memory", "dsfid", "model", "why"),
    [
        (b"", None, Model.FOREIGN, "no bytes"),
        (bytes(32), 0, Model.BLANK, "All bytes are 00"),
        (b"\xff" * 32, 0, Model.BLANK, "All bytes are FF"),
        (b"\x55" * 24 + bytes(88), 0, Model.BLANK, "3M"),
        (b"\x55" * 32, 0, Model.FOREIGN, "no CRC is right"),
        (PHONE, 0, Model.NDEF, "capability container"),
        (PHONE[:4] + bytes(28), 0, Model.NDEF, "capability container"),
        (bytes.fromhex("E140000000000100030100FE"), 0, Model.NDEF, "capability container"),
        (OCTETS_WITH_PADS, 0, Model.ISO28560_2, "parses as ISO 28560-2"),
        (ISO_2, 6, Model.ISO28560_2, "DSFID 06"),
        (ISO_2, None, Model.ISO28560_2, "not known"),
        (ISO_2, 0x42, Model.FOREIGN, "belongs to no library model"),
        (ISO_2, 0x3E, Model.ISO28560_3, "but the CRC is wrong"),
        (BOOK_3M, 0, Model.LEGACY_3M, "3M"),
        (b"\0" + ISO_2[1:], 0, Model.FOREIGN, "a write that did not end?"),
        (b"\0" + ISO_2[1:], 6, Model.ISO28560_2, "DSFID 06"),
        (b"\x12\x34\x56", None, Model.FOREIGN, "as ISO 28560-2"),
    ],
)
def test_model_and_reason(memory: bytes, dsfid: int | None, model: Model, why: str) -> None:
    content = decode(memory, dsfid=dsfid)
    assert content.model is model
    assert why in content.why


def test_the_user_bank_of_a_uhf_tag() -> None:
    memory = bytes.fromhex("060201D0140204B34607441CB6E2E335D65308AB4D6C9DD556CDEB00")
    content = decode(memory)
    assert (content.model, content.item, content.owner) == (Model.ISO28560_4, None, "US-InU-Mu")
    assert (content.parts, content.part, content.elements[6]) == (12, 3, "QA268.L55")
    assert content.warnings == ()


def test_3m() -> None:
    content = decode(BOOK_3M, dsfid=0)
    assert (content.item, content.parts, content.part) == ("1302003767", 1, 1)
    assert content.extras == {"item type": "book"}
    without_total = decode(b"\x04\x00" + BOOK_3M[2:], dsfid=0)
    assert (without_total.item, without_total.parts) == ("1302003767", None)


@given(
    st.binary(max_size=160) | st.binary(max_size=60).map(lambda tail: b"\x11" + tail),
    st.sampled_from([None, 0, 6, 0x3E, 0x99]),
    st.sampled_from([4, 8]),
)
def test_any_bytes_decode(memory: bytes, dsfid: int | None, block_size: int) -> None:
    for rules in ((), RULES):
        content = decode(memory, dsfid=dsfid, block_size=block_size, afi=7, rules=rules)
        assert content.why
        assert content.item != ""
        assert content.record is None or content.record.item == content.item


@given(st.integers(0, 36), st.sampled_from([None, 0, 6]))
def test_a_good_tag_cut_anywhere_decodes(length: int, dsfid: int | None) -> None:
    content = decode(ISO_2[:length], dsfid=dsfid)
    assert content.item in {None, "123456789012"}


def test_a_large_tag_decodes() -> None:
    assert decode(ISO_2 + bytes(2048 - 36), dsfid=6, block_size=8).item == "123456789012"
    assert "Truncated" in decode(b"\x13\x02" * 1024 + b"\x13", dsfid=6).warnings[-1]


@given(st.binary(min_size=1, max_size=60))
def test_memory_that_begins_with_00_never_names_an_item(rest: bytes) -> None:
    for dsfid in (None, 0, 6, 0x3E):
        assert decode(b"\0" + rest, dsfid=dsfid).item is None


def test_a_model_that_is_only_read_is_not_written() -> None:
    with pytest.raises(InputRefused, match="read and not written"):
        encode(TagRecord("1"), Model.LEGACY_3M)


@pytest.mark.corpus
def test_corpus_3m(corpus: Path) -> None:
    for tag in json.loads((corpus / "rfid" / "tag-3m-a.json").read_text(encoding="utf-8")):
        content = decode(bytes.fromhex("".join(tag["blocks_hex"])), dsfid=0)
        assert content.model is Model.LEGACY_3M
        assert content.item == tag["expected"]["content"]
        assert (content.part, content.parts) == (tag["expected"]["set"], tag["expected"]["total"])
        assert content.extras["item type"] == {0: "other", 1: "book"}[tag["expected"]["type"]]


@pytest.mark.corpus
def test_corpus_uhf(corpus: Path) -> None:
    path = corpus / "rfid" / "uhf-iso28560-4-a.json"
    for case in json.loads(path.read_text(encoding="utf-8")):
        for text, coded in case.get("pairs", {case.get("text"): case.get("hex")}).items():
            assert urn40.decode(bytes.fromhex(coded)) == text
            assert urn40.encode(text)[: len(coded) // 2] == bytes.fromhex(coded)


@pytest.mark.corpus
def test_corpus_epcs_of_another_trade_are_foreign(corpus: Path) -> None:
    reports = (corpus / "rfid" / "llrp-ro-access-reports-a.hex").read_text(encoding="ascii")
    epcs = re.findall(r"8d([0-9a-f]{24})81", reports)
    assert len(epcs) > 5
    for epc in epcs:
        for bank in (epc, f"3000{epc}"):
            content = decode_epc(bytes.fromhex(bank))
            assert (content.model, content.item) == (Model.FOREIGN, None)
