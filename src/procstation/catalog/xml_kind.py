"""Telling by its namespaces what an XML file holds."""

from enum import Enum
from pathlib import Path
from xml.parsers import expat

from procstation.catalog.file_beginning import open_file
from procstation.catalog.load_report import AUTO, FileProfile
from procstation.catalog.xml_parser import MAX_DEPTH, too_deep
from procstation.catalog.xml_text import start_of
from procstation.errors import InputRefused, UsageError
from procstation.language import tr

BIBFRAME = "{http://id.loc.gov/ontologies/bibframe/}"
DUBLIN_CORE = (
    "{http://purl.org/dc/elements/1.1/}",
    "{http://purl.org/dc/elements/1.0/}",
    "{http://purl.org/dc/terms/}",
)
MODS = "{http://www.loc.gov/mods/v3}"

LOOKED_AT = 1 << 20
"""Bytes in which the first record begins: the header of a METS file is before it."""

_CHUNK = 1 << 14
_MARC_NAMES = frozenset(("leader", "controlfield", "datafield"))
_WEB_PAGE = "html"


class XmlKind(Enum):
    """What the records are; the value is for people."""

    MARC = "MARCXML"
    MODS = "MODS"
    DUBLIN_CORE = "Dublin Core"
    BIBFRAME = "BIBFRAME"


_KINDS = {
    BIBFRAME: XmlKind.BIBFRAME,
    **dict.fromkeys(DUBLIN_CORE, XmlKind.DUBLIN_CORE),
    MODS: XmlKind.MODS,
}


def kind_of_xml(path: Path) -> XmlKind:
    """What the first record of a file is; MARCXML when the XML breaks before it.

    Raises:
        InputRefused: It is no XML with records, or could do harm.
    """
    look = _Look(path)
    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler = look.start
    parser.EndElementHandler = look.end
    parser.StartDoctypeDeclHandler = look.doctype
    seen = 0
    with open_file(path) as file:
        start_of(file)
        while look.kind is None and seen < LOOKED_AT:
            chunk = file.read(_CHUNK)
            seen += len(chunk)
            try:
                parser.Parse(chunk, not chunk)
            except (expat.ExpatError, ValueError, LookupError):
                # The reader of MARCXML mends what it can, and says what it cannot.
                break
            if not chunk:
                raise _without_records(path, look.root)
    if look.root.lower() == _WEB_PAGE:
        raise _without_records(path, look.root)
    return look.kind or XmlKind.MARC


def only_profile(path: Path, kind: XmlKind, name: str, asked: str) -> FileProfile:
    """The one profile of a file whose format says where everything is.

    Raises:
        UsageError: Another was asked for.
    """
    if asked not in {AUTO, name}:
        raise UsageError(
            tr(
                "{path} is {value}, which has no profile {asked!r}.",
                path=path,
                value=kind.value,
                asked=asked,
            ),
            tr("Leave --profile out, or say --profile {name}.", name=name),
        )
    return FileProfile(str(path), name, tr("its records are {kind}", kind=kind.value))


class _Look:
    """What the parser has met."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.kind: XmlKind | None = None
        self.root = ""
        self._depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        del attributes
        namespace, _, local = name.rpartition("}")
        self.root = self.root or local
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise too_deep(self._path)
        if self.kind is None:
            known = XmlKind.MARC if local in _MARC_NAMES else None
            self.kind = known or _KINDS.get(f"{{{namespace}}}")

    def end(self, name: str) -> None:
        del name
        self._depth -= 1

    def doctype(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        del system, public
        self.root = name
        if internal:
            raise InputRefused(
                tr(
                    "{path} declares entities or a document type of its own,"
                    " which can be made to fill the memory.",
                    path=self._path,
                ),
                tr("Export it again without a document type declaration."),
            )


def _without_records(path: Path, root: str) -> InputRefused:
    if root.lower() == _WEB_PAGE:
        return InputRefused(
            tr("{path} is a web page, most likely an error message of the download.", path=path),
            tr("Open it in a browser to see what went wrong, then download again."),
        )
    return InputRefused(
        tr(
            "{path} is XML without records that are read; its outermost element is <{root}>.",
            path=path,
            root=root,
        ),
        tr("Export the records as MARCXML, MODS, METS with MODS, Dublin Core or BIBFRAME."),
    )
