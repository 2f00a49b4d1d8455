"""The sheet of command barcodes for the shelf: each code with the words printed above it."""

from collections.abc import Sequence

from procstation.items import COMMAND_PREFIX
from procstation.sweeping.live_inputs import BAY_WORD

SAID = {
    "DAMAGED": "This book is damaged",
    "RELABEL": "This book needs a new label",
    "WEED": "This book is to be weeded",
    "CONDITION-OK": "Nothing is the matter with it",
    "BAY": "Through with this bay",
    "AGAIN": "This bay once more",
}


def shelf_codes(bays: Sequence[str] = ()) -> dict[str, str]:
    """Return what is encoded, and what is printed above it.

    Args:
        bays: Names of bays whose markers are wanted; without any the commands are.
    """
    if bays:
        return {f"{COMMAND_PREFIX}{BAY_WORD}{name.upper()}": f"Bay {name}" for name in bays}
    return {f"{COMMAND_PREFIX}{word}": said for word, said in SAID.items()}
