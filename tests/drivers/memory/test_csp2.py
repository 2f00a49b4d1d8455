"""The driver of CSP2 scanners: what it sets right before it fetches anything."""

import pytest
from device_play import bench

from procstation.devices import DeviceFault, DeviceLost
from procstation_simulators.memory.csp2 import AUTO_CLEAR


def test_auto_clear_is_turned_off_and_said() -> None:
    one = bench("memory", "csp2", {"auto_clear": "true", "codes": "31234000875612"})
    assert "auto-clear is on" in one.driven.state().detail

    assert len(one.driven.download()[0]) == 1
    assert one.device.parameters[AUTO_CLEAR] == 0
    assert one.device.kept == ["31234000875612"]
    assert "auto-clear was on and was turned off" in one.driven.state().detail


def test_asking_how_it_is_changes_nothing() -> None:
    one = bench("memory", "csp2", {"auto_clear": "true", "ascii": "false"})
    before = dict(one.device.parameters)
    one.driven.state()
    assert one.device.parameters == before


def test_masked_data_are_asked_for_in_clear() -> None:
    one = bench("memory", "csp2", {"ascii": "false", "codes": "31234000875612"})
    assert [scan.text for scan in one.driven.download()[0]] == ["31234000875612"]
    assert "ASCII mode was off" in one.driven.state().detail


def test_data_that_stay_masked_are_refused_and_stay_where_they_are() -> None:
    one = bench("memory", "csp2", {"codes": "31234000875612"})
    del one.device.parameters[0x4F]
    one.device._shown = lambda text: bytes(byte ^ 0x80 for byte in text.encode())
    with pytest.raises(DeviceFault, match="masked") as refused:
        one.driven.download()
    assert "ASCII" in refused.value.do_next
    assert one.device.kept == ["31234000875612"]


def test_a_low_battery_is_told() -> None:
    one = bench("memory", "csp2")
    assert not one.driven.state().battery_low
    one.device.battery_low = True
    state = one.driven.state()
    assert (state.battery_low, state.serial) == (True, "0000000000012345")


def test_a_sleeping_scanner_is_woken_by_dtr() -> None:
    assert bench("memory", "csp2", {"sleeps": "true"}).driven.state().serial
    with pytest.raises(DeviceLost, match="did not answer"):
        bench("memory", "csp2", {"sleeps": "true"}, options={"wake": False})


def test_codes_without_times_have_none() -> None:
    one = bench("memory", "csp2", {"stamps": "false", "codes": "31234000875612"})
    assert one.driven.download()[0][0].at == ""


def test_a_thousand_codes() -> None:
    codes = [f"3123400{number:07d}" for number in range(1000)]
    one = bench("memory", "csp2", {"codes": ",".join(codes)}, chunk=64)
    scans, _ = one.driven.download()
    assert [scan.text for scan in scans] == codes
    assert {scan.symbology for scan in scans} == {"codabar"}
