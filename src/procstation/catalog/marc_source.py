"""A file of MARC records as a source of a load."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from procstation.catalog.extract import extract, tags_wanted
from procstation.catalog.file_beginning import look_at, open_file
from procstation.catalog.load_report import AUTO, FileProfile
from procstation.catalog.marc_file import Found, read_piece, records_in
from procstation.catalog.marc_read import decode
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marc_split import split_between
from procstation.catalog.prepared import Prepared, prepared
from procstation.catalog.profile import Profile, profile_named, profiles
from procstation.catalog.profile_choice import choose_profile, tags_of_all
from procstation.catalog.source import Refused, Taken
from procstation.catalog.tidy_reader import TidyReader
from procstation.language import mark, tr, tr_marked

_OTHER_RECORDS = {
    "z": mark("an authority record"),
    "q": mark("a community record"),
    "w": mark("a classification"),
}
"""By leader/06: MARC records that are no titles."""


Records = Callable[[Path, frozenset[str] | None], Iterator[Found | Refused]]
"""Yields all that a file holds, in its order; of the records only some tags, or all for None."""


class MarcSource:
    """See `Source`.

    Args:
        records: How the file is read; binary or XML, if nothing is said.
    """

    def __init__(self, path: Path, records: Records = records_in) -> None:
        self._path = path
        self._records = records

    def profile(self, asked: str) -> FileProfile:
        if asked != AUTO:
            profile_named(asked)
            return FileProfile(str(self._path), asked, tr("it was asked for"))
        known = profiles()
        choice = choose_profile(_readable(self._records(self._path, tags_of_all(known))), known)
        return FileProfile(str(self._path), choice.name, choice.why)

    def read(self, profile: str) -> Iterator[Taken | Refused]:
        rules = profile_named(profile)
        return _taken(self._records(self._path, tags_wanted(rules)), rules)

    def records(self) -> Iterator[Found | Refused]:
        """Yield all records whole, in the order of the file."""
        return self._records(self._path, None)

    @property
    def divisible(self) -> bool:
        """Whether stretches of the file can be read apart: binary MARC can."""
        return self._records is records_in and not look_at(self._path).is_xml

    def prepared_between(self, profile: str, begin: int, end: int) -> Iterator[Prepared | Refused]:
        """Yield what begins in a stretch of the file, in bytes; numbered from 1 in it.

        Raises:
            InputRefused: The file cannot be opened.
        """
        rules = profile_named(profile)
        tidy = TidyReader(rules)
        wanted = tags_wanted(rules)
        with open_file(self._path) as file:
            for piece in split_between(file, begin, end):
                yield tidy.read(piece) or prepared(
                    _taken_one(read_piece(piece, decode, wanted), rules)
                )


def _taken(records: Iterable[Found | Refused], rules: Profile) -> Iterator[Taken | Refused]:
    return (_taken_one(found, rules) for found in records)


def _taken_one(found: Found | Refused, rules: Profile) -> Taken | Refused:
    if isinstance(found, Refused):
        return found
    other = _OTHER_RECORDS.get(found.record.leader[6])
    if other is not None:
        return Refused(
            found.number, found.offset, tr("it is {other}, no title", other=tr_marked(other))
        )
    extracted = extract(found.record, rules)
    return Taken(found.number, found.offset, extracted, found.notes + extracted.notes)


def _readable(records: Iterable[object]) -> Iterator[MarcRecord]:
    return (found.record for found in records if isinstance(found, Found))
