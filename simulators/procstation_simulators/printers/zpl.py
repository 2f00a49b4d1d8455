"""The simulated ZPL printer, as the station finds it by name."""

from collections.abc import Mapping

from procstation.devices import Simulator
from procstation_simulators.printers.play import PLAYS
from procstation_simulators.printers.zebra import VirtualZebra, ZebraSettings
from procstation_simulators.settings import read_settings


def build(query: Mapping[str, str]) -> VirtualZebra:
    """Make a printer from the query of a `sim://zpl?key=value` URL."""
    return VirtualZebra(read_settings(query, ZebraSettings))


SIMULATOR = Simulator(title="ZPL label printer", build=build, plays=PLAYS)
