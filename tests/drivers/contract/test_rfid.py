"""What every RFID pad must do, whatever its maker: run for each registered driver.

The bytes on the wire are judged in the drivers' own tests; here it is the answers, the errors, and
what lies on the tags afterwards.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import cast

import pytest
from device_play import Bench, PlayedPad, bench, simulated, with_all_variants
from many_cases import in_one_test

from procstation.devices import (
    Blocks,
    DeviceFault,
    DeviceLost,
    EasPad,
    RfidPad,
    SimulatedDevice,
    TagLost,
    TagRefused,
)
from procstation.errors import DeviceError
from procstation_simulators.rfid.tag import VirtualTag

UID = bytes.fromhex("E00401005B6C7D8E")
OTHER = bytes.fromhex("E00401105B6C7D8F")
IMAGE = "1101013130303030303030353600000000000098A4444B373138353030000000"

NAMES = simulated("rfid")
CHUNKS = [None, 1, 7]

KNOWN_AGAIN_S = 2.0
"""Seconds of line time until it is known, or said to be unknown, what a disturbed pad has done."""

QUESTIONS: list[Callable[[RfidPad], object]] = [
    lambda pad: pad.inventory(),
    lambda pad: pad.system_information(UID),
    lambda pad: pad.read_blocks(UID, 0, 8),
    lambda pad: pad.write_blocks(UID, 4, b"new datanew data", 4),
    lambda pad: pad.write_afi(UID, 0x07),
]
READING = QUESTIONS[:3]
QUESTION_NAMES = ["inventory", "system information", "read", "write", "afi"]


def laid(one: Bench) -> Bench:
    play(one).field.lay(VirtualTag.from_hex(UID, IMAGE, afi=0xC2, dsfid=0x3E))
    return one


def play(one: Bench) -> PlayedPad:
    return cast(PlayedPad, one.device)


def pad_of(one: Bench) -> RfidPad:
    return cast(RfidPad, one.driven)


def the_tag(one: Bench) -> VirtualTag:
    return play(one).field.find(UID)


@in_one_test("chunk", CHUNKS)
@in_one_test("count", [0, 1, 2, 4, 5, 8, 9, 20])
@pytest.mark.parametrize("name", NAMES)
def test_inventory(name: str, count: int, chunk: int | None) -> None:
    one = bench("rfid", name, chunk=chunk)
    uids = [bytes.fromhex(f"E00401005B6C{37 * tail % 251:02X}{tail:02X}") for tail in range(count)]
    for uid in uids:
        play(one).field.lay(VirtualTag.blank(uid))
    assert pad_of(one).inventory() == tuple(sorted(uids))
    # And not only once: what was told of before is still there.
    assert pad_of(one).inventory() == tuple(sorted(uids))


@with_all_variants("rfid")
def test_inventory_follows_what_is_laid_and_lifted(name: str, query: Mapping[str, str]) -> None:
    one = bench("rfid", name, query)
    pad, field = pad_of(one), play(one).field
    assert pad.inventory() == ()
    field.lay(VirtualTag.blank(OTHER))
    assert pad.inventory() == (OTHER,)
    field.lay(VirtualTag.blank(UID))
    assert pad.inventory() == (UID, OTHER)
    field.lift(OTHER)
    assert pad.inventory() == (UID,)
    field.lift(UID)
    assert pad.inventory() == ()


@in_one_test("chunk", CHUNKS)
@with_all_variants("rfid")
def test_system_information(name: str, query: Mapping[str, str], chunk: int | None) -> None:
    one = laid(bench("rfid", name, query, chunk))
    system = pad_of(one).system_information(UID)
    assert (system.uid, system.dsfid, system.afi) == (UID, 0x3E, 0xC2)
    assert system.block_count in (28, None)
    assert system.block_size in (4, None)


@in_one_test(
    "uid, count, size",
    [
        ("E00401085B6C7D8E", 80, 4),
        ("E00208AABBCCDDEE", 64, 4),
        ("E0070000012345AB", 64, 4),
        ("E00801AABBCCDDEE", 256, 8),
    ],
)
@with_all_variants("rfid")
def test_chips_of_other_sizes(
    name: str, query: Mapping[str, str], uid: str, count: int, size: int
) -> None:
    one = bench("rfid", name, query)
    play(one).field.lay(VirtualTag.blank(uid))
    system = pad_of(one).system_information(bytes.fromhex(uid))
    assert system.block_count in (count, None)
    assert system.block_size in (size, None)


@with_all_variants("rfid")
def test_a_chip_without_system_information(name: str, query: Mapping[str, str]) -> None:
    one = bench("rfid", name, query)
    uid = bytes.fromhex("E007C000012345AB")
    play(one).field.lay(VirtualTag.from_hex(uid, "0102030405060708"))
    pad = pad_of(one)
    system = pad.system_information(uid)
    assert system.uid == uid
    assert (system.dsfid, system.afi, system.block_count) == (None, None, None)
    assert pad.read_blocks(uid, 0, 2).data == bytes(range(1, 9))
    assert len(pad.read_blocks(uid, 0, 28).data) == 8 * 4
    with pytest.raises(TagRefused):
        pad.write_afi(uid, 0x07)


FAMILIES = [
    ("E00401085B6C7D8E", 80, 4),
    ("E00208AABBCCDDEE", 64, 4),
    ("E0070000012345AB", 64, 4),
    ("E007C000012345AB", 8, 4),
    ("E007C400012345AB", 8, 4),
    ("E00801AABBCCDDEE", 256, 8),
]
"""UID, blocks and block size of tags that differ in what they can and how they want to be asked:
TI wants the option flag, its oldest have no system information and read single blocks only."""


@in_one_test("silent", [False, True])
@in_one_test("uid, count, size", FAMILIES)
@pytest.mark.parametrize("name", NAMES)
def test_every_family_of_tags_is_read_and_written(
    name: str, uid: str, count: int, size: int, silent: bool
) -> None:
    one = bench("rfid", name)
    tag, pad = VirtualTag.blank(uid), pad_of(one)
    tag.silent_refusals = silent
    tag.memory[:] = bytes(number % 251 for number in range(count * size))
    play(one).field.lay(tag)
    assert pad.inventory() == (tag.uid,)
    system = pad.system_information(tag.uid)
    assert (system.uid, system.block_count in (count, None)) == (tag.uid, True)
    try:
        pad.write_blocks(tag.uid, 2, b"0123456789ABCDEF", size)
    except TagRefused:
        # A pad that moves blocks of 4 bytes alone says so and leaves the tag as it is.
        assert size != 4
        assert tag.memory[: 4 * size] == bytes(range(4 * size))
        return
    assert tag.memory[2 * size : 2 * size + 16] == b"0123456789ABCDEF"
    read = pad.read_blocks(tag.uid, 0, min(count, 40) + 1)
    assert read.data == tag.memory[: min(count, 41) * size]
    assert read.size == size


@in_one_test("chunk", CHUNKS)
@with_all_variants("rfid")
def test_reading_blocks(name: str, query: Mapping[str, str], chunk: int | None) -> None:
    one = laid(bench("rfid", name, query, chunk))
    the_tag(one).lock_block(2)
    blocks = pad_of(one).read_blocks(UID, 0, 8)
    assert blocks == Blocks(0, 4, bytes.fromhex(IMAGE), tuple(n == 2 for n in range(8)))
    assert pad_of(one).read_blocks(UID, 3, 1).data == bytes.fromhex(IMAGE)[12:16]


@in_one_test("short_reads", [False, True])
@in_one_test("first, count, there", [(0, 28, 28), (0, 64, 28), (25, 9, 3)])
@with_all_variants("rfid")
def test_reading_to_the_end_of_the_tag(
    name: str, query: Mapping[str, str], first: int, count: int, there: int, short_reads: bool
) -> None:
    one = laid(bench("rfid", name, query))
    tag = the_tag(one)
    tag.short_reads = short_reads
    tag.memory[:] = bytes(range(112))
    blocks = pad_of(one).read_blocks(UID, first, count)
    assert blocks.data == bytes(range(112))[4 * first : 4 * (first + there)]
    assert len(blocks.locked) == there


@in_one_test("blocks", [33, 64])
@pytest.mark.parametrize("name", NAMES)
def test_more_blocks_than_fit_into_one_command(name: str, blocks: int) -> None:
    one = bench("rfid", name)
    uid = bytes.fromhex("E00208AABBCCDDEE")
    play(one).field.lay(VirtualTag.blank(uid))
    data = bytes(number % 251 for number in range(4 * blocks))
    pad_of(one).write_blocks(uid, 0, data, 4)
    assert play(one).field.find(uid).memory[: len(data)] == data
    assert pad_of(one).read_blocks(uid, 0, blocks).data == data


@pytest.mark.parametrize("name", NAMES)
def test_blocks_of_eight_bytes_are_moved_or_refused(name: str) -> None:
    one = bench("rfid", name)
    tag = VirtualTag.blank("E00801AABBCCDDEE")
    play(one).field.lay(tag)
    pad, data = pad_of(one), bytes(range(16))
    try:
        pad.write_blocks(tag.uid, 2, data, 8)
    except TagRefused:
        assert not any(tag.memory)
        with pytest.raises(DeviceError):
            pad.read_blocks(tag.uid, 2, 2)
    else:
        assert tag.memory[16:32] == data
        blocks = pad.read_blocks(tag.uid, 2, 2)
        assert (blocks.size, blocks.data) == (8, data)


@in_one_test("chunk", CHUNKS)
@with_all_variants("rfid")
def test_what_is_written_is_read(name: str, query: Mapping[str, str], chunk: int | None) -> None:
    one = laid(bench("rfid", name, query, chunk))
    pad, tag = pad_of(one), the_tag(one)
    before = bytes(tag.memory)
    pad.write_blocks(UID, 3, b"ABCDEFGHIJKL", 4)
    assert tag.memory == before[:12] + b"ABCDEFGHIJKL" + before[24:]
    assert pad.read_blocks(UID, 2, 5).data == before[8:12] + b"ABCDEFGHIJKL" + before[24:28]
    assert dict(tag.writes) == {3: 1, 4: 1, 5: 1}


@in_one_test("chunk", CHUNKS)
@with_all_variants("rfid")
def test_the_afi_that_is_written_is_read(
    name: str, query: Mapping[str, str], chunk: int | None
) -> None:
    one = laid(bench("rfid", name, query, chunk))
    for afi in (0x07, 0xC2, 0x00, 0xFF):
        pad_of(one).write_afi(UID, afi)
        assert the_tag(one).afi == afi
        assert pad_of(one).system_information(UID).afi == afi
    assert bytes(the_tag(one).memory).startswith(bytes.fromhex(IMAGE))


@pytest.mark.parametrize("name", NAMES)
def test_only_the_tag_meant_is_changed(name: str) -> None:
    one = laid(bench("rfid", name))
    other = VirtualTag.from_hex(OTHER, "22" * 32, afi=0x55)
    play(one).field.lay(other)
    pad_of(one).inventory()
    pad_of(one).write_blocks(UID, 0, b"ABCD", 4)
    pad_of(one).write_afi(UID, 0x07)
    assert (bytes(other.memory[:32]), other.afi) == (b"\x22" * 32, 0x55)
    assert (bytes(the_tag(one).memory[:4]), the_tag(one).afi) == (b"ABCD", 0x07)


@with_all_variants("rfid")
def test_a_locked_block_is_refused(name: str, query: Mapping[str, str]) -> None:
    one = laid(bench("rfid", name, query))
    tag = the_tag(one)
    tag.lock_block(5)
    with pytest.raises(TagRefused) as refused:
        pad_of(one).write_blocks(UID, 4, b"ABCDEFGHIJKL", 4)
    assert UID.hex().upper() in refused.value.what
    assert bytes(tag.memory[20:24]) == bytes.fromhex(IMAGE)[20:24]
    # The tag is there and the pad still works.
    assert pad_of(one).read_blocks(UID, 5, 1).locked == (True,)


@with_all_variants("rfid")
def test_a_block_that_is_not_there_is_refused(name: str, query: Mapping[str, str]) -> None:
    one = laid(bench("rfid", name, query))
    with pytest.raises(TagRefused):
        pad_of(one).write_blocks(UID, 28, b"ABCD", 4)


@in_one_test("question", QUESTIONS[1:])
@with_all_variants("rfid")
def test_a_tag_that_is_not_there_is_lost(
    name: str, query: Mapping[str, str], question: Callable[[RfidPad], object]
) -> None:
    one = bench("rfid", name, query)
    other = VirtualTag.from_hex(OTHER, IMAGE, afi=0x55)
    play(one).field.lay(other)
    with pytest.raises(TagLost) as lost:
        question(pad_of(one))
    assert UID.hex().upper() in lost.value.what
    assert (bytes(other.memory[:32]), other.afi) == (bytes.fromhex(IMAGE), 0x55)
    assert pad_of(one).inventory() == (OTHER,)


@in_one_test("cut", range(13))
@with_all_variants("rfid")
def test_a_write_torn_at_any_byte(name: str, query: Mapping[str, str], cut: int) -> None:
    one = laid(bench("rfid", name, query))
    tag = the_tag(one)
    before, new = bytes(tag.memory), b"ABCDEFGHIJKL"
    tag.leave_after(cut)
    with pytest.raises(TagLost):
        pad_of(one).write_blocks(UID, 2, new, 4)
    assert bytes(tag.memory) == before[:8] + new[:cut] + before[8 + cut :]
    assert pad_of(one).inventory() == ()
    play(one).field.lay(tag)
    assert pad_of(one).inventory() == (UID,)
    pad_of(one).write_blocks(UID, 2, new, 4)
    assert bytes(tag.memory) == before[:8] + new + before[20:]


def with_eas(one: Bench) -> EasPad:
    if not isinstance(one.driven, EasPad):
        pytest.skip(f"{one.name} does not reach the EAS bit")
    return one.driven


@with_all_variants("rfid")
def test_the_eas_bit_that_is_written_is_read(name: str, query: Mapping[str, str]) -> None:
    one = laid(bench("rfid", name, query))
    pad, before = with_eas(one), bytes(the_tag(one).memory)
    other = VirtualTag.blank(OTHER)
    play(one).field.lay(other)
    assert pad.read_eas(UID) is False
    for on in (True, True, False):
        pad.write_eas(UID, on)
        assert the_tag(one).eas is on
        assert pad.read_eas(UID) is on
        assert pad.read_eas(OTHER) is other.eas is False
    assert (bytes(the_tag(one).memory), the_tag(one).afi) == (before, 0xC2)


@in_one_test("uid", ["E00208AABBCCDDEE", "E007C000012345AB", "E00801AABBCCDDEE"])
@pytest.mark.parametrize("name", NAMES)
def test_a_chip_without_an_eas_bit(name: str, uid: str) -> None:
    one = bench("rfid", name)
    pad, tag = with_eas(one), VirtualTag.blank(uid)
    play(one).field.lay(tag)
    assert pad.read_eas(tag.uid) is None
    with pytest.raises(TagRefused, match=uid):
        pad.write_eas(tag.uid, True)
    assert not tag.eas


@pytest.mark.parametrize("name", NAMES)
def test_the_eas_bit_of_a_tag_that_is_not_there(name: str) -> None:
    one = bench("rfid", name)
    pad, other = with_eas(one), VirtualTag.blank(OTHER)
    play(one).field.lay(other)
    # Silence must not pass for "off".
    with pytest.raises(TagLost, match=UID.hex().upper()):
        pad.read_eas(UID)
    with pytest.raises(TagLost, match=UID.hex().upper()):
        pad.write_eas(UID, True)
    assert not other.eas


@in_one_test("on", [True, False])
@pytest.mark.parametrize("name", NAMES)
def test_an_eas_bit_torn_from_the_pad(name: str, on: bool) -> None:
    one = laid(bench("rfid", name))
    pad, tag = with_eas(one), the_tag(one)
    tag.eas = not on
    tag.leave_after(0)
    with pytest.raises(TagLost):
        pad.write_eas(UID, on)
    assert tag.eas is not on
    play(one).field.lay(tag)
    pad.write_eas(UID, on)
    assert pad.read_eas(UID) is on


def right_answers(one: Bench) -> None:
    """Every question gets its own answer."""
    pad = pad_of(one)
    assert pad.inventory() == (UID,)
    assert pad.read_blocks(UID, 1, 2).data == bytes.fromhex(IMAGE)[4:12]
    assert pad.system_information(UID).dsfid == 0x3E
    assert pad.read_blocks(UID, 0, 4).data == bytes.fromhex(IMAGE)[:16]
    pad.write_blocks(UID, 20, b"ABCD", 4)
    assert bytes(the_tag(one).memory[80:84]) == b"ABCD"


def spoil_with_noise(one: Bench) -> None:
    play(one).faults.noise_before = b"\x00\xff\x02\xd6"
    play(one).faults.noise_after = b"\x55\xd6\x02"


def spoil_by_repeating(one: Bench) -> None:
    play(one).faults.reply_twice = True


def spoil_by_a_late_reply(one: Bench) -> None:
    play(one).faults.reply_late_s = 0.6


def spoil_by_a_very_late_reply(one: Bench) -> None:
    play(one).faults.reply_late_s = 60


def spoil_by_losing_the_command(one: Bench) -> None:
    play(one).faults.dont_answer = 1


SPOILING = [
    spoil_with_noise,
    spoil_by_repeating,
    spoil_by_a_late_reply,
    spoil_by_a_very_late_reply,
    spoil_by_losing_the_command,
]


def asks_rightly_or_fails(one: Bench, question: Callable[[RfidPad], object]) -> None:
    """A disturbed question is answered rightly or raises; it is never answered wrongly."""
    pad = pad_of(one)
    with suppress(DeviceError):
        answer = question(pad)
        if isinstance(answer, tuple):
            assert answer == (UID,)
        elif isinstance(answer, Blocks):
            assert answer.data == bytes.fromhex(IMAGE)
            assert not any(answer.locked)
        elif answer is not None:
            assert (answer.uid, answer.dsfid, answer.afi) == (UID, 0x3E, 0xC2)  # type: ignore[attr-defined]


@pytest.mark.long
@in_one_test("spoil", SPOILING)
@in_one_test("question", QUESTIONS)
@in_one_test("chunk", CHUNKS)
@pytest.mark.parametrize("name", NAMES)
def test_a_disturbed_answer_harms_nothing_else(
    name: str,
    chunk: int | None,
    question: Callable[[RfidPad], object],
    spoil: Callable[[Bench], None],
) -> None:
    one = laid(bench("rfid", name, chunk=chunk))
    spoil(one)
    begun_s = one.link.now_s()
    asks_rightly_or_fails(one, question)
    assert one.link.now_s() - begun_s < KNOWN_AGAIN_S
    right_answers(one)


@in_one_test("spoil", SPOILING)
@in_one_test("question", READING)
@pytest.mark.parametrize("name", NAMES)
def test_a_question_that_only_reads_survives_one_disturbance(
    name: str, question: Callable[[RfidPad], object], spoil: Callable[[Bench], None]
) -> None:
    one = laid(bench("rfid", name))
    spoil(one)
    assert question(pad_of(one)) is not None


@pytest.mark.long
@in_one_test("question", QUESTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_cut_at_any_byte(name: str, question: Callable[[RfidPad], object]) -> None:
    one = laid(bench("rfid", name))
    for cut in range(30):
        play(one).faults.cut_reply = cut
        asks_rightly_or_fails(one, question)
        the_tag(one).afi = 0xC2
        right_answers(one)


@pytest.mark.long
@in_one_test("question", QUESTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_an_answer_with_any_bit_wrong(name: str, question: Callable[[RfidPad], object]) -> None:
    one = laid(bench("rfid", name))
    for bit in range(0, 8 * 24, 5):
        play(one).faults.flip_bit = bit
        asks_rightly_or_fails(one, question)
        the_tag(one).afi = 0xC2
        assert pad_of(one).inventory() == (UID,)
        assert pad_of(one).read_blocks(UID, 1, 2).data == bytes.fromhex(IMAGE)[4:12]


@in_one_test("on", [False, True])
@in_one_test("spoil", SPOILING)
@pytest.mark.parametrize("name", NAMES)
def test_a_disturbed_answer_about_the_eas_bit(
    name: str, spoil: Callable[[Bench], None], on: bool
) -> None:
    one = laid(bench("rfid", name))
    pad, tag = with_eas(one), the_tag(one)
    tag.eas = on
    spoil(one)
    with suppress(DeviceError):
        assert pad.read_eas(UID) is on
    spoil(one)
    # The answer may be lost after the bit was set; that it was not set is never called done.
    with suppress(DeviceError):
        pad.write_eas(UID, not on)
        assert tag.eas is not on
    tag.eas = on
    assert pad.read_eas(UID) is on
    right_answers(one)


@in_one_test("late_s", [0.05, 0.3, 0.6, 1.2, 60])
@pytest.mark.parametrize("name", NAMES)
def test_a_late_answer_is_not_taken_for_the_next(name: str, late_s: float) -> None:
    one = laid(bench("rfid", name))
    other = VirtualTag.from_hex(OTHER, "22" * 32)
    play(one).field.lay(other)
    # The same question about another tag or block: only the order tells the answers apart.
    for uid, first, wanted in [
        (UID, 0, bytes.fromhex(IMAGE)[:8]),
        (UID, 2, bytes.fromhex(IMAGE)[8:16]),
        (OTHER, 2, b"\x22" * 8),
        (UID, 4, bytes.fromhex(IMAGE)[16:24]),
    ]:
        play(one).faults.reply_late_s = late_s
        with suppress(DeviceError):
            assert pad_of(one).read_blocks(uid, first, 2).data == wanted
    assert pad_of(one).read_blocks(UID, 0, 2).data == bytes.fromhex(IMAGE)[:8]


@pytest.mark.parametrize("name", NAMES)
def test_a_late_answer_to_a_write_does_not_confirm_the_next(name: str) -> None:
    one = laid(bench("rfid", name))
    play(one).faults.reply_late_s = 60
    with suppress(DeviceError):
        pad_of(one).write_blocks(UID, 0, b"ABCD", 4)
    the_tag(one).lock_block(1)
    with pytest.raises(TagRefused):
        pad_of(one).write_blocks(UID, 1, b"EFGH", 4)


@in_one_test("cut", [0, 3])
@pytest.mark.parametrize("name", NAMES)
def test_a_write_whose_answer_is_lost_is_not_written_again(name: str, cut: int) -> None:
    one = laid(bench("rfid", name))
    play(one).faults.cut_reply = cut
    with suppress(DeviceError):
        pad_of(one).write_blocks(UID, 4, b"ABCDEFGH", 4)
    play(one).faults.cut_reply = cut
    with suppress(DeviceError):
        pad_of(one).write_afi(UID, 0x07)
    assert dict(the_tag(one).writes) == {4: 1, 5: 1}
    assert the_tag(one).afi_writes == 1


@in_one_test("question", QUESTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_silence_is_a_lost_device(name: str, question: Callable[[RfidPad], object]) -> None:
    one = laid(bench("rfid", name))
    begun_s = one.link.now_s()
    play(one).faults.dont_answer = 1000
    with pytest.raises(DeviceLost):
        question(pad_of(one))
    assert one.link.now_s() - begun_s < KNOWN_AGAIN_S
    play(one).faults.dont_answer = 0
    right_answers(one)


@pytest.mark.parametrize("name", NAMES)
def test_a_silent_pad_is_not_opened(name: str) -> None:
    one = bench("rfid", name)
    begun_s = one.link.now_s()
    play(one).faults.dont_answer = 1000
    with pytest.raises(DeviceLost):
        one.reopen()
    assert one.link.now_s() - begun_s < KNOWN_AGAIN_S


class HalfSpeed:
    """A device whose line is set to half the speed of the host's: both hear other bytes."""

    def __init__(self, device: SimulatedDevice) -> None:
        self._device = device

    @property
    def plugged(self) -> bool:
        return self._device.plugged

    def receive(self, data: bytes) -> None:
        # It looks at every second bit of what it is sent.
        self._device.receive(_heard(_on_the_line(data)[::2]))

    def transmit(self) -> bytes:
        # Each of its bits lasts as long as two.
        return _heard([bit for bit in _on_the_line(self._device.transmit()) for _ in range(2)])

    def pass_time(self, seconds: float) -> None:
        self._device.pass_time(seconds)

    def take_busy_s(self) -> float:
        return self._device.take_busy_s()


