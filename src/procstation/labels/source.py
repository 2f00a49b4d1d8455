"""What a template may ask for: the names of everything a label can say."""

import re

from procstation.errors import ConfigError, did_you_mean
from procstation.language import tr

Source = str
"""The name of one thing a label can say; see the tables below."""

PLAIN = {
    "call_number": "call number",
    "barcode": "barcode",
    "title": "title",
    "author": "author",
    "library": "library",
    "location": "location",
    "volume": "volume",
    "copy": "copy",
    "stamp": "stamp",
    "first": "first call number",
    "last": "last call number",
}
"""Of the item in hand, as it is best said on a label. `stamp` is what the station's table of stamps
puts above the call number; `first` and `last` are the ends of a range of shelves."""

ITEM = ("barcode", "call_number", "library", "location", "volume", "copy", "item_type", "status",
        "system_id", "parts")  # fmt: skip
"""`item:NAME`: what the catalogue keeps of an item, as it is."""

TITLE = ("title", "author", "publisher", "date", "medium", "isbn", "issn", "control_number",
         "call_number")  # fmt: skip
"""`title:NAME`: what the catalogue keeps of its title, as it is."""

MARC = re.compile(r"marc:(?P<tag>\d{3})(?:\$(?P<codes>[a-z0-9]+))?")
"""`marc:245$ab`: subfields of the record, in their order there; `marc:001` a control field."""

OWN = re.compile(r"own:[a-z][a-z0-9_-]*")
"""`own:due`: what only a person can say, for one label."""

_FIXED = (
    *PLAIN,
    *(f"item:{name}" for name in ITEM),
    *(f"title:{name}" for name in TITLE),
)


def require_source(name: str, where: str) -> None:
    """Check that there is such a source.

    Args:
        where: For the message: the file, or the option of the command.

    Raises:
        ConfigError: There is none, with the nearest that exists.
    """
    if name in _FIXED or MARC.fullmatch(name) or OWN.fullmatch(name):
        return
    raise ConfigError(
        tr("{where}: there is nothing named {name!r} to print.", where=where, name=name),
        tr("Write MARC subfields as 'marc:245$a'.")
        if name.startswith("marc")
        else did_you_mean(name, _FIXED),
    )


def spoken(name: str) -> str:
    """Return a source in words, for a message: `call number`, `marc:245$a`."""
    return PLAIN.get(name, name)
