"""Each driver opened by URL, as the station does, on a simulated device others may touch."""

from typing import cast

import pytest
from device_play import PlayedPad, PlayedPrinter, PlayedScanner, simulated

from procstation.devices import DeviceLost, Kind, Rack, open_device
from procstation_simulators.rfid.tag import VirtualTag

UID = bytes.fromhex("E00401005B6C7D8E")

EVERY: list[tuple[Kind, str]] = [
    (kind, name) for kind in ("scanner", "rfid", "printer") for name in simulated(kind)
]


@pytest.mark.parametrize("name", simulated("rfid"))
def test_a_tag_laid_by_hand(name: str) -> None:
    rack, url = Rack(), f"sim://{name}?tags=E00401105B6C7D8F"
    pad = open_device("rfid", name, url, {}, rack)
    assert pad.inventory() == (bytes.fromhex("E00401105B6C7D8F"),)
    with rack.working_on(url) as device:
        field = cast(PlayedPad, device).field
        field.lift("E00401105B6C7D8F")
        field.lay(VirtualTag.blank(UID))
    assert pad.inventory() == (UID,)


@pytest.mark.parametrize("name", simulated("scanner"))
def test_a_code_scanned_by_hand(name: str) -> None:
    rack, url = Rack(), f"sim://{name}"
    scanner = open_device("scanner", name, url, {}, rack)
    with rack.working_on(url) as device:
        cast(PlayedScanner, device).scan("31234000875612")
    assert [scan.text for scan in scanner.poll(5)] == ["31234000875612"]


@pytest.mark.parametrize("name", simulated("printer"))
def test_labels_taken_out_by_hand(name: str) -> None:
    rack, url = Rack(), f"sim://{name}"
    printer = open_device("printer", name, url, {}, rack)
    assert printer.state().ready
    with rack.working_on(url) as device:
        cast(PlayedPrinter, device).labels_left = 0
    assert not printer.state().ready


@pytest.mark.parametrize(("kind", "name"), EVERY)
def test_the_same_device_comes_back_with_its_cable(kind: Kind, name: str) -> None:
    rack, url = Rack(), f"sim://{name}"
    open_device(kind, name, url, {}, rack)
    with rack.working_on(url) as device:
        cast(PlayedPad, device).faults.unplug()
    with pytest.raises(DeviceLost):
        open_device(kind, name, url, {}, rack)
    with rack.working_on(url) as device:
        cast(PlayedPad, device).faults.plug()
    open_device(kind, name, url, {}, rack)
    with rack.working_on(url) as again:
        assert again is device
