"""The FEIG driver against scripted exchanges."""

from binascii import crc_hqx
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
from procstation_drivers.rfid.feig import DRIVER, Feig, FeigOptions

A = bytes.fromhex("E00401005B6C7D8E")
B = bytes.fromhex("E00401001122AABB")
VERSION = "03030044530D30"
ASK_VERSION = bytes.fromhex("020007FF656E61")
VERSION_REPLY = bytes.fromhex("02000F00650003030044530D307469")
ASK_INVENTORY = bytes.fromhex("020009FFB001001843")


def with_crc(frame: bytes) -> bytes:
    """The reflected CRC by way of the plain one: bits of each byte turned, and of the result."""
    turned = bytes(int(f"{byte:08b}"[::-1], 2) for byte in frame)
    return frame + int(f"{crc_hqx(turned, 0xFFFF):016b}"[::-1], 2).to_bytes(2, "little")


def asks(body: str | bytes) -> bytes:
    """An advanced request to any reader: command and data."""
    data = bytes.fromhex(body) if isinstance(body, str) else body
    return with_crc(b"\x02" + (6 + len(data)).to_bytes(2, "big") + b"\xff" + data)


def says(body: str | bytes) -> bytes:
    """An advanced reply of reader 0: command, status and data."""
    data = bytes.fromhex(body) if isinstance(body, str) else body
    return with_crc(b"\x02" + (6 + len(data)).to_bytes(2, "big") + b"\x00" + data)


RESET = asks("69")
RESET_DONE = says("6900")


@pytest.fixture
def opened(link: Any) -> Callable[..., Feig]:
    def make(**options: Any) -> Feig:
        link.expect(ASK_VERSION, VERSION_REPLY)
        return Feig(link, FeigOptions(**options))

    return make


def test_the_line_is_as_the_manual_says() -> None:
    assert DRIVER.serial is not None
    assert (DRIVER.serial.baudrate, DRIVER.serial.bytesize, DRIVER.serial.parity) == (38400, 8, "E")


def test_opening_asks_for_the_version(link: Any, opened: Callable[..., Feig]) -> None:
    assert opened().version == bytes.fromhex(VERSION)
    assert not link.script


def test_opening_gives_up_on_silence(link: Any) -> None:
    for _ in range(5):  # three attempts, and a fence before the second and the third
        link.expect(ASK_VERSION)
    with pytest.raises(DeviceLost, match="asking its version"):
        Feig(link, FeigOptions())
    assert link.clock_s < 2.0


def test_opening_says_what_answers_instead(link: Any) -> None:
    for _ in range(5):
        link.expect(ASK_VERSION, b"\x00\x01ready\r\n")
    with pytest.raises(DeviceFault, match="00 01 72 65 61 64 79"):
        Feig(link, FeigOptions())


def test_an_old_reader_is_spoken_to_in_standard_frames(link: Any) -> None:
    link.expect(bytes.fromhex("05FF65E5CB"), bytes.fromhex("0D00650003030044530D303309"))
    pad = Feig(link, FeigOptions(frames="standard", only_new_tags_off=True))
    link.expect(
        with_crc(bytes.fromhex("07FFB00100")),
        bytes.fromhex("1B00B000020306E00401005B6C7D8E033EE00401001122AABBA68E"),
    )
    assert pad.inventory() == (B, A)


