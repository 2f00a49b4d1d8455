"""The 3M driver against scripted exchanges."""

from collections.abc import Callable
from typing import Any

import pytest

from procstation.devices import (
    Blocks,
    DeviceFault,
    DeviceLost,
    TagLost,
    TagRefused,
    TagSystem,
)
from procstation_drivers.rfid.m3_810 import DRIVER, Pad810, Pad810Options

A = bytes.fromhex("E00401005B6C7D8E")
B = bytes.fromhex("E00401001122AABB")
PROBE = bytes.fromhex("D500050400118C66")
PROBE_REPLY = bytes.fromhex("D500090400110A0500027250")
ASK_INVENTORY = bytes.fromhex("D60005FE0005FA40")
ONE_TAG = bytes.fromhex("D6000FFE00000501E00401005B6C7D8E2CAD")


def bcc(data: bytes) -> bytes:
    """Polynomial 1021, start FFFF, inverted; bit by bit, as the specification describes it."""
    value = 0xFFFF
    for byte in data:
        for bit in range(7, -1, -1):
            carry = (value >> 15) ^ (byte >> bit & 1)
            value = (value << 1 & 0xFFFF) ^ (0x1021 if carry else 0)
    return (value ^ 0xFFFF).to_bytes(2, "big")


def frame(body: str | bytes) -> bytes:
    data = bytes.fromhex(body) if isinstance(body, str) else body
    counted = (len(data) + 2).to_bytes(2, "big") + data
    return b"\xd6" + counted + bcc(counted)


INITIALISE = frame("13 04 01 00 02 00 03 00 04 00")
INITIALISED = frame("13 00 02 01 01 03 02 02 03 00")
ASK_VERSION = frame("11")
VERSION = frame("11 00 0A 05 00 02")


@pytest.fixture
def pad(link: Any) -> Pad810:
    link.expect(PROBE, PROBE_REPLY)
    link.expect(INITIALISE, INITIALISED)
    return Pad810(link, Pad810Options())


def test_the_line_is_as_the_specification_says() -> None:
    assert DRIVER.serial is not None
    assert (DRIVER.serial.baudrate, DRIVER.serial.parity) == (19200, "N")


def test_opening_probes_and_initialises_once(link: Any, pad: Pad810) -> None:
    assert pad.version == bytes.fromhex("0A050002")
    assert not link.script


def test_a_pad_that_ignores_the_initialisation_is_used(link: Any) -> None:
    link.expect(PROBE, PROBE_REPLY)
    link.expect(INITIALISE)
    pad = Pad810(link, Pad810Options())
    link.expect(ASK_VERSION, VERSION)
    link.expect(ASK_INVENTORY, ONE_TAG)
    assert pad.inventory() == (A,)


def test_opening_gives_up_on_silence(link: Any) -> None:
    link.expect(PROBE)
    for _ in range(2):
        link.expect(ASK_VERSION)
        link.expect(PROBE)
    with pytest.raises(DeviceLost, match="asking its hardware"):
        Pad810(link, Pad810Options())


def test_one_tag(link: Any, pad: Pad810) -> None:
    link.expect(ASK_INVENTORY, ONE_TAG)
    assert pad.inventory() == (A,)


@pytest.mark.parametrize("reply", ["FE 06", "FE 06 00 05", "FE 00 00 05 00", "FE 00 00 07 00"])
def test_an_empty_field(link: Any, pad: Pad810, reply: str) -> None:
    link.expect(ASK_INVENTORY, frame(reply))
    assert pad.inventory() == ()


def test_a_tag_listed_twice_is_one(link: Any, pad: Pad810) -> None:
    link.expect(ASK_INVENTORY, frame(bytes.fromhex("FE00000503") + A + B + A))
    assert pad.inventory() == (B, A)


