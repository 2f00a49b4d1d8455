"""What every memory scanner must do, whatever its maker: run for each registered driver."""

from collections.abc import Mapping
from typing import cast

import pytest
from device_play import Bench, bench, simulated, with_all_variants
from many_cases import in_one_test

from procstation.devices import DeviceFault, DeviceLost, MemoryScanner, open_device
from procstation.devices.sim_link import Rack
from procstation.errors import DeviceError
from procstation_simulators.memory.memory_device import MemoryDevice

NAMES = simulated("memory")
CHUNKS = [None, 1, 7]
CODES = ["31234000875612", "9780306406157", "LIB-0012345", "31234000875612", "A30234000517861A"]


def play(one: Bench) -> MemoryDevice:
    return cast(MemoryDevice, one.device)


def scanner_of(one: Bench) -> MemoryScanner:
    return cast(MemoryScanner, one.driven)


def filled(name: str, query: Mapping[str, str] | None = None, chunk: int | None = None) -> Bench:
    one = bench("memory", name, query, chunk)
    for code in CODES:
        play(one).scan(code)
    return one


def texts(one: Bench) -> list[str]:
    return [scan.text for scan in scanner_of(one).download()[0]]


@in_one_test("chunk", CHUNKS)
@with_all_variants("memory")
def test_what_it_keeps_comes_in_order_and_stays(
    name: str, query: Mapping[str, str], chunk: int | None
) -> None:
    one = filled(name, query, chunk)
    scans, raw = scanner_of(one).download()
    assert [scan.text for scan in scans] == CODES
    assert raw
    assert play(one).kept == CODES
    assert texts(one) == CODES


@in_one_test("chunk", CHUNKS)
@with_all_variants("memory")
def test_what_is_cleared_is_gone(name: str, query: Mapping[str, str], chunk: int | None) -> None:
    one = filled(name, query, chunk)
    if play(one).can_be_cleared:
        scanner_of(one).clear()
        assert (play(one).kept, texts(one)) == ([], [])
        play(one).scan("31234000875620")
        assert texts(one) == ["31234000875620"]
    else:
        with pytest.raises(DeviceFault):
            scanner_of(one).clear()
        assert play(one).kept == CODES


@pytest.mark.parametrize("name", NAMES)
def test_nothing_kept_is_an_empty_list(name: str) -> None:
    assert texts(bench("memory", name)) == []


@pytest.mark.parametrize("name", NAMES)
def test_its_clock_is_told_and_set(name: str) -> None:
    one = filled(name, {"at": "2024-03-05T14:07:09"})
    if not play(one).tells_time:
        with pytest.raises(DeviceFault):
            scanner_of(one).set_clock("2026-01-02T03:04:05")
        return
    assert scanner_of(one).state().at[:16] == "2024-03-05T14:07"
    assert scanner_of(one).download()[0][0].at == "2024-03-05T14:07:09"
    scanner_of(one).set_clock("2026-01-02T03:04:05")
    assert scanner_of(one).state().at[:16] == "2026-01-02T03:04"


@pytest.mark.parametrize("name", NAMES)
def test_it_has_a_name(name: str) -> None:
    state = scanner_of(bench("memory", name)).state()
    assert state.serial
    assert state.detail


@in_one_test("bit", [*range(0, 400, 7), -1])
@pytest.mark.parametrize("name", NAMES)
def test_a_spoilt_upload_is_asked_for_again_or_counts_for_nothing(name: str, bit: int) -> None:
    one = filled(name)
    play(one).faults.flip_bit = bit
    try:
        found = texts(one)
    except DeviceError:
        found = CODES
    assert found == CODES
    assert play(one).kept == CODES
    assert texts(one) == CODES


@in_one_test("chunk", CHUNKS)
@pytest.mark.parametrize("name", NAMES)
def test_a_cable_pulled_at_any_byte_loses_nothing(name: str, chunk: int | None) -> None:
    for after in range(1, 70, 3):
        one = filled(name, chunk=chunk)
        play(one).unplug_after = after
        with pytest.raises(DeviceLost):
            scanner_of(one).download()
        assert play(one).kept == CODES
        play(one).faults.plug()
        one.reopen()
        assert texts(one) == CODES


@in_one_test("cut", [0, 1, 2, 9, 30, 60])
@pytest.mark.parametrize("name", NAMES)
def test_an_upload_cut_short_is_never_taken_for_the_whole(name: str, cut: int) -> None:
    one = filled(name)
    play(one).faults.cut_reply = cut
    try:
        found = texts(one)
    except DeviceError:
        found = CODES
    assert found == CODES
    assert texts(one) == CODES


@pytest.mark.parametrize("name", NAMES)
def test_silence_is_lost(name: str) -> None:
    one = filled(name)
    play(one).faults.dont_answer = 1000
    with pytest.raises(DeviceLost) as lost:
        scanner_of(one).download()
    assert lost.value.do_next
    play(one).faults.dont_answer = 0
    assert texts(one) == CODES


@pytest.mark.parametrize("name", NAMES)
def test_it_is_opened_by_its_url(name: str) -> None:
    rack = Rack()
    url = f"sim://{name}?codes=31234000875612,31234000875620"
    scanner = cast(MemoryScanner, open_device("memory", name, url, {}, rack))
    assert [one.text for one in scanner.download()[0]] == ["31234000875612", "31234000875620"]
    assert "keeps 3 codes" in rack.play(url, "scan LIB-1")
    rack.play(url, "unplug")
    with pytest.raises(DeviceLost):
        scanner.download()
    scanner.close()
