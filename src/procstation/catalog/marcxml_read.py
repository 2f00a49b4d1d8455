"""Turn one `record` element of MARCXML into a record.

Each is parsed by itself, without the document around it: entities that the document declares do not
exist for the parser, so nothing is expanded.
"""

from xml.parsers import expat

from procstation.catalog.marc_read import Decoded, Unreadable
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.marc_slices import LEADER_LENGTH
from procstation.catalog.marcxml_split import Fragment
from procstation.catalog.xml_text import decoded, mended
from procstation.language import tr

NO_LEADER = "     nam a22        4500"


def decode_xml(fragment: Fragment, wanted: frozenset[str] | None = None) -> Decoded:
    """Read one record.

    Args:
        wanted: The tags to take; None for all.

    Raises:
        Unreadable: With the reason.
    """
    if not fragment.data:
        raise Unreadable(
            tr("the file ends before the element around its records: it was cut short")
        )
    if not fragment.ended:
        raise Unreadable(tr("it is not closed: the file ends or another record begins in it"))
    text, about_text = decoded(fragment.data, fragment.encoding)
    notes = list(about_text)
    try:
        content = _parse(text)
    except expat.ExpatError as error:
        try:
            content = _parse(mended(text))
        except expat.ExpatError as worse:
            raise Unreadable(
                tr(
                    "its XML is broken: {error} in line {line} of the record",
                    error=expat.ErrorString(worse.code),
                    line=worse.lineno,
                )
            ) from worse
        notes.append(tr("its XML was mended: {error}", error=expat.ErrorString(error.code)))
    if not content.fields and content.leader is None:
        raise Unreadable(tr("it holds no MARC fields"))
    notes += content.notes
    leader = _leader(content.leader, notes)
    fields = tuple(one for one in content.fields if wanted is None or one.tag in wanted)
    return Decoded(MarcRecord(leader, fields), tuple(dict.fromkeys(notes)))


def _leader(found: str | None, notes: list[str]) -> str:
    if found is None:
        notes.append(tr("it has no leader"))
        return NO_LEADER
    if len(found) != LEADER_LENGTH:
        notes.append(tr("the leader has {count} characters", count=len(found)))
    return found[:LEADER_LENGTH].ljust(LEADER_LENGTH)


def _parse(text: str) -> "_Content":
    content = _Content()
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = content.start
    parser.EndElementHandler = content.end
    parser.CharacterDataHandler = content.text
    parser.Parse(text.encode("utf-8", "replace"), True)
    return content


class _Content:
    """What the parser has met of a record."""

    def __init__(self) -> None:
        self.leader: str | None = None
        self.fields: list[Field] = []
        self.notes: dict[str, None] = {}
        self._element = ""
        self._text = ""
        self._tag = ""
        self._indicators = ""
        self._code = ""
        self._subfields: list[tuple[str, str]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._element = name.rpartition(":")[2]
        self._text = ""
        if self._element in {"controlfield", "datafield"}:
            self._tag = attributes.get("tag", "")
            self._subfields = []
            first, second = attributes.get("ind1", ""), attributes.get("ind2", "")
            self._indicators = (first or " ")[0] + (second or " ")[0]
            if not self._tag:
                self.notes[f"a {self._element} without a tag was left out"] = None
        elif self._element == "subfield":
            self._code = attributes.get("code", "")
            if not self._code:
                self.notes[f"a subfield of {self._tag} without a code was left out"] = None
        elif self._element not in {"record", "leader"}:
            self.notes[f"an element <{name[:40]}>, which MARCXML has not, was left out"] = None

    def text(self, data: str) -> None:
        self._text += data

    def end(self, name: str) -> None:
        element = name.rpartition(":")[2]
        if element == "leader":
            self.leader = self._text
        elif element == "controlfield" and self._tag:
            self.fields.append(Field(self._tag, data=self._text))
        elif element == "subfield" and self._code and self._text:
            self._subfields.append((self._code[0], self._text))
        elif element == "datafield" and self._tag:
            self.fields.append(Field(self._tag, self._indicators, tuple(self._subfields)))
        self._text = ""
