"""The simulated Brother QL, as the station finds it by name."""

from collections.abc import Mapping, Sequence

from procstation.devices import DeviceFault, Play, Simulator
from procstation_simulators.play import COMMON, number
from procstation_simulators.printers.brother_ql_printer import (
    MODEL_CODES,
    ROLLS,
    BrotherQlSettings,
    VirtualBrotherQl,
)
from procstation_simulators.printers.play import labels, printed, set_to
from procstation_simulators.settings import read_settings


def build(query: Mapping[str, str]) -> VirtualBrotherQl:
    """Make a printer from the query of a `sim://brother_ql?key=value` URL.

    Raises:
        DeviceFault: A setting is unknown, or a value does not fit.
    """
    settings = read_settings(query, BrotherQlSettings)
    for name, value, known in (
        ("model", settings.model, MODEL_CODES),
        ("roll", settings.roll, ROLLS),
    ):
        if value not in known:
            raise DeviceFault(
                f"The simulator cannot be set up so: {name} is {value!r}.",
                f"Set it to one of: {', '.join(known)}.",
            )
    return VirtualBrotherQl(settings)


def _roll(printer: VirtualBrotherQl, arguments: Sequence[str]) -> str:
    roll = arguments[0] if arguments else "62"
    printer.put_in(roll, number(arguments[1:], 1000))
    return f"a roll of {roll} with {printer.labels_left} labels is in"


PLAYS = (
    Play("labels [COUNT]", "put in a roll with so many labels; 0 empties it", labels),
    Play("roll [SIZE [COUNT]]", "put in another roll, e.g. 62 or 29x90", _roll),
    Play("open", "open the cover", set_to("head_open", True, "the cover is open")),
    Play("close", "close the cover", set_to("head_open", False, "the cover is closed")),
    Play("jam", "let labels jam", set_to("jam", True, "labels are jammed")),
    Play("unjam", "take the jam out", set_to("jam", False, "labels feed again")),
    Play("hot", "let the head get hot", set_to("too_hot", True, "the head cools down")),
    Play("cool", "let it be cool again", set_to("too_hot", False, "the head is cool")),
    Play("printed", "count the labels that came out", printed),
    *COMMON,
)
"""For a Brother QL."""

SIMULATOR = Simulator(title="Brother QL label printer", build=build, plays=PLAYS)
