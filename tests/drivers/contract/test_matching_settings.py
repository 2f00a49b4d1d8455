"""Settings that driver and device must agree on: each pair works, and the wrong pair is noticed."""

from collections.abc import Mapping

import pytest
from device_play import bench

from procstation.devices import DeviceFault, DeviceLost, Feedback, Scan
from procstation_simulators.rfid.tag import VirtualTag

UID = bytes.fromhex("E00401005B6C7D8E")


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ({"block_order": "tag"}, {"block_order": "tag"}),
        ({"address": "3"}, {}),
        ({"address": "3"}, {"address": 3}),
        ({"only_new": "false"}, {}),
        ({"only_new": "false"}, {"only_new_tags_off": True}),
        ({}, {"frames": "standard"}),
    ],
)
def test_feig_readers(query: Mapping[str, str], options: Mapping[str, object]) -> None:
    one = bench("rfid", "feig", query, options=options)
    for tail in range(6):
        one.device.field.lay(VirtualTag.blank(f"E00401005B6C7D8{tail:X}"))
    tag = VirtualTag.blank(UID)
    one.device.field.lay(tag)
    assert len(one.driven.inventory()) == 7
    one.driven.write_blocks(UID, 0, b"ABCDEFGH", 4)
    assert tag.memory[:8] == b"ABCDEFGH"
    assert one.driven.read_blocks(UID, 0, 2).data == b"ABCDEFGH"
    assert one.driven.system_information(UID).block_count == 28


def test_a_feig_reader_of_another_address_is_silent() -> None:
    with pytest.raises(DeviceLost):
        bench("rfid", "feig", {"address": "3"}, options={"address": 4})


@pytest.mark.parametrize(
    ("mode", "said"),
    [("scan", "scan"), ("buffered", "buffered read"), ("notification", "notification")],
)
def test_a_feig_reader_in_a_mode_of_its_own_is_told(mode: str, said: str) -> None:
    one = bench("rfid", "feig", {"mode": mode, "tags": UID.hex()})
    with pytest.raises(DeviceFault, match=f"{said} mode.*82") as told:
        one.driven.inventory()
    assert "host mode" in told.value.do_next
    assert one.device.settings.mode == mode
    # It is said at whatever is asked, and quickly.
    begun_s = one.link.now_s()
    with pytest.raises(DeviceFault, match=said):
        one.driven.write_afi(UID, 0x07)
    assert one.link.now_s() - begun_s < 0.2


@pytest.mark.parametrize("mode", ["scan", "buffered", "notification"])
def test_a_feig_reader_leaves_its_own_mode_when_told_to(mode: str) -> None:
    one = bench("rfid", "feig", {"mode": mode, "tags": UID.hex()}, options={"leave_own_mode": True})
    assert one.driven.inventory() == (UID,)
    one.driven.write_blocks(UID, 0, b"ABCD", 4)
    assert one.device.field.tags[0].writes == {0: 1}
    # Only until it is switched off: its lasting configuration is the maker's tool's business.
    one.device.faults.unplug()
    one.device.faults.plug()
    assert one.device.settings.mode == mode
    one.reopen()
    assert one.driven.read_blocks(UID, 0, 1).data == b"ABCD"


@pytest.mark.parametrize("chunk", [None, 1, 7])
def test_a_scanner_with_a_check_byte(chunk: int | None) -> None:
    query = {"framed": "true", "lrc": "true", "suffix": "none"}
    one = bench("scanner", "serial_scanner", query, chunk, {"lrc": True})
    one.device.scan("LIB-0012345")
    assert [event.text for event in one.driven.poll(1)] == ["LIB-0012345"]
    one.device.faults.flip_bit = 30
    one.device.scan("31234000875612")
    (event,) = one.driven.poll(1)
    assert not isinstance(event, Scan)


@pytest.mark.parametrize("maker", ["honeywell", "datalogic", "opticon", "zebra-ssi-beep"])
def test_the_person_hears_what_the_station_thinks(maker: str) -> None:
    query = {"ssi": "true"} if maker == "zebra-ssi-beep" else {}
    one = bench("scanner", "serial_scanner", query, options={"feedback": maker})
    one.device.scan("31234000875612")
    assert len(one.driven.poll(1)) == 1
    one.driven.signal(Feedback.ACCEPTED)
    one.device.scan("31234000875620")
    assert [event.text for event in one.driven.poll(1)] == ["31234000875620"]
    one.driven.signal(Feedback.REJECTED)
    assert one.device.heard == ["accepted", "rejected"]


@pytest.mark.parametrize("layout", ["us", "de", "fr"])
@pytest.mark.parametrize(
    "text", ["31234000875612", "QA76.73 .P98", "ABCXYZabcxyz", "A-/:;,$%*+()=!?<>&'\"#"]
)
def test_wedges_of_every_layout(layout: str, text: str) -> None:
    one = bench("scanner", "evdev_wedge", {"layout": layout}, options={"layout": layout})
    one.device.scan(text)
    assert [event.text for event in one.driven.poll(1)] == [text]


def test_a_wedge_set_to_another_layout_is_read_wrongly() -> None:
    one = bench("scanner", "evdev_wedge", {"layout": "de"}, options={"layout": "us"})
    one.device.scan("XYZ-1")
    assert [event.text for event in one.driven.poll(1)] == ["XZY/1"]


@pytest.mark.parametrize(("sold_as", "dpi"), [(8, 203.2), (12, 300), (24, 600)])
def test_a_printer_tells_its_resolution(sold_as: int, dpi: float) -> None:
    one = bench("printer", "zpl", {"dots_per_mm": str(sold_as)})
    assert one.driven.dots_per_mm * 25.4 == pytest.approx(dpi)
