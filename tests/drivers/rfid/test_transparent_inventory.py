"""Inventories of a transparent session: tags that lie there still are asked, not looked for."""

from typing import cast

import pytest
from device_play import Bench, PlayedPad, bench

from procstation.devices import RfidPad
from procstation_simulators.rfid.tag import VirtualTag

UIDS = [bytes.fromhex(f"E00401105B6C7D{number:02X}") for number in range(8)]


def laid(count: int) -> Bench:
    one = bench("rfid", "pcsc")
    for uid in UIDS[:count]:
        cast(PlayedPad, one.device).field.lay(VirtualTag.blank(uid))
    return one


def found(one: Bench) -> list[bytes]:
    return list(cast(RfidPad, one.driven).inventory())


@pytest.mark.parametrize("count", [1, 8])
def test_a_pile_that_lies_there_still_is_found_in_less_time(count: int) -> None:
    one = laid(count)
    assert found(one) == UIDS[:count]
    took_s = []
    for _ in range(3):
        begun_s = one.link.now_s()
        assert found(one) == UIDS[:count]
        took_s.append(one.link.now_s() - begun_s)
    first = laid(count)
    begun_s = first.link.now_s()
    found(first)
    assert max(took_s) < 0.7 * (first.link.now_s() - begun_s)


def test_one_that_leaves_one_that_comes_and_one_that_was_away_shortly() -> None:
    one = laid(3)
    assert found(one) == UIDS[:3]
    field = cast(PlayedPad, one.device).field
    field.lift(UIDS[1])
    assert found(one) == [UIDS[0], UIDS[2]]
    field.lay(VirtualTag.blank(UIDS[5]))
    assert found(one) == [UIDS[0], UIDS[2], UIDS[5]]
    # Back from outside the field it is as new, and answers an inventory as well as its address.
    field.lay(field.lift(UIDS[2]))
    assert found(one) == [UIDS[0], UIDS[2], UIDS[5]]
    field.lay(VirtualTag.blank(UIDS[1]))
    field.lift(UIDS[0])
    assert found(one) == [UIDS[1], UIDS[2], UIDS[5]]


def test_a_reader_that_was_off_meanwhile_finds_them_anew() -> None:
    one = laid(2)
    assert found(one) == UIDS[:2]
    device = cast(PlayedPad, one.device)
    device.faults.unplug()
    device.faults.plug()
    assert found(one) == UIDS[:2]


@pytest.mark.parametrize("fault", ["dont_answer", "cut_reply", "flip_bit"])
def test_a_disturbed_look_loses_no_tag(fault: str) -> None:
    one = laid(3)
    assert found(one) == UIDS[:3]
    for value in (1, 2):
        setattr(cast(PlayedPad, one.device).faults, fault, value)
        assert found(one) == UIDS[:3]
