"""What the doctor says of terminal, account, numbers and printers."""

import locale
import os
import sys
from contextlib import closing
from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.catalog.number_desk import NumberDesk
from procstation.config import parse_config
from procstation.devices.attached import SerialPort
from procstation.errors import ConfigError, DeviceFault, InputRefused
from procstation.linking import profile_named, read_profiles
from procstation.station import account_health, terminal_health
from procstation.station.account_health import look_at_browser, look_at_keyring, look_at_ports
from procstation.station.number_health import look_at_numbers, look_at_printed
from procstation.station.terminal_health import Terminal, look_at_language, look_at_terminal

GOOD = Terminal("UTF-8", 80, 24, "xterm-256color", "256 colours")
RANGE = """
[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 1
last = 600
"""
SCANNER = """
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{port}"
"""
PRINTER = """
[devices.{name}]
kind = "printer"
driver = "zpl"
port = "sim://zpl"
templates = ["{template}"]
"""


def test_a_good_terminal_is_described() -> None:
    assert look_at_terminal(GOOD) == "UTF-8, 80 × 24, 256 colours"
    assert "none here" in look_at_terminal(None)
    small = Terminal("utf8", 60, 16, "linux", "a few colours")
    assert "screens show more from 80 × 24" in look_at_terminal(small)


@pytest.mark.parametrize(
    ("terminal", "words"),
    [
        (Terminal("ISO-8859-1", 80, 24, "xterm", ""), "LANG=C.UTF-8"),
        (Terminal("cp437", 80, 24, "", ""), "UTF-8"),
        (Terminal("UTF-8", 39, 24, "xterm", ""), "larger"),
        (Terminal("UTF-8", 80, 9, "xterm", ""), "larger"),
        (Terminal("UTF-8", 80, 24, "dumb", ""), "--plain"),
    ],
)
def test_a_terminal_that_will_not_do_says_what_to_do(terminal: Terminal, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        look_at_terminal(terminal)
    assert words in refused.value.do_next


def test_colours_are_told_by_the_environment() -> None:
    assert Terminal.here({"TERM": "xterm-256color"}).colours == "256 colours"
    assert Terminal.here({"COLORTERM": "truecolor"}).colours == "all colours"
    assert "NO_COLOR" in Terminal.here({"NO_COLOR": "1", "COLORTERM": "truecolor"}).colours


def test_the_language_is_that_of_the_configuration_or_the_environment() -> None:
    config = parse_config('[display]\nlanguage = "fi"\n', "x")
    assert look_at_language(config, {"LANG": "de_DE.UTF-8"}) == "Suomi, as configured"
    assert look_at_language(None, {"LANG": "de_DE.UTF-8"}) == "Deutsch, as the environment asks"


def test_a_locale_that_does_not_exist_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int, name: str | None = None) -> str:
        if name == "":
            raise locale.Error("unsupported locale setting")
        return "C"

    monkeypatch.setattr(terminal_health.locale, "setlocale", refuse)
    with pytest.raises(InputRefused) as refused:
        look_at_language(None, {"LANG": "xx_XX.UTF-8"})
    assert "xx_XX.UTF-8" in refused.value.what
    assert "English" in refused.value.what
    assert "locale -a" in refused.value.do_next


@pytest.mark.skipif(sys.platform == "win32", reason="ports have no groups there")
def test_a_port_that_this_account_may_not_use_names_its_group(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    port = tmp_path / "ttyACM0"
    port.touch()
    ports = [SerialPort(str(port))]
    config = parse_config(SCANNER.format(port=port), "x")
    assert look_at_ports(ports, config) == f"{port} may be used"
    assert look_at_ports([]) == "none attached"
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert look_at_ports(ports) == f"{port} is for the group {port.group()}"
    with pytest.raises(DeviceFault) as refused:
        look_at_ports(ports, config)
    assert f"usermod -a -G {port.group()}" in refused.value.do_next
    assert "--place udev" in refused.value.do_next


def test_what_is_installed_beside_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "PROCSTATION_SECRET_" in look_at_keyring() or "environment" in look_at_keyring()
    assert "can show" in look_at_browser()
    monkeypatch.setattr(account_health, "find_spec", lambda _: None)
    assert "not installed" in look_at_keyring()
    assert "procstation[web]" in look_at_browser()


def test_numbers_that_run_low_are_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    config = parse_config(RANGE, "x")
    assert "no range" in look_at_numbers(parse_config("", "x"), url)
    assert look_at_numbers(config, url) == "none was leased yet"
    with closing(Catalogue.open(url)) as catalogue:
        desk = NumberDesk(catalogue.store, config.barcodes, "bench-1", lambda: "2026-11-22T09:00")
        desk.lease(100)
        assert look_at_numbers(config, url) == "books: 500 left"
        desk.lease(1)
    with pytest.raises(InputRefused) as refused:
        look_at_numbers(config, url)
    assert "499 numbers left" in refused.value.what


def test_a_label_that_no_printer_prints_is_told() -> None:
    profile = profile_named(read_profiles(), "new-acquisition")
    spine = PRINTER.format(name="spines", template="spine")
    barcode = PRINTER.format(name="codes", template="barcode")
    told = look_at_printed(parse_config(spine + barcode, "x"), profile)
    assert told == "spine by spines, barcode by codes"
    with pytest.raises(ConfigError) as refused:
        look_at_printed(parse_config(spine, "x"), profile)
    assert "'barcode'" in refused.value.what
    assert "spines" in refused.value.do_next
    assert "no printer" in look_at_printed(parse_config("", "x"), profile)
