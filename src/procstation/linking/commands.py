"""Command barcodes: what a printed sheet of them can make the bench do without a keyboard."""

from procstation.language import mark
from procstation.linking.effects import BriefRecord
from procstation.linking.inputs import (
    AnyInput,
    Chose,
    GoalOf,
    GoalSet,
    HelpAsked,
    LabelsAsked,
    NextProfile,
    PartsSet,
    ProfileChosen,
    RecordWritten,
    RollAsked,
    RollTaken,
    SetAside,
    Skipped,
    SoundTurned,
    TookUp,
    TriedAgain,
    UndoAsked,
    ValueSaid,
)
from procstation.linking.profiles import Profiles

COMMANDS: dict[str, AnyInput] = {
    "NO": Chose(0),
    "YES": Chose(1),
    "RETRY": TriedAgain(),
    "ASIDE": SetAside(),
    "UNDO": UndoAsked(),
    "TAKE-UP": TookUp(0),
    "HELP": HelpAsked(),
    "PRINT": LabelsAsked(),
    "ROLL": RollAsked(),
    "SKIP-NO-TAG": Skipped(mark("the item cannot carry a tag")),
    "SKIP-NO-TAGS-LEFT": Skipped(mark("no tags left")),
    "SKIP-TAG-BAD": Skipped(mark("the tag cannot be written")),
    "SKIP-NO-LABEL": Skipped(mark("the item cannot carry a label")),
    "SKIP-PRINTER": Skipped(mark("the printer is out of order")),
    "SKIP-UNREADABLE": Skipped(mark("the barcode cannot be scanned")),
    "SKIP-OTHER": Skipped(mark("skipped by command barcode")),
    "SOUND-OFF": SoundTurned(on=False),
    "SOUND-ON": SoundTurned(on=True),
}
"""The word of a command barcode, and what it does.

`NEXT-PROFILE` chooses the profile behind the one in use. Those with a value: `CHOICE-3` is the
third answer, `PRINT-2` prints two more of each label, `PROFILE-NAME` chooses a profile, `ROLL-NAME`
names the roll of tags in work, `GOAL-300` says how many items are to be done, `GOAL-STACKS` that
all of a location are, `PARTS-4-1` that the item in work has four parts, one of them without a tag,
`SAY-LOCATION-REF` says a value that the job asks for, in capitals and small letters as it is
encoded.
"""

MOST_ITEMS = 10**7
MOST_COPIES = 20
MOST_CHOICES = 9


def read_command(word: str, profiles: Profiles, written: str = "") -> AnyInput | None:
    """Return what a command barcode stands for; None when there is no such command or profile.

    Args:
        word: What follows the prefix of command barcodes, in upper case.
        written: The whole code as it is encoded.
    """
    if word.startswith("PROFILE-"):
        profile = profiles.get(word.removeprefix("PROFILE-").lower())
        return ProfileChosen(profile) if profile is not None else None
    if word == "NEXT-PROFILE":
        return NextProfile(tuple(profiles.values()))
    kind, _, value = word.partition("-")
    if kind == "CHOICE":
        choice = _count(value, MOST_CHOICES)
        return Chose(choice - 1) if choice else None
    if kind == "PRINT" and value:
        copies = _count(value, MOST_COPIES)
        return LabelsAsked(copies) if copies else None
    if kind == "ROLL" and value:
        return RollTaken(value)
    if kind == "GOAL":
        return read_goal(value.replace("-", " "))
    if kind == "SAY":
        return _read_said(written[-len(value) :] if written else value)
    if kind == "PARTS":
        return read_parts(value.replace("-", " "))
    return COMMANDS.get(word)


def _count(text: str, most: int) -> int:
    """Return a number from 1 to `most`; 0 for anything else."""
    number = int(text) if text.isdecimal() and len(text) <= len(str(most)) else 0
    return number if number <= most else 0


def read_goal(text: str) -> GoalSet | GoalOf | None:
    """Return the goal of `300` or `300 Stacks`, so many, and what they are; of `Stacks`, all items
    there that have no tag yet; None for neither."""
    count, _, of = text.strip().partition(" ")
    if count and not count[0].isdecimal():
        return GoalOf(text.strip())
    if not count.isdecimal() or int(count) > MOST_ITEMS:
        return None
    return GoalSet(int(count), of.strip())


def read_parts(text: str) -> PartsSet | None:
    """Return the parts of `3`, or of `4 1`: four, one of them without a tag; None for neither."""
    numbers = text.split()
    if not 1 <= len(numbers) <= 2 or not all(one.isdecimal() for one in numbers):
        return None
    return PartsSet(*map(int, numbers))


def read_said(text: str) -> ValueSaid | None:
    """Return the value of `location REF` or `location=REF`; None for neither."""
    name, _, value = text.strip().partition("=" if "=" in text.split(" ", 1)[0] else " ")
    return ValueSaid(name.strip().lower(), value.strip()) if name.strip() else None


def _read_said(text: str) -> ValueSaid | None:
    name, dash, value = text.partition("-")
    return ValueSaid(name.lower(), value) if name and dash else None


def read_record(text: str, isbn: str = "") -> RecordWritten | None:
    """Return the record of `TITLE | AUTHOR | YEAR | ISBN | CALL NUMBER`, of which only the title
    must be there; None without one.

    Args:
        isbn: What it has when no other is said.
    """
    title, author, date, said, number, *_ = (*(part.strip() for part in text.split("|")), *[""] * 5)
    if not title:
        return None
    return RecordWritten(BriefRecord(title, author, date, said or isbn, number))
