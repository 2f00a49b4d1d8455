"""What the contract suites do with a simulated device, whatever its maker.

The device of a driver is the simulator registered under the driver's name. One that has what the
protocol of its kind asks for runs the whole suite.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Protocol, cast

import pytest

from procstation.devices import (
    DirectLink,
    Kind,
    Problem,
    SimulatedDevice,
    driver_names,
    load_driver,
    load_simulator,
    read_options,
    simulator_names,
)
from procstation_simulators.faults import Faults
from procstation_simulators.rfid.field import Field
from procstation_simulators.uhf.shelf import UhfShelf

# Looking an entry point up takes longer than most of the tests.
_driver = cache(load_driver)
_simulator = cache(load_simulator)


class Faulty(SimulatedDevice, Protocol):
    """Any simulated device that can be made to fail.

    Attributes:
        variants: Settings that real devices differ in and that a driver has to take untold.
    """

    faults: Faults
    variants: ClassVar[tuple[Mapping[str, str], ...]]


class PlayedPad(Faulty, Protocol):
    """A pad."""

    field: Field


class PlayedScanner(Faulty, Protocol):
    """A scanner. Its setting `aim` lets it send AIM identifiers.

    Attributes:
        suffixes: What its setting `suffix` may be; `none` is among them.
    """

    suffixes: ClassVar[tuple[str, ...]]

    def scan(self, text: str, aim: str = "", pause_s: float = 0.0) -> None: ...


class PlayedPrinter(Faulty, Protocol):
    """A printer. Its setting `lies` makes it say "ready" and print nothing.

    Attributes:
        printed: What came out of it, label by label: in ZPL, as the whole document, or as a PBM
            picture where it is sent pictures.
        troubles: What it can say is wrong, by the attribute that brings it about.
        together: Two of them that it can tell at once.
        confirms: It can tell that a job came out.
        is_framed: What it says travels in frames of a network, out of reach of noise.
        label_dots: Width and height of the label it takes; None when it takes any.
    """

    troubles: ClassVar[Mapping[str, Problem]]
    together: ClassVar[tuple[str, str]]
    confirms: ClassVar[bool]
    is_framed: ClassVar[bool]
    label_dots: ClassVar[tuple[int, int] | None]
    printed: list[bytes]
    labels_left: int
    head_open: bool
    ribbon_out: bool
    paused: bool


class PlayedUhf(Faulty, Protocol):
    """A UHF reader. It hears the tags of its shelf, so many of them a second.

    Attributes:
        tells_antenna: It reports which antenna heard a tag.
        powers_dbm: The least and the greatest power it has; None when that is not the station's to
            set.
    """

    shelf: UhfShelf
    tells_antenna: ClassVar[bool]
    powers_dbm: ClassVar[tuple[float, float] | None]


def simulated(kind: Kind) -> list[str]:
    """Return the drivers of a kind that have a simulator of their name."""
    return sorted(set(driver_names(kind)) & set(simulator_names(kind)))


def with_all_variants(kind: Kind) -> pytest.MarkDecorator:
    """Run a test, by `name` and `query`, for every driver with every way its device may be."""
    cases: list[tuple[str, Mapping[str, str]]] = []
    for name in simulated(kind):
        device = cast(Faulty, load_simulator(kind, name).build({}))
        cases += [(name, {}), *((name, variant) for variant in device.variants)]
    names = [" ".join([name, *variant]) for name, variant in cases]
    return pytest.mark.parametrize(("name", "query"), cases, ids=names)


@dataclass(slots=True)
class Bench:
    """A driver and the simulated device at the other end of its line.

    Attributes:
        driven: What the driver's `open` returned.
        device: The simulated device, as the protocol of its kind above.
    """

    kind: Kind
    name: str
    options: Mapping[str, Any]
    driven: Any
    device: Any
    link: DirectLink

    def reopen(self) -> None:
        """Open the device anew, as the station does when it comes back."""
        self.link.connect()
        self.driven = _open(self.kind, self.name, self.link, self.options)


def bench(
    kind: Kind,
    name: str,
    query: Mapping[str, str] | None = None,
    chunk: int | None = None,
    options: Mapping[str, Any] | None = None,
) -> Bench:
    """Open a driver on its simulated device.

    Args:
        query: Settings of the simulator, as in a `sim://` URL.
        chunk: Deliver what the device says in pieces of at most this many bytes.
        options: Settings of the driver.
    """
    device = _simulator(kind, name).build(query or {})
    link = DirectLink(device, chunk, _driver(kind, name).serial)
    opened = _open(kind, name, link, options or {})
    return Bench(kind, name, options or {}, opened, device, link)


def _open(kind: Kind, name: str, link: DirectLink, options: Mapping[str, Any]) -> Any:
    driver = _driver(kind, name)
    return driver.open(link, read_options(driver, "options", options))
