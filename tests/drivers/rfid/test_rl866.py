"""The RL866 driver against recorded and scripted exchanges."""

from binascii import crc_hqx
from collections.abc import Callable
from typing import Any

import pytest

from procstation.devices import DeviceFault, DeviceLost, Garbled, TagLost, TagRefused, TagSystem
from procstation_drivers.rfid.rl866 import DRIVER, Rl866, Rl866Options
from procstation_drivers.rfid.rl_frames import Block, Decoder, encode

A = bytes.fromhex("E00401003F3827A7")
OTHERS = (bytes.fromhex("E00401003F382624"), bytes.fromhex("E00401003F3825A4"))


def frame(body: str) -> bytes:
    """A frame around reader, control byte and information; the CRC by way of the plain one."""
    covered = bytes.fromhex(body)
    covered = bytes([len(covered) + 3]) + covered
    turned = bytes(int(f"{byte:08b}"[::-1], 2) for byte in covered)
    check = int(f"{crc_hqx(turned, 0xFFFF):016b}"[::-1], 2)
    return b"\xfa" + covered + check.to_bytes(2, "little")


@pytest.fixture
def recorded(frames: Callable[[str], dict[str, bytes]]) -> dict[str, bytes]:
    return frames("rl866")


@pytest.fixture
def opened(link: Any, recorded: dict[str, bytes]) -> Callable[..., Rl866]:
    def make(**options: Any) -> Rl866:
        link.expect(recorded["requests/resynchronise"], recorded["replies/resynchronise"])
        return Rl866(link, Rl866Options(**options))

    return make


def with_three_tags(link: Any, pad: Rl866, recorded: dict[str, bytes]) -> None:
    link.expect(frame("FF00 3100"), recorded["replies/inventory_of_3"])
    assert pad.inventory() == tuple(sorted([A, *OTHERS]))


def connected(link: Any, pad: Rl866, recorded: dict[str, bytes]) -> None:
    """An inventory (sequence 0), then the connection of tag A (sequence 1)."""
    with_three_tags(link, pad, recorded)
    link.expect(recorded["requests/connect"], recorded["replies/connect"])


def test_the_line_is_as_the_reader_wants_it() -> None:
    assert DRIVER.serial is not None
    assert (DRIVER.serial.baudrate, DRIVER.serial.parity) == (38400, "E")
    assert "unverified" in DRIVER.title


def test_recorded_frames(recorded: dict[str, bytes]) -> None:
    assert encode(0xC0) == recorded["requests/resynchronise"]
    assert encode(0x40, b"\x31\x00") == recorded["requests/inventory"]
    assert encode(0x00, b"\x01\x01\x01") == recorded["requests/configuration"]
    for name, raw in recorded.items():
        if name.startswith("replies/"):
            (found,) = Decoder().receive(raw)
            assert isinstance(found, Block), name
            assert found.reader == 0x01
    assert Decoder().receive(recorded["replies/resynchronise"]) == [Block(0x01, 0xE0)]
    assert Decoder().receive(recorded["replies/connect"]) == [Block(0x01, 0x40, 0x32, 0, b"\x01")]


@pytest.mark.parametrize("at", range(2, 10))
def test_a_wrong_byte_is_no_frame(recorded: dict[str, bytes], at: int) -> None:
    raw = bytearray(recorded["replies/connect"])
    raw[at] ^= 0x10
    (found,) = Decoder().receive(bytes(raw))
    assert isinstance(found, Garbled)


def test_inventory(link: Any, opened: Callable[..., Rl866], recorded: dict[str, bytes]) -> None:
    pad = opened()
    with_three_tags(link, pad, recorded)
    # The sequence bit alternates, and the frame is then the recorded one.
    link.expect(recorded["requests/inventory"], recorded["replies/inventory_of_3"])
    assert len(pad.inventory()) == 3


def test_an_inventory_in_parts(link: Any, opened: Callable[..., Rl866]) -> None:
    pad = opened()
    reports = ["0E010109" + uid[::-1].hex() + "00" for uid in (A, *OTHERS)]
    link.expect(frame("FF00 3100"), frame("0100 31 0000 01 0300 02" + "".join(reports[:2])))
    link.expect(frame("FF40 3108"), frame("0140 31 0000 00 0300 01" + reports[2]))
    assert pad.inventory() == tuple(sorted([A, *OTHERS]))


def test_nothing_found_may_be_said_as_an_error(link: Any, opened: Callable[..., Rl866]) -> None:
    pad = opened()
    link.expect(frame("FF00 3100"), frame("0100 31 2004"))
    assert pad.inventory() == ()


@pytest.mark.parametrize(
    "data", ["", "00 0100 01", "00 0100 01 0E01", "00 0100 01 80", "00 0100 00", "00 0000 00 FF"]
)
def test_an_inventory_that_does_not_add_up(
    link: Any, opened: Callable[..., Rl866], data: str
) -> None:
    pad = opened()
    link.expect(frame("FF00 3100"), frame("0100 31 0000" + data))
    with pytest.raises(DeviceFault):
        pad.inventory()


def test_system_information(
    link: Any, opened: Callable[..., Rl866], recorded: dict[str, bytes]
) -> None:
    pad = opened()
    connected(link, pad, recorded)
    link.expect(
        frame("FF00 34 01 02 0A00"),
        recorded["replies/system_information"],
    )
    assert pad.system_information(A) == TagSystem(A, 0, 0, 28, 4, 1)
    # Still connected: nothing but the question goes out, and it is the recorded one.
    link.expect(recorded["requests/system_information"], recorded["replies/system_information"])
    assert pad.system_information(A).block_count == 28


