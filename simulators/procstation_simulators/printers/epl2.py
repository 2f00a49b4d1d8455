"""The simulated EPL2 printer, as the station finds it by name."""

from collections.abc import Mapping

from procstation.devices import Simulator
from procstation_simulators.printers.eltron import EltronSettings, VirtualEltron
from procstation_simulators.printers.play import PLAYS
from procstation_simulators.settings import read_settings


def build(query: Mapping[str, str]) -> VirtualEltron:
    """Make a printer from the query of a `sim://epl2?key=value` URL."""
    return VirtualEltron(read_settings(query, EltronSettings))


SIMULATOR = Simulator(title="EPL2 label printer", build=build, plays=PLAYS)
