"""What a person can do at a simulated label printer."""

from collections.abc import Callable, Sequence

from procstation.devices import Play
from procstation_simulators.play import COMMON, number
from procstation_simulators.printers.printer import VirtualPrinter


def labels(printer: VirtualPrinter, arguments: Sequence[str]) -> str:
    printer.labels_left = number(arguments, 1000)
    return f"{printer.labels_left} labels are left"


def set_to(name: str, value: bool, words: str) -> Callable[[VirtualPrinter, Sequence[str]], str]:
    """Return what sets an attribute of the printer, and says so in these words."""

    def act(printer: VirtualPrinter, _: Sequence[str]) -> str:
        setattr(printer, name, value)
        return words

    return act


def printed(printer: VirtualPrinter, _: Sequence[str]) -> str:
    return f"{len(printer.printed)} labels came out"


PLAYS = (
    Play("labels [COUNT]", "put in a roll with so many labels; 0 empties it", labels),
    Play("open", "open the head", set_to("head_open", True, "the head is open")),
    Play("close", "close the head", set_to("head_open", False, "the head is closed")),
    Play("pause", "press pause", set_to("paused", True, "paused")),
    Play("resume", "press pause again", set_to("paused", False, "goes on")),
    Play("printed", "count the labels that came out", printed),
    *COMMON,
)
"""For every printer."""
