"""ISO 15693 air frames, against frames whose CRC the proxmark3 code has confirmed."""

import pytest

from procstation.devices import Blocks, TagSystem
from procstation_drivers.rfid import air_frames
from procstation_drivers.rfid.air_frames import Malformed, Mask

UID = bytes.fromhex("E00401005B6C7D8E")


def test_requests() -> None:
    assert air_frames.inventory(Mask()).hex().upper() == "260100"
    assert air_frames.request(0x23, UID, b"\x00\x07").hex().upper() == "22238E7D6C5B000104E00007"
    assert air_frames.request(0x27, UID, b"\xc2").hex().upper() == "22278E7D6C5B000104E0C2"


def test_requests_with_option_mask_and_maker() -> None:
    assert air_frames.request(0x21, UID, b"\x05ABCD", option=True)[0] == 0x62
    assert air_frames.request(0xA2, UID).hex().upper() == "22A2048E7D6C5B000104E0"
    assert air_frames.inventory(Mask(0x18E, 9)).hex().upper() == "2601098E01"


def test_masks_part_the_tags_in_two() -> None:
    zero, one = Mask(0b01, 2).halves()
    assert (zero, one) == (Mask(0b001, 3), Mask(0b101, 3))


def test_responses() -> None:
    assert air_frames.uid_of(bytes.fromhex("00068E7D6C5B000104E0")) == UID
    assert air_frames.system_information(
        bytes.fromhex("000F8E7D6C5B000104E006C21B0301")
    ) == TagSystem(UID, 0x06, 0xC2, 28, 4, 0x01)


@pytest.mark.parametrize(
    ("parts", "rest", "said"),
    [
        ("00", "", (None, None, None, None, None)),
        ("02", "07", (None, 0x07, None, None, None)),
        ("05", "06 FF07", (0x06, None, 256, 8, None)),
        # Three bits beside the block size are reserved.
        ("04", "1BE3", (None, None, 28, 4, None)),
    ],
)
def test_system_information_holds_what_it_announces(
    parts: str, rest: str, said: tuple[int | None, ...]
) -> None:
    system = air_frames.system_information(bytes.fromhex(f"00{parts}8E7D6C5B000104E0{rest}"))
    assert system == TagSystem(UID, *said)


@pytest.mark.parametrize("response", ["", "000F8E7D6C", "000F8E7D6C5B000104E006C21B"])
def test_system_information_cut_short(response: str) -> None:
    with pytest.raises(Malformed):
        air_frames.system_information(bytes.fromhex(response))


@pytest.mark.parametrize("response", ["", "0006", "01068E7D6C5B000104E0", "00068E7D6C5B00010400"])
def test_no_inventory(response: str) -> None:
    with pytest.raises(Malformed):
        air_frames.uid_of(bytes.fromhex(response))


def test_blocks() -> None:
    response = bytes.fromhex("00 01 11223344 00 55667788")
    assert air_frames.blocks(response, 3, 4) == Blocks(
        3, 4, bytes.fromhex("1122334455667788"), (True, False)
    )
    with pytest.raises(Malformed):
        air_frames.blocks(response[:-1], 3, 4)
    with pytest.raises(Malformed):
        air_frames.blocks(b"\0", 3, 4)


def test_errors() -> None:
    assert air_frames.error_of(b"\0") is None
    assert air_frames.error_of(b"\x01\x12") == 0x12
    for response in (b"", b"\x01"):
        with pytest.raises(Malformed):
            air_frames.error_of(response)
