"""`procstation doctor`."""

import json
from pathlib import Path

import pytest
from filelock import FileLock

from procstation.cli.main import status_of

PRINTER = """
[devices.spines]
kind = "printer"
driver = "zpl"
port = "sim://zpl?labels_left={labels}"
"""


class Doctor:
    """Runs the command in a home with one printer."""

    def __init__(self, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.home = home
        self._capsys = capsys

    def configure(self, text: str) -> None:
        (self.home / "procstation.toml").write_text(text, encoding="utf-8")

    def text(self, *arguments: str) -> tuple[int, str]:
        status = status_of(["--home", str(self.home), "doctor", *arguments])
        return status, self._capsys.readouterr().out

    def json(self, *arguments: str) -> tuple[int, dict[str, dict[str, object]]]:
        status, out = self.text("--json", *arguments)
        return status, {finding["check"]: finding for finding in json.loads(out)}


@pytest.fixture
def doctor(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Doctor:
    return Doctor(tmp_path, capsys)


def test_a_sound_station_ends_with_0(doctor: Doctor) -> None:
    doctor.configure(PRINTER.format(labels=10))
    status, findings = doctor.json()
    assert status == 0
    assert findings["device spines"]["ok"] is True
    assert set(findings["device spines"]) == {"check", "ok", "detail", "next"}


def test_what_is_wrong_is_marked_in_words_and_ends_with_1(doctor: Doctor) -> None:
    doctor.configure(PRINTER.format(labels=0))
    status, out = doctor.text()
    assert status == 1
    lines = out.splitlines()
    at = next(number for number, line in enumerate(lines) if "WRONG" in line)
    assert "device spines" in lines[at]
    told = lines[at + 1 : at + 4]
    assert any(line.strip().startswith("next: ") for line in told)
    assert lines[-1].startswith("1 of ")
    assert lines[-1].endswith("are wrong: device spines")
    assert all(len(line) < 80 for line in lines if str(doctor.home) not in line)


def test_findings_are_told_in_groups(doctor: Doctor) -> None:
    doctor.configure(PRINTER.format(labels=10))
    _, out = doctor.text()
    heads = [line for line in out.splitlines() if line and not line.startswith(" ")]
    assert heads == ["This machine", "Configuration", "Records", "Devices", "Nothing is wrong."]


def test_without_devices_nothing_is_opened(doctor: Doctor) -> None:
    doctor.configure(PRINTER.format(labels=0))
    status, findings = doctor.json("--no-devices")
    assert status == 0
    assert "device spines" not in findings
    assert "not opened" in str(findings["station"]["detail"])


def test_a_running_station_keeps_its_devices(doctor: Doctor) -> None:
    doctor.configure(PRINTER.format(labels=0))
    with FileLock(doctor.home / "station.lock"):
        status, findings = doctor.json()
    assert status == 0
    assert "device spines" not in findings
    assert "runs in" in str(findings["station"]["detail"])


def test_a_broken_configuration_is_a_finding(doctor: Doctor) -> None:
    doctor.configure("[divices.pad]\n")
    status, findings = doctor.json()
    assert status == 1
    assert findings["configuration"]["next"] == "Did you mean 'devices'?"
    assert "store" not in findings
    assert findings["disk"]["ok"] is True
