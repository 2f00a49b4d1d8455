"""The class of a call number: what losses are counted by."""

import re

_CLASS = r"(?P<letters>DAW|DJK|K[A-Z]{2}|[A-HJ-NP-WZ][A-Z]?)"
"""Letters that are a class of the Library of Congress or the National Library of Medicine."""

_FIRST = re.compile(rf"{_CLASS}[ .]?\d|(?P<hundred>\d)\d\d(?:\D|$)")
_BEHIND_PREFIX = re.compile(rf"\s(?:{_CLASS}\d|(?P<hundred>\d)\d\d(?:\D|$))")
OTHER_CLASS = ""


def class_of(call_number: str) -> str:
    """Return the class that a call number is counted in."""
    text = call_number.strip()
    found = _FIRST.match(text) or _BEHIND_PREFIX.search(text)
    if not found:
        return OTHER_CLASS
    return found["letters"] or f"{found['hundred']}00"
