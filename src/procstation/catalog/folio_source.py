"""A file of FOLIO instances as a source of a load."""

import re
from collections.abc import Iterator
from pathlib import Path

from procstation.catalog.file_beginning import Beginning, open_file
from procstation.catalog.folio import extract_folio
from procstation.catalog.json_split import parse, split_json
from procstation.catalog.load_report import AUTO, FileProfile
from procstation.catalog.source import Refused, Taken
from procstation.errors import UsageError
from procstation.language import tr

NAME = "folio"

_NAMES = re.compile(
    rb'"(?:instance|instances|instanceTypeId|holdings|holdingsRecordId|hrid|items)"\s*:'
)


def is_folio(beginning: Beginning) -> bool:
    """Whether it is JSON that names what FOLIO's inventory has, and MARC-in-JSON has not."""
    return beginning.is_json and _NAMES.search(beginning.data) is not None


class FolioSource:
    """See `Source`."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def profile(self, asked: str) -> FileProfile:
        if asked not in {AUTO, NAME}:
            raise UsageError(
                tr(
                    "{path} holds instances of FOLIO, which no profile {asked!r} reads.",
                    path=self._path,
                    asked=asked,
                ),
                tr("Leave out --profile."),
            )
        return FileProfile(str(self._path), NAME, tr("it holds instances of FOLIO as JSON"))

    def read(self, profile: str) -> Iterator[Taken | Refused]:
        with open_file(self._path) as file:
            for fragment in split_json(file):
                value = parse(fragment)
                found = value if isinstance(value, str) else extract_folio(value)
                if isinstance(found, str):
                    yield Refused(fragment.number, fragment.offset, found)
                else:
                    yield Taken(fragment.number, fragment.offset, found, found.notes)
