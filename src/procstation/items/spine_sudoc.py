"""Parts of Superintendent of Documents numbers."""

import re

from procstation.items.spine_parts import Part, PartKind, Parts

_STEM = re.compile(r"([A-Za-z]+)\.?\s?(?=[0-9])|([A-Za-z]+)\.")
_SERIES = re.compile(r"(?<=[0-9.])\s?(?=[A-Za-z])")
_BREAKS = (
    (r"(?<=[0-9])\s(?=[A-Za-z])", " "),
    (r"(?<=/)", ""),
    (r"\s", " "),
    (r"(?<=\.)", ""),
    (r"(?<=-)", ""),
)
"""Places behind the colon, the best first, and what is put back where parts share a line."""

_LAST = len(_BREAKS) - 1


def sudoc_parts(text: str, width: int) -> Parts | None:
    """Take apart: agency letters, series up to the colon, and the book behind it.

    Args:
        width: Characters. Longer pieces behind the colon are broken at the next lower of their
            signs: a blank between figures and letters, slash, other blanks, point, hyphen.

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
    """Break at the sign of this level; parts share a line where they fit."""
    if len(piece) <= width or level > _LAST:
        return [piece] if piece else []
    pattern, glue = _BREAKS[level]
    parts = re.split(pattern, piece)
    lines = _packed(parts, glue, level, width)
    if level == _LAST and len(lines) > 1:
        # `PNW-` over `GTR-881` rather than `PNW-GTR-` over `881`.
        for narrower in range(width - 1, max(map(len, parts)) - 1, -1):
            tried = _packed(parts, glue, level, narrower)
            if len(tried) > len(lines):
                break
            lines = tried
    return lines


def _packed(parts: list[str], glue: str, level: int, width: int) -> list[str]:
    lines: list[str] = []
    for part in parts:
        broken = _fitted(part, level + 1, width)
        if lines and len(broken) == 1 and len(lines[-1] + glue + part) <= width:
            lines[-1] += glue + part
        else:
            lines += broken
    return lines
