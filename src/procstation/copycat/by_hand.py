"""A brief record by hand, for a book that no catalogue has: enough to work with it at the bench."""

from collections.abc import Sequence
from pathlib import Path

from procstation.catalog import Catalogue, Title
from procstation.catalog.brief_record import Numbered, brief_record
from procstation.catalog.extract import extract
from procstation.catalog.isbn import isbn13, normal_issn
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.profile import profile_named
from procstation.catalog.text import clean
from procstation.copycat.bring_in import Taken, bring_in
from procstation.errors import InputRefused
from procstation.items import CallNumber, Scheme, guess_scheme
from procstation.language import tr

SOURCE = "by-hand"
PROFILE = "marc21"


def title_by_hand(
    title: str,
    author: str = "",
    date: str = "",
    publisher: str = "",
    isbn: Sequence[str] = (),
    issn: Sequence[str] = (),
    call_number: str = "",
    scheme: Scheme | None = None,
) -> Title:
    """Return what a person said of a book, checked.

    Args:
        scheme: Of the call number; None to tell it by its form.

    Raises:
        InputRefused: There is no title, or a number that is none.
    """
    if not clean(title):
        raise InputRefused(tr("A record needs a title."), tr("Give it as --title."))
    number = clean(call_number)
    return Title(
        id=0,
        control_number="",
        title=clean(title),
        author=clean(author),
        publisher=clean(publisher),
        date=clean(date),
        medium="serial" if issn else "book",
        isbn=tuple(_checked("ISBN", isbn13(one), one) for one in isbn),
        issn=tuple(_checked("ISSN", normal_issn(one), one) for one in issn),
        call_number=CallNumber(number, scheme or guess_scheme(number)[0], "") if number else None,
    )


def record_by_hand(title: Title, entered: str) -> MarcRecord:
    """Return that as a record of MARC 21, at the abbreviated level.

    Args:
        entered: The day, as YYYYMMDD.
    """
    of = Numbered(title, "001", "", own=False)
    return brief_record(of, title.call_number, (), None, profile_named(PROFILE), entered)


def bring_in_by_hand(catalogue: Catalogue, folder: Path, record: MarcRecord) -> Taken:
    """Take such a record into the catalogue; the very same one again is no harm.

    Raises:
        StoreError, InputRefused: As from `bring_in`.
    """
    read = extract(record, profile_named(PROFILE))
    name = next(iter((*read.title.isbn, *read.title.issn)), read.title.title)
    return bring_in(catalogue, folder / SOURCE, record, read.key, PROFILE, name)


def _checked(kind: str, number: str | None, written: str) -> str:
    if number is None:
        raise InputRefused(
            tr(
                "{written!r} is no {kind}: its last digit does not fit the others.",
                written=written,
                kind=kind,
            ),
            tr("Type it again; if it is printed so in the book, leave it out."),
        )
    return number
