"""What every UHF reader must do, whatever its maker: run for each registered driver."""

from collections import Counter
from collections.abc import Mapping
from typing import cast

import pytest
from device_play import Bench, PlayedUhf, bench, simulated, with_all_variants
from many_cases import in_one_test

from procstation.devices import DeviceFault, DeviceLost, TagHeard, UhfReader
from procstation.errors import DeviceError

UII = bytes.fromhex("141CC04FC70BADB5C6E2DA1DED4DD319")
TRADE = bytes.fromhex("300833B2DDD906C000000000")
NAMES = simulated("uhf")
CHUNKS = [None, 1, 7]


def play(one: Bench) -> PlayedUhf:
    return cast(PlayedUhf, one.device)


def reader_of(one: Bench) -> UhfReader:
    return cast(UhfReader, one.driven)


def heard(one: Bench, seconds: float = 0.5) -> list[TagHeard]:
    """Poll for some time; nothing but tags may come."""
    end_s = one.link.now_s() + seconds
    found: list[TagHeard] = []
    while one.link.now_s() < end_s:
        events = reader_of(one).poll(0.05)
        assert all(isinstance(event, TagHeard) for event in events), events
        found += cast(list[TagHeard], events)
    return found


@pytest.mark.long
@in_one_test("chunk", CHUNKS)
@with_all_variants("uhf")
def test_tags_are_reported_with_what_is_known_of_them(
    name: str, query: Mapping[str, str], chunk: int | None
) -> None:
    one = bench("uhf", name, query, chunk)
    play(one).shelf.lay(UII, rssi_dbm=-48)
    play(one).shelf.lay(TRADE, pc=0x3000, rssi_dbm=-71)
    found = heard(one)
    assert {tag.epc for tag in found} == {UII, TRADE}
    strongest = {tag.epc: tag.rssi_dbm for tag in found}
    assert strongest == {UII: -48, TRADE: -71}
    assert {tag.pc for tag in found if tag.epc == UII} <= {0x41C2, None}
    assert {tag.pc for tag in found if tag.epc == TRADE} <= {0x3000, None}
    assert all((tag.antenna is not None) == play(one).tells_antenna for tag in found)
    assert all(tag.count >= 1 for tag in found)


@pytest.mark.parametrize("name", NAMES)
def test_times_go_forward(name: str) -> None:
    one = bench("uhf", name)
    play(one).shelf.lay(UII)
    times = [tag.at for tag in heard(one)]
    assert times == sorted(times)
    assert all(at == "" or at.endswith("Z") for at in times)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_before_the_antennas_is_nothing_after_the_time_given(name: str) -> None:
    one = bench("uhf", name)
    begun_s = one.link.now_s()
    assert reader_of(one).poll(0.25) == []
    assert one.link.now_s() - begun_s == pytest.approx(0.25, abs=0.1)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_taken_away_is_heard_no_more(name: str) -> None:
    one = bench("uhf", name)
    play(one).shelf.lay(UII)
    assert heard(one)
    play(one).shelf.lift(UII)
    heard(one, 0.1)
    assert heard(one) == []


@pytest.mark.long
@pytest.mark.parametrize("name", NAMES)
def test_a_hundred_tags_are_all_heard(name: str) -> None:
    one = bench("uhf", name, {"rate": "200"})
    epcs = {
        bytes.fromhex("3005FB63AC1F3841EC88") + number.to_bytes(2, "big") for number in range(100)
    }
    for epc in epcs:
        play(one).shelf.lay(epc, pc=0x3000)
    times = Counter(tag.epc for tag in heard(one, 5.0))
    assert set(times) == epcs


@pytest.mark.parametrize("name", NAMES)
def test_less_power_hears_less_far_and_none_is_what_was_set(name: str) -> None:
    one = bench("uhf", name)
    powers_dbm = play(one).powers_dbm
    if powers_dbm is None:
        pytest.skip("its power is not the station's to set")
    least, greatest = powers_dbm
    play(one).shelf.lay(UII, rssi_dbm=-75)
    assert heard(one)
    reader_of(one).set_power(least)
    heard(one, 0.1)
    assert heard(one) == []
    reader_of(one).set_power(greatest)
    assert heard(one)
    reader_of(one).set_power(None)
    assert heard(one)


@in_one_test("dbm", [-3.0, 90.0])
@pytest.mark.parametrize("name", NAMES)
def test_a_power_it_does_not_have_is_refused(name: str, dbm: float) -> None:
    one = bench("uhf", name)
    with pytest.raises(DeviceFault) as refused:
        reader_of(one).set_power(dbm)
    assert f"{dbm:g} dBm" in refused.value.what


@pytest.mark.parametrize("name", NAMES)
def test_an_unplugged_reader_is_lost_and_comes_back(name: str) -> None:
    one = bench("uhf", name)
    play(one).shelf.lay(UII)
    assert heard(one)
    play(one).faults.unplug()
    with pytest.raises(DeviceLost):
        reader_of(one).poll(0.1)
    play(one).faults.plug()
    one.reopen()
    assert heard(one)
    reader_of(one).close()


@pytest.mark.long
@in_one_test("fault", ["cut_reply", "flip_bit"])
@pytest.mark.parametrize("name", NAMES)
def test_a_spoilt_report_makes_no_other_tag_of_it_that_stays(name: str, fault: str) -> None:
    one = bench("uhf", name)
    play(one).shelf.lay(UII)
    for position in (*range(0, 400, 7), 26, 27):
        setattr(play(one).faults, fault, position)
        recover(one)
        assert {tag.epc for tag in heard(one, 0.3)} == {UII}


def recover(one: Bench) -> None:
    """Poll as the station does until the reader has been well for a moment."""
    well_since_s = one.link.now_s()
    for _ in range(400):
        try:
            events = reader_of(one).poll(0.05)
        except DeviceError:
            one.reopen()
            events = []
        if any(not isinstance(event, TagHeard) or event.epc != UII for event in events):
            well_since_s = one.link.now_s()
        if events and one.link.now_s() - well_since_s > 0.3:
            return
    pytest.fail("the reader does not come back")
