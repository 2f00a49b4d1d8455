"""Spine lines of Superintendent of Documents numbers."""

import re

WIDTH = 9
"""Characters. Longer pieces behind the colon are broken at the next lower of their signs."""

_STEM = re.compile(r"([A-Za-z]+)\.?\s?(?=[0-9])|([A-Za-z]+)\.")
_SERIES = re.compile(r"(?<=[0-9.])\s?(?=[A-Za-z])")
_BREAKS = (r"(?<=/)", r"\s", r"(?<=\.)", r"(?<=-)")


def sudoc_lines(text: str) -> tuple[list[str], list[str]] | None:
    """Break into agency letters, series up to the colon, and the book behind it.

    Returns:
        The lines and what there is to say; None when it does not begin with agency letters.
    """
    agency = _STEM.match(text)
    if agency is None:
        return None
    rest = text[agency.end() :]
    series, colon, book = rest.partition(":")
    stem = _SERIES.split(series.strip(), maxsplit=1)
    stem[-1] += colon
    lines = [agency[0].strip(), *stem, *_fitted(book.strip(), 0)]
    return [line for line in lines if line], []


def _fitted(piece: str, level: int) -> list[str]:
    """Break at the sign of this level; parts that are whole share a line where they fit."""
    if len(piece) <= WIDTH or level == len(_BREAKS):
        return [piece] if piece else []
    glue = " " if _BREAKS[level] == r"\s" else ""
    lines: list[str] = []
    may_join = False
    for part in re.split(_BREAKS[level], piece):
        broken = _fitted(part, level + 1)
        if may_join and len(broken) == 1 and len(lines[-1] + glue + part) <= WIDTH:
            lines[-1] += glue + part
        else:
            lines += broken
            may_join = len(broken) == 1
    return lines
