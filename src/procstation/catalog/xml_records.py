"""Cut the records out of an XML file, so that one broken record does not cost the others.

The file is parsed as it comes, with its namespaces. Where it breaks, the record it breaks in is
mended or given up, and the parser starts anew at the next record, within the same elements.
"""

import os
import re
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import BinaryIO, NamedTuple
from xml.parsers import expat

from procstation.catalog.xml_parser import (
    MAX_RECORD,
    Begins,
    OpenElement,
    RecordParser,
    XmlDamage,
    XmlRecord,
)
from procstation.catalog.xml_text import decoded, encoding_of, mended, start_of
from procstation.errors import InputRefused
from procstation.language import tr

_CHUNK = 1 << 16
_LONGEST_NAME = 256

_CUT_SHORT = (
    expat.errors.codes[expat.errors.XML_ERROR_NO_ELEMENTS],
    expat.errors.codes[expat.errors.XML_ERROR_UNCLOSED_TOKEN],
    expat.errors.codes[expat.errors.XML_ERROR_PARTIAL_CHAR],
)
_DECLARED_AGAIN = expat.errors.codes[expat.errors.XML_ERROR_MISPLACED_XML_PI]
"""An XML declaration in the middle: files were put together as they are, and nothing is lost."""


def xml_records(file: BinaryIO, begins: Begins) -> Iterator[XmlRecord | XmlDamage]:
    """Yield the records of a file in turn; holds one record and one chunk in memory.

    Raises:
        InputRefused: It has a document type declaration, elements too deep within each other or a
            tag too long, or is in an encoding that is not known.
    """
    encoding = encoding_of(file)
    start: int | None = start_of(file)
    parser = RecordParser(file.name, encoding, begins, start or 0)
    while start is not None:
        file.seek(start)
        error = yield from _parsed(file, parser)
        if error is None:
            return
        if parser.record is not None:
            after = _within_record(file, parser, parser.record, error, encoding, begins)
        else:
            after = _between_records(file, parser, error, start)
        yield from after.found
        start = after.resume
        parser = RecordParser(file.name, encoding, begins, start or 0, after=parser)


class _After(NamedTuple):
    """What became of the place where a file breaks, and where to go on."""

    found: tuple[XmlRecord | XmlDamage, ...]
    resume: int | None


def _parsed(
    file: BinaryIO, parser: RecordParser
) -> Generator[XmlRecord | XmlDamage, None, expat.ExpatError | None]:
    """Yield the records up to the end of the file, or to the error that is returned."""
    error = None
    while error is None:
        chunk = file.read(_CHUNK)
        try:
            parser.parse(chunk, final=not chunk)
        except expat.ExpatError as broken:
            error = broken
        yield from parser.found
        parser.found.clear()
        if not chunk:
            break
        if file.tell() - parser.offset > MAX_RECORD:
            raise InputRefused(
                tr(
                    "{name} has a tag or a comment of more than {megabytes} MB at byte {offset}.",
                    name=file.name,
                    megabytes=MAX_RECORD >> 20,
                    offset=parser.offset,
                ),
                tr("Export it again; no catalogue record has one."),
            )
    return error


def _within_record(
    file: BinaryIO,
    parser: RecordParser,
    record: OpenElement,
    error: expat.ExpatError,
    encoding: str,
    begins: Begins,
) -> _After:
    """Mend the record that a file breaks in, or give it up."""
    file.seek(record.offset)
    data = file.read(MAX_RECORD)
    name = re.escape(record.written.encode(encoding))
    end = re.compile(rb"</" + name + rb"\s*>").search(data)
    following = _next_start(file, {record.written}, record.offset + 1)
    if end is None or (following is not None and following < record.offset + end.start()):
        reason = tr("it is not closed: the file ends or another record begins in it")
        return _After((XmlDamage(record.offset, reason),), following)
    text, notes = decoded(data[: end.end()], encoding)
    second = RecordParser(file.name, "utf-8", begins, record.offset, after=parser)
    try:
        second.parse(mended(text).encode("utf-8", "replace"), final=False)
    except expat.ExpatError as worse:
        error, line = worse, worse.lineno
    else:
        line = 0
    if line or not second.found:
        what = expat.ErrorString(error.code)
        reason = (
            tr("its XML is broken: {error} in line {line} of the record", error=what, line=line)
            if line
            else tr("its XML is broken: {error}", error=what)
        )
        return _After((XmlDamage(record.offset, reason),), record.offset + end.end())
    note = tr("its XML was mended: {error}", error=expat.ErrorString(error.code))
    found = [
        replace(one, notes=(*notes, note)) if isinstance(one, XmlRecord) else one
        for one in second.found
    ]
    return _After(tuple(found), record.offset + end.end())


def _between_records(
    file: BinaryIO, parser: RecordParser, error: expat.ExpatError, start: int
) -> _After:
    """Say what is wrong outside of the records, and find the next one.

    Args:
        start: Where the parser began: the next record is behind it, or there would be no end, and
            what is wrong with this very tag was said before.
    """
    resume = _next_start(file, parser.names, max(parser.offset, start + 1))
    behind_the_end = parser.names and not parser.root
    reported = parser.names and parser.offset == start
    if behind_the_end or reported or error.code == _DECLARED_AGAIN:
        return _After((), resume)
    if error.code in _CUT_SHORT:
        size = file.seek(0, os.SEEK_END)
        reason = tr("the file ends before <{root}> is closed: it was cut short", root=parser.root)
        return _After((XmlDamage(size, reason),), None)
    behind = (
        tr("no record follows") if resume is None else tr("read on at byte {resume}", resume=resume)
    )
    reason = tr(
        "the XML between the records is broken: {error}; {behind}",
        error=expat.ErrorString(error.code),
        behind=behind,
    )
    return _After((XmlDamage(parser.offset, reason),), resume)


def _next_start(file: BinaryIO, names: set[str], start: int) -> int | None:
    """The offset of the next start tag of that name, or None."""
    if not names:
        return None
    written = b"|".join(re.escape(name.encode()) for name in names)
    tag = re.compile(rb"<(?:" + written + rb")(?=[\s/>])")
    file.seek(start)
    buffer = b""
    while chunk := file.read(_CHUNK):
        buffer = buffer[-_LONGEST_NAME:] + chunk
        if match := tag.search(buffer):
            return file.tell() - len(buffer) + match.start()
    return None
