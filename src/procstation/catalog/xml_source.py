"""A file of XML records that are not MARC, as a source of a load."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree.ElementTree import Element

from procstation.catalog.bibframe import BibframeSource
from procstation.catalog.dublin_core import dublin_core_begins, extract_dublin_core
from procstation.catalog.extract import Extracted
from procstation.catalog.file_beginning import open_file
from procstation.catalog.load_report import FileProfile
from procstation.catalog.marc_source import MarcSource
from procstation.catalog.mods import extract_mods, mods_begins
from procstation.catalog.source import Refused, Source, Taken
from procstation.catalog.xml_kind import XmlKind, kind_of_xml, only_profile
from procstation.catalog.xml_parser import Begins, XmlDamage
from procstation.catalog.xml_records import xml_records
from procstation.language import tr

_HEADER = "{http://www.openarchives.org/OAI/2.0/}header"
_IDENTIFIER = "{http://www.openarchives.org/OAI/2.0/}identifier"


class XmlFormat(NamedTuple):
    """How the records of a format are found and read.

    Attributes:
        profile: The name that `--profile` may give.
        extract: Given the record and its identifier in the repository, "" when there is none.
    """

    profile: str
    begins: Begins
    extract: Callable[[Element, str], Extracted]


_FORMATS = {
    XmlKind.MODS: XmlFormat("mods", mods_begins, extract_mods),
    XmlKind.DUBLIN_CORE: XmlFormat("dublin-core", dublin_core_begins, extract_dublin_core),
}


def open_xml(path: Path) -> Source:
    """Look at an XML file and return how to read it.

    Raises:
        InputRefused: It is no XML with records, or could do harm.
    """
    kind = kind_of_xml(path)
    if kind is XmlKind.MARC:
        return MarcSource(path)
    if kind is XmlKind.BIBFRAME:
        return BibframeSource(path)
    return XmlSource(path, kind)


class XmlSource:
    """See `Source`. The records may be those of a repository's answer (OAI-PMH), with headers."""

    def __init__(self, path: Path, kind: XmlKind) -> None:
        self._path = path
        self._kind = kind
        self._format = _FORMATS[kind]

    def profile(self, asked: str) -> FileProfile:
        return only_profile(self._path, self._kind, self._format.profile, asked)

    def read(self, profile: str) -> Iterator[Taken | Refused]:
        del profile
        number = 0
        in_repository = ""
        with open_file(self._path) as file:
            for found in xml_records(file, self._begins):
                if isinstance(found, XmlDamage):
                    number += 1
                    yield Refused(number, found.offset, found.reason)
                elif found.element.tag == _HEADER:
                    in_repository = (found.element.findtext(_IDENTIFIER) or "").strip()
                    if found.element.get("status") == "deleted":
                        number += 1
                        yield Refused(number, found.offset, tr("the repository has deleted it"))
                else:
                    number += 1
                    extracted = self._format.extract(found.element, in_repository)
                    in_repository = ""
                    notes = found.notes + extracted.notes
                    yield Taken(number, found.offset, extracted, notes)

    def _begins(self, path: Sequence[str]) -> int:
        return 1 if path[-1] == _HEADER else self._format.begins(path)
