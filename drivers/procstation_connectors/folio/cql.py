"""Queries of FOLIO (CQL)."""

import re
from collections.abc import Iterable

_SPECIAL = re.compile(r'[\\"*?^]')


def quoted(value: str) -> str:
    """Return a value as it stands for itself in a query."""
    return '"' + _SPECIAL.sub(lambda found: "\\" + found[0], value) + '"'


def is_one_of(index: str, values: Iterable[str]) -> str:
    """Return the clause that an index has exactly one of these values."""
    wanted = [quoted(value) for value in values]
    return f"{index}=={wanted[0]}" if len(wanted) == 1 else f"{index}==({' or '.join(wanted)})"
