"""`procstation device`."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock

from procstation.cli.main import status_of
from procstation.devices import attached

CONFIGURATION = """
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "/dev/ttyACM0"

[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig?tags=E00401005B6C7D8E"

[devices.spines]
kind = "printer"
driver = "zpll"
port = "socket://10.0.0.7:9100"
"""

SIMULATED = """
[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig?tags=E00401005B6C7D8E"

[devices.spines]
kind = "printer"
driver = "zpl"
port = "sim://zpl?labels_left=0"
"""


@pytest.fixture(autouse=True)
def _ports(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        SimpleNamespace(device="/dev/ttyACM0", description="Honeywell 1950", hwid="n/a", vid=None),
        SimpleNamespace(device="/dev/ttyUSB3", description="FT232R USB UART", hwid="n/a", vid=None),
    ]
    monkeypatch.setattr(attached, "comports", lambda: found)


class Run:
    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys

    def configure(self, text: str) -> "Run":
        (self.home / "procstation.toml").write_text(text, encoding="utf-8")
        return self

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        status = status_of(["--home", str(self.home), "device", *arguments])
        return status, *self._capsys.readouterr()

    def json(self, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
        status, out, _ = self(*arguments, "--json")
        return status, json.loads(out)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(tmp_path, capsys)


def test_list_tells_what_is_configured_and_what_is_attached(run: Run) -> None:
    status, devices = run.configure(CONFIGURATION).json("list")
    assert status == 0
    assert [(one["name"], one["state"]) for one in devices] == [
        ("scanner", "attached"),
        ("pad", "attached"),
        ("spines", "configured"),
        ("/dev/ttyUSB3", "attached"),
    ]
    assert devices[0] == {
        "name": "scanner",
        "kind": "scanner",
        "driver": "serial_scanner",
        "port": "/dev/ttyACM0",
        "state": "attached",
        "detail": "Serial or USB serial barcode scanner; Honeywell 1950",
    }
    assert devices[3] == {
        "name": "/dev/ttyUSB3",
        "kind": "",
        "driver": "",
        "port": "/dev/ttyUSB3",
        "state": "attached",
        "detail": "not configured; FT232R USB UART",
    }


def test_list_says_of_a_driver_that_is_not_there_which_was_meant(run: Run) -> None:
    _, devices = run.configure(CONFIGURATION).json("list")
    assert "Did you mean 'zpl'?" in devices[2]["detail"]


@pytest.mark.long
def test_list_without_a_configuration_says_what_to_write_and_what_there_is(run: Run) -> None:
    status, out, _ = run("list")
    assert status == 0
    assert "[devices.NAME]" in out
    assert "/dev/ttyUSB3" in out
    drivers = out[out.index("Drivers") :]
    assert "feig, m3_810" in drivers
    assert {"pdf,", "zpl"} <= set(drivers.split())


def test_check_asks_each_device_and_ends_with_1_when_one_is_not_ready(run: Run) -> None:
    status, devices = run.configure(SIMULATED).json("check")
    assert status == 1
    assert [(one["name"], one["state"]) for one in devices] == [
        ("pad", "ready"),
        ("spines", "not ready"),
    ]
    assert "1 tag" in devices[0]["detail"]
    _, out, _ = run("check")
    assert "spines  not ready" in out
    assert "  next: " in out


def test_check_of_one_device_looks_at_no_other(run: Run) -> None:
    status, devices = run.configure(SIMULATED).json("check", "pad")
    assert status == 0
    assert [one["name"] for one in devices] == ["pad"]


def test_check_of_an_unknown_device_names_the_nearest(run: Run) -> None:
    status, out, err = run.configure(SIMULATED)("check", "spine")
    assert (status, out) == (2, "")
    assert err == "error: No device is named 'spine'.\nnext: Did you mean 'spines'?\n"


def test_check_of_a_port_that_is_not_there_is_lost(run: Run, tmp_path: Path) -> None:
    port = tmp_path / "ttyACM7"
    text = SIMULATED.replace("sim://feig?tags=E00401005B6C7D8E", port.as_posix())
    status, devices = run.configure(text).json("check", "pad")
    assert status == 1
    assert devices[0]["state"] == "lost"
    assert str(port) in devices[0]["detail"]
    assert "device list" in devices[0]["next"]


def test_check_with_nothing_configured_is_no_failure(run: Run) -> None:
    status, out, _ = run("check")
    assert status == 0
    assert "No device is configured" in out
    assert run.json("check") == (0, [])


def test_check_leaves_the_devices_of_a_running_station_alone(run: Run) -> None:
    run.configure(SIMULATED)
    with FileLock(run.home / "station.lock"):
        status, out, err = run("check")
    assert (status, out) == (1, "")
    assert "A station is running" in err
