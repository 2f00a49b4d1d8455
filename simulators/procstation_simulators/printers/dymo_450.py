"""The simulated DYMO LabelWriter 450, as the station finds it by name."""

from collections.abc import Mapping

from procstation.devices import Play, Simulator
from procstation_simulators.play import COMMON
from procstation_simulators.printers.dymo_450_printer import Dymo450Settings, VirtualDymo450
from procstation_simulators.printers.play import labels, printed, set_to
from procstation_simulators.settings import read_settings


def build(query: Mapping[str, str]) -> VirtualDymo450:
    """Make a printer from the query of a `sim://dymo_450?key=value` URL."""
    return VirtualDymo450(read_settings(query, Dymo450Settings))


PLAYS = (
    Play("labels [COUNT]", "put in a roll with so many labels; 0 empties it", labels),
    Play("jam", "let labels jam", set_to("jam", True, "labels are jammed")),
    Play("unjam", "take the jam out", set_to("jam", False, "labels feed again")),
    Play("printed", "count the labels that came out", printed),
    *COMMON,
)
"""For a LabelWriter 450."""

SIMULATOR = Simulator(title="DYMO LabelWriter 450", build=build, plays=PLAYS)
