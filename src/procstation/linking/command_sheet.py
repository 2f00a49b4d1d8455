"""The sheet of command barcodes: each code with the words printed above it."""

from procstation.items import COMMAND_PREFIX
from procstation.language import mark, tr, tr_marked
from procstation.linking.change import field_in_words
from procstation.linking.commands import COMMANDS
from procstation.linking.profiles import Profiles

SAID = {
    "NO": mark("No"),
    "YES": mark("Yes"),
    "RETRY": mark("Try again"),
    "ASIDE": mark("Set the item aside"),
    "UNDO": mark("Undo the last act"),
    "ROLL": mark("New roll of tags: scan its label"),
    "SKIP-NO-TAG": mark("Skip: it cannot carry a tag"),
    "SKIP-NO-LABEL": mark("Skip: it cannot carry a label"),
    "SKIP-OTHER": mark("Skip this step"),
}


def say_code(name: str, value: str) -> tuple[str, str]:
    """Return what is encoded to say a value to a job, and what is printed above it."""
    words = field_in_words(name)
    return f"{COMMAND_PREFIX}SAY-{name.upper()}-{value}", f"{words.capitalize()}: {value}"


def command_codes(profiles: Profiles) -> dict[str, str]:
    """Return what is encoded, and what is printed above it: the commands, then the profiles."""
    codes = {
        f"{COMMAND_PREFIX}{word}": tr_marked(SAID.get(word, word.capitalize())) for word in COMMANDS
    }
    for name, profile in profiles.items():
        codes[f"{COMMAND_PREFIX}PROFILE-{name.upper()}"] = tr(
            "Work: {title}", title=tr_marked(profile.title)
        )
    return codes
