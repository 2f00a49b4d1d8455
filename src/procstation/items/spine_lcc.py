"""Spine lines of Library of Congress and National Library of Medicine call numbers."""

import re

from procstation.items.shelf_prefix import words_before
from procstation.items.spine_rest import join_stray_points, rest_lines

_HEAD = re.compile(
    r"""
    ([A-Za-z]{1,3})\s?
    ([0-9]{1,4}(?![0-9])(?:\s?\.[0-9]++(?!(?:st|nd|rd|th)\b))?)
  | (W[A-Za-z]{2})(?=\s|$)                      # NLM's 19th century schedule has no numbers
    """,
    re.VERBOSE,
)
_FIELD_MARKS = re.compile(r"[A-Za-z]{1,3}'[0-9]")


def lcc_lines(text: str) -> tuple[list[str], list[str]] | None:
    """Break into prefix words, class letters, class number, cutters, date, volume, copy.

    Returns:
        The lines and what there is to say; None when there is no class.
    """
    reasons: list[str] = []
    if _FIELD_MARKS.match(text):
        text = text.replace("'", " ")
        reasons.append("apostrophes stood between the parts and were left out")
    before = words_before(join_stray_points(text), _HEAD)
    if before is None:
        return None
    words, rest = before
    head = _HEAD.match(rest)
    assert head is not None
    if words:
        reasons.append(f"{' '.join(words)} is a shelf of its own and goes on top")
    number = [head[3]] if head[3] else [head[1], head[2].replace(" ", "")]
    return [*words, *number, *rest_lines(rest[head.end() :], cutters=True)], reasons
