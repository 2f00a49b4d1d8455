"""Instances of FOLIO: how they are sought, and what a station reads of them."""

from collections.abc import Mapping
from typing import Any

from procstation.ils import RemoteTitle, SystemRefused, TitleQuery, tr
from procstation_connectors.folio.cql import quoted


def title_query(query: TitleQuery) -> str:
    """Return the CQL for a search.

    Raises:
        SystemRefused: FOLIO cannot be asked so.
    """
    if query.isbn:
        return f"isbn=={quoted(query.isbn)}"
    if query.issn:
        return f"issn=={quoted(query.issn)}"
    if query.control_number:
        return f"hrid=={quoted(query.control_number)}"
    if query.words.strip():
        return f"title all {quoted(query.words)}"
    raise SystemRefused(
        tr("There is nothing to look for."), tr("Look for an ISBN or words of the title.")
    )


def read_title(row: Mapping[str, Any]) -> RemoteTitle:
    """Return an instance as FOLIO gave it."""
    contributors = row.get("contributors") or []
    primary = [one for one in contributors if one.get("primary")] or contributors
    publication = (row.get("publication") or [{}])[0]
    numbers = [str(one.get("value", "")) for one in row.get("identifiers") or []]
    plain = [number.replace("-", "").split(" ")[0] for number in numbers]
    # What kind of number each is, only a list of UUIDs could say; these are told by their form.
    return RemoteTitle(
        system_id=row["id"],
        title=row.get("title") or "",
        author=primary[0].get("name", "") if primary else "",
        date=publication.get("dateOfPublication") or "",
        publisher=publication.get("publisher") or "",
        isbn=tuple(one for one in plain if len(one) in {10, 13} and one[:-1].isdecimal()),
        issn=tuple(one for one in plain if len(one) == 8 and one[:-1].isdecimal()),
        control_number=row.get("hrid") or "",
    )
