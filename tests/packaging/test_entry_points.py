"""Every driver, simulator and command that is announced is there."""

from importlib.metadata import EntryPoint, distribution

import click
import pytest

from procstation.cli.main import COMMANDS, main
from procstation.devices import KINDS, Driver, Simulator
from procstation.ils import Connector, SystemSimulator

OURS = list(distribution("procstation").entry_points)
DRIVERS = [point for point in OURS if point.group.startswith("procstation.drivers.")]
CONNECTORS = [point for point in OURS if point.group == "procstation.connectors"]
SYSTEMS = [point for point in OURS if point.group == "procstation.simulators.ils"]
SIMULATORS = [
    point
    for point in OURS
    if point.group.startswith("procstation.simulators.") and point not in SYSTEMS
]


def name_of(point: EntryPoint) -> str:
    return f"{point.group}:{point.name}"


@pytest.mark.parametrize("point", DRIVERS, ids=name_of)
def test_a_driver_loads(point: EntryPoint) -> None:
    assert isinstance(point.load(), Driver)
    assert point.group.rpartition(".")[2] in KINDS


@pytest.mark.parametrize("point", SIMULATORS, ids=name_of)
def test_a_simulator_loads(point: EntryPoint) -> None:
    assert isinstance(point.load(), Simulator)
    assert point.group.rpartition(".")[2] in KINDS


@pytest.mark.parametrize("point", CONNECTORS, ids=name_of)
def test_a_connector_loads(point: EntryPoint) -> None:
    assert isinstance(point.load(), Connector)


@pytest.mark.parametrize("point", SYSTEMS, ids=name_of)
def test_a_simulated_system_loads(point: EntryPoint) -> None:
    assert isinstance(point.load(), SystemSimulator)


def test_each_connector_to_a_system_has_a_simulated_one() -> None:
    without = {"file"}
    assert {point.name for point in CONNECTORS} - without == {point.name for point in SYSTEMS}


def test_the_drivers_of_the_first_release_are_there() -> None:
    assert {(point.group.rpartition(".")[2], point.name) for point in DRIVERS} >= {
        ("scanner", "serial_scanner"),
        ("scanner", "evdev_wedge"),
        ("rfid", "feig"),
        ("rfid", "m3_810"),
        ("printer", "zpl"),
        ("printer", "pdf"),
    }


def test_the_program_is_on_the_path() -> None:
    scripts = [point for point in OURS if point.group == "console_scripts"]
    assert [point.name for point in scripts] == ["procstation"]
    assert callable(scripts[0].load())


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_loads_and_explains_itself(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str()
