"""TSL's ASCII protocol, and the driver on a simulated reader."""

from typing import cast

import pytest
from device_play import bench
from hypothesis import given
from hypothesis import strategies as st

from procstation.devices import DeviceFault, DeviceLost, Garbled, Scan, TagHeard
from procstation_drivers.uhf.tsl_lines import Answer, AnswerDecoder
from procstation_simulators.uhf.tsl import VirtualTslReader

INVENTORY = b"CS: .iv\r\nEP: 000000000000000000001242\r\nRI: -61\r\nOK:\r\n\r\n"
"""From the tests of another open program (commlink)."""

EPC = bytes.fromhex("000000000000000000001242")
UII = bytes.fromhex("141CC04FC70BADB5C6E2DA1DED4DD319")


@pytest.mark.parametrize("size", [1, 3, 100])
def test_a_recorded_answer(size: int) -> None:
    decoder = AnswerDecoder()
    told = [
        one
        for at in range(0, len(INVENTORY), size)
        for one in decoder.receive(INVENTORY[at : at + size])
    ]
    assert told == [TagHeard(EPC, rssi_dbm=-61.0), Answer(".iv", 0)]


def test_no_tag() -> None:
    assert AnswerDecoder().receive(b"CS: .iv\r\nER: 005\r\n\r\n") == [Answer(".iv", 5)]


def test_stray_bytes_and_bare_line_feeds() -> None:
    data = b"\x00\xffCS: .iv\nEP: 000000000000000000001242\n\xff\x00RI: -61\nOK:\n"
    assert AnswerDecoder().receive(data)[0] == TagHeard(EPC, rssi_dbm=-61.0)


def test_fields_in_any_order() -> None:
    told = AnswerDecoder().receive(
        b"CS: .iv\r\nPC: 3000\r\nEP: 000000000000000000001242\r\nRI: -61\r\n"
        b"PC: 41C2\r\nEP: 141CC04FC70BADB5C6E2DA1DED4DD319\r\nRI: -40\r\nTD: E2801160\r\nOK:\r\n"
    )
    assert told[:2] == [
        TagHeard(EPC, 0x3000, rssi_dbm=-61.0),
        TagHeard(UII, 0x41C2, tid=bytes.fromhex("E2801160"), rssi_dbm=-40.0),
    ]


def test_a_barcode_with_escaped_characters() -> None:
    (scan, _) = AnswerDecoder().receive(b"CS: .bc\r\nBC: A\x1b\rB\x1b\x1bC\r\nOK:\r\n")
    assert isinstance(scan, Scan)
    assert scan.text == "A\rB\x1bC"


def test_a_line_without_end_is_told_once_and_the_next_is_read() -> None:
    told = AnswerDecoder().receive(b"7" * 5000 + b"\r\n" + INVENTORY)
    assert isinstance(told[0], Garbled)
    assert told[1:] == [TagHeard(EPC, rssi_dbm=-61.0), Answer(".iv", 0)]


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading(noise: bytes) -> None:
    decoder = AnswerDecoder()
    decoder.receive(noise)
    decoder.receive(b"\x1b\x1b\r\n\r\n")
    assert TagHeard(EPC, rssi_dbm=-61.0) in decoder.receive(INVENTORY)


def test_barcodes_and_tags_come_by_the_triggers() -> None:
    one = bench("uhf", "tsl", {"held": "false"})
    device = cast(VirtualTslReader, one.device)
    device.shelf.lay(UII, rssi_dbm=-42)
    assert one.driven.poll(1.0) == []
    device.scan("31234000875612")
    (scan,) = one.driven.poll(1.0)
    assert scan.text == "31234000875612"
    device.pull()
    assert one.driven.poll(1.0)[0] == TagHeard(UII, rssi_dbm=-42.0)


def test_a_reader_that_inventories_all_the_time() -> None:
    one = bench("uhf", "tsl", {"held": "false"}, options={"mode": "continuous"})
    device = cast(VirtualTslReader, one.device)
    device.shelf.lay(UII)
    begun_s, rounds = one.link.now_s(), 0
    while one.link.now_s() - begun_s < 2.0:
        rounds += bool(one.driven.poll(0.1))
    assert rounds >= 10
    device.faults.dont_answer = 1
    with pytest.raises(DeviceLost):
        one.driven.poll(20.0)


def test_what_the_reader_refuses_is_in_words() -> None:
    with pytest.raises(DeviceFault) as refused:
        bench("uhf", "tsl", options={"further": "-zz on"})
    assert "does not support an option (error 002)" in refused.value.what
    one = bench("uhf", "tsl", {"battery_low": "true"})
    (told,) = one.driven.poll(1.0)
    assert told.reason == "its battery is low (error 009)"
    with pytest.raises(DeviceFault, match="battery is low"):
        bench(
            "uhf", "tsl", {"battery_low": "true", "held": "false"}, options={"mode": "continuous"}
        ).driven.poll(1.0)


def test_a_sleeping_reader_is_woken_and_a_silent_one_lost() -> None:
    one = bench("uhf", "tsl")
    assert "SIM-1128" in one.driven.version
    cast(VirtualTslReader, one.device).faults.dont_answer = 1
    one.reopen()
    cast(VirtualTslReader, one.device).faults.dont_answer = 9
    with pytest.raises(DeviceLost) as lost:
        one.reopen()
    assert "Wake the reader up" in lost.value.do_next
