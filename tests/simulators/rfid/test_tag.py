"""The simulated tag: memory, locks, system data, and power that fails at any byte."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation_simulators.rfid.field import Field
from procstation_simulators.rfid.tag import IsoError, NoAnswer, PowerLost, VirtualTag

UID = "E00401005B6C7D8E"


@pytest.mark.parametrize(
    ("uid", "blocks", "size", "system_data"),
    [
        ("E00401005B6C7D8E", 28, 4, True),  # ICODE SLI
        ("E00401105B6C7D8E", 28, 4, True),  # ICODE SLIX
        ("E00401085B6C7D8E", 80, 4, True),  # ICODE SLIX2
        ("E00208AABBCCDDEE", 64, 4, True),  # LRI2K
        ("E0070000012345AB", 64, 4, True),  # Tag-it HF-I Plus
        ("E007C000012345AB", 8, 4, False),  # Tag-it HF-I Standard
        ("E00801AABBCCDDEE", 256, 8, True),  # MB89R118
    ],
)
def test_the_uid_tells_the_memory(uid: str, blocks: int, size: int, system_data: bool) -> None:
    tag = VirtualTag.blank(uid)
    assert (tag.block_count, tag.block_size) == (blocks, size)
    assert tag.has_system_data is system_data
    assert bytes(tag.memory) == bytes(blocks * size)


@pytest.mark.parametrize("uid", ["D00401005B6C7D8E", "E00401005B6C7D", "E00401005B6C7D8EFF"])
def test_what_is_no_uid_is_refused(uid: str) -> None:
    with pytest.raises(ValueError, match=uid):
        VirtualTag.blank(uid)


def test_a_tag_from_an_image() -> None:
    tag = VirtualTag.from_hex(UID, "1101013130", afi=0x07, dsfid=0x3E)
    assert tag.read(0, 2) == [b"\x11\x01\x011", b"0\0\0\0"]
    assert (tag.afi, tag.dsfid) == (0x07, 0x3E)
    with pytest.raises(ValueError, match="113 bytes do not fit into the 112"):
        VirtualTag.from_hex(UID, "00" * 113)


def refusal(tag: VirtualTag, block: int, data: bytes = b"abcd") -> int:
    with pytest.raises(IsoError) as error:
        tag.write(block, data)
    return error.value.code


def test_refusals_have_the_codes_of_the_standard() -> None:
    tag = VirtualTag.blank(UID)
    tag.lock_block(3)
    assert refusal(tag, 3) == 0x12
    assert refusal(tag, 28) == 0x10
    assert bytes(tag.memory) == bytes(112)
    with pytest.raises(IsoError, match="11"):
        tag.lock_block(3)
    with pytest.raises(IsoError, match="10"):
        tag.read(27, 2)
    tag.lock_afi()
    with pytest.raises(IsoError, match="12"):
        tag.write_afi(7)


def test_some_tags_refuse_by_silence_and_some_read_short() -> None:
    tag = VirtualTag.blank(UID)
    tag.silent_refusals = True
    with pytest.raises(NoAnswer):
        tag.write(28, b"abcd")
    tag.short_reads = True
    assert len(tag.read(20, 30)) == 8


def test_a_tag_without_system_data_refuses_afi_and_dsfid() -> None:
    tag = VirtualTag.blank("E007C000012345AB")
    for act in (lambda: tag.write_afi(7), lambda: tag.write_dsfid(6), tag.require_system_data):
        with pytest.raises(IsoError, match="01"):
            act()


@given(cut=st.integers(0, 9), fill=st.sampled_from([None, 0x00, 0xFF]))
def test_power_lost_at_any_byte(cut: int, fill: int | None) -> None:
    old, new = b"OLD1OLD2x", b"NEW1NEW2"
    tag = VirtualTag.from_hex(UID, old.hex())
    tag.torn_fill = fill
    field = Field([tag])
    tag.leave_after(cut)
    acts = [
        lambda: field.write(tag, 0, new[:4]),
        lambda: field.write(tag, 1, new[4:]),
        lambda: field.program(tag, 1, lambda: tag.write_afi(0xC2)),
    ]
    # Byte `cut` ends it: in block 0 up to 4, in block 1 up to 8, then in the AFI.
    done = 0 if cut <= 4 else 1 if cut <= 8 else 2
    for act in acts[:done]:
        act()
    with pytest.raises(PowerLost):
        acts[done]()
    assert field.tags == ()
    torn = min(4 * (done + 1), 8)
    rest = old[cut:torn] if fill is None else bytes([fill]) * max(0, torn - cut)
    assert bytes(tag.memory[:8]) == (new[:cut] + rest + old[torn:])[:8]
    assert tag.afi == (0xC2 if cut == 9 else 0)
    field.lay(tag)
    for act in acts:
        act()
    assert (bytes(tag.memory[:8]), tag.afi) == (new, 0xC2)


def test_programmings_are_counted() -> None:
    tag = VirtualTag.blank(UID)
    tag.write(2, b"abcd")
    tag.write(2, b"abcd")
    tag.write(5, b"abcd")
    tag.write_afi(7)
    assert dict(tag.writes) == {2: 2, 5: 1}
    assert tag.afi_writes == 1


def test_the_field_knows_what_lies_there() -> None:
    tag, other = VirtualTag.blank(UID), VirtualTag.blank("E00401105B6C7D8E")
    field = Field([tag])
    field.lay(other)
    field.hush(tag)
    assert field.listen() == [other]
    with pytest.raises(ValueError, match="lies on the pad already"):
        field.lay(VirtualTag.blank(UID))
    assert field.lift(UID) is tag
    with pytest.raises(KeyError):
        field.lift(UID)
    with pytest.raises(NoAnswer):
        field.find(bytes.fromhex(UID))
    field.lay(tag)
    assert field.listen() == [other, tag]


@pytest.mark.parametrize(
    ("asked", "found"), [(0x00, 3), (0x07, 1), (0xC2, 1), (0xC0, 2), (0x55, 0)]
)
def test_an_inventory_by_afi(asked: int, found: int) -> None:
    tags = [
        VirtualTag.from_hex(f"E00401005B6C7D{tail:02X}", "", afi=afi)
        for tail, afi in enumerate([0x07, 0xC2, 0xC5])
    ]
    assert len(Field(tags).listen(asked)) == found


def test_without_a_field_no_tag_answers() -> None:
    field = Field([VirtualTag.blank(UID)])
    field.switch(False)
    assert field.listen() == []
    with pytest.raises(NoAnswer):
        field.find(bytes.fromhex(UID))
    field.switch(True)
    assert len(field.listen()) == 1
