"""Finding the bib record of an item in a library system, and knowing it again."""

from procstation.catalog.text import folded
from procstation.errors import InputRefused
from procstation.ils import LibrarySystem, RemoteTitle, TitleQuery
from procstation.outbox.message import Record

LIKE = 12
"""So many letters of two titles agree when they are the same work."""


def title_there(system: LibrarySystem, record: Record) -> RemoteTitle:
    """Find the bib record of an item there.

    Raises:
        InputRefused: There is none, or several that may be it.
    """
    if record.control_number:
        for title in system.find_titles(TitleQuery(system_id=record.control_number)):
            if _agrees(record, title):
                return title
    queries = [TitleQuery(isbn=number) for number in record.isbn]
    queries += [TitleQuery(issn=number) for number in record.issn]
    if record.control_number:
        queries.append(TitleQuery(control_number=record.control_number))
    for query in queries:
        found = {one.system_id: one for one in system.find_titles(query) if _agrees(record, one)}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise InputRefused(
                f"There are {len(found)} records of “{record.title}” there:"
                f" {', '.join(sorted(found))}.",
                "Make the item there by hand at the right one, then try again.",
            )
    raise InputRefused(
        f"There is no record of “{record.title}” there.",
        "Bring the record into the system, then try again.",
    )


def _agrees(record: Record, title: RemoteTitle) -> bool:
    if set(record.isbn) & set(title.isbn) or set(record.issn) & set(title.issn):
        return True
    return same_record(record, title.title)


def same_record(record: Record, title: str) -> bool:
    """Whether a title as the system writes it may be this record's."""
    ours, theirs = (_letters(one) for one in (record.title, title))
    if not ours or not theirs:
        return True
    length = min(LIKE, len(ours), len(theirs))
    return ours[:length] == theirs[:length]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, folded(text)))
