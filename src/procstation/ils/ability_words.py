"""What a library system lets a station do, in words for a person."""

from procstation.ils.records import ItemField
from procstation.ils.system import Abilities

SEEN = {
    "stamp": "note that an item was seen",
    "check-in": "note that an item was seen, by handing it in with all that follows from it",
    "file": "take what was seen as a file for its own inventory",
}


def can(abilities: Abilities) -> list[str]:
    """Return what it lets a station do, one act each."""
    at_once = f", {abilities.batch} in one call" if abilities.batch > 1 else ""
    fields = [field.replace("_", " ") for field in ItemField if field in abilities.changes]
    return [
        words
        for words in (
            f"find items{at_once}" if abilities.find_items else "",
            "find records" if abilities.find_titles else "",
            "make records" if abilities.create_titles else "",
            "make items" if abilities.create_items else "",
            "take back items" if abilities.remove_items else "",
            f"change {', '.join(fields)}" if fields else "",
            SEEN.get(abilities.seen, ""),
            "hand items in" if abilities.check_in else "",
            "tell whether an item is on loan" if abilities.loans else "",
            "tell what was changed since a time" if abilities.deltas else "",
        )
        if words
    ]


def cannot(abilities: Abilities) -> list[str]:
    """Return what it does not, so that nobody waits for it."""
    kept = [field.replace("_", " ") for field in ItemField if field not in abilities.changes]
    return [
        words
        for words in (
            "" if abilities.find_items else "find items",
            "" if abilities.find_titles else "find records",
            "" if abilities.create_titles else "make records",
            "" if abilities.create_items else "make items",
            "" if abilities.remove_items else "take back items",
            f"change {', '.join(kept)}" if kept else "",
            "" if abilities.seen else "note that an item was seen",
            "" if abilities.check_in else "hand items in",
            "" if abilities.loans else "tell whether an item is on loan",
            "" if abilities.deltas else "tell what was changed since a time",
        )
        if words
    ]