def _on_the_line(data: bytes) -> list[int]:
    """The bits of bytes: a start bit, eight from the lowest up, a stop bit."""
    return [bit for byte in data for bit in [0, *(byte >> n & 1 for n in range(8)), 1]]


def _heard(bits: list[int]) -> bytes:
    """The bytes a receiver finds in bits: it waits for a start bit and takes the next eight."""
    found, at = bytearray(), 0
    while at + 8 < len(bits):
        if bits[at]:
            at += 1
            continue
        found.append(sum(bit << n for n, bit in enumerate(bits[at + 1 : at + 9])))
        at += 10
    return bytes(found)


@in_one_test("question", QUESTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_a_line_at_the_wrong_speed(name: str, question: Callable[[RfidPad], object]) -> None:
    one = laid(bench("rfid", name))
    before = bytes(the_tag(one).memory)
    one.link.device = HalfSpeed(one.device)
    begun_s = one.link.now_s()
    with pytest.raises((DeviceLost, DeviceFault)) as lost:
        question(pad_of(one))
    assert one.link.now_s() - begun_s < KNOWN_AGAIN_S
    assert lost.value.do_next
    assert (bytes(the_tag(one).memory), the_tag(one).afi) == (before, 0xC2)
    with pytest.raises((DeviceLost, DeviceFault)):
        one.reopen()
    one.link.device = one.device
    right_answers(one)


@in_one_test("question", QUESTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_a_line_that_is_never_quiet(name: str, question: Callable[[RfidPad], object]) -> None:
    one = laid(bench("rfid", name))

    class Chatter(HalfSpeed):
        """Says something else whenever it is listened to."""

        def transmit(self) -> bytes:
            return super().transmit() + b"\x55\xaa\x02\xd6\xfa"

    one.link.device = Chatter(one.device)
    begun_s = one.link.now_s()
    with pytest.raises((DeviceLost, DeviceFault)):
        question(pad_of(one))
    assert one.link.now_s() - begun_s < KNOWN_AGAIN_S
    one.link.device = one.device
    right_answers(one)


@in_one_test("question", QUESTIONS)
@pytest.mark.parametrize("name", NAMES)
def test_an_unplugged_pad_is_lost_and_comes_back(
    name: str, question: Callable[[RfidPad], object]
) -> None:
    one = laid(bench("rfid", name))
    play(one).faults.unplug()
    with pytest.raises(DeviceLost):
        question(pad_of(one))
    with pytest.raises(DeviceLost):
        one.reopen()
    play(one).faults.plug()
    one.reopen()
    right_answers(one)
    pad_of(one).close()


@pytest.mark.parametrize("name", NAMES)
def test_what_is_no_pad_is_not_opened(name: str) -> None:
    class Echo:
        """A line looped back: whatever is sent comes back."""

        plugged = True

        def __init__(self) -> None:
            self.said = bytearray()

        def receive(self, data: bytes) -> None:
            self.said += data

        def transmit(self) -> bytes:
            said = bytes(self.said)
            self.said.clear()
            return said

        def pass_time(self, seconds: float) -> None: ...

        def take_busy_s(self) -> float:
            return 0.0

    one = bench("rfid", name)
    one.link.device = Echo()
    with pytest.raises((DeviceLost, DeviceFault)):
        one.reopen()
