"""Shelf keys of Superintendent of Documents numbers (US Government Publishing Office).

`Y 4.ED 8/1:117-48` is a stem (agency, series) and, behind the colon, the book. Numbers are whole;
spaces, points and case do not count. Behind the colon years come before letters, and letters before
numbers. A year was written with three digits until 1999 and is written with four since.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from procstation.items.shelf_parts import PLAIN, whole
from procstation.items.shelf_rules import ShelfRules
from procstation.items.shelf_text import filed

SUDOC = re.compile(r"\s*[A-Z]{1,5}(?![A-Z])(?:[^:0-9]*+[0-9][^:]*+:|\s?[0-9]++\s?[./]\s?[A-Z0-9])")
"""A stem with its colon, or a stem alone; in capitals."""

_COLON, _HYPHEN, _SLASH, _YEAR, _NUMBER_IN_STEM, _LETTERS, _NUMBER = "\1\2\3\4\5\6\7"
_JOINED_BY = {"": "", ":": "", "-": _HYPHEN, "/": _SLASH}
_PARTS = re.compile(r"[:/-]?(?:[0-9]+|[^\W\d_]+)")
_FIRST_YEAR, _LAST_YEAR = 1789, 2050
_FIRST_SHORT_YEAR = 800


def sudoc_keys(rules: ShelfRules) -> Callable[[str], str | None]:
    """Return the function from a number to its key, or None for what is no SuDoc number."""
    del rules  # nothing in this scheme is left to the library

    def key(text: str) -> str | None:
        text = filed(text)
        if SUDOC.match(text) is None:
            return None
        text = text.replace(" ", "")
        stem, colon, book = text.partition(":")
        return "".join(
            (
                PLAIN,
                *map(_stem_part, _PARTS.findall(stem)),
                colon and _COLON,
                *map(_book_part, _PARTS.findall(colon + book)),
            )
        )

    return key


@lru_cache(maxsize=1 << 16)
def _stem_part(text: str) -> str:
    sign, run = _sign_and_run(text)
    return _JOINED_BY[sign] + (_NUMBER_IN_STEM + whole(run) if run.isdigit() else _LETTERS + run)


@lru_cache(maxsize=1 << 16)
def _book_part(text: str) -> str:
    sign, run = _sign_and_run(text)
    if not run.isdigit():
        return _JOINED_BY[sign] + _LETTERS + run
    if sign in ("/", ":"):
        if len(run) == 4 and _FIRST_YEAR <= int(run) <= _LAST_YEAR:
            return _JOINED_BY[sign] + _YEAR + run
        if len(run) == 3 and int(run) >= _FIRST_SHORT_YEAR:
            return _JOINED_BY[sign] + _YEAR + "1" + run
    return _JOINED_BY[sign] + _NUMBER + whole(run)


def _sign_and_run(text: str) -> tuple[str, str]:
    return ("", text) if text[0].isalnum() else (text[0], text[1:])
