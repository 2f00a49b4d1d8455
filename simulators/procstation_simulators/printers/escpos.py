"""The simulated ESC/POS printer, as the station finds it by name."""

from collections.abc import Mapping

from procstation.devices import Simulator
from procstation_simulators.printers.play import PLAYS
from procstation_simulators.printers.slips import SlipSettings, VirtualSlipPrinter
from procstation_simulators.settings import read_settings


def build(query: Mapping[str, str]) -> VirtualSlipPrinter:
    """Make a printer from the query of a `sim://escpos?key=value` URL."""
    return VirtualSlipPrinter(read_settings(query, SlipSettings))


SIMULATOR = Simulator(title="ESC/POS printer of slips", build=build, plays=PLAYS)
