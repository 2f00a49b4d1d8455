"""What the fields of an item are called in sentences, and what jobs ask for beside them."""

from procstation.language import mark, tr_marked

WORDS = (
    mark("call number"),
    mark("copy"),
    mark("due"),
    mark("item type"),
    mark("library"),
    mark("location"),
    mark("note"),
    mark("reason"),
    mark("status"),
    mark("volume"),
)
"""Those that come along; what a site's own jobs ask for is called as they call it."""


def field_in_words(name: str) -> str:
    """Return what a field, or another value that a job asks for, is called in a sentence."""
    return tr_marked(name.replace("_", " "))
