"""The wedge scanner as the registry opens it: on a simulated line and on a path."""

import os
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Driver,
    Feedback,
    Rack,
    Scan,
    load_driver,
    open_device,
)
from procstation_drivers.scanners import input_device
from procstation_drivers.scanners.evdev_wedge import keyboards
from procstation_drivers.scanners.input_device import InputDevice

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="input devices are POSIX")


def typed(layout: str, *codes: int) -> bytes:
    return b"".join(struct.pack(layout, 0, 0, 1, code, value) for code in codes for value in (1, 0))


class ScriptedLine:
    name = "line"

    def __init__(self, says: bytes) -> None:
        self.says = says

    def read(self, timeout_s: float) -> bytes:
        said, self.says = self.says[:5], self.says[5:]
        return said

    def write(self, data: bytes) -> None:
        raise AssertionError("a keyboard is never written to")

    def now_s(self) -> float:
        return 0.0

    def close(self) -> None:
        self.says = b""


@pytest.fixture(name="driver")
def _driver() -> Driver:
    return load_driver("scanner", "evdev_wedge")


@pytest.fixture(name="pipe")
def _pipe(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """A path that can be opened like a device, and the end that types into it."""
    path = tmp_path / "event7"
    os.mkfifo(path)
    keyboard = os.open(path, os.O_RDWR)
    yield str(path), keyboard
    os.close(keyboard)


def test_reads_a_line_that_carries_events(driver: Driver) -> None:
    line = ScriptedLine(typed("<qqHHi", 2, 11, 28))
    scanner = driver.open(line, driver.options(layout="us"))
    assert scanner.poll(1) == [Scan("10", b"10\r")]
    scanner.signal(Feedback.REJECTED)
    assert scanner.repeats_dropped == 0
    scanner.close()


def test_the_layout_is_a_setting(driver: Driver) -> None:
    line = ScriptedLine(typed("<qqHHi", 16, 28))
    assert driver.open(line, driver.options(layout="fr")).poll(1) == [Scan("a", b"a\r")]


@needs_posix
class TestPath:
    def test_reads_a_device_it_has_grabbed(
        self, driver: Driver, pipe: tuple[str, int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path, keyboard = pipe
        grabbed: list[tuple[int, int]] = []
        monkeypatch.setattr(
            "fcntl.ioctl", lambda _fd, request, argument: grabbed.append((request, argument))
        )
        scanner = driver.open(path, driver.options())
        assert grabbed == [(0x40044590, 1)]
        os.write(keyboard, typed("@llHHi", 2, 11, 28))
        assert scanner.poll(1) == [Scan("10", b"10\r")]
        assert scanner.poll(0) == []
        scanner.close()
        scanner.close()
        with pytest.raises(DeviceLost, match="event7 went away"):
            scanner.poll(0)

    def test_a_device_that_ends_is_lost(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "event8"
        path.write_bytes(b"")
        monkeypatch.setattr("fcntl.ioctl", lambda *_: 0)
        device = InputDevice(str(path))
        with pytest.raises(DeviceLost, match="event8 went away"):
            device.read(0)
        device.close()

    def test_what_is_no_input_device_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "notes.txt"
        path.write_text("30234000517861\n")
        with pytest.raises(DeviceFault, match="no input device"):
            open_device("scanner", "evdev_wedge", str(path), {}, Rack())

    def test_a_device_another_program_holds_may_be_tried_again(
        self, pipe: tuple[str, int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def busy(*_: object) -> None:
            raise OSError(16, "Device or resource busy")

        monkeypatch.setattr("fcntl.ioctl", busy)
        with pytest.raises(DeviceLost, match="in use"):
            InputDevice(pipe[0])

    def test_a_device_this_user_may_not_read_says_which_group(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def forbidden(*_: object) -> int:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(input_device.os, "open", forbidden)
        with pytest.raises(DeviceFault) as refused:
            InputDevice("/dev/input/event7")
        assert "group `input`" in refused.value.do_next


def test_a_device_that_is_not_there_may_be_tried_again(driver: Driver, tmp_path: Path) -> None:
    with pytest.raises(DeviceLost, match="Could not open"):
        driver.open(str(tmp_path / "event9"), driver.options())


def test_where_there_is_no_fcntl_another_mode_is_named(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "event9"
    path.write_bytes(b"")
    monkeypatch.setitem(sys.modules, "fcntl", None)
    with pytest.raises(DeviceFault) as refused:
        driver.open(str(path), driver.options())
    assert "serial_scanner" in refused.value.do_next


def test_what_types_is_listed_by_its_lasting_name(tmp_path: Path) -> None:
    for name in ("usb-Honeywell_1950_20123-event-kbd", "usb-Honeywell_1950_20123-hidraw"):
        (tmp_path / name).touch()
    (tmp_path / "usb-Acme_Keys-if01-event-kbd").touch()
    assert [(Path(one.port).name, one.title) for one in keyboards(tmp_path)] == [
        ("usb-Acme_Keys-if01-event-kbd", "Acme Keys"),
        ("usb-Honeywell_1950_20123-event-kbd", "Honeywell 1950 20123"),
    ]
    assert keyboards(tmp_path / "gone") == ()
