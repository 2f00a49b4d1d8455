"""A checkup opens a device, asks, closes, and puts every failure into words."""

from typing import Any

import pytest
from device_play import simulated

from procstation.devices import Driver, Kind, Rack, load_simulator
from procstation.devices import check as checkups
from procstation.devices.check import Checkup, Health, check_device


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in ("scanner", "rfid", "printer") for name in simulated(kind)],
)
def test_a_simulated_device_is_ready(kind: Kind, name: str) -> None:
    found = check_device(kind, name, f"sim://{name}", {}, Rack())
    assert found.health is Health.READY, found
    assert found.do_next == ""


def test_tags_are_counted_and_not_named() -> None:
    uids = "E00401005B6C7D8E,E00401105B6C7D8F"
    found = check_device("rfid", "feig", f"sim://feig?tags={uids}", {}, Rack())
    assert "2 tags on it" in found.detail
    assert "5B6C" not in found.detail


def test_a_printer_without_labels_is_not_ready() -> None:
    found = check_device("printer", "zpl", "sim://zpl?labels_left=0", {}, Rack())
    assert found.health is Health.NOT_READY
    assert "out" in found.detail
    assert found.do_next


def test_an_unplugged_device_is_lost() -> None:
    rack = Rack()
    rack.link("sim://feig", load_simulator("rfid", "feig"))
    rack.play("sim://feig", "unplug")
    assert check_device("rfid", "feig", "sim://feig", {}, rack) == Checkup(
        Health.LOST, "sim://feig is unplugged.", "Plug it in again."
    )


@pytest.mark.parametrize(
    ("driver", "port", "options", "words"),
    [
        ("fieg", "sim://feig", {}, "Did you mean 'feig'?"),
        ("feig", "sim://feig", {"baud": 1}, "Did you mean 'baudrate'?"),
        ("feig", "sokcet://a:1", {}, "Did you mean 'socket'?"),
    ],
)
def test_a_wrong_configuration_is_a_fault(
    driver: str, port: str, options: dict[str, Any], words: str
) -> None:
    found = check_device("rfid", driver, port, options, Rack())
    assert found.health is Health.FAULT
    assert found.do_next == words


def test_a_driver_that_fails_is_a_fault_and_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("no such thing")

    monkeypatch.setattr(
        checkups, "open_device", lambda *_: Driver("Parrot", fail, serial=None).open("", None)
    )
    found = check_device("scanner", "parrot", "", {}, Rack())
    assert found.health is Health.FAULT
    assert "RuntimeError: no such thing" in found.detail


def test_the_device_is_closed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []

    class Scanner:
        def close(self) -> None:
            closed.append(True)

    monkeypatch.setattr(checkups, "open_device", lambda *_: Scanner())
    assert check_device("scanner", "serial_scanner", "", {}, Rack()).health is Health.READY
    assert closed == [True]
