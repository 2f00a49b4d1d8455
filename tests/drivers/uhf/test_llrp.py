"""The LLRP driver on a simulated reader: sessions, signs of life, refusals."""

from contextlib import closing
from typing import cast

import pytest
from device_play import bench

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Garbled,
    Rack,
    TagHeard,
    load_simulator,
    open_device,
)
from procstation.devices.check import Health, check_device
from procstation.devices.serve import ServedDevice, TcpLine
from procstation_drivers.uhf.llrp import LlrpReader
from procstation_simulators.uhf.llrp import VirtualLlrpReader

UII = bytes.fromhex("141CC04FC70BADB5C6E2DA1DED4DD319")


def test_a_second_client_is_refused_in_words() -> None:
    with pytest.raises(DeviceLost) as refused:
        bench("uhf", "llrp", {"busy": "true"})
    assert "another program is connected" in refused.value.what


def test_signs_of_life_are_answered_for_minutes() -> None:
    one = bench("uhf", "llrp", options={"keepalive_s": 1})
    for _ in range(120):
        assert one.driven.poll(1.0) == []
    cast(VirtualLlrpReader, one.device).shelf.lay(UII)
    assert one.driven.poll(1.0)


def test_a_reader_that_hangs_is_lost_after_three_signs_missed() -> None:
    one = bench("uhf", "llrp", options={"keepalive_s": 10})
    cast(VirtualLlrpReader, one.device).hung = True
    begun_s = one.link.now_s()
    with pytest.raises(DeviceLost) as lost:
        one.driven.poll(60.0)
    assert "no sign of life for 30 s" in lost.value.what
    assert 29 <= one.link.now_s() - begun_s <= 32


def test_a_client_that_answers_no_sign_of_life_is_let_go() -> None:
    one = bench("uhf", "llrp", options={"keepalive_s": 1})
    said = b""
    for _ in range(10):
        said += one.link.read(1.0)
    assert said.hex().endswith("01010004")  # the connection-close event


@pytest.mark.long
def test_fifteen_hundred_reports_a_second_are_all_there() -> None:
    one = bench("uhf", "llrp", {"rate": "1500"})
    device = cast(VirtualLlrpReader, one.device)
    for number in range(300):
        device.shelf.lay(UII[:-2] + number.to_bytes(2, "big"))
    begun_s, tags = one.link.now_s(), 0
    while one.link.now_s() - begun_s < 10:
        tags += sum(tag.count for tag in one.driven.poll(0.05))
    device.shelf.clear()
    while left := one.driven.poll(0.2):
        tags += sum(tag.count for tag in left)
    assert tags == device.reported
    assert tags > 14_000


def test_what_is_lost_or_broken_is_told() -> None:
    one = bench("uhf", "llrp")
    device = cast(VirtualLlrpReader, one.device)
    device.tell_overflow()
    device.disconnect_antenna(3)
    found = one.driven.poll(0.1)
    assert [event.reason for event in found if isinstance(event, Garbled)] == [
        "the reader's memory for reports was full: some are lost",
        "antenna 3 was disconnected",
    ]


def test_banks_read_along() -> None:
    one = bench("uhf", "llrp", options={"tid_words": 2, "user_words": 1})
    cast(VirtualLlrpReader, one.device).shelf.lay(
        UII, tid=bytes.fromhex("E280116020001234"), user=bytes.fromhex("0602")
    )
    tag = one.driven.poll(1.0)[0]
    assert isinstance(tag, TagHeard)
    assert (tag.tid.hex(), tag.user.hex()) == ("e2801160", "0602")


def test_several_tags_in_a_report() -> None:
    one = bench("uhf", "llrp", options={"reports_at_once": 25})
    device = cast(VirtualLlrpReader, one.device)
    device.shelf.lay(UII)
    assert len(one.driven.poll(1.0)) == 25


def test_antennas_are_chosen_and_checked() -> None:
    one = bench("uhf", "llrp", options={"antennas": [2, 3]})
    cast(VirtualLlrpReader, one.device).shelf.lay(UII, at={2: -40, 3: None})
    found = one.driven.poll(1.0) + one.driven.poll(1.0)
    assert {(tag.antenna, tag.rssi_dbm) for tag in found} == {(2, -40)}
    with pytest.raises(DeviceFault) as refused:
        bench("uhf", "llrp", options={"antennas": [7]})
    assert "has 4 antennas" in refused.value.what


def test_the_reader_says_what_it_can_do() -> None:
    reader = cast(LlrpReader, bench("uhf", "llrp").driven)
    assert reader.capabilities.antennas == 4
    assert reader.capabilities.firmware == "simulated 1.0"
    assert reader.capabilities.powers[1] == 10.0
    assert max(reader.capabilities.powers.values()) == 30.0


def test_what_the_reader_refuses_is_in_words() -> None:
    with pytest.raises(DeviceFault) as refused:
        bench("uhf", "llrp", options={"power_dbm": 20, "hop_table": 9})
    assert "refuses an inventory: a value is out of its range" in refused.value.what


def test_each_client_of_a_served_reader_is_greeted_and_hears() -> None:
    rack, url = Rack(), f"sim://llrp?tags={UII.hex()}"
    line = TcpLine("127.0.0.1", 0)
    with closing(ServedDevice(rack.link(url, load_simulator("uhf", "llrp")), line)):
        for _ in range(2):
            with closing(open_device("uhf", "llrp", line.port, {}, Rack())) as reader:
                assert {tag.epc for tag in reader.poll(10.0)} == {UII}


def test_it_is_checked_as_any_device() -> None:
    checkup = check_device("uhf", "llrp", "sim://llrp", {}, Rack())
    assert checkup.health is Health.READY, checkup
    busy = check_device("uhf", "llrp", "sim://llrp?busy=true", {}, Rack())
    assert busy.health is Health.LOST


def test_a_closed_reader_inventories_for_nobody() -> None:
    one = bench("uhf", "llrp")
    device = cast(VirtualLlrpReader, one.device)
    device.shelf.lay(UII)
    one.driven.close()
    before = device.reported
    device.pass_time(5.0)
    assert device.reported == before


def test_an_answer_that_does_not_come() -> None:
    one = bench("uhf", "llrp")
    cast(VirtualLlrpReader, one.device).faults.dont_answer = 1
    with pytest.raises(DeviceLost) as lost:
        one.driven.set_power(20)
    assert "did not answer within 5 s when it was asked to end other inventories" in lost.value.what