def test_inventory_switches_the_field_off_first(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    link.expect(RESET, RESET_DONE)
    link.expect(
        ASK_INVENTORY, bytes.fromhex("1B00B000020306E00401005B6C7D8E033EE00401001122AABBA68E")
    )
    assert pad.inventory() == (B, A)
    assert pad.foreign_tags == 0


def test_no_transponder_is_an_empty_field(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    link.expect(RESET, RESET_DONE)
    link.expect(ASK_INVENTORY, says("B001"))
    assert pad.inventory() == ()


def test_more_tags_are_fetched_until_there_are_none(link: Any, opened: Callable[..., Feig]) -> None:
    tags = [bytes.fromhex(f"E00401005B6C7D{number:02X}") for number in range(6)]
    entries = [b"\x03\x06" + tag for tag in tags]
    pad = opened()
    link.expect(RESET, RESET_DONE)
    link.expect(ASK_INVENTORY, says(b"\xb0\x94\x04" + b"".join(entries[:4])))
    # A tag that missed its "stay quiet" comes twice.
    link.expect(asks("B00180"), says(b"\xb0\x94\x02" + entries[3] + entries[4]))
    link.expect(asks("B00180"), says(b"\xb0\x00\x01" + entries[5]))
    assert pad.inventory() == tuple(tags)


def test_more_without_end_is_a_fault(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened(only_new_tags_off=True)
    entry = b"\x03\x06" + A
    for _ in range(3):
        link.expect(ASK_INVENTORY, says(b"\xb0\x94\x01" + entry))
        for _ in range(63):
            link.expect(asks("B00180"), says(b"\xb0\x94\x01" + entry))
    with pytest.raises(DeviceFault, match="without end"):
        pad.inventory()


def test_a_lost_inventory_is_taken_anew_from_the_reset(
    link: Any, opened: Callable[..., Feig]
) -> None:
    # The tags of the answer that was lost keep quiet: without a new reset the pad looks empty.
    pad = opened()
    link.expect(RESET, RESET_DONE)
    link.expect(ASK_INVENTORY, says(b"\xb0\x00\x01\x03\x06" + A)[:9])
    link.expect(ASK_VERSION, VERSION_REPLY)
    link.expect(RESET, RESET_DONE)
    link.expect(ASK_INVENTORY, says(b"\xb0\x00\x01\x03\x06" + A))
    assert pad.inventory() == (A,)


def test_other_transponders_are_counted_and_left_out(
    link: Any, opened: Callable[..., Feig]
) -> None:
    card = bytes.fromhex("0400000102030405060708")[:10]
    pad = opened(only_new_tags_off=True)
    link.expect(ASK_INVENTORY, says(b"\xb0\x00\x02" + card + b"\x03\x06" + A))
    assert pad.inventory() == (A,)
    assert pad.foreign_tags == 1
    # One of another length can only be passed over as the last.
    link.expect(ASK_INVENTORY, says(b"\xb0\x00\x02\x03\x06" + A + b"\x84\x00\x0c" + bytes(12)))
    assert pad.inventory() == (A,)
    assert pad.foreign_tags == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x02\x03\x06" + A,
        b"\x01\x03\x06" + A + b"\x00",
        b"\x02\x84\x00\x0c" + bytes(12) + b"\x03\x06" + A,
    ],
)
def test_an_inventory_that_does_not_add_up_is_a_fault(
    link: Any, opened: Callable[..., Feig], data: bytes
) -> None:
    pad = opened(only_new_tags_off=True)
    for _ in range(3):
        link.expect(ASK_INVENTORY, says(b"\xb0\x00" + data))
    with pytest.raises(DeviceFault):
        pad.inventory()


CONFIGURATION = "00" * 13


@pytest.mark.parametrize(
    ("configuration", "buffer", "said"),
    [
        ("00" + CONFIGURATION + "80", None, "buffered read mode"),
        ("00" + CONFIGURATION + "C0", None, "notification mode"),
        ("00" + CONFIGURATION + "01", None, "scan mode"),
        ("00" + CONFIGURATION + "00", "0003E800000000", "buffered or notification mode"),
        ("13", "82", "a mode of its own"),
    ],
)
def test_a_reader_in_a_mode_of_its_own_says_which(
    link: Any,
    opened: Callable[..., Feig],
    configuration: str,
    buffer: str | None,
    said: str,
) -> None:
    pad = opened(only_new_tags_off=True)
    link.expect(ASK_INVENTORY, says("B082"))
    link.expect(asks("8001"), says("80" + configuration))
    if buffer is not None:
        link.expect(asks("31"), says("31" + buffer))
    with pytest.raises(DeviceFault, match=said) as caught:
        pad.inventory()
    assert "host mode" in caught.value.do_next
    assert not link.script


def test_a_mode_is_left_only_when_that_is_wanted_and_known(
    link: Any, opened: Callable[..., Feig]
) -> None:
    pad = opened(only_new_tags_off=True, leave_own_mode=True)
    block = "0102030405060708090A0B0C0D"
    link.expect(ASK_INVENTORY, says("B082"))
    link.expect(asks("8001"), says("8000" + block + "80"))
    link.expect(asks("8101" + block + "00"), says("8100"))
    link.expect(ASK_INVENTORY, says("B001"))
    assert pad.inventory() == ()
    # Where no such mode stands, nothing is written.
    link.expect(ASK_INVENTORY, says("B082"))
    link.expect(asks("8001"), says("8000" + block + "77"))
    link.expect(asks("31"), says("3182"))
    with pytest.raises(DeviceFault, match="a mode of its own"):
        pad.inventory()
    link.expect(ASK_INVENTORY, says("B082"))
    link.expect(asks("8001"), says("8000" + block + "80"))
    link.expect(asks("8101" + block + "00"), says("8116"))
    with pytest.raises(DeviceFault, match="does not let itself be set"):
        pad.inventory()


def test_a_dead_reader_is_noticed_within_a_second(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    for _ in range(2):
        link.expect(RESET)
        link.expect(ASK_VERSION)
    link.expect(RESET)
    start_s = link.clock_s
    with pytest.raises(DeviceLost, match="did not answer"):
        pad.inventory()
    assert link.clock_s - start_s < 0.9


def test_a_port_that_goes_away_is_lost(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    link.gone = True
    with pytest.raises(DeviceLost, match="went away"):
        pad.inventory()


SYSTEM = b"\xb0\x2b\x01" + A


@pytest.mark.parametrize(("size", "count"), [("03", "1B"), ("04", "1C"), ("F4", "1C")])
def test_system_information_tells_sizes_given_one_less(
    link: Any, opened: Callable[..., Feig], size: str, count: str
) -> None:
    pad = opened()
    link.expect(
        asks(SYSTEM), says(b"\xb0\x00\x06" + A + b"\xc2" + bytes.fromhex(size + count + "01"))
    )
    assert pad.system_information(A) == TagSystem(A, 0x06, 0xC2, 28, 4, 0x01)


def test_system_information_of_a_tag_with_large_blocks(
    link: Any, opened: Callable[..., Feig]
) -> None:
    pad = opened()
    link.expect(asks(SYSTEM), says(b"\xb0\x00\x00" + A + b"\x00\x07\xff\x01"))
    assert pad.system_information(A) == TagSystem(A, 0, 0, 256, 8, 1)


def test_the_answer_about_another_tag_is_dropped(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    tail = b"\xc2\x03\x1b\x01"
    link.expect(
        asks(SYSTEM),
        (0.01, says(b"\xb0\x00\x3e" + B + tail)),
        (0.02, says(b"\xb0\x00\x06" + A + tail)),
    )
    assert pad.system_information(A).dsfid == 0x06


def test_a_tag_without_system_information_tells_nothing(
    link: Any, opened: Callable[..., Feig]
) -> None:
    pad = opened()
    link.expect(asks(SYSTEM), says("B09501"))
    assert pad.system_information(A) == TagSystem(A)


def test_a_tag_that_left_is_lost(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    link.expect(asks(SYSTEM), says("B001"))
    link.expect(read_request(0, 1), says("B001"))
    link.expect(read_request(0, 1), says("B001"))
    with pytest.raises(TagLost, match="E00401005B6C7D8E"):
        pad.system_information(A)


def test_a_chip_that_is_silent_about_system_information_is_there_all_the_same(
    link: Any, opened: Callable[..., Feig]
) -> None:
    pad = opened()
    for _ in range(2):
        link.expect(asks(SYSTEM), says("B001"))
        link.expect(read_request(0, 1), says("B000 01 04 00 01020304"))
    assert pad.system_information(A) == TagSystem(A)


def read_request(first: int, count: int) -> bytes:
    return asks(b"\xb0\x23\x09" + A + bytes([first, count]))


@pytest.mark.parametrize(
    ("order", "on_the_line"), [("reversed", "44332211 88776655"), ("tag", "11223344 55667788")]
)
def test_blocks_come_in_tag_order_with_their_locks(
    link: Any, opened: Callable[..., Feig], order: str, on_the_line: str
) -> None:
    pad = opened(block_order=order)
    one, two = on_the_line.split()
    link.expect(read_request(5, 2), says("B000 02 04 01" + one + "00" + two))
    assert pad.read_blocks(A, 5, 2) == Blocks(
        5, 4, bytes.fromhex("1122334455667788"), (True, False)
    )


def test_a_long_read_is_split(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened(block_order="tag")
    memory = bytes(range(160))
    entries = [b"\x00" + memory[at : at + 4] for at in range(0, 160, 4)]
    link.expect(read_request(0, 32), says(b"\xb0\x00\x20\x04" + b"".join(entries[:32])))
    link.expect(read_request(32, 8), says(b"\xb0\x00\x08\x04" + b"".join(entries[32:])))
    blocks = pad.read_blocks(A, 0, 40)
    assert blocks.data == memory
    assert blocks.locked == (False,) * 40


@pytest.mark.parametrize("refusal", ["B09510", "B0950F", "B011"])
def test_a_read_beyond_the_end_gives_what_there_is(
    link: Any, opened: Callable[..., Feig], refusal: str
) -> None:
    pad = opened(block_order="tag")
    link.expect(read_request(26, 6), says(refusal))
    link.expect(read_request(26, 3), says(refusal))
    link.expect(read_request(26, 1), says("B000 01 04 00 26262626"))
    link.expect(read_request(27, 1), says("B000 01 04 00 27272727"))
    link.expect(read_request(28, 1), says(refusal))
    assert pad.read_blocks(A, 26, 6).data == bytes.fromhex("2626262627272727")


def test_fewer_blocks_than_asked_for_end_the_read_when_none_follow(
    link: Any, opened: Callable[..., Feig]
) -> None:
    pad = opened(block_order="tag")
    link.expect(read_request(0, 3), says("B000 02 04 00 01010101 00 02020202"))
    link.expect(read_request(2, 1), says("B000 00 04"))
    assert len(pad.read_blocks(A, 0, 3).locked) == 2


@pytest.mark.parametrize("data", ["", "01", "02 04 00 01010101", "03 04" + "0001010101" * 3])
def test_blocks_that_do_not_add_up_are_a_fault(
    link: Any, opened: Callable[..., Feig], data: str
) -> None:
    pad = opened()
    link.expect(read_request(0, 2), says("B000" + data))
    with pytest.raises(DeviceFault):
        pad.read_blocks(A, 0, 2)


def test_a_read_is_repeated_after_noise_and_after_silence(
    link: Any, opened: Callable[..., Feig]
) -> None:
    pad = opened(block_order="tag")
    answer = says("B000 01 04 00 01020304")
    flipped = answer[:-3] + bytes([answer[-3] ^ 1]) + answer[-2:]
    link.expect(read_request(0, 1), flipped)
    link.expect(ASK_VERSION, VERSION_REPLY)
    link.expect(read_request(0, 1))
    link.expect(ASK_VERSION, VERSION_REPLY)
    link.expect(read_request(0, 1), answer)
    assert pad.read_blocks(A, 0, 1).data == bytes.fromhex("01020304")


def test_a_late_answer_is_not_taken_for_the_next(link: Any, opened: Callable[..., Feig]) -> None:
    # Replies to reads name neither tag nor block: only the order tells them apart.
    pad = opened(block_order="tag")
    for after in (0.51, 0.55):
        link.expect(read_request(0, 1), (after, says("B000 01 04 00 AAAAAAAA")))
        link.expect(ASK_VERSION, (0.06, VERSION_REPLY))
        link.expect(read_request(0, 1), says("B000 01 04 00 BBBBBBBB"))
        assert pad.read_blocks(A, 0, 1).data == bytes.fromhex("BBBBBBBB")


def test_an_answer_that_came_twice_is_taken_once(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened(block_order="tag")
    one, two = says("B000 01 04 00 11111111"), says("B000 01 04 00 22222222")
    link.expect(read_request(0, 1), (0.01, one), (0.012, one))
    link.expect(read_request(1, 1), two)
    assert pad.read_blocks(A, 0, 1).data == bytes.fromhex("11111111")
    assert pad.read_blocks(A, 1, 1).data == bytes.fromhex("22222222")


def test_the_reply_to_another_command_is_dropped(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened(block_order="tag")
    link.expect(read_request(0, 1), RESET_DONE, (0.02, says("B000 01 04 00 01020304")))
    assert pad.read_blocks(A, 0, 1).data == bytes.fromhex("01020304")


def write_request(first: int, count: int, size: int, data: str) -> bytes:
    head = b"\xb0\x24\x01" + A + bytes([first, count, size])
    return asks(head + bytes.fromhex(data))


@pytest.mark.parametrize(
    ("order", "on_the_line"), [("reversed", "4433221188776655"), ("tag", "1122334455667788")]
)
def test_blocks_are_written_in_the_readers_order(
    link: Any, opened: Callable[..., Feig], order: str, on_the_line: str
) -> None:
    pad = opened(block_order=order)
    link.expect(write_request(3, 2, 4, on_the_line), says("B000"))
    pad.write_blocks(A, 3, bytes.fromhex("1122334455667788"), 4)
    assert not link.script


def test_a_long_write_is_split_at_the_readers_limit(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened(block_order="tag")
    data = bytes(range(144))
    link.expect(write_request(0, 16, 8, data[:128].hex()), says("B000"))
    link.expect(write_request(16, 2, 8, data[128:].hex()), says("B000"))
    pad.write_blocks(A, 0, data, 8)
    assert not link.script


def test_a_write_is_never_repeated(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    link.expect(write_request(0, 1, 4, "04030201"))
    with pytest.raises(DeviceLost):
        pad.write_blocks(A, 0, bytes.fromhex("01020304"), 4)
    assert not link.script


def test_a_locked_block_is_refused_by_the_tag(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    link.expect(write_request(0, 1, 4, "04030201"), says("B0951200"))
    with pytest.raises(TagRefused, match="block is locked"):
        pad.write_blocks(A, 0, bytes.fromhex("01020304"), 4)


@pytest.mark.parametrize(
    ("block", "error"),
    [("B000 01 04 01 00000000", TagRefused), ("B000 01 04 00 00000000", TagLost),
     ("B001", TagLost), ("B09510", TagRefused)],
)  # fmt: skip
def test_a_write_error_is_explained_by_the_block(
    link: Any, opened: Callable[..., Feig], block: str, error: type[Exception]
) -> None:
    pad = opened()
    link.expect(write_request(4, 2, 4, "0000000000000000"), says("B00305"))
    link.expect(read_request(5, 1), says(block))
    with pytest.raises(error):
        pad.write_blocks(A, 4, bytes(8), 4)


def test_afi_is_written_addressed(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    link.expect(asks(b"\xb0\x27\x01" + A + b"\x07"), says("B000"))
    pad.write_afi(A, 0x07)
    assert not link.script


@pytest.mark.parametrize(
    ("reply", "error"),
    [("B001", TagLost), ("B002", TagLost), ("B003", TagLost), ("B083", TagLost),
     ("B016", TagRefused), ("B09512", TagRefused), ("B0950F", TagRefused), ("B095", TagRefused),
     ("B00E", DeviceFault), ("B080", DeviceFault), ("B0F1", DeviceFault),
     ("B0EE", DeviceFault)],
)  # fmt: skip
def test_each_status_is_the_error_it_should_be(
    link: Any, opened: Callable[..., Feig], reply: str, error: type[Exception]
) -> None:
    pad = opened()
    link.expect(asks(b"\xb0\x27\x01" + A + b"\x07"), says(reply))
    with pytest.raises(error) as caught:
        pad.write_afi(A, 0x07)
    assert type(caught.value) is error


@pytest.mark.parametrize("uid", [b"", A[:7], A + b"\x00"])
def test_no_command_goes_out_without_a_whole_uid(
    link: Any, opened: Callable[..., Feig], uid: bytes
) -> None:
    pad = opened()
    with pytest.raises(ValueError, match="8 bytes"):
        pad.write_afi(uid, 0x07)
    with pytest.raises(ValueError, match="8 bytes"):
        pad.write_blocks(uid, 0, bytes(4), 4)


def test_half_a_block_is_not_written(opened: Callable[..., Feig]) -> None:
    with pytest.raises(ValueError, match="no whole blocks"):
        opened().write_blocks(A, 0, bytes(6), 4)


def test_a_reader_with_an_address_is_the_only_one_heard(link: Any) -> None:
    request = with_crc(bytes.fromhex("0200070765"))
    answer = with_crc(bytes.fromhex("02000F076500") + bytes.fromhex(VERSION))
    link.expect(request, VERSION_REPLY, (0.02, answer))
    assert Feig(link, FeigOptions(address=7)).version == bytes.fromhex(VERSION)


def test_five_milliseconds_pass_before_each_command(link: Any, opened: Callable[..., Feig]) -> None:
    pad = opened()
    answered_s = link.clock_s
    link.expect(asks(b"\xb0\x27\x01" + A + b"\x07"), (0.0, says("B000")))
    pad.write_afi(A, 0x07)
    assert link.clock_s - answered_s >= 0.005
    pad.close()
    assert link.closed


@pytest.mark.parametrize(("reply", "said"), [("B100", True), ("B180", None), ("B19501", None)])
def test_what_a_reader_says_of_the_eas_alarm(
    link: Any, opened: Callable[..., Feig], reply: str, said: bool | None
) -> None:
    pad = opened()
    link.expect(read_request(0, 1), says("B000 01 04 00 01020304"))
    link.expect(asks(b"\xb1\x04\xa5\x01" + A), says(reply))
    assert pad.read_eas(A) is said


def test_silence_is_no_alarm_only_while_the_tag_is_there(
    link: Any, opened: Callable[..., Feig]
) -> None:
    pad = opened()
    there = says("B000 01 04 00 01020304")
    link.expect(read_request(0, 1), there)
    link.expect(asks(b"\xb1\x04\xa5\x01" + A), says("B101"))
    link.expect(read_request(0, 1), there)
    assert pad.read_eas(A) is False
    link.expect(read_request(0, 1), there)
    link.expect(asks(b"\xb1\x04\xa5\x01" + A), says("B101"))
    for _ in range(2):
        link.expect(read_request(0, 1), says("B001"))
    with pytest.raises(TagLost):
        pad.read_eas(A)


@pytest.mark.parametrize(("on", "code"), [(True, b"\xa2"), (False, b"\xa3")])
def test_the_eas_bit_is_set_and_cleared_addressed(
    link: Any, opened: Callable[..., Feig], on: bool, code: bytes
) -> None:
    pad = opened()
    link.expect(asks(b"\xb1\x04" + code + b"\x01" + A), says("B100"))
    pad.write_eas(A, on)
    assert not link.script
