"""Packets of Nordic ID's modules, and the driver on a simulated one."""

from typing import cast

import pytest
from device_play import bench
from hypothesis import given
from hypothesis import strategies as st

from procstation.devices import DeviceFault, DeviceLost
from procstation_drivers.uhf.nur_packets import (
    PING,
    Packet,
    PacketDecoder,
    crc,
    encode,
    stream_notice,
)
from procstation_simulators.uhf.nordicid import VirtualNurReader

PONG = bytes.fromhex("A5060000005C01004F4B2916")
"""What the maker's library takes for the answer to a ping."""

UII = bytes.fromhex("141CC04FC70BADB5C6E2DA1DED4DD319")


def test_a_ping_is_that_of_the_makers_library() -> None:
    assert encode(PING).hex().upper() == "A5030000005901D1F1"
    assert crc(b"123456789") == 0x29B1


@pytest.mark.parametrize("size", [1, 5, 50])
def test_an_answer_in_any_pieces_and_behind_noise(size: int) -> None:
    decoder, data = PacketDecoder(), b"\x00\xff\xa5\x01" + PONG + PONG
    found = [
        packet
        for at in range(0, len(data), size)
        for packet in decoder.receive(data[at : at + size])
    ]
    assert found == [Packet(PING, 0, b"OK")] * 2


@given(st.binary(max_size=60))
def test_after_any_noise_and_a_silence_answers_are_read(noise: bytes) -> None:
    decoder = PacketDecoder()
    decoder.receive(noise)
    decoder.receive(b"")
    assert decoder.receive(PONG) == [Packet(PING, 0, b"OK")]


def test_a_spoilt_packet_is_passed_over() -> None:
    decoder = PacketDecoder()
    assert decoder.receive(PONG[:-1] + b"\x00" + PONG) == [Packet(PING, 0, b"OK")]
    assert decoder.spoilt == 1


def test_a_notice_cut_short() -> None:
    with pytest.raises(ValueError, match="tag that is cut short"):
        stream_notice(bytes([0, 1, 0, 0, 4, 30, 1, 2]))
    with pytest.raises(ValueError, match="notice"):
        stream_notice(b"\x00")


def test_a_stream_that_ends_by_itself_is_begun_again() -> None:
    one = bench("uhf", "nordicid")
    cast(VirtualNurReader, one.device).shelf.lay(UII)
    begun_s, last_s = one.link.now_s(), one.link.now_s()
    while one.link.now_s() - begun_s < 65:
        if one.driven.poll(0.5):
            assert one.link.now_s() - last_s < 1.0
            last_s = one.link.now_s()
    assert one.link.now_s() - last_s < 1.0


def test_a_module_that_falls_silent_is_lost() -> None:
    one = bench("uhf", "nordicid")
    cast(VirtualNurReader, one.device).faults.dont_answer = 99
    with pytest.raises(DeviceLost):
        one.driven.poll(60.0)


def test_its_power_is_left_as_it_is() -> None:
    one = bench("uhf", "nordicid")
    one.driven.set_power(None)
    with pytest.raises(DeviceFault, match="20 dBm"):
        one.driven.set_power(20)
