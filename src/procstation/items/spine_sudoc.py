"""Parts of Superintendent of Documents numbers."""

import re

from procstation.items.spine_parts import Part, PartKind, Parts

_STEM = re.compile(r"([A-Za-z]+)\.?\s?(?=[0-9])|([A-Za-z]+)\.")
_SERIES = re.compile(r"(?<=[0-9.])\s?(?=[A-Za-z])")
_BREAKS = (r"(?<=/)", r"\s", r"(?<=\.)", r"(?<=-)")


def sudoc_parts(text: str, width: int) -> Parts | None:
    """Take apart: agency letters, series up to the colon, and the book behind it.

    Args:
        width: Characters. Longer pieces behind the colon are broken at the next lower of their
            signs: slash, blank, point, hyphen.

    Returns:
        None when it does not begin with agency letters.
    """
    agency = _STEM.match(text)
    if agency is None:
        return None
    rest = text[agency.end() :]
    series, colon, book = rest.partition(":")
    stem = _SERIES.split(series.strip(), maxsplit=1)
    stem[-1] += colon
    blank = " " if agency[0][-1:].isspace() else ""
    parts = [Part(PartKind.LETTERS, agency[0].strip())]
    parts += [Part(PartKind.NUMBER, line, blank) for line in stem if line]
    parts += [Part(PartKind.BOOK, line) for line in _fitted(book.strip(), 0, width)]
    return Parts(tuple(parts))


def _fitted(piece: str, level: int, width: int) -> list[str]:
    """Break at the sign of this level; parts that are whole share a line where they fit."""
    if len(piece) <= width or level == len(_BREAKS):
        return [piece] if piece else []
    glue = " " if _BREAKS[level] == r"\s" else ""
    lines: list[str] = []
    may_join = False
    for part in re.split(_BREAKS[level], piece):
        broken = _fitted(part, level + 1, width)
        if may_join and len(broken) == 1 and len(lines[-1] + glue + part) <= width:
            lines[-1] += glue + part
        else:
            lines += broken
            may_join = len(broken) == 1
    return lines
