"""Finding the bib record of an item in a library system, and knowing it again."""

from procstation.catalog.text import folded
from procstation.errors import InputRefused, SystemRefused
from procstation.ils import LibrarySystem, RemoteTitle, TitleQuery
from procstation.language import tr
from procstation.outbox.message import Record

LIKE = 12
"""So many letters of two titles agree when they are the same work."""


class NoRecordThere(InputRefused):
    """The system has no record of an item.

    Attributes:
        looked: It could be searched by something else than a number of ours.
    """

    looked = False


def title_there(system: LibrarySystem, record: Record, *, by_words: bool = False) -> RemoteTitle:
    """Find the bib record of an item there.

    Args:
        by_words: Look for the title as well: it may have been made from here.

    Raises:
        NoRecordThere: There is none.
        InputRefused: There are several that may be it.
    """
    if record.control_number:
        for title in system.find_titles(TitleQuery(system_id=record.control_number)):
            if _agrees(record, title):
                return title
    queries = [TitleQuery(isbn=number) for number in record.isbn]
    queries += [TitleQuery(issn=number) for number in record.issn]
    if record.control_number:
        queries.append(TitleQuery(control_number=record.control_number))
    if by_words:
        queries.append(TitleQuery(words=record.title))
    looked = False
    for query in queries:
        try:
            hits = system.find_titles(query)
        except SystemRefused:
            # Not every system can be asked in every way; another way may do.
            continue
        looked = looked or not query.control_number
        agrees = _is_it if query.words else _agrees
        found = {one.system_id: one for one in hits if agrees(record, one)}
        if len(found) == 1:
            return next(iter(found.values()))
        if found:
            raise InputRefused(
                tr(
                    "There are {count} records of “{title}” there: {numbers}.",
                    count=len(found),
                    title=record.title,
                    numbers=", ".join(sorted(found)),
                ),
                tr("Make the item there by hand at the right one, then try again."),
            )
    missing = NoRecordThere(
        tr("There is no record of “{title}” there.", title=record.title)
        if looked
        else tr(
            "No record of “{title}” was found there by its number, and there was no "
            "other way to look for it.",
            title=record.title,
        ),
        tr("Bring the record into the system, then try again."),
    )
    missing.looked = looked
    raise missing


def _is_it(record: Record, title: RemoteTitle) -> bool:
    """Whether a record found by its title is this very one, not another edition of it."""
    if record.isbn or title.isbn:
        return bool(set(record.isbn) & set(title.isbn))
    return _letters(record.title) == _letters(title.title)


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
