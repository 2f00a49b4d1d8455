"""The verdict on a tag, and the findings it rests on. Images as in test_vectors."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.tags import Model, TagRecord, decode, decode_user_bank, encode
from procstation.tags.conformance import Conformance, Verdict, examine
from procstation.tags.finding import Severity

REAL_FINNISH = "4109DB1C4EC30D77DB5DF80201E0030632410E3E4E0F14010B050110"
ANNEX_D = "9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000"
ANNEX_B = "1101013130303030303030353600000000000098A4444B373138353030000000"
TORN_DANISH = "110303413030303132333435580000003500006F7955534D6E434D0000000000"
REVERSED = "31010111333232310034343300000000510000003745443E0000353000000000"
OLD_3M = "0411000131333032303033373637000000000000000000000000000000000000"
PHONE = "E1400E010308D101045501622E61FE0000000000000000000000000000000000"
HEAD = "11051CBE991A14"
"""Element 1 is 123456789012."""


def verdict_on(image: str, dsfid: int | None = None, locked: str = "") -> Conformance:
    memory = bytes.fromhex(image)
    return examine(
        memory,
        decode(memory, dsfid=dsfid),
        dsfid=dsfid,
        locked=[sign == "l" for sign in locked],
    )


def names(conformance: Conformance) -> list[str]:
    return [finding.rule.name for finding in conformance.findings]


@pytest.mark.parametrize(
    ("image", "dsfid", "locked"),
    [
        (REAL_FINNISH, 6, ""),
        (ANNEX_D, 6, "ll....lll"),
        (ANNEX_B, 0x3E, "........"),
        (
            "91010409FB7F020201F024020302650110C601061890E048F5E0000306ACC0F1F5EC1F"[:0] + ANNEX_D,
            6,
            "",
        ),
    ],
)
def test_a_tag_by_the_standard_conforms(image: str, dsfid: int, locked: str) -> None:
    assert verdict_on(image, dsfid, locked) == Conformance(Verdict.CONFORMS)


@pytest.mark.parametrize(
    ("image", "dsfid", "found"),
    [
        (HEAD + "030632410E3E4E0F", 6, ["no content parameter"]),
        (HEAD + "0201E0" + "030632410E3E4E0F", 6, ["content parameter"]),
        (HEAD + "030632410E3E4E0F" + "020180", 6, ["order of elements"]),
        ("020100" + HEAD, 6, ["order of elements"]),
        ("020180" + "030632410E3E4E0F", 6, ["no item identifier"]),
        (HEAD + "80" + "020100", 6, ["lone fillers"]),
        (HEAD + "020100" + "80" * 6, 6, ["lone fillers"]),
        ("9103051CBE991A14" + "808080" + "020100", 6, ["pads"]),
        (HEAD + "020100" + "00" + "1105", 6, ["left-over data"]),
        (HEAD + "020180" + "6303414243", 6, ["isil"]),
        (HEAD + "020140" + "24020302", 6, []),
        (HEAD + "020140" + "240312" + "03", 6, ["elements cut off"]),
        (HEAD + "020140" + "24020102", 6, ["set information"]),
        (HEAD + "020120" + "0501A0", 6, ["unknown usage"]),
        (HEAD + "020120" + "05021010", 6, ["type of usage"]),
        (HEAD + "020120" + "050110" + "050110", 6, ["element twice"]),
        (HEAD + "020120" + "050110" + "050120", 6, ["contradiction"]),
        (HEAD + "020100" + "0F0C0141", 6, None),
        (HEAD + "020100", 0, ["dsfid not set"]),
        (ANNEX_B, 0, ["dsfid"]),
        (ANNEX_B, 6, ["dsfid of another model"]),
        (REVERSED, 0x3E, ["blocks turned round"]),
        (TORN_DANISH, 0x3E, ["crc"]),
        (ANNEX_B[:38], 0x3E, ["basic block cut off"]),
        (OLD_3M, 0, ["maker's own format"]),
        ("00" + ANNEX_B[2:], 0, ["write not ended"]),
    ],
)
def test_what_is_not_by_the_standard_is_found(
    image: str, dsfid: int, found: list[str] | None
) -> None:
    conformance = verdict_on(image, dsfid)
    if found is None:
        assert "undefined element" in names(conformance)
    else:
        assert names(conformance) == found


@pytest.mark.parametrize(
    ("image", "dsfid", "verdict"),
    [
        (HEAD + "030632410E3E4E0F", 6, Verdict.CONFORMS),
        (HEAD + "0201E0" + "030632410E3E4E0F", 6, Verdict.READABLE),
        (HEAD + "020120" + "050110" + "050120", 6, Verdict.DAMAGED),
        (TORN_DANISH, 0x3E, Verdict.DAMAGED),
        (REVERSED, 0x3E, Verdict.READABLE),
        (OLD_3M, 0, Verdict.READABLE),
        (PHONE, 0, Verdict.OTHER),
        ("00" * 32, 0, Verdict.BLANK),
        ("00" + ANNEX_B[2:], 0, Verdict.DAMAGED),
        ("DEADBEEF" * 4, 0, Verdict.OTHER),
    ],
)
def test_the_verdict_follows_from_the_worst_finding(
    image: str, dsfid: int, verdict: Verdict
) -> None:
    assert verdict_on(image, dsfid).verdict is verdict


def danish(change: dict[int, int], size: int = 34) -> str:
    """The image of annex B with bytes changed and a CRC that fits them."""
    memory = bytearray(bytes.fromhex(ANNEX_B).ljust(size, b"\0"))
    for place, byte in change.items():
        memory[place] = byte
    covered = memory[:19] + memory[21:34]
    crc = 0xFFFF
    for byte in covered + bytes(32 - len(covered)):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ (0x1021 if crc & 0x8000 else 0)) & 0xFFFF
    memory[19:21] = crc.to_bytes(2, "little")
    return memory.hex()


@pytest.mark.parametrize(
    ("change", "size", "found"),
    [
        ({0: 0x21}, 34, ["version"]),
        ({0: 0x1A}, 34, ["unknown usage"]),
        ({1: 1, 2: 3}, 34, ["set information"]),
        ({1: 1, 2: 0}, 34, ["set information"]),
        ({13: 0x20, 14: 0x20}, 34, ["text of a field"]),
        ({18: 0x39}, 34, ["text of a field"]),
        ({3: 0xE9}, 34, ["text of a field"]),
        (dict.fromkeys(range(3, 13), 0), 34, ["no item identifier"]),
        ({21: 0x31}, 34, ["isil"]),
        ({34: 4, 35: 200, 37: 204}, 40, ["extension of a library's own"]),
        ({34: 4, 35: 99, 37: 103}, 40, ["extension blocks"]),
        ({34: 5, 35: 1, 37: 9, 38: 1}, 40, ["extension blocks"]),
        ({34: 5, 35: 1, 37: 5, 38: 1, 46: 7}, 48, ["left-over data"]),
        ({34: 99}, 40, ["extension blocks"]),
    ],
)
def test_what_the_danish_model_does_not_have_is_found(
    change: dict[int, int], size: int, found: list[str]
) -> None:
    assert names(verdict_on(danish(change, size), 0x3E)) == found


def test_a_lock_within_an_element_is_found() -> None:
    assert names(verdict_on(ANNEX_D, 6, "l.....lll")) == ["locked blocks"]
    assert names(verdict_on(ANNEX_B, 0x3E, "l.......")) == ["locked blocks"]


def test_a_finding_says_what_the_standard_says_and_what_it_means() -> None:
    finding = verdict_on(HEAD + "0201E0" + "030632410E3E4E0F", 6).findings[0]
    assert finding.what == "The content parameter lists but lacks 4, 5."
    assert "Element 2 lists" in finding.rule.standard
    assert "readers that go by the list" in finding.rule.meaning


def test_a_dsfid_of_another_kind_of_tag_is_found() -> None:
    memory = bytes.fromhex(REAL_FINNISH)
    assert names(examine(memory, decode(memory), dsfid=0x42)) == ["dsfid"]


def test_the_worst_comes_first() -> None:
    found = verdict_on("9103051CBE991A14" + "80" * 4 + "020120" + "050110" + "050120", 6).findings
    severities = [finding.rule.severity for finding in found]
    assert severities == [Severity.DAMAGE, Severity.DEVIATION, Severity.NOTE]


def test_a_user_bank_is_held_against_its_own_model() -> None:
    bank = bytes.fromhex("060201D0140204B34607441CB6E2E335D65308AB4D6C9DD556CDEB00")
    assert examine(bank, decode_user_bank(bank)).verdict is Verdict.CONFORMS
    late = bank[:1] + bank[4:8] + bank[1:4]
    assert names(examine(late, decode_user_bank(late))) == [
        "order of elements",
        "content parameter",
    ]


ITEMS = st.from_regex(r"[0-9A-Z]{1,14}", fullmatch=True)


@given(
    ITEMS,
    st.sampled_from([None, "DK-718500", "US-InU-Mu"]),
    st.sampled_from([(None, None), (1, 1), (3, 2)]),
    st.sampled_from([(Model.ISO28560_2, 6), (Model.ISO28560_3, 0x3E)]),
)
def test_what_this_program_writes_conforms(
    item: str, owner: str | None, part: tuple[int | None, int | None], model: tuple[Model, int]
) -> None:
    image = encode(TagRecord(item, owner, *part, 0x10), model[0], size=112)
    memory = image.data.ljust(112, b"\0")
    content = decode(memory, dsfid=model[1])
    assert examine(memory, content, dsfid=model[1]) == Conformance(Verdict.CONFORMS)


@st.composite
def changed(draw: st.DrawFn) -> bytes:
    image = bytearray(bytes.fromhex(draw(st.sampled_from([ANNEX_D, REAL_FINNISH, ANNEX_B]))))
    for _ in range(draw(st.integers(0, 3))):
        image[draw(st.integers(0, len(image) - 1))] = draw(st.integers(0, 255))
    return bytes(image)


@given(st.one_of(changed(), st.binary(max_size=60)), st.sampled_from([0, 6, 0x3E]))
def test_whatever_the_decoder_remarks_is_found(memory: bytes, dsfid: int) -> None:
    content = decode(memory, dsfid=dsfid)
    conformance = examine(memory, content, dsfid=dsfid)
    remarks = [one for one in content.warnings if "is local data" not in one]
    if content.model is not Model.NDEF and remarks:
        assert conformance.findings
        assert conformance.verdict is not Verdict.CONFORMS or content.item is not None
    if content.item is None and content.model in {Model.ISO28560_2, Model.ISO28560_3}:
        assert conformance.verdict in {Verdict.DAMAGED, Verdict.READABLE}
