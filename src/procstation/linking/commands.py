"""Command barcodes: what a printed sheet of them can make the bench do without a keyboard."""

from procstation.linking.inputs import (
    AnyInput,
    Chose,
    GoalSet,
    ProfileChosen,
    RollTaken,
    SetAside,
    Skipped,
    TriedAgain,
    UndoAsked,
)
from procstation.linking.profiles import Profiles

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
"""The word of a command barcode, and what it does.

Those with a value: `PROFILE-NAME` chooses a profile, `ROLL-NAME` names the roll of tags in work,
`GOAL-300` says how many items are to be done.
"""

MOST_ITEMS = 10**7


def read_command(word: str, profiles: Profiles) -> AnyInput | None:
    """Return what a command barcode stands for; None when there is no such command or profile.

    Args:
        word: What follows the prefix of command barcodes, in upper case.
    """
    if word.startswith("PROFILE-"):
        profile = profiles.get(word.removeprefix("PROFILE-").lower())
        return ProfileChosen(profile) if profile is not None else None
    kind, _, value = word.partition("-")
    if kind == "ROLL" and value:
        return RollTaken(value)
    if kind == "GOAL" and value.isdecimal() and int(value) <= MOST_ITEMS:
        return GoalSet(int(value))
    return COMMANDS.get(word)