def test_the_reply_says_what_belongs_to_each_tag(link: Any, pad: Pad810) -> None:
    with_dsfid = bytes.fromhex("FE00000702") + b"\x06" + A + b"\x3e" + B
    link.expect(ASK_INVENTORY, frame(with_dsfid))
    assert pad.inventory() == (B, A)
    with_all = bytes.fromhex("FE00004701") + b"\x06" + A + b"\x01"
    link.expect(ASK_INVENTORY, frame(with_all))
    assert pad.inventory() == (A,)


@pytest.mark.parametrize("tail", [b"", b"\x00\x05", b"\x00\x05\x02" + A, b"\x00\x04\x01" + A])
def test_an_inventory_that_does_not_add_up_is_a_fault(link: Any, pad: Pad810, tail: bytes) -> None:
    link.expect(ASK_INVENTORY, frame(b"\xfe\x00" + tail))
    with pytest.raises(DeviceFault):
        pad.inventory()


def test_an_ignored_inventory_is_asked_again(link: Any, pad: Pad810) -> None:
    link.expect(ASK_INVENTORY)
    link.expect(ASK_VERSION)
    link.expect(ASK_INVENTORY, (1.1, ONE_TAG))
    assert pad.inventory() == (A,)


ASK_INFORMATION = frame(b"\x0d" + A + b"\x0f")


@pytest.mark.parametrize(
    "tail",
    [
        A + bytes.fromhex("0F 06 C2 03 1B 01"),  # as 3M specifies it
        A + bytes.fromhex("0F 06 C2 03 1B 00 01"),  # with an IC reference of two bytes
        A + bytes.fromhex("0F 06 C2 1B 03 01"),  # count and size as on the air
        A + bytes.fromhex("06 C2 1B 03 01"),
        bytes.fromhex("06 C2 1B 03 01"),
    ],
)
def test_tag_information_in_each_form(link: Any, pad: Pad810, tail: bytes) -> None:
    link.expect(ASK_INFORMATION, frame(b"\x0d\x00" + tail))
    assert pad.system_information(A) == TagSystem(A, 0x06, 0xC2, 28, 4, 0x01)


def test_tag_information_holds_only_what_it_announces(link: Any, pad: Pad810) -> None:
    link.expect(ASK_INFORMATION, frame(b"\x0d\x00" + A + b"\x01\x3e"))
    assert pad.system_information(A) == TagSystem(A, dsfid=0x3E)


@pytest.mark.parametrize("reply", ["0D 02", "0D 30", "0D 00 01 02 03"])
def test_without_tag_information_dsfid_and_afi_are_asked_for(
    link: Any, pad: Pad810, reply: str
) -> None:
    link.expect(ASK_INFORMATION, frame(reply))
    link.expect(frame(b"\x0f" + A), frame(b"\x0f\x00" + A + b"\x06"))
    link.expect(frame(b"\x0a" + A), frame(b"\x0a\x30" + A))
    assert pad.system_information(A) == TagSystem(A, dsfid=0x06, afi=None)


def read_request(first: int, count: int) -> bytes:
    return frame(b"\x02" + A + bytes([first, count]))


OLD = "02  05 00 11223344  06 01 55667788"
NEW = "05 02  00 11223344  01 55667788"


@pytest.mark.parametrize("style", [OLD, NEW])
def test_blocks_are_read_in_either_style(link: Any, pad: Pad810, style: str) -> None:
    link.expect(read_request(5, 2), frame(b"\x02\x00" + A + bytes.fromhex(style)))
    assert pad.read_blocks(A, 5, 2) == Blocks(
        5, 4, bytes.fromhex("1122334455667788"), (False, True)
    )


@pytest.mark.parametrize(
    ("lock", "locked"), [("00", False), ("01", True), ("02", True), ("03", True)]
)
def test_the_lock_byte_is_not_part_of_the_number(
    link: Any, pad: Pad810, lock: str, locked: bool
) -> None:
    reply = bytes.fromhex(f"01 07 {lock} 01020304")
    link.expect(read_request(7, 1), frame(b"\x02\x00" + A + reply))
    assert pad.read_blocks(A, 7, 1).locked == (locked,)


