"""The sheet of command barcodes for the shelf: each code with the words printed above it."""

from collections.abc import Sequence

from procstation.items import COMMAND_PREFIX
from procstation.language import mark, tr, tr_marked
from procstation.sweeping.live_inputs import BAY_WORD

SAID = {
    "DAMAGED": mark("This book is damaged"),
    "RELABEL": mark("This book needs a new label"),
    "WEED": mark("This book is to be weeded"),
    "CONDITION-OK": mark("Nothing is the matter with it"),
    "BAY": mark("Through with this bay"),
    "AGAIN": mark("This bay once more"),
}


def shelf_codes(bays: Sequence[str] = ()) -> dict[str, str]:
    """Return what is encoded, and what is printed above it.

    Args:
        bays: Names of bays whose markers are wanted; without any the commands are.
    """
    if bays:
        return {
            f"{COMMAND_PREFIX}{BAY_WORD}{name.upper()}": tr("Bay {name}", name=name)
            for name in bays
        }
    return {f"{COMMAND_PREFIX}{word}": tr_marked(said) for word, said in SAID.items()}
