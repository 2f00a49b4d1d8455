"""What follows the class number on a spine label: a line for each cutter, date, volume and copy."""

import re

from procstation.items.shelf_parts import LABEL_WORDS

_BEFORE_LABEL = re.compile(r"(?<=[0-9])(?=[A-Za-z]{1,4}\.[0-9])")
"""`R5c.1`: the copy was written onto the cutter."""

_CUTTERS = re.compile(r"\.?(?:[A-Za-z]{1,3}[0-9]|[0-9]+\.[A-Za-z])")
_BEFORE_CUTTER = re.compile(r"(?<=[A-Za-z0-9])(?=\.[A-Za-z])|(?<=[0-9])(?=[A-Za-z]{1,3}[0-9])")
_STRAY_POINT = re.compile(r"(?<![A-Za-z])\.\s+(?=[A-Za-z]{1,3}[0-9])")

_YEAR = re.compile(r"[(\[]?(?:1[4-9]|20)[0-9]{2}(?![0-9])")
_DATED = ("INDEX", "SUPPL", "SUPPLEMENT")
_LABEL = re.compile(
    rf"(?:{'|'.join(word for word in LABEL_WORDS if word not in _DATED)}|OP|V|C|T)\.?",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"[^\W\d_]+\.")
_ORDINAL_ENDS = ("st", "nd", "rd", "th")


def rest_lines(text: str, *, cutters: bool) -> list[str]:
    """Break at spaces, but keep a label with its number: `v. 4`, `no. 105`, `copy 2`.

    Args:
        cutters: The rules of LCC: break between cutters that were written together, `.P6T44`, and
            keep any word with the number behind it, unless that is a year.
    """
    chunks = _BEFORE_LABEL.sub(" ", text).split()
    if cutters:
        chunks = [
            piece
            for chunk in chunks
            for piece in (
                _BEFORE_CUTTER.sub(" ", chunk).split() if _CUTTERS.match(chunk) else [chunk]
            )
        ]
    lines: list[str] = []
    for chunk in chunks:
        if lines and _belongs_to(lines[-1], chunk, words=cutters):
            lines[-1] += " " + chunk
        else:
            lines.append(chunk)
    return lines


def join_stray_points(text: str) -> str:
    """Put a point that stands alone onto the cutter behind it: `9.59. C66` is `9.59 .C66`."""
    return _STRAY_POINT.sub(" .", text)


def _belongs_to(line: str, chunk: str, *, words: bool) -> bool:
    if line.isdecimal() and chunk.lower() in _ORDINAL_ENDS:
        return True
    if not chunk[0].isdecimal():
        return False
    if _LABEL.fullmatch(line):
        return len(line) > 1 or not _YEAR.match(chunk)
    label = _ABBREVIATION.fullmatch(line) or (words and len(line) > 2 and line.isalpha())
    return bool(label) and not _YEAR.match(chunk)
