"""What a library system lets a station do, in words for a person."""

from procstation.ils.records import ItemField
from procstation.ils.system import Abilities
from procstation.items.field_words import field_in_words
from procstation.language import mark, tr, tr_marked

SEEN = {
    "stamp": mark("note that an item was seen"),
    "check-in": mark("note that an item was seen, by handing it in with all that follows from it"),
    "file": mark("take what was seen as a file for its own inventory"),
}


def can(abilities: Abilities) -> list[str]:
    """Return what it lets a station do, one act each."""
    find = (
        tr("find items, {count} in one call", count=abilities.batch)
        if abilities.batch > 1
        else tr("find items")
    )
    fields = [field_in_words(field) for field in ItemField if field in abilities.changes]
    return [
        words
        for words in (
            find if abilities.find_items else "",
            tr("find records") if abilities.find_titles else "",
            tr("make records") if abilities.create_titles else "",
            tr("make items") if abilities.create_items else "",
            tr("take back items") if abilities.remove_items else "",
            tr("change {fields}", fields=", ".join(fields)) if fields else "",
            tr_marked(SEEN.get(abilities.seen, "")),
            tr("hand items in") if abilities.check_in else "",
            tr("tell whether an item is on loan") if abilities.loans else "",
            tr("tell what was changed since a time") if abilities.deltas else "",
        )
        if words
    ]


def cannot(abilities: Abilities) -> list[str]:
    """Return what it does not, so that nobody waits for it."""
    kept = [field_in_words(field) for field in ItemField if field not in abilities.changes]
    return [
        words
        for words in (
            "" if abilities.find_items else tr("find items"),
            "" if abilities.find_titles else tr("find records"),
            "" if abilities.create_titles else tr("make records"),
            "" if abilities.create_items else tr("make items"),
            "" if abilities.remove_items else tr("take back items"),
            tr("change {fields}", fields=", ".join(kept)) if kept else "",
            "" if abilities.seen else tr("note that an item was seen"),
            "" if abilities.check_in else tr("hand items in"),
            "" if abilities.loans else tr("tell whether an item is on loan"),
            "" if abilities.deltas else tr("tell what was changed since a time"),
        )
        if words
    ]
