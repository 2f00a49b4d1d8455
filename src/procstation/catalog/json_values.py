"""Taking values out of JSON that somebody else wrote: what is not of the kind expected is blank."""

from collections.abc import Mapping, Sequence
from typing import Any

from procstation.catalog.text import clean


def text_at(value: Any, *path: str) -> str:
    """The text under some names, cleaned; a number counts as text."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return clean(str(value))


def objects_at(value: Any, *path: str) -> list[Mapping[str, Any]]:
    """The objects of the list under some names."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    return [one for one in value if isinstance(one, Mapping)]


def object_at(value: Any, name: str) -> Mapping[str, Any]:
    """The object under a name, or an empty one."""
    found = value.get(name) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}
