"""What library systems call the schemes of call numbers, in words, abbreviations and codes."""

import re

from procstation.items import Scheme

_NAMES = {
    Scheme.LCC: (
        "lc", "lcc", "lcper", "lc local", "lc modified", "library of congress",
        "library of congress classification", "library of congress classification local", "0",
    ),
    Scheme.DEWEY: (
        "dewey", "ddc", "dc", "dewey decimal", "dewey decimal classification", "deweyper",
        "dezimalklassifikation dewey", "classification decimale de dewey", "1",
    ),
    Scheme.NLM: (
        "nlm", "nlmc", "national library of medicine",
        "national library of medicine classification", "2",
    ),
    Scheme.SUDOC: (
        "sudoc", "sudocs", "superintendent of documents",
        "superintendent of documents classification", "3",
    ),
    Scheme.UDC: ("udc", "cdu", "dk", "universal decimal classification"),
    Scheme.OTHER: (
        "other", "other scheme", "alphanum", "asis", "z", "local", "shelving control number",
        "title", "shelved separately", "4", "5", "6", "8",
    ),
}  # fmt: skip
_BY_NAME = {name: scheme for scheme, names in _NAMES.items() for name in names}
_NOT_IN_WORDS = re.compile(r"[^a-z0-9]+")


def scheme_named(text: str) -> Scheme | None:
    """Return the scheme of a name; None when the name says none, as `AUTO` does.

    The digits are those of the first indicator of 852 in MARC 21.
    """
    return _BY_NAME.get(_NOT_IN_WORDS.sub(" ", text.lower()).strip())
