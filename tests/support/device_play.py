"""What the contract suites do with a simulated device, whatever its maker.

The device of a driver is the simulator registered under the driver's name. One that has what the
protocol of its kind asks for runs the whole suite.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, cast

from procstation.devices import (
    DirectLink,
    Kind,
    SimulatedDevice,
    driver_names,
    load_driver,
    load_simulator,
    simulator_names,
)
from procstation_simulators.faults import Faults
from procstation_simulators.rfid.field import Field


class Faulty(SimulatedDevice, Protocol):
    """Any simulated device that can be made to fail."""

    faults: Faults


class PlayedPad(Faulty, Protocol):
    """A pad; `variants` as in `VirtualPad`."""

    variants: ClassVar[tuple[Mapping[str, str], ...]]
    field: Field


class PlayedScanner(Faulty, Protocol):
    """A scanner.

    Attributes:
        suffixes: What its setting `suffix` may be; `none` is among them.
    """

    suffixes: ClassVar[tuple[str, ...]]

    def scan(self, text: str, aim: str = "") -> None: ...


class PlayedPrinter(Faulty, Protocol):
    """A printer."""

    printed: list[bytes]
    labels_left: int
    head_open: bool
    ribbon_out: bool
    paused: bool


def simulated(kind: Kind) -> list[str]:
    """Return the drivers of a kind that have a simulator of their name."""
    return sorted(set(driver_names(kind)) & set(simulator_names(kind)))


def pad_cases() -> list[tuple[str, Mapping[str, str]]]:
    """Return every pad driver with every way its device may be."""
    cases: list[tuple[str, Mapping[str, str]]] = []
    for name in simulated("rfid"):
        device = cast(PlayedPad, load_simulator("rfid", name).build({}))
        cases += [(name, {}), *((name, variant) for variant in device.variants)]
    return cases


@dataclass(slots=True)
class Bench:
    """A driver and the simulated device at the other end of its line.

    Attributes:
        driven: What the driver's `open` returned.
        device: The simulated device, as the protocol of its kind above.
    """

    kind: Kind
    name: str
    driven: Any
    device: Any
    link: DirectLink

    def reopen(self) -> None:
        """Open the device anew, as the station does when it comes back."""
        self.driven = _open(self.kind, self.name, self.link)


def bench(
    kind: Kind, name: str, query: Mapping[str, str] | None = None, chunk: int | None = None
) -> Bench:
    """Open a driver, with its default settings, on its simulated device.

    Args:
        query: Settings of the simulator, as in a `sim://` URL.
        chunk: Deliver what the device says in pieces of at most this many bytes.
    """
    device = load_simulator(kind, name).build(query or {})
    link = DirectLink(device, chunk, load_driver(kind, name).serial)
    return Bench(kind, name, _open(kind, name, link), device, link)


def _open(kind: Kind, name: str, link: DirectLink) -> Any:
    driver = load_driver(kind, name)
    return driver.open(link, driver.options())
