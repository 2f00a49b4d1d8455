"""Parts of Universal Decimal Classification call numbers."""

import re

from procstation.items.spine_parts import Part, PartKind, Parts
from procstation.items.spine_rest import rest_parts

_NUMBER = re.compile(r"[0-9][^\s]*")
_PIECE = re.compile(
    r"""
      \([^()]*\)                        # place, language, form: (73) (=111) (03)
    | "[^"]*"                           # time: "1991/1995"
    | (?:::?|[=+/-])?[^\s("=:+/-]+      # a number, with the sign that joins it on
    | .
    """,
    re.VERBOSE,
)


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
    pieces = _PIECE.findall(number[0]) if signs_apart else [number[0]]
    parts = [Part(PartKind.NUMBER, piece, "" if at else " ") for at, piece in enumerate(pieces)]
    return Parts((*parts, *rest_parts(text[number.end() :], cutters=False)))