def test_a_long_read_is_split(link: Any, pad: Pad810) -> None:
    def answer(first: int, count: int) -> bytes:
        blocks = b"".join(bytes([n, 0, n, n, n, n]) for n in range(first, first + count))
        return frame(b"\x02\x00" + A + bytes([count]) + blocks)

    link.expect(read_request(0, 16), answer(0, 16))
    link.expect(read_request(16, 12), answer(16, 12))
    blocks = pad.read_blocks(A, 0, 28)
    assert blocks.data == b"".join(bytes([n] * 4) for n in range(28))


@pytest.mark.parametrize(
    "refusal", [b"\x02\x11" + A, b"\x02\x11", b"\x02\x0f" + A, b"\x02\x00" + A + b"\x02"
                + bytes.fromhex("1B00 1B1B1B1B 1C11 00000000")],
)  # fmt: skip
def test_a_read_beyond_the_end_gives_what_there_is(link: Any, pad: Pad810, refusal: bytes) -> None:
    last = bytes.fromhex("01 1B 00 1B1B1B1B")
    link.expect(read_request(27, 2), frame(refusal))
    link.expect(read_request(27, 1), frame(b"\x02\x00" + A + last))
    link.expect(read_request(28, 1), frame(b"\x02\x11" + A))
    assert pad.read_blocks(A, 27, 2) == Blocks(27, 4, bytes.fromhex("1B1B1B1B"), (False,))


def test_a_block_that_was_not_read_is_the_tag_lost(link: Any, pad: Pad810) -> None:
    reply = bytes.fromhex("01 00 15 00000000")
    # Asked twice: some chips are silent about what they do not have.
    for _ in range(2):
        link.expect(read_request(0, 1), frame(b"\x02\x00" + A + reply))
    with pytest.raises(TagLost):
        pad.read_blocks(A, 0, 1)


def test_the_answer_about_another_tag_is_dropped(link: Any, pad: Pad810) -> None:
    blocks = bytes.fromhex("01 00 00 01020304")
    link.expect(
        read_request(0, 1),
        (0.01, frame(b"\x02\x00" + B + blocks)),
        (0.02, frame(b"\x02\x00" + A + blocks)),
    )
    assert pad.read_blocks(A, 0, 1).data == bytes.fromhex("01020304")


def test_other_blocks_than_asked_for_are_a_fault(link: Any, pad: Pad810) -> None:
    link.expect(read_request(0, 1), frame(b"\x02\x00" + A + bytes.fromhex("01 04 00 01020304")))
    with pytest.raises(DeviceFault):
        pad.read_blocks(A, 0, 1)


WRITE = frame(b"\x04" + A + b"\x00\x02\x00" + bytes(range(8)))


@pytest.mark.parametrize("tail", [b"", b"\x02"])
def test_both_shapes_of_a_write_reply(link: Any, pad: Pad810, tail: bytes) -> None:
    link.expect(WRITE, frame(b"\x04\x00" + A + tail))
    pad.write_blocks(A, 0, bytes(range(8)), 4)
    assert not link.script


def test_a_long_write_is_split(link: Any, pad: Pad810) -> None:
    data = bytes(range(80))
    link.expect(frame(b"\x04" + A + b"\x00\x10\x00" + data[:64]), frame(b"\x04\x00" + A + b"\x10"))
    link.expect(frame(b"\x04" + A + b"\x10\x04\x00" + data[64:]), frame(b"\x04\x00" + A + b"\x14"))
    pad.write_blocks(A, 0, data, 4)
    assert not link.script


