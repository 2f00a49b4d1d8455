"""Records of Koha: how they are sought, and what a station reads of them."""

import re
from collections.abc import Mapping
from typing import Any

from procstation.ils import RemoteTitle, SystemRefused, TitleQuery, tr


def title_filter(query: TitleQuery, keys: Mapping[str, str]) -> dict[str, Any]:
    """Return the `q` for a search.

    Raises:
        SystemRefused: Koha cannot be asked so.
    """
    if query.isbn:
        # Koha joins the ISBNs of a record with bars.
        return {keys["isbn"]: {"-like": f"%{_plain(query.isbn)}%"}}
    if query.issn:
        return {keys["issn"]: {"-like": f"%{_plain(query.issn)}%"}}
    words = _plain(query.words).split()
    if query.control_number or not words:
        raise SystemRefused(
            tr(
                "Koha cannot be asked for control number {control_number!r}.",
                control_number=query.control_number,
            )
            if query.control_number
            else tr("There is nothing to look for."),
            tr("Look for an ISBN or words of the title."),
        )
    return {keys["title"]: {"-like": f"%{'%'.join(words)}%"}}


def read_title(row: Mapping[str, Any]) -> RemoteTitle:
    """Return a record as Koha lists it."""

    def text(key: str) -> str:
        return "" if row.get(key) is None else str(row[key])

    return RemoteTitle(
        system_id=text("biblio_id"),
        title=text("title"),
        author=text("author"),
        date=text("copyright_date") or text("publication_year"),
        publisher=text("publisher"),
        isbn=_numbers(text("isbn")),
        issn=_numbers(text("issn")),
    )


def _numbers(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split("|") if one.strip())


def _plain(text: str) -> str:
    """Without what `-like` gives a meaning of its own."""
    return re.sub(r"[%_\\]", " ", text).strip()
