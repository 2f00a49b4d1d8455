"""Parts of Library of Congress and National Library of Medicine call numbers."""

import re

from procstation.items.shelf_prefix import words_before
from procstation.items.spine_parts import Part, PartKind, Parts, part_of
from procstation.items.spine_rest import join_stray_points, rest_parts
from procstation.language import tr

_HEAD = re.compile(
    r"""
    ([A-Za-z]{1,3})(\s?)
    ([0-9]{1,4}(?![0-9])(?:\s?\.[0-9]++(?!(?:st|nd|rd|th)\b))?)
  | (W[A-Za-z]{2})(?=\s|$)                      # NLM's 19th century schedule has no numbers
    """,
    re.VERBOSE,
)
_FIELD_MARKS = re.compile(r"[A-Za-z]{1,3}'[0-9]")


def lcc_parts(text: str) -> Parts | None:
    """Take apart: prefix words, class letters, class number, cutters, dates, volume, copy.

    Returns:
        None when there is no class.
    """
    remarks: list[str] = []
    if _FIELD_MARKS.match(text):
        text = text.replace("'", " ")
        remarks.append(tr("apostrophes stood between the parts and were left out"))
    before = words_before(join_stray_points(text), _HEAD)
    if before is None:
        return None
    words, rest = before
    head = _HEAD.match(rest)
    assert head is not None
    if words:
        remarks.append(tr("{shelf} is a shelf of its own and goes on top", shelf=" ".join(words)))
    parts = [Part(PartKind.PREFIX, word) for word in words]
    if head[4]:
        parts.append(part_of(PartKind.LETTERS, head[4]))
    else:
        letters, glue, number = head.group(1, 2, 3)
        parts.append(part_of(PartKind.LETTERS, letters))
        parts.append(part_of(PartKind.NUMBER, number.replace(" ", ""), glue))
    return Parts((*parts, *rest_parts(rest[head.end() :], cutters=True)), tuple(remarks))
