"""The sheet of command barcodes: each code with the words printed beside it, in groups."""

from typing import NamedTuple

from procstation.items import COMMAND_PREFIX
from procstation.items.field_words import field_in_words
from procstation.language import mark, tr, tr_marked, trn
from procstation.linking.profiles import Profiles

_GROUPS = {
    mark("Answers"): {
        "NO": mark("No: the first answer"),
        "YES": mark("Yes: the second answer"),
        "HELP": mark("What comes next?"),
    },
    mark("This book"): {
        "RETRY": mark("Try again"),
        "ASIDE": mark("Set the item aside"),
        "TAKE-UP": mark("Take up the one set aside last"),
        "UNDO": mark("Undo the last act"),
    },
    mark("Skip this step"): {
        "SKIP-NO-TAG": mark("Skip: it cannot carry a tag"),
        "SKIP-NO-TAGS-LEFT": mark("Skip: no tags left"),
        "SKIP-TAG-BAD": mark("Skip: the tag cannot be written"),
        "SKIP-NO-LABEL": mark("Skip: it cannot carry a label"),
        "SKIP-PRINTER": mark("Skip: the printer is out of order"),
        "SKIP-UNREADABLE": mark("Skip: the barcode cannot be scanned"),
        "SKIP-OTHER": mark("Skip: another reason"),
    },
    mark("Labels and tags"): {
        "PRINT": mark("Print its labels again"),
        "PRINT-2": mark("Print them twice"),
        "PRINT-3": mark("Print them three times"),
        "ROLL": mark("New roll of tags: scan its label"),
    },
    mark("Sound"): {
        "SOUND-OFF": mark("Sound off"),
        "SOUND-ON": mark("Sound on"),
    },
}
"""The words of commands that are the same in every library."""

CHOICES = range(3, 6)
PARTS = range(1, 7)
GOALS = (25, 50, 100, 300)


class CommandGroup(NamedTuple):
    """Command barcodes that belong together.

    Attributes:
        codes: What is encoded, and what is printed beside it.
    """

    title: str
    codes: dict[str, str]


def say_code(name: str, value: str) -> tuple[str, str]:
    """Return what is encoded to say a value to a job, and what is printed above it."""
    words = field_in_words(name)
    return f"{COMMAND_PREFIX}SAY-{name.upper()}-{value}", f"{words.capitalize()}: {value}"


def command_groups(profiles: Profiles) -> list[CommandGroup]:
    """Return all that can be said to the bench by a scan, in the order of the sheet."""
    said = {
        title: {word: tr_marked(words) for word, words in group.items()}
        for title, group in _GROUPS.items()
    }
    said["Answers"] |= {
        f"CHOICE-{number}": tr("Answer {number}", number=number) for number in CHOICES
    }
    work = {"NEXT-PROFILE": tr("The next kind of work")}
    for name, profile in profiles.items():
        work[f"PROFILE-{name.upper()}"] = tr("Work: {title}", title=tr_marked(profile.title))
    many = {
        f"PARTS-{count}": trn("It has {count} part", "It has {count} parts", count)
        for count in PARTS
    }
    many |= {f"GOAL-{count}": tr("Goal: {count} items", count=count) for count in GOALS}
    many["GOAL-0"] = tr("No goal")
    groups = [(tr_marked(title), codes) for title, codes in said.items()]
    groups[-1:-1] = [(tr("How many"), many), (tr("Work"), work)]
    return [
        CommandGroup(title, {f"{COMMAND_PREFIX}{word}": words for word, words in codes.items()})
        for title, codes in groups
    ]


def command_codes(profiles: Profiles) -> dict[str, str]:
    """Return the same as one list, for labels of their own."""
    groups = command_groups(profiles)
    return {code: words for group in groups for code, words in group.codes.items()}
