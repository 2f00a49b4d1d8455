"""Reading texts out of the tree of a record."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element

from procstation.catalog.text import clean, without_end_marks

_YEAR = re.compile(r"(?<!\d)(1[0-9]\d\d|20\d\d)(?!\d)")


def text_of(element: Element | None) -> str:
    """All text within an element, on one line; "" for None."""
    return "" if element is None else clean("".join(element.itertext()))


def first_text(element: Element, path: str) -> str:
    """The text of the first element on a path that has any."""
    return next(filter(None, map(text_of, element.iterfind(path))), "")


def every_text(element: Element, path: str) -> list[str]:
    """The texts of all elements on a path that have any."""
    return list(filter(None, map(text_of, element.iterfind(path))))


def key_of(vocabulary: str, *numbers: str) -> str:
    """A record key from the first number there is; "" without one.

    Numbers of different vocabularies are different numbers, as those of different fields are.
    """
    number = next(filter(None, numbers), "")
    return f"{vocabulary}:{number}" if number else ""


def date_of(stated: Iterable[str]) -> str:
    """The first year in some dates; where no year can be read, the first date as it stands."""
    dates = list(stated)
    years = (year[0] for one in dates if (year := _YEAR.search(one)))
    return next(years, without_end_marks(dates[0]).strip("[]") if dates else "")
