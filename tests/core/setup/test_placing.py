"""Files beside the program."""

import configparser
import re
from importlib.resources import files
from pathlib import Path

import pytest

from procstation.devices import KINDS, driver_names, load_driver
from procstation.errors import InputRefused, UsageError
from procstation.setup import placing
from procstation.setup.placing import NAMES, place


def read(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    return parser


@pytest.fixture(autouse=True)
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(placing.shutil, "which", lambda _: "/opt/ps/bin/procstation")


def test_the_desktop_entry_starts_this_program_in_this_home(tmp_path: Path) -> None:
    placed = place("desktop", Path("/srv/our home"))
    assert placed.path == tmp_path / "data" / "applications" / "procstation.desktop"
    entry = read(placed.path)["Desktop Entry"]
    assert entry["Exec"] == '/opt/ps/bin/procstation --home "/srv/our home"'
    assert entry["Terminal"] == "true"


def test_the_service_listens_on_loopback_and_may_write_its_home_only(tmp_path: Path) -> None:
    placed = place("systemd", Path("/srv/ps"))
    assert placed.path == tmp_path / "config" / "systemd" / "user" / "procstation.service"
    service = read(placed.path)["Service"]
    assert service["ExecStart"] == "/opt/ps/bin/procstation --home /srv/ps serve --secret browser"
    assert "--host" not in service["ExecStart"]
    assert service["ReadWritePaths"] == "/srv/ps"
    assert (service["ProtectSystem"], service["NoNewPrivileges"]) == ("strict", "yes")
    assert any("enable --now" in line for line in placed.do_next)


def test_rules_for_devices_are_left_in_the_home_for_the_administrator(tmp_path: Path) -> None:
    placed = place("udev", tmp_path)
    assert placed.path == tmp_path / "70-procstation.rules"
    assert "/etc/udev/rules.d" in placed.do_next[0]
    assert str(placed.path) in placed.do_next[0]
    assert all("sudo" not in line for line in placed.do_next)


def test_the_rules_know_every_maker_a_driver_names() -> None:
    rules = (files("procstation.setup") / "files" / NAMES["udev"]).read_text(encoding="utf-8")
    known = {int(one, 16) for found in re.findall(r'idVendor\}=="([^"]+)"', rules)
             for one in found.split("|")}  # fmt: skip
    named = {
        maker
        for kind in KINDS
        for name in driver_names(kind)
        for maker in load_driver(kind, name).usb_makers
    }
    assert known == named


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    placed = place("desktop", tmp_path, tmp_path / "there", dry_run=True)
    assert placed.path == tmp_path / "there" / "procstation.desktop"
    assert not placed.written
    assert "[Desktop Entry]" in placed.text
    assert list(tmp_path.iterdir()) == []


def test_without_the_command_on_the_path_the_interpreter_runs_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(placing.shutil, "which", lambda _: None)
    placed = place("desktop", tmp_path, dry_run=True)
    assert "-m procstation.cli.main --home" in placed.text


def test_what_is_none_of_them_is_told_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        place("sytemd", tmp_path)
    assert refused.value.do_next == "Did you mean 'systemd'?"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputRefused, match="cannot be written"):
        place("udev", tmp_path, tmp_path / "file")
