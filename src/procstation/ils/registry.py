"""Connectors and simulated systems, found by entry point; only the configured one is imported."""

import time
from collections.abc import Callable
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from procstation.config import SystemSection
from procstation.credentials import required
from procstation.errors import ConfigError, DriverNotFound, SystemConfused, did_you_mean
from procstation.ils.network import Network
from procstation.ils.simulated import AnySystem, SystemSimulator
from procstation.ils.system import Connector, LibrarySystem, Site
from procstation.ils.wire import Wiring
from procstation.language import mark, tr, tr_marked

if TYPE_CHECKING:
    from collections.abc import Mapping

CONNECTORS = "procstation.connectors"
SIMULATORS = "procstation.simulators.ils"
SIMULATED = "sim://"


def connector_names() -> list[str]:
    """Return the installed connectors, sorted."""
    return sorted(entry_points(group=CONNECTORS).names)


def system_simulator_names() -> list[str]:
    """Return the installed simulated systems, sorted."""
    return sorted(entry_points(group=SIMULATORS).names)


def load_connector(name: str) -> Connector:
    """Import one connector.

    Raises:
        DriverNotFound: None of that name is installed.
        SystemConfused: It is installed and cannot be imported.
    """
    found = _load(CONNECTORS, name, mark("connector"))
    if not isinstance(found, Connector):
        raise _no_good(
            tr("The connector {name!r} is none but a {kind}.", name=name, kind=type(found).__name__)
        )
    return found


def load_system_simulator(name: str) -> SystemSimulator:
    """Import one simulated system. Raises as `load_connector`."""
    found = _load(SIMULATORS, name, mark("simulated system"))
    if not isinstance(found, SystemSimulator):
        raise _no_good(
            tr(
                "The simulated system {name!r} is none but a {kind}.",
                name=name,
                kind=type(found).__name__,
            )
        )
    return found


def build_simulated(url: str, wall_s: Callable[[], float] = time.time) -> AnySystem:
    """Make the simulated system of a `sim://NAME?key=value` URL. Raises as `load_connector`."""
    parts = urlsplit(url)
    return load_system_simulator(parts.netloc).build(dict(parse_qsl(parts.query)), wall_s)


def open_system(name: str, section: SystemSection, wiring: Wiring | None = None) -> LibrarySystem:
    """Return the connection to a configured system; nothing goes over the network yet.

    Args:
        wiring: The way there; by the URL when None: the network, or a simulated system of its own.

    Raises:
        DriverNotFound: There is no such connector, or no such simulated system.
        ConfigError: A setting is unknown or does not fit.
    """
    connector = load_connector(section.connector)
    options = _read_options(connector, f"systems.{name}.options", section.options)
    if wiring is None:
        wiring = wiring_of(section.url)
    # A connector appends paths to its address, and that of a simulated system is none to append to.
    url = connector.address if section.url.startswith(SIMULATED) else section.url
    secret = partial(required, section.secret or name, connector.title)
    return connector.open(Site(name, url, section.user, secret, wiring), options)


def wiring_of(url: str) -> Wiring:
    """Return the way to a system by its URL: the network, or a simulated system of its own."""
    if not url.startswith(SIMULATED):
        return Network()
    from procstation.ils.sim_wiring import SimulatedWiring  # noqa: PLC0415  (imports httpx)

    return SimulatedWiring(build_simulated(url))


def _read_options(connector: Connector, where: str, options: "Mapping[str, Any]") -> Any:
    known = [field.encode_name for field in msgspec.structs.fields(connector.options)]
    for key in options:
        if key not in known:
            raise ConfigError(
                tr(
                    "{where} has no setting {key!r} for {title}.",
                    where=where,
                    key=key,
                    title=connector.title,
                ),
                did_you_mean(key, known),
            )
    try:
        return msgspec.convert(dict(options), connector.options)
    except msgspec.ValidationError as error:
        raise ConfigError(
            f"{where}: {error}.", tr("Correct the value in procstation.toml.")
        ) from error


def _load(group: str, name: str, what: str) -> object:
    points: dict[str, EntryPoint] = {point.name: point for point in entry_points(group=group)}
    if name not in points:
        raise DriverNotFound(
            tr("No {what} is named {name!r}.", what=tr_marked(what), name=name),
            did_you_mean(name, points),
        )
    try:
        return points[name].load()
    except (ImportError, AttributeError) as error:
        raise _no_good(
            tr(
                "The {what} {name!r} cannot be loaded: {error}.",
                what=tr_marked(what),
                name=name,
                error=error,
            )
        ) from error


def _no_good(what: str) -> SystemConfused:
    return SystemConfused(what, tr("Reinstall the package it came with."))
