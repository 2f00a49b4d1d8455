"""What can be told of a device without opening it."""

import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from procstation.devices import attached
from procstation.devices.attached import (
    Attachment,
    SerialPort,
    attached_ports,
    attachment,
    port_at,
)

SCANNER = SerialPort("/dev/ttyACM0", "Honeywell 1950", "USB VID:PID=0C2E:0B6A SER=20123", 0x0C2E)
PAD = SerialPort("COM7", "", "")

posix = pytest.mark.skipif(sys.platform == "win32", reason="links to ports are POSIX")


def test_ports_are_listed_by_name_without_what_is_not_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found = [
        SimpleNamespace(device="/dev/ttyS0", description="n/a", hwid="n/a", vid=None),
        SimpleNamespace(
            device="/dev/ttyACM0",
            description=SCANNER.title,
            hwid=SCANNER.hardware,
            vid=SCANNER.vendor,
        ),
    ]
    monkeypatch.setattr(attached, "comports", lambda: found)
    assert attached_ports() == [SCANNER, SerialPort("/dev/ttyS0")]


@pytest.mark.parametrize(
    ("port", "state"),
    [
        ("/dev/ttyACM0", Attachment.ATTACHED),
        ("/dev/ttyACM9", Attachment.ABSENT),
        ("COM8", Attachment.ABSENT),
        ("hwgrep://0c2e:0b6a", Attachment.ATTACHED),
        ("hwgrep://SER=20123&skip_busy", Attachment.ATTACHED),
        ("hwgrep://FFFF:0001", Attachment.ABSENT),
        ("hwgrep://*", Attachment.ABSENT),
        ("socket://10.0.0.7:9100", Attachment.CONFIGURED),
        ("rfc2217://10.0.0.7:4000", Attachment.CONFIGURED),
        ("sim://serial_scanner?aim=true", Attachment.ATTACHED),
        ("sim://serial_scanner#2", Attachment.ATTACHED),
        ("sim://parrot", Attachment.ABSENT),
        ("socket://[::1", Attachment.CONFIGURED),
        ("", Attachment.ABSENT),
    ],
)
def test_the_port_tells_whether_it_is_there(port: str, state: Attachment) -> None:
    assert attachment("scanner", port, [SCANNER]) is state


def test_a_simulator_of_another_kind_is_not_there() -> None:
    assert attachment("printer", "sim://serial_scanner", []) is Attachment.ABSENT


def test_a_folder_is_there_and_a_spool_file_may_be_made(tmp_path: Path) -> None:
    assert attachment("printer", str(tmp_path), []) is Attachment.ATTACHED
    assert attachment("printer", tmp_path.as_uri(), []) is Attachment.ATTACHED
    spool = tmp_path / "labels to print.zpl"
    assert attachment("printer", spool.as_uri(), []) is Attachment.CONFIGURED
    spool.touch()
    assert attachment("printer", spool.as_uri(), []) is Attachment.ATTACHED
    assert attachment("printer", (tmp_path / "no" / "x").as_uri(), []) is Attachment.ABSENT


@posix
def test_a_link_is_the_port_it_leads_to(tmp_path: Path) -> None:
    port = tmp_path / "ttyACM0"
    port.touch()
    link = tmp_path / "usb-Honeywell"
    link.symlink_to(port)
    known = SerialPort(str(port))
    assert port_at(str(link), [SCANNER, known]) == known


def test_windows_ports_are_named_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    assert port_at("com7", [PAD]) == PAD
    assert port_at("\\\\.\\COM7", [PAD]) == PAD
    assert port_at("COM70", [PAD]) is None
