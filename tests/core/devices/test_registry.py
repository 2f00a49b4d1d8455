"""Finding drivers and simulators by name, and opening a device with its settings."""

import sys
from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint, EntryPoints
from types import ModuleType
from typing import Annotated, Any

import pytest
from msgspec import Meta

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Driver,
    Link,
    Options,
    Rack,
    SerialSettings,
    Simulator,
    driver_names,
    load_driver,
    load_simulator,
    open_device,
    read_options,
    registry,
    simulator_names,
)
from procstation.errors import ConfigError, DriverNotFound


class ParrotOptions(Options, frozen=True):
    baudrate: int = 9600
    voice: Annotated[int, Meta(ge=0, le=3, description="How loud.")] = 1


class ParrotDriver:
    def __init__(self, link: Link | str, options: ParrotOptions) -> None:
        self.link = link
        self.options = options
        if options.voice == 3:
            raise DeviceFault("It is no parrot.", "Get one.")


class Cage:
    plugged = True

    def __init__(self, query: Mapping[str, str]) -> None:
        self.query = dict(query)


class RecordingLink:
    name = "recorded"

    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Only these are installed, in a module of their own."""
    module = ModuleType("parrots")
    module.__dict__.update(
        serial=Driver("A parrot", ParrotDriver, ParrotOptions, SerialSettings(9600, parity="E")),
        portless=Driver("A parrot", ParrotDriver, ParrotOptions, None),
        not_a_driver="squawk",
        cage=Simulator("A cage", Cage),
    )
    monkeypatch.setitem(sys.modules, "parrots", module)
    points = [
        EntryPoint(name, f"parrots:{value}", f"procstation.{group}.rfid")
        for group, name, value in [
            ("drivers", "parrot", "serial"),
            ("drivers", "macaw", "portless"),
            ("drivers", "stone", "not_a_driver"),
            ("drivers", "dodo", "extinct"),
            ("simulators", "parrot", "cage"),
            ("simulators", "stone", "not_a_driver"),
        ]
    ]
    points.append(EntryPoint("vendor", "no_such_vendor_library:DRIVER", "procstation.drivers.rfid"))

    def points_in(group: str) -> EntryPoints:
        return EntryPoints(point for point in points if point.group == group)

    monkeypatch.setattr(registry, "points_in", points_in)
    return module


def test_names_are_listed_without_importing() -> None:
    assert driver_names("rfid") == ["dodo", "macaw", "parrot", "stone", "vendor"]
    assert simulator_names("rfid") == ["parrot", "stone"]
    assert driver_names("printer") == []


@pytest.mark.parametrize("load", [load_driver, load_simulator])
def test_a_mistyped_name_is_answered_by_the_nearest(load: Callable[..., object]) -> None:
    with pytest.raises(DriverNotFound) as caught:
        load("rfid", "parot")
    assert "'parot'" in caught.value.what
    assert caught.value.do_next == "Did you mean 'parrot'?"


def test_a_name_like_no_other_is_answered_by_all() -> None:
    with pytest.raises(DriverNotFound) as caught:
        load_driver("rfid", "xyzzy")
    assert caught.value.do_next == "Known names: dodo, macaw, parrot, stone, vendor."


@pytest.mark.parametrize(
    ("load", "name", "reason"),
    [
        (load_driver, "vendor", "no_such_vendor_library"),
        (load_driver, "dodo", "extinct"),
        (load_driver, "stone", "str"),
        (load_simulator, "stone", "str"),
    ],
)
def test_what_is_installed_and_unusable_says_why(
    load: Callable[..., object], name: str, reason: str
) -> None:
    with pytest.raises(DeviceFault, match=reason):
        load("rfid", name)


def test_a_mistyped_setting_is_answered_by_its_table_and_the_nearest() -> None:
    with pytest.raises(ConfigError) as caught:
        read_options(load_driver("rfid", "parrot"), "devices.bird.options", {"vioce": 2})
    assert "devices.bird.options" in caught.value.what
    assert caught.value.do_next == "Did you mean 'voice'?"


@pytest.mark.parametrize("value", [4, "loud"])
def test_a_value_that_does_not_fit_is_refused_with_its_table(value: Any) -> None:
    with pytest.raises(ConfigError, match=r"^devices\.bird\.options: .*voice"):
        open_device("rfid", "parrot", "x", {"voice": value}, Rack(), "devices.bird.options")


def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, SerialSettings, RecordingLink]]:
    lines: list[tuple[str, SerialSettings, RecordingLink]] = []

    def open_line(url: str, serial: SerialSettings) -> RecordingLink:
        lines.append((url, serial, RecordingLink()))
        return lines[-1][2]

    monkeypatch.setattr(registry, "open_line", open_line)
    return lines


def test_a_device_gets_its_line_and_its_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = opened(monkeypatch)
    device = open_device("rfid", "parrot", "COM3", {"voice": 2, "baudrate": 38400}, Rack())
    assert device.options == ParrotOptions(baudrate=38400, voice=2)
    assert lines == [("COM3", SerialSettings(38400, parity="E"), device.link)]
    assert device.link.closed == 0


def test_the_line_is_closed_when_the_driver_finds_the_wrong_device(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = opened(monkeypatch)
    with pytest.raises(DeviceFault, match="no parrot"):
        open_device("rfid", "parrot", "COM3", {"voice": 3}, Rack())
    assert lines[0][2].closed == 1


def test_a_driver_without_a_line_gets_the_port() -> None:
    assert open_device("rfid", "macaw", "/some/where", {}, Rack()).link == "/some/where"


def test_a_sim_port_names_the_simulator_and_its_settings() -> None:
    rack = Rack()
    device = open_device("rfid", "macaw", "sim://parrot?tags=E004&n=2#left", {}, rack)
    assert device.link.name == "sim://parrot#left"
    with rack.working_on("sim://parrot?tags=E004&n=2#left") as cage:
        assert isinstance(cage, Cage)
        assert cage.query == {"tags": "E004", "n": "2"}
        cage.plugged = False
    with pytest.raises(DeviceLost):
        open_device("rfid", "macaw", "sim://parrot?tags=E004&n=2#left", {}, rack)


def test_a_sim_port_with_an_unknown_name_says_the_nearest() -> None:
    with pytest.raises(DriverNotFound) as caught:
        open_device("rfid", "parrot", "sim://parot", {}, Rack())
    assert caught.value.do_next == "Did you mean 'parrot'?"
