"""Command barcodes: what a printed sheet of them can make the bench do without a keyboard.

Code 39 can print all of them, and no library numbers its items that way.
"""

from procstation.linking.inputs import (
    AnyInput,
    Chose,
    ProfileChosen,
    SetAside,
    Skipped,
    TriedAgain,
    UndoAsked,
)
from procstation.linking.profiles import Profiles

PREFIX = "%PS-"

COMMANDS: dict[str, AnyInput] = {
    "NO": Chose(0),
    "YES": Chose(1),
    "RETRY": TriedAgain(),
    "ASIDE": SetAside(),
    "UNDO": UndoAsked(),
    "SKIP-NO-TAG": Skipped("the item cannot carry a tag"),
    "SKIP-NO-LABEL": Skipped("the item cannot carry a label"),
    "SKIP-OTHER": Skipped("skipped by command barcode"),
}
"""What stands behind the prefix, and what it does. `PROFILE-NAME` chooses a profile."""


def read_command(code: str, profiles: Profiles) -> AnyInput | None:
    """Return what a command barcode stands for; None when there is no such command or profile."""
    word = code.removeprefix(PREFIX).upper()
    if word.startswith("PROFILE-"):
        profile = profiles.get(word.removeprefix("PROFILE-").lower())
        return ProfileChosen(profile) if profile is not None else None
    return COMMANDS.get(word)
