"""Opens a connector on its simulated system, in virtual time."""

from dataclasses import dataclass
from typing import Any

from procstation.credentials import Secret
from procstation.ils import (
    AnySystem,
    LibrarySystem,
    Site,
    load_connector,
    load_system_simulator,
)
from procstation.ils.sim_wiring import SimulatedWiring, VirtualClock

NOW = 1_790_000_000.0
"""Seconds since the epoch at which the simulated systems begin."""


@dataclass
class Opened:
    """A connector and what it is connected to."""

    system: LibrarySystem
    simulated: Any
    clock: VirtualClock


def simulate(name: str, **query: Any) -> tuple[AnySystem, VirtualClock]:
    """Return a simulated system and the clock it goes by."""
    clock = VirtualClock()
    settings = {key: str(value) for key, value in query.items()}
    built = load_system_simulator(name).build(settings, lambda: NOW + clock.now_s())
    return built, clock


def connect(
    name: str, user: str, password: str, options: dict[str, Any] | None = None, **query: Any
) -> Opened:
    """Return a connector opened on its simulated system.

    Args:
        query: Settings of the simulated system.
    """
    simulated, clock = simulate(name, **query)
    connector = load_connector(name)
    wiring = SimulatedWiring(simulated, clock)
    site = Site(name, connector.address, user, lambda: Secret(password), wiring)
    chosen = connector.options(**(options or {}))
    return Opened(connector.open(site, chosen), simulated, clock)
