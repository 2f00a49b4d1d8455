"""Tags in a simulated field, asked in ISO 15693 air frames."""

import pytest

from procstation_simulators.rfid.air_commands import AirCommands, Heard
from procstation_simulators.rfid.field import Field
from procstation_simulators.rfid.tag import VirtualTag

UID = "E00401005B6C7D8E"
ON_AIR = "8E7D6C5B000104E0"
TI = "E0070000012345AB"
TI_ON_AIR = "AB452301000007E0"


def heard(field: Field, request: str) -> Heard:
    return AirCommands(field).exchange(bytes.fromhex(request))


def answer(field: Field, request: str) -> str | None:
    said = heard(field, request).answer
    return None if said is None else said.hex().upper()


def test_frames_the_proxmark3_code_confirms() -> None:
    tag = VirtualTag.from_hex(UID, "", afi=0xC2, dsfid=0x06)
    field = Field([tag])
    assert answer(field, "260100") == "00068E7D6C5B000104E0"
    assert answer(field, "222B" + ON_AIR) == "000F8E7D6C5B000104E006C21B0301"
    assert answer(field, "2223" + ON_AIR + "0007") == "00" + "00" * 32
    assert answer(field, "2227" + ON_AIR + "07") == "00"
    assert tag.afi == 0x07


def test_tags_collide_unless_a_mask_parts_them() -> None:
    field = Field([VirtualTag.blank(UID), VirtualTag.blank("E00401005B6C7D8F")])
    assert heard(field, "260100") == Heard(collided=True)
    assert answer(field, "26010100") == "0000" + ON_AIR
    assert answer(field, "260108" + "8F") == "00008F7D6C5B000104E0"
    assert answer(field, "260108" + "01") is None
    assert heard(field, "2202" + ON_AIR) == Heard()
    assert answer(field, "260100") == "00008F7D6C5B000104E0"


def test_only_the_family_of_the_afi_answers() -> None:
    field = Field([VirtualTag.from_hex(UID, "", afi=0xC2)])
    assert answer(field, "3601" + "C2" + "00") == "0000" + ON_AIR
    assert answer(field, "3601" + "07" + "00") is None


def test_blocks_with_security() -> None:
    tag = VirtualTag.from_hex(UID, "0102030405060708")
    tag.lock_block(1)
    field = Field([tag])
    assert answer(field, "2220" + ON_AIR + "01") == "0005060708"
    assert answer(field, "6223" + ON_AIR + "0001") == "00" + "0001020304" + "0105060708"
    assert answer(field, "2221" + ON_AIR + "01AABBCCDD") == "0112"
    assert answer(field, "2220" + ON_AIR + "1C") == "0110"
    assert answer(field, "22A0" + ON_AIR) is None
    assert answer(field, "2224" + ON_AIR) == "0101"
    assert answer(field, "2220") is None


def test_tags_of_ti_want_the_option_for_writing() -> None:
    tag = VirtualTag.blank(TI)
    field = Field([tag])
    assert answer(field, "2221" + TI_ON_AIR + "01AABBCCDD") == "0103"
    assert not any(tag.memory)
    assert heard(field, "6221" + TI_ON_AIR + "01AABBCCDD") == Heard(b"\0", programmed=True)
    assert tag.memory[4:8] == bytes.fromhex("AABBCCDD")


def test_an_old_chip_reads_one_block_at_a_time_and_has_no_system_information() -> None:
    field = Field([VirtualTag.from_hex("E007C000012345AB", "01020304")])
    on_air = "AB45230100C007E0"
    assert answer(field, "2223" + on_air + "0001") == "0101"
    assert answer(field, "2220" + on_air + "00") == "0001020304"
    assert answer(field, "222B" + on_air) == "0101"
    field.tags[0].silent_refusals = True
    assert answer(field, "222B" + on_air) is None


@pytest.mark.parametrize("maker", ["02", "07"])
def test_commands_of_other_makers_are_not_heard(maker: str) -> None:
    tag = VirtualTag.blank(UID)
    assert answer(Field([tag]), "22A2" + maker + ON_AIR) is None
    assert not tag.eas


def test_the_alarm_is_answered_while_the_bit_is_set() -> None:
    field = Field([VirtualTag.blank(UID)])
    assert answer(field, "22A504" + ON_AIR) is None
    assert answer(field, "22A204" + ON_AIR) == "00"
    said = answer(field, "22A504" + ON_AIR)
    assert said is not None
    assert len(said) == 2 * 33
    # Bits in sending order: 11110100 11001101 01000110 00001110.
    assert said.startswith("00" + "2FB36270")
    assert answer(field, "22A304" + ON_AIR) == "00"
    assert answer(field, "22A504" + ON_AIR) is None


def test_a_tag_that_leaves_in_mid_write_says_nothing() -> None:
    tag = VirtualTag.blank(UID)
    field = Field([tag])
    tag.leave_after(2)
    assert heard(field, "2221" + ON_AIR + "01AABBCCDD") == Heard(programmed=True)
    assert tag.memory[4:8] == bytes.fromhex("AABB0000")
    assert answer(field, "260100") is None
