"""The sheet of command barcodes: each code with the words printed above it."""

from procstation.items import COMMAND_PREFIX
from procstation.linking.commands import COMMANDS
from procstation.linking.profiles import Profiles

SAID = {
    "NO": "No",
    "YES": "Yes",
    "RETRY": "Try again",
    "ASIDE": "Set the item aside",
    "UNDO": "Undo the last act",
    "ROLL": "New roll of tags: scan its label",
    "SKIP-NO-TAG": "Skip: it cannot carry a tag",
    "SKIP-NO-LABEL": "Skip: it cannot carry a label",
    "SKIP-OTHER": "Skip this step",
}


def say_code(name: str, value: str) -> tuple[str, str]:
    """Return what is encoded to say a value to a job, and what is printed above it."""
    words = name.replace("_", " ")
    return f"{COMMAND_PREFIX}SAY-{name.upper()}-{value}", f"{words.capitalize()}: {value}"


def command_codes(profiles: Profiles) -> dict[str, str]:
    """Return what is encoded, and what is printed above it: the commands, then the profiles."""
    codes = {f"{COMMAND_PREFIX}{word}": SAID.get(word, word.capitalize()) for word in COMMANDS}
    for name, profile in profiles.items():
        codes[f"{COMMAND_PREFIX}PROFILE-{name.upper()}"] = f"Work: {profile.title}"
    return codes
