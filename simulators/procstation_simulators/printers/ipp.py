"""The simulated office printer, as the station finds it by name."""

from collections.abc import Mapping

from procstation.devices import Simulator
from procstation_simulators.printers.office import OfficeSettings, VirtualOfficePrinter
from procstation_simulators.printers.play import PLAYS
from procstation_simulators.settings import read_settings


def build(query: Mapping[str, str]) -> VirtualOfficePrinter:
    """Make a printer from the query of a `sim://ipp?key=value` URL."""
    return VirtualOfficePrinter(read_settings(query, OfficeSettings))


SIMULATOR = Simulator(title="Office printer by IPP", build=build, plays=PLAYS)
