"""Which copy an item is: written `c.2` on a label, and kept as a number by many systems."""

import re

_COPY = re.compile(r"(?:c|cop|copy)?\s*\.?\s*0*(\d+)", re.IGNORECASE)


def copy_number(statement: str) -> str:
    """Return the number in the statement of a copy: "2" for `c.2`, `Copy 2` and `2`; "" for one
    that is more than that, or nothing."""
    found = _COPY.fullmatch(statement.strip())
    return found[1] if found is not None else ""