@pytest.mark.parametrize("uid", [A, b""])
@pytest.mark.parametrize(
    ("code", "error"),
    [(0x06, TagLost), (0x16, TagLost), (0x12, TagRefused), (0x11, TagRefused), (0x21, TagRefused),
     (0x30, TagRefused), (0x02, DeviceFault), (0x32, DeviceFault), (0xFE, DeviceFault),
     (0x77, DeviceFault)],
)  # fmt: skip
def test_each_error_is_what_it_should_be_with_or_without_uid(
    link: Any, pad: Pad810, uid: bytes, code: int, error: type[Exception]
) -> None:
    link.expect(WRITE, frame(bytes([0x04, code]) + uid))
    with pytest.raises(error) as caught:
        pad.write_blocks(A, 0, bytes(range(8)), 4)
    assert type(caught.value) is error


def test_a_write_is_never_repeated_and_its_late_answer_is_no_other(link: Any, pad: Pad810) -> None:
    late = frame(b"\x09\x00" + A)
    link.expect(frame(b"\x09" + A + b"\x07"), (0.55, late))
    with pytest.raises(DeviceLost):
        pad.write_afi(A, 0x07)
    link.expect(ASK_VERSION, (0.08, VERSION))
    link.expect(frame(b"\x09" + A + b"\xc2"), frame(b"\x09\x16" + A))
    with pytest.raises(TagLost):
        pad.write_afi(A, 0xC2)


def test_blocks_of_other_sizes_are_refused_before_anything_is_sent(link: Any, pad: Pad810) -> None:
    with pytest.raises(TagRefused, match="blocks of 8 bytes"):
        pad.write_blocks(A, 0, bytes(16), 8)
    with pytest.raises(ValueError, match="no whole blocks"):
        pad.write_blocks(A, 0, bytes(6), 4)
    with pytest.raises(ValueError, match="8 bytes"):
        pad.write_afi(A[:4], 0x07)


def test_noise_on_every_attempt_is_a_fault_that_shows_it(link: Any, pad: Pad810) -> None:
    for _ in range(2):
        link.expect(read_request(0, 1), b"\x41\x42")
        link.expect(ASK_VERSION, VERSION)
    link.expect(read_request(0, 1), b"\x41\x42")
    with pytest.raises(DeviceFault, match="41 42"):
        pad.read_blocks(A, 0, 1)


def test_closing_lets_go_of_the_line(link: Any, pad: Pad810) -> None:
    pad.close()
    assert link.closed


def test_the_fixture_of_replies_is_the_recorded_one(
    frames: Callable[[str], dict[str, bytes]],
) -> None:
    recorded = frames("m3_810")
    assert frame(recorded["replies/one_tag"][3:-2]) == recorded["replies/one_tag"]


@pytest.mark.parametrize(
    ("error", "value", "said"),
    [("00", "01", True), ("00", "00", False), ("30", "", None), ("02", "", None)],
)
def test_what_a_pad_says_of_the_eas_bit(
    link: Any, pad: Pad810, error: str, value: str, said: bool | None
) -> None:
    block = bytes.fromhex("01 00 00 01020304")
    link.expect(read_request(0, 1), frame(b"\x02\x00" + A + block))
    link.expect(
        frame(b"\x03" + A), frame(b"\x03" + bytes.fromhex(error) + A + bytes.fromhex(value))
    )
    assert pad.read_eas(A) is said


def test_no_transponder_is_no_alarm_only_while_the_tag_is_there(link: Any, pad: Pad810) -> None:
    block = bytes.fromhex("01 00 00 01020304")
    link.expect(read_request(0, 1), frame(b"\x02\x00" + A + block))
    link.expect(frame(b"\x03" + A), frame(b"\x03\x06" + A + b"\x00"))
    link.expect(read_request(0, 1), frame(b"\x02\x00" + A + block))
    assert pad.read_eas(A) is False
    link.expect(frame(b"\x0c" + A + b"\x01"), frame(b"\x0c\x00" + A + b"\x01"))
    pad.write_eas(A, True)
    assert not link.script
