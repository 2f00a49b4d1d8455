"""Drivers and simulators, found by entry point.

Names are listed without importing anything; only the one asked for is imported.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from functools import cache
from importlib.metadata import EntryPoint, EntryPoints, entry_points
from typing import Any

import msgspec

from procstation.devices.interfaces import (
    Driver,
    Kind,
    Link,
)
from procstation.devices.links import open_line, split_port
from procstation.devices.sim_link import Rack
from procstation.devices.simulated import (
    Simulator,
)
from procstation.errors import ConfigError, DeviceFault, DriverNotFound, did_you_mean
from procstation.language import mark, tr, tr_marked

DRIVERS = "procstation.drivers."
SIMULATORS = "procstation.simulators."


@cache
def points_in(group: str) -> EntryPoints:
    """Return the entry points of a group. Looking for them takes some ten milliseconds, and a
    device that is lost is opened again and again."""
    return entry_points(group=group)


def driver_names(kind: Kind) -> list[str]:
    """Return the installed drivers of one kind, sorted."""
    return sorted(points_in(DRIVERS + kind).names)


def simulator_names(kind: Kind) -> list[str]:
    """Return the installed simulators of one kind, sorted."""
    return sorted(points_in(SIMULATORS + kind).names)


def load_driver(kind: Kind, name: str) -> Driver:
    """Import one driver.

    Raises:
        DriverNotFound: None of that name is installed.
        DeviceFault: It is installed and cannot be imported.
    """
    driver = _load(DRIVERS + kind, kind, name, mark("driver"))
    if not isinstance(driver, Driver):
        raise DeviceFault(
            tr(
                "The {kind} driver {name!r} is no procstation driver but a {found}.",
                kind=kind,
                name=name,
                found=type(driver).__name__,
            ),
            tr("Reinstall the package it came with."),
        )
    return driver


def load_simulator(kind: Kind, name: str) -> Simulator:
    """Import one simulator. Raises as `load_driver`."""
    simulator = _load(SIMULATORS + kind, kind, name, mark("simulator"))
    if not isinstance(simulator, Simulator):
        raise DeviceFault(
            tr(
                "The {kind} simulator {name!r} is none but a {found}.",
                kind=kind,
                name=name,
                found=type(simulator).__name__,
            ),
            tr("Reinstall the package it came with."),
        )
    return simulator


def read_options(driver: Driver, where: str, options: Mapping[str, Any]) -> Any:
    """Check a driver's settings and return them as its own type.

    Args:
        where: The table they came from, e.g. `devices.pad.options`, for the message.

    Raises:
        ConfigError: A key is unknown (the nearest is named) or a value does not fit.
    """
    known = [field.encode_name for field in msgspec.structs.fields(driver.options)]
    for key in options:
        if key not in known:
            raise ConfigError(
                tr(
                    "{where} has no setting {key!r} for the {title}.",
                    where=where,
                    key=key,
                    title=driver.called,
                ),
                did_you_mean(key, known),
            )
    try:
        return msgspec.convert(dict(options), driver.options)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"{where}: {error}.", tr("Correct the value in procstation.toml.")
        ) from error


def open_device(
    kind: Kind,
    name: str,
    port: str,
    options: Mapping[str, Any],
    rack: Rack,
    where: str = "options",
) -> Any:
    """Open a device: its driver, on its port, with its settings.

    Args:
        name: The driver.
        rack: Holds the simulated devices, for `sim://` ports.
        where: The table the options came from, e.g. `devices.pad.options`, for messages.

    Raises:
        DriverNotFound, ConfigError: As `load_driver` and `read_options`; or no simulator has the
            name in a `sim://` port.
        DeviceLost: The port cannot be opened.
        DeviceFault: The device is there and is not what the driver expects.
    """
    driver = load_driver(kind, name)
    settings = read_options(driver, where, options)
    if port.startswith("sim://"):
        simulator = load_simulator(kind, split_port(port).netloc)
        return _open_on(driver, rack.link(port, simulator), settings)
    if driver.serial is None or port.partition("://")[0] in driver.schemes:
        return driver.open(port, settings)
    serial = driver.serial
    baudrate = getattr(settings, "baudrate", None)
    if isinstance(baudrate, int):
        serial = replace(serial, baudrate=baudrate)
    return _open_on(driver, open_line(port, serial), settings)


def _open_on(driver: Driver, link: Link, settings: Any) -> Any:
    with ExitStack() as undo:
        # A port left open by a driver that found the wrong device could not be opened again.
        undo.callback(link.close)
        device = driver.open(link, settings)
        undo.pop_all()
    return device


def _load(group: str, kind: Kind, name: str, what: str) -> object:
    points = points_in(group)
    found = [point for point in points if point.name == name]
    if not found:
        hint = did_you_mean(name, points.names)
        raise DriverNotFound(
            tr("No {kind} {what} is named {name!r}.", kind=kind, what=tr_marked(what), name=name),
            hint,
        )
    return _import(found[0], kind, what)


def _import(point: EntryPoint, kind: Kind, what: str) -> object:
    try:
        return point.load()
    except (ImportError, AttributeError) as error:
        raise DeviceFault(
            tr(
                "The {kind} {what} {name!r} cannot be loaded: {error}.",
                kind=kind,
                what=tr_marked(what),
                name=point.name,
                error=error,
            ),
            tr("Reinstall the package it came with."),
        ) from error
