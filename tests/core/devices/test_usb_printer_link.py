"""A USB printer on Linux: a pseudo-terminal or a pipe stands for what the kernel makes of one."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from procstation.devices import SerialSettings, links
from procstation.devices.links import open_line
from procstation.devices.usb_printer_link import UsbPrinterLink, is_usb_printer
from procstation.errors import DeviceLost

if sys.platform == "win32":
    pytest.skip("the USB printer class of Linux", allow_module_level=True)
import tty


class Printer:
    """The other end of the line."""

    def __init__(self) -> None:
        self.end, self._port = os.openpty()
        tty.setraw(self.end)
        self.path = Path(os.ttyname(self._port))


@pytest.fixture
def printer() -> Iterator[Printer]:
    made = Printer()
    yield made
    for end in (made.end, made._port):
        try:
            os.close(end)
        except OSError:
            continue


def test_bytes_move_both_ways(printer: Printer) -> None:
    link = UsbPrinterLink(printer.path)
    assert link.name == str(printer.path)
    link.write(b"\x1biS\x00\xff")
    assert os.read(printer.end, 100) == b"\x1biS\x00\xff"
    assert link.read(0) == b""
    assert link.read(0.01) == b""
    os.write(printer.end, b"\x80\x20B")
    assert link.read(5) == b"\x80\x20B"
    link.close()
    link.close()
    with pytest.raises(DeviceLost, match="was closed"):
        link.read(0)


def test_a_printer_that_takes_no_more_is_lost(
    printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("procstation.devices.usb_printer_link.WRITE_STALL_S", 0.05)
    link = UsbPrinterLink(printer.path)
    with pytest.raises(DeviceLost, match=r"took \d+ of 1000000 bytes and then no more"):
        link.write(bytes(1_000_000))
    link.close()


def test_a_printer_that_vanishes_is_lost(printer: Printer) -> None:
    link = UsbPrinterLink(printer.path)
    os.close(printer.end)
    with pytest.raises(DeviceLost, match="went away"):
        link.write(b"\x1biS")
    link.close()


def test_a_printer_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DeviceLost, match="No such file") as lost:
        UsbPrinterLink(tmp_path / "lp0")
    assert "switched on" in lost.value.do_next


def test_the_ports_of_usb_printers_are_opened_so(
    printer: Printer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert is_usb_printer("/dev/usb/lp0")
    (tmp_path / "label-printer").symlink_to("/dev/usb/lp7")
    assert is_usb_printer(str(tmp_path / "label-printer"))
    for other in ("/dev/ttyUSB0", "/dev/usb/lp", "COM3", "/dev/usb/hiddev0"):
        assert not is_usb_printer(other)
    monkeypatch.setattr(links, "is_usb_printer", lambda port: port == str(printer.path))
    link = open_line(str(printer.path), SerialSettings())
    assert isinstance(link, UsbPrinterLink)
    link.close()
