"""Parts of Universal Decimal Classification call numbers."""

import re

from procstation.items.spine_parts import Part, PartKind, Parts
from procstation.items.spine_rest import rest_parts

_NUMBER = re.compile(r"[0-9][^\s]*")
_BEFORE_SIGN = re.compile(
    r"""
      (?<=[^\s("=:+/-]) (?=[("=:+/-]) (?![^(]*\))
    | (?<=[)"]) (?=[^\s)"(=:+/.-])
    """,
    re.VERBOSE,
)
"""Before the sign of an auxiliary or a relation, unless it stands in parentheses."""


def udc_parts(text: str, *, signs_apart: bool) -> Parts | None:
    """Take apart: class number with its auxiliaries, author's mark, date, volume, copy.

    Args:
        signs_apart: A line for each auxiliary: `821.111`, `(73)`, `-31`.

    Returns:
        None when it does not begin with a number.
    """
    number = _NUMBER.match(text)
    if number is None:
        return None
    pieces = _BEFORE_SIGN.split(number[0]) if signs_apart else [number[0]]
    parts = [Part(PartKind.NUMBER, piece, "" if at else " ") for at, piece in enumerate(pieces)]
    return Parts((*parts, *rest_parts(text[number.end() :], cutters=False)))
