"""What a person can do at a simulated label printer."""

from collections.abc import Callable, Sequence

from procstation.devices import Play
from procstation_simulators.play import COMMON, number
from procstation_simulators.printers.printer import VirtualPrinter


def _labels(printer: VirtualPrinter, arguments: Sequence[str]) -> str:
    printer.labels_left = number(arguments, 1000)
    return f"{printer.labels_left} labels are left"


def _set(name: str, value: bool, words: str) -> Callable[[VirtualPrinter, Sequence[str]], str]:
    def act(printer: VirtualPrinter, _: Sequence[str]) -> str:
        setattr(printer, name, value)
        return words

    return act


def _printed(printer: VirtualPrinter, _: Sequence[str]) -> str:
    return f"{len(printer.printed)} labels came out"


PLAYS = (
    Play("labels [COUNT]", "put in a roll with so many labels; 0 empties it", _labels),
    Play("open", "open the head", _set("head_open", True, "the head is open")),
    Play("close", "close the head", _set("head_open", False, "the head is closed")),
    Play("pause", "press pause", _set("paused", True, "paused")),
    Play("resume", "press pause again", _set("paused", False, "goes on")),
    Play("printed", "count the labels that came out", _printed),
    *COMMON,
)
"""For every printer."""
