"""The simulated DYMO LabelWriter 550, as the station finds it by name."""

from collections.abc import Mapping, Sequence

from procstation.devices import Play, Simulator
from procstation_simulators.play import COMMON, number
from procstation_simulators.printers.dymo_550_printer import Dymo550Settings, VirtualDymo550
from procstation_simulators.printers.play import labels, printed, set_to
from procstation_simulators.settings import read_settings


def build(query: Mapping[str, str]) -> VirtualDymo550:
    """Make a printer from the query of a `sim://dymo_550?key=value` URL."""
    return VirtualDymo550(read_settings(query, Dymo550Settings))


def _roll(printer: VirtualDymo550, arguments: Sequence[str]) -> str:
    printer.put_in(arguments[0] if arguments else "30332", number(arguments[1:], 1000))
    return f"roll {printer.sku} with {printer.labels_left} labels is in"


PLAYS = (
    Play("labels [COUNT]", "put in a roll with so many labels; 0 empties it", labels),
    Play("roll [SKU [COUNT]]", "put in another roll, e.g. 30252", _roll),
    Play("counterfeit", "put in a roll without a chip", set_to("counterfeit", True, "no chip")),
    Play("open", "open the cover", set_to("head_open", True, "the cover is open")),
    Play("close", "close the cover", set_to("head_open", False, "the cover is closed")),
    Play("jam", "let labels jam", set_to("jam", True, "labels are jammed")),
    Play("unjam", "take the jam out", set_to("jam", False, "labels feed again")),
    Play("hot", "let the head get hot", set_to("too_hot", True, "the head is hot")),
    Play("cool", "let it be cool again", set_to("too_hot", False, "the head is cool")),
    Play("printed", "count the labels that came out", printed),
    *COMMON,
)
"""For a LabelWriter 550."""

SIMULATOR = Simulator(title="DYMO LabelWriter 550", build=build, plays=PLAYS)
