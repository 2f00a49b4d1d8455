"""What the system says is plugged in, by USB."""

import re
import sys
from pathlib import Path

import pytest

from procstation.devices import driver_names, load_driver
from procstation.devices.attached import lasting_name, usb_printers


def test_usb_printers_say_what_they_are(tmp_path: Path) -> None:
    devices, classes = tmp_path / "dev", tmp_path / "sys"
    devices.mkdir()
    (devices / "lp0").touch()
    (devices / "lp1").touch()
    said = classes / "lp0" / "device" / "ieee1284_id"
    said.parent.mkdir(parents=True)
    said.write_text("MFG:Zebra Technologies ;CMD:ZPL;MDL:ZTC GK420d;CLS:PRINTER;\n")
    first, second = usb_printers(devices, classes)
    assert first.port == str(devices / "lp0")
    assert first.title == "Zebra Technologies ZTC GK420d"
    assert (second.says, second.title) == ("", "")
    assert usb_printers(tmp_path / "gone", classes) == []


@pytest.mark.parametrize(
    ("says", "driver"),
    [
        ("MFG:Zebra Technologies ;CMD:ZPL;MDL:ZTC GK420d;", "zpl"),
        ("MANUFACTURER:Zebra;COMMAND SET:EPL;MODEL:LP2844;", "epl2"),
        ("MFG:EPSON;CMD:ESC/POS;MDL:TM-T20II;CLS:PRINTER;", "escpos"),
        ("MFG:Brother;CMD:PT-CBP;MDL:QL-700;CLS:PRINTER;", "brother_ql"),
        ("MFG:DYMO;CMD: ;MDL:LabelWriter 450;CLASS:PRINTER;", "dymo_450"),
        ("MFG:DYMO;CMD: ;MDL:LabelWriter 550;CLASS:PRINTER;", "dymo_550"),
        ("MFG:HP;CMD:PCL,PDF;MDL:LaserJet;", None),
    ],
)
def test_one_driver_at_most_knows_a_usb_printer(says: str, driver: str | None) -> None:
    known = [
        name
        for name in driver_names("printer")
        if (pattern := load_driver("printer", name).usb_printer) and re.search(pattern, says)
    ]
    assert known == ([driver] if driver else [])


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_port_is_called_by_the_name_that_lasts(tmp_path: Path) -> None:
    port, by_id = tmp_path / "ttyACM0", tmp_path / "by-id"
    port.touch()
    by_id.mkdir()
    (by_id / "usb-Honeywell_1950-if00").symlink_to(port)
    assert lasting_name(str(port), by_id) == str(by_id / "usb-Honeywell_1950-if00")
    assert lasting_name("COM3", by_id) == "COM3"
    assert lasting_name("COM3", tmp_path / "gone") == "COM3"