def test_writing_is_the_recorded_frame(
    link: Any, opened: Callable[..., Rl866], recorded: dict[str, bytes]
) -> None:
    pad = opened()
    connected(link, pad, recorded)
    link.expect(frame("FF00 34 01 03 0600 C2"), frame("0100 34 0000 03 0600 01"))
    pad.write_afi(A, 0xC2)
    link.expect(recorded["requests/write_block_12"], frame("0140 34 0000 03 0400 01"))
    pad.write_blocks(A, 12, b"678\0", 4)


def test_blocks_come_with_their_security_byte_first(
    link: Any, opened: Callable[..., Rl866], recorded: dict[str, bytes]
) -> None:
    pad = opened()
    connected(link, pad, recorded)
    link.expect(
        frame("FF00 34 01 07 0300 01 0500 0200"),
        frame("0100 34 0000 0F 0300 01 0200 01 11223344 00 55667788"),
    )
    blocks = pad.read_blocks(A, 5, 2)
    assert (blocks.data.hex(), blocks.locked) == ("1122334455667788", (True, False))


def test_another_tag_is_connected_in_its_place(
    link: Any, opened: Callable[..., Rl866], recorded: dict[str, bytes]
) -> None:
    pad = opened()
    connected(link, pad, recorded)
    link.expect(frame("FF00 34 01 03 0600 C2"), frame("0100 34 0000 03 0600 01"))
    pad.write_afi(A, 0xC2)
    link.expect(frame("FF40 33 01"), frame("0140 33 0000"))
    link.expect(frame("FF00 32 00010109 01" + OTHERS[0][::-1].hex()), frame("0100 32 0000 02"))
    link.expect(frame("FF40 34 02 03 0600 C2"), frame("0140 34 0000 03 0600 01"))
    pad.write_afi(OTHERS[0], 0xC2)


def test_a_reader_that_was_off_connects_the_tag_again(
    link: Any, opened: Callable[..., Rl866], recorded: dict[str, bytes]
) -> None:
    pad = opened()
    connected(link, pad, recorded)
    link.expect(frame("FF00 34 01 03 0600 C2"), frame("0100 34 1504"))
    link.expect(recorded["requests/connect"], frame("0140 32 0000 05"))
    link.expect(frame("FF00 34 05 03 0600 C2"), frame("0100 34 0000 03 0600 01"))
    pad.write_afi(A, 0xC2)


def test_a_broken_sequence_is_mended(
    link: Any, opened: Callable[..., Rl866], recorded: dict[str, bytes]
) -> None:
    pad = opened()
    connected(link, pad, recorded)
    link.expect(frame("FF00 34 01 03 0600 C2"), frame("0100 34 0401"))
    link.expect(recorded["requests/resynchronise"], recorded["replies/resynchronise"])
    link.expect(frame("FF00 34 01 03 0600 C2"), frame("0100 34 0000 03 0600 01"))
    pad.write_afi(A, 0xC2)


def test_after_silence_the_sequence_begins_anew(
    link: Any, opened: Callable[..., Rl866], recorded: dict[str, bytes]
) -> None:
    pad = opened()
    with_three_tags(link, pad, recorded)
    link.expect(recorded["requests/inventory"])
    link.expect(recorded["requests/resynchronise"], recorded["replies/resynchronise"])
    link.expect(frame("FF00 3100"), recorded["replies/inventory_of_3"])
    assert len(pad.inventory()) == 3


@pytest.mark.parametrize(
    ("result", "error"),
    [
        ("05 0600 00 2004", TagLost),
        ("05 0600 00 0504", TagLost),
        ("05 0600 00 1B04", TagRefused),
        ("05 0600 00 2204", TagRefused),
        ("05 0600 00 1704", DeviceFault),
        ("03 0400 01", DeviceFault),
        ("03 0600 00", DeviceFault),
        ("", DeviceFault),
    ],
)
def test_each_result_is_the_error_it_should_be(
    link: Any,
    opened: Callable[..., Rl866],
    recorded: dict[str, bytes],
    result: str,
    error: type[Exception],
) -> None:
    pad = opened()
    connected(link, pad, recorded)
    link.expect(frame("FF00 34 01 03 0600 C2"), frame("0100 34 0000" + result))
    with pytest.raises(error) as caught:
        pad.write_afi(A, 0xC2)
    assert type(caught.value) is error


def test_a_tag_never_seen_is_looked_for_first(link: Any, opened: Callable[..., Rl866]) -> None:
    pad = opened()
    link.expect(frame("FF00 3100"), frame("0100 31 0000 00 0000 00"))
    with pytest.raises(TagLost, match=A.hex().upper()):
        pad.write_afi(A, 0xC2)


def test_opening_gives_up_on_silence(link: Any, recorded: dict[str, bytes]) -> None:
    for _ in range(5):
        link.expect(recorded["requests/resynchronise"])
    with pytest.raises(DeviceLost, match="resynchronising"):
        Rl866(link, Rl866Options())


def test_a_reader_with_a_number_is_the_only_one_heard(link: Any) -> None:
    link.expect(frame("03C0"), frame("01E0"), (0.02, frame("03E0")))
    Rl866(link, Rl866Options(address=3))
    assert link.clock_s == pytest.approx(0.02)
