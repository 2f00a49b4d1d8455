"""Parse XML as it comes and build a tree of each record in it, of nothing else.

Nothing is expanded and nothing is fetched: a document type declaration is refused, and depth and
size have bounds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from procstation.errors import InputRefused
from procstation.language import tr

MAX_RECORD = 4 << 20
"""Bytes of one record, and of one tag."""
MAX_DEPTH = 100
"""Elements within each other; the deepest records that are met have a dozen."""

_SEPARATOR = "\x1f"
"""Between the parts of a name; no character of XML."""

Begins = Callable[[Sequence[str]], int]
"""Told the names of the open elements, the outermost first, as `{namespace}name`: how many of the
innermost belong to a record that begins here; 0 when none does."""


@dataclass(frozen=True, slots=True)
class XmlRecord:
    """The tree of one record.

    Attributes:
        offset: Of its first byte in the file.
        notes: What was mended.
    """

    offset: int
    element: Element
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class XmlDamage:
    """What could not be read, and where it begins."""

    offset: int
    reason: str


class OpenElement(NamedTuple):
    """A start tag.

    Attributes:
        written: Its name as the file has it, with its prefix.
        namespaces: Prefixes that it declares; "" is the namespace of names without one.
    """

    written: str
    tag: str
    attributes: dict[str, str]
    namespaces: tuple[tuple[str, str], ...]
    offset: int


class RecordParser:
    """A parser of the file from some place on.

    Attributes:
        found: Records that are complete, to be taken away by the caller.
        record: The start tag of the record that is being read; None between records.
        around: The elements around the latest record, by which a later one can be understood
            without all that is before it.
        names: Of the records so far, as the file has them.
    """

    def __init__(
        self,
        name: str,
        encoding: str,
        begins: Begins,
        offset: int = 0,
        after: "RecordParser | None" = None,
    ) -> None:
        """
        Args:
            name: Of the file, for what is said of it.
            offset: Of the place where it is to begin.
            after: The parser that came to its end before that place.
        """
        self.found: list[XmlRecord | XmlDamage] = []
        self.record: OpenElement | None = None
        self.around: tuple[OpenElement, ...] = after.around if after else ()
        self.names: set[str] = after.names if after else set()
        self._name = name
        self._begins = begins
        self._open: list[OpenElement] = []
        self._declared: list[tuple[str, str]] = []
        self._inside = 0
        self._too_long = False
        self._builder = TreeBuilder()
        self._expat = parser = expat.ParserCreate(encoding, _SEPARATOR)
        parser.namespace_prefixes = True
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.StartNamespaceDeclHandler = self._declare
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        before = "".join(map(_start_tag, self.around)).encode(encoding, "xmlcharrefreplace")
        self._shift = offset - len(before)
        if before:
            parser.Parse(before, False)

    @property
    def offset(self) -> int:
        """Where in the file the parser is: behind it is at most a tag that is not complete."""
        return self._expat.CurrentByteIndex + self._shift

    @property
    def root(self) -> str:
        """The name of the outermost element that is open, as the file has it."""
        return self._open[0].written if self._open else ""

    def parse(self, data: bytes, *, final: bool) -> None:
        """Take a piece of the file.

        Raises:
            expat.ExpatError: It is no XML from some place on.
            InputRefused: It could do harm.
        """
        self._expat.Parse(data, final)

    def _refuse_doctype(
        self, name: str, system: str | None, public: str | None, internal: bool
    ) -> None:
        del system, public, internal
        raise InputRefused(
            tr(
                "{name} has a document type declaration (<!DOCTYPE {root}>),"
                " which can be made to fill the memory or to fetch other files.",
                name=self._name,
                root=name[:40],
            ),
            tr("Export it again without one."),
        )

    def _declare(self, prefix: str | None, uri: str | None) -> None:
        self._declared.append((prefix or "", uri or ""))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag, written = _names(name)
        values = {_names(key)[0]: value for key, value in attributes.items()}
        if self.record is not None:
            self._declared.clear()
            self._inside += 1
            if len(self._open) + self._inside > MAX_DEPTH:
                raise too_deep(self._name)
            if not self._is_too_long():
                self._builder.start(tag, values)
            return
        self._open.append(OpenElement(written, tag, values, tuple(self._declared), self.offset))
        self._declared.clear()
        if len(self._open) > MAX_DEPTH:
            raise too_deep(self._name)
        self._inside = self._begins([one.tag for one in self._open])
        if self._inside:
            self._begin(self._open[-self._inside :])

    def _begin(self, opened: list[OpenElement]) -> None:
        self.record = opened[0]
        self.names.add(self.record.written)
        self.around = tuple(self._open[: -len(opened)])
        self._builder = TreeBuilder()
        self._too_long = False
        for one in opened:
            self._builder.start(one.tag, one.attributes)

    def _end(self, name: str) -> None:
        if self.record is None:
            self._open.pop()
            return
        self._inside -= 1
        if not self._too_long:
            self._builder.end(_names(name)[0])
        if self._inside:
            return
        if self._too_long:
            reason = tr("it is longer than {megabytes} MB", megabytes=MAX_RECORD >> 20)
            self.found.append(XmlDamage(self.record.offset, reason))
        else:
            self.found.append(XmlRecord(self.record.offset, self._builder.close()))
        self.record = None
        del self._open[len(self.around) :]

    def _text(self, text: str) -> None:
        if self.record is not None and not self._is_too_long():
            self._builder.data(text)

    def _is_too_long(self) -> bool:
        """Whether the record has grown too long; what is built of it is then let go."""
        assert self.record is not None
        if not self._too_long and self.offset - self.record.offset > MAX_RECORD:
            self._too_long = True
            self._builder = TreeBuilder()
        return self._too_long


@lru_cache(maxsize=1024)
def _names(name: str) -> tuple[str, str]:
    """A name as `{namespace}name`, and as the file has it."""
    uri, _, rest = name.partition(_SEPARATOR)
    if not rest:
        return uri, uri
    local, _, prefix = rest.partition(_SEPARATOR)
    return f"{{{uri}}}{local}", f"{prefix}:{local}" if prefix else local


def _start_tag(opened: OpenElement) -> str:
    declared = (
        f" xmlns{':' if prefix else ''}{prefix}={quoteattr(uri)}"
        for prefix, uri in opened.namespaces
    )
    return f"<{opened.written}{''.join(declared)}>"


def too_deep(name: object) -> InputRefused:
    return InputRefused(
        tr(
            "{name} has more than {max_depth} elements within each other.",
            name=name,
            max_depth=MAX_DEPTH,
        ),
        tr("Export it again; no catalogue record is so deep."),
    )
