"""A file of MARC records as a source of a load."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from procstation.catalog.extract import extract, tags_wanted
from procstation.catalog.file_beginning import look_at
from procstation.catalog.load_report import AUTO, FileProfile
from procstation.catalog.marc_file import Found, records_between, records_in
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.profile import Profile, profile_named, profiles
from procstation.catalog.profile_choice import choose_profile, tags_of_all
from procstation.catalog.source import Refused, Taken

_OTHER_RECORDS = {"z": "an authority record", "q": "a community record", "w": "a classification"}
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
            return FileProfile(str(self._path), asked, "it was asked for")
        known = profiles()
        choice = choose_profile(_readable(self._records(self._path, tags_of_all(known))), known)
        return FileProfile(str(self._path), choice.name, choice.why)

    def read(self, profile: str) -> Iterator[Taken | Refused]:
        rules = profile_named(profile)
        return _taken(self._records(self._path, tags_wanted(rules)), rules)

    @property
    def divisible(self) -> bool:
        """Whether stretches of the file can be read apart: binary MARC can."""
        return self._records is records_in and not look_at(self._path).is_xml

    def read_between(self, profile: str, begin: int, end: int) -> Iterator[Taken | Refused]:
        """Yield what begins in a stretch of the file, in bytes; numbered from 1 in it."""
        rules = profile_named(profile)
        return _taken(records_between(self._path, tags_wanted(rules), begin, end), rules)


def _taken(records: Iterable[Found | Refused], rules: Profile) -> Iterator[Taken | Refused]:
    for found in records:
        if not isinstance(found, Found):
            yield found
            continue
        other = _OTHER_RECORDS.get(found.record.leader[6])
        if other is not None:
            yield Refused(found.number, found.offset, f"it is {other}, no title")
            continue
        extracted = extract(found.record, rules)
        yield Taken(found.number, found.offset, extracted, found.notes + extracted.notes)


def _readable(records: Iterable[object]) -> Iterator[MarcRecord]:
    return (found.record for found in records if isinstance(found, Found))
